// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_study_config
#include <algorithm>
#include <chrono>
#include <cstring>
#include <type_traits>

#include "study/context.hpp"
#include "tektite/dynamics/units.hpp"
#include "tektite/io/csv.hpp"

namespace study {

using namespace tektite;
using tektite::examples::CheckpointedRun;
using tektite::examples::Memo;

namespace {

/// A memo that holds the rows before what `memo` holds.
Memo with_rows(std::vector<Row>& rows, Memo const& memo) {
  static_assert(std::is_trivially_copyable_v<Row>);
  return {[&rows, memo] {
            std::uint64_t const count = rows.size();
            std::string bytes(reinterpret_cast<char const*>(&count), sizeof count);
            bytes.append(reinterpret_cast<char const*>(rows.data()), count * sizeof(Row));
            return bytes + memo.save();
          },
          [&rows, memo](std::string const& bytes) {
            std::uint64_t count = 0;
            tektite::require(bytes.size() >= sizeof count, "checkpoint ends early");
            std::memcpy(&count, bytes.data(), sizeof count);
            tektite::require(count <= (bytes.size() - sizeof count) / sizeof(Row), "checkpoint ends early");
            rows.resize(count);
            std::memcpy(rows.data(), bytes.data() + sizeof count, count * sizeof(Row));
            memo.load(bytes.substr(sizeof count + count * sizeof(Row)));
          }};
}

/// Lines of the study's log that say how many atom-steps were done between two checkpoints, and in what time.
class WorkLog {
 public:
  WorkLog(Context const& context, std::string stage) : context_(context), stage_(std::move(stage)) {}

  void add(std::int64_t atom_steps) { atom_steps_ += double(atom_steps); }

  void write() {
    double const seconds = std::chrono::duration<double>(Clock::now() - last_).count();
    last_ = Clock::now();
    context_.folder.log("\"event\": \"part\", \"stage\": " + study::quoted(stage_) + ", \"seconds\": " +
                        std::to_string(seconds) + ", \"atom_steps\": " + std::to_string(atom_steps_));
    atom_steps_ = 0;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Context const& context_;
  std::string stage_;
  double atom_steps_ = 0;
  Clock::time_point last_ = Clock::now();
};

Row record(Simulation& simulation, std::uint64_t phase) {
  Thermo const t = simulation.thermo();
  Plane const plane = simulation.ensemble().shear ? simulation.ensemble().shear->plane : Plane::xy;
  return {double(phase),
          double(t.step),
          t.time,
          t.temperature,
          1e-4 * t.mean_pressure(),
          -1e-4 * t.pressure(flow_axis(plane), gradient_axis(plane)),
          t.mass_density,
          t.potential / double(t.particles),
          t.strain};
}

}  // namespace

std::int64_t record_interval(std::int64_t steps) {
  std::int64_t interval = 1;
  for (std::int64_t const factor : {2, 5, 10}) {
    // 1, 2, 5, 10, 20, 50, ... as far as 300 rows are left.
    for (std::int64_t decade = 1; decade <= steps; decade *= 10) {
      if (steps / (factor * decade) >= 300) interval = std::max(interval, factor * decade);
    }
  }
  return interval;
}

std::vector<Row> run_phases(Context const& context, std::string const& stage, Simulation& simulation,
                            std::vector<Phase> const& phases, Memo const& memo) {
  auto const checkpoint = context.folder.stage(stage) / "checkpoint.bin";
  auto const atoms = static_cast<std::int64_t>(simulation.system().size());
  std::vector<Row> rows;
  WorkLog log(context, stage);
  CheckpointedRun run(simulation, {.checkpoint = checkpoint,
                                   .seconds = context.config.checkpoint_seconds,
                                   .memo = with_rows(rows, memo),
                                   .after_save = [&] { log.write(); }});
  tektite::require(run.stage() < phases.size(), checkpoint.string(), ": of another study");
  std::int64_t done_before = run.done();
  for (std::uint64_t p = 0; p < run.stage(); ++p) done_before += phases[p].steps;
  context.progress.skip(done_before * atoms);

  for (std::size_t p = 0; p < phases.size(); ++p) {
    Phase const& phase = phases[p];
    std::int64_t last = 0;  // step after the stretch before
    auto const begin = [&](bool resumed) {
      last = run.done();
      if (resumed || phase.steps == 0) return;
      simulation.set_ensemble(phase.ensemble);
      if (phase.begin) phase.begin(simulation);
      rows.push_back(record(simulation, p));
      if (!phase.events.empty() && phase.events.front() == 0) phase.at_event(simulation, 0);
    };
    auto const add_work = [&](std::int64_t done) {
      log.add((done - last) * atoms);
      context.progress.add((done - last) * atoms);
      last = done;
    };
    run.run({.name = stage,
             .steps = phase.steps,
             .begin = begin,
             .actions = {{.act = [&](std::int64_t) { phase.rescale(simulation); }, .every = phase.rescale_every},
                         {.act = [&](std::int64_t) { rows.push_back(record(simulation, p)); },
                          .every = phase.record_every,
                          .at_end = true},
                         {.act = [&](std::int64_t done) { phase.at_event(simulation, done); }, .steps = phase.events}},
             .after_stretch = add_work});
  }
  log.write();
  return rows;
}

void write_rows(std::filesystem::path const& path, std::vector<Row> const& rows) {
  io::Table table;
  auto const add = [&](char const* name, double Row::* member) {
    io::Column column{name, {}};
    for (Row const& row : rows) column.values.push_back(row.*member);
    table.columns.push_back(std::move(column));
  };
  add("phase", &Row::phase);
  add("step", &Row::step);
  add("time_ps", &Row::time);
  add("temperature_K", &Row::temperature);
  add("pressure_GPa", &Row::pressure);
  add("stress_GPa", &Row::stress);
  add("density_g_cm3", &Row::density);
  add("energy_eV", &Row::energy);
  add("strain", &Row::strain);
  io::write_csv(path, table);
}

}  // namespace study
