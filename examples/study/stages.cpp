// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib CLI11::CLI11 tektite_study_config
#include "study/stages.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>

#include "common/configuration_from.hpp"
#include "study/measure.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/dynamics/regions.hpp"
#include "tektite/dynamics/velocities.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/io/read_configuration.hpp"
#include "tektite/io/write_dump.hpp"
#include "tektite/stats/non_gaussian.hpp"

namespace study {

using namespace tektite;
using tektite::examples::configuration_from;
using tektite::examples::random_crystal;
using tektite::examples::start_velocities;
namespace fs = std::filesystem;

namespace {

/// Temperatures are held by rescaling after so many steps (the paper does not say what holds them). More than one is
/// too many: a region of a few dozen atoms loses 100 K to the cold matrix within ten steps.
constexpr std::int64_t rescale_every = 1;
constexpr double skin = 1.0;

Simulation make_simulation(Context const& context, System const& system) {
  return Simulation(context.exec, system, context.forces, {.cutoff = context.forces.cutoff(), .skin = skin});
}

EnsembleOptions npt(Config const& config, double from, double to, std::int64_t ramp, Coupling coupling) {
  return {.timestep = config.timestep,
          .ramp_steps = ramp,
          .thermostat = ThermostatOptions{.start = from, .stop = to},
          .barostat = BarostatOptions{.coupling = coupling},
          .shear = {}};
}

System system_from(Context const& context, io::Configuration const& c) {
  return examples::system_from(context.exec, c, context.config.elements, context.forces.masses());
}

io::Configuration read_stage(Context const& context, std::string const& stage) {
  return io::read_configuration(context.folder.stage(stage) / "atoms.dump");
}

void write_state(Context const& context, fs::path const& folder, Simulation const& simulation,
                 std::vector<io::Column> const& extra = {}) {
  io::write_dump(folder / "atoms.dump", configuration_from(simulation, context.config.elements), extra,
                 {.velocities = true, .images = true});
}

void quench(Context const& context, std::string const& stage, std::int64_t seed) {
  Config const& config = context.config;
  auto const folder = context.folder.stage(stage);
  // About the liquid's density: the barostat has less to do.
  double const lattice_constant = 4.27;
  System const system = random_crystal(context.exec, config.atoms, config.composition, context.forces.masses(),
                                       lattice_constant, static_cast<std::uint64_t>(seed));
  Simulation simulation = make_simulation(context, system);
  double const hot = config.melt_temperature, cold = config.glass_temperature;
  auto const phase = [&](double from, double to, std::int64_t steps) {
    return Phase{.ensemble = npt(config, from, to, steps, Coupling::isotropic),
                 .steps = steps,
                 .record_every = record_interval(steps)};
  };
  std::vector<Phase> phases = {phase(hot, hot, config.melt_steps()), phase(hot, cold, config.quench_steps()),
                               phase(cold, cold, config.quench_rest_steps())};
  auto const draw = [&](Simulation& s) {
    start_velocities(context.exec, s.system(), hot, static_cast<std::uint64_t>(seed));
    s.velocities_changed();
  };
  phases[phases[0].steps > 0 ? 0 : 1].begin = draw;
  Memo memo;
  run_phases(context, stage, simulation, phases, memo);
  write_rows(folder / "thermo.csv", memo.rows);
  write_state(context, folder, simulation);
}

void relax(Context const& context, std::string const& stage, std::int64_t seed, double connectivity) {
  Config const& config = context.config;
  auto const folder = context.folder.stage(stage);
  auto const glass = read_stage(context, glass_name(seed) + "/quench");
  System const system = system_from(context, glass);
  Plane const plane = parse_plane(config.plane);
  auto const regions = place_regions(context.exec, system.positions, system.box,
                                     {.connectivity = connectivity,
                                      .fraction = config.region_fraction,
                                      .edge = config.region_edge,
                                      .min_count = static_cast<int>(config.min_regions),
                                      .axis = flow_axis(plane),
                                      .gap = config.region_clearance,
                                      .seed = static_cast<std::uint64_t>(seed)});
  Kokkos::View<int*, Memory> const hot("study::hot", system.size());
  auto const labels = regions.labels;
  Kokkos::parallel_for(
      "tektite::study::hot", Kokkos::RangePolicy<Exec>(context.exec, 0, system.size()),
      KOKKOS_LAMBDA(int i) { hot(i) = labels(i) != 0; });

  Simulation simulation = make_simulation(context, system);
  auto const hold = [&, hot](double in_regions) {
    return [&context, &config, hot, in_regions](Simulation& s) {
      set_temperature(context.exec, s.system(), in_regions, {hot, 1});
      set_temperature(context.exec, s.system(), config.matrix_temperature, {hot, 0});
      s.velocities_changed();
    };
  };
  std::int64_t const rest = config.relax_rest_steps();
  EnsembleOptions const nve{.timestep = config.timestep};
  std::vector<Phase> const phases = {
      {.ensemble = nve,
       .steps = config.relax_steps(),
       .record_every = record_interval(config.relax_steps()),
       .rescale_every = rescale_every,
       .begin = hold(config.relax_temperature),
       .rescale = hold(config.relax_temperature)},
      {.ensemble = npt(config, config.shear_temperature, config.shear_temperature, 0, Coupling::per_axis),
       .steps = rest,
       .record_every = record_interval(rest),
       .begin = hold(config.matrix_temperature)}};
  Memo memo;
  run_phases(context, stage, simulation, phases, memo);

  io::Table table;
  for (char const* name : {"region", "kind", "chain", "x", "y", "z"}) table.columns.push_back({name, {}});
  for (std::size_t k = 0; k < regions.regions.size(); ++k) {
    Region const& region = regions.regions[k];
    Vec3<double> s{};
    for (int d = 0; d < 3; ++d) s[d] = regions.offset[d] + double(region.cell[d]) / regions.grid[d];
    Vec3<double> const corner = glass.box.cartesian(s);
    double const values[] = {double(k + 1), double(int(region.label)), double(region.chain), corner.x, corner.y,
                             corner.z};
    for (std::size_t column = 0; column < 6; ++column) table.columns[column].values.push_back(values[column]);
  }
  io::write_csv(folder / "regions.csv", table);
  io::Table numbers;
  auto const add = [&](char const* name, double value) { numbers.columns.push_back({name, {value}}); };
  add("regions", double(regions.regions.size()));
  add("connected", regions.connected);
  add("connectivity", regions.connectivity());
  add("closed_chains", regions.closed_chains);
  add("open_chains", regions.open_chains);
  add("edge_x_A", regions.edges.x);
  add("edge_y_A", regions.edges.y);
  add("edge_z_A", regions.edges.z);
  add("separate_atoms", double(regions.separate_particles));
  add("connected_atoms", double(regions.connected_particles));
  io::write_csv(folder / "placement.csv", numbers);
  write_rows(folder / "thermo.csv", memo.rows);
  auto const on_host = to_host(context.exec, labels);
  write_state(context, folder, simulation, {{"region", {on_host.begin(), on_host.end()}}});
}

void structure(Context const& context, std::string const& stage, std::string const& from) {
  measure_structure(context, read_stage(context, from), context.folder.stage(stage));
}

void shear(Context const& context, std::string const& stage, std::string const& from, std::string const& structured) {
  Config const& config = context.config;
  auto const folder = context.folder.stage(stage);
  auto const start = read_stage(context, from);
  double const link = summary_value(context.folder.stage(structured), "rdf_minimum_A");
  FrameMeasure frames(context, start, link, folder);
  Simulation simulation = make_simulation(context, system_from(context, start));
  EnsembleOptions ensemble = npt(config, config.shear_temperature, config.shear_temperature, 0, Coupling::per_axis);
  ensemble.shear = ShearOptions{.plane = parse_plane(config.plane), .rate = 1e-12 * config.shear_rate};
  auto const steps = frame_steps(config);
  Phase const phase{.ensemble = ensemble,
                    .steps = config.shear_steps(),
                    .record_every = record_interval(config.shear_steps()),
                    .events = steps,
                    .at_event = [&](Simulation& s, std::int64_t step) {
                      frames.measure(s, std::lower_bound(steps.begin(), steps.end(), step) - steps.begin());
                    }};
  Memo memo;
  // A checkpoint says that all frames before it are measured.
  memo.save = [&] {
    frames.wait();
    return std::string();
  };
  run_phases(context, stage, simulation, {phase}, memo);
  frames.finish();
  write_rows(folder / "thermo.csv", memo.rows);
}

/// Displacement moments of eight groups of atoms by lag, over several time origins, in a form that can be saved.
class Dynamics {
 public:
  static constexpr int groups = 8;

