// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/order/bonds.hpp"

/// \file
/// Which types of particles are neighbours of which: partial coordination numbers and chemical short-range order.
///
/// \source J. M. Cowley, Phys. Rev. 77, 669 (1950); docs/order.md

namespace tektite {

/// Numbers of bonds by pair of types, on the host. All are counts: those of ranks, or of frames, are added.
struct ChemicalOrder {
  int type_count = 0;                 ///< number of types
  std::vector<std::int64_t> centers;  ///< by type: particles whose bonds are counted
  std::vector<std::int64_t> of_type;  ///< by type: all owned particles
  std::vector<std::int64_t> bonds;    ///< a type_count + b: bonds from centers of type a to particles of type b

  /// Mean number of neighbours of type b of a center of type a.
  ///
  /// \param a,b types
  /// \returns   the number; 0 without centers
  double coordination(int a, int b) const {
    auto const n = centers[std::size_t(a)];
    return n > 0 ? double(bonds[std::size_t(a * type_count + b)]) / double(n) : 0.0;
  }

  /// The parameter of Warren and Cowley, 1 - P_ab / c_b: P_ab is the share of b among the neighbours of a, c_b that
  /// among all particles. 0 without a preference, negative where a has more neighbours b than by chance.
  ///
  /// \param a,b types
  /// \returns   the parameter, without unit; 0 where there is no particle of type b, or no bond of type a
  double warren_cowley(int a, int b) const {
    double all = 0, particles = 0;
    for (int t = 0; t < type_count; ++t) {
      all += double(bonds[std::size_t(a * type_count + t)]);
      particles += double(of_type[std::size_t(t)]);
    }
    if (all == 0 || of_type[std::size_t(b)] == 0) return 0;
    return 1 - double(bonds[std::size_t(a * type_count + b)]) / all / (double(of_type[std::size_t(b)]) / particles);
  }
};

/// Counts bonds by pair of types.
///
/// \param exec       execution space instance that runs everything
/// \param bonds      of the owned particles: by cutoff, by faces, or of any contacts; their weights make no difference
/// \param types      type of each particle, from 0, integers of any width, ghosts after the owned particles
/// \param type_count number of types
/// \param centers    1 for each owned particle whose bonds count, else 0; or none: all count
/// \returns          `ChemicalOrder`, on the host
/// \throws Error     no types, more than 256 or fewer than there are; another number of centers than of owned particles
/// \cost             O(bonds) work; memory for a number for each pair of types
/// \fences           once, for the numbers
/// \determinism      the same at any thread count: whole numbers are counted
template <ExecutionSpace Exec, ValuesOf<int> Types>
  requires ValuesWithin<Types, Exec>
ChemicalOrder chemical_order(Exec const& exec, Bonds<typename Exec::memory_space> const& bonds, Types const& types,
                             int type_count,
                             Kokkos::View<int const*, typename Exec::memory_space> const& centers = {}) {
  require(type_count > 0 && type_count <= 256, "chemical_order: ", type_count, " types, expected 1 to 256");
  require(value_count(types) >= bonds.particles, "chemical_order: ", value_count(types), " types for ", bonds.particles,
          " particles");
  require(centers.extent(0) == 0 || centers.extent(0) == bonds.owned(), "chemical_order: marks of ", centers.extent(0),
          " centers for ", bonds.owned(), " owned particles");
  std::size_t const n = std::size_t(type_count), first_bond = 2 * n, bad = first_bond + n * n;
  // Centers and particles by type, bonds by pair, and particles whose type is out of range.
  auto const counts =
      detail::allocate_zero<Kokkos::View<std::int64_t*, typename Exec::memory_space>>(exec, "chemical_order", bad + 1);
  auto const b = bonds;
  auto const given = detail::common_values(types);
  bool const all = centers.extent(0) == 0;
  detail::launch<std::size_t>(
      exec, "chemical_order", bonds.owned(), KOKKOS_LAMBDA(std::size_t i) {
        // Many particles add to one number; whole numbers do not depend on the order.
        auto const type_of = [&](std::size_t j) {
          auto const t = std::int64_t(value(given, j));
          return detail::is_index(t, n) ? std::size_t(t) : bad;
        };
        std::size_t const type = type_of(i);
        if (type == bad) return Kokkos::atomic_inc(&counts(bad));
        Kokkos::atomic_inc(&counts(n + type));
        if (!all && centers(i) == 0) return;
        Kokkos::atomic_inc(&counts(type));
        for (std::int64_t k = b.offsets(i); k < b.offsets(i + 1); ++k) {
          std::size_t const other = type_of(std::size_t(b.particle(b.neighbors(k))));
          Kokkos::atomic_inc(&counts(other == bad ? bad : first_bond + type * n + other));
        }
      });
  std::vector<std::int64_t> const found = to_host(exec, counts);
  require(found[bad] == 0, "chemical_order: types outside 0 to ", type_count - 1);
  auto const at = [&](std::size_t k) { return found.begin() + std::ptrdiff_t(k); };
  return {type_count, {at(0), at(n)}, {at(n), at(first_bond)}, {at(first_bond), at(bad)}};
}

}  // namespace tektite
