// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/selected_contacts.hpp"
#include "tektite/percolation/union_find.hpp"

/// \file
/// Joins of a union-find along the contacts of all rows, in parallel.

namespace tektite::detail {

/// Throws if contacts name no particle. \param outside number of such contacts \param n number of particles
inline void require_contacts(std::int64_t outside, int n) {
  require(outside == 0, "contacts: ", outside, " of them name a particle outside [0, ", n, ")");
}

/// For `unite_contacts`: does nothing on a join.
struct IgnoreJoin {
  KOKKOS_FUNCTION void operator()(int, Contact const&) const {}
};

/// Joins along all contacts between selected particles. Fences `exec`.
///
/// One item is a row of contacts. Any number of items may join sets at once: see `UnionFind`.
///
/// \param selected device-callable `bool(int)`
/// \param joined   device-callable `void(int removed, Contact const&)`, called for each contact that joins two sets,
///                 with the root that was attached to the other one; see `UnionFind::unite`
/// \throws Error   a contact names a particle outside [0, n)
template <ExecutionSpace Exec, Contacts C, class Selected, class Joined>
void unite_contacts(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts,
                    Selected const& selected, Joined const& joined) {
  int const n = static_cast<int>(sets.parents().extent(0));
  SelectedContacts<C, Selected> const between_selected{contacts, selected, n};
  auto const outside = launch_count<std::int64_t, std::size_t>(
      exec, "union_find::unite", contacts.size(), KOKKOS_LAMBDA(std::size_t row, std::int64_t& bad) {
        int from = -1, root = -1;
        bad += between_selected(row, [&](Contact const& c) {
          if (c.i != from) {
            from = c.i;
            root = sets.find(from);
          }
          int const removed = sets.unite_root(root, c.j);
          if (removed >= 0) joined(removed, c);
        });
      });
  require_contacts(outside, n);
}

}  // namespace tektite::detail
