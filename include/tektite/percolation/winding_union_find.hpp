// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Union-find whose links carry images, and so notices loops whose winding is not zero: those of clusters that wrap
/// around the box.
///
/// \source Percolation by winding: J. Machta, Y. S. Choi, A. Lucke, T. Schweizer and L. M. Chayes, Phys. Rev. E 54,
/// 1332 (1996), doi:10.1103/PhysRevE.54.1332

namespace tektite {

namespace detail {

/// The links of `WindingUnionFind`: an image (three counts of box edges, 11 bits each) above the index of the parent
/// (31 bits), in one word, which a single compare-and-swap changes.
struct PackedLink {
  static constexpr int largest = 1023;                        ///< counts are in [-1024, 1023]
  static constexpr std::uint64_t index_bits = 0x7fffffffull;  ///< where the index is
  static constexpr std::uint64_t sign_bits = (1ull << 41) | (1ull << 52) | (1ull << 63);  ///< signs of the counts
  static constexpr std::uint64_t image_bits = ~index_bits;                                ///< where the image is

  /// The index in a link. \param word a link \returns index of the parent
  KOKKOS_FUNCTION static constexpr int index(std::uint64_t word) { return static_cast<int>(word & index_bits); }

  /// The image in a link, still packed. \param word a link \returns the link with index 0
  KOKKOS_FUNCTION static constexpr std::uint64_t image(std::uint64_t word) { return word & image_bits; }

  /// The image in a link. \param word a link, or a packed image \returns counts of box edges
  KOKKOS_FUNCTION static constexpr Vec3<int> unpack(std::uint64_t word) {
    return {static_cast<int>(static_cast<std::int64_t>(word << 22) >> 53),
            static_cast<int>(static_cast<std::int64_t>(word << 11) >> 53),
            static_cast<int>(static_cast<std::int64_t>(word) >> 53)};
  }

  /// Whether an image can be packed. \param v counts of box edges \returns true if each is in [-1024, 1023]
  KOKKOS_FUNCTION static constexpr bool fits(Vec3<int> v) {
    return v.x >= -1024 && v.x <= largest && v.y >= -1024 && v.y <= largest && v.z >= -1024 && v.z <= largest;
  }

  /// Packs an image. \param v counts of box edges that fit \returns a link with index 0
  KOKKOS_FUNCTION static constexpr std::uint64_t pack(Vec3<int> v) {
    return (std::uint64_t(v.x & 0x7ff) << 31) | (std::uint64_t(v.y & 0x7ff) << 42) | (std::uint64_t(v.z & 0x7ff) << 53);
  }

  /// Sum of two packed images, count by count.
  ///
  /// \param a,b      packed images
  /// \param overflow its sign bit of a count is set if that count of the sum does not fit; other bits keep their value
  /// \returns        packed image; a count that does not fit is wrong
  KOKKOS_FUNCTION static constexpr std::uint64_t add(std::uint64_t a, std::uint64_t b, std::uint64_t& overflow) {
    // The sign bits are added separately, so that no carry reaches the next count.
    std::uint64_t const sum = ((a & ~sign_bits) + (b & ~sign_bits)) ^ ((a ^ b) & sign_bits);
    overflow |= ~(a ^ b) & (a ^ sum) & sign_bits;
    return sum;
  }
};

}  // namespace detail

/// Disjoint sets of particles that any number of threads may join at once, with the image of every particle relative to
/// the root of its set: a loop whose winding is not zero is noticed when a contact closes it.
///
/// A `UnionFind` whose links also carry images, as whole numbers of box edges, so that nothing rounds. Parent and image
/// share one 64-bit word and change together. The guarantees of `UnionFind` hold here, too: roots are smallest members,
/// no thread waits for another, all accesses are relaxed atomics.
///
/// The image of a particle relative to its root may reach 1023 box edges along each axis. A contact that needs more
/// sets `Meeting::lost` and leaves the sets as they were; `percolation_clusters` then uses another algorithm.
template <MemorySpace Memory>
class WindingUnionFind {
 public:
  /// The root of a particle's set, and the particle's image relative to it.
  struct RootAndImage {
    int root = 0;                ///< a root at some moment during the call
    std::uint64_t image = 0;     ///< packed; see `WindingUnionFind::image`
    std::uint64_t overflow = 0;  ///< not 0 where the image is beyond 1023 box edges
  };

  /// What a contact did.
  struct Meeting {
    int removed = -1;     ///< the root that was attached to the other one; -1 where both ends were in one set
    Vec3<int> winding{};  ///< winding of the loop that this contact closed, in box edges; 0 where it closed none
    bool lost = false;    ///< true if an image did not fit: nothing was joined, and `winding` is not known
  };

  /// Takes over links that already exist.
  ///
  /// \param links     n entries, link i holding index i and image 0; see `make_winding_union_find`
  /// \param exclusive promises that never more than one thread joins at a time; this saves the compare-and-swap
  explicit WindingUnionFind(Kokkos::View<std::uint64_t*, Memory> links, bool exclusive = false)
      : links_(links), exclusive_(exclusive) {}

  /// The root of a particle's set, and its image relative to that root. \param i a particle \returns both
  KOKKOS_FUNCTION RootAndImage find(int i) const { return climb({i, 0, 0}); }

  /// Joins the sets of i and j, where particle i touches the image `shift` of particle j.
  ///
  /// \param i,j   particles
  /// \param shift which image of j, in box edges
  /// \returns     what the contact did
  KOKKOS_FUNCTION Meeting unite(int i, int j, Vec3<int> shift) const {
    RootAndImage from = find(i);
    return unite(from, j, shift);
  }

