// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/detail/affine_step.hpp"
#include "tektite/dynamics/force_field.hpp"
#include "tektite/dynamics/minimize.hpp"
#include "tektite/dynamics/minimize_options.hpp"
#include "tektite/dynamics/shear.hpp"
#include "tektite/dynamics/strain_path.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/strain/affine_fit.hpp"

/// \file
/// Athermal quasistatic shear: a strain step that all particles follow, then the nearest minimum of the energy, again
/// and again. The limit of temperature and rate zero.
///
/// \source Maloney and Lemaitre, Phys. Rev. E 74, 016118 (2006)

namespace tektite {

/// Options of `QuasistaticShear`.
struct QuasistaticOptions {
  double event_energy;  ///< a strain step that dissipates more than this, however small it is, is an event; eV
  double d2min_cutoff;  ///< D2min of an event is of the neighbours within this distance, Angstrom
  double d2min_above;   ///< particles with a larger D2min count as rearranged, Angstrom^2
  int refinements = 6;  ///< how often a step is halved to find where its event is
  MinimizeOptions minimum{.force_tolerance = 1e-8};  ///< of each minimisation; the box is fixed or isotropic
};

/// A minimum on the way.
struct QuasistaticPoint {
  double strain = 0;             ///< engineering strain, from the start
  double stress = 0;             ///< shear stress in the plane, positive if it resists positive strain; bar
  double energy = 0;             ///< potential energy, eV
  double pressure = 0;           ///< mean pressure, bar
  double volume = 0;             ///< of the box, Angstrom^3
  std::int64_t evaluations = 0;  ///< number of force evaluations until here, those of refused steps included
};

/// A plastic event: the system leaves a minimum that is no longer there. Its state before and after are
/// at most a step / 2^refinements apart.
struct PlasticEvent {
  std::int64_t step = 0;        ///< number of the path's step that it belongs to, from 1
  double strain = 0;            ///< last strain before it
  double strain_after = 0;      ///< strain at which the next minimum was found
  double stress_drop = 0;       ///< stress before minus stress after, in the direction of the step; bar
  double energy_drop = 0;       ///< energy (at constant pressure: enthalpy) dissipated, eV
  std::int64_t rearranged = 0;  ///< number of particles whose D2min is above the threshold
  double participation = 0;     ///< (sum u^2)^2 / (n sum u^4) of the displacements u, without those of the box
};

/// Checks the options of a quasistatic shear.
///
/// \param o   options
/// \param box the box that is to be sheared
/// \throws Error as `validate` for `minimum`; a number out of range; a box that is not in LAMMPS' convention or not
///               periodic along all axes; single strains of the box that are free
inline void validate(QuasistaticOptions const& o, Box const& box) {
  auto const positive = [](char const* what, double value) {
    require(std::isfinite(value) && value > 0, "quasistatic shear: ", what, " ", value, " must be finite and positive");
  };
  positive("event energy", o.event_energy);
  positive("cutoff of D2min", o.d2min_cutoff);
  positive("threshold of D2min", o.d2min_above);
  require(o.refinements >= 0 && o.refinements <= 30, "quasistatic shear: ", o.refinements,
          " refinements, expected 0 to 30");
  require_upright("quasistatic shear", box);
  require(box.periodic(0) && box.periodic(1) && box.periodic(2),
          "quasistatic shear: the cell must be periodic along all axes");
  require(o.minimum.cell == CellFreedom::fixed || o.minimum.cell == CellFreedom::isotropic,
          "quasistatic shear: the cell is fixed or isotropic, since single free strains change the shear");
  validate(o.minimum, box);
}

/// Quasistatic shear of one system along a path, step by step.
///
/// A step from one minimum to the next dissipates V stress dstrain - dE, with the mean of V stress before and after
/// (and dE + P dV at constant pressure). Within an elastic branch this is of third order in the step; in an event it
/// stays finite, however small the step is. A step that dissipates more than `event_energy` is undone and halved, until
/// the rest is an elastic step and an event within a step / 2^refinements.
///
/// Everything that the next step depends on is in the system (positions, images, box), `point()`, `step()` and the
/// strain of the box at the start; a run goes on from there with the same bits: see the second constructor.
///
/// \determinism the same bits at any thread count, if that holds for the forces
template <ExecutionSpace Exec, class Forces>
class QuasistaticShear {
 public:
  using Memory = typename Exec::memory_space;  ///< memory space of the particles

