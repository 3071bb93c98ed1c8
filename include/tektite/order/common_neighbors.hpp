// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/order/bonds.hpp"
#include "tektite/order/detail/nearest_neighbors.hpp"

/// \file
/// Common neighbour analysis: which crystal the surroundings of each particle are like.
///
/// \source A. Stukowski, Modelling Simul. Mater. Sci. Eng. 20, 045021 (2012), section 2.3, the adaptive variant;
/// numbers
///         of bonds: J. D. Honeycutt and H. C. Andersen, J. Phys. Chem. 91, 4950 (1987)

namespace tektite {

/// What the surroundings of a particle are like; the numbers are those that are written to files.
enum class Surrounding : int {
  other = 0,       ///< none of these
  fcc = 1,         ///< face-centred cubic: twelve bonds 421
  hcp = 2,         ///< hexagonal close-packed: six bonds 421 and six 422
  bcc = 3,         ///< body-centred cubic: eight bonds 666 and six 444
  icosahedral = 4  ///< twelve bonds 555
};

namespace detail {

/// The bonds between the nearest neighbours.
using NearestGraph = NeighborGraph<NearestNeighbors::most, unsigned>;

/// The surroundings of one particle.
KOKKOS_INLINE_FUNCTION Surrounding surrounding_of(NearestNeighbors const& near) {
  // Halfway between the first and the second shell of fcc and of bcc, by the distances of the first ones.
  double const halfway = (1 + Kokkos::numbers::sqrt2) / 2;
  if (near.count < 12) return Surrounding::other;
  NearestGraph const twelve(near.vectors, 12, halfway * near.mean_distance(0, 12));
  int n421 = 0, n422 = 0, n555 = 0;
  for (int k = 0; k < 12; ++k) {
    PairSignature const s = twelve.signature(k);
    n421 += s == PairSignature{4, 2, 1};
    n422 += s == PairSignature{4, 2, 2};
    n555 += s == PairSignature{5, 5, 5};
  }
  if (n421 == 12) return Surrounding::fcc;
  if (n421 == 6 && n422 == 6) return Surrounding::hcp;
  if (n555 == 12) return Surrounding::icosahedral;
  if (near.count < 14) return Surrounding::other;
  double const edge = (8 * 2 / Kokkos::numbers::sqrt3 * near.mean_distance(0, 8) + 6 * near.mean_distance(8, 14)) / 14;
  NearestGraph const fourteen(near.vectors, 14, halfway * edge);
  int n444 = 0, n666 = 0;
  for (int k = 0; k < 14; ++k) {
    PairSignature const s = fourteen.signature(k);
    n444 += s == PairSignature{4, 4, 4};
    n666 += s == PairSignature{6, 6, 6};
  }
  return n444 == 6 && n666 == 8 ? Surrounding::bcc : Surrounding::other;
}

}  // namespace detail

/// Finds which crystal the surroundings of each particle are like, by adaptive common neighbour analysis.
///
/// The 12 nearest neighbours (14 for bcc) decide, and which of them are near each other: the limit is halfway between
/// the first and the second shell, by their own distances. So there is no cutoff to choose; bonds only have to reach
/// the 14 nearest neighbours, for example all within 1.8 times the spacing of the particles.
///
/// \param exec  execution space instance that runs everything
/// \param bonds of the owned particles, to at least their 14 nearest neighbours where they have so many; their weights
///              make no difference
/// \returns     one `Surrounding` per owned particle; `other` with fewer than 12 bonds
/// \throws nothing
/// \cost        O(bonds) work, and some thousand operations for each particle; 4 bytes per particle
/// \fences      none
/// \determinism the same at any thread count
/// \source      as the file
template <ExecutionSpace Exec>
Kokkos::View<Surrounding*, typename Exec::memory_space> common_neighbor_analysis(
    Exec const& exec, Bonds<typename Exec::memory_space> const& bonds) {
  auto const found = detail::allocate<Kokkos::View<Surrounding*, typename Exec::memory_space>>(
      exec, "common_neighbor_analysis", bonds.owned());
  auto const b = bonds;
  detail::launch<std::size_t>(
      exec, "common_neighbor_analysis", bonds.owned(), KOKKOS_LAMBDA(std::size_t i) {
        detail::NearestNeighbors near;
        BondPoint const center = b.points(i);
        for (std::int64_t k = b.offsets(i); k < b.offsets(i + 1); ++k) {
          BondPoint const end = b.points(b.neighbors(k));
          near.add({end.x - center.x, end.y - center.y, end.z - center.z});
        }
        found(i) = detail::surrounding_of(near);
      });
  return found;
}

}  // namespace tektite
