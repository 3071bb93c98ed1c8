// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/scan.hpp"

/// \file
/// Particles and their images as one flat set of points.
///
/// Every algorithm that looks at neighbours works on *sites*: first the owned particles, then whatever surrounds them.
/// In a periodic `Box` the surroundings are periodic images, made here; in a rank of a host code (`WithGhosts`) they
/// are the ghosts that the host supplies. Behind this header there is no periodicity left, so boxes thinner than the
/// cutoff, strong tilts and free surfaces need no special case anywhere.

namespace tektite {

/// The other kind of surroundings: the first `owned` positions are owned, all others are ghosts made by the caller.
struct WithGhosts {
  std::size_t owned;  ///< how many of the positions are the caller's own, the first ones
};

/// Where the surroundings of the particles come from: a periodic `Box`, or ghosts.
template <class D>
concept Domain = std::same_as<D, Box> || std::same_as<D, WithGhosts>;

/// The edges of a periodic cell as they are on the device at the moment: all that it takes to move sites with the cell.
template <MemorySpace Memory>
using CellEdges = Kokkos::View<Mat3 const, Memory>;

/// What says where sites are: a `Domain`, or `CellEdges` of a cell that the host does not know.
template <class D>
concept SiteDomain = Domain<D> || std::same_as<D, CellEdges<typename D::memory_space>>;

/// Which particle, and which periodic image of it, each site is.
///
/// Sites [0, owned) are the owned particles in the caller's order, moved into the cell; images and ghosts follow.
template <MemorySpace Memory>
struct Sites {
  std::size_t owned = 0;                   ///< number of owned particles
  Kokkos::View<int*, Memory> particle;      ///< index into the caller's positions, by site
  Kokkos::View<Vec3<int>*, Memory> shift;  ///< site position = caller's position + `box.translation(shift)`

  /// Number of sites: owned particles, and images or ghosts.
  std::size_t size() const { return particle.extent(0); }
};

namespace detail {

template <Positions P>
std::size_t owned_count(P const& positions, Box const&) {
  return particle_count(positions);
}

template <Positions P>
std::size_t owned_count(P const& positions, WithGhosts const& ghosts) {
  require(ghosts.owned <= particle_count(positions), "sites: ", ghosts.owned, " owned particles, but only ",
          particle_count(positions), " positions");
  return ghosts.owned;
}

template <Positions P, MemorySpace Memory>
std::size_t owned_count(P const& positions, CellEdges<Memory> const&) {
  return particle_count(positions);
}

inline void require_cutoff(char const* who, double cutoff) {
  require(std::isfinite(cutoff) && cutoff > 0, who, ": cutoff ", cutoff, " must be finite and positive");
}

/// Throws if a coordinate is not a finite number of moderate size: 1e9 cells away, an image count overflows.
template <ExecutionSpace Exec, Positions P>
void require_finite(Exec const& exec, P const& positions, double largest) {
  std::size_t const none = std::numeric_limits<std::size_t>::max();
  std::size_t const bad = deterministic_reduce(
      exec, "require_finite", particle_count(positions), none,
      KOKKOS_LAMBDA(std::size_t i, std::size_t & first) {
        Vec3<double> const r = position(positions, i);
        bool const finite = Kokkos::isfinite(r.x) && Kokkos::isfinite(r.y) && Kokkos::isfinite(r.z);
        bool const good =
            finite && Kokkos::abs(r.x) < largest && Kokkos::abs(r.y) < largest && Kokkos::abs(r.z) < largest;
        if (!good && i < first) first = i;
      },
      KOKKOS_LAMBDA(std::size_t & first, std::size_t const& other) {
        if (other < first) first = other;
      });
  if (bad == none) return;
  auto where = allocate<Kokkos::View<Vec3<double>, typename Exec::memory_space>>(exec, "require_finite::where");
  Kokkos::parallel_for(
      "tektite::require_finite::where", Kokkos::RangePolicy<Exec>(exec, 0, 1),
      KOKKOS_LAMBDA(int) { where() = position(positions, bad); });
  Vec3<double> r;
  Kokkos::View<Vec3<double>, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(&r);
  Kokkos::deep_copy(exec, host, where);
  exec.fence("tektite::require_finite");
  fail("particle ", bad, ": position (", r.x, ", ", r.y, ", ", r.z, ") is not a finite point near the box");
}

/// The images of a particle, but not itself, that lie within a margin of the cell.
class ImagesNear {
 public:
  // The margin is widened by a rounding error's worth: an image too many is harmless, one lost is not.
  ImagesNear(Box const& box, double cutoff) : box_(box) {
    for (int d = 0; d < 3; ++d) {
      reach_[d] = box.images_for_cutoff(d, cutoff * (1 + 1e-9));
      margin_[d] = cutoff / box.height(d) * (1 + 1e-9) + 1e-9;
    }
  }

