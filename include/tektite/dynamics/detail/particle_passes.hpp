// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/device_flag.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/detail/ensemble_step.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"
#include "tektite/dynamics/velocities.hpp"

/// \file
/// The kernels of a time step in which an item is a particle. They read the box, the factors of the velocities and the
/// limits of displacements from the `StepState` in device memory, which `begin_step` and `end_step` have written, and
/// write flags and sums to it: nothing fences. Without a thermostat `Simulation` calls `kick` in place of
/// `kick_and_measure` and `rescale`.

namespace tektite::detail {

/// Accelerates every particle by its force for half a time step, then moves it for a whole time step. Does not fence.
///
/// - v <- `before` v + half_dt f / m, by component; `before` has the factors of thermostat and barostat.
/// - x <- origin + `map` (x - origin) + `drift` v, see `CellStep`: `map` is the deformation of the box in this step.
/// - Sets the flag `particle_lost` if `drift` v is longer than `longest_move`, or if this length or that of u is not
///   finite. u = x - F x0 is the displacement from where the deformation F of the box since the list was built has
///   moved the reference position x0.
/// - Sets the flag `list_due` if these lengths are finite and u is longer than allowed (`ListLimits`).
///
/// Any number of particles may set the same bit: the result does not depend on their order. `Simulation` reads the
/// flags after this kernel, in every step; if one is set, it throws an error or refreshes the list, and clears them.
///
/// \param exec         runs the kernel
/// \param system       its positions and velocities are changed, its forces read
/// \param state        of this step, from `begin_step`; its flags may be set
/// \param half_dt      half the time step, ps
/// \param reference    positions when the list was built
/// \param longest_move longest |`drift` v|, Angstrom
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
  launch(
      exec, "kick_and_drift", system.size(), KOKKOS_LAMBDA(int i) {
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

/// Accelerates every particle by its force for half a time step, and sums m v (x) v of the new velocities. Does not
/// fence.
///
/// v <- `after` (v + half_dt f / m), by component; `after` has the factors of the barostat. The sum, twice the kinetic
/// energy as a tensor, goes to `extended.kinetic` of the state; `end_step` advances thermostat and barostat with it.
///
/// \param exec    runs the kernels
/// \param system  its velocities are changed, its forces read
/// \param state   of this step; its sum is replaced
/// \param half_dt half the time step, ps
/// \param scratch memory for partial sums, kept between calls
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
  // The reduction calls the first function exactly once for each particle, so this function may write its velocity.
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

/// Multiplies every velocity by the thermostat's factor for the second half of a time step. Does not fence.
///
/// \param exec   runs the kernel
/// \param system its velocities are changed
/// \param state  of this step, from `end_step`: `rescale` is the factor
template <ExecutionSpace Exec>
void rescale(Exec const& exec, System<typename Exec::memory_space> const& system,
             StepStateView<typename Exec::memory_space> const& state) {
  auto const v = system.velocities;
  launch(exec, "rescale", system.size(), KOKKOS_LAMBDA(int i) { v(i) = state().rescale * v(i); });
}

TEKTITE_DYNAMICS_INSTANCE(void kick_and_drift(compiled::Exec const&, System<compiled::Memory> const&,
                                              StepStateView<compiled::Memory> const&, double,
                                              compiled::View<Vec3<double>*> const&, double));
TEKTITE_DYNAMICS_INSTANCE(void kick_and_measure(compiled::Exec const&, System<compiled::Memory> const&,
                                                StepStateView<compiled::Memory> const&, double,
                                                compiled::View<KineticTensor*>&));
TEKTITE_DYNAMICS_INSTANCE(void rescale(compiled::Exec const&, System<compiled::Memory> const&,
                                       StepStateView<compiled::Memory> const&));

}  // namespace tektite::detail