  Dynamics(Context const& context, std::int64_t steps, std::size_t atoms)
      : context_(context), atoms_(atoms), lags_(log_spaced_lags(steps, 12)), sums_(lags_.size()) {
    // Origins over the first half of the run, so that even the longest lag has one and short ones have several.
    for (std::int64_t k = 0; k < 4; ++k) origins_.push_back(k * steps / 8);
    for (std::int64_t const origin : origins_) {
      events_.push_back(origin);
      for (std::int64_t const lag : lags_) {
        if (origin + lag <= steps) events_.push_back(origin + lag);
      }
    }
    std::sort(events_.begin(), events_.end());
    events_.erase(std::unique(events_.begin(), events_.end()), events_.end());
  }

  std::vector<std::int64_t> const& events() const { return events_; }

  void record(Simulation& simulation, std::int64_t step) {
    Positions const now("study::unwrapped", atoms_);
    unwrap(context_.exec, simulation.system(), now);
    auto const x = to_host(context_.exec, now);
    for (auto const& [origin, start] : starts_) {
      auto const lag = std::lower_bound(lags_.begin(), lags_.end(), step - origin);
      if (lag != lags_.end() && *lag == step - origin) add(start, x, sums_[lag - lags_.begin()]);
    }
    if (std::binary_search(origins_.begin(), origins_.end(), step)) starts_[step] = x;
  }

