// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/checkpointed_run.hpp"
#include "common/molecular_dynamics.hpp"
#include "common/progress.hpp"
#include "study/config.hpp"
#include "study/folder.hpp"
#include "tektite/core/box.hpp"
#include "tektite/dynamics/simulation.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/eam/forces.hpp"
#include "tektite/io/configuration.hpp"

namespace study {

using Exec = tektite::examples::Exec;
using Memory = Exec::memory_space;
using System = tektite::System<Memory>;
using Forces = tektite::EamForces<Exec>;
using Simulation = tektite::examples::EamSimulation;
using Positions = Kokkos::View<tektite::Vec3<double>*, Memory>;

/// What every stage works with.
struct Context {
  Folder const& folder;
  Config const& config;
  Exec exec;
  Forces& forces;
  tektite::examples::Progress& progress;  ///< of the whole study, in atom-steps
  int measure_threads = 0;                ///< for frames measured while the steps go on; 0: between the steps
};

/// One row of a stage's table of averages.
struct Row {
  double phase, step, time, temperature, pressure, stress, density, energy, strain;
};

/// A part of a stage in one ensemble.
struct Phase {
  tektite::EnsembleOptions ensemble;
  std::int64_t steps = 0;
  std::int64_t record_every = 1;
  std::int64_t rescale_every = 0;  ///< 0: never
  std::function<void(Simulation&)> begin = {}, rescale = {};
  std::vector<std::int64_t> events = {};  ///< ascending steps of this phase, 0 included where wanted
  std::function<void(Simulation&, std::int64_t step)> at_event = {};
};

/// Runs the phases of a stage from the start or from its checkpoint. Checkpoints change nothing in the run.
/// \returns the table of averages
/// \throws tektite::examples::Interrupted after a checkpoint
std::vector<Row> run_phases(Context const& context, std::string const& stage, Simulation& simulation,
                            std::vector<Phase> const& phases, tektite::examples::Memo const& memo = {});

/// Steps from one row to the next, so that a phase of so many steps has about 300 rows.
std::int64_t record_interval(std::int64_t steps);

void write_rows(std::filesystem::path const& path, std::vector<Row> const& rows);

}  // namespace study
