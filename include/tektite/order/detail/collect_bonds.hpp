// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/percolation/contacts.hpp"

/// \file
/// Rows of bonds from contacts that may be visited once or twice, in any order.

namespace tektite::detail {

/// The far end of a bond.
struct BondEnd {
  int particle;     ///< index of the particle
  Vec3<int> shift;  ///< which image of it, in edges of the box

  /// By particle, then by image.
  KOKKOS_FUNCTION friend bool operator<(BondEnd const& a, BondEnd const& b) {
    if (a.particle != b.particle) return a.particle < b.particle;
    for (int d = 0; d < 3; ++d)
      if (a.shift[d] != b.shift[d]) return a.shift[d] < b.shift[d];
    return false;
  }
};

/// Rows of bonds.
template <MemorySpace Memory>
struct BondRows {
  Kokkos::View<std::int64_t*, Memory> offsets;  ///< owned + 1 entries
  Kokkos::View<BondEnd*, Memory> ends;          ///< by bond
};

/// Counts the ends of the contacts of a row, or writes them: an item is a row of the source.
template <Contacts C, MemorySpace Memory>
struct ContactEnds {
  C contacts;
  Kokkos::View<std::int64_t*, Memory> next;  ///< by particle: number of ends; while writing, where the next one goes
  Kokkos::View<BondEnd*, Memory> ends;       ///< no entry: ends are counted
  int owned, particles;

  /// \param bad increased for contacts with a particle that does not exist
  KOKKOS_FUNCTION void operator()(std::size_t row, int& bad) const {
    contacts(row, [&](Contact const& c) {
      if (c.i < 0 || c.i >= particles || c.j < 0 || c.j >= particles) {
        ++bad;
        return;
      }
      if (c.i == c.j && c.shift == Vec3<int>{}) return;
      add(c.i, c.j, c.shift);
      add(c.j, c.i, -c.shift);
    });
  }

  /// Several items may have contacts of one particle: the order in which their ends arrive is sorted away later.
  KOKKOS_FUNCTION void add(int i, int j, Vec3<int> const& shift) const {
    if (i >= owned) return;
    std::int64_t const place = Kokkos::atomic_fetch_add(&next(i), std::int64_t(1));
    if (ends.extent(0) > 0) ends(place) = {j, shift};
  }
};

/// Sorts the row of a particle, and moves what occurs twice out of it: an item is a particle.
template <MemorySpace Memory>
struct SortEnds {
  Kokkos::View<std::int64_t*, Memory> offsets;  ///< owned + 1
  Kokkos::View<BondEnd*, Memory> ends;
  Kokkos::View<std::int64_t*, Memory> distinct;  ///< by particle: number of ends that remain, written

  KOKKOS_FUNCTION void operator()(std::size_t i) const {
    BondEnd* const row = ends.data() + offsets(i);
    int const count = static_cast<int>(offsets(i + 1) - offsets(i));
    sort(row, count);
    int kept = 0;
    for (int k = 0; k < count; ++k)
      if (kept == 0 || row[kept - 1] < row[k]) row[kept++] = row[k];
    distinct(i) = kept;
  }
};

/// Collects the bonds of the owned particles from contacts. Fences where the host needs numbers.
///
/// \param owned     number of owned particles, which have rows
/// \param particles number of particles
template <ExecutionSpace Exec, Contacts C>
BondRows<typename Exec::memory_space> collect_bonds(Exec const& exec, C const& contacts, std::size_t owned,
                                                    std::size_t particles) {
  using Memory = typename Exec::memory_space;
  using Counts = Kokkos::View<std::int64_t*, Memory>;
  require_particles("bonds_of", contacts, particles);
  std::size_t const rows = contacts.size();
  auto const offsets = allocate_zero<Counts>(exec, "bonds::found", owned + 1);
  ContactEnds<C, Memory> pass{contacts, offsets, {}, int(owned), int(particles)};
  int const bad = launch_count<int, std::size_t>(exec, "bonds::count", rows, pass);
  require(bad == 0, "bonds_of: ", bad, " contacts have a particle that is not one of the ", particles);
  counts_to_offsets(exec, "bonds::offsets", offsets);
  auto const count = static_cast<std::size_t>(fetch(exec, offsets, owned));
  auto const ends = allocate<Kokkos::View<BondEnd*, Memory>>(exec, "bonds::ends", count);
  pass.next = allocate<Counts>(exec, "bonds::next", owned + 1);
  pass.ends = ends;
  copy_first(exec, pass.next, offsets, owned + 1);
  if (count > 0) launch_count<int, std::size_t>(exec, "bonds::write", rows, pass);

  BondRows<Memory> result;
  result.offsets = allocate_zero<Counts>(exec, "bonds::offsets", owned + 1);
  launch<std::size_t>(exec, "bonds::sort", owned, SortEnds<Memory>{offsets, ends, result.offsets});
  counts_to_offsets(exec, "bonds::distinct", result.offsets);
  auto const distinct = static_cast<std::size_t>(fetch(exec, result.offsets, owned));
  result.ends = allocate<Kokkos::View<BondEnd*, Memory>>(exec, "bonds::ends", distinct);
  auto const to = result;
  launch<std::size_t>(
      exec, "bonds::copy", owned, KOKKOS_LAMBDA(std::size_t i) {
        std::int64_t from = offsets(i);
        for (std::int64_t k = to.offsets(i); k < to.offsets(i + 1); ++k) to.ends(k) = ends(from++);
      });
  return result;
}

}  // namespace tektite::detail