  /// The same for a particle whose root and image are known.
  ///
  /// \param from  from `find`, also an earlier one; updated, for the next contact of the same particle
  /// \param j     a particle
  /// \param shift which image of j, in box edges
  /// \returns     what the contact did
  KOKKOS_FORCEINLINE_FUNCTION Meeting unite(RootAndImage& from, int j, Vec3<int> shift) const {
    using Link = detail::PackedLink;
    // The common case in one comparison: most contacts are within one set and close a loop without winding, and most
    // particles are attached directly to their root.
    std::uint64_t const link = load(j);
    std::uint64_t overflow = from.overflow;
    std::uint64_t const arrived = Link::add(from.image, Link::pack(shift), overflow);
    if (link == (arrived | std::uint64_t(from.root)) && overflow == 0 && Link::fits(shift)) return {};
    return unite_at_roots(from, j, shift);
  }

  /// Unpacks an image. \param found from `find` \returns image of the particle relative to the root, in box edges
  KOKKOS_FUNCTION static Vec3<int> image(RootAndImage const& found) { return detail::PackedLink::unpack(found.image); }

  /// Number of particles. \returns length of the links
  std::size_t size() const { return links_.extent(0); }

 private:
  KOKKOS_FUNCTION std::uint64_t load(int i) const {
    KOKKOS_ASSERT(detail::is_index(i, links_.extent(0)));
    return Kokkos::atomic_load(&links_(i));
  }

  // Writes the link of `root` if it is still a root; false if another thread has attached it first.
  KOKKOS_FUNCTION bool attach(int root, std::uint64_t link) const {
    if (exclusive_) {
      if (links_(root) != std::uint64_t(root)) return false;
      links_(root) = link;
      return true;
    }
    return Kokkos::atomic_compare_exchange(&links_(root), std::uint64_t(root), link) == std::uint64_t(root);
  }

  KOKKOS_FUNCTION Meeting unite_at_roots(RootAndImage& from, int j, Vec3<int> shift) const {
    using Link = detail::PackedLink;
    RootAndImage to = find(j);
    if (!Link::fits(shift)) return {-1, {}, true};
    for (;;) {
      std::uint64_t overflow = from.overflow | to.overflow;
      // The image of j relative to the root of `from`, along this contact.
      std::uint64_t const arrived = Link::add(from.image, Link::pack(shift), overflow);
      if (overflow != 0) return {-1, {}, true};
      Vec3<int> const apart = Link::unpack(arrived) - Link::unpack(to.image);
      if (from.root == to.root) return {-1, apart, false};
      // Different roots: `apart` is the image of the root of `to` relative to the root of `from`.
      bool const to_is_larger = to.root > from.root;
      Vec3<int> const image_of_larger = to_is_larger ? apart : -apart;
      if (!Link::fits(image_of_larger)) return {-1, {}, true};
      int const larger = to_is_larger ? to.root : from.root, smaller = to_is_larger ? from.root : to.root;
      if (attach(larger, std::uint64_t(smaller) | Link::pack(image_of_larger))) {
        if (!to_is_larger)
          from = {smaller, Link::add(from.image, Link::pack(image_of_larger), from.overflow), from.overflow};
        return {larger, {}, false};
      }
      from = climb(from);
      to = climb(to);
    }
  }

  // Goes on to the root. Path halving as in UnionFind: a link is only ever replaced by a link to an ancestor with the
  // sum of both images, so the image of a particle relative to any of its ancestors never changes. A sum that does not
  // fit is not written: the two links stay.
  KOKKOS_FORCEINLINE_FUNCTION RootAndImage climb(RootAndImage at) const {
    using Link = detail::PackedLink;
    std::uint64_t link = load(at.root);
    int parent = Link::index(link);
    while (parent != at.root) {
      std::uint64_t const above = load(parent);
      if (Link::index(above) != parent) {
        std::uint64_t overflow = 0;
        std::uint64_t const both = Link::add(Link::image(link), Link::image(above), overflow);
        if (overflow == 0) Kokkos::atomic_store(&links_(at.root), both | std::uint64_t(Link::index(above)));
      }
      at.image = Link::add(at.image, Link::image(link), at.overflow);
      at.root = parent;
      link = above;
      parent = Link::index(above);
    }
    return at;
  }

  Kokkos::View<std::uint64_t*, Memory> links_;
  bool exclusive_;
};

/// Makes n sets of one particle each.
///
/// \param exec      execution space instance that runs everything
/// \param n         number of particles, at most 2^31 - 1
/// \param exclusive see `WindingUnionFind`
/// \returns         sets in the memory of `exec`, whose members can be called on the device
/// \throws Error    n beyond 2^31 - 1
/// \cost            O(n) work; 8 bytes per particle
/// \fences          none
/// \determinism     the same at any thread count
template <ExecutionSpace Exec>
WindingUnionFind<typename Exec::memory_space> make_winding_union_find(Exec const& exec, std::size_t n,
                                                                      bool exclusive = false) {
  require(n <= std::size_t(std::numeric_limits<int>::max()), "make_winding_union_find: ", n,
          " members, at most 2^31 - 1");
  auto const links =
      detail::allocate<Kokkos::View<std::uint64_t*, typename Exec::memory_space>>(exec, "winding_union_find::links", n);
  detail::launch<std::size_t>(exec, "winding_union_find::make", n, KOKKOS_LAMBDA(std::size_t i) { links(i) = i; });
  return WindingUnionFind<typename Exec::memory_space>(links, exclusive);
}

}  // namespace tektite
