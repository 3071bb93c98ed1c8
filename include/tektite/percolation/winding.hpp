// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

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

/// A particle's image relative to another particle of its tree: in the end, to the root.
template <MemorySpace Memory>
struct Images {
  Kokkos::View<int*, Memory> root;
  Kokkos::View<Vec3<int>*, Memory> image;
};

/// Everybody a root.
template <ExecutionSpace Exec>
Images<typename Exec::memory_space> make_images(Exec const& exec, std::size_t n) {
  using Memory = typename Exec::memory_space;
  Images<Memory> const images{allocate<Kokkos::View<int*, Memory>>(exec, "winding::root", n),
                              allocate_zero<Kokkos::View<Vec3<int>*, Memory>>(exec, "winding::image", n)};
  Kokkos::parallel_for(
      "tektite::winding::start", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) { images.root(i) = i; });
  return images;
}

/// Rewrites edges between particles as edges between their roots, and drops those within a tree.
/// \returns how many are left; fences `exec`
template <ExecutionSpace Exec, MemorySpace Memory>
int contract(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count, Images<Memory> const& link,
             Kokkos::View<Contact*, Memory> out) {
  int left = 0;
  Kokkos::parallel_scan(
      "tektite::winding::contract", Kokkos::RangePolicy<Exec>(exec, 0, count),
      KOKKOS_LAMBDA(int e, int& place, bool final) {
        Contact const c = edges(e);
        int const a = link.root(c.i), b = link.root(c.j);
        if (a == b) return;
        if (final) out(place) = {a, b, link.image(c.i) + c.shift - link.image(c.j)};
        ++place;
      },
      left);
  return left;
}

/// For each root the first of its edges.
template <ExecutionSpace Exec, MemorySpace Memory>
void choose_edges(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count,
                  Kokkos::View<int*, Memory> chosen) {
  Kokkos::parallel_for(
      "tektite::winding::clear", Kokkos::RangePolicy<Exec>(exec, 0, count), KOKKOS_LAMBDA(int e) {
        Kokkos::atomic_store(&chosen(edges(e).i), Kokkos::Experimental::finite_max_v<int>);
        Kokkos::atomic_store(&chosen(edges(e).j), Kokkos::Experimental::finite_max_v<int>);
      });
  Kokkos::parallel_for(
      "tektite::winding::choose", Kokkos::RangePolicy<Exec>(exec, 0, count), KOKKOS_LAMBDA(int e) {
        Kokkos::atomic_min(&chosen(edges(e).i), e);
        Kokkos::atomic_min(&chosen(edges(e).j), e);
      });
}

/// Hangs each root below the other end of its chosen edge. Where both ends chose it, the smaller one stays a root.
template <ExecutionSpace Exec, MemorySpace Memory>
void hang_roots(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count, Kokkos::View<int*, Memory> chosen,
                Images<Memory> const& link) {
  Kokkos::parallel_for(
      "tektite::winding::hang", Kokkos::RangePolicy<Exec>(exec, 0, count), KOKKOS_LAMBDA(int e) {
        Contact const c = edges(e);
        bool const by_i = chosen(c.i) == e, by_j = chosen(c.j) == e;
        if (by_i && (!by_j || c.i > c.j)) {
          link.root(c.i) = c.j;
          link.image(c.i) = -c.shift;
        } else if (by_j) {
          link.root(c.j) = c.i;
          link.image(c.j) = c.shift;
        }
      });
}

/// One step of pointer jumping for the roots that chose an edge. Those that still hang on no root need another.
/// \returns how many they are; fences `exec`
template <ExecutionSpace Exec, MemorySpace Memory>
int jump(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count, Kokkos::View<int*, Memory> chosen,
         Images<Memory> const& link, Images<Memory> const& next) {
  int moved = 0;
  Kokkos::parallel_reduce(
      "tektite::winding::jump", Kokkos::RangePolicy<Exec>(exec, 0, count),
      KOKKOS_LAMBDA(int e, int& sum) {
        for (int side = 0; side < 2; ++side) {
          int const i = side == 0 ? edges(e).i : edges(e).j;
          if (chosen(i) != e) continue;
          int const above = link.root(i);
          next.root(i) = link.root(above);
          next.image(i) = link.image(i) + link.image(above);
          sum += link.root(above) != above;
        }
      },
      moved);
  return moved;
}

/// Images of all particles relative to the root of their tree, by joining trees in rounds (Boruvka).
///
/// \param forest edges of a forest; entries with equal ends are no edges
///
/// Each round contracts at least half of the edges that are left: O(n) work, and O(n log n) where trees are
/// long chains. 76 bytes per particle. Fences `exec` twice or more in each of at most log2 n rounds.
template <ExecutionSpace Exec, MemorySpace Memory>
Images<Memory> images_from_forest(Exec const& exec, std::size_t n, Kokkos::View<Contact*, Memory> forest) {
  auto link = make_images(exec, n);
  auto next = make_images(exec, n);
  auto const chosen = allocate<Kokkos::View<int*, Memory>>(exec, "winding::chosen", n);
  auto edges = allocate<Kokkos::View<Contact*, Memory>>(exec, "winding::edges", n);
  auto contracted = allocate<Kokkos::View<Contact*, Memory>>(exec, "winding::edges", n);
  int count = contract(exec, forest, static_cast<int>(n), link, edges);
  while (count > 0) {
    choose_edges(exec, edges, count, chosen);
    hang_roots(exec, edges, count, chosen, link);
    // After the last jump, which moves nobody, both copies agree, and who hangs now is never touched again.
    for (bool more = true; more;) {
      more = jump(exec, edges, count, chosen, link, next) > 0;
      auto const swapped = link;
      link = next;
      next = swapped;
    }
    count = contract(exec, edges, count, link, contracted);
    auto const swapped = edges;
    edges = contracted;
    contracted = swapped;
  }
  // One link per round is left on the way to the root.
  auto const up = link;
  auto const out = next;
  Kokkos::parallel_for(
      "tektite::winding::descend", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
        Vec3<int> image = up.image(i);
        int root = up.root(i);
        for (; up.root(root) != root; root = up.root(root)) image += up.image(root);
        out.root(i) = root;
        out.image(i) = image;
      });
  return out;
}

/// Keeps each join that succeeded, at the place of the root that it took away.
template <MemorySpace Memory>
struct RecordJoin {
  Kokkos::View<Contact*, Memory> joins;
  KOKKOS_FUNCTION void operator()(int root, Contact const& c) const { joins(root) = c; }
};

/// Finds along which axes each cluster closes on itself. \returns by cluster: bit d set where it winds around axis d
template <ExecutionSpace Exec, Contacts C, class Selected>
Kokkos::View<int*, typename Exec::memory_space> winding_axes(Exec const& exec, C const& contacts,
                                                             Selected const& selected,
                                                             Images<typename Exec::memory_space> const& images,
                                                             Kokkos::View<int*, typename Exec::memory_space> labels,
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
