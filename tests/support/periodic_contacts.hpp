// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <vector>

#include <tektite/core/copy.hpp>
#include <tektite/percolation/contacts.hpp>

#include "reference/breadth_first_winding.hpp"

/// The edges of a periodic graph as contacts on the device.
inline tektite::PairContacts<Kokkos::DefaultExecutionSpace::memory_space> to_contacts(
    std::vector<reference::PeriodicEdge> const& edges) {
  using Memory = Kokkos::DefaultExecutionSpace::memory_space;
  tektite::PairContacts<Memory> contacts;
  contacts.pairs = Kokkos::View<int* [2], Memory>("pairs", edges.size());
  auto host = Kokkos::create_mirror_view(contacts.pairs);
  std::vector<tektite::Vec3<int>> shifts;
  for (std::size_t k = 0; k < edges.size(); ++k) {
    host(k, 0) = edges[k].i;
    host(k, 1) = edges[k].j;
    shifts.push_back({edges[k].shift[0], edges[k].shift[1], edges[k].shift[2]});
  }
  Kokkos::deep_copy(contacts.pairs, host);
  contacts.shifts = tektite::to_device(shifts);
  return contacts;
}
