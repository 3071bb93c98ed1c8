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
#include "tektite/neighbors/refreshed_list.hpp"

namespace tektite {

namespace detail {
template <class>
struct SimulationSnapshot;  // io/detail/simulation_snapshot.hpp saves and restores private members
}

/// Molecular dynamics of one system: steps, their state, and a neighbour list that is refreshed when it must be.
///
/// One step, in the order of LAMMPS' `fix nvt/npt`: Nose-Hoover chains and barostat by half a step, velocities by the
/// forces during half a step (kick), the box by half a step, positions by a step (drift), the box by half a step,
/// forces, velocities by the forces during half a step, barostat and chains by half a step. Each part is reversible and
/// so is the whole; errors fall with the square of the time step.
///
/// During `run` particles, chains, barostat and box are on the device. In each step the host reads one number, whose
/// bits say that the list must be refreshed or that there is an error (`detail::StepFlag`). It reads the rest of the
/// state only if a bit is set, and at the end of `run`.
///
/// \determinism same input, same bits, at any thread count, if that holds for the forces
/// \source      Tuckerman, Alejandre, Lopez-Rendon, Jochim and Martyna, J. Phys. A 39, 5629 (2006)
template <ExecutionSpace Exec, class Forces>
class Simulation {
 public:
  using Memory = typename Exec::memory_space;  ///< memory space of the particles
  static_assert(ForceField<Forces, Memory>,
                "Simulation: Forces must have compute, check, energy and virial: see ForceField");

  /// A simulation at step 0 in NVE. The first list and the first forces are computed with the first step.
  ///
  /// \param exec    execution space instance that runs everything
  /// \param system  its Views are shared, not copied
  /// \param forces  kept by reference: it must outlive the simulation
  /// \param options cutoff of the forces, and the skin; `half` is ignored
  /// \throws Error  a cutoff that is not positive, a negative skin, fewer than two particles, Views of the system that
  ///                differ in length, no masses
  /// \cost          memory: a copy of the positions and the list, in addition to the system and the forces
  Simulation(Exec const& exec, System<Memory> system, Forces& forces, NeighborListOptions const& options)
      : exec_(exec), system_(std::move(system)), forces_(&forces) {
    require_cutoff("Simulation", options.cutoff);
    require(std::isfinite(options.skin) && options.skin >= 0, "Simulation: skin ", options.skin,
            " must be finite and not negative");
    require(system_.size() > 1, "Simulation: ", system_.size(), " particles are too few for a temperature");
    detail::require_motion("Simulation", system_);
    detail::require_entries("Simulation", system_.forces.extent(0), "forces", system_.size());
    detail::require_entries("Simulation", system_.images.extent(0), "images", system_.size());
    detail::require_entries("Simulation", system_.ids.extent(0), "ids", system_.size());
    list_.cutoff = options.cutoff;
    list_.skin = options.skin;
    device_ = detail::allocate<detail::StepStateView<Memory>>(exec, "simulation::state");
  }

  /// \returns the instance that everything runs on
  Exec const& exec() const { return exec_; }
  /// \returns the particles and the box
  System<Memory> const& system() const { return system_; }
  /// \returns the options of the present ensemble
  EnsembleOptions const& ensemble() const { return options_; }
  /// \returns thermostat, barostat and sums
  EnsembleState const& state() const { return state_; }
  /// \returns the neighbour list in use
  RefreshedList<Memory> const& list() const { return list_; }
  /// \returns number of steps done
  std::int64_t step() const { return state_.step; }

  /// Starts another ensemble at the present step.
  ///
  /// Thermostat and barostat begin at rest. The strain of a shear begins at the present strain of the box, earlier
  /// flips in the same plane included.
  ///
  /// \param options the new ensemble
  /// \throws Error  as `validate`
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

  /// Call it after velocities have been changed from outside.
  void velocities_changed() { state_.kinetic_known = false; }

  /// Call it after positions have been changed from outside: list and forces are then computed again.
  void positions_changed() { prepared_ = false; }

  /// Flips a strongly tilted box (see `flip`). The list is refreshed before the next step. If `plane` is sheared, its
  /// strain in `Thermo` does not change.
  ///
  /// \param plane plane of a shear
  /// \returns number of lengths that the tilt is reduced by, as `flip`
  /// \throws Error the box is not in LAMMPS' convention
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

  /// Does a number of steps.
  ///
  /// \param steps number of steps; nothing but `prepare` is done for 0 and less
  /// \throws Error a particle that moved more than half the cutoff in one step, with step, particle and energy;
  ///               an error of forces, list or box, with its step
  /// \fences       once in each step, to read the flags; also when the list is refreshed, at the beginning and the end
  void run(std::int64_t steps);

