// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstdint>
#include <utility>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/device_flag.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/detail/ensemble_step.hpp"
#include "tektite/dynamics/detail/lost_particles.hpp"
#include "tektite/dynamics/detail/particle_passes.hpp"
#include "tektite/dynamics/ensemble.hpp"
#include "tektite/dynamics/force_field.hpp"
#include "tektite/dynamics/list_refresh.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/velocities.hpp"
#include "tektite/dynamics/velocity_verlet.hpp"

namespace tektite {

namespace detail {
template <class>
struct SimulationSnapshot;  // io/checkpoint.hpp saves and restores private members
}

/// Molecular dynamics of one system: steps, their state, and a neighbour list that is rebuilt when it must be.
///
/// In one step (the order of LAMMPS' `fix nvt/npt`; Tuckerman et al., J. Phys. A 39, 5629 (2006)): chains and barostat
/// by half a step, kick, the cell by half a step, drift, the cell by half a step, forces, kick, barostat and chains by
/// half a step. Each part is reversible and so is the whole; errors fall with the square of the time step.
///
/// During `run` all of it is on the device: particles, chains, barostat and cell. In each step the host reads one
/// number, whose bits say that the list is due or that something is wrong; the rest it learns when a bit is set, and at
/// the end of `run`. Same input, same bits.
template <ExecutionSpace Exec, class Forces>
class Simulation {
 public:
  using Memory = typename Exec::memory_space;  ///< where the particles live
  static_assert(ForceField<Forces, Memory>,
                "Simulation: Forces must have compute, check, energy and virial: see ForceField");

  /// \param exec    runs everything
  /// \param system  its Views are shared, not copied
  /// \param forces  kept by reference: must outlive the simulation
  /// \param options cutoff of the forces, and the skin; `half` is ignored
  /// \throws Error  cutoff not positive, skin negative, fewer than two particles
  ///
  /// Nothing is computed yet: the first list and the first forces come with the first step. Memory: a copy of the
  /// positions and the list, beside what the system and the forces hold.
  Simulation(Exec const& exec, System<Memory> system, Forces& forces, NeighborListOptions const& options)
      : exec_(exec), system_(std::move(system)), forces_(&forces) {
    require_cutoff("Simulation", options.cutoff);
    require(std::isfinite(options.skin) && options.skin >= 0, "Simulation: skin ", options.skin,
            " must be finite and not negative");
    require(system_.size() > 1, "Simulation: ", system_.size(), " particles are too few for a temperature");
    list_.cutoff = options.cutoff;
    list_.skin = options.skin;
    device_ = detail::allocate<detail::StepStateView<Memory>>(exec, "simulation::state");
  }

  Exec const& exec() const { return exec_; }                    ///< the instance that everything runs on
  System<Memory> const& system() const { return system_; }      ///< the particles and the cell
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
    state_.extended.thermostat = {};
    state_.extended.barostat = {};
    state_.extended.work = 0;
    state_.strain_begin =
        options.shear ? cell_shear_strain(system_.box, options.shear->plane) + state_.flipped_strain : 0;
  }

  /// To be called after the velocities have been changed from outside.
  void velocities_changed() { state_.kinetic_known = false; }

  /// To be called after positions have been changed from outside: list and forces are computed anew.
  void positions_changed() { prepared_ = false; }

  /// Flips a strongly tilted cell (see `flip`) and rebuilds the list; strain goes on counting where it was.
  int flip_cell(Plane plane) {
    double const before = cell_shear_strain(system_.box, plane);
    int const turns = flip(exec_, system_, plane);
    if (turns == 0) return 0;
    if (options_.shear && options_.shear->plane == plane) {
      state_.flipped_strain += before - cell_shear_strain(system_.box, plane);
    }
    prepared_ = false;
    return turns;
  }

  /// Does so many steps. Fences once per step, where the flags are read, and at the end.
  /// \throws Error a particle blown away, with step, particle and energy; whatever the forces throw, with the step
  void run(std::int64_t steps);

  /// Averages at the present step. Fences where the kinetic energy is not known yet.
  Thermo thermo();

  /// Builds list and forces if they are not those of the present positions. `run` does it by itself.
  void prepare() {
    if (prepared_) return;
    rebuild(exec_, system_, list_);
    send();
    compute_forces();
    learn(state_.step);
    prepared_ = true;
  }

 private:
  template <class>
  friend struct detail::SimulationSnapshot;

  double time_in_ensemble() const { return double(state_.step - state_.begin) * options_.timestep; }

  detail::StepTargets targets() const { return detail::step_targets(options_, state_, system_.size()); }

  Kokkos::View<unsigned, Memory> flags() const { return detail::member(device_, &detail::StepState::flags); }
  CellEdges<Memory> edges() const { return detail::member(device_, &detail::StepState::edges); }
  Kokkos::View<Mat3, Memory> device_virial() const {
    return detail::member(detail::member(device_, &detail::StepState::extended), &ExtendedState::virial);
  }

  /// Puts on the device what is advanced there.
  void send() {
    detail::StepState const now{
        .edges = system_.box.edges(), .origin = system_.box.origin(), .extended = state_.extended};
    Kokkos::View<detail::StepState const, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const host(&now);
    Kokkos::deep_copy(exec_, device_, host);
    exec_.fence("tektite::simulation::send");
  }

