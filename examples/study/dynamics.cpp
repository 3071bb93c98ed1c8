// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib CLI11::CLI11 tektite_study_config
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>

#include "study/context.hpp"
#include "tektite/dynamics/units.hpp"
#include "tektite/io/checkpoint.hpp"
#include "tektite/io/csv.hpp"

namespace study {

using namespace tektite;

namespace {

volatile std::sig_atomic_t signal_came = 0;

extern "C" void note_signal(int) {
  // A second Ctrl-C ends the process at once.
  if (signal_came) std::_Exit(130);
  signal_came = 1;
}

template <class T>
void put(std::string& bytes, T const& value) {
  bytes.append(reinterpret_cast<char const*>(&value), sizeof value);
}

template <class T>
T take(std::string const& bytes, std::size_t& at) {
  T value;
  tektite::require(at + sizeof value <= bytes.size(), "checkpoint ends early");
  std::memcpy(&value, bytes.data() + at, sizeof value);
  at += sizeof value;
  return value;
}

struct Place {
  std::uint64_t phase = 0;
  std::int64_t step = 0;
};

std::string pack(Place place, Memo const& memo) {
  std::string bytes;
  put(bytes, place.phase);
  put(bytes, place.step);
  put(bytes, std::uint64_t(memo.rows.size()));
  for (Row const& row : memo.rows) put(bytes, row);
  return bytes + (memo.save ? memo.save() : "");
}

Place unpack(std::string const& bytes, Memo& memo) {
  std::size_t at = 0;
  Place place;
  place.phase = take<std::uint64_t>(bytes, at);
  place.step = take<std::int64_t>(bytes, at);
  memo.rows.clear();
  for (auto rows = take<std::uint64_t>(bytes, at); rows > 0; --rows) memo.rows.push_back(take<Row>(bytes, at));
  if (memo.load) memo.load(bytes.substr(at));
  return place;
}

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

bool interrupted() { return signal_came != 0; }

void catch_signals() {
  std::signal(SIGINT, note_signal);
  std::signal(SIGTERM, note_signal);
}

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

void run_phases(Context const& context, std::string const& stage, Simulation& simulation,
                std::vector<Phase> const& phases, Memo& memo) {
  using Clock = std::chrono::steady_clock;
  auto const checkpoint = context.folder.stage(stage) / "checkpoint.bin";
  double const atoms = double(simulation.system().size());
  Place place;
  if (std::filesystem::exists(checkpoint)) {
    place = unpack(io::read_checkpoint(checkpoint, simulation), memo);
    tektite::require(place.phase < phases.size() && place.step > 0, checkpoint.string(), ": of another study");
    double done = double(place.step);
    for (std::uint64_t p = 0; p < place.phase; ++p) done += double(phases[p].steps);
    context.progress.resume_at(done * atoms);
  }
  auto last = Clock::now();
  double fresh = 0;
  auto const note = [&] {
    double const seconds = std::chrono::duration<double>(Clock::now() - last).count();
    last = Clock::now();
    context.folder.log("\"event\": \"part\", \"stage\": " + quoted(stage) +
                       ", \"seconds\": " + std::to_string(seconds) + ", \"atom_steps\": " + std::to_string(fresh));
    fresh = 0;
  };
  auto const save = [&] {
    io::write_checkpoint(checkpoint, simulation, pack(place, memo));
    note();
  };
  // Short enough to answer Ctrl-C at once, long enough to cost nothing.
  auto const stretch = std::max<std::int64_t>(1, static_cast<std::int64_t>(1e5 / atoms));

  for (; place.phase < phases.size(); ++place.phase, place.step = 0) {
    Phase const& phase = phases[place.phase];
    if (phase.steps == 0) continue;
    auto event = std::upper_bound(phase.events.begin(), phase.events.end(), place.step);
    if (place.step == 0) {
      simulation.set_ensemble(phase.ensemble);
      if (phase.begin) phase.begin(simulation);
      memo.rows.push_back(record(simulation, place.phase));
      if (!phase.events.empty() && phase.events.front() == 0) phase.at_event(simulation, 0);
    }
    while (place.step < phase.steps) {
      if (interrupted()) {
        if (place.step > 0) save();
        throw Interrupted{};
      }
      std::int64_t next = std::min(phase.steps, place.step + stretch);
      auto const stop_at_multiple = [&](std::int64_t every) {
        if (every > 0) next = std::min(next, (place.step / every + 1) * every);
      };
      stop_at_multiple(phase.record_every);
      stop_at_multiple(phase.rescale_every);
      if (event != phase.events.end()) next = std::min(next, *event);
      double const work = atoms * double(next - place.step);
      simulation.run(next - place.step);
      place.step = next;
      if (phase.rescale_every > 0 && place.step % phase.rescale_every == 0) phase.rescale(simulation);
      if (place.step % phase.record_every == 0 || place.step == phase.steps) {
        memo.rows.push_back(record(simulation, place.phase));
      }
      if (event != phase.events.end() && *event == place.step) {
        phase.at_event(simulation, place.step);
        ++event;
      }
      fresh += work;
      context.progress.add(work);
      if (std::chrono::duration<double>(Clock::now() - last).count() > context.config.checkpoint_seconds) save();
    }
  }
  note();
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
