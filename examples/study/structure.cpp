// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_study_config
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "study/measure.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/dynamics/minimize.hpp"
#include "tektite/dynamics/units.hpp"
#include "tektite/io/columns.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/io/system.hpp"
#include "tektite/io/text_writer.hpp"
#include "tektite/io/write_dump.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/network.hpp"
#include "tektite/stats/radial_distribution.hpp"
#include "tektite/voronoi.hpp"

namespace study {

using namespace tektite;
namespace fs = std::filesystem;

namespace {

/// Largest force that an inherent structure may have left, eV/A. Atoms are then within about 1e-3 A of the minimum.
constexpr double inherent_force = 1e-3;

/// Count, mean and standard deviation of the energies of some atoms.
struct Group {
  std::int64_t atoms = 0;
  double sum = 0, squares = 0;

  void add(double value) {
    ++atoms;
    sum += value;
    squares += value * value;
  }
  double mean() const { return atoms > 0 ? sum / double(atoms) : 0; }
  double deviation() const {
    double const m = mean();
    return atoms > 1 ? std::sqrt(std::max(0.0, (squares - double(atoms) * m * m) / double(atoms - 1))) : 0;
  }
};

void write_energies(fs::path const& path, Config const& config, io::Configuration const& c,
                    std::vector<double> const& energy, io::Column const* region) {
  io::TextWriter out(path);
  out << "element,group,atoms,mean_eV,sd_eV\n";
  for (std::size_t type = 0; type < config.elements.size(); ++type) {
    for (char const* name : {"regions", "matrix", "all"}) {
      std::string const wanted = name;
      if (!region && wanted != "all") continue;
      Group group;
      for (std::size_t i = 0; i < c.size(); ++i) {
        if (c.types[i] != static_cast<int>(type)) continue;
        if (wanted == "all" || (wanted == "regions") == (region->values[i] > 0)) group.add(energy[i]);
      }
      out << config.elements[type] << ',' << wanted << ',' << group.atoms << ',' << group.mean() << ','
          << group.deviation() << '\n';
    }
  }
  out.commit();
}

/// Networks by atom, and their sizes by number.
struct Networks {
  std::vector<int> label, atoms;
  std::vector<double> centers;
};

Networks find_networks(Exec const& exec, VoronoiCells<Memory> const& cells, VoronoiIndex const& wanted,
                       int min_shared) {
  auto const found =
      ordered_networks(exec, cells, select_index(exec, cells.indices, wanted), {.min_shared = min_shared});
  Networks result{to_host(exec, found.labels), to_host(exec, found.sizes), {}};
  result.centers.assign(result.atoms.size(), 0.0);
  for (int const network : to_host(exec, found.network_of)) result.centers[network - 1] += 1;
  return result;
}

/// Distance of every atom to the nearest of some marked atoms; -1 where none is marked.
std::vector<double> distance_to_marked(Exec const& exec, Positions const& x, Box const& box,
                                       std::vector<int> const& marked) {
  std::size_t const n = x.extent(0);
  if (marked.empty()) return std::vector<double>(n, -1.0);
  auto const targets = to_device(exec, marked, "study::marked");
  Kokkos::View<double*, Memory> const distance("study::distance", n);
  int const count = static_cast<int>(marked.size());
  Kokkos::parallel_for(
      "tektite::study::distance", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
        double best = 1e300;
        for (int k = 0; k < count; ++k) {
          Vec3<double> const d = box.minimum_image(x(targets(k)) - x(i));
          best = Kokkos::min(best, dot(d, d));
        }
        distance(i) = Kokkos::sqrt(best);
      });
  return to_host(exec, distance);
}

VoronoiIndex wanted_index(Config const& config) {
  VoronoiIndex index{};
  for (std::size_t k = 0; k < 4; ++k) index[k] = static_cast<int>(config.index[k]);
  return index;
}

/// The table of all Voronoi indices. \returns the fraction of atoms that have the wanted one
double write_indices(fs::path const& path, Exec const& exec, VoronoiCells<Memory> const& cells,
                     VoronoiIndex const& wanted) {
  double ordered = 0, counted = 0;
  io::Table table;
  for (char const* name : {"n3", "n4", "n5", "n6", "atoms"}) table.columns.push_back({name, {}});
  for (IndexCount const& entry : index_histogram(exec, cells, std::numeric_limits<std::size_t>::max())) {
    for (std::size_t k = 0; k < 4; ++k) table.columns[k].values.push_back(entry.index[k]);
    table.columns[4].values.push_back(double(entry.count));
    counted += double(entry.count);
    if (entry.index == wanted) ordered = double(entry.count);
  }
  io::write_csv(path, table);
  return counted > 0 ? ordered / counted : 0;
}

void write_distributions(fs::path const& path, Exec const& exec, RadialDistribution<Memory> const& rdf) {
  auto const partial = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, rdf.partial);
  auto const counts = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, rdf.counts);
  io::Table table;
  table.columns = {io::column(exec, "r", rdf.r), io::column(exec, "g", rdf.total)};
  for (int a = 1; a <= rdf.type_count; ++a) {
    for (int b = a; b <= rdf.type_count; ++b) {
      auto const row = Kokkos::subview(partial, pair_row(rdf.type_count, a - 1, b - 1), Kokkos::ALL);
      table.columns.push_back(io::column("g_" + std::to_string(a) + std::to_string(b), row));
    }
  }
  io::Column pairs{"pairs", std::vector<double>(partial.extent(1), 0.0)};
  for (std::size_t row = 0; row < counts.extent(0); ++row) {
    for (std::size_t k = 0; k < counts.extent(1); ++k) pairs.values[k] += 0.5 * double(counts(row, k));
  }
  table.columns.push_back(std::move(pairs));
  io::write_csv(path, table);
}

