// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduced_box.hpp"
#include "tektite/core/vec3.hpp"

/// \file
/// What surrounds the owned particles: read through one trait, `DomainTraits`.
///
/// Specialisations for two types exist: a periodic `Box`, and `WithGhosts`. Specialise the trait for a type of your
/// own, and every function that takes a `Domain` accepts it.

namespace tektite {

/// What a domain owes: the surroundings of the owned particles. The primary template is empty: a type without a
/// specialisation does not model `Domain`.
///
/// All members are called on the host only. So a domain may be any class; kernels never see it. A specialisation has
/// - `static constexpr bool closed`: whether images and walls enclose all particles. If true, as for a `Box`, all
///   positions are owned, and the faces of the cell along axes that are not periodic are walls, at which Voronoi cells
///   end. If false, as for `WithGhosts`, ghosts follow the owned particles, and there are no walls,
/// - `static Box cell(D const&)`: along periodic axes, its edges lead from a particle to its next images, and shifts
///   count these edges; particles may be anywhere. Along other axes its edges are directions for grids, and the height
///   of a closed cell;
///
/// and, if `closed` is false,
/// - `static std::size_t owned(D const&, std::size_t n)`: how many of n positions are owned; they are the first ones,
///   and all others are ghosts. It may throw an `Error` where n does not fit,
/// - `static double reach(D const&)`: all particles within this distance of an owned particle are given, or are
///   images of given ones. Infinity: the caller vouches that ghosts reach far enough; then no cutoff is refused and no
///   cell is called incomplete for it,
/// - `static double volume(D const&)`: that of the owned particles; 0: unknown.
///
/// A domain with ghosts may be periodic, too: along axes that a host code does not divide between ranks. Then owned
/// particles and ghosts have images.
template <class D>
struct DomainTraits {};

namespace detail {

/// A type whose traits have what every domain needs.
template <class D>
concept HasCell = requires(D const& domain) {
  { DomainTraits<D>::closed } -> std::convertible_to<bool>;
  { DomainTraits<D>::cell(domain) } -> std::convertible_to<Box>;
};

/// A type whose traits have what a domain with ghosts needs.
template <class D>
concept HasGhosts = HasCell<D> && requires(D const& domain, std::size_t n) {
  { DomainTraits<D>::owned(domain, n) } -> std::convertible_to<std::size_t>;
  { DomainTraits<D>::reach(domain) } -> std::convertible_to<double>;
  { DomainTraits<D>::volume(domain) } -> std::convertible_to<double>;
};

}  // namespace detail

/// A domain without ghosts: a periodic `Box`, or a type whose `DomainTraits` say that it is closed.
template <class D>
concept ClosedDomain = detail::HasCell<D> && bool(DomainTraits<D>::closed);

/// Where the surroundings of the owned particles come from: a type with a `DomainTraits` specialisation.
template <class D>
concept Domain = ClosedDomain<D> || detail::HasGhosts<D>;

/// A box is a domain: particles are surrounded by their images, and by walls along axes that are not periodic.
template <>
struct DomainTraits<Box> {
  static constexpr bool closed = true;
  static Box const& cell(Box const& box) { return box; }
};

/// Surroundings given by the caller: the first `owned` positions are owned particles, all others are ghosts.
///
/// Arrays may have room for more particles than they hold. Name the number of ghosts, and positions beyond them are an
/// error instead of ghosts; take a subview of the positions that are in use.
///
/// Name the reach of the ghosts, and what needs particles from farther away is refused (a cutoff) or said
/// (`Status::incomplete`) instead of wrong.
struct WithGhosts {
  static constexpr std::size_t all_others = ~std::size_t(0);  ///< for `ghosts`: however many positions follow

  std::size_t owned;                ///< number of owned particles; they are the first positions
  std::size_t ghosts = all_others;  ///< number of ghosts; they follow the owned particles
  /// All particles within this distance of an owned particle are given; by default the caller vouches for them.
  double reach = std::numeric_limits<double>::infinity();
};

/// Ghosts are a domain: no particle has images, and grids follow the Cartesian axes.
template <>
struct DomainTraits<WithGhosts> {
  static constexpr bool closed = false;
  static Box cell(WithGhosts const&) { return Box(Mat3::identity(), {}, {false, false, false}); }
  static std::size_t owned(WithGhosts const& domain, std::size_t n) {
    require(domain.ghosts == WithGhosts::all_others || domain.owned > n || domain.ghosts == n - domain.owned,
            "sites: ", domain.owned, " owned particles and ", domain.ghosts, " ghosts, but ", n, " positions");
    return domain.owned;
  }
  static double reach(WithGhosts const& domain) { return domain.reach; }
  static double volume(WithGhosts const&) { return 0; }
};

/// Translations from particles to their periodic images, for kernels. Made by `site_translations`.
template <class Edges>
struct SiteTranslations {
  Edges edges;  ///< what returns the edges, as columns

