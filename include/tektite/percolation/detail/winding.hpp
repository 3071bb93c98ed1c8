// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/detail/unite_contacts.hpp"
#include "tektite/percolation/selected_contacts.hpp"
#include "tektite/percolation/union_find.hpp"
#include "tektite/percolation/winding_union_find.hpp"

/// \file
/// Which image of each particle lies next to the rest of its cluster, and the axes that clusters wrap around, found
/// from contacts instead of coordinates.
///
/// A contact gives the image of one particle relative to that of the other, in box edges, so along a spanning tree
/// every particle gets one image. A contact that is not in the tree closes a loop with it, and either agrees with the
/// images or gives the winding of that loop. These windings generate the windings of all loops, for any spanning tree.
/// The tree depends on the order of the threads; the axes that a cluster wraps around do not.
///
/// A set, here and below, is one of a union-find: the particles of a cluster, or of a part of it before all contacts
/// are read.
///
/// Two ways to the same result: `windings_by_links` reads the contacts once, and fails where an image is beyond 1023
/// box edges; `windings_by_forest` reads them twice and has no bound.

namespace tektite::detail {

/// Roots and images of all particles, and the axes that their sets wrap around.
template <MemorySpace Memory>
struct Windings {
  Kokkos::View<int*, Memory> root;         ///< by particle: smallest member of its set
  Kokkos::View<Vec3<int>*, Memory> image;  ///< by particle: relative to the root. Along an axis that the set wraps
                                           ///< around, several values are right, and this is one of them
  Kokkos::View<int*, Memory> axes;         ///< at roots: bit d is set where the set wraps around axis d
};

/// The axes along which a winding is not zero. \param loop winding of a loop \returns one bit for each axis
KOKKOS_INLINE_FUNCTION int wound_axes(Vec3<int> loop) {
  return (loop.x != 0) | ((loop.y != 0) << 1) | ((loop.z != 0) << 2);
}

/// Roots, images and windings by a `WindingUnionFind`, in one pass over the contacts between selected particles.
///
/// 28 bytes per particle. Fences `exec` once after each of its two kernels; the second one is left out where the first
/// one has failed.
///
/// \param n      number of particles
/// \param result overwritten
/// \returns false if an image was beyond 1023 box edges: `result` then holds nothing of use
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
  // One item is a row of contacts. Any number of items may join sets at once (`WindingUnionFind`). Bits of `axes` are
  // set and never cleared, so the order does not matter; the atomic operation is left out where the bits are seen to be
  // set.
  auto const [outside, lost] = launch_count<CountPair, std::size_t>(
      exec, "winding::unite", contacts.size(), KOKKOS_LAMBDA(std::size_t row, CountPair& bad) {
        int from = -1, lost_here = 0;
        typename Sets::RootAndImage first;
        bad.first += between_selected(row, [&](Contact const& c) {
          if (c.i != from) {
            from = c.i;
            first = sets.find(c.i);
          }
          auto const met = sets.unite(first, c.j, c.shift);
          lost_here += met.lost;
          int const wound = wound_axes(met.winding);
          if (wound != 0 && (Kokkos::atomic_load(&axes(first.root)) & wound) != wound)
            Kokkos::atomic_or(&axes(first.root), wound);
        });
        bad.second += lost_here;
      });
  require_contacts(outside, static_cast<int>(n));
  if (lost > 0) return false;
  // One item is a particle. All joins are done, so roots are final. If the particle was a root when a loop was found,
  // the bits of the loop are added to those of the final root. `axes` is read at other particles than roots and written
  // at roots only, so no item reads what another writes.
  auto const overflows = launch_count<std::int64_t>(
      exec, "winding::flatten", n, KOKKOS_LAMBDA(int i, std::int64_t& too_far) {
        auto const found = sets.find(i);
        root(i) = found.root;
        image(i) = Sets::image(found);
        too_far += found.overflow != 0;
        if (i != found.root && axes(i) != 0) Kokkos::atomic_or(&axes(found.root), axes(i));
      });
  return overflows == 0;
}

// --- without a bound on images: spanning forest, then rounds of joins (Boruvka) ---
//
// Nodes are the particles, edges the contacts that have joined two sets; an edge is a `Contact`, whose i and j are its
// two ends. In each round every root chooses one of its edges, and roots are attached along the chosen edges. So the
// root of a tree may be any of its nodes, unlike in a `UnionFind`, where it is the smallest member.

