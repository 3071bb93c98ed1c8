// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/percolation/contacts.hpp"

namespace tektite {

/// Selects all particles.
struct EveryParticle {
  /// \param i a particle
  /// \returns true
  KOKKOS_FUNCTION bool operator()(int) const { return true; }
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
    bool const known = detail::RowsAreParticles<C> && row < std::size_t(n);
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

}  // namespace tektite
