// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/contacts.hpp"

/// \file
/// Disjoint sets that any number of threads join at once, without locks.
///
/// \source J. Jaiganesh and M. Burtscher, HPDC 2018, doi:10.1145/3208040.3208041; the variants are compared in L.
/// Dhulipala, C. Hong and J. Shun, PVLDB 14, 653 (2020), doi:10.14778/3436905.3436923

namespace tektite {

/// Disjoint sets of integers that any number of threads may join at once.
///
/// A forest in one array: `parents(i)` is one step closer to the root of i's set, and a root is its own parent. Parents
/// are never larger than their children, so when all joins are done the root of a set is its smallest member: the
/// result does not depend on the order of the joins. All members can be called on the device; no thread waits for
/// another.
///
/// A root is attached to another by compare-and-swap, and paths are halved on the way to the root, as in the first
/// paper of this header. Every access is a relaxed atomic, so that there is no data race.
template <MemorySpace Memory>
class UnionFind {
 public:
  /// Takes over a forest that already exists.
  ///
  /// \param parents   n entries with parents(i) = i; see `make_union_find`
  /// \param exclusive promises that never more than one thread joins at a time; this saves the compare-and-swap
  explicit UnionFind(Kokkos::View<int*, Memory> parents, bool exclusive = false)
      : parents_(parents), exclusive_(exclusive) {}

  /// The root of a set.
  ///
  /// \param i a member
  /// \returns the root of i's set at some moment during the call; other threads that join at the same time may have
  ///          attached it to another root since
  KOKKOS_FUNCTION int find(int i) const {
    int parent = load(i);
    while (parent != i) {
      int const grandparent = load(parent);
      // Halving needs no compare-and-swap: i is not a root, so only other halvings write here, and what they write is
      // also an ancestor of i.
      if (grandparent != parent) Kokkos::atomic_store(&parents_(i), grandparent);
      i = parent;
      parent = grandparent;
    }
    return i;
  }

  /// Joins the sets of i and j.
  ///
  /// \param i,j members
  /// \returns   the root that was attached to the other one, or -1 where i and j were in one set already. Over all
  ///            calls, each root is returned at most once: the calls that return one are the edges of a spanning
  ///            forest.
  KOKKOS_FUNCTION int unite(int i, int j) const {
    int root = find(i);
    return unite_root(root, j);
  }

  /// Joins the sets of a particle whose root is known and of j.
  ///
  /// \param root from `find`, also an earlier one; updated, for the next contact of the same particle
  /// \param j    a member
  /// \returns    as `unite`
  KOKKOS_FORCEINLINE_FUNCTION int unite_root(int& root, int j) const {
    // The common case in one comparison: most contacts are within one set, and most particles are attached directly to
    // their root.
    return load(j) == root ? -1 : join(root, j);
  }

  /// The forest. \returns parent of each member; a root is its own parent
  Kokkos::View<int*, Memory> parents() const { return parents_; }

 private:
  KOKKOS_FUNCTION int load(int i) const {
    KOKKOS_ASSERT(detail::is_index(i, parents_.extent(0)));
    return Kokkos::atomic_load(&parents_(i));
  }

  // Attaches `root` to `parent` if it is still a root; false if another thread has attached it first.
  KOKKOS_FUNCTION bool attach(int root, int parent) const {
    if (exclusive_) {
      if (parents_(root) != root) return false;
      parents_(root) = parent;
      return true;
    }
    return Kokkos::atomic_compare_exchange(&parents_(root), root, parent) == root;
  }

  KOKKOS_FUNCTION int join(int& i, int j) const {
    j = find(j);
    for (;;) {
      if (i == j) return -1;
      int const larger = Kokkos::max(i, j), smaller = Kokkos::min(i, j);
      if (attach(larger, smaller)) {
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

/// Makes n sets of one member each.
///
/// \param exec      execution space instance that runs everything
/// \param n         number of members, at most 2^31 - 1
/// \param exclusive see `UnionFind`
/// \returns         sets in the memory of `exec`
/// \throws Error    n beyond 2^31 - 1
/// \cost            O(n) work; 4 bytes per member
/// \fences          none
/// \determinism     the same at any thread count
template <ExecutionSpace Exec>
UnionFind<typename Exec::memory_space> make_union_find(Exec const& exec, std::size_t n, bool exclusive = false) {
  require(n <= std::size_t(std::numeric_limits<int>::max()), "make_union_find: ", n, " members, at most 2^31 - 1");
  auto const parents =
      detail::allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "union_find::parents", n);
  detail::launch(exec, "union_find::make", n, KOKKOS_LAMBDA(int i) { parents(i) = i; });
  return UnionFind<typename Exec::memory_space>(parents, exclusive);
}

namespace detail {

/// Finds the root of i and attaches i to it. For use after all joins, by one thread for each i: a thread that halves a
/// path could overwrite the result with an ancestor that is not a root. Other threads may do the same for other members
/// meanwhile: every parent that is read, old or new, is an ancestor of i, so all paths end at the root.
///
/// Two links are followed before the first comparison, and the result is written even if it is not new. Among members
/// in ascending order the parent is flat already, so two links are enough; whether i itself was flat before is random,
/// and a branch on it would often be mispredicted.
///
/// \param parents the forest
/// \param i       a member
/// \returns       its root
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

/// Halves all paths once, where there are many threads: more than one for 1024 members. Does not fence.
///
/// Many threads (a GPU) start from all members at once, and without this pass they would all walk the same long paths.
/// A few threads (a CPU) go through their members in ascending order, and find the parents already flat. One item is a
/// member. Items halve each other's paths; which links they leave depends on the threads, the roots do not.
template <ExecutionSpace Exec>
void shorten_paths(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets) {
  std::size_t const n = sets.parents().extent(0);
  if (std::size_t(exec.concurrency()) <= n / 1024) return;
  launch(exec, "union_find::shorten", n, KOKKOS_LAMBDA(int i) { sets.find(i); });
}

}  // namespace detail

/// Attaches every member directly to its root, the smallest member of its set. For use after all joins.
///
/// \param exec   execution space instance that runs everything
/// \param sets   changed in place: `sets.parents()` then holds the smallest member of each member's set
/// \throws nothing
/// \cost         close to O(n) work for n members; no memory
/// \fences       none
/// \determinism  the same at any thread count
template <ExecutionSpace Exec>
void flatten(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets) {
  auto const parents = sets.parents();
  detail::shorten_paths(exec, sets);
  // One item is a member, whose parent is read by other items: see `flatten_one`.
  detail::launch(
      exec, "union_find::flatten", parents.extent(0), KOKKOS_LAMBDA(int i) { detail::flatten_one(parents, i); });
}

TEKTITE_PERCOLATION_INSTANCE(UnionFind<compiled::Memory> make_union_find(compiled::Exec const&, std::size_t, bool));
TEKTITE_PERCOLATION_INSTANCE(void flatten(compiled::Exec const&, UnionFind<compiled::Memory> const&));

}  // namespace tektite
