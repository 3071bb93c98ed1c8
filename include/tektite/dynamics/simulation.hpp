// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstdint>
#include <utility>

#include "tektite/core/box.hpp"
#include "tektite/core/error.hpp"
#include "tektite/dynamics/ensemble.hpp"
#include "tektite/dynamics/force_field.hpp"
#include "tektite/dynamics/list_refresh.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/velocities.hpp"
#include "tektite/dynamics/velocity_verlet.hpp"

namespace tektite {

/// Molecular dynamics of one system: steps, their state, and a neighbour list that is rebuilt when it must be.
///
/// In one step (the order of LAMMPS' `fix nvt/npt`; Tuckerman et al., J. Phys. A 39, 5629 (2006)): chains and barostat
/// by half a step, kick, the cell by half a step, drift, the cell by half a step, forces, kick, barostat and chains by
/// half a step. Each part is reversible and so is the whole; errors fall with the square of the time step.
///
/// All particle data stay on the device. In each step the host reads one number that decides on the list and, with a
/// thermostat or barostat, the kinetic energy; whatever the forces read comes on top. Same input, same bits.
template <ExecutionSpace Exec, class Forces>
class Simulation {
 public:
  using Memory = typename Exec::memory_space;  ///< where the particles live
  static_assert(ForceField<Forces, Memory>, "Simulation: Forces must have compute, energy and virial: see ForceField");

  /// \param exec    runs everything
  /// \param system  its Views are shared, not copied
  /// \param forces  kept by reference: must outlive the simulation
  /// \param options cutoff of the forces, and the skin; `half` is ignored
  Simulation(Exec const& exec, System<Memory> system, Forces& forces, NeighborListOptions const& options)
      : exec_(exec), system_(std::move(system)), forces_(&forces) {
    detail::require_cutoff("Simulation", options.cutoff);
    detail::require(std::isfinite(options.skin) && options.skin >= 0, "Simulation: skin ", options.skin,
                    " must be finite and not negative");
    detail::require(system_.size() > 1, "Simulation: ", system_.size(), " particles are too few for a temperature");
    list_.cutoff = options.cutoff;
    list_.skin = options.skin;
  }

  Exec const& exec() const { return exec_; }                    ///< the instance that everything runs on
  System<Memory> const& system() const { return system_; }      ///< the particles and the cell, as they are now
  EnsembleOptions const& ensemble() const { return options_; }  ///< what is done in each step
  EnsembleState const& state() const { return state_; }         ///< thermostat, barostat and sums
  RefreshedList<Memory> const& list() const { return list_; }   ///< neighbour list in use
  std::int64_t step() const { return state_.step; }             ///< steps done

  /// Starts another ensemble at the present step: fresh thermostat and barostat, strain counted on from the cell's.
  /// \throws Error as `validate`
  void set_ensemble(EnsembleOptions const& options) {
    validate(options, system_.box);
    state_.time_begin += time_in_ensemble();
    bool const same_plane = options_.shear && options.shear && options_.shear->plane == options.shear->plane;
    if (!same_plane) state_.flipped_strain = 0;
    options_ = options;
    state_.begin = state_.step;
    state_.thermostat = {};
    state_.barostat = {};
    state_.work = 0;
    state_.strain_begin = options.shear ? shear_strain(system_.box, options.shear->plane) + state_.flipped_strain : 0;
  }

  /// To be called after the velocities have been changed from outside.
  void velocities_changed() { state_.kinetic_known = false; }

  /// To be called after positions have been changed from outside: list and forces are computed anew.
  void positions_changed() { prepared_ = false; }

  /// Sets the cell; positions are not touched. \throws Error as `validate`
  void set_box(Box const& box) {
    validate(options_, box);
    system_.box = box;
    prepared_ = false;
  }

  /// Flips a strongly tilted cell (see `flip`) and rebuilds the list; strain goes on counting where it was.
  int flip_cell(Plane plane) {
    double const before = shear_strain(system_.box, plane);
    int const turns = flip(exec_, system_, plane);
    if (turns == 0) return 0;
    if (options_.shear && options_.shear->plane == plane) {
      state_.flipped_strain += before - shear_strain(system_.box, plane);
    }
    prepared_ = false;
    return turns;
  }

