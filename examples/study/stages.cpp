// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_study_config
#include "study/stages.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "common/region_temperatures.hpp"
#include "study/after_shear.hpp"
#include "study/jackknife_alpha2.hpp"
#include "study/measure.hpp"
#include "study/motions.hpp"
#include "tektite/dynamics/regions.hpp"
#include "tektite/dynamics/velocities.hpp"
#include "tektite/io/columns.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/io/read_configuration.hpp"
#include "tektite/io/system.hpp"
#include "tektite/io/write_dump.hpp"

namespace study {

using namespace tektite;
using tektite::examples::random_crystal;
using tektite::examples::start_velocities;
namespace fs = std::filesystem;

namespace {

/// Steps between rescalings of the temperatures (the paper names no thermostat). More than one would be too many: a
/// region of a few dozen atoms loses 100 K to the cold matrix within ten steps.
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
  return io::system_from(context.exec, c, context.config.elements, context.forces.masses());
}

io::Configuration read_stage(Context const& context, std::string const& stage) {
  return io::read_configuration(context.folder.stage(stage) / "atoms.dump");
}

void write_state(Context const& context, fs::path const& folder, Simulation const& simulation,
                 std::vector<io::Column> const& extra = {}) {
  io::write_dump(folder / "atoms.dump", io::configuration_from(simulation, context.config.elements), extra,
                 {.velocities = true, .images = true});
}

void quench(Context const& context, std::string const& stage, std::int64_t seed) {
  Config const& config = context.config;
  auto const folder = context.folder.stage(stage);
  // About the density of the liquid, so that the barostat changes the cell little.
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
  phases[phases[0].steps > 0 ? 0 : 1].begin = [&](Simulation& s) {
    start_velocities(context.exec, s.system(), hot, static_cast<std::uint64_t>(seed));
    s.velocities_changed();
  };
  write_rows(folder / "thermo.csv", run_phases(context, stage, simulation, phases));
  write_state(context, folder, simulation);
}

/// The regions one by one, and what was placed altogether.
void write_regions(fs::path const& folder, Regions<Memory> const& regions, Box const& box) {
  io::Table table;
  for (char const* name : {"region", "kind", "chain", "x", "y", "z"}) table.columns.push_back({name, {}});
  for (std::size_t k = 0; k < regions.regions.size(); ++k) {
    Region const& region = regions.regions[k];
    Vec3<double> s{};
    for (int d = 0; d < 3; ++d) s[d] = regions.offset[d] + double(region.cell[d]) / regions.grid[d];
    Vec3<double> const corner = box.cartesian(s);
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
  examples::RegionTemperatures const temperatures(context.exec, regions.labels);
  Simulation simulation = make_simulation(context, system);
  auto const hold = [&](double in_regions) {
    return [&config, &temperatures, in_regions](Simulation& s) {
      temperatures.set(s, in_regions, config.matrix_temperature);
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
  write_rows(folder / "thermo.csv", run_phases(context, stage, simulation, phases));
  write_regions(folder, regions, glass.box);
  write_state(context, folder, simulation, {io::column(context.exec, "region", regions.labels)});
}

void structure(Context const& context, std::string const& stage, std::string const& from) {
  auto const folder = context.folder.stage(stage);
  auto const atoms = read_stage(context, from);
  measure_structure(context, atoms, folder);
  fs::create_directories(folder / "inherent");
  measure_structure(context, inherent_structure(context, atoms), folder / "inherent");
}

std::vector<std::int64_t> all_frames(Config const& config) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(config.frames) + 1);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

void shear(Context const& context, std::string const& stage, std::string const& from, std::string const& structured) {
  Config const& config = context.config;
  auto const folder = context.folder.stage(stage);
  auto const start = read_stage(context, from);
  double const link = summary_value(context.folder.stage(structured), "rdf_minimum_A");
  FrameMeasure frames(context, start, link, all_frames(config), folder);
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
  // All frames before a checkpoint are measured.
  auto const wait = [&] {
    frames.wait();
    return std::string();
  };
  auto const rows = run_phases(context, stage, simulation, {phase}, {.save = wait});
  frames.finish();
  write_motion_order(context, folder);
  write_rows(folder / "thermo.csv", rows);
  measure_inherent_frames(context, folder, context.folder.stage(structured) / "inherent");
}

/// The untreated glass under shear, and bands planted into its last frame.
void shear_glass(Context const& context, std::string const& stage, std::string const& from,
                 std::string const& structured) {
  shear(context, stage, from, structured);
  measure_planted_bands(context, read_stage(context, from), context.folder.stage(stage),
                        summary_value(context.folder.stage(structured), "rdf_minimum_A"));
}

void alpha2(Context const& context, std::string const& stage, std::string const& from, std::int64_t seed) {
  Config const& config = context.config;
  auto const folder = context.folder.stage(stage);
  auto const start = read_stage(context, from);
  Simulation simulation = make_simulation(context, system_from(context, start));
  JackknifeAlpha2 dynamics(context, config.alpha2_steps(), start.size());
  double const t = config.alpha2_temperature;
  std::int64_t const rest = config.alpha2_rest_steps(), steps = config.alpha2_steps();
  auto const heat = [&](Simulation& s) {
    draw_velocities(context.exec, s.system(), {.kelvin = t, .seed = static_cast<std::uint64_t>(seed), .stream = 1});
    remove_mean_velocity(context.exec, s.system());
    set_temperature(context.exec, s.system(), t, {.removed = 3});
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
  examples::Memo const recorded{[&] { return dynamics.save(); },
                                [&](std::string const& bytes) { dynamics.load(bytes); }};
  write_rows(folder / "thermo.csv", run_phases(context, stage, simulation, phases, recorded));
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
        [=](Context const& c) { shear_glass(c, glass + "/shear", glass + "/quench", glass + "/structure"); });
    // The ends of the range first: the claims compare these, even if the study is stopped early.
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
