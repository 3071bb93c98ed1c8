// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/neighbors/refreshed_list.hpp"

/// \file
/// The list of a `System` and its refresh.
///
/// \source Verlet, Phys. Rev. 159, 98 (1967)

namespace tektite {

/// Refreshes a list: moves all particles into the box, makes their positions the reference, and builds the list.
///
/// \param exec      execution space instance that runs everything
/// \param system    its positions and `images` are changed by `wrap`
/// \param refreshed its reference and `list` are replaced; `builds` is increased by one
/// \throws Error    as `build_neighbor_list`
/// \cost            as `build_neighbor_list`, and 24 bytes per particle for the reference
/// \fences          as `build_neighbor_list`
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec>
void refresh_list(Exec const& exec, System<typename Exec::memory_space> const& system,
                  RefreshedList<typename Exec::memory_space>& refreshed) {
  wrap(exec, system);
  refresh_list(exec, system.positions, system.box, refreshed);
}

TEKTITE_DYNAMICS_INSTANCE(void refresh_list(compiled::Exec const&, System<compiled::Memory> const&,
                                            RefreshedList<compiled::Memory>&));

}  // namespace tektite
