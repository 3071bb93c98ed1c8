// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/memory.hpp"

namespace tektite {

namespace detail {

/// Three counts of boxes, 11 bits each, above 31 bits of an index, in one word that a single compare-and-swap changes.
struct PackedLink {
  static constexpr int largest = 1023;  ///< counts are in [-1024, 1023]
  static constexpr std::uint64_t index_bits = 0x7fffffffull;
  static constexpr std::uint64_t sign_bits = (1ull << 41) | (1ull << 52) | (1ull << 63);
  static constexpr std::uint64_t image_bits = ~index_bits;

  KOKKOS_FUNCTION static constexpr int index(std::uint64_t word) { return static_cast<int>(word & index_bits); }
  KOKKOS_FUNCTION static constexpr std::uint64_t image(std::uint64_t word) { return word & image_bits; }

  KOKKOS_FUNCTION static constexpr Vec3<int> unpack(std::uint64_t word) {
    return {static_cast<int>(static_cast<std::int64_t>(word << 22) >> 53),
            static_cast<int>(static_cast<std::int64_t>(word << 11) >> 53),
            static_cast<int>(static_cast<std::int64_t>(word) >> 53)};
  }

  KOKKOS_FUNCTION static constexpr bool fits(Vec3<int> v) {
    return v.x >= -1024 && v.x <= largest && v.y >= -1024 && v.y <= largest && v.z >= -1024 && v.z <= largest;
  }

  KOKKOS_FUNCTION static constexpr std::uint64_t pack(Vec3<int> v) {
    return (std::uint64_t(v.x & 0x7ff) << 31) | (std::uint64_t(v.y & 0x7ff) << 42) | (std::uint64_t(v.z & 0x7ff) << 53);
  }

  /// Sum of two images, count by count. \param overflow its sign bits are set where a count does not fit
  KOKKOS_FUNCTION static constexpr std::uint64_t add(std::uint64_t a, std::uint64_t b, std::uint64_t& overflow) {
    // No carry leaves a count: the sign bits are added apart.
    std::uint64_t const sum = ((a & ~sign_bits) + (b & ~sign_bits)) ^ ((a ^ b) & sign_bits);
    overflow |= ~(a ^ b) & (a ^ sum) & sign_bits;
    return sum;
  }
};

}  // namespace detail

/// Disjoint sets of particles that any number of threads may join at once, in which every particle knows its image
/// relative to the root of its set: loops that wind around the periodic cell are noticed as they close.
///
/// A `UnionFind` whose links carry displacements, counted in box edges as integers, so that nothing rounds. Link and
/// displacement share one 64-bit word and change together. Percolation by winding follows J. Machta, Y. S. Choi, A.
/// Lucke, T. Schweizer and L. M. Chayes, Phys. Rev. E 54, 1332 (1996), doi:10.1103/PhysRevE.54.1332; the union-find
/// itself is that of `UnionFind`, and so are its guarantees: roots are smallest members, nothing waits, all accesses
/// are relaxed atomics.
///
/// A displacement between a particle and its root may reach 1023 boxes along each edge. Beyond that `Meeting::lost`
/// says so and the sets are left as they were; `percolation_clusters` then takes another way.
template <MemorySpace Memory>
class WindingUnionFind {
 public:
  /// A particle seen from its set: the root, and the particle's image relative to it, packed.
  struct Place {
    int root = 0;                ///< a root at some moment during the call
    std::uint64_t image = 0;     ///< packed; see `WindingUnionFind::image`
    std::uint64_t overflow = 0;  ///< not 0 where the image is beyond 1023 boxes
  };

  /// What a contact did.
  struct Meeting {
    int removed = -1;     ///< the root that ceased to be one, -1 where the two were in one set already
    Vec3<int> winding{};  ///< by how many boxes the loop winds that this contact closed
    bool lost = false;    ///< the displacement has no room, nothing was joined
  };

  /// \param links     n entries, link i holding index i and no displacement; see `make_winding_union_find`
  /// \param exclusive is it certain that one thread only joins at any time? Saves the compare-and-swap.
  explicit WindingUnionFind(Kokkos::View<std::uint64_t*, Memory> links, bool exclusive = false)
      : links_(links), exclusive_(exclusive) {}

  /// Where i's set is, and where i is in it.
  KOKKOS_FUNCTION Place find(int i) const { return climb({i, 0, 0}); }

  /// Particle i touches the image `shift` of particle j.
  KOKKOS_FUNCTION Meeting unite(int i, int j, Vec3<int> shift) const {
    Place from = find(i);
    return unite(from, j, shift);
  }

