// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Stress of each atom with its kinetic part, profiles in slabs, and stress as a field on a grid of points.
//
//     stress --potential Cu-Zr_4.eam.fs.gz --elements Cu,Zr --slabs 20 --profile slabs.csv glass.dump stress.dump

#include <tektite/core/copy.hpp>
#include <tektite/dynamics/units.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/io.hpp>
#include <tektite/stats/particle_stress.hpp>
#include <tektite/stats/slab_profile.hpp>
#include <tektite/stats/stress_field.hpp>
#include <tektite/voronoi/voronoi.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/frame_job.hpp"
#include "common/molecular_dynamics.hpp"
#include "common/side_table.hpp"
#include "common/start_frame.hpp"

using namespace tektite;
using examples::Exec;

namespace {

using Memory = Exec::memory_space;
using Stresses = Kokkos::View<double* [6], Memory>;
using Six = std::array<double, 6>;

std::vector<std::string> const components{"sxx", "syy", "szz", "sxy", "sxz", "syz"};

double pressure_of(Six const& s) { return -(s[0] + s[1] + s[2]) / 3; }

double von_mises(Six const& s) {
  double const xy = s[0] - s[1], yz = s[1] - s[2], zx = s[2] - s[0];
  return std::sqrt(0.5 * (xy * xy + yz * yz + zx * zx) + 3 * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]));
}

Six scaled(Six s, double factor) {
  for (double& x : s) x *= factor;
  return s;
}

/// What is wanted beside the columns.
struct Settings {
  int slabs = 0;
  std::string axis = "z";
  std::vector<int> grid;
  double radius = 0;
  examples::SideTable profile{"--profile"}, field{"--field"};

  void check(examples::Program& program, std::string const& potential, examples::FrameJob const& job) {
    require(!profile.wanted() == (slabs == 0), "--slabs and --profile need each other");
    require(!profile.wanted() || (slabs > 0 && slabs <= 100000), "--slabs ", slabs, ", expected 1 to 100000");
    require(!field.wanted() == grid.empty() && !field.wanted() == (radius == 0),
            "--field, --grid and --radius need each other");
    require(!field.wanted() || (radius > 0 && radius <= 100), "--radius ", radius, " must lie between 0 and 100 A");
    double points = 1;
    for (int const n : grid) {
      require(n > 0, "--grid: ", n, " points along an edge, expected at least 1");
      points *= n;
    }
    require(grid.empty() || (grid.size() == 3 && points <= 1e6), "--grid has ", grid.size(), " numbers, ", points,
            " points, expected 3 numbers and at most 1e6 points");
    require(!profile.wanted() || !field.wanted() || !examples::is_same_name(profile.name(), field.name()),
            "--profile and --field are the same file: ", field.name());
    profile.check(program, job, {potential});
    field.check(program, job, {potential});
  }
};

/// Stress, forces of pairs and atoms of one frame.
struct State {
  examples::Atoms atoms;
  Kokkos::View<Vec3<double>*, Memory> velocities;  // or none
  Kokkos::View<double*, Memory> masses;            // by type, eV (ps/A)^2
  NeighborList<Memory> list;
  Stresses stress, kinetic;  // the second is empty without velocities
};

State evaluate(Exec const& exec, examples::Frame const& frame, EamForces<Exec>& eam,
               std::vector<std::string> const& elements) {
  auto const& c = frame.atoms;
  State s;
  s.atoms = examples::atoms_on_device(exec, c, elements);
  s.velocities = to_device(exec, c.velocities, "velocities");
  auto masses = eam.masses();
  for (double& m : masses) m *= units::mass;
  s.masses = to_device(exec, masses, "masses");
  s.list = build_neighbor_list(exec, s.atoms.positions, c.box, {.cutoff = eam.cutoff()});
  Kokkos::View<double* [3], Memory> const forces("forces", c.size());
  try {
    eam.compute(s.atoms.positions, s.atoms.types, c.box, s.list, forces);
  } catch (ClosePairError const& pair) {
    fail(frame.where, ": atoms ", c.ids[pair.first], " and ", c.ids[pair.second],
         " are closer than the potential's first distance, ", pair.first_point, " A");
  }
  s.stress = particle_stress(exec, s.velocities, s.atoms.types, s.masses, eam.virials());
  s.kinetic = particle_stress(exec, s.velocities, s.atoms.types, s.masses, {});
  return s;
}

