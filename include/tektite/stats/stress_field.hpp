// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduced_box.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/neighbors/neighbor_search.hpp"
#include "tektite/neighbors/sites.hpp"
#include "tektite/stats/detail/sphere_kernel.hpp"
#include "tektite/stats/detail/type_count.hpp"

/// \file
/// Coarse-grained fields of density, momentum and stress at points in space.
///
/// \source I. Goldhirsch, Granul. Matter 12, 239 (2010); docs/statistics.md

namespace tektite {

/// Coarse-grained fields by point, all of them sums over particles: fields of ranks are added, then `stress_of` is
/// called.
template <MemorySpace Memory>
struct StressField {
  Kokkos::View<double*, Memory> density;         ///< mass per volume
  Kokkos::View<Vec3<double>*, Memory> momentum;  ///< per volume; divided by the density it is the velocity
  Kokkos::View<double* [6], Memory> flux;        ///< of momentum, sum of m v_a v_b per volume: xx yy zz xy xz yz
  Kokkos::View<double* [6], Memory> contact;     ///< stress of the pairs, positive in tension: xx yy zz xy xz yz
};

namespace detail {

/// A particle as a field sees it.
struct MovingMass {
  double mass = 0;
  Vec3<double> velocity{};
};

/// Sums at one point: an item.
template <MemorySpace Memory>
struct FieldSums {
  SphereKernel kernel;
  NeighborSearch<Memory> near;                  // sites that a pair within reach of a point begins at
  Kokkos::View<Vec3<double>*, Memory> begins;   // their positions
  Kokkos::View<int*, Memory> particle;          // of these sites
  Kokkos::View<std::int64_t*, Memory> offsets;  // of the list
  Kokkos::View<int*, Memory> neighbors;         // of the list
  Kokkos::View<Vec3<double>*, Memory> ends;     // positions of the list's sites
  Kokkos::View<double*, Memory> pair_forces;    // by entry of the list
  Kokkos::View<MovingMass*, Memory> moving;     // by owned particle
  Kokkos::View<Vec3<double>*, Memory> points;   // in the box
  StressField<Memory> field;                    // written

  KOKKOS_FUNCTION void operator()(int p) const {
    double density = 0, flux[6] = {}, contact[6] = {};
    Vec3<double> momentum{};
    near(points(p), [&](int site) {
      int const i = particle(site);
      if (i >= static_cast<int>(moving.extent(0))) return;  // a ghost: its owner adds it
      Vec3<double> const a = begins(site) - points(p);
      double const weight = kernel(dot(a, a));
      if (weight > 0) {
        MovingMass const m = moving(i);
        density += weight * m.mass;
        momentum += weight * m.mass * m.velocity;
        add(flux, weight * m.mass, m.velocity);
      }
      for (std::int64_t k = offsets(i); k < offsets(i + 1); ++k) {
        if (pair_forces(k) == 0) continue;
        Vec3<double> const d = ends(neighbors(k)) - ends(i);
        // Half of it: the list has each pair twice.
        double const along = kernel.along(a, d);
        if (along > 0) add(contact, 0.5 * pair_forces(k) * along, d);
      }
    });
    field.density(p) = density;
    field.momentum(p) = momentum;
    for (int k = 0; k < 6; ++k) field.flux(p, k) = flux[k], field.contact(p, k) = contact[k];
  }

