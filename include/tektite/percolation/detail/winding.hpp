// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/detail/unite_contacts.hpp"
#include "tektite/percolation/selected_contacts.hpp"
#include "tektite/percolation/union_find.hpp"
#include "tektite/percolation/winding_union_find.hpp"

/// \file
/// In which image of the box each particle of a cluster lies, following contacts instead of coordinates.
///
/// A contact says how the images of its two ends differ, so along a spanning tree every particle gets one image. A
/// contact that closes a loop either agrees with the tree or shows by how many boxes the loop winds around each axis;
/// these windings generate those of all loops, whichever tree was taken. Which tree that is depends on the threads;
/// which axes wrap does not.

namespace tektite::detail {

/// Which loops wind. What is said of a root holds for its set.
template <MemorySpace Memory>
struct Windings {
  Kokkos::View<int*, Memory> root;         ///< smallest member of the particle's set
  Kokkos::View<Vec3<int>*, Memory> image;  ///< relative to the root; along axes that the set winds around, one of many
  Kokkos::View<int*, Memory> axes;         ///< by root: bit d is set where the set winds around axis d
};

KOKKOS_INLINE_FUNCTION int wound_axes(Vec3<int> loop) {
  return (loop.x != 0) | ((loop.y != 0) << 1) | ((loop.z != 0) << 2);
}

/// Joins along all contacts between selected particles with links that carry displacements, in one pass.
/// \returns false where a displacement had no room and nothing of `result` may be used; fences `exec`
template <ExecutionSpace Exec, Contacts C, class Selected>
bool windings_by_links(Exec const& exec, std::size_t n, C const& contacts, Selected const& selected,
                       Windings<typename Exec::memory_space>& result) {
  using Memory = typename Exec::memory_space;
  using Sets = WindingUnionFind<Memory>;
  auto const sets = make_winding_union_find(exec, n, exec.concurrency() == 1);
  result = {allocate<Kokkos::View<int*, Memory>>(exec, "winding::root", n),
            allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "winding::image", n),
            allocate_zero<Kokkos::View<int*, Memory>>(exec, "winding::axes", n)};
  auto const root = result.root;
  auto const image = result.image;
  auto const axes = result.axes;
  SelectedContacts<C, Selected> const between_selected{contacts, selected, static_cast<int>(n)};
  std::int64_t outside = 0, lost = 0;
  Kokkos::parallel_reduce(
      "tektite::winding::unite", Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, contacts.size()),
      KOKKOS_LAMBDA(std::size_t row, std::int64_t& bad, std::int64_t& no_room) {
        int from = -1;
        typename Sets::Place place;
        bad += between_selected(row, [&](Contact const& c) {
          if (c.i != from) {
            from = c.i;
            place = sets.find(c.i);
          }
          auto const met = sets.unite(place, c.j, c.shift);
          no_room += met.lost;
          int const wound = wound_axes(met.winding);
          if (wound != 0 && (Kokkos::atomic_load(&axes(place.root)) & wound) != wound)
            Kokkos::atomic_or(&axes(place.root), wound);
        });
      },
      outside, lost);
  require_contacts(outside, static_cast<int>(n));
  if (lost > 0) return false;
  Kokkos::parallel_reduce(
      "tektite::winding::flatten", Kokkos::RangePolicy<Exec>(exec, 0, n),
      KOKKOS_LAMBDA(int i, std::int64_t& no_room) {
        auto const place = sets.find(i);
        root(i) = place.root;
        image(i) = Sets::image(place);
        no_room += place.overflow != 0;
        // What was found at a root of that moment holds for the set that it ended in.
        if (i != place.root && axes(i) != 0) Kokkos::atomic_or(&axes(place.root), axes(i));
      },
      lost);
  return lost == 0;
}

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

/// The same by keeping the joins of a plain union-find: no bound on displacements, but a second pass over the contacts
/// and more memory.
template <ExecutionSpace Exec, Contacts C, class Selected>
Windings<typename Exec::memory_space> windings_by_forest(Exec const& exec, std::size_t n, C const& contacts,
                                                         Selected const& selected) {
  using Memory = typename Exec::memory_space;
  auto const sets = make_union_find(exec, n);
  // Places without a join hold the contact 0 - 0, which joins nothing.
  auto const joins = allocate_zero<Kokkos::View<Contact*, Memory>>(exec, "percolation::joins", n);
  unite_contacts(exec, sets, contacts, selected, RecordJoin<Memory>{joins});
  flatten(exec, sets);
  auto const raw = images_from_forest(exec, n, joins).image;
  Windings<Memory> const result{sets.parents(), allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "winding::image", n),
                                allocate_zero<Kokkos::View<int*, Memory>>(exec, "winding::axes", n)};
  Kokkos::parallel_for(
      "tektite::winding::normalize", Kokkos::RangePolicy<Exec>(exec, 0, n),
      KOKKOS_LAMBDA(int i) { result.image(i) = raw(i) - raw(result.root(i)); });
  SelectedContacts<C, Selected> const between_selected{contacts, selected, static_cast<int>(n)};
  Kokkos::parallel_for(
      "tektite::winding::loops", Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, contacts.size()),
      KOKKOS_LAMBDA(std::size_t row) {
        between_selected(row, [&](Contact const& c) {
          int const axes = wound_axes(result.image(c.i) + c.shift - result.image(c.j));
          if (axes != 0) Kokkos::atomic_or(&result.axes(result.root(c.i)), axes);
        });
      });
  return result;
}

}  // namespace tektite::detail