  /// Averages at the present step.
  ///
  /// \returns averages over the whole system
  /// \throws Error as `run` does for list and forces, if these are not computed yet
  /// \cost         O(n) work; if it is not known yet, the work of the force field's energy
  /// \fences       for each sum that is not known yet (kinetic energy, potential energy, virial), and for the mass
  Thermo thermo();

  /// Computes list and forces unless they are those of the present positions. `run` and `thermo` call it.
  ///
  /// \throws Error as `run`
  void prepare() {
    if (prepared_) return;
    refresh_list(exec_, system_, list_);
    state_to_device();
    compute_forces();
    state_to_host(state_.step);
    prepared_ = true;
  }

 private:
  template <class>
  friend struct detail::SimulationSnapshot;

  /// \returns time since the present ensemble began, ps
  double time_in_ensemble() const { return double(state_.step - state_.begin) * options_.timestep; }

  /// \returns targets at the present step
  detail::StepTargets targets() const { return detail::step_targets(options_, state_, system_.size()); }

  // Members of the state in device memory.
  Kokkos::View<unsigned, Memory> flags() const { return detail::member(device_, &detail::StepState::flags); }
  CellEdges<Memory> edges() const { return detail::member(device_, &detail::StepState::edges); }
  Kokkos::View<Mat3, Memory> device_virial() const {
    return detail::member(detail::member(device_, &detail::StepState::extended), &ExtendedState::virial);
  }

  /// Copies box and extended state to the device, where `run` advances them, and clears the flags. Fences.
  void state_to_device() {
    detail::StepState const now{
        .edges = system_.box.edges(), .origin = system_.box.origin(), .extended = state_.extended};
    Kokkos::View<detail::StepState const, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const host(&now);
    Kokkos::deep_copy(exec_, device_, host);
    exec_.fence("tektite::simulation::state_to_device");
  }

  /// Copies flags, box and extended state to the host, and acts on the flags: throws errors, or refreshes the list.
  /// Fences.
  ///
  /// \param forces_step step that the last computed forces belong to
  void state_to_host(std::int64_t forces_step) {
    auto const now = detail::fetch(exec_, device_);
    if (now.flags & detail::forces_failed) with_context(forces_step, [&] { forces_->check(); });
    state_.extended = now.extended;
    if (!(now.edges == system_.box.edges()))
      with_context(state_.step, [&] { system_.box = system_.box.with_edges(now.edges); });
    if (now.flags & detail::particle_lost)
      detail::fail_blown_away(exec_, system_, list_.cutoff, state_.step, options_.timestep);
    if (now.flags & detail::list_due) with_context(state_.step, [&] { refresh_list(exec_, system_, list_); });
    if (now.flags != 0) Kokkos::deep_copy(exec_, flags(), 0u);
  }

  /// Calls `part()`. If it throws, adds the step and the fastest particle to the message.
  template <class Part>
  void with_context(std::int64_t step, Part const& part) {
    try {
      part();
    } catch (Error const& error) {
      fail("step ", step, ": ", error.what(), "; ", detail::describe_fastest(exec_, system_));
    }
  }

  /// Computes the forces at the present positions. An error that is found on the device sets `forces_failed`.
  void compute_forces() {
    with_context(state_.step, [&] {
      forces_->compute(system_.positions, system_.types, edges(), list_.list, system_.forces,
                       DeviceFlag<Memory>{flags(), detail::forces_failed});
    });
    state_.potential_known = false;
    state_.virial_known = false;
  }

  /// Makes `state_.extended.kinetic` that of the present velocities.
  void measure_kinetic() {
    if (state_.kinetic_known) return;
    state_.extended.kinetic = kinetic_tensor(exec_, system_);
    state_.kinetic_known = true;
  }

  // Virial and energy need kernels and a fence. They are computed when they are first asked for.
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

  /// Does one step.
  void advance();

  Exec exec_;
  System<Memory> system_;
  Forces* forces_;
  RefreshedList<Memory> list_;
  EnsembleOptions options_{};
  EnsembleState state_{};
  detail::StepStateView<Memory> device_;  // valid during `run`; otherwise `state_` and `system_.box` are
  Kokkos::View<KineticTensor*, Memory> scratch_;
  bool prepared_ = false;  // list and forces are those of the present positions
};

template <ExecutionSpace Exec, class Forces>
void Simulation<Exec, Forces>::run(std::int64_t steps) {
  prepare();
  if (steps <= 0) return;
  detail::StepTargets const t = targets();
  if (t.thermostat) measure_kinetic();
  if (t.cell_moves()) virial();
  state_to_device();
  state_.kinetic_known = false;
  for (std::int64_t k = 0; k < steps; ++k) advance();
  state_to_host(state_.step);
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
  // The only number that is read in a step. A failure of forces belongs to those of the step before.
  if (detail::fetch(exec_, flags()) != 0) state_to_host(state_.step - 1);
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
  measure_kinetic();
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
