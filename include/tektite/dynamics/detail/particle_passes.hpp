// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/concepts.hpp"
#include "tektite/core/device_flag.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/detail/ensemble_step.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"
#include "tektite/dynamics/velocities.hpp"

/// \file
/// The kernels of a step over the particles. Factors and the cell are read on the device, and sums stay there: nothing
/// fences.

namespace tektite::detail {

/// Changes velocities by half a step of forces, then moves positions by a whole step, in one pass.
///
/// Raises the flags `list_due` and `particle_lost`.
///
/// \param exec         runs the kernel
/// \param system       positions and velocities are changed
/// \param state        written by `begin_step`
/// \param half_dt      half the time step, ps
/// \param reference    positions when the list was built
/// \param longest_move a particle that moves further in one step is lost
template <ExecutionSpace Exec>
void kick_and_drift(Exec const& exec, System<typename Exec::memory_space> const& system,
                    StepStateView<typename Exec::memory_space> const& state, double half_dt,
                    Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& reference, double longest_move) {
  auto const x = system.positions;
  auto const v = system.velocities;
  auto const f = system.forces;
  auto const types = system.types;
  auto const masses = system.masses;
  double const scale = half_dt / units::mass;
  double const longest_squared = longest_move * longest_move;
  DeviceFlag<typename Exec::memory_space> const due{member(state, &StepState::flags), list_due};
  DeviceFlag<typename Exec::memory_space> const lost{member(state, &StepState::flags), particle_lost};
  Kokkos::parallel_for(
      "tektite::kick_and_drift", Kokkos::RangePolicy<Exec>(exec, 0, system.size()), KOKKOS_LAMBDA(int i) {
        StepState const& s = state();
        Vec3<double> vi = v(i);
        double const gain = scale / masses(types(i));
        for (int d = 0; d < 3; ++d) vi[d] = s.before[d] * vi[d] + gain * f(i)[d];
        Vec3<double> const move = s.cell.drift * vi;
        Vec3<double> const xi = s.cell.origin + s.cell.map * (x(i) - s.cell.origin) + move;
        Vec3<double> const u = xi - s.origin - s.deformation * (reference(i) - s.origin);
        double const squared = dot(u, u), moved = dot(move, move);
        bool const finite = Kokkos::isfinite(squared) && Kokkos::isfinite(moved);
        if (!finite || moved > longest_squared) lost.raise();
        if (finite && squared > s.allowed_squared) due.raise();
        v(i) = vi;
        x(i) = xi;
      });
}

/// Changes velocities by half a step of forces and sums the kinetic energy after it, in one pass.
///
/// The sum goes to `ExtendedState::kinetic` in the state on the device.
template <ExecutionSpace Exec>
void kick_and_measure(Exec const& exec, System<typename Exec::memory_space> const& system,
                      StepStateView<typename Exec::memory_space> const& state, double half_dt,
                      Kokkos::View<KineticTensor*, typename Exec::memory_space>& scratch) {
  auto const v = system.velocities;
  auto const f = system.forces;
  auto const types = system.types;
  auto const masses = system.masses;
  double const scale = half_dt / units::mass;
  auto const kinetic = member(member(state, &StepState::extended), &ExtendedState::kinetic);
  // The reduction visits every particle exactly once, so the function that accumulates may also change its velocity.
  deterministic_reduce(
      exec, "kick_and_measure", system.size(), KineticTensor{},
      KOKKOS_LAMBDA(std::size_t i, KineticTensor& sum) {
        Vec3<double> const after = state().after;
        Vec3<double> vi = v(i);
        double const mass = masses(types(i)), gain = scale / mass;
        for (int d = 0; d < 3; ++d) vi[d] = after[d] * (vi[d] + gain * f(i)[d]);
        v(i) = vi;
        sum.add(units::mass * mass, vi);
      },
      KOKKOS_LAMBDA(KineticTensor & sum, KineticTensor const& other) { sum.add(other); }, kinetic, scratch);
}

/// Multiplies velocities by the thermostat's factor at the end of a step.
template <ExecutionSpace Exec>
void rescale(Exec const& exec, System<typename Exec::memory_space> const& system,
             StepStateView<typename Exec::memory_space> const& state) {
  auto const v = system.velocities;
  Kokkos::parallel_for(
      "tektite::rescale", Kokkos::RangePolicy<Exec>(exec, 0, system.size()),
      KOKKOS_LAMBDA(int i) { v(i) = state().rescale * v(i); });
}

}  // namespace tektite::detail