  /// \throws Error a particle blown away, with step, particle and energy; whatever the forces throw, with the step
  void run(std::int64_t steps) {
    prepare();
    for (std::int64_t k = 0; k < steps; ++k) advance();
  }

  /// Averages at the present step. Fences where the kinetic energy is not known yet.
  Thermo thermo();

  /// Builds list and forces if they are not those of the present positions. `run` does it by itself.
  void prepare() {
    if (prepared_) return;
    rebuild(exec_, system_, list_);
    compute_forces();
    prepared_ = true;
  }

 private:
  template <class>
  friend struct SimulationSnapshot;

  double time_in_ensemble() const { return double(state_.step - state_.begin) * options_.timestep; }

  double target_kt() const {
    auto const& t = *options_.thermostat;
    std::int64_t const done = state_.step - state_.begin;
    double const part = done >= options_.ramp_steps ? 1.0 : double(done) / double(options_.ramp_steps);
    return units::boltzmann * (t.start + part * (t.stop - t.start));
  }

  double freedom() const { return 3.0 * double(system_.size()) - 3.0; }

  NoseHooverChain::Bath bath() const { return {freedom(), target_kt(), options_.thermostat->damping}; }

  Barostat::Bath pressure_bath() const {
    auto const& b = *options_.barostat;
    return {b.coupling, double(system_.size()), freedom(), target_kt(), b.pressure / units::pressure, b.damping};
  }

  void measure() {
    if (state_.kinetic_known) return;
    state_.kinetic = kinetic_tensor(exec_, system_);
    state_.kinetic_known = true;
  }

  void scale_kinetic(Vec3<double> s) {
    KineticTensor& k = state_.kinetic;
    k.xx *= s.x * s.x;
    k.yy *= s.y * s.y;
    k.zz *= s.z * s.z;
    k.xy *= s.x * s.y;
    k.xz *= s.x * s.z;
    k.yz *= s.y * s.z;
  }

  void push_barostat() {
    KineticTensor const& k = state_.kinetic;
    Mat3 const& w = virial();
    state_.barostat.push(pressure_bath(), {k.xx, k.yy, k.zz}, {w(0, 0), w(1, 1), w(2, 2)}, system_.box.volume(),
                         options_.timestep);
  }

  /// The strain that the cell is to have at `part` of the way from this step to the next.
  double strain_at(double part) const {
    return state_.strain_begin - state_.flipped_strain +
           options_.shear->rate * options_.timestep * (double(state_.step - state_.begin) + part);
  }

  /// The cell half a step on; `part` says which half.
  Box next_cell(Box const& box, double part) const {
    Vec3<double> const stretch = options_.barostat ? state_.barostat.stretch(options_.timestep) : Vec3<double>{1, 1, 1};
    if (options_.shear) return sheared(box, stretch, options_.shear->plane, strain_at(part));
    Mat3 h = box.edges();
    for (int k = 0; k < 3; ++k) {
      for (int i = 0; i < 3; ++i) h(i, k) *= stretch[i];
    }
    return box.with_edges(h);
  }

  /// Does a part of the present step; an error gets the step and the fastest particle.
  template <class Part>
  void in_step(Part const& part) {
    try {
      part();
    } catch (Error const& error) {
      detail::fail("step ", state_.step, ": ", error.what(), "; ", detail::describe_fastest(exec_, system_));
    }
  }

  void compute_forces() {
    in_step([&] { forces_->compute(system_.positions, system_.types, system_.box, list_.list, system_.forces); });
    state_.potential_known = false;
    state_.virial_known = false;
  }

  // Energy and virial cost a pass of their own and a read: only where they are asked for.
  Mat3 const& virial() {
    if (!state_.virial_known) state_.virial = forces_->virial();
    state_.virial_known = true;
    return state_.virial;
  }

  double potential() {
    if (!state_.potential_known) state_.potential = forces_->energy();
    state_.potential_known = true;
    return state_.potential;
  }

  /// Work of the imposed shear in half a step: what the potential energy changes by, to first order.
  void add_work() {
    if (!options_.shear) return;
    Plane const plane = options_.shear->plane;
    int const a = flow_axis(plane), b = gradient_axis(plane);
    Vec3<double> const& w = state_.barostat.rate;
    // d(tilt/height)/dt is imposed: what is left after the cell's own stretching is shear.
    double const rate = options_.shear->rate + (w[b] - w[a]) * shear_strain(system_.box, plane);
    state_.work -= 0.5 * options_.timestep * rate * virial()(a, b);
  }