  /// Where a run stands, to go on from a saved state.
  struct Progress {
    std::int64_t step = 0;               ///< number of steps of the path that are done
    double start = 0;                    ///< engineering strain of the box at the start
    QuasistaticPoint point{};            ///< the present minimum
    std::vector<PlasticEvent> events{};  ///< all events so far
  };

  /// Goes to the minimum next to the start.
  ///
  /// \param exec    execution space instance that runs everything
  /// \param system  kept by reference: its positions, images, forces and box are changed; velocities are not read
  /// \param forces  kept by reference
  /// \param list    cutoff of the forces, and the skin; `half` is ignored
  /// \param path    the strains
  /// \param options when a step has an event, how minima are found
  /// \throws Error  as `validate` of path and options, and as `minimize`; a minimum that was not reached
  /// \cost          memory: 136 bytes per particle, and that of `minimize` or, in an event, of `affine_fit`
  QuasistaticShear(Exec const& exec, System<Memory>& system, Forces& forces, NeighborListOptions const& list,
                   StrainPath const& path, QuasistaticOptions const& options)
      : QuasistaticShear(exec, system, forces, list, path, options, std::nullopt) {
    progress_.start = cell_shear_strain(system.box, path.plane);
    progress_.point = relaxed(0);
  }

  /// Goes on from a state that was saved.
  ///
  /// \param exec,system,forces,list,path,options as above; positions, images and box of the system are the saved ones
  /// \param progress                             as `progress()` was then
  /// \throws Error                               as `validate`; a step that the path does not have
  QuasistaticShear(Exec const& exec, System<Memory>& system, Forces& forces, NeighborListOptions const& list,
                   StrainPath const& path, QuasistaticOptions const& options, Progress const& progress)
      : QuasistaticShear(exec, system, forces, list, path, options, std::optional(progress)) {}

  /// \returns the present minimum
  QuasistaticPoint const& point() const { return progress_.point; }
  /// \returns all events so far
  std::vector<PlasticEvent> const& events() const { return progress_.events; }
  /// \returns number of steps of the path that are done
  std::int64_t step() const { return progress_.step; }
  /// \returns what to save, beside positions, images and box, to go on from here
  Progress const& progress() const { return progress_; }

  /// Does the next step of the path.
  ///
  /// \returns      whether there was one
  /// \throws Error as `minimize`; a minimum that was not reached, with its strain. The system is then where the
  ///               minimisation stopped
  /// \fences       as `minimize`
  bool advance() {
    if (progress_.step >= step_count(path_)) return false;
    double const target = strain_after(path_, progress_.step + 1);
    double const finest = std::abs(target - strain_after(path_, progress_.step)) / double(1 << options_.refinements);
    std::optional<double> beyond;  // the nearest strain known to lie behind an event
    while (progress_.point.strain != target) {
      QuasistaticPoint const before = progress_.point;
      bool const bracketed = beyond && std::abs(*beyond - before.strain) <= 1.001 * finest;
      double const next = !beyond ? target : (bracketed ? *beyond : 0.5 * (before.strain + *beyond));
      keep();
      QuasistaticPoint const after = relaxed(next);
      bool const elastic = dissipated(before, after) <= options_.event_energy;
      if (elastic || bracketed || (!beyond && options_.refinements == 0)) {
        if (!elastic) progress_.events.push_back(event(before, after));
        progress_.point = after;
        if (beyond && next == *beyond) beyond.reset();
      } else {
        undo(after.evaluations);
        beyond = next;
      }
    }
    ++progress_.step;
    return true;
  }

