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
/// The image of the box in which each particle of a cluster lies, found from contacts instead of coordinates.
///
/// A contact gives the difference between the images of its two ends, so along a spanning tree every particle gets one
/// image. A contact that closes a loop either agrees with the tree, or gives the number of boxes by which the loop
/// winds around each axis. These windings generate the windings of all loops, for any spanning tree. The tree depends
/// on the order of the threads; the axes that a cluster wraps around do not.
///
/// Two ways to the same result: `windings_by_links` reads the contacts once, and fails where an image is beyond 1023
/// boxes; `windings_by_forest` reads them twice and has no bound.

namespace tektite::detail {

/// Roots and images of all particles, and the axes that their sets wind around.
template <MemorySpace Memory>
struct Windings {
  Kokkos::View<int*, Memory> root;         ///< by particle: smallest member of its set
  Kokkos::View<Vec3<int>*, Memory> image;  ///< by particle: relative to the root. Along an axis that the set winds
                                           ///< around, several values are right, and this is one of them
  Kokkos::View<int*, Memory> axes;         ///< at roots: bit d is set where the set winds around axis d
};

/// The axes that a loop winds around. \param loop windings in box edges \returns bit d set where `loop[d]` is not 0
KOKKOS_INLINE_FUNCTION int wound_axes(Vec3<int> loop) {
  return (loop.x != 0) | ((loop.y != 0) << 1) | ((loop.z != 0) << 2);
}

/// Roots, images and windings by a `WindingUnionFind`, in one pass over the contacts between selected particles.
///
/// \param n      number of particles
/// \param result overwritten
/// \returns false if an image was beyond 1023 boxes: `result` then holds nothing of use. Fences `exec`.
/// \throws Error a contact names a particle outside [0, n)
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
  std::int64_t outside = 0, overflows = 0;
  Kokkos::parallel_reduce(
      "tektite::winding::unite", Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, contacts.size()),
      KOKKOS_LAMBDA(std::size_t row, std::int64_t& bad, std::int64_t& too_far) {
        int from = -1;
        typename Sets::RootAndImage first;
        bad += between_selected(row, [&](Contact const& c) {
          if (c.i != from) {
            from = c.i;
            first = sets.find(c.i);
          }
          auto const met = sets.unite(first, c.j, c.shift);
          too_far += met.lost;
          int const wound = wound_axes(met.winding);
          if (wound != 0 && (Kokkos::atomic_load(&axes(first.root)) & wound) != wound)
            Kokkos::atomic_or(&axes(first.root), wound);
        });
      },
      outside, overflows);
  require_contacts(outside, static_cast<int>(n));
  if (overflows > 0) return false;
  Kokkos::parallel_reduce(
      "tektite::winding::flatten", Kokkos::RangePolicy<Exec>(exec, 0, n),
      KOKKOS_LAMBDA(int i, std::int64_t& too_far) {
        auto const found = sets.find(i);
        root(i) = found.root;
        image(i) = Sets::image(found);
        too_far += found.overflow != 0;
        // If i was a root when a loop was found there, the winding belongs to the set that i is in now.
        if (i != found.root && axes(i) != 0) Kokkos::atomic_or(&axes(found.root), axes(i));
      },
      overflows);
  return overflows == 0;
}

// --- without a bound on images: spanning forest, then rounds of joins (Boruvka) ---

/// A forest of particles whose links carry images. A root is its own parent.
template <MemorySpace Memory>
struct ImageLinks {
  Kokkos::View<int*, Memory> parent;       ///< by particle: the particle that it is attached to; itself for a root
  Kokkos::View<Vec3<int>*, Memory> image;  ///< by particle: its image relative to the parent; 0 for a root
};

/// Makes n single-particle trees: parent(i) = i, image(i) = 0. Does not fence.
template <ExecutionSpace Exec>
ImageLinks<typename Exec::memory_space> make_image_links(Exec const& exec, std::size_t n) {
  using Memory = typename Exec::memory_space;
  ImageLinks<Memory> const links{allocate<Kokkos::View<int*, Memory>>(exec, "winding::root", n),
                                 allocate_zero<Kokkos::View<Vec3<int>*, Memory>>(exec, "winding::image", n)};
  Kokkos::parallel_for(
      "tektite::winding::start", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) { links.parent(i) = i; });
  return links;
}

/// Rewrites edges between particles as edges between their parents, and drops those whose ends have the same parent.
///
/// \param edges edges between particles; the first `count` entries are read
/// \param link  every end of an edge is a root, or attached directly to one
/// \param out   at least as many entries as edges are kept
/// \returns number of edges kept. Fences `exec`.
template <ExecutionSpace Exec, MemorySpace Memory>
int contract(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count, ImageLinks<Memory> const& link,
             Kokkos::View<Contact*, Memory> out) {
  int kept = 0;
  Kokkos::parallel_scan(
      "tektite::winding::contract", Kokkos::RangePolicy<Exec>(exec, 0, count),
      KOKKOS_LAMBDA(int e, int& offset, bool final) {
        Contact const c = edges(e);
        int const a = link.parent(c.i), b = link.parent(c.j);
        if (a == b) return;
        if (final) out(offset) = {a, b, link.image(c.i) + c.shift - link.image(c.j)};
        ++offset;
      },
      kept);
  return kept;
}

