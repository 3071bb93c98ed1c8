// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/molecular_dynamics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

#include "common/command_line.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/random.hpp"
#include "tektite/dynamics/velocities.hpp"
#include "tektite/io/atomic_file.hpp"
#include "tektite/io/read_eam.hpp"

#ifndef TEKTITE_USES_HOST
template class tektite::Simulation<tektite::examples::Exec, tektite::EamForces<tektite::examples::Exec>>;
#endif

namespace tektite::examples {

EamForces<Exec> forces_of(Exec const& exec, std::string const& potential, std::vector<std::string> const& elements) {
  return EamForces<Exec>(exec, io::read_eam(potential), elements, {.inner_skin = dynamics_inner_skin});
}

void require_output(std::string const& out, std::vector<std::string> const& inputs) {
  require_known_ending(out);
  require(out != "-", "OUT is -, but a run that can be resumed needs the name of a file");
  for (std::string const& in : inputs) require_other_file(in, out);
  io::AtomicFile const probe(out);
}

void require_temperature(char const* option, double kelvin) {
  require(kelvin >= 1e-3 && kelvin <= 1e6, option, ": temperature ", kelvin, " K must lie between 0.001 and 1e6");
}

void DynamicsArguments::add_to(Program& program, bool required) {
  // Options that are not configurable may change when a run is resumed.
  program.add_option("--potential", potential, "EAM potential: setfl (eam/alloy or eam/fs) or funcfl (eam)")
      ->required(required)
      ->configurable(false);
  program.add_names("--elements", elements, "element of each type, in type order")->required(required);
  program.add_option("--timestep", timestep, "time step (ps)")->capture_default_str();
  program.add_option("--skin", skin, "neighbours are listed so far beyond the cutoff (A)")->capture_default_str();
  program.add_option("--thermo", thermo_every, "steps between lines of the table (default: 20 lines per stage)")
      ->configurable(false);
  program.add_option("--checkpoint", checkpoint_every, "seconds between checkpoints, written to OUT.checkpoint")
      ->capture_default_str()
      ->configurable(false);
  program.add_flag("--resume", resume, "go on from OUT.checkpoint, if there is one: the same bytes in the end")
      ->configurable(false);
}

void DynamicsArguments::check() const {
  require(std::isfinite(timestep) && timestep > 0, "time step ", timestep, " must be finite and positive");
  // Beyond this the list of neighbours takes more memory than all else.
  require(skin >= 0 && skin <= 20, "--skin ", skin, " must lie between 0 and 20 A");
  require(thermo_every >= 0, "--thermo ", thermo_every, " must not be negative");
  require(std::isfinite(checkpoint_every) && checkpoint_every > 0, "--checkpoint ", checkpoint_every,
          " s must be finite and positive");
}

std::int64_t DynamicsArguments::steps(char const* what, double time) const {
  require(std::isfinite(time) && time >= 0, what, " ", time, " ps must be finite and not negative");
  double const count = time / timestep;
  require(count <= most_steps, what, " ", time, " ps takes ", count, " steps of ", timestep, " ps, expected at most ",
          most_steps);
  require(time == 0 || count >= 0.5, what, " ", time, " ps is less than one step of ", timestep, " ps");
  return static_cast<std::int64_t>(std::llround(count));
}

EamSimulation DynamicsArguments::simulation(Exec const& exec, System<Memory> const& system,
                                            EamForces<Exec>& forces) const {
  return EamSimulation(exec, system, forces, {.cutoff = forces.cutoff(), .skin = skin});
}

EnsembleOptions DynamicsArguments::nvt(double from, double to, std::int64_t ramp_steps) const {
  return {.timestep = timestep, .ramp_steps = ramp_steps, .thermostat = ThermostatOptions{.start = from, .stop = to}};
}

EnsembleOptions DynamicsArguments::npt(double from, double to, Coupling coupling, std::int64_t ramp_steps) const {
  EnsembleOptions options = nvt(from, to, ramp_steps);
  options.barostat = BarostatOptions{.coupling = coupling};
  return options;
}

System<Memory> random_crystal(Exec const& exec, std::int64_t atoms, std::vector<double> const& composition,
                              std::vector<double> const& masses, double lattice_constant, std::uint64_t seed) {
  require(atoms >= 2 && atoms < 500'000'000, "number of atoms ", atoms, " must lie between 2 and 5e8");
  require(composition.size() == masses.size(), composition.size(), " fractions in the composition for ", masses.size(),
          " elements");
  double total = 0;
  for (double const x : composition) {
    require(std::isfinite(x) && x >= 0, "composition ", x, " must be finite and not negative");
    total += x;
  }
  require(std::abs(total - 1) < 1e-6, "the composition adds up to ", total, ", not to 1");
  auto const n = static_cast<int>(atoms);

  std::vector<int> count(masses.size());
  std::vector<std::size_t> order(masses.size());
  int placed = 0;
  for (std::size_t t = 0; t < count.size(); ++t) {
    placed += count[t] = static_cast<int>(std::floor(composition[t] * n + 1e-9));
    order[t] = t;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return composition[a] * n - count[a] > composition[b] * n - count[b];
  });
  for (std::size_t k = 0; placed < n; ++k, ++placed) ++count[order[k % order.size()]];