  void advance();

  Exec exec_;
  System<Memory> system_;
  Forces* forces_;
  RefreshedList<Memory> list_;
  EnsembleOptions options_{};
  EnsembleState state_{};
  bool prepared_ = false;
};

template <ExecutionSpace Exec, class Forces>
void Simulation<Exec, Forces>::advance() {
  double const dt = options_.timestep;
  bool const thermostat = options_.thermostat.has_value(), barostat = options_.barostat.has_value();
  Vec3<double> before{1, 1, 1};
  if (thermostat) {
    measure();
    if (barostat) state_.barostat.thermostat_half_step(pressure_bath(), dt);
    double const factor = state_.thermostat.half_step(bath(), state_.kinetic.trace(), dt);
    before = {factor, factor, factor};
    scale_kinetic(before);
  }
  if (barostat) {
    push_barostat();
    Vec3<double> const slow = state_.barostat.velocity_factor(pressure_bath(), dt);
    for (int d = 0; d < 3; ++d) before[d] *= slow[d];
  }
  add_work();

  CellStep cell = CellStep::fixed(dt);
  if (barostat || options_.shear) {
    Box half, whole;
    in_step([&] {
      half = next_cell(system_.box, 0.5);
      whole = next_cell(half, 1.0);
    });
    cell = CellStep::deforming(system_.box.origin(), half.edges() * inverse(system_.box.edges()),
                               whole.edges() * inverse(half.edges()), dt);
    system_.box = whole;
  }
  ++state_.step;
  state_.kinetic_known = false;
  double const moved = detail::kick_and_drift(
      exec_, system_, 0.5 * dt, before, cell,
      {list_.reference, system_.box.origin(), list_.deformation(system_.box), 0.5 * list_.cutoff});
  if (moved >= detail::blown_away) detail::fail_blown_away(exec_, system_, list_.cutoff, state_.step, dt);
  if (!list_.valid(system_.box, moved)) in_step([&] { rebuild(exec_, system_, list_); });
  compute_forces();

  Vec3<double> after{1, 1, 1};
  if (barostat) after = state_.barostat.velocity_factor(pressure_bath(), dt);
  if (!thermostat) {
    kick(exec_, system_.velocities, system_.forces, system_.types, system_.masses, 0.5 * dt);
  } else {
    state_.kinetic = detail::kick_and_measure(exec_, system_, 0.5 * dt, after);
    state_.kinetic_known = true;
    if (barostat) push_barostat();
    double const factor = state_.thermostat.half_step(bath(), state_.kinetic.trace(), dt);
    scale_velocities(exec_, system_, factor);
    scale_kinetic({factor, factor, factor});
    if (barostat) state_.barostat.thermostat_half_step(pressure_bath(), dt);
  }
  add_work();
}

template <ExecutionSpace Exec, class Forces>
Thermo Simulation<Exec, Forces>::thermo() {
  prepare();
  measure();
  Thermo t;
  t.step = state_.step;
  t.time = state_.time_begin + time_in_ensemble();
  t.particles = std::int64_t(system_.size());
  t.kinetic = 0.5 * state_.kinetic.trace();
  t.temperature = 2 * t.kinetic / (freedom() * units::boltzmann);
  t.potential = potential();
  t.volume = system_.box.volume();
  KineticTensor const& k = state_.kinetic;
  Mat3 const kinetic{{{k.xx, k.xy, k.xz}, {k.xy, k.yy, k.yz}, {k.xz, k.yz, k.zz}}};
  t.pressure = (units::pressure / t.volume) * (kinetic + 0.5 * (virial() + transpose(virial())));
  t.density = units::density * detail::total_mass(exec_, system_) / t.volume;
  t.conserved = t.kinetic + t.potential - state_.work;
  if (options_.thermostat) t.conserved += state_.thermostat.energy(bath());
  if (options_.barostat) t.conserved += state_.barostat.energy(pressure_bath(), t.volume);
  if (options_.shear) t.strain = shear_strain(system_.box, options_.shear->plane) + state_.flipped_strain;
  return t;
}

}  // namespace tektite