  std::string save() const {
    std::string bytes(reinterpret_cast<char const*>(sums_.data()), sums_.size() * sizeof(Sums));
    for (auto const& [origin, x] : starts_) {
      bytes.append(reinterpret_cast<char const*>(&origin), sizeof origin);
      bytes.append(reinterpret_cast<char const*>(x.data()), x.size() * sizeof x[0]);
    }
    return bytes;
  }

  void load(std::string const& bytes) {
    std::size_t at = sums_.size() * sizeof(Sums);
    std::size_t const each = sizeof(std::int64_t) + atoms_ * sizeof(Vec3<double>);
    tektite::require(bytes.size() >= at && (bytes.size() - at) % each == 0, "checkpoint of another alpha2 run");
    std::memcpy(static_cast<void*>(sums_.data()), bytes.data(), at);
    for (starts_.clear(); at < bytes.size(); at += each) {
      std::int64_t origin = 0;
      std::memcpy(&origin, bytes.data() + at, sizeof origin);
      auto& x = starts_[origin];
      x.resize(atoms_);
      std::memcpy(static_cast<void*>(x.data()), bytes.data() + at + sizeof origin, atoms_ * sizeof x[0]);
    }
  }

  void write(fs::path const& path) const {
    io::Table table;
    for (char const* name : {"t_ps", "msd_A2", "alpha2", "alpha2_error", "origins"})
      table.columns.push_back({name, {}});
    for (std::size_t k = 0; k < lags_.size(); ++k) {
      auto const all = moments(sums_[k], -1);
      double mean = 0, squares = 0;
      for (int g = 0; g < groups; ++g) mean += moments(sums_[k], g).alpha2() / groups;
      for (int g = 0; g < groups; ++g) squares += std::pow(moments(sums_[k], g).alpha2() - mean, 2);
      double const values[] = {double(lags_[k]) * context_.config.timestep, all.msd, all.alpha2(),
                               std::sqrt((groups - 1.0) / groups * squares), sums_[k].origins};
      for (std::size_t c = 0; c < 5; ++c) table.columns[c].values.push_back(values[c]);
    }
    io::write_csv(path, table);
  }

 private:
  struct Sums {
    double origins = 0, second[groups] = {}, fourth[groups] = {}, count[groups] = {};
  };

  /// Moments without one group; -1: of all.
  static DisplacementMoments moments(Sums const& s, int without) {
    double second = 0, fourth = 0, count = 0;
    for (int g = 0; g < groups; ++g) {
      if (g == without) continue;
      second += s.second[g];
      fourth += s.fourth[g];
      count += s.count[g];
    }
    return count > 0 ? DisplacementMoments{second / count, fourth / count} : DisplacementMoments{};
  }

  static void add(std::vector<Vec3<double>> const& start, std::vector<Vec3<double>> const& now, Sums& sums) {
    Vec3<double> drift{};
    for (std::size_t i = 0; i < now.size(); ++i) drift += now[i] - start[i];
    drift = (1.0 / double(now.size())) * drift;
    sums.origins += 1;
    for (std::size_t i = 0; i < now.size(); ++i) {
      Vec3<double> const d = now[i] - start[i] - drift;
      double const squared = dot(d, d);
      std::size_t const g = i % groups;
      sums.second[g] += squared;
      sums.fourth[g] += squared * squared;
      sums.count[g] += 1;
    }
  }

