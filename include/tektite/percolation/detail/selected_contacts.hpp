// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/union_find.hpp"

namespace tektite::detail {

inline void require_contacts(std::int64_t outside, int n) {
  require(outside == 0, "contacts: ", outside, " of them name a particle outside [0, ", n, ")");
}

struct EveryParticle {
  KOKKOS_FUNCTION bool operator()(int) const { return true; }
};

struct IgnoreJoin {
  KOKKOS_FUNCTION void operator()(int, Contact const&) const {}
};

/// Visits the contacts of a row whose two ends are both selected, and counts those that name no particle.
template <class C, class Selected>
struct SelectedContacts {
  C contacts;
  Selected selected;
  int n;

  KOKKOS_FUNCTION bool exists(int i) const { return i >= 0 && i < n; }

  template <class Visit>
  KOKKOS_FORCEINLINE_FUNCTION std::int64_t operator()(std::size_t row, Visit const& visit) const {
    // Where the row says which particle it is, that one is looked at once.
    bool const known = RowsAreParticles<C> && row < std::size_t(n);
    if (known && !selected(static_cast<int>(row))) return 0;
    std::int64_t outside = 0;
    contacts(row, [&](Contact const& c) {
      if (!exists(c.j) || !(known || exists(c.i))) {
        ++outside;
      } else if (selected(c.j) && (known || selected(c.i))) {
        visit(c);
      }
    });
    return outside;
  }
};

/// Joins along all contacts between selected particles; tells `joined(root, contact)` of each join.
template <ExecutionSpace Exec, Contacts C, class Selected, class Joined>
void unite_contacts(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts,
                    Selected const& selected, Joined const& joined) {
  int const n = static_cast<int>(sets.parents().extent(0));
  SelectedContacts<C, Selected> const between_selected{contacts, selected, n};
  using Policy = Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>;
  std::int64_t outside = 0;
  Kokkos::parallel_reduce(
      "tektite::union_find::unite", Policy(exec, 0, contacts.size()),
      KOKKOS_LAMBDA(std::size_t row, std::int64_t& bad) {
        int from = -1, root = -1;
        bad += between_selected(row, [&](Contact const& c) {
          if (c.i != from) {
            from = c.i;
            root = sets.find(from);
          }
          int const removed = sets.unite_root(root, c.j);
          if (removed >= 0) joined(removed, c);
        });
      },
      outside);
  require_contacts(outside, n);
}

}  // namespace tektite::detail
