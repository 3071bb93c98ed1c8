// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib CLI11::CLI11
// uses: tektite::hdf5
//
// Shears a glass at a constant rate, at zero pressure along all axes.

#include <tektite/io/csv.hpp>
#ifdef TEKTITE_USES_HDF5
#include <tektite/io/trajectory.hpp>
#endif

#include "common/background.hpp"
#include "common/configuration_from.hpp"
#include "common/stages.hpp"

namespace {

using namespace tektite::examples;

/// The rows of the stress-strain curve.
class Curve {
 public:
  explicit Curve(tektite::Plane plane) : a_(flow_axis(plane)), b_(gradient_axis(plane)) {
    for (char const* name :
         {"strain", "stress_GPa", "temperature_K", "pressure_bar", "density_g_cm3", "energy_eV_atom"})
      table_.columns.push_back({name, {}});
  }
  void add(tektite::Thermo const& t, double start) {
    double const row[] = {t.strain - start, -1e-4 * t.pressure(a_, b_),       t.temperature, t.mean_pressure(),
                          t.mass_density,   t.potential / double(t.particles)};
    for (std::size_t k = 0; k < table_.columns.size(); ++k) table_.columns[k].values.push_back(row[k]);
  }
  tektite::io::Table const& table() const { return table_; }

  void save(std::vector<double>& numbers) const {
    for (auto const& column : table_.columns) numbers.insert(numbers.end(), column.values.begin(), column.values.end());
  }
  void load(std::vector<double> const& numbers) {
    std::size_t const rows = numbers.size() / table_.columns.size();
    for (std::size_t k = 0; k < table_.columns.size(); ++k)
      table_.columns[k].values.assign(numbers.begin() + k * rows, numbers.begin() + (k + 1) * rows);
  }

 private:
  int a_, b_;
  tektite::io::Table table_;
};

std::string frame_path(std::string const& prefix, std::int64_t k) {
  char number[32];
  std::snprintf(number, sizeof number, ".%04lld.dump", static_cast<long long>(k));
  return prefix + number;
}

/// Tilt of the sheared plane in edges along the flow.
double tilt(tektite::Box const& box, tektite::Plane plane) {
  auto const& h = box.edges();
  return h(flow_axis(plane), gradient_axis(plane)) / h(flow_axis(plane), flow_axis(plane));
}

/// All frames in one H5MD file. From the frames' own files: they survive whatever happens while it is written.
void gather([[maybe_unused]] std::string const& prefix, [[maybe_unused]] std::int64_t frames,
            [[maybe_unused]] double timestep) {
#ifdef TEKTITE_USES_HDF5
  tektite::io::TrajectoryWriter trajectory(prefix + ".h5");
  for (std::int64_t k = 0; k <= frames; ++k) {
    auto const c = tektite::io::read_configuration(frame_path(prefix, k));
    trajectory.append(c, double(c.timestep) * timestep);
  }
  trajectory.commit();
#endif
}

}  // namespace