  Context const& context_;
  std::size_t atoms_;
  std::vector<std::int64_t> lags_, origins_, events_;
  std::vector<Sums> sums_;
  std::map<std::int64_t, std::vector<Vec3<double>>> starts_;
};

void alpha2(Context const& context, std::string const& stage, std::string const& from, std::int64_t seed) {
  Config const& config = context.config;
  auto const folder = context.folder.stage(stage);
  auto const start = read_stage(context, from);
  Simulation simulation = make_simulation(context, system_from(context, start));
  Dynamics dynamics(context, config.alpha2_steps(), start.size());
  double const t = config.alpha2_temperature;
  std::int64_t const rest = config.alpha2_rest_steps(), steps = config.alpha2_steps();
  auto const heat = [&](Simulation& s) {
    draw_velocities(context.exec, s.system(), t, static_cast<std::uint64_t>(seed), {}, 1);
    remove_mean_velocity(context.exec, s.system());
    set_temperature(context.exec, s.system(), t, {}, 3);
    s.velocities_changed();
  };
  EnsembleOptions const constant_volume{
      .timestep = config.timestep, .thermostat = ThermostatOptions{.start = t, .stop = t}, .barostat = {}, .shear = {}};
  std::vector<Phase> phases = {
      {.ensemble = npt(config, t, t, 0, Coupling::per_axis), .steps = rest, .record_every = record_interval(rest)},
      {.ensemble = constant_volume,
       .steps = steps,
       .record_every = record_interval(steps),
       .events = dynamics.events(),
       .at_event = [&](Simulation& s, std::int64_t step) { dynamics.record(s, step); }}};
  phases[rest > 0 ? 0 : 1].begin = heat;
  Memo memo;
  memo.save = [&] { return dynamics.save(); };
  memo.load = [&](std::string const& bytes) { dynamics.load(bytes); };
  run_phases(context, stage, simulation, phases, memo);
  write_rows(folder / "thermo.csv", memo.rows);
  dynamics.write(folder / "alpha2.csv");
}

}  // namespace

std::vector<Stage> plan(Config const& config) {
  std::vector<Stage> stages;
  for (std::int64_t seed = config.seed; seed < config.seed + config.replicas; ++seed) {
    auto const add = [&](std::string const& name, std::string const& title, std::int64_t steps, auto const& run) {
      stages.push_back({name, title, seed, steps, run});
    };
    std::string const glass = glass_name(seed);
    std::string const prefix = config.replicas > 1 ? "seed " + std::to_string(seed) + ", " : "";
    std::int64_t const quench_steps = config.melt_steps() + config.quench_steps() + config.quench_rest_steps();
    add(glass + "/quench", prefix + "quench", quench_steps,
        [=](Context const& c) { quench(c, glass + "/quench", seed); });
    add(glass + "/structure", prefix + "structure of the glass", 0,
        [=](Context const& c) { structure(c, glass + "/structure", glass + "/quench"); });
    add(glass + "/shear", prefix + "shear of the untreated glass", config.shear_steps(),
        [=](Context const& c) { shear(c, glass + "/shear", glass + "/quench", glass + "/structure"); });
    // The ends of the range first: they are what the claims compare, should the run be cut short.
    std::vector<double> order = config.connectivities;
    if (order.size() > 2) std::rotate(order.begin() + 1, order.end() - 1, order.end());
    for (double const chi : order) {
      std::string const sample = sample_name(seed, chi);
      char text[32];
      std::snprintf(text, sizeof text, "chi %g, ", chi);
      std::string const title = prefix + text;
      add(sample + "/relax", title + "relaxation of the regions", config.relax_steps() + config.relax_rest_steps(),
          [=](Context const& c) { relax(c, sample + "/relax", seed, chi); });
      add(sample + "/structure", title + "structure", 0,
          [=](Context const& c) { structure(c, sample + "/structure", sample + "/relax"); });
      add(sample + "/shear", title + "shear", config.shear_steps(),
          [=](Context const& c) { shear(c, sample + "/shear", sample + "/relax", sample + "/structure"); });
      add(sample + "/alpha2", title + "alpha2", config.alpha2_rest_steps() + config.alpha2_steps(),
          [=](Context const& c) { alpha2(c, sample + "/alpha2", sample + "/relax", seed); });
    }
  }
  return stages;
}

}  // namespace study
