// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/device_flag.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/list_refresh.hpp"
#include "tektite/dynamics/minimize_options.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"

/// \file
/// The kernels of a FIRE step. The control of the method, a few numbers, is advanced by one thread on the device, as
/// the thermostats of `Simulation` are: the host reads one number per step.
///
/// The strain of the box is a coordinate like those of the particles. It is scaled by c = sqrt(n) a, where a^3 is the
/// volume per particle: then its stiffness and those of the particles' vibrations are of one order.
///
/// \source Guenole et al., Comput. Mater. Sci. 175, 109584 (2020), FIRE 2.0 with semi-implicit Euler steps; Bitzek,
///         Koskinen, Gaehler, Moseler and Gumbsch, Phys. Rev. Lett. 97, 170201 (2006)

namespace tektite::detail {

/// Reasons for which the host must act: bits of `FireState::flags`.
enum FireFlag : unsigned {
  fire_list_due = 1,       ///< the neighbour list may miss a pair from now on
  fire_done = 2,           ///< the largest force, and the stress, are within their tolerances
  fire_cell_lost = 4,      ///< the edges are no longer those of a valid box
  fire_forces_failed = 8,  ///< the host must call `check` of the force field
  fire_not_finite = 16,    ///< a force or the virial is not finite
};

/// Sums over particles that the control needs.
struct FireSums {
  double power = 0;     ///< f . v
  double speed2 = 0;    ///< v . v
  double force2 = 0;    ///< f . f
  double fastest2 = 0;  ///< largest |v|^2
  double largest2 = 0;  ///< largest |f|^2

  /// Adds the sums of other particles.
  KOKKOS_FUNCTION void add(FireSums const& other) {
    power += other.power;
    speed2 += other.speed2;
    force2 += other.force2;
    fastest2 = Kokkos::max(fastest2, other.fastest2);
    largest2 = Kokkos::max(largest2, other.largest2);  // what is not a number shows in the sums
  }
};

/// The numbers of the method that do not change.
struct FireTargets {
  CellFreedom cell;                    ///< which strains of the box are free
  double force2;                       ///< square of the force tolerance, (eV/Angstrom)^2
  double pressure;                     ///< target, eV/Angstrom^3
  double stress;                       ///< tolerance of the free components of the pressure, eV/Angstrom^3
  double mass;                         ///< of every particle, eV (ps/Angstrom)^2
  double strain_scale2;                ///< c^2, Angstrom^2
  double largest_move;                 ///< of a particle in one step, Angstrom
  double first_dt, most_dt, least_dt;  ///< time steps, ps
};

/// What kernels change from step to step, except the particles.
struct FireState {
  unsigned flags = 0;     ///< bits of `FireFlag`
  Mat3 edges{};           ///< of the box
  Vec3<double> origin{};  ///< of the box
  Mat3 virial{};          ///< of the present positions, eV; with a free cell only
  FireSums sums{};        ///< of the present forces and velocities

  // The method.
  double dt = 0;              ///< ps
  double alpha = 0;           ///< how far velocities are turned towards the forces
  std::int64_t downhill = 0;  ///< steps since the power was last negative
  std::int64_t steps = 0;     ///< steps done
  Mat3 rate{};                ///< velocity of the strain, 1/ps
  double stress_off = 0;      ///< largest difference between a free component of the pressure and its target