  int cells = 1;
  while (4LL * cells * cells * cells < atoms) ++cells;
  tektite::RandomSequence draw(seed, 0);
  // Lattice sites that are not needed stay empty, at random; melting fills the gaps.
  std::vector<int> sites = draw.permutation(4 * cells * cells * cells);
  sites.resize(n);
  std::sort(sites.begin(), sites.end());
  std::vector<int> types(n);
  std::vector<int> const shuffled = draw.permutation(n);
  for (int i = 0, t = 0, left = count[0]; i < n; ++i, --left) {
    while (left == 0) left = count[++t];
    types[shuffled[i]] = t;
  }
  Vec3<double> const basis[4] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
  std::vector<Vec3<double>> positions;
  for (int const site : sites) {
    int const cell = site / 4;
    Vec3<double> const corner{double(cell % cells), double(cell / cells % cells), double(cell / cells / cells)};
    positions.push_back(lattice_constant * (corner + basis[site % 4]));
  }
  double const edge = lattice_constant * cells;
  return make_system(exec, positions, types, Box::orthogonal(edge, edge, edge), masses);
}

void start_velocities(Exec const& exec, System<Memory> const& system, double kelvin, std::uint64_t seed) {
  draw_velocities(exec, system, {.kelvin = kelvin, .seed = seed});
  remove_mean_velocity(exec, system);
  set_temperature(exec, system, kelvin, {.removed = 3});
}

void start_missing_velocities(Exec const& exec, System<Memory> const& system, std::string const& in,
                              io::Configuration const& c, double kelvin, std::uint64_t seed) {
  if (!c.velocities.empty()) return;
  bool const momenta = std::any_of(c.columns.begin(), c.columns.end(),
                                   [](auto const& column) { return column.name.starts_with("momenta"); });
  std::ostringstream text;
  text << in << ": has no velocities" << (momenta ? ", and momenta are not used" : "") << "; they are drawn at "
       << kelvin << " K";
  print_note(text.str());
  start_velocities(exec, system, kelvin, seed);
}

void print_thermo_head() {
  std::printf("%10s %10s %10s %12s %10s %12s %10s\n", "step", "time ps", "T K", "P bar", "g/cm3", "E eV/atom",
              "strain");
}

void print_thermo(Thermo const& t) {
  std::printf("%10lld %10.3f %10.2f %12.1f %10.4f %12.5f %10.5f\n", static_cast<long long>(t.step), t.time,
              t.temperature, t.mean_pressure(), t.mass_density, t.potential / double(t.particles), t.strain);
  std::fflush(stdout);
}

}  // namespace tektite::examples
