// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/order/bonds.hpp"
#include "tektite/order/detail/nearest_neighbors.hpp"

/// \file
/// Bonded pairs by the neighbours that both particles share: 1551, 1541, 1421 and others.
///
/// \source J. D. Honeycutt and H. C. Andersen, J. Phys. Chem. 91, 4950 (1987); docs/order.md

namespace tektite {

/// Most bonds of a particle whose pairs are told apart.
inline constexpr int most_paired_bonds = 64;

/// Counts each signature among the bonds of all particles, on the host.
///
/// \param exec       execution space instance that copies the signatures
/// \param signatures of bonds, from `pair_signatures`
/// \param selected   1 for each bond that counts, else 0; or none: all count
/// \returns          signatures and their numbers, most frequent first, of equally frequent ones the smallest first
/// \throws Error     another number of marks than of bonds
/// \cost             copies 12 bytes per bond to the host; O(bonds log bonds) work there
/// \fences           once
/// \determinism      the same at any thread count
template <ExecutionSpace Exec>
std::vector<std::pair<PairSignature, std::int64_t>> pair_histogram(
    Exec const& exec, Kokkos::View<PairSignature*, typename Exec::memory_space> const& signatures,
    std::vector<int> const& selected = {}) {
  auto each = to_host(exec, signatures);
  require(selected.empty() || selected.size() == each.size(), "pair_histogram: marks of ", selected.size(),
          " bonds for ", each.size());
  if (!selected.empty()) {
    std::size_t kept = 0;
    for (std::size_t k = 0; k < each.size(); ++k)
      if (selected[k] != 0) each[kept++] = each[k];
    each.resize(kept);
  }
  std::sort(each.begin(), each.end());
  std::vector<std::pair<PairSignature, std::int64_t>> histogram;
  for (PairSignature const& one : each) {
    if (histogram.empty() || histogram.back().first != one) histogram.push_back({one, 0});
    ++histogram.back().second;
  }
  std::stable_sort(histogram.begin(), histogram.end(),
                   [](auto const& a, auto const& b) { return a.second > b.second; });
  return histogram;
}

/// The four digits that Honeycutt and Andersen's pairs are known by. The first is 1, for particles that are bonded; the
/// last tells pairs apart that have the first three in common.
///
/// \param s  signature of a bond
/// \returns  1551, 1541, 1431, 1421 (as in fcc), 1422 (as in hcp), 1441, 1661 (both as in bcc), 1321, 1311, 1211, 1201,
///           1331; 0 for all others, for which papers do not agree on the last digit
KOKKOS_INLINE_FUNCTION int honeycutt_andersen(PairSignature const& s) {
  int const digits = 100 * s.common + 10 * s.bonds + s.chain;
  switch (digits) {
    case 555:
      return 1551;
    case 544:
      return 1541;
    case 433:
      return 1431;
    case 421:
      return 1421;
    case 422:
      return 1422;
    case 444:
      return 1441;
    case 666:
      return 1661;
    case 322:
      return 1321;
    case 311:
      return 1311;
    case 333:
      return 1331;
    case 211:
      return 1211;
    case 200:
      return 1201;
    default:
      return 0;
  }
}

/// Finds, for each bond, which neighbours its two particles share, and how these are bonded.
///
/// \param exec   execution space instance that runs everything
/// \param bonds  of the owned particles, all within `cutoff`: those of a neighbour list. Their weights make no
///               difference
/// \param cutoff particles are neighbours up to this distance, in the unit of the positions
/// \returns      one signature per bond, in the order of `bonds.neighbors`. That of a bond from an owned particle to a
///               ghost is complete, too: shared neighbours are neighbours of the owned one
/// \throws Error a cutoff that is not positive, a particle with more than 64 bonds
/// \cost         O(bonds^2) work for each particle; 12 bytes per bond
/// \fences       once, for the largest number of bonds
/// \determinism  the same at any thread count
template <ExecutionSpace Exec>
Kokkos::View<PairSignature*, typename Exec::memory_space> pair_signatures(
    Exec const& exec, Bonds<typename Exec::memory_space> const& bonds, double cutoff) {
  require(std::isfinite(cutoff) && cutoff > 0, "pair_signatures: cutoff ", cutoff, " must be finite and positive");
  auto const b = bonds;
  std::int64_t const most = deterministic_reduce(
      exec, "pair_signatures::most", bonds.owned(), std::int64_t(0),
      KOKKOS_LAMBDA(std::size_t i, std::int64_t& largest) {
        largest = Kokkos::max(largest, b.offsets(i + 1) - b.offsets(i));
      },
      KOKKOS_LAMBDA(std::int64_t& largest, std::int64_t const& other) { largest = Kokkos::max(largest, other); });
  require(most <= most_paired_bonds, "pair_signatures: a particle with ", most, " bonds, expected at most ",
          most_paired_bonds);
  auto const found = detail::allocate<Kokkos::View<PairSignature*, typename Exec::memory_space>>(
      exec, "pair_signatures", bonds.neighbors.extent(0));
  detail::launch<std::size_t>(
      exec, "pair_signatures", bonds.owned(), KOKKOS_LAMBDA(std::size_t i) {
        Vec3<double> vectors[most_paired_bonds];
        BondPoint const center = b.points(i);
        std::int64_t const begin = b.offsets(i);
        int const count = static_cast<int>(b.offsets(i + 1) - begin);
        for (int k = 0; k < count; ++k) {
          BondPoint const end = b.points(b.neighbors(begin + k));
          vectors[k] = {end.x - center.x, end.y - center.y, end.z - center.z};
        }
        detail::NeighborGraph<most_paired_bonds, std::uint64_t> const graph(vectors, count, cutoff);
        for (int k = 0; k < count; ++k) found(begin + k) = graph.signature(k);
      });
  return found;
}

}  // namespace tektite
