// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <mutex>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/kept_views.hpp"

/// \file
/// Memory that algorithms use again in the next call.

namespace tektite {

/// Keeps the memory that algorithms allocate, so that the next call does not allocate it again.
///
/// While a workspace exists, every algorithm that runs on an equal instance (`operator==` of Kokkos) takes its Views
/// from it, those of its results, too: a View that only the workspace refers to is handed out again. So a result keeps
/// its values for as long as the caller has a View of it, also after the workspace is gone. A loop over frames of
/// about equal sizes allocates in its first round only; a loop that still has the results of one round while it
/// computes the next ones allocates in its first two rounds.
///
/// Work on one instance is done in order, so memory is used again without a fence. Hence one rule: where work on
/// *another* instance reads a result, the caller keeps the View until that work is done.
///
///     tektite::Workspace const workspace(exec);
///     for (auto const& frame : frames) {
///       auto const cells = voronoi(exec, frame.positions, frame.box);
///       ...
///     }
///
/// Results are the same bits with and without. Of several workspaces of an instance the youngest counts. Memory is kept
/// for each type of View, with 1/8 to spare in arrays of one dimension; the label of all kept allocations is
/// "tektite::workspace". Algorithms may be called from several threads; a workspace must be destroyed before
/// `Kokkos::finalize`, as a View.
template <ExecutionSpace Exec = Kokkos::DefaultExecutionSpace>
class Workspace {
 public:
  /// For one instance. \param exec the instance
  explicit Workspace(Exec const& exec = Exec{}) {
    std::lock_guard const lock(all().mutex);
    all().entries.emplace_back(exec, &memory_);
    ++all().count;
  }
  Workspace(Workspace const&) = delete;
  Workspace& operator=(Workspace const&) = delete;
  ~Workspace() {
    std::lock_guard const lock(all().mutex);
    std::erase_if(all().entries, [this](auto const& entry) { return entry.second == &memory_; });
    --all().count;
  }

  /// Bytes of all memory that is kept, whether it is in use or not. \returns bytes
  std::size_t bytes() const {
    std::lock_guard const lock(all().mutex);
    return memory_.bytes();
  }

  /// Forgets all memory. What nothing else refers to is released; the rest, when its last View is gone. After frames
  /// of a much larger system, for example.
  void release() {
    std::lock_guard const lock(all().mutex);
    memory_ = {};
  }

 private:
  static detail::Workspaces<Exec>& all() { return detail::workspaces<Exec>; }

  detail::KeptMemory memory_;
};

}  // namespace tektite