void write_networks(fs::path const& path, Networks const& networks) {
  io::Table table;
  for (char const* name : {"network", "atoms", "centers"}) table.columns.push_back({name, {}});
  for (std::size_t k = 0; k < networks.atoms.size(); ++k) {
    table.columns[0].values.push_back(double(k + 1));
    table.columns[1].values.push_back(double(networks.atoms[k]));
    table.columns[2].values.push_back(networks.centers[k]);
  }
  io::write_csv(path, table);
}

/// Atoms of the fifteen largest networks.
std::vector<int> atoms_of_large_networks(Networks const& networks) {
  std::vector<int> atoms;
  for (std::size_t i = 0; i < networks.label.size(); ++i) {
    if (networks.label[i] > 0 && networks.label[i] <= 15) atoms.push_back(static_cast<int>(i));
  }
  return atoms;
}

/// Numbers of the whole configuration.
void write_summary(fs::path const& path, Context const& context, io::Configuration const& c,
                   std::vector<double> const& energy, VoronoiCells<Memory> const& cells, double index_fraction,
                   RadialDistribution<Memory> const& rdf) {
  Exec const& exec = context.exec;
  std::size_t const n = c.size();
  auto const faces = to_host(exec, cells.face_counts);
  double total = 0, mass = 0, face_sum = 0, cell_volume = 0;
  for (std::size_t i = 0; i < n; ++i) {
    total += energy[i];
    mass += context.forces.masses()[c.types[i]];
    face_sum += faces[i];
  }
  for (double const v : to_host(exec, cells.volumes)) cell_volume += v;
  FirstShell const shell = first_shell(exec, rdf.r, rdf.total);
  io::TextWriter out(path);
  out << "quantity,value\n";
  auto const add = [&](std::string const& name, double value) { out << name << ',' << value << '\n'; };
  add("energy_eV", total / double(n));
  add("density_g_cm3", units::density * mass / c.box.volume());
  add("faces", face_sum / double(n));
  add("index_fraction", index_fraction);
  add("cells_volume_error", std::abs(cell_volume / c.box.volume() - 1));
  add("rdf_peak_A", shell.peak);
  add("rdf_minimum_A", shell.minimum);
  for (int a = 0; a < rdf.type_count; ++a) {
    for (int b = a; b < rdf.type_count; ++b) {
      auto const row = Kokkos::subview(rdf.partial, pair_row(rdf.type_count, a, b), Kokkos::ALL);
      add("peak_" + std::to_string(a + 1) + std::to_string(b + 1) + "_A", first_shell(exec, rdf.r, row).peak);
    }
  }
  out.commit();
}

}  // namespace