int main(int argc, char** argv) {
  Program program("shear", "Shears a glass at a constant engineering rate, at zero pressure along all axes");
  DynamicsArguments run;
  run.add_to(program);
  std::string plane_name = "xy", in, prefix;
  double rate = 0, to = 0.3, kelvin = 50, hold = 2;
  std::int64_t frames = 30, rows = 300;
  std::uint64_t seed = 1;
  bool flip = false, h5md = false;
  program.add_option("--plane", plane_name, "xy, xz or yz: flow along the first axis")->capture_default_str();
  program.add_option("--rate", rate, "engineering strain rate (1/s)")->required();
  program.add_option("--to", to, "final strain; negative: the other way")->capture_default_str();
  program.add_option("--temperature", kelvin, "temperature (K)")->capture_default_str();
  program.add_option("--frames", frames, "frames after the first")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  program.add_option("--rows", rows, "rows of the stress-strain curve")
      ->check(CLI::Range(1, 100000000))
      ->capture_default_str();
  program.add_option("--hold", hold, "time at this temperature and zero pressure before (ps)")->capture_default_str();
  program.add_option("--seed", seed, "seed of the velocities of a file that has none")->capture_default_str();
  program.add_flag("--flip", flip, "keep the cell compact: flip it where its tilt exceeds 0.55 of an edge");
  program.add_flag("--h5md", h5md, "gather the frames in OUT-PREFIX.h5, too (H5MD)");
  program.add_option("IN", in, "LAMMPS dump or data file, or extended XYZ; gzip or not")->required();
  program.add_option("OUT-PREFIX", prefix, "writes OUT-PREFIX.0000.dump, ... and OUT-PREFIX.csv")->required();
  return program.run(argc, argv, [&] {
    require_writable(prefix + ".csv");
#ifndef TEKTITE_USES_HDF5
    tektite::examples::require(!h5md, "--h5md: this program was built without HDF5");
#endif
    auto const plane = tektite::parse_plane(plane_name);
    tektite::examples::require(std::isfinite(rate) && rate > 0, "rate ", rate, " must be finite and positive");
    tektite::examples::require(std::isfinite(to) && to != 0, "final strain ", to, " must be finite and not zero");
    Exec const exec{};
    auto const configuration = tektite::io::read_configuration(in);
    auto forces = run.forces(exec);
    auto simulation = run.simulation(exec, system_from(exec, configuration, run.elements, forces.masses()), forces);
    auto const per_ps = rate * tektite::units::per_second;
    auto const holding = run.steps("--hold", hold);
    auto const total = run.steps("time of shear", std::abs(to) / per_ps);
    tektite::examples::require(total >= frames, "strain ", to, " at ", rate, " per second takes ", total,
                               " steps, too few for ", frames, " frames");
    auto ensemble = run.npt(kelvin, kelvin, tektite::Coupling::per_axis);
    simulation.set_ensemble(ensemble);

    Curve curve(plane);
    double start = 0;
    std::int64_t next_frame = 1, next_row = 1;
    rows = std::min(rows, total);
    Background frame_writer;
    auto const frame = [&](std::int64_t k) {
      // Written beside the steps that follow; what goes wrong is thrown at the next frame, or at the end.
      frame_writer.start([path = frame_path(prefix, k), curve_path = prefix + ".csv", table = curve.table(),
                          c = configuration_from(simulation, run.elements)] {
        write_dump(path, c, {}, {.images = true});
        write_csv(curve_path, table);
      });
    };
    auto const save = [&] {
      frame_writer.wait();  // what a checkpoint counts as written is written
      std::vector<double> numbers{start, double(next_frame), double(next_row)};
      curve.save(numbers);
      return numbers;
    };
    auto const load = [&](std::vector<double> const& numbers) {
      start = numbers.at(0);
      next_frame = static_cast<std::int64_t>(numbers.at(1));
      next_row = static_cast<std::int64_t>(numbers.at(2));
      curve.load({numbers.begin() + 3, numbers.end()});
    };
    Stages stages(program, run, simulation, prefix, {in, run.potential}, {save, load});
    stages.run("hold", holding, [&] {
      if (configuration.velocities.empty()) start_velocities(exec, simulation.system(), kelvin, seed);
    });
    auto const begin_shear = [&] {
      // The rate is adjusted by less than a step's worth, so that the last step ends exactly at the strain asked for.
      ensemble.shear = tektite::ShearOptions{.plane = plane, .rate = to / (double(total) * run.timestep)};
      simulation.set_ensemble(ensemble);
      start = simulation.thermo().strain;
      curve.add(simulation.thermo(), start);
      frame(0);
    };
    stages.run("shear", total, begin_shear, 1, [&] {
      std::int64_t const done = simulation.step() - holding;
      // Well beyond half an edge, so that a breathing cell is not flipped back and forth.
      if (flip && std::abs(tilt(simulation.system().box, plane)) > 0.55) simulation.flip_cell(plane);
      if (done * rows >= next_row * total) {
        curve.add(simulation.thermo(), start);
        ++next_row;
      }
      if (done * frames >= next_frame * total) frame(next_frame++);
    });
    frame_writer.wait();
    if (h5md) gather(prefix, frames, run.timestep);
    stages.finish();
    auto const& stress = curve.table().columns[1].values;
    auto const peak =
        std::max_element(stress.begin(), stress.end(), [&](double a, double b) { return to > 0 ? a < b : a > b; });
    std::printf("peak stress %.4f GPa at strain %.4f, last %.4f GPa\n", *peak,
                curve.table().columns[0].values[std::size_t(peak - stress.begin())], stress.back());
  });
}
