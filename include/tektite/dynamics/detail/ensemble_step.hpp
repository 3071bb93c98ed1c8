// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/dynamics/detail/step_targets.hpp"
#include "tektite/dynamics/ensemble.hpp"
#include "tektite/dynamics/list_refresh.hpp"
#include "tektite/dynamics/velocity_verlet.hpp"

/// \file
/// The part of a step that does not touch particles: chains, barostat and cell, advanced by one thread on the device.

namespace tektite::detail {

/// Reasons for which the host must act: bits of `StepState::flags`, the one number that the host reads in each step.
enum StepFlag : unsigned {
  list_due = 1,       ///< the neighbour list may miss a pair from now on
  particle_lost = 2,  ///< a position is not finite, or a particle moved too far in one step
  cell_lost = 4,      ///< the edges are no longer those of a valid cell
  forces_failed = 8,  ///< the force field raised an error; the host must call its `check`
};

/// The state that is on the device during a run, as one struct in a View.
struct StepState {
  unsigned flags = 0;        ///< bits of `StepFlag`
  Mat3 edges{};              ///< of the cell
  Vec3<double> origin{};     ///< of the cell
  ExtendedState extended{};  ///< thermostat, barostat and sums

  // Results of `begin_step` and `end_step` that the kernels over the particles read.
  Vec3<double> before{1, 1, 1};  ///< factors of the velocities before the first kick
  CellStep cell{};               ///< change of positions
  Mat3 deformation{};            ///< of the cell since the list was built
  double allowed_squared = 0;    ///< squared displacement beyond it at which the list is due; -1: it is due
  Vec3<double> after{1, 1, 1};   ///< factors of the velocities after the second kick
  double rescale = 1;            ///< factor of the velocities at the end of the step
};

template <MemorySpace Memory>
using StepStateView = Kokkos::View<StepState, Memory>;

/// Advances the barostat's strain rates by half a step with the present sums and volume.
KOKKOS_INLINE_FUNCTION void push_barostat(StepState& s, StepTargets const& t) {
  KineticTensor const& k = s.extended.kinetic;
  Mat3 const& w = s.extended.virial;
  double const volume = Kokkos::abs(determinant(s.edges));
  s.extended.barostat.push(t.pressure_bath, {k.xx, k.yy, k.zz}, {w(0, 0), w(1, 1), w(2, 2)}, volume, t.dt);
}

/// Adds the work of the imposed shear in half a step: the change of the potential energy, to first order.
KOKKOS_INLINE_FUNCTION void add_work(StepState& s, StepTargets const& t) {
  if (!t.shear) return;
  int const a = flow_axis(t.plane), b = gradient_axis(t.plane);
  Vec3<double> const& stretching = s.extended.barostat.rate;
  // d(tilt/height)/dt is imposed. Without the part that the stretching of the cell causes, it is the shear rate.
  double const rate = t.shear_rate + (stretching[b] - stretching[a]) * cell_shear_strain(s.edges, t.plane);
  s.extended.work -= 0.5 * t.dt * rate * s.extended.virial(a, b);
}

/// The edges of the cell after one half of the step.
///
/// \param edges    before it
/// \param barostat strain rates
/// \param t        targets of the step
/// \param half     0 or 1
/// \returns the new edges
KOKKOS_INLINE_FUNCTION Mat3 next_edges(Mat3 const& edges, Barostat const& barostat, StepTargets const& t, int half) {
  Vec3<double> const stretch = t.barostat ? barostat.stretch(t.dt) : Vec3<double>{1, 1, 1};
  if (t.shear) return sheared(edges, stretch, t.plane, t.strain[half]);
  Mat3 next = edges;
  for (int k = 0; k < 3; ++k) {
    for (int i = 0; i < 3; ++i) next(i, k) *= stretch[i];
  }
  return next;
}

/// Moves the cell by both halves of a step.
///
/// If the new edges are not those of a valid cell, sets `cell_lost`, keeps these edges for the message of the host, and
/// lets particles stay where they are.
KOKKOS_INLINE_FUNCTION void move_cell(StepState& s, StepTargets const& t) {
  s.cell = CellStep::fixed(t.dt);
  if (!t.barostat && !t.shear) return;
  Mat3 map[2];
  for (int half = 0; half < 2; ++half) {
    Mat3 const before = s.edges;
    s.edges = next_edges(before, s.extended.barostat, t, half);
    if (!Box::sound(s.edges)) {
      s.flags |= cell_lost;
      s.before = {1, 1, 1};
      s.cell = CellStep::fixed(0);
      return;
    }
    map[half] = s.edges * inverse(before);
  }
  s.cell = CellStep::deforming(s.origin, map[0], map[1], t.dt);
}

/// Does everything before the first kick: half a step of chains and barostat, and the whole step of the cell.
KOKKOS_INLINE_FUNCTION void begin_step(StepState& s, StepTargets const& t, ListLimits const& list) {
  ExtendedState& e = s.extended;
  if (t.barostat) e.barostat.thermostat_half_step(t.pressure_bath, t.dt);
  if (t.thermostat) {
    double const factor = e.thermostat.half_step(t.bath, e.kinetic.trace(), t.dt);
    s.before = {factor, factor, factor};
    e.kinetic.scale(s.before);
  }
  if (t.barostat) {
    push_barostat(s, t);
    s.after = e.barostat.velocity_factor(t.pressure_bath, t.dt);
    for (int d = 0; d < 3; ++d) s.before[d] *= s.after[d];
  }
  add_work(s, t);
  move_cell(s, t);
  if ((s.flags & cell_lost) != 0) return;
  s.deformation = list.deformation(s.edges);
  double const allowed = list.allowed_displacement(s.edges);
  s.allowed_squared = allowed >= 0 ? allowed * allowed : -1;
}

/// Does everything after the second kick: half a step of chains and barostat with the new kinetic energy and virial.
KOKKOS_INLINE_FUNCTION void end_step(StepState& s, StepTargets const& t) {
  ExtendedState& e = s.extended;
  if (t.barostat) push_barostat(s, t);
  if (t.thermostat) {
    s.rescale = e.thermostat.half_step(t.bath, e.kinetic.trace(), t.dt);
    e.kinetic.scale({s.rescale, s.rescale, s.rescale});
  }
  if (t.barostat) e.barostat.thermostat_half_step(t.pressure_bath, t.dt);
  add_work(s, t);
}

/// Runs the function above on the device, by one thread. Does not fence.
template <ExecutionSpace Exec>
void begin_step(Exec const& exec, StepStateView<typename Exec::memory_space> const& state, StepTargets const& targets,
                ListLimits const& list) {
  Kokkos::parallel_for(
      "tektite::begin_step", Kokkos::RangePolicy<Exec>(exec, 0, 1),
      KOKKOS_LAMBDA(int) { begin_step(state(), targets, list); });
}

/// Runs the function above on the device, by one thread. Does not fence.
template <ExecutionSpace Exec>
void end_step(Exec const& exec, StepStateView<typename Exec::memory_space> const& state, StepTargets const& targets) {
  Kokkos::parallel_for(
      "tektite::end_step", Kokkos::RangePolicy<Exec>(exec, 0, 1), KOKKOS_LAMBDA(int) { end_step(state(), targets); });
}

}  // namespace tektite::detail