 private:
  QuasistaticShear(Exec const& exec, System<Memory>& system, Forces& forces, NeighborListOptions const& list,
                   StrainPath const& path, QuasistaticOptions const& options, std::optional<Progress> const& progress)
      : exec_(exec),
        system_(system),
        forces_(forces),
        list_(list),
        path_(path),
        options_(options),
        kept_box_(system.box) {
    validate(path);
    validate(options, system.box);
    if (progress) progress_ = *progress;
    require(progress_.step >= 0 && progress_.step <= step_count(path), "quasistatic shear: step ", progress_.step,
            " of a path of ", step_count(path), " steps");
    std::size_t const n = system.size();
    using detail::allocate;
    kept_positions_ = allocate<decltype(kept_positions_)>(exec, "quasistatic::positions", n);
    kept_images_ = allocate<decltype(kept_images_)>(exec, "quasistatic::images", n);
  }

  /// Shears the system to a strain and goes to the nearest minimum.
  QuasistaticPoint relaxed(double strain) {
    int const a = flow_axis(path_.plane), b = gradient_axis(path_.plane);
    detail::move_with_box(exec_, system_, sheared(system_.box, {1, 1, 1}, path_.plane, progress_.start + strain));
    MinimizeResult const r = minimize(exec_, system_, forces_, list_, options_.minimum);
    require(r.converged, "quasistatic shear: at strain ", strain, " no minimum after ", r.evaluations,
            " force evaluations; the largest force is ", r.largest_force, " eV/A");
    return {.strain = strain,
            .stress = -r.pressure(a, b),
            .energy = r.energy,
            .pressure = trace(r.pressure) / 3,
            .volume = system_.box.volume(),
            .evaluations = progress_.point.evaluations + r.evaluations};
  }

  /// What a step dissipates, eV.
  double dissipated(QuasistaticPoint const& before, QuasistaticPoint const& after) const {
    double const force = 0.5 * (before.volume * before.stress + after.volume * after.stress) / units::pressure;
    double const work_of_pressure = options_.minimum.pressure / units::pressure * (after.volume - before.volume);
    return force * (after.strain - before.strain) - (after.energy - before.energy) - work_of_pressure;
  }

  void keep() {
    Kokkos::deep_copy(exec_, kept_positions_, system_.positions);
    Kokkos::deep_copy(exec_, kept_images_, system_.images);
    kept_box_ = system_.box;
  }

  void undo(std::int64_t evaluations) {
    Kokkos::deep_copy(exec_, system_.positions, kept_positions_);
    Kokkos::deep_copy(exec_, system_.images, kept_images_);
    system_.box = kept_box_;
    progress_.point.evaluations = evaluations;
  }

  /// The event between the state that is kept and the present one.
  PlasticEvent event(QuasistaticPoint const& before, QuasistaticPoint const& after) const {
    auto const was = unwrap(exec_, kept_positions_, kept_images_, kept_box_);
    auto const is = unwrap(exec_, system_);
    auto const fit = affine_fit(exec_, was, kept_box_, is, system_.box, {.cutoff = options_.d2min_cutoff});
    double const drop = before.stress - after.stress;
    return {.step = progress_.step + 1,
            .strain = before.strain,
            .strain_after = after.strain,
            .stress_drop = after.strain > before.strain ? drop : -drop,
            .energy_drop = dissipated(before, after),
            .rearranged = detail::count_above(exec_, fit.d2min, options_.d2min_above),
            .participation = detail::participation_ratio(exec_, was, kept_box_, is, system_.box)};
  }

  Exec exec_;
  System<Memory>& system_;
  Forces& forces_;
  NeighborListOptions list_;
  StrainPath path_;
  QuasistaticOptions options_;
  Progress progress_;
  Kokkos::View<Vec3<double>*, Memory> kept_positions_;
  Kokkos::View<Vec3<int>*, Memory> kept_images_;
  Box kept_box_;
};

}  // namespace tektite