  /// Sites per particle, images included, for particles that fill the cell evenly.
  double sites_per_particle() const {
    double product = 1;
    for (int d = 0; d < 3; ++d) product *= reach_[d] > 0 ? 1 + 2 * margin_[d] : 1;
    return product;
  }

  /// How many images the particle at `r` has.
  KOKKOS_FUNCTION std::int64_t count(Vec3<double> r) const {
    auto const [low, high] = shifts(r, box_.cell_of(r));
    return std::int64_t(high.x - low.x + 1) * (high.y - low.y + 1) * (high.z - low.z + 1) - 1;
  }

  /// Visits them: `void(Vec3<int> shift)`, in cells from the particle in the cell.
  ///
  /// \param cell where `r` lies
  template <class Visit>
  KOKKOS_FUNCTION void operator()(Vec3<double> r, Vec3<int> cell, Visit const& visit) const {
    auto const [low, high] = shifts(r, cell);
    for (int a = low.x; a <= high.x; ++a)
      for (int b = low.y; b <= high.y; ++b)
        for (int c = low.z; c <= high.z; ++c)
          if (a != 0 || b != 0 || c != 0) visit(Vec3<int>{a, b, c});
  }

 private:
  struct Shifts {
    Vec3<int> low, high;  // both included
  };

  // Along each axis the images near the cell are a run; none but the particle where the axis does not repeat.
  KOKKOS_FUNCTION Shifts shifts(Vec3<double> r, Vec3<int> cell) const {
    Vec3<double> const s = box_.fractional(r);
    Shifts run;
    for (int d = 0; d < 3; ++d) {
      double const inside = s[d] - cell[d];
      run.low[d] = reach_[d] == 0 ? 0 : Kokkos::max(-reach_[d], static_cast<int>(Kokkos::ceil(-margin_[d] - inside)));
      run.high[d] =
          reach_[d] == 0 ? 0 : Kokkos::min(reach_[d], static_cast<int>(Kokkos::floor(1 + margin_[d] - inside)));
    }
    return run;
  }

  Box box_;
  Vec3<int> reach_;
  Vec3<double> margin_;
};

KOKKOS_INLINE_FUNCTION Vec3<double> site_translation(Box const& box, Vec3<int> shift) { return box.translation(shift); }
KOKKOS_INLINE_FUNCTION Vec3<double> site_translation(WithGhosts const&, Vec3<int>) { return {}; }
template <class Memory>
KOKKOS_INLINE_FUNCTION Vec3<double> site_translation(Kokkos::View<Mat3 const, Memory> const& edges, Vec3<int> shift) {
  return edges() * Vec3<double>{double(shift.x), double(shift.y), double(shift.z)};
}

}  // namespace detail

/// The owned particles, moved into the cell, and every periodic image within `cutoff` of the cell.
///
/// \param exec      runs everything; fenced where the number of images is needed
/// \param positions n positions, anywhere in space
/// \param box       the cell; along axes that are not periodic there are no images
/// \param cutoff    how far outside the cell images are wanted, in the unit of the box
/// \throws Error    cutoff not positive, a position not finite, more than 2^31 sites
///
/// O(n + images) work; 16 bytes per site. The order depends on nothing but the input.
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
Sites<typename Exec::memory_space> make_sites(Exec const& exec, P const& positions, Box const& box, double cutoff) {
  using Memory = typename Exec::memory_space;
  detail::require_cutoff("make_sites", cutoff);
  double const longest = norm(box.edge(0)) + norm(box.edge(1)) + norm(box.edge(2));
  detail::require_finite(exec, positions, norm(box.origin()) + 1e6 * longest);
  auto const n = particle_count(positions);

  // Counting more images than could be stored would take as long as it is useless.
  double const most = std::numeric_limits<int>::max();
  for (int d = 0; d < 3; ++d)
    detail::require(!box.periodic(d) || cutoff < most / 4 * box.height(d), "make_sites: cutoff ", cutoff,
                    " spans more than 2^29 boxes of height ", box.height(d));
  detail::ImagesNear const images_near(box, cutoff);
  detail::require(double(n) * images_near.sites_per_particle() < 2 * most, "make_sites: ", n,
                  " particles have more than 2^31 images within cutoff ", cutoff);
  using Policy = Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>;
  auto first = detail::allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "make_sites::first", n + 1);
  Kokkos::parallel_for(
      "tektite::make_sites::count", Policy(exec, 0, n),
      KOKKOS_LAMBDA(std::size_t i) { first(i) = images_near.count(position(positions, i)); });
  detail::counts_to_offsets(exec, "make_sites::scan", first);
  auto const images = static_cast<std::size_t>(detail::fetch(exec, first, n));
  detail::require(n + images < std::size_t(std::numeric_limits<int>::max()), "make_sites: ", n, " particles with ",
                  images, " images within cutoff ", cutoff, " are more than 2^31 sites");

