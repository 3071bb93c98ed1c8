// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "common/atoms.hpp"
#include "tektite/dynamics/eam_simulation.hpp"
#include "tektite/dynamics/ensemble.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/eam/forces.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/system.hpp"

/// \file
/// What the programs that run molecular dynamics have in common: potential, options, first velocities, table.
///
/// needs: tektite::files CLI11::CLI11

// Where there is no tektite::host, which holds it: compiled once for all programs.
#ifndef TEKTITE_USES_HOST
extern template class tektite::Simulation<tektite::examples::Exec, tektite::EamForces<tektite::examples::Exec>>;
#endif

namespace tektite::examples {

class Program;

using Memory = Exec::memory_space;
using EamSimulation = tektite::EamSimulation<Exec>;

/// Neighbours are sorted again about every ten steps (A).
inline constexpr double dynamics_inner_skin = 0.3;

/// Forces of an EAM potential's file, for molecular dynamics.
EamForces<Exec> forces_of(Exec const& exec, std::string const& potential, std::vector<std::string> const& elements);

/// Of one stage. The fastest computer takes weeks for so many steps of the smallest system.
inline constexpr double most_steps = 1e11;

/// Throws if a file is one of the inputs, or cannot be written. Before the first step: a run of hours must not fail at
/// its end.
void require_output(std::string const& out, std::vector<std::string> const& inputs);

/// Throws unless it is a temperature at which atoms may move: far beyond these limits thermostats overflow.
/// \param option for the message
void require_temperature(char const* option, double kelvin);

/// The options of every program that runs molecular dynamics.
struct DynamicsArguments {
  std::string potential;
  std::vector<std::string> elements;
  double timestep = 0.002, skin = 1.0, checkpoint_every = 60;
  std::int64_t thermo_every = 0;
  bool resume = false;

  /// \param required whether the program always runs dynamics, which needs potential and elements
  void add_to(Program& program, bool required = true);

  /// Throws where one of these options is out of range. Before files are read.
  void check() const;

  EamForces<Exec> forces(Exec const& exec) const { return forces_of(exec, potential, elements); }

  /// The number of steps that a time takes: 0 only for the time 0.
  std::int64_t steps(char const* what, double time) const;

  EamSimulation simulation(Exec const& exec, System<Memory> const& system, EamForces<Exec>& forces) const;

  /// Nose-Hoover at one temperature, or along a ramp.
  EnsembleOptions nvt(double from, double to, std::int64_t ramp_steps = 0) const;

  /// As `nvt`, at zero pressure.
  EnsembleOptions npt(double from, double to, Coupling coupling, std::int64_t ramp_steps = 0) const;
};

/// Atoms in random order on as much of an fcc lattice as they need: the start of a melt.
/// \param composition fractions by type, rounded to whole atoms (largest remainders first)
System<Memory> random_crystal(Exec const& exec, std::int64_t atoms, std::vector<double> const& composition,
                              std::vector<double> const& masses, double lattice_constant, std::uint64_t seed);

/// Velocities for atoms that have none: Maxwell-Boltzmann at exactly this temperature, without drift.
void start_velocities(Exec const& exec, System<Memory> const& system, double kelvin, std::uint64_t seed);

/// `start_velocities` where the file `in` has none; a note on stderr says so.
void start_missing_velocities(Exec const& exec, System<Memory> const& system, std::string const& in,
                              io::Configuration const& c, double kelvin, std::uint64_t seed);

void print_thermo_head();

void print_thermo(Thermo const& t);

}  // namespace tektite::examples