  /// Brings it back, and does what the flags ask for.
  /// \param forces_step the step that the last forces belong to
  void learn(std::int64_t forces_step) {
    auto const now = detail::fetch(exec_, device_);
    if (now.flags & detail::forces_failed) in_step(forces_step, [&] { forces_->check(); });
    state_.extended = now.extended;
    if (!(now.edges == system_.box.edges()))
      in_step(state_.step, [&] { system_.box = system_.box.with_edges(now.edges); });
    if (now.flags & detail::particle_lost)
      detail::fail_blown_away(exec_, system_, list_.cutoff, state_.step, options_.timestep);
    if (now.flags & detail::list_due) in_step(state_.step, [&] { rebuild(exec_, system_, list_); });
    if (now.flags != 0) Kokkos::deep_copy(exec_, flags(), 0u);
  }

  /// Does a part of a step; an error gets the step and the fastest particle.
  template <class Part>
  void in_step(std::int64_t step, Part const& part) {
    try {
      part();
    } catch (Error const& error) {
      fail("step ", step, ": ", error.what(), "; ", detail::describe_fastest(exec_, system_));
    }
  }

  void compute_forces() {
    in_step(state_.step, [&] {
      forces_->compute(system_.positions, system_.types, edges(), list_.list, system_.forces,
                       DeviceFlag<Memory>{flags(), detail::forces_failed});
    });
    state_.potential_known = false;
    state_.virial_known = false;
  }

  void measure() {
    if (state_.kinetic_known) return;
    state_.extended.kinetic = kinetic_tensor(exec_, system_);
    state_.kinetic_known = true;
  }

  // Energy and virial cost a pass of their own and a read: only where they are asked for.
  Mat3 const& virial() {
    if (!state_.virial_known) {
      forces_->virial(device_virial());
      state_.extended.virial = detail::fetch(exec_, device_virial());
    }
    state_.virial_known = true;
    return state_.extended.virial;
  }

  double potential() {
    if (!state_.potential_known) state_.potential = forces_->energy();
    state_.potential_known = true;
    return state_.potential;
  }

  void advance();

  Exec exec_;
  System<Memory> system_;
  Forces* forces_;
  RefreshedList<Memory> list_;
  EnsembleOptions options_{};
  EnsembleState state_{};
  detail::StepStateView<Memory> device_;  // the truth while steps are done; `state_` and `system_.box` are it otherwise
  Kokkos::View<KineticTensor*, Memory> scratch_;
  bool prepared_ = false;
};

template <ExecutionSpace Exec, class Forces>
void Simulation<Exec, Forces>::run(std::int64_t steps) {
  prepare();
  if (steps <= 0) return;
  detail::StepTargets const t = targets();
  if (t.thermostat) measure();
  if (t.cell_moves()) virial();
  send();
  state_.kinetic_known = false;
  for (std::int64_t k = 0; k < steps; ++k) advance();
  learn(state_.step);
  state_.kinetic_known = t.thermostat;
  state_.virial_known = t.cell_moves();
}

template <ExecutionSpace Exec, class Forces>
void Simulation<Exec, Forces>::advance() {
  detail::StepTargets const start = targets();
  double const half_dt = 0.5 * start.dt;
  detail::begin_step(exec_, device_, start, list_.limits());
  detail::kick_and_drift(exec_, system_, device_, half_dt, list_.reference, 0.5 * list_.cutoff);
  ++state_.step;
  // The one number that leaves the device. What it says of forces is about those of the step before.
  if (detail::fetch(exec_, flags()) != 0) learn(state_.step - 1);
  compute_forces();

  detail::StepTargets const end = targets();
  if (end.thermostat)
    detail::kick_and_measure(exec_, system_, device_, half_dt, scratch_);
  else
    kick(exec_, system_.velocities, system_.forces, system_.types, system_.masses, half_dt);
  if (end.cell_moves()) forces_->virial(device_virial());
  detail::end_step(exec_, device_, end);
  if (end.thermostat) detail::rescale(exec_, system_, device_);
}

template <ExecutionSpace Exec, class Forces>
Thermo Simulation<Exec, Forces>::thermo() {
  prepare();
  measure();
  Thermo t;
  t.step = state_.step;
  t.time = state_.time_begin + time_in_ensemble();
  t.particles = std::int64_t(system_.size());
  t.kinetic = 0.5 * state_.extended.kinetic.trace();
  t.temperature = 2 * t.kinetic / (detail::degrees_of_freedom(system_.size()) * units::boltzmann);
  t.potential = potential();
  t.volume = system_.box.volume();
  KineticTensor const& k = state_.extended.kinetic;
  Mat3 const kinetic{{{k.xx, k.xy, k.xz}, {k.xy, k.yy, k.yz}, {k.xz, k.yz, k.zz}}};
  t.pressure = (units::pressure / t.volume) * (kinetic + 0.5 * (virial() + transpose(virial())));
  t.mass_density = units::density * detail::total_mass(exec_, system_) / t.volume;
  t.conserved = t.kinetic + t.potential - state_.extended.work;
  detail::StepTargets const now = targets();
  if (now.thermostat) t.conserved += state_.extended.thermostat.energy(now.bath);
  if (now.barostat) t.conserved += state_.extended.barostat.energy(now.pressure_bath, t.volume);
  if (options_.shear) t.strain = cell_shear_strain(system_.box, options_.shear->plane) + state_.flipped_strain;
  return t;
}

}  // namespace tektite