  Sites<Memory> sites;
  sites.owned = n;
  sites.particle = detail::allocate<Kokkos::View<int*, Memory>>(exec, "sites::particle", n + images);
  sites.shift = detail::allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "sites::shift", n + images);
  auto const particle = sites.particle;
  auto const shift = sites.shift;
  Kokkos::parallel_for(
      "tektite::make_sites::fill", Policy(exec, 0, n), KOKKOS_LAMBDA(std::size_t i) {
        Vec3<double> const r = position(positions, i);
        Vec3<int> const cell = box.cell_of(r);
        particle(i) = static_cast<int>(i);
        shift(i) = -cell;
        auto next = n + static_cast<std::size_t>(first(i));
        images_near(r, cell, [&](Vec3<int> image) {
          particle(next) = static_cast<int>(i);
          shift(next) = image - cell;
          ++next;
        });
      });
  return sites;
}

/// Sites for a host code's own ghosts: every position is a site, nothing is shifted, `cutoff` is the host's business.
///
/// \throws Error more than 2^31 - 1 positions or one that is not finite, more owned particles than positions
///
/// O(n), 16 bytes per position. Fences `exec` once, for the check.
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
Sites<typename Exec::memory_space> make_sites(Exec const& exec, P const& positions, WithGhosts const& ghosts, double) {
  using Memory = typename Exec::memory_space;
  auto const n = particle_count(positions);
  detail::require(n < std::size_t(std::numeric_limits<int>::max()), "make_sites: ", n, " positions, at most 2^31 - 1");
  detail::require_finite(exec, positions, std::numeric_limits<double>::max());
  Sites<Memory> sites;
  sites.owned = detail::owned_count(positions, ghosts);
  sites.particle = detail::allocate<Kokkos::View<int*, Memory>>(exec, "sites::particle", n);
  sites.shift = detail::allocate_zero<Kokkos::View<Vec3<int>*, Memory>>(exec, "sites::shift", n);
  auto const particle = sites.particle;
  Kokkos::parallel_for(
      "tektite::make_sites::fill", Kokkos::RangePolicy<Exec>(exec, 0, n),
      KOKKOS_LAMBDA(int i) { particle(i) = i; });
  return sites;
}

/// Positions of all sites, contiguous and in double precision: what the kernels read.
///
/// \param domain the *current* cell: when the cell deforms, the same sites follow it. Ignored for `WithGhosts`.
/// \returns `sites.size()` positions; does not fence
template <ExecutionSpace Exec, Positions P, SiteDomain D>
  requires AccessibleFrom<P, Exec>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> site_positions(
    Exec const& exec, P const& positions, D const& domain, Sites<typename Exec::memory_space> const& sites) {
  auto out = detail::allocate<Kokkos::View<Vec3<double>*, typename Exec::memory_space>>(exec, "site_positions",
                                                                                         sites.size());
  auto const particle = sites.particle;
  auto const shift = sites.shift;
  Kokkos::parallel_for(
      "tektite::site_positions", Kokkos::RangePolicy<Exec>(exec, 0, sites.size()), KOKKOS_LAMBDA(int s) {
        out(s) = position(positions, particle(s)) + detail::site_translation(domain, shift(s));
      });
  return out;
}

}  // namespace tektite
