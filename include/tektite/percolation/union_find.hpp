// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/contacts.hpp"

namespace tektite {

/// Disjoint sets of integers that any number of threads may join at once.
///
/// A forest in one array: `parents(i)` is nearer to the root of i's set, a root is its own parent. Parents are never
/// larger than their children, so when all joins are done the root of a set is its smallest member: the result does
/// not depend on the order in which threads came by. All members are callable on the device; nothing ever waits.
///
/// Roots are linked by compare-and-swap, and paths are halved on the way to the root, as in J. Jaiganesh and M.
/// Burtscher, HPDC 2018, doi:10.1145/3208040.3208041; the design space is mapped in L. Dhulipala, C. Hong and J. Shun,
/// PVLDB 14, 653 (2020), doi:10.14778/3436905.3436923. Every access is a relaxed atomic, so race detectors have
/// nothing to report.
template <MemorySpace Memory>
class UnionFind {
 public:
  /// \param parents   n entries with parents(i) = i; see `make_union_find`
  /// \param exclusive is it certain that one thread only joins at any time? Saves the compare-and-swap.
  explicit UnionFind(Kokkos::View<int*, Memory> parents, bool exclusive = false)
      : parents_(parents), exclusive_(exclusive) {}

  /// The root of i's set at some moment during the call. Roots change only while others join.
  KOKKOS_FUNCTION int find(int i) const {
    int parent = load(i);
    while (parent != i) {
      int const grandparent = load(parent);
      // Halving needs no compare-and-swap: i is no root, so only other halvings write here, and whatever they write is
      // an ancestor of i too.
      if (grandparent != parent) Kokkos::atomic_store(&parents_(i), grandparent);
      i = parent;
      parent = grandparent;
    }
    return i;
  }

  /// Joins the sets of i and j.
  ///
  /// \returns the root that ceased to be one, or -1 where i and j were in one set already. Over all calls, each
  ///          root is returned once at most: the calls that return one are the edges of a spanning forest.
  KOKKOS_FUNCTION int unite(int i, int j) const {
    int root = find(i);
    return unite_root(root, j);
  }

  /// The same for a root that `find` gave; it is kept up to date, for the next contact of the same particle.
  KOKKOS_FORCEINLINE_FUNCTION int unite_root(int& root, int j) const {
    // Most contacts are within one set, and most particles hang directly below their root.
    return load(j) == root ? -1 : join(root, j);
  }

  /// The forest: a root is its own parent.
  Kokkos::View<int*, Memory> parents() const { return parents_; }

 private:
  KOKKOS_FUNCTION int load(int i) const { return Kokkos::atomic_load(&parents_(i)); }

  KOKKOS_FUNCTION bool hang(int root, int below) const {
    if (exclusive_) {
      if (parents_(root) != root) return false;
      parents_(root) = below;
      return true;
    }
    return Kokkos::atomic_compare_exchange(&parents_(root), root, below) == root;
  }

  KOKKOS_FUNCTION int join(int& i, int j) const {
    j = find(j);
    for (;;) {
      if (i == j) return -1;
      int const larger = Kokkos::max(i, j), smaller = Kokkos::min(i, j);
      if (hang(larger, smaller)) {
        i = smaller;
        return larger;
      }
      i = find(i);
      j = find(j);
    }
  }

  Kokkos::View<int*, Memory> parents_;
  bool exclusive_;
};

/// n sets of one member each. Does not fence.
///
/// \param exclusive see `UnionFind`
template <ExecutionSpace Exec>
UnionFind<typename Exec::memory_space> make_union_find(Exec const& exec, std::size_t n, bool exclusive = false) {
  require(n <= std::size_t(std::numeric_limits<int>::max()), "make_union_find: ", n, " members, at most 2^31 - 1");
  auto const parents =
      detail::allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "union_find::parents", n);
  Kokkos::parallel_for(
      "tektite::union_find::make", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) { parents(i) = i; });
  return UnionFind<typename Exec::memory_space>(parents, exclusive);
}

namespace detail {

/// Where the links above i lead; i is pointed there. Call it when all joins are done, by one thread for each i: a
/// thread that halves a path may put back an ancestor that is no root.
///
/// Two links are followed before anything is compared, and the result is written whatever was there: among members in
/// ascending order the parent is flat already, and which of them were flat before no branch prediction can know.
template <MemorySpace Memory>
KOKKOS_FORCEINLINE_FUNCTION int flatten_one(Kokkos::View<int*, Memory> parents, int i) {
  int root = Kokkos::atomic_load(&parents(Kokkos::atomic_load(&parents(i))));
  for (int above = Kokkos::atomic_load(&parents(root)); above != root;) {
    root = above;
    above = Kokkos::atomic_load(&parents(root));
  }
  Kokkos::atomic_store(&parents(i), root);
  return root;
}

/// Many threads begin everywhere at once: halving keeps them from walking along the same long paths. A few go upwards,
/// each in its part, and find what is below already flat.
template <ExecutionSpace Exec>
void shorten_paths(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets) {
  std::size_t const n = sets.parents().extent(0);
  if (std::size_t(exec.concurrency()) <= n / 1024) return;
  Kokkos::parallel_for(
      "tektite::union_find::shorten", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) { sets.find(i); });
}

}  // namespace detail

/// Points every member straight at its root, the smallest member of its set. Call it when all joins are done.
/// Does not fence.
template <ExecutionSpace Exec>
void flatten(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets) {
  auto const parents = sets.parents();
  detail::shorten_paths(exec, sets);
  Kokkos::parallel_for(
      "tektite::union_find::flatten", Kokkos::RangePolicy<Exec>(exec, 0, parents.extent(0)),
      KOKKOS_LAMBDA(int i) { detail::flatten_one(parents, i); });
}

}  // namespace tektite
