// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"
#include "tektite/dynamics/velocities.hpp"

/// \file
/// The two halves of a velocity Verlet step (Swope, Andersen, Berens, Wilson 1982), on the caller's own Views:
/// `View<Vec3<double>*>` or `View<double*[3]>` of either layout. `Simulation` puts them together; a host code can too.

namespace tektite {

/// v <- after * (before * v + dt f / m), by component. Does not fence.
///
/// \param dt     ps; half the time step, twice per step
/// \param before, after factors of a thermostat or barostat
template <ExecutionSpace Exec, class Velocities, class Forces, class Types, class Masses>
void kick(Exec const& exec, Velocities const& velocities, Forces const& forces, Types const& types,
          Masses const& masses, double dt, Vec3<double> before = {1, 1, 1}, Vec3<double> after = {1, 1, 1}) {
  double const scale = dt / units::mass;
  Kokkos::parallel_for(
      "tektite::kick", Kokkos::RangePolicy<Exec>(exec, 0, velocities.extent(0)), KOKKOS_LAMBDA(int i) {
        Vec3<double> v = position(velocities, i);
        Vec3<double> const f = position(forces, i);
        double const gain = scale / masses(types(i));
        for (int d = 0; d < 3; ++d) v[d] = after[d] * (before[d] * v[d] + gain * f[d]);
        detail::store(velocities, i, v);
      });
}

/// What happens to positions in one step: x <- origin + map (x - origin) + drift v.
///
/// Without a moving cell, `map` is the unit matrix and `drift` dt times it.
struct CellStep {
  Vec3<double> origin{};        ///< stays where it is
  Mat3 map = Mat3::identity();  ///< what the cell does to positions
  Mat3 drift;                   ///< ps

  /// A step in a cell at rest.
  static CellStep fixed(double dt) { return {{}, Mat3::identity(), dt * Mat3::identity()}; }

