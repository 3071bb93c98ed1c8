// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/selection.hpp"
#include "tektite/percolation/contacts.hpp"

/// \file
/// Contacts between selected particles, for device code that visits contacts itself.

namespace tektite {

/// The contacts of a source whose two ends are both selected. Contacts that name no particle are skipped and counted.
///
///     SelectedContacts<C, Selected> const between_selected{contacts, selected, n};
///     outside += between_selected(row, [&](Contact const& c) { ... });  // in a kernel, for each row of `contacts`
///
/// \tparam C        any `Contacts`
/// \tparam Selected device-callable `bool(int)`, called for particles in [0, n) only; `EveryParticle` selects all
template <class C, class Selected>
struct SelectedContacts {
  C contacts;         ///< the source
  Selected selected;  ///< which particles count
  int n;              ///< number of particles

  /// Whether there is such a particle. \param i any number \returns true for 0 <= i < n
  KOKKOS_FUNCTION bool exists(int i) const { return i >= 0 && i < n; }

  /// Visits the selected contacts of a row.
  ///
  /// Where rows are particles (`row_is_particle` of `Contacts`), a row whose particle is not selected is skipped
  /// without visiting its contacts; contacts of such a row that name no particle are then not counted.
  ///
  /// \param row   below `contacts.size()`
  /// \param visit device-callable `void(Contact const&)`
  /// \returns     number of contacts of the row that name a particle outside [0, n)
  template <class Visit>
  KOKKOS_FORCEINLINE_FUNCTION std::int64_t operator()(std::size_t row, Visit const& visit) const {
    // Where rows are particles, the row's particle is tested once and not for each contact.
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