/// Chooses for each end of an edge the first edge that it has. Does not fence.
///
/// \param chosen by particle: index of the edge. Entries of particles without an edge are not written.
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

/// Attaches each root to the other end of the edge that it chose. Does not fence.
///
/// Where both ends chose the same edge, the smaller one stays a root. No other circle is possible: along a path of
/// chosen edges their indices never increase.
template <ExecutionSpace Exec, MemorySpace Memory>
void attach_roots(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count, Kokkos::View<int*, Memory> chosen,
                  ImageLinks<Memory> const& link) {
  Kokkos::parallel_for(
      "tektite::winding::attach", Kokkos::RangePolicy<Exec>(exec, 0, count), KOKKOS_LAMBDA(int e) {
        Contact const c = edges(e);
        bool const by_i = chosen(c.i) == e, by_j = chosen(c.j) == e;
        if (by_i && (!by_j || c.i > c.j)) {
          link.parent(c.i) = c.j;
          link.image(c.i) = -c.shift;
        } else if (by_j) {
          link.parent(c.j) = c.i;
          link.image(c.j) = c.shift;
        }
      });
}

/// One step of pointer jumping: attaches each end of an edge to the parent of its parent.
///
/// Every end of an edge has chosen exactly one edge, at which it is visited, so all of them are written to `next`.
/// Their parents are such ends, too, and nothing else is read.
///
/// \param link state before the step
/// \param next state after it
/// \returns number of nodes whose parent was not a root before the step: these are the nodes that the step attaches to
///          another parent, which may be a root or not. At 0 the step has changed nothing: all ends are roots or
///          attached directly to one, and `next` equals `link` for them. Fences `exec`.
template <ExecutionSpace Exec, MemorySpace Memory>
int jump(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count, Kokkos::View<int*, Memory> chosen,
         ImageLinks<Memory> const& link, ImageLinks<Memory> const& next) {
  int changed = 0;
  Kokkos::parallel_reduce(
      "tektite::winding::jump", Kokkos::RangePolicy<Exec>(exec, 0, count),
      KOKKOS_LAMBDA(int e, int& sum) {
        for (int side = 0; side < 2; ++side) {
          int const i = side == 0 ? edges(e).i : edges(e).j;
          if (chosen(i) != e) continue;
          int const above = link.parent(i);
          next.parent(i) = link.parent(above);
          next.image(i) = link.image(i) + link.image(above);
          sum += link.parent(above) != above;
        }
      },
      changed);
  return changed;
}

/// Images of all particles relative to the root of their tree, by joining trees in rounds (Boruvka).
///
/// Each round contracts at least half of the edges that remain: O(n) work, and O(n log n) where trees are long chains.
/// 76 bytes per particle. Fences `exec` twice or more in each of at most log2 n rounds.
///
/// \param forest n edges of a forest; entries with equal ends are not edges
/// \returns root and image by particle, as `parent` and `image`
template <ExecutionSpace Exec, MemorySpace Memory>
ImageLinks<Memory> images_from_forest(Exec const& exec, std::size_t n, Kokkos::View<Contact*, Memory> forest) {
  auto link = make_image_links(exec, n);
  auto next = make_image_links(exec, n);
  auto const chosen = allocate<Kokkos::View<int*, Memory>>(exec, "winding::chosen", n);
  auto edges = allocate<Kokkos::View<Contact*, Memory>>(exec, "winding::edges", n);
  auto contracted = allocate<Kokkos::View<Contact*, Memory>>(exec, "winding::edges", n);
  int count = contract(exec, forest, static_cast<int>(n), link, edges);
  while (count > 0) {
    choose_edges(exec, edges, count, chosen);
    attach_roots(exec, edges, count, chosen, link);
    // The last step changes nothing, so link and next are then equal. Nodes attached to a root in this round are final:
    // the edges of later rounds have only roots as their ends.
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
  // A node's parent was a root at the end of the node's round, and was itself attached in a later one: at most one link
  // per round leads to the final root.
  auto const up = link;
  auto const out = next;
  Kokkos::parallel_for(
      "tektite::winding::descend", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
        Vec3<int> image = up.image(i);
        int root = up.parent(i);
        for (; up.parent(root) != root; root = up.parent(root)) image += up.image(root);
        out.parent(i) = root;
        out.image(i) = image;
      });
  return out;
}

/// Stores the contact of each successful join at the index of the root that the join removed. A root is removed once at
/// most, so the stored contacts are the edges of a spanning forest.
template <MemorySpace Memory>
struct RecordJoin {
  Kokkos::View<Contact*, Memory> joins;  ///< by removed root
  KOKKOS_FUNCTION void operator()(int root, Contact const& c) const { joins(root) = c; }
};

/// Roots, images and windings as `windings_by_links` finds them, without a bound on images.
///
/// The joins of a plain `UnionFind` are the spanning forest that gives the images; a second pass over the contacts
/// finds the loops. Needs more memory.
///
/// \param n number of particles
/// \returns roots, images and windings. Fences `exec`.
/// \throws Error a contact names a particle outside [0, n)
template <ExecutionSpace Exec, Contacts C, class Selected>
Windings<typename Exec::memory_space> windings_by_forest(Exec const& exec, std::size_t n, C const& contacts,
                                                         Selected const& selected) {
  using Memory = typename Exec::memory_space;
  auto const sets = make_union_find(exec, n);
  // Entries without a join stay the contact of particle 0 with itself, which is not an edge.
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
