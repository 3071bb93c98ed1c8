// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/box.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/dynamics/detail/step_targets.hpp"
#include "tektite/dynamics/ensemble.hpp"
#include "tektite/dynamics/velocity_verlet.hpp"
#include "tektite/neighbors/list_limits.hpp"

/// \file
/// The part of a time step that does not touch particles: Nose-Hoover chains, barostat and box, advanced by one thread
/// on the device.

namespace tektite::detail {

/// Reasons for which the host must act: bits of `StepState::flags`, the one number that the host reads in each step,
/// after `kick_and_drift`.
enum StepFlag : unsigned {
  list_due = 1,       ///< the neighbour list may miss a pair from now on; set by `kick_and_drift`
  particle_lost = 2,  ///< a particle moved too far in one step, or to no finite position; set by `kick_and_drift`
  cell_lost = 4,      ///< the edges are no longer those of a valid box; set by `begin_step`
  forces_failed = 8,  ///< the host must call `check` of the force field; set by its `compute`, read in the next step
};

/// What kernels change from step to step, except the particles: one struct in device memory during `Simulation::run`.
///
/// One thread writes it in `begin_step` and `end_step`. Only these come from kernels with many items: flags,
/// `extended.kinetic` (`kick_and_measure`) and `extended.virial` (the force field).
struct StepState {
  unsigned flags = 0;        ///< bits of `StepFlag`
  Mat3 edges{};              ///< of the box
  Vec3<double> origin{};     ///< of the box
  ExtendedState extended{};  ///< thermostat, barostat and sums

  // Results of `begin_step`, and of `end_step` for `rescale`, that the kernels over the particles read.
  Vec3<double> before{1, 1, 1};  ///< factors of the velocities before the first kick
  CellStep cell{};               ///< change of positions in this step, with that of the box
  Mat3 deformation{};            ///< F of the box since the list was built
  double allowed_squared = 0;    ///< largest square of u (`kick_and_drift`) with a valid list; -1: it is due
  Vec3<double> after{1, 1, 1};   ///< factors of the velocities after the second kick
  double rescale = 1;            ///< factor of the velocities at the end of the step
};

/// The state in device memory.
template <MemorySpace Memory>
using StepStateView = Kokkos::View<StepState, Memory>;

/// Advances the barostat's strain rates by half a step, with the kinetic tensor, virial and volume of the state `s`.
KOKKOS_INLINE_FUNCTION void push_barostat(StepState& s, StepTargets const& t) {
  KineticTensor const& k = s.extended.kinetic;
  Mat3 const& w = s.extended.virial;
  double const volume = Kokkos::abs(determinant(s.edges));
  s.extended.barostat.push(t.pressure_bath, {k.xx, k.yy, k.zz}, {w(0, 0), w(1, 1), w(2, 2)}, volume, t.dt);
}

/// Adds to `s.extended.work` the work of the imposed shear in half a step: the change of the potential energy, to first
/// order.
KOKKOS_INLINE_FUNCTION void add_work(StepState& s, StepTargets const& t) {
  if (!t.shear) return;
  int const a = flow_axis(t.plane), b = gradient_axis(t.plane);
  Vec3<double> const& stretching = s.extended.barostat.rate;
  // d(tilt/height)/dt is imposed. Without the part that the stretching of the box causes, it is the shear rate.
  double const rate = t.shear_rate + (stretching[b] - stretching[a]) * cell_shear_strain(s.edges, t.plane);
  s.extended.work -= 0.5 * t.dt * rate * s.extended.virial(a, b);
}

/// The edges of the box after one half of the step.
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

/// Changes the edges of the box by both halves of a step, and sets the change of positions, `s.cell`, that follows.
///
/// If the new edges are not those of a valid box, sets `cell_lost`, keeps these edges for the message of the host, and
/// sets `s.cell` so that no position changes.
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

/// Does everything before the first kick: half a step of the Nose-Hoover chains and the barostat, and the whole step of
/// the box. Sets what `kick_and_drift` and `kick_and_measure` read.
///
/// \param s    state, advanced
/// \param t    targets of the step
/// \param list limits within which the neighbour list is valid
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

/// Does everything after the second kick: half a step of the barostat and the Nose-Hoover chains with the new kinetic
/// tensor and virial. Sets what `rescale` reads.
///
/// \param s state, advanced
/// \param t targets of the step
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

/// Runs `begin_step` on the state in device memory: a kernel with one item. Does not fence.
template <ExecutionSpace Exec>
void begin_step(Exec const& exec, StepStateView<typename Exec::memory_space> const& state, StepTargets const& targets,
                ListLimits const& list) {
  launch(exec, "begin_step", 1, KOKKOS_LAMBDA(int) { begin_step(state(), targets, list); });
}

/// Runs `end_step` on the state in device memory: a kernel with one item. Does not fence.
template <ExecutionSpace Exec>
void end_step(Exec const& exec, StepStateView<typename Exec::memory_space> const& state, StepTargets const& targets) {
  launch(exec, "end_step", 1, KOKKOS_LAMBDA(int) { end_step(state(), targets); });
}

TEKTITE_DYNAMICS_INSTANCE(void begin_step(compiled::Exec const&, StepStateView<compiled::Memory> const&,
                                          StepTargets const&, ListLimits const&));
TEKTITE_DYNAMICS_INSTANCE(void end_step(compiled::Exec const&, StepStateView<compiled::Memory> const&,
                                        StepTargets const&));

}  // namespace tektite::detail