template <class View>
Six row_of(View const& view, std::size_t i) {
  Six s;
  for (std::size_t k = 0; k < 6; ++k) s[k] = view(i, k);
  return s;
}

/// Rows of `--profile`: stresses in bar, temperature from the velocities as they are.
void add_profile(Exec const& exec, examples::Frame const& frame, State const& s, Settings& settings) {
  auto const& box = frame.atoms.box;
  int const axis = int(settings.axis[0] - 'x');
  auto const mirror = [](auto const& view) { return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, view); };
  SlabOptions const options{.axis = axis, .slabs = settings.slabs};
  auto const profile = slab_profile(exec, s.atoms.positions, s.stress, box, options);
  auto const counts = to_host(exec, profile.counts);
  auto const sums = mirror(profile.values);
  bool const moving = s.velocities.extent(0) > 0;
  auto const kinetic =
      moving ? mirror(slab_profile(exec, s.atoms.positions, s.kinetic, box, options).values) : decltype(sums){};
  double const volume = box.volume() / settings.slabs, width = box.height(axis) / settings.slabs;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    Six const stress = scaled(row_of(sums, k), units::pressure / volume);
    examples::FrameJob::Row row{{"frame", double(frame.number)},
                                {"step", double(frame.atoms.timestep)},
                                {"position", (double(k) + 0.5) * width},
                                {"atoms", double(counts[k])},
                                {"number_density", double(counts[k]) / volume}};
    if (moving)
      row.emplace_back(
          "temperature",
          counts[k] == 0 ? 0.0 : 3 * pressure_of(row_of(kinetic, k)) / (3 * double(counts[k]) * units::boltzmann));
    for (std::size_t c = 0; c < 6; ++c) row.emplace_back(components[c], stress[c]);
    row.emplace_back("pressure", pressure_of(stress));
    row.emplace_back("von_mises", von_mises(stress));
    settings.profile.add(row);
  }
}

/// Rows of `--field`, at the middles of equal parts of the box.
void add_field(Exec const& exec, examples::Frame const& frame, State const& s, EamForces<Exec> const& eam,
               Settings& settings) {
  auto const& box = frame.atoms.box;
  auto const& n = settings.grid;
  std::vector<Vec3<double>> points;
  for (int k = 0; k < n[2]; ++k)
    for (int j = 0; j < n[1]; ++j)
      for (int i = 0; i < n[0]; ++i)
        points.push_back(box.cartesian({(i + 0.5) / n[0], (j + 0.5) / n[1], (k + 0.5) / n[2]}));
  auto const field = stress_field(exec, to_device(exec, points, "points"), s.atoms.positions, s.velocities,
                                  s.atoms.types, box, s.masses, s.list, eam.pair_forces(), settings.radius);
  auto const density = to_host(exec, field.density);
  auto const momentum = to_host(exec, field.momentum);
  auto const at = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, stress_of(exec, field));
  for (std::size_t p = 0; p < points.size(); ++p) {
    Six const stress = scaled(row_of(at, p), units::pressure);
    Vec3<double> const u = density[p] > 0 ? (1 / density[p]) * momentum[p] : Vec3<double>{};
    examples::FrameJob::Row row{{"frame", double(frame.number)},
                                {"step", double(frame.atoms.timestep)},
                                {"x", points[p].x},
                                {"y", points[p].y},
                                {"z", points[p].z},
                                {"mass_density", density[p] / units::mass * units::density},
                                {"vx", u.x},
                                {"vy", u.y},
                                {"vz", u.z}};
    for (std::size_t c = 0; c < 6; ++c) row.emplace_back(components[c], stress[c]);
    row.emplace_back("pressure", pressure_of(stress));
    row.emplace_back("von_mises", von_mises(stress));
    settings.field.add(row);
  }
}

/// The columns of OUT. Atoms without a Voronoi cell have no volume; their pressure and von Mises stress are 0.
std::vector<io::Column> columns_of(Exec const& exec, State const& s, std::vector<double> const& volumes) {
  std::vector<io::Column> columns;
  io::append_columns(exec, columns, components, s.stress);
  io::Column pressure{"pressure", {}}, mises{"von_mises", {}};
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    Six stress;
    for (std::size_t k = 0; k < 6; ++k)
      stress[k] = volumes[i] > 0 ? columns[k].values[i] / volumes[i] * units::pressure : 0;
    pressure.values.push_back(pressure_of(stress));
    mises.values.push_back(von_mises(stress));
  }
  columns.push_back(io::column("volume", volumes));
  columns.push_back(pressure);
  columns.push_back(mises);
  return columns;
}