  /// A step of which both halves deform the cell: x <- second (first x + dt v).
  static CellStep deforming(Vec3<double> origin, Mat3 const& first, Mat3 const& second, double dt) {
    return {origin, second * first, dt * second};
  }
};

/// Moves positions by their velocities, and with the cell. Does not fence.
template <ExecutionSpace Exec, class Coordinates, class Velocities>
void drift(Exec const& exec, Coordinates const& positions, Velocities const& velocities, CellStep const& step) {
  Kokkos::parallel_for(
      "tektite::drift", Kokkos::RangePolicy<Exec>(exec, 0, positions.extent(0)), KOKKOS_LAMBDA(int i) {
        Vec3<double> const x = position(positions, i) - step.origin;
        detail::store(positions, i, step.origin + step.map * x + step.drift * position(velocities, i));
      });
}

namespace detail {

/// What a step watches while it moves particles: how far each is from where the neighbour list was built.
template <MemorySpace Memory>
struct StepWatch {
  Kokkos::View<Vec3<double> const*, Memory> reference;  ///< positions at the build
  Vec3<double> origin;
  Mat3 deformation;     ///< of the cell since the build
  double longest_move;  ///< a particle that moves further in one step has been blown away
};

/// A number that no sound squared displacement reaches.
inline constexpr double blown_away = 1e300;

/// Kick by half a step, then drift, in one pass over the particles.
///
/// \returns the largest squared displacement since the list was built, beyond the cell's deformation; `blown_away`
///          where a particle is not at a finite place or moved too far at once. Fences `exec`.
template <ExecutionSpace Exec>
double kick_and_drift(Exec const& exec, System<typename Exec::memory_space> const& system, double half_dt,
                      Vec3<double> before, CellStep const& step, StepWatch<typename Exec::memory_space> const& watch) {
  auto const x = system.positions;
  auto const v = system.velocities;
  auto const f = system.forces;
  auto const types = system.types;
  auto const masses = system.masses;
  double const scale = half_dt / units::mass;
  double const longest_squared = watch.longest_move * watch.longest_move;
  double largest = 0;
  Kokkos::parallel_reduce(
      "tektite::kick_and_drift", Kokkos::RangePolicy<Exec>(exec, 0, system.size()),
      KOKKOS_LAMBDA(int i, double& most) {
        Vec3<double> vi = v(i);
        double const gain = scale / masses(types(i));
        for (int d = 0; d < 3; ++d) vi[d] = before[d] * vi[d] + gain * f(i)[d];
        v(i) = vi;
        Vec3<double> const move = step.drift * vi;
        Vec3<double> const xi = step.origin + step.map * (x(i) - step.origin) + move;
        Vec3<double> const u = xi - watch.origin - watch.deformation * (watch.reference(i) - watch.origin);
        double const squared = dot(u, u), moved = dot(move, move);
        x(i) = xi;
        bool const sound = Kokkos::isfinite(squared) && Kokkos::isfinite(moved) && moved <= longest_squared;
        double const value = sound ? squared : blown_away;
        if (value > most) most = value;
      },
      Kokkos::Max<double>(largest));
  return largest;
}

/// The second kick of a step and the kinetic energy after it, in one pass. Fences `exec`.
template <ExecutionSpace Exec>
KineticTensor kick_and_measure(Exec const& exec, System<typename Exec::memory_space> const& system, double half_dt,
                               Vec3<double> after) {
  auto const v = system.velocities;
  auto const f = system.forces;
  auto const types = system.types;
  auto const masses = system.masses;
  double const scale = half_dt / units::mass;
  // Every particle is visited exactly once, so the accumulation may also move it on.
  return deterministic_reduce(
      exec, "kick_and_measure", system.size(), KineticTensor{},
      KOKKOS_LAMBDA(std::size_t i, KineticTensor & sum) {
        Vec3<double> vi = v(i);
        double const mass = masses(types(i)), gain = scale / mass;
        for (int d = 0; d < 3; ++d) vi[d] = after[d] * (vi[d] + gain * f(i)[d]);
        v(i) = vi;
        sum.add(units::mass * mass, vi);
      },
      KOKKOS_LAMBDA(KineticTensor & sum, KineticTensor const& other) { sum.add(other); });
}

/// A particle and how fast it is.
struct Speed {
  double squared = -1;
  std::size_t particle = 0;
};

/// "the fastest is particle 12 with a kinetic energy of 3.4 eV", for a message. Fences `exec`.
template <ExecutionSpace Exec>
std::string describe_fastest(Exec const& exec, System<typename Exec::memory_space> const& system) {
  auto const v = system.velocities;
  Speed const most = deterministic_reduce(
      exec, "fastest", system.size(), Speed{},
      KOKKOS_LAMBDA(std::size_t i, Speed & fastest) {
        double const squared = dot(v(i), v(i));
        if (!(squared <= fastest.squared)) fastest = {squared, i};
      },
      KOKKOS_LAMBDA(Speed & fastest, Speed const& other) {
        if (!(other.squared <= fastest.squared)) fastest = other;
      });
  double const mass = fetch(exec, system.masses, fetch(exec, system.types, most.particle));
  std::ostringstream text;
  text << "the fastest is particle " << fetch(exec, system.ids, most.particle) << " with a kinetic energy of "
       << 0.5 * units::mass * mass * most.squared << " eV";
  return text.str();
}

/// The first particle that is at no finite place or faster than `fastest`; the largest number where there is none.
template <ExecutionSpace Exec>
std::size_t find_blown_away(Exec const& exec, System<typename Exec::memory_space> const& system, double fastest) {
  auto const x = system.positions;
  auto const v = system.velocities;
  return deterministic_reduce(
      exec, "blown_away", system.size(), std::numeric_limits<std::size_t>::max(),
      KOKKOS_LAMBDA(std::size_t i, std::size_t & first) {
        double const speed = norm(v(i)), place = norm(x(i));
        bool const sound = Kokkos::isfinite(speed) && Kokkos::isfinite(place) && speed <= fastest;
        if (!sound && i < first) first = i;
      },
      KOKKOS_LAMBDA(std::size_t & first, std::size_t const& other) {
        if (other < first) first = other;
      });
}

/// Says which particle was blown away.
template <ExecutionSpace Exec>
[[noreturn]] void fail_blown_away(Exec const& exec, System<typename Exec::memory_space> const& system, double cutoff,
                                  std::int64_t step, double dt) {
  std::size_t const bad = find_blown_away(exec, system, 0.499 * cutoff / dt);
  require(bad < system.size(), "step ", step, ": a particle was blown away");
  Vec3<double> const u = fetch(exec, system.velocities, bad);
  double const mass = fetch(exec, system.masses, fetch(exec, system.types, bad));
  fail("step ", step, ": particle ", fetch(exec, system.ids, bad), " with kinetic energy ",
       0.5 * units::mass * mass * dot(u, u), " eV was blown away, more than half the cutoff ", cutoff,
       " in one time step of ", dt, " ps");
}

}  // namespace detail
}  // namespace tektite