 private:
  KOKKOS_FUNCTION static void add(double (&sum)[6], double factor, Vec3<double> v) {
    double const product[6] = {v.x * v.x, v.y * v.y, v.z * v.z, v.x * v.y, v.x * v.z, v.y * v.z};
    for (int k = 0; k < 6; ++k) sum[k] += factor * product[k];
  }
};

/// Does the work of `stress_field` for points that are copied and particles that are gathered.
template <ExecutionSpace Exec, Positions P>
StressField<typename Exec::memory_space> field_at(
    Exec const& exec, Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& points, P const& positions,
    Surroundings around, Kokkos::View<MovingMass*, typename Exec::memory_space> const& moving,
    NeighborList<typename Exec::memory_space> const& list,
    Kokkos::View<double*, typename Exec::memory_space> const& pair_forces, double radius) {
  using Memory = typename Exec::memory_space;
  require(!list.half, "stress_field: needs a full neighbour list, not a half one");
  require(pair_forces.extent(0) == list.neighbors.extent(0), "stress_field: ", pair_forces.extent(0),
          " forces of pairs, but the list has ", list.neighbors.extent(0));
  require(around.owned == list.owned(), "stress_field: ", around.owned, " owned particles, but the list has ",
          list.owned());
  std::size_t const count = points.extent(0);
  // Pairs are found where they begin, so this far away; ghosts need not reach there, since their owners add them.
  double const reach = radius + list.cutoff + list.skin;
  around.reach = std::numeric_limits<double>::infinity();
  auto const translate = around.translations();
  auto const sites = list_sites(exec, positions, around, reach);
  auto const begins = place_sites(exec, positions, translate, sites);
  auto const cells = build_cell_list(exec, begins, around.frame(), 0.5 * reach);
  StressField<Memory> field;
  field.density = allocate<decltype(field.density)>(exec, "stress_field::density", count);
  field.momentum = allocate<decltype(field.momentum)>(exec, "stress_field::momentum", count);
  field.flux = allocate<decltype(field.flux)>(exec, "stress_field::flux", count);
  field.contact = allocate<decltype(field.contact)>(exec, "stress_field::contact", count);
  auto const inside = allocate<Kokkos::View<Vec3<double>*, Memory>>(exec, "stress_field::points", count);
  Box const cell = reduced_box(around.cell).box;
  launch(exec, "stress_field::wrap", count, KOKKOS_LAMBDA(int p) { inside(p) = cell.wrap(points(p)); });
  launch(exec, "stress_field", count,
         FieldSums<Memory>{SphereKernel(radius), NeighborSearch<Memory>(begins, cells, reach), begins, sites.particle,
                           list.offsets, list.neighbors, place_sites(exec, positions, translate, list.sites),
                           pair_forces, moving, inside, field});
  return field;
}

TEKTITE_STATS_INSTANCE(StressField<compiled::Memory> field_at(
    compiled::Exec const&, compiled::View<Vec3<double>*> const&, compiled::Positions const&, Surroundings,
    compiled::View<MovingMass*> const&, NeighborList<compiled::Memory> const&, compiled::View<double*> const&, double));

}  // namespace detail

/// Computes coarse-grained fields of density, momentum and stress at points in space.
///
/// With phi(r) = 315 / (64 pi R^3) (1 - r^2 / R^2)^3 within the radius R: density = sum_i m_i phi(r_i - x), momentum
/// and its flux likewise, and the contact stress is 1/2 sum_ij (dE/dr_ij) / r_ij d_a d_b int_0^1 phi(r_i + s d - x) ds,
/// d from i to j: each pair acts along the line between its particles, so that the field is in balance with the
/// momentum at every place and its mean over space is minus the virial per volume. The integral is exact.
///
/// \param exec        execution space instance that runs everything
/// \param points      positions [m][3] where the fields are wanted, anywhere in a periodic space
/// \param positions   n positions [n][3], and ghosts after the owned particles for `WithGhosts`
/// \param velocities  of at least the owned particles, [n][3]; or none: they are 0
/// \param types       type of each particle, from 0, integers of any width
/// \param domain      a `Box`, `WithGhosts`, or a domain of your own. With ghosts the fields are those of the owned
///                    particles and of their halves of pairs, without images other than those of the domain: add those
///                    of all ranks, at a point near the boundary of a periodic system also those at its images
/// \param masses      by type, in units of energy (time/length)^2: in metal units `units::mass` times g/mol
/// \param list        full list of the positions
/// \param pair_forces (dE/dr) / r of each entry of the list, as from `EamForces::pair_forces`
/// \param radius      R, in the unit of the positions
/// \returns           the fields at the points: energy per volume, and what follows from it for density and momentum
/// \throws Error      a radius that is not positive; a half list; sizes that differ; no mass for a type; a position or
///                    a point that is not finite
/// \cost              O(pairs that begin within the radius and the list's cutoff) work for each point; 176 bytes per
///                    point, 32 per particle, 64 per site; memory for grid cells
/// \fences            where the host needs the range of types, the checks of positions and points, the number of images
///                    and the bounds of the grid
/// \determinism       the same bits at any thread count: each point adds up its particles in cell order
template <ExecutionSpace Exec, Positions Points, Positions P, Positions Velocities, ValuesOf<int> Types, Domain D>
  requires AccessibleFrom<Points, Exec> && AccessibleFrom<P, Exec> && AccessibleFrom<Velocities, Exec> &&
           ValuesWithin<Types, Exec>
StressField<typename Exec::memory_space> stress_field(
    Exec const& exec, Points const& points, P const& positions, Velocities const& velocities, Types const& types,
    D const& domain, Kokkos::View<double const*, typename Exec::memory_space> const& masses,
    NeighborList<typename Exec::memory_space> const& list,
    Kokkos::View<double*, typename Exec::memory_space> const& pair_forces, double radius) {
  using Memory = typename Exec::memory_space;
  require(std::isfinite(radius) && radius > 0, "stress_field: radius ", radius, " must be finite and positive");
  auto const around = detail::surroundings_of(positions, domain);
  std::size_t const owned = around.owned, moving = particle_count(velocities), count = particle_count(points);
  require(moving == 0 || moving >= owned, "stress_field: ", moving, " velocities for ", owned, " owned particles");
  require(value_count(types) >= owned, "stress_field: ", value_count(types), " types for ", owned, " owned particles");
  require(owned == 0 || masses.extent(0) > 0, "stress_field: no masses");
  detail::checked_type_count(exec, "stress_field", types, owned, static_cast<int>(masses.extent(0)));
  require_near(exec, points, around.cell);
  auto const gathered =
      detail::allocate<Kokkos::View<detail::MovingMass*, Memory>>(exec, "stress_field::particles", owned);
  detail::launch<std::size_t>(
      exec, "stress_field::gather", owned, KOKKOS_LAMBDA(std::size_t i) {
        gathered(i) = {masses(value(types, i)), moving > 0 ? position(velocities, i) : Vec3<double>{}};
      });
  auto const copied = detail::allocate<Kokkos::View<Vec3<double>*, Memory>>(exec, "stress_field::copy", count);
  detail::launch<std::size_t>(
      exec, "stress_field::copy", count, KOKKOS_LAMBDA(std::size_t p) { copied(p) = position(points, p); });
  return detail::field_at(exec, copied, detail::common_form(positions), around, gathered, list, pair_forces, radius);
}

/// The stress at each point of a field: contact stress minus the flux of momentum relative to the field's velocity.
///
/// \param exec   execution space instance that runs everything
/// \param field  of m points, of one rank or the sum of all
/// \returns      xx yy zz xy xz yz at each point, energy per volume, positive in tension
/// \throws Error numbers of points that differ
/// \cost         O(m) work; 48 bytes per point
/// \fences       none
/// \determinism  the same bits at any thread count
/// \source       as the file, equations 22 and 23
template <ExecutionSpace Exec>
Kokkos::View<double* [6], typename Exec::memory_space> stress_of(
    Exec const& exec, StressField<typename Exec::memory_space> const& field) {
  std::size_t const count = field.density.extent(0);
  require(field.momentum.extent(0) == count && field.flux.extent(0) == count && field.contact.extent(0) == count,
          "stress_of: fields at ", count, ", ", field.momentum.extent(0), ", ", field.flux.extent(0), " and ",
          field.contact.extent(0), " points, expected equal numbers");
  auto const stress =
      detail::allocate<Kokkos::View<double* [6], typename Exec::memory_space>>(exec, "stress_of", count);
  auto const f = field;
  detail::launch<std::size_t>(
      exec, "stress_of", count, KOKKOS_LAMBDA(std::size_t p) {
        Vec3<double> const u = f.momentum(p);
        double const uu[6] = {u.x * u.x, u.y * u.y, u.z * u.z, u.x * u.y, u.x * u.z, u.y * u.z};
        for (int k = 0; k < 6; ++k)
          stress(p, k) = f.contact(p, k) - (f.density(p) > 0 ? f.flux(p, k) - uu[k] / f.density(p) : 0.0);
      });
  return stress;
}

}  // namespace tektite