  /// The same for a particle that `find` gave; it stays up to date for the next contact of the same particle.
  KOKKOS_FORCEINLINE_FUNCTION Meeting unite(Place& from, int j, Vec3<int> shift) const {
    using Link = detail::PackedLink;
    // Most contacts close a loop within one set, and most particles hang directly below their root.
    std::uint64_t const link = load(j);
    std::uint64_t overflow = from.overflow;
    std::uint64_t const arrived = Link::add(from.image, Link::pack(shift), overflow);
    if (link == (arrived | std::uint64_t(from.root)) && overflow == 0 && Link::fits(shift)) return {};
    return unite_at_roots(from, j, shift);
  }

  /// The image of a particle relative to the root of its set.
  KOKKOS_FUNCTION static Vec3<int> image(Place const& place) { return detail::PackedLink::unpack(place.image); }

  /// Number of particles.
  std::size_t size() const { return links_.extent(0); }

 private:
  KOKKOS_FUNCTION std::uint64_t load(int i) const { return Kokkos::atomic_load(&links_(i)); }

  KOKKOS_FUNCTION bool hang(int root, std::uint64_t link) const {
    if (exclusive_) {
      if (links_(root) != std::uint64_t(root)) return false;
      links_(root) = link;
      return true;
    }
    return Kokkos::atomic_compare_exchange(&links_(root), std::uint64_t(root), link) == std::uint64_t(root);
  }

  KOKKOS_FUNCTION Meeting unite_at_roots(Place& from, int j, Vec3<int> shift) const {
    using Link = detail::PackedLink;
    Place to = find(j);
    if (!Link::fits(shift)) return {-1, {}, true};
    for (;;) {
      std::uint64_t overflow = from.overflow | to.overflow;
      // j's image relative to the root of `from`, by way of this contact.
      std::uint64_t const arrived = Link::add(from.image, Link::pack(shift), overflow);
      if (overflow != 0) return {-1, {}, true};
      Vec3<int> const apart = Link::unpack(arrived) - Link::unpack(to.image);
      if (from.root == to.root) return {-1, apart, false};
      // `apart` is now the image of the root of `to` relative to the root of `from`.
      bool const to_hangs = to.root > from.root;
      Vec3<int> const hung = to_hangs ? apart : -apart;
      if (!Link::fits(hung)) return {-1, {}, true};
      int const larger = to_hangs ? to.root : from.root, smaller = to_hangs ? from.root : to.root;
      if (hang(larger, std::uint64_t(smaller) | Link::pack(hung))) {
        if (!to_hangs) from = {smaller, Link::add(from.image, Link::pack(hung), from.overflow), from.overflow};
        return {larger, {}, false};
      }
      from = climb(from);
      to = climb(to);
    }
  }

  // Path halving as in UnionFind: a link is only ever replaced by one to an ancestor, with the sum of both steps, and
  // what lies between a particle and its ancestor never changes. A sum without room is not written: two steps stay two.
  KOKKOS_FORCEINLINE_FUNCTION Place climb(Place place) const {
    using Link = detail::PackedLink;
    std::uint64_t link = load(place.root);
    int parent = Link::index(link);
    while (parent != place.root) {
      std::uint64_t const above = load(parent);
      if (Link::index(above) != parent) {
        std::uint64_t overflow = 0;
        std::uint64_t const both = Link::add(Link::image(link), Link::image(above), overflow);
        if (overflow == 0) Kokkos::atomic_store(&links_(place.root), both | std::uint64_t(Link::index(above)));
      }
      place.image = Link::add(place.image, Link::image(link), place.overflow);
      place.root = parent;
      link = above;
      parent = Link::index(above);
    }
    return place;
  }

  Kokkos::View<std::uint64_t*, Memory> links_;
  bool exclusive_;
};

/// n sets of one particle each. Does not fence.
///
/// \param exclusive see `WindingUnionFind`
template <ExecutionSpace Exec>
WindingUnionFind<typename Exec::memory_space> make_winding_union_find(Exec const& exec, std::size_t n,
                                                                      bool exclusive = false) {
  require(n <= std::size_t(std::numeric_limits<int>::max()), "make_winding_union_find: ", n,
          " members, at most 2^31 - 1");
  auto const links =
      detail::allocate<Kokkos::View<std::uint64_t*, typename Exec::memory_space>>(exec, "winding_union_find::links", n);
  Kokkos::parallel_for(
      "tektite::winding_union_find::make", Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, n),
      KOKKOS_LAMBDA(std::size_t i) { links(i) = i; });
  return WindingUnionFind<typename Exec::memory_space>(links, exclusive);
}

}  // namespace tektite
