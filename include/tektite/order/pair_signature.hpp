// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <compare>

namespace tektite {

/// How two bonded particles share neighbours: Honeycutt and Andersen's numbers of a pair.
///
/// \source J. D. Honeycutt and H. C. Andersen, J. Phys. Chem. 91, 4950 (1987); `chain` as in D. Faken and H. Jonsson,
///         Comput. Mater. Sci. 2, 279 (1994)
struct PairSignature {
  int common;  ///< number of neighbours that both have
  int bonds;   ///< number of bonds between these
  int chain;   ///< most of these bonds that are connected

  KOKKOS_FUNCTION friend bool operator==(PairSignature const& a, PairSignature const& b) {
    return a.common == b.common && a.bonds == b.bonds && a.chain == b.chain;
  }
  friend auto operator<=>(PairSignature const&, PairSignature const&) = default;
};

}  // namespace tektite
