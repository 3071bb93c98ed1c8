// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_study_config
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "study/measure.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/dynamics/units.hpp"
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
        if (c.types[i] != static_cast<int>(type) + 1) continue;
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
  auto const who = to_device(exec, marked, "study::marked");
  Kokkos::View<double*, Memory> const distance("study::distance", n);
  int const count = static_cast<int>(marked.size());
  Kokkos::parallel_for(
      "tektite::study::distance", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
        double best = 1e300;
        for (int k = 0; k < count; ++k) {
          Vec3<double> const d = box.minimum_image(x(who(k)) - x(i));
          best = Kokkos::min(best, dot(d, d));
        }
        distance(i) = Kokkos::sqrt(best);
      });
  return to_host(exec, distance);
}

}  // namespace

double summary_value(fs::path const& folder, std::string const& quantity) {
  std::string const text = read_file(folder / "summary.csv");
  std::string const key = "\n" + quantity + ",";
  auto const at = text.find(key);
  tektite::require(at != std::string::npos, (folder / "summary.csv").string(), ": has no ", quantity);
  return std::stod(text.substr(at + key.size()));
}

void measure_structure(Context const& context, io::Configuration const& c, fs::path const& folder) {
  Exec const& exec = context.exec;
  Config const& config = context.config;
  System const system = io::system_from(exec, c, config.elements, context.forces.masses());
  std::size_t const n = c.size();
  io::Column const* const region = c.find("region");

  auto const list = build_neighbor_list(exec, system.positions, system.box, {.cutoff = context.forces.cutoff()});
  context.forces.compute(system.positions, system.types, system.box, list, system.forces);
  auto const energy = to_host(exec, context.forces.energies());
  write_energies(folder / "energies.csv", config, c, energy, region);

  auto const cells = voronoi(exec, system.positions, system.box,
                             {.face_threshold = config.face_threshold,
                              .relative_face_threshold = config.relative_face_threshold,
                              .edge_threshold = config.edge_threshold});
  auto const histogram = index_histogram(exec, cells, std::numeric_limits<std::size_t>::max());
  VoronoiIndex const wanted{static_cast<int>(config.index[0]), static_cast<int>(config.index[1]),
                            static_cast<int>(config.index[2]), static_cast<int>(config.index[3])};
  double ordered = 0, counted = 0;
  io::Table indices;
  for (char const* name : {"n3", "n4", "n5", "n6", "atoms"}) indices.columns.push_back({name, {}});
  for (IndexCount const& entry : histogram) {
    for (std::size_t k = 0; k < 4; ++k) indices.columns[k].values.push_back(entry.index[k]);
    indices.columns[4].values.push_back(double(entry.count));
    counted += double(entry.count);
    if (entry.index == wanted) ordered = double(entry.count);
  }
  io::write_csv(folder / "indices.csv", indices);

  auto const rdf = radial_distribution(exec, system.positions, system.types, system.box,
                                       {.cutoff = config.rdf_cutoff,
                                        .bins = static_cast<int>(config.rdf_bins),
                                        .type_count = static_cast<int>(config.elements.size())});
  FirstShell const shell = first_shell(exec, rdf.r, rdf.total);
  auto const partial = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, rdf.partial);
  auto const counts = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, rdf.counts);
  io::Table curves;
  curves.columns = {{"r", to_host(exec, rdf.r)}, {"g", to_host(exec, rdf.total)}};
  for (int a = 1; a <= rdf.type_count; ++a) {
    for (int b = a; b <= rdf.type_count; ++b) {
      io::Column one{"g_" + std::to_string(a) + std::to_string(b), {}};
      for (std::size_t k = 0; k < partial.extent(1); ++k) {
        one.values.push_back(partial(pair_row(rdf.type_count, a - 1, b - 1), k));
      }
      curves.columns.push_back(std::move(one));
    }
  }
  io::Column pairs{"pairs", std::vector<double>(partial.extent(1), 0.0)};
  for (std::size_t row = 0; row < counts.extent(0); ++row) {
    for (std::size_t k = 0; k < counts.extent(1); ++k) pairs.values[k] += 0.5 * double(counts(row, k));
  }
  curves.columns.push_back(std::move(pairs));
  io::write_csv(folder / "rdf.csv", curves);

  auto const networks = find_networks(exec, cells, wanted, static_cast<int>(config.min_shared));
  io::Table sizes;
  for (char const* name : {"network", "atoms", "centers"}) sizes.columns.push_back({name, {}});
  for (std::size_t k = 0; k < networks.atoms.size(); ++k) {
    sizes.columns[0].values.push_back(double(k + 1));
    sizes.columns[1].values.push_back(double(networks.atoms[k]));
    sizes.columns[2].values.push_back(networks.centers[k]);
  }
  io::write_csv(folder / "networks.csv", sizes);
  std::vector<int> marked;
  for (std::size_t i = 0; i < n; ++i) {
    if (networks.label[i] > 0 && networks.label[i] <= 15) marked.push_back(static_cast<int>(i));
  }

  std::vector<io::Column> extra;
  if (region) extra.push_back(*region);
  extra.push_back({"pe", energy});
  auto const index = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, cells.indices);
  for (int k = 0; k < 4; ++k) {
    io::Column one{"n" + std::to_string(k + 3), {}};
    for (std::size_t i = 0; i < n; ++i) one.values.push_back(index(i, k));
    extra.push_back(std::move(one));
  }
  auto const faces = to_host(exec, cells.face_counts);
  extra.push_back({"faces", {faces.begin(), faces.end()}});
  extra.push_back({"volume", to_host(exec, cells.volumes)});
  extra.push_back({"network", {networks.label.begin(), networks.label.end()}});
  extra.push_back({"network_distance", distance_to_marked(exec, system.positions, system.box, marked)});
  io::write_dump(folder / "atoms.dump", c, extra, {.images = true});

  double total = 0, mass = 0, face_sum = 0, cell_volume = 0;
  for (std::size_t i = 0; i < n; ++i) {
    total += energy[i];
    mass += context.forces.masses()[c.types[i] - 1];
    face_sum += faces[i];
  }
  for (double const v : to_host(exec, cells.volumes)) cell_volume += v;
  io::TextWriter out(folder / "summary.csv");
  out << "quantity,value\n";
  auto const add = [&](char const* name, double value) { out << name << ',' << value << '\n'; };
  add("energy_eV", total / double(n));
  add("density_g_cm3", units::density * mass / c.box.volume());
  add("faces", face_sum / double(n));
  add("index_fraction", counted > 0 ? ordered / counted : 0);
  add("cells_volume_error", std::abs(cell_volume / c.box.volume() - 1));
  add("rdf_peak_A", shell.peak);
  add("rdf_minimum_A", shell.minimum);
  for (int a = 0; a < rdf.type_count; ++a) {
    for (int b = a; b < rdf.type_count; ++b) {
      auto const row = Kokkos::subview(rdf.partial, pair_row(rdf.type_count, a, b), Kokkos::ALL);
      std::string const name = "peak_" + std::to_string(a + 1) + std::to_string(b + 1) + "_A";
      add(name.c_str(), first_shell(exec, rdf.r, row).peak);
    }
  }
  out.commit();
}

}  // namespace study
