// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Which steps are time origins or lags from them, and the positions at the origins: what recorders of displacements
/// share.

namespace tektite::detail {

/// Positions at an origin, in the memory of an execution space.
template <class Exec>
using OriginPositions = Kokkos::View<Vec3<double>*, typename Exec::memory_space>;

/// A copy of positions, under the label of an origin. Does not fence.
template <ExecutionSpace Exec, Positions P>
OriginPositions<Exec> copy_origin(Exec const& exec, P const& positions) {
  std::size_t const n = particle_count(positions);
  auto const copy = allocate<OriginPositions<Exec>>(exec, "time_origins::origin", n);
  launch(exec, "time_origins::copy", n, KOKKOS_LAMBDA(int i) { copy(i) = position(positions, i); });
  return copy;
}

/// The origins of a recorder that have lags to come. The first step that is recorded is one.
template <ExecutionSpace Exec>
class TimeOrigins {
 public:
  using Snapshot = OriginPositions<Exec>;

  /// \param name  of the recorder, for messages
  /// \param lags  in steps
  /// \param every steps between origins; 0: the first step is the only one
  /// \throws Error lags not positive and ascending, negative `every`
  TimeOrigins(std::string name, std::vector<std::int64_t> lags, std::int64_t every)
      : name_(std::move(name)), lags_(std::move(lags)), every_(every) {
    require(!lags_.empty() && lags_.front() > 0, name_, ": lags must be given and positive");
    for (std::size_t k = 1; k < lags_.size(); ++k)
      require(lags_[k] > lags_[k - 1], name_, ": lag ", lags_[k], " follows ", lags_[k - 1],
              ", expected ascending lags");
    require(every_ >= 0, name_, ": origin_every ", every_, " must not be negative");
  }

  std::vector<std::int64_t> const& lags() const { return lags_; }

  /// Whether a step is an origin, or a lag from one.
  bool wants(std::int64_t step) const {
    if (is_origin(step)) return true;
    return std::any_of(origins_.begin(), origins_.end(),
                       [&](auto const& origin) { return lag_index(step - origin.first) >= 0; });
  }

  /// The first step after a given one that is wanted; the largest integer where there is none.
  std::int64_t next_wanted(std::int64_t step) const {
    std::int64_t next = std::numeric_limits<std::int64_t>::max();
    for (auto const& [start, snapshot] : origins_) {
      auto const lag = std::upper_bound(lags_.begin(), lags_.end(), step - start);
      if (lag != lags_.end()) next = std::min(next, start + *lag);
    }
    if (started_ && every_ > 0) next = std::min(next, first_ + ((step - first_) / every_ + 1) * every_);
    return next;
  }

  /// Calls `add(k, snapshot)` for each origin that the step is lag k from, then forgets origins without lags to come,
  /// and keeps a copy of the positions where the step is an origin itself.
  ///
  /// \throws Error a step that is not larger than the last one, another number of particles than before
  template <Positions P, class Add>
  void record(Exec const& exec, std::int64_t step, P const& unwrapped, Add const& add) {
    require(!started_ || step > last_, name_, ": step ", step, " recorded after ", last_);
    std::size_t const n = particle_count(unwrapped);
    require(!started_ || n == particles_, name_, ": ", n, " particles recorded after ", particles_);
    for (auto const& [start, snapshot] : origins_) {
      int const k = lag_index(step - start);
      if (k >= 0) add(std::size_t(k), snapshot);
    }
    std::erase_if(origins_, [&](auto const& origin) { return step - origin.first >= lags_.back(); });
    if (is_origin(step)) origins_.emplace(step, copy_origin(exec, unwrapped));
    if (!started_) first_ = step;
    particles_ = n;
    started_ = true;
    last_ = step;
  }

  /// Number of origins that are kept at present.
  std::size_t open() const { return origins_.size(); }

  /// Three numbers for the steps.
  std::vector<double> save_steps() const { return {double(started_), double(first_), double(last_)}; }

  /// For each origin its step and 3 n coordinates. Fences for each.
  void save_snapshots(Exec const& exec, std::vector<double>& numbers) const {
    for (auto const& [start, snapshot] : origins_) {
      numbers.push_back(double(start));
      std::size_t const at = numbers.size(), n = snapshot.extent(0);
      numbers.resize(at + 3 * n);
      std::vector<Vec3<double>> host(n);
      Kokkos::deep_copy(exec, OnHost(host.data(), n), snapshot);
      exec.fence("tektite::time_origins::save");
      for (std::size_t i = 0; i < 3 * n; ++i) numbers[at + i] = host[i / 3][int(i % 3)];
    }
  }

  /// Replaces all by what was saved: the steps from the beginning of `numbers`, the origins from `head` on. Fences for
  /// each origin.
  void restore(Exec const& exec, std::vector<double> const& numbers, std::size_t head, std::size_t particles) {
    std::size_t const per_origin = 1 + 3 * particles;
    require(head >= 3 && numbers.size() >= head && (numbers.size() - head) % per_origin == 0, name_, ": ",
            numbers.size(), " numbers are not of a recorder with ", lags_.size(), " lags and ", particles,
            " particles");
    particles_ = particles;
    started_ = numbers[0] != 0;
    first_ = static_cast<std::int64_t>(numbers[1]);
    last_ = static_cast<std::int64_t>(numbers[2]);
    origins_.clear();
    for (std::size_t at = head; at < numbers.size(); at += per_origin) {
      std::vector<Vec3<double>> host(particles);
      for (std::size_t i = 0; i < 3 * particles; ++i) host[i / 3][int(i % 3)] = numbers[at + 1 + i];
      auto const snapshot = allocate<Snapshot>(exec, "time_origins::origin", particles);
      Kokkos::deep_copy(exec, snapshot, OnHost(host.data(), particles));
      exec.fence("tektite::time_origins::restore");
      origins_.emplace(static_cast<std::int64_t>(numbers[at]), snapshot);
    }
  }

 private:
  using OnHost = Kokkos::View<Vec3<double>*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;

  bool is_origin(std::int64_t step) const {
    if (!started_) return true;
    return every_ > 0 && step > last_ && (step - first_) % every_ == 0;
  }

  int lag_index(std::int64_t lag) const {
    auto const found = std::lower_bound(lags_.begin(), lags_.end(), lag);
    return found != lags_.end() && *found == lag ? static_cast<int>(found - lags_.begin()) : -1;
  }

  std::string name_;
  std::vector<std::int64_t> lags_;
  std::int64_t every_;
  bool started_ = false;
  std::int64_t first_ = 0, last_ = 0;
  std::size_t particles_ = 0;                 // of the records, if started
  std::map<std::int64_t, Snapshot> origins_;  // snapshots by the step of the origin
};

}  // namespace tektite::detail