/// Prints the stress of the box, and adds it to the row of `--table`, with the means over the chosen atoms.
void summarize(examples::FrameJob& job, examples::Frame const& frame, std::vector<io::Column> const& columns,
               bool moving) {
  Six sum{};
  for (std::size_t k = 0; k < 6; ++k)
    for (double const s : columns[k].values) sum[k] += s;
  Six const stress = scaled(sum, units::pressure / frame.atoms.box.volume());
  examples::FrameJob::Row row{{"atoms", double(frame.chosen_count())}};
  std::printf("%zu atoms, stress of the box (bar, %s)\n", frame.atoms.size(),
              moving ? "with its kinetic part" : "no velocities, so no kinetic part");
  for (std::size_t k = 0; k < 6; ++k) {
    row.emplace_back(components[k], stress[k]);
    std::printf("  %s %.9g\n", components[k].c_str(), stress[k]);
  }
  row.emplace_back("pressure", pressure_of(stress));
  row.emplace_back("von_mises", von_mises(stress));
  std::printf("pressure %.9g bar, von Mises stress %.9g bar\n", pressure_of(stress), von_mises(stress));
  double mean[2] = {0, 0}, count = 0;
  for (std::size_t i = 0; i < frame.chosen.size(); ++i) {
    if (!frame.chosen[i]) continue;
    ++count;
    for (std::size_t k = 0; k < 2; ++k) mean[k] += columns[7 + k].values[i];
  }
  for (double& m : mean) m /= std::max(1.0, count);
  row.emplace_back("atom_pressure", mean[0]);
  row.emplace_back("atom_von_mises", mean[1]);
  std::printf("means over %s atoms: pressure %.9g bar, von Mises stress %.9g bar\n",
              job.has_choice() ? "chosen" : "all", mean[0], mean[1]);
  job.add_row(frame, row);
}

}  // namespace

int main(int argc, char** argv) {
  examples::Program program("stress", "Stress of each atom, in slabs, and as a field");
  std::string potential;
  std::vector<std::string> elements;
  Settings settings;
  examples::FrameJob job;
  program.add_option("--potential", potential, "EAM potential: setfl (eam/alloy or eam/fs) or funcfl (eam)")
      ->required();
  program.add_names("--elements", elements, "the element of each type, in order")->required();
  program.add_option("--slabs", settings.slabs, "number of slabs of the profile")->within(1, 100000);
  program.add_option("--axis", settings.axis, "edge of the box that the slabs divide: x, y or z")
      ->one_of({"x", "y", "z"})
      ->capture_default_str();
  settings.profile.add_to(program, "a CSV file to write: a line for each frame and slab");
  program.add_numbers("--grid", settings.grid, "numbers of points of the field along the edges of the box");
  program.add_option("--radius", settings.radius, "radius of the field's kernel (A)");
  settings.field.add_to(program, "a CSV file to write: a line for each frame and point");
  job.add_to(program);
  job.results = {"sxx", "syy", "szz", "sxy", "sxz", "syz", "volume", "pressure", "von_mises"};
  program.footer(
      "sxx to syz of an atom are its stress times its volume in eV, LAMMPS' compute stress/atom, positive in tension,\n"
      "with the kinetic part where IN has velocities. Pressure and von Mises stress are in bar, with the volume of "
      "the\n"
      "atom's Voronoi cell. In slabs and at points all stresses are in bar.");
  return program.run(argc, argv, [&] {
    Exec const exec{};
    examples::require_other_file(potential, job.out);
    settings.check(program, potential, job);
    job.finish = [&] {
      settings.profile.write();
      settings.field.write();
    };
    auto eam = examples::forces_of(exec, potential, elements);
    job.run(program, [&](examples::Frame const& frame) {
      auto const& c = frame.atoms;
      examples::note_unused_elements(frame.where, c, elements);
      examples::note_outside_walls(frame.where, c);
      State const state = evaluate(exec, frame, eam, elements);
      auto const volumes = to_host(exec, voronoi(exec, state.atoms.positions, c.box, {.faces = false}).volumes);
      auto const columns = columns_of(exec, state, volumes);
      summarize(job, frame, columns, !c.velocities.empty());
      if (settings.profile.wanted()) add_profile(exec, frame, state, settings);
      if (settings.field.wanted()) add_field(exec, frame, state, eam, settings);
      return columns;
    });
  });
}
