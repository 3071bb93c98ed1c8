// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>

#include "tektite/core/compiled.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"

/// \file
/// Messages of a simulation that stops because of an error.

namespace tektite::detail {

/// A particle and its speed.
struct Speed {
  double squared = -1;       ///< square of the speed; -1: no particle yet
  std::size_t particle = 0;  ///< index of the particle
};

/// Finds the particle with the largest speed.
///
/// \returns text such as "the fastest is particle 12 with a kinetic energy of 3.4 eV". Fences `exec`.
template <ExecutionSpace Exec>
std::string describe_fastest(Exec const& exec, System<typename Exec::memory_space> const& system) {
  auto const v = system.velocities;
  Speed const most = deterministic_reduce(
      exec, "fastest", system.size(), Speed{},
      KOKKOS_LAMBDA(std::size_t i, Speed& fastest) {
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

/// Finds the particle of the smallest index whose position or velocity is not finite or that is faster than `fastest`
/// (Angstrom/ps). Fences `exec`.
///
/// \returns index of the particle; the largest number if there is none
template <ExecutionSpace Exec>
std::size_t find_blown_away(Exec const& exec, System<typename Exec::memory_space> const& system, double fastest) {
  auto const x = system.positions;
  auto const v = system.velocities;
  return deterministic_reduce(
      exec, "blown_away", system.size(), std::numeric_limits<std::size_t>::max(),
      KOKKOS_LAMBDA(std::size_t i, std::size_t& first) {
        double const speed = norm(v(i)), distance = norm(x(i));
        bool const sound = Kokkos::isfinite(speed) && Kokkos::isfinite(distance) && speed <= fastest;
        if (!sound && i < first) first = i;
      },
      KOKKOS_LAMBDA(std::size_t& first, std::size_t const& other) {
        if (other < first) first = other;
      });
}

/// Throws an error that names a particle that moved too far in one step. Fences `exec`.
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

TEKTITE_DYNAMICS_INSTANCE(std::string describe_fastest(compiled::Exec const&, System<compiled::Memory> const&));
TEKTITE_DYNAMICS_INSTANCE(std::size_t find_blown_away(compiled::Exec const&, System<compiled::Memory> const&, double));

}  // namespace tektite::detail
