// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/device_flag.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/detail/fire_step.hpp"
#include "tektite/dynamics/force_field.hpp"
#include "tektite/dynamics/list_refresh.hpp"
#include "tektite/dynamics/minimize_options.hpp"
#include "tektite/dynamics/shear.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"
#include "tektite/dynamics/velocities.hpp"

/// \file
/// Inherent structures: the nearest minimum of the potential energy, or of the enthalpy if the box may change.
///
/// \source Guenole et al., Comput. Mater. Sci. 175, 109584 (2020), FIRE 2.0; inherent structures: Stillinger and Weber,
///         Phys. Rev. A 25, 978 (1982)

namespace tektite {

/// Checks the options of a minimisation.
///
/// \param o   options
/// \param box the box that they are for
/// \throws Error a number out of range; a free box that is not periodic along all axes, or, with all strains free, not
///               in LAMMPS' convention
inline void validate(MinimizeOptions const& o, Box const& box) {
  auto const positive = [](char const* what, double value) {
    require(std::isfinite(value) && value > 0, "minimize: ", what, " ", value, " must be finite and positive");
  };
  positive("force tolerance", o.force_tolerance);
  positive("largest move", o.largest_move);
  positive("time step", o.timestep);
  require(o.most_evaluations > 0, "minimize: at most ", o.most_evaluations, " force evaluations");
  if (o.cell == CellFreedom::fixed) return;
  positive("pressure tolerance", o.pressure_tolerance);
  require(std::isfinite(o.pressure), "minimize: pressure must be finite");
  require(box.periodic(0) && box.periodic(1) && box.periodic(2),
          "minimize: a free cell must be periodic along all axes");
  if (o.cell == CellFreedom::all) require_upright("minimize", box);
}

namespace detail {

/// One minimisation: its state on the device, the velocities of the method, and the neighbour list.
template <ExecutionSpace Exec, class Forces>
class Fire {
 public:
  using Memory = typename Exec::memory_space;

  Fire(Exec const& exec, System<Memory>& system, Forces& forces, NeighborListOptions const& list,
       MinimizeOptions const& options)
      : exec_(exec), system_(system), forces_(forces), options_(options) {
    list_.cutoff = list.cutoff;
    list_.skin = list.skin;
    std::size_t const n = system.size();
    targets_ = {.cell = options.cell,
                .force2 = options.force_tolerance * options.force_tolerance,
                .pressure = options.pressure / units::pressure,
                .stress = options.pressure_tolerance / units::pressure,
                .mass = units::mass * total_mass(exec, system) / double(n),
                .strain_scale2 = double(n) * std::pow(system.box.volume() / double(n), 2.0 / 3),
                .largest_move = options.largest_move,
                .first_dt = options.timestep,
                .most_dt = 10 * options.timestep,
                .least_dt = 0.02 * options.timestep};
    state_ = allocate<FireStateView<Memory>>(exec, "minimize::state");
    velocities_ = allocate_zero<Kokkos::View<Vec3<double>*, Memory>>(exec, "minimize::velocities", n);
  }

  /// Goes down to the minimum, or as far as the options let it. Fences in each step, to read the flags.
  MinimizeResult run() {
    refresh_list(exec_, system_, list_);
    state_to_device();
    MinimizeResult result;
    for (;;) {
      compute_forces();
      ++result.evaluations;
      sum_fire(exec_, velocities_, system_.forces, state_, scratch_);
      bool const last = result.evaluations == options_.most_evaluations;
      advance_fire(exec_, state_, targets_, list_.limits(), last);
      move_fire(exec_, system_, velocities_, state_, list_.reference);
      unsigned const flags = fetch(exec_, member(state_, &FireState::flags));
      if (flags != 0) act_on(flags);
      if ((flags & fire_done) != 0 || last) return finished(result, (flags & fire_done) != 0);
    }
  }

 private:
  CellEdges<Memory> edges() const { return member(state_, &FireState::edges); }

  void state_to_device() {
    FireState now;
    now.edges = system_.box.edges();
    now.origin = system_.box.origin();
    now.dt = targets_.first_dt;
    Kokkos::View<FireState const, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const host(&now);
    Kokkos::deep_copy(exec_, state_, host);
    exec_.fence("tektite::minimize::state_to_device");
  }