  // What the particles do in this step: v <- keep v + turn f + gain f, x <- map (x - origin) + origin + dt v - back
  // v_old
  double keep = 0, turn = 0, back = 0;
  double move_dt = 0, gain = 0;
  Mat3 map = Mat3::identity();  ///< change of positions with the box
  Mat3 deformation{};           ///< F of the box since the list was built
  double allowed_squared = 0;   ///< largest square of a displacement with a valid list; -1: it is due
};

/// The part of a generalised force on the strain that drives the free strains.
KOKKOS_INLINE_FUNCTION Mat3 free_part(Mat3 const& g, CellFreedom cell) {
  Mat3 part{};
  double const mean = trace(g) / 3;
  for (int b = 0; b < 3; ++b) {
    for (int a = 0; a <= b; ++a) {
      if (a == b && cell == CellFreedom::isotropic) part(a, b) = mean;
      if (a == b && cell == CellFreedom::per_axis) part(a, b) = g(a, b);
      // Upper triangular strains keep a box in LAMMPS' convention, and do not rotate it.
      if (cell == CellFreedom::all) part(a, b) = a == b ? g(a, b) : 0.5 * (g(a, b) + g(b, a));
    }
  }
  return part;
}

/// Sum of products of all components.
KOKKOS_INLINE_FUNCTION double contract(Mat3 const& a, Mat3 const& b) {
  return dot(a.col[0], b.col[0]) + dot(a.col[1], b.col[1]) + dot(a.col[2], b.col[2]);
}

/// Sets dt, alpha and the factors of the velocities by the sign of the power.
///
/// \param s     state
/// \param power power of the particles and the strain together
/// \param speed2,force2 squares of the lengths of the velocity and the force
KOKKOS_INLINE_FUNCTION void control_fire(FireState& s, FireTargets const& t, double power, double speed2,
                                         double force2) {
  constexpr double alpha_start = 0.25, alpha_factor = 0.99, grow = 1.1, shrink = 0.5;
  constexpr int delay = 20;
  s.back = 0;
  if (power > 0) {
    s.keep = 1 - s.alpha;
    s.turn = force2 > 0 ? s.alpha * Kokkos::sqrt(speed2 / force2) : 0;
    if (++s.downhill > delay) {
      s.dt = Kokkos::min(s.dt * grow, t.most_dt);
      s.alpha *= alpha_factor;
    }
    return;
  }
  // Uphill: half of the last step is taken back, and the velocities with it.
  s.back = s.steps > 0 ? 0.5 * s.move_dt : 0;
  s.keep = 0;
  s.turn = 0;
  s.downhill = 0;
  s.alpha = alpha_start;
  if (s.steps >= delay) s.dt = Kokkos::max(s.dt * shrink, t.least_dt);
}

/// Moves the box with its strain rate, and sets the change of positions that follows.
KOKKOS_INLINE_FUNCTION void move_fire_cell(FireState& s, FireTargets const& t, Mat3 const& force) {
  Mat3 const old_rate = s.rate;
  double const c2 = t.strain_scale2;
  s.rate = s.keep * old_rate + ((s.turn + s.gain) / c2) * force;
  Mat3 const one = Mat3::identity();
  s.map = (one + s.move_dt * s.rate) * (one - s.back * old_rate);
  s.edges = s.map * s.edges;
  if (!Box::sound(s.edges)) s.flags |= fire_cell_lost;
}

/// Does everything between the sums and the move of the particles: tests for the end, control, move of the box.
///
/// \param s    state, advanced
/// \param t    targets
/// \param list limits within which the neighbour list is valid
/// \param last whether it only tests for the end, since no further evaluation is allowed
KOKKOS_INLINE_FUNCTION void advance_fire(FireState& s, FireTargets const& t, ListLimits const& list, bool last) {
  bool const free_cell = t.cell != CellFreedom::fixed;
  double const volume = Kokkos::abs(determinant(s.edges));
  Mat3 force{};
  double power = s.sums.power, speed2 = s.sums.speed2, force2 = s.sums.force2;
  s.stress_off = 0;
  if (free_cell) {
    force = free_part(s.virial - (t.pressure * volume) * Mat3::identity(), t.cell);
    power += contract(force, s.rate);
    speed2 += t.strain_scale2 * contract(s.rate, s.rate);
    force2 += contract(force, force) / t.strain_scale2;
    for (int b = 0; b < 3; ++b) {
      for (int a = 0; a <= b; ++a) s.stress_off = Kokkos::max(s.stress_off, Kokkos::abs(force(a, b)) / volume);
    }
  }
  s.move_dt = 0;
  s.map = Mat3::identity();
  if (!Kokkos::isfinite(force2)) s.flags |= fire_not_finite;
  if (s.sums.largest2 <= t.force2 && (!free_cell || s.stress_off <= t.stress)) s.flags |= fire_done;
  if (last || (s.flags & (fire_not_finite | fire_done | fire_forces_failed)) != 0) return;
  control_fire(s, t, power, speed2, force2);
  // No particle moves by more than `largest_move` with its velocity: an upper bound of the largest new velocity.
  double const gain = s.dt / t.mass;
  double const fastest = s.keep * Kokkos::sqrt(s.sums.fastest2) + (s.turn + gain) * Kokkos::sqrt(s.sums.largest2);
  s.move_dt = fastest * s.dt > t.largest_move ? t.largest_move / fastest : s.dt;
  s.gain = s.move_dt / t.mass;
  if (free_cell) move_fire_cell(s, t, force);
  ++s.steps;
  s.deformation = list.deformation(s.edges);
  double const allowed = list.allowed_displacement(s.edges);
  s.allowed_squared = allowed >= 0 ? allowed * allowed : -1;
}

/// The state in device memory.
template <MemorySpace Memory>
using FireStateView = Kokkos::View<FireState, Memory>;

/// Sums over the particles of their present forces and of the velocities of the method, into the state. Does not fence.
///
/// \param exec       runs the kernels
/// \param velocities of the method, one for each particle
/// \param forces     one for each particle
/// \param state      its sums are replaced
/// \param scratch    memory for partial sums, kept between calls
template <ExecutionSpace Exec>
void sum_fire(Exec const& exec, Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& velocities,
              Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& forces,
              FireStateView<typename Exec::memory_space> const& state,
              Kokkos::View<FireSums*, typename Exec::memory_space>& scratch) {
  auto const v = velocities;
  auto const f = forces;
  deterministic_reduce(
      exec, "fire::sums", v.extent(0), FireSums{},
      KOKKOS_LAMBDA(std::size_t i, FireSums& sum) {
        Vec3<double> const vi = v(i), fi = f(i);
        double const speed2 = dot(vi, vi), force2 = dot(fi, fi);
        sum.add({dot(fi, vi), speed2, force2, speed2, force2});
      },
      KOKKOS_LAMBDA(FireSums & sum, FireSums const& other) { sum.add(other); }, member(state, &FireState::sums),
      scratch);
}

/// Runs `advance_fire` on the state in device memory: a kernel with one item. Does not fence.
template <ExecutionSpace Exec>
void advance_fire(Exec const& exec, FireStateView<typename Exec::memory_space> const& state, FireTargets const& targets,
                  ListLimits const& list, bool last) {
  launch(exec, "fire::advance", 1, KOKKOS_LAMBDA(int) { advance_fire(state(), targets, list, last); });
}

/// Moves every particle, and sets `fire_list_due` if one is too far from where the list was built. Does not fence.
///
/// \param exec       runs the kernel
/// \param system     its positions are changed, its forces read
/// \param velocities of the method, changed
/// \param state      of this step, from `advance_fire`; its flags may be set
/// \param reference  positions when the list was built
template <ExecutionSpace Exec>
void move_fire(Exec const& exec, System<typename Exec::memory_space> const& system,
               Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& velocities,
               FireStateView<typename Exec::memory_space> const& state,
               Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& reference) {
  auto const x = system.positions;
  auto const v = velocities;
  auto const f = system.forces;
  DeviceFlag<typename Exec::memory_space> const due{member(state, &FireState::flags), fire_list_due};
  launch(
      exec, "fire::move", system.size(), KOKKOS_LAMBDA(int i) {
        FireState const& s = state();
        if (s.move_dt == 0) return;  // done, or an error
        Vec3<double> const before = v(i), after = s.keep * before + (s.turn + s.gain) * f(i);
        Vec3<double> const xi = s.origin + s.map * (x(i) - s.origin) + s.move_dt * after - s.back * before;
        Vec3<double> const u = xi - s.origin - s.deformation * (reference(i) - s.origin);
        if (!(dot(u, u) <= s.allowed_squared)) due.raise();
        v(i) = after;
        x(i) = xi;
      });
}

TEKTITE_DYNAMICS_INSTANCE(void sum_fire(compiled::Exec const&, compiled::View<Vec3<double>*> const&,
                                        compiled::View<Vec3<double>*> const&, FireStateView<compiled::Memory> const&,
                                        compiled::View<FireSums*>&));
TEKTITE_DYNAMICS_INSTANCE(void advance_fire(compiled::Exec const&, FireStateView<compiled::Memory> const&,
                                            FireTargets const&, ListLimits const&, bool));
TEKTITE_DYNAMICS_INSTANCE(void move_fire(compiled::Exec const&, System<compiled::Memory> const&,
                                         compiled::View<Vec3<double>*> const&, FireStateView<compiled::Memory> const&,
                                         compiled::View<Vec3<double>*> const&));

}  // namespace tektite::detail