double summary_value(fs::path const& folder, std::string const& quantity) {
  std::string const text = read_file(folder / "summary.csv");
  std::string const key = "\n" + quantity + ",";
  auto const at = text.find(key);
  tektite::require(at != std::string::npos, (folder / "summary.csv").string(), ": has no ", quantity);
  return std::stod(text.substr(at + key.size()));
}

io::Configuration inherent_structure(Context const& context, io::Configuration const& c) {
  Exec const& exec = context.exec;
  System system = io::system_from(exec, c, context.config.elements, context.forces.masses());
  auto const found = minimize(exec, system, context.forces, {.cutoff = context.forces.cutoff(), .skin = 1.0},
                              {.force_tolerance = inherent_force});
  tektite::require(found.converged, "inherent structure: a force of ", found.largest_force, " eV/A is left after ",
                   found.evaluations, " evaluations");
  io::Configuration atoms = io::configuration_from(exec, system, context.config.elements, c.timestep);
  atoms.velocities.clear();
  if (io::Column const* const region = c.find("region")) atoms.columns.push_back(*region);
  return atoms;
}

void measure_structure(Context const& context, io::Configuration const& c, fs::path const& folder) {
  Exec const& exec = context.exec;
  Config const& config = context.config;
  System const system = io::system_from(exec, c, config.elements, context.forces.masses());
  io::Column const* const region = c.find("region");

  auto const list = build_neighbor_list(exec, system.positions, system.box, {.cutoff = context.forces.cutoff()});
  context.forces.compute(system.positions, system.types, system.box, list, system.forces);
  auto const energy = to_host(exec, context.forces.energies());
  write_energies(folder / "energies.csv", config, c, energy, region);

  auto const cells = voronoi(exec, system.positions, system.box,
                             {.face_threshold = config.face_threshold,
                              .relative_face_threshold = config.relative_face_threshold,
                              .edge_threshold = config.edge_threshold});
  VoronoiIndex const wanted = wanted_index(config);
  double const index_fraction = write_indices(folder / "indices.csv", exec, cells, wanted);
  auto const rdf = radial_distribution(exec, system.positions, system.types, system.box,
                                       {.cutoff = config.rdf_cutoff,
                                        .bins = static_cast<int>(config.rdf_bins),
                                        .type_count = static_cast<int>(config.elements.size())});
  write_distributions(folder / "rdf.csv", exec, rdf);
  auto const networks = find_networks(exec, cells, wanted, static_cast<int>(config.min_shared));
  write_networks(folder / "networks.csv", networks);

  std::vector<io::Column> columns;
  if (region) columns.push_back(*region);
  columns.push_back({"pe", energy});
  io::append_columns(exec, columns, {"n3", "n4", "n5", "n6"}, cells.indices);
  columns.push_back(io::column(exec, "faces", cells.face_counts));
  columns.push_back(io::column(exec, "volume", cells.volumes));
  columns.push_back(io::column("network", networks.label));
  columns.push_back(
      {"network_distance", distance_to_marked(exec, system.positions, system.box, atoms_of_large_networks(networks))});
  io::write_dump(folder / "atoms.dump", c, columns, {.images = true});
  write_summary(folder / "summary.csv", context, c, energy, cells, index_fraction, rdf);
}

}  // namespace study
