// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <limits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/union_find.hpp"

/// \file
/// In which image of the box each particle of a cluster lies, following contacts instead of coordinates.
///
/// A contact says how the images of its two ends differ, so along a spanning tree every particle gets one image. A
/// contact that closes a loop either agrees with the tree or shows by how many boxes the loop winds around each axis;
/// these windings generate those of all loops, whichever tree was taken. The tree is the forest of successful joins of
/// the union-find. Which joins those are depends on the threads; which axes wrap does not.

namespace tektite {

namespace detail {

/// A particle's image relative to that of its root, one array each, since both are swapped as a whole.
template <MemorySpace Memory>
struct Images {
  Kokkos::View<int*, Memory> root;
  Kokkos::View<Vec3<int>*, Memory> image;

  template <ExecutionSpace Exec>
  static Images allocate(Exec const& exec, std::size_t n) {
    return {detail::allocate<Kokkos::View<int*, Memory>>(exec, "winding::root", n),
            detail::allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "winding::image", n)};
  }
};

/// One root each: where everything starts.
template <ExecutionSpace Exec, MemorySpace Memory>
void start_images(Exec const& exec, Images<Memory> const& images) {
  Kokkos::parallel_for(
      "tektite::winding::start", Kokkos::RangePolicy<Exec>(exec, 0, images.root.extent(0)), KOKKOS_LAMBDA(int i) {
        images.root(i) = i;
        images.image(i) = {};
      });
}

/// For each root the smallest edge that leaves its tree. \returns how many edges still join two trees; fences `exec`
template <ExecutionSpace Exec, MemorySpace Memory>
int choose_edges(Exec const& exec, Kokkos::View<Contact*, Memory> forest, Images<Memory> const& tree,
                 Kokkos::View<int*, Memory> best) {
  Kokkos::deep_copy(exec, best, std::numeric_limits<int>::max());
  int open = 0;
  Kokkos::parallel_reduce(
      "tektite::winding::choose", Kokkos::RangePolicy<Exec>(exec, 0, forest.extent(0)),
      KOKKOS_LAMBDA(int e, int& count) {
        int const a = tree.root(forest(e).i), b = tree.root(forest(e).j);
        if (a == b) return;
        Kokkos::atomic_min(&best(a), e);
        Kokkos::atomic_min(&best(b), e);
        ++count;
      },
      open);
  return open;
}

/// Hangs each root below the one at the other end of its chosen edge. Where two chose the same edge, the smaller stays.
template <ExecutionSpace Exec, MemorySpace Memory>
void hang_roots(Exec const& exec, Kokkos::View<Contact*, Memory> forest, Images<Memory> const& tree,
                Kokkos::View<int*, Memory> best, Images<Memory> const& link) {
  start_images(exec, link);
  Kokkos::parallel_for(
      "tektite::winding::hang", Kokkos::RangePolicy<Exec>(exec, 0, best.extent(0)), KOKKOS_LAMBDA(int r) {
        if (best(r) == Kokkos::Experimental::finite_max_v<int>) return;
        Contact const c = forest(best(r));
        // Image of j's root as seen from i's root.
        Vec3<int> const step = tree.image(c.i) + c.shift - tree.image(c.j);
        bool const from_i = tree.root(c.i) == r;
        int const other = from_i ? tree.root(c.j) : tree.root(c.i);
        if (best(other) == best(r) && r < other) return;
        link.root(r) = other;
        link.image(r) = from_i ? -step : step;
      });
}

/// One step of pointer jumping. \returns how many links are not yet at their root; fences `exec`
template <ExecutionSpace Exec, MemorySpace Memory>
int jump(Exec const& exec, Images<Memory> const& link, Images<Memory> const& next) {
  int moved = 0;
  Kokkos::parallel_reduce(
      "tektite::winding::jump", Kokkos::RangePolicy<Exec>(exec, 0, link.root.extent(0)),
      KOKKOS_LAMBDA(int i, int& count) {
        int const above = link.root(i);
        next.root(i) = link.root(above);
        next.image(i) = link.image(i) + link.image(above);
        count += link.root(above) != above;
      },
      moved);
  return moved;
}

/// Images of all particles relative to the root of their tree, by joining trees in rounds (Boruvka).
///
/// Every round at least halves the number of trees that can still grow: O(n log n) work for each of O(log n) rounds at
/// the very worst, a few passes in practice; 40 bytes per particle. Fences `exec` after each pass.
template <ExecutionSpace Exec, MemorySpace Memory>
Images<Memory> images_from_forest(Exec const& exec, std::size_t n, Kokkos::View<Contact*, Memory> forest) {
  auto const tree = Images<Memory>::allocate(exec, n);
  auto link = Images<Memory>::allocate(exec, n);
  auto next = Images<Memory>::allocate(exec, n);
  auto const best = allocate<Kokkos::View<int*, Memory>>(exec, "winding::best", n);
  start_images(exec, tree);
  while (choose_edges(exec, forest, tree, best) > 0) {
    hang_roots(exec, forest, tree, best, link);
    for (bool more = true; more;) {
      more = jump(exec, link, next) > 0;
      auto const swapped = link;
      link = next;
      next = swapped;
    }
    auto const above = link;
    Kokkos::parallel_for(
        "tektite::winding::descend", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
          int const root = tree.root(i);
          tree.image(i) += above.image(root);
          tree.root(i) = above.root(root);
        });
  }
  return tree;
}

/// Keeps each join that succeeded, at the place of the root that it took away.
template <MemorySpace Memory>
struct RecordJoin {
  Kokkos::View<Contact*, Memory> joins;
  KOKKOS_FUNCTION void operator()(int root, Contact const& c) const { joins(root) = c; }
};

/// Finds along which axes each cluster closes on itself. \returns by cluster: bit d set where it winds around axis d
template <ExecutionSpace Exec, Contacts C, class Selected>
Kokkos::View<int*, typename Exec::memory_space> winding_axes(
    Exec const& exec, C const& contacts, Selected const& selected,
    Images<typename Exec::memory_space> const& images, Kokkos::View<int*, typename Exec::memory_space> labels,
    std::size_t cluster_count) {
  using Memory = typename Exec::memory_space;
  using Policy = Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>;
  auto const wraps = allocate_zero<Kokkos::View<int*, Memory>>(exec, "winding::wraps", cluster_count);
  SelectedContacts<C, Selected> const between_selected{contacts, selected, static_cast<int>(labels.extent(0))};
  Kokkos::parallel_for(
      "tektite::winding::axes", Policy(exec, 0, contacts.size()), KOKKOS_LAMBDA(std::size_t row) {
        between_selected(row, [&](Contact const& c) {
          Vec3<int> const loop = images.image(c.i) + c.shift - images.image(c.j);
          int const axes = (loop.x != 0) | ((loop.y != 0) << 1) | ((loop.z != 0) << 2);
          if (axes != 0) Kokkos::atomic_or(&wraps(labels(c.i) - 1), axes);
        });
      });
  return wraps;
}

}  // namespace detail
}  // namespace tektite