  void compute_forces() {
    forces_.compute(system_.positions, system_.types, edges(), list_.list, system_.forces,
                    DeviceFlag<Memory>{member(state_, &FireState::flags), fire_forces_failed});
    if (options_.cell != CellFreedom::fixed) forces_.virial(member(state_, &FireState::virial));
  }

  /// Throws errors, or refreshes the list, and clears the flags.
  void act_on(unsigned flags) {
    if ((flags & fire_forces_failed) != 0) forces_.check();
    FireState const now = fetch(exec_, state_);
    require((flags & fire_not_finite) == 0, "minimize: after ", now.steps, " steps a force is not finite");
    require((flags & fire_cell_lost) == 0, "minimize: after ", now.steps, " steps the box has no volume");
    update_box(now);
    if ((flags & fire_list_due) != 0) refresh_list(exec_, system_, list_);
    Kokkos::deep_copy(exec_, member(state_, &FireState::flags), 0u);
  }

  void update_box(FireState const& now) {
    if (options_.cell != CellFreedom::fixed) system_.box = system_.box.with_edges(now.edges);
  }

  MinimizeResult finished(MinimizeResult result, bool converged) {
    FireState const now = fetch(exec_, state_);
    update_box(now);
    Kokkos::View<Mat3, Memory> const out = member(state_, &FireState::virial);
    forces_.virial(out);
    Mat3 const w = fetch(exec_, out);
    result.converged = converged;
    result.largest_force = std::sqrt(now.sums.largest2);
    result.pressure = (0.5 * units::pressure / system_.box.volume()) * (w + transpose(w));
    result.energy = forces_.energy();
    return result;
  }

  Exec exec_;
  System<Memory>& system_;
  Forces& forces_;
  MinimizeOptions options_;
  FireTargets targets_{};
  RefreshedList<Memory> list_;
  FireStateView<Memory> state_;
  Kokkos::View<Vec3<double>*, Memory> velocities_;
  Kokkos::View<FireSums*, Memory> scratch_;
};

}  // namespace detail

/// Moves the particles, and the box if it is free, to the nearest minimum of the potential energy, or of the enthalpy,
/// by FIRE 2.0. Velocities of the system are neither read nor changed.
///
/// All particles move as if they had the mean mass: this changes the path, not the minimum. If it stops before forces
/// are small enough, the result says so and the particles are where it stopped.
///
/// \param exec    execution space instance that runs everything
/// \param system  its positions, images and forces are changed, its box if it is free
/// \param forces  the force field
/// \param list    cutoff of the forces, and the skin; `half` is ignored
/// \param options tolerances, what may change, pressure
/// \returns       whether it converged, number of evaluations, energy, largest force, pressure
/// \throws Error  as `validate`; no particles, a cutoff or a skin out of range; Views of the system that differ in
/// length; an error of forces, list or box
/// \cost          O(n) work for each evaluation; memory as `refresh_list`, and 24 bytes per particle
/// \fences        once for each evaluation, to read the flags; more often where the list is refreshed
/// \determinism   the same bits at any thread count, if that holds for the forces
template <ExecutionSpace Exec, class Forces>
MinimizeResult minimize(Exec const& exec, System<typename Exec::memory_space>& system, Forces& forces,
                        NeighborListOptions const& list, MinimizeOptions const& options = {}) {
  static_assert(ForceField<Forces, typename Exec::memory_space>,
                "minimize: Forces must have compute, check, energy and virial: see ForceField");
  require_cutoff("minimize", list.cutoff);
  require(std::isfinite(list.skin) && list.skin >= 0, "minimize: skin ", list.skin, " must be finite and not negative");
  validate(options, system.box);
  require(system.size() > 0, "minimize: no particles");
  detail::require_motion("minimize", system);
  detail::require_entries("minimize", system.forces.extent(0), "forces", system.size());
  detail::require_entries("minimize", system.images.extent(0), "images", system.size());
  return detail::Fire<Exec, Forces>(exec, system, forces, list, options).run();
}

}  // namespace tektite