  /// The translation from a particle to one of its images.
  ///
  /// \param shift the image, in edges of the cell
  /// \returns     the translation in the unit of the edges
  KOKKOS_FUNCTION Vec3<double> operator()(Vec3<int> shift) const {
    return edges() * Vec3<double>{double(shift.x), double(shift.y), double(shift.z)};
  }
};

namespace detail {

/// Edges that the host knows, read as `CellEdges` are.
struct KnownEdges {
  Mat3 edges;  ///< as columns; zero where there are no images

  /// \returns the edges
  KOKKOS_FUNCTION Mat3 const& operator()() const { return edges; }
};

/// \param cell   cell of a domain
/// \param closed whether the domain is closed
/// \returns      the translations of its images
inline SiteTranslations<KnownEdges> translations_in(Box const& cell, bool closed) {
  Mat3 edges = cell.edges();
  for (int d = 0; d < 3; ++d)
    if (!closed && !cell.periodic(d)) edges.col[d] = {};
  return {{edges}};
}

/// What a domain says of n positions: one form of all domains. Algorithms work with it, so a kernel is compiled once
/// for all domains.
struct Surroundings {
  std::size_t owned;                                       ///< number of owned particles
  Box cell;                                                ///< as in `DomainTraits`
  bool closed;                                             ///< as in `DomainTraits`
  double reach = std::numeric_limits<double>::infinity();  ///< of the ghosts
  double volume = 0;                                       ///< of the owned particles; 0: unknown

  /// \returns whether particles have images
  bool has_images() const { return cell.periodic(0) || cell.periodic(1) || cell.periodic(2); }
  /// \returns as `frame_of`
  Mat3 frame() const { return reduced_box(cell).box.edges(); }
  /// \returns as `site_translations`
  SiteTranslations<KnownEdges> translations() const { return translations_in(cell, closed); }
};

/// Asks a domain once for all that it says.
///
/// \param positions n positions
/// \param domain    any `Domain`
/// \returns         the common form of the domain
/// \throws Error    more owned particles than positions, a reach that is not positive, what the traits throw
template <Positions P, Domain D>
Surroundings surroundings_of(P const& positions, D const& domain) {
  using Traits = DomainTraits<D>;
  std::size_t const n = particle_count(positions);
  if constexpr (ClosedDomain<D>) {
    Box const& cell = Traits::cell(domain);
    return {.owned = n, .cell = cell, .closed = true, .volume = cell.volume()};
  } else {
    double const reach = Traits::reach(domain);
    require(!std::isnan(reach) && reach > 0, "sites: ghosts with reach ", reach, ", expected a positive one");
    std::size_t const owned = Traits::owned(domain, n);
    require(owned <= n, "sites: ", owned, " owned particles, but only ", n, " positions");
    return {.owned = owned,
            .cell = Traits::cell(domain),
            .closed = false,
            .reach = reach,
            .volume = Traits::volume(domain)};
  }
}

}  // namespace detail

/// Edges of a periodic box in device memory, as columns. With these, kernels can compute positions of sites in a box
/// that deforms on the device while the host does not know its present shape.
template <MemorySpace Memory>
using CellEdges = Kokkos::View<Mat3 const, Memory>;

/// What determines the positions of sites: a `Domain`, or `CellEdges` where the host does not know the present box.
template <class D>
concept SiteDomain = Domain<D> || std::same_as<D, CellEdges<typename D::memory_space>>;

/// Number of owned particles.
///
/// \param positions n positions, ghosts after the owned particles
/// \param domain    any domain
/// \returns         n where there are no ghosts, else what the domain says
/// \throws Error    more owned particles than positions, another number of ghosts than positions after them, a reach
///                  that is not positive
template <Positions P, SiteDomain D>
std::size_t owned_count(P const& positions, D const& domain) {
  if constexpr (Domain<D>) {
    return detail::surroundings_of(positions, domain).owned;
  } else {
    return particle_count(positions);
  }
}

/// Directions along which a grid for the particles in a domain is laid out: the edges of its cell, or the short ones of
/// its `reduced_box`; with ghosts alone the Cartesian axes.
///
/// \param domain any domain
/// \returns      the directions, as columns
template <Domain D>
Mat3 frame_of(D const& domain) {
  return reduced_box(DomainTraits<D>::cell(domain)).box.edges();
}

/// Translations from particles to their images: zero where there are none.
///
/// \param domain any domain, or edges on the device; the result of the latter refers to their memory
/// \returns      a functor that kernels can call
template <SiteDomain D>
auto site_translations(D const& domain) {
  if constexpr (Domain<D>) {
    return detail::translations_in(DomainTraits<D>::cell(domain), DomainTraits<D>::closed);
  } else {
    return SiteTranslations<D>{domain};
  }
}

}  // namespace tektite