/// The links from nodes to their parents, with images. A root is its own parent.
template <MemorySpace Memory>
struct ImageLinks {
  Kokkos::View<int*, Memory> parent;       ///< by node: the node that it is attached to; itself for a root
  Kokkos::View<Vec3<int>*, Memory> image;  ///< by node: its image relative to the parent; 0 for a root
};

/// Makes n trees of one node each: parent(i) = i, image(i) = 0. Does not fence.
template <ExecutionSpace Exec>
ImageLinks<typename Exec::memory_space> make_image_links(Exec const& exec, std::size_t n) {
  using Memory = typename Exec::memory_space;
  ImageLinks<Memory> const links{allocate<Kokkos::View<int*, Memory>>(exec, "winding::root", n),
                                 allocate_zero<Kokkos::View<Vec3<int>*, Memory>>(exec, "winding::image", n)};
  launch(exec, "winding::start", n, KOKKOS_LAMBDA(int i) { links.parent(i) = i; });
  return links;
}

/// Contracts each tree to its root: replaces the ends of each edge by their parents, with the shift between these, and
/// drops edges whose ends have the same parent. Fences `exec`.
///
/// Expects that every end is a root or attached directly to one. One item is an edge. The scan gives the edges that are
/// kept consecutive entries of `out`, in the order of `edges`.
///
/// \param edges the first `count` entries are read
/// \param link  parents and images of the ends
/// \param out   the edges that are kept; another View than `edges`
/// \returns number of edges kept
template <ExecutionSpace Exec, MemorySpace Memory>
int contract(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count, ImageLinks<Memory> const& link,
             Kokkos::View<Contact*, Memory> out) {
  int kept = 0;
  launch_scan<int>(
      exec, "winding::contract", count,
      KOKKOS_LAMBDA(int e, int& offset, bool final) {
        Contact const c = edges(e);
        int const a = link.parent(c.i), b = link.parent(c.j);
        if (a == b) return;
        if (final) out(offset) = {a, b, link.image(c.i) + c.shift - link.image(c.j)};
        ++offset;
      },
      &kept);
  return kept;
}

/// Chooses for each node that is an end the edge of lowest index that it is an end of. Does not fence.
///
/// One item of both kernels is an edge. Several edges share an end: the first kernel stores the same value for all of
/// them, the second one takes the minimum, whatever the order.
///
/// \param chosen by node: index of the edge. Entries of nodes that are no ends are not written.
template <ExecutionSpace Exec, MemorySpace Memory>
void choose_edges(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count,
                  Kokkos::View<int*, Memory> chosen) {
  launch(
      exec, "winding::clear", count, KOKKOS_LAMBDA(int e) {
        Kokkos::atomic_store(&chosen(edges(e).i), Kokkos::Experimental::finite_max_v<int>);
        Kokkos::atomic_store(&chosen(edges(e).j), Kokkos::Experimental::finite_max_v<int>);
      });
  launch(
      exec, "winding::choose", count, KOKKOS_LAMBDA(int e) {
        Kokkos::atomic_min(&chosen(edges(e).i), e);
        Kokkos::atomic_min(&chosen(edges(e).j), e);
      });
}

/// Attaches each root to the other end of the edge that it chose. Does not fence.
///
/// Expects that all ends are roots. One item is an edge, which attaches those of its ends that chose it; each end chose
/// one edge, so no two items write one entry.
///
/// Where both ends chose the same edge, the smaller one stays a root. Links cannot form any other cycle: from a node to
/// its parent, the index of the chosen edge never increases, so it would be the same edge all around the cycle.
template <ExecutionSpace Exec, MemorySpace Memory>
void attach_roots(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count, Kokkos::View<int*, Memory> chosen,
                  ImageLinks<Memory> const& link) {
  launch(
      exec, "winding::attach", count, KOKKOS_LAMBDA(int e) {
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

/// One step of pointer jumping: attaches each end to the parent of its parent. Fences `exec`.
///
/// One item is an edge, which visits those of its ends that chose it. Each end is visited at exactly one edge, and only
/// `next` is written, so no two items write one entry and none reads what another writes. The parent of an end is an
/// end, too, so `link` is up to date for all nodes that are read.
///
/// \param link links before the step
/// \param next links of the ends after the step
/// \returns number of ends that were attached to another parent, because their parent was not a root. At 0 the step has
///          changed nothing: every end is a root or attached directly to one, and `next` equals `link` at the ends
template <ExecutionSpace Exec, MemorySpace Memory>
int jump(Exec const& exec, Kokkos::View<Contact*, Memory> edges, int count, Kokkos::View<int*, Memory> chosen,
         ImageLinks<Memory> const& link, ImageLinks<Memory> const& next) {
  return launch_count<int>(
      exec, "winding::jump", count, KOKKOS_LAMBDA(int e, int& sum) {
        for (int side = 0; side < 2; ++side) {
          int const i = side == 0 ? edges(e).i : edges(e).j;
          if (chosen(i) != e) continue;
          int const above = link.parent(i);
          next.parent(i) = link.parent(above);
          next.image(i) = link.image(i) + link.image(above);
          sum += link.parent(above) != above;
        }
      });
}

/// Images of all nodes relative to the root of their tree, by joining trees in rounds (Boruvka).
///
/// Each round contracts at least half of the edges that remain, so all rounds together have less than 2 n edges. A
/// round has a fixed number of kernels over its edges, and about one step of pointer jumping for each doubling of the
/// longest path from a node to its root: O(n) work where these paths are short, up to O(n log n) where chosen edges
/// form long chains. The last kernel follows at most one link per node and round. 76 bytes per particle. Fences `exec`
/// twice or more in each of at most log2 n rounds.
///
/// \param forest n edges of a forest; entries with equal ends are not edges
/// \returns root and image by node, as `parent` and `image`. The root may be any node of the tree
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
    // The last step changes nothing, so link and next are then equal. The links of nodes that are no roots after this
    // round stay as they are: the edges of later rounds have only roots as their ends.
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
  // One item is a node. In the round in which it was attached its parent was a root; this root was attached in a later
  // round, if at all. So at most one link for each round leads to the final root.
  auto const up = link;
  auto const out = next;
  launch(
      exec, "winding::descend", n, KOKKOS_LAMBDA(int i) {
        Vec3<int> image = up.image(i);
        int root = up.parent(i);
        for (; up.parent(root) != root; root = up.parent(root)) image += up.image(root);
        out.parent(i) = root;
        out.image(i) = image;
      });
  return out;
}

/// For `unite_contacts`: stores each contact that joins two sets at the index of the root that it attached to the other
/// root. A root is attached once at most, so each entry is written once at most, and the stored contacts are the edges
/// of a spanning forest.
template <MemorySpace Memory>
struct RecordJoin {
  Kokkos::View<Contact*, Memory> joins;  ///< by attached root
  KOKKOS_FUNCTION void operator()(int root, Contact const& c) const { joins(root) = c; }
};

/// Roots, images and windings as `windings_by_links` finds them, without a bound on images. Fences `exec`.
///
/// The contacts that join two sets of a plain `UnionFind` are a spanning forest, which gives the images; a second pass
/// over the contacts finds the loops. 100 bytes per particle.
///
/// \param n number of particles
/// \returns roots, images and windings
/// \throws Error a contact names a particle outside [0, n)
template <ExecutionSpace Exec, Contacts C, class Selected>
Windings<typename Exec::memory_space> windings_by_forest(Exec const& exec, std::size_t n, C const& contacts,
                                                         Selected const& selected) {
  using Memory = typename Exec::memory_space;
  auto const sets = make_union_find(exec, n);
  // Entries that no contact is stored at stay the contact of particle 0 with itself, which is not an edge.
  auto const joins = allocate_zero<Kokkos::View<Contact*, Memory>>(exec, "percolation::joins", n);
  unite_contacts(exec, sets, contacts, selected, RecordJoin<Memory>{joins});
  flatten(exec, sets);
  // Relative to the roots of `images_from_forest`.
  auto const raw = images_from_forest(exec, n, joins).image;
  Windings<Memory> const result{sets.parents(), allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "winding::image", n),
                                allocate_zero<Kokkos::View<int*, Memory>>(exec, "winding::axes", n)};
  // One item is a particle. The kernel makes its image relative to the smallest member of its set, the root of `sets`;
  // both images are relative to the same root in `raw`.
  launch(exec, "winding::normalize", n, KOKKOS_LAMBDA(int i) { result.image(i) = raw(i) - raw(result.root(i)); });
  SelectedContacts<C, Selected> const between_selected{contacts, selected, static_cast<int>(n)};
  // One item is a row of contacts. Bits are set in any order. Contacts of the forest agree with the images and set
  // none.
  launch<std::size_t>(
      exec, "winding::loops", contacts.size(), KOKKOS_LAMBDA(std::size_t row) {
        between_selected(row, [&](Contact const& c) {
          int const axes = wound_axes(result.image(c.i) + c.shift - result.image(c.j));
          if (axes != 0) Kokkos::atomic_or(&result.axes(result.root(c.i)), axes);
        });
      });
  return result;
}

}  // namespace tektite::detail
