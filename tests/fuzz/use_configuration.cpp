// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
#include "use_configuration.hpp"

#include <cmath>
#include <numeric>
#include <set>
#include <string>
#include <tektite/core/copy.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/io/write_data.hpp>
#include <tektite/io/write_dump.hpp>
#include <tektite/io/write_xyz.hpp>
#include <tektite/neighbors/neighbor_list.hpp>
#include <tektite/network/ordered_networks.hpp>
#include <tektite/percolation/percolation_clusters.hpp>
#include <tektite/stats/radial_distribution.hpp>
#include <tektite/strain/local_deformation.hpp>
#include <tektite/voronoi/indices.hpp>
#include <tektite/voronoi/voronoi.hpp>
#include <vector>

#include "target.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Points = Kokkos::View<Vec3<double>*, Memory>;

namespace fuzz {

namespace {

bool is_finite(Vec3<double> const& v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

double edge_sum(Box const& box) { return norm(box.edge(0)) + norm(box.edge(1)) + norm(box.edge(2)); }

/// Whether two boxes have the same axes, and edges and origins that differ by at most a fraction of their size.
bool same_box(Box const& a, Box const& b, double tolerance) {
  double const size = norm(a.origin()) + edge_sum(a);
  for (int k = 0; k < 3; ++k)
    if (a.periodic(k) != b.periodic(k) || !(norm(a.edge(k) - b.edge(k)) <= tolerance * size)) return false;
  return norm(a.origin() - b.origin()) <= tolerance * size;
}

/// Whether lower and upper bounds of the box keep the digits of its edges.
bool bounds_keep_edges(Box const& box) {
  double const shortest = std::min({box.height(0), box.height(1), box.height(2)});
  return norm(box.origin()) + edge_sum(box) < 1e4 * shortest;
}

std::string element(io::Configuration const& c, std::size_t i) {
  auto const type = static_cast<std::size_t>(c.types[i]);
  return type < c.elements.size() ? c.elements[type] : std::string();
}

void check_same_atoms(io::Configuration const& a, io::Configuration const& b, char const* format) {
  expect(b.ids == a.ids, format, ": other ids are read than written");
  expect(b.types == a.types, format, ": other types are read than written");
  expect(b.positions == a.positions, format, ": other positions are read than written");
  expect(b.velocities == a.velocities, format, ": other velocities are read than written");
  expect(b.images == a.images, format, ": other image flags are read than written");
}

void check_same_columns(io::Configuration const& a, io::Configuration const& b, char const* format) {
  expect(b.timestep == a.timestep, format, ": another time step is read than written");
  auto const same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
  // Columns that are positions in another form are not written.
  std::set<std::string> const positions{"x",  "y",   "z",   "xs",  "ys", "zs", "xu", "yu",
                                        "zu", "xsu", "ysu", "zsu", "ix", "iy", "iz"};
  std::size_t count = 0;
  for (auto const& column : a.columns) {
    if (positions.contains(column.name)) continue;
    ++count;
    auto const* const twin = b.find(column.name);
    expect(twin != nullptr &&
               std::equal(column.values.begin(), column.values.end(), twin->values.begin(), twin->values.end(), same),
           format, ": another column is read than ", column.name);
  }
  for (auto const& column : a.text_columns) {
    if (positions.contains(column.name)) continue;
    ++count;
    // In a dump, text that looks like numbers becomes numbers.
    bool const found = b.find(column.name) != nullptr ||
                       std::any_of(b.text_columns.begin(), b.text_columns.end(), [&](auto const& twin) {
                         return twin.name == column.name && twin.values == column.values;
                       });
    expect(found, format, ": other text is read than ", column.name);
  }
  expect(b.columns.size() + b.text_columns.size() == count, format, ": ", b.columns.size() + b.text_columns.size(),
         " columns are read, ", count, " written");
}

/// Writes a file and reads it again. What a writer accepts the reader must accept.
/// \returns whether the writer accepted it
template <class Write>
bool write_and_read(char const* name, Write const& write, io::Configuration& back) {
  std::string const path = (scratch_folder() / name).string();
  if (!accepted(path, [&] { write(path); })) return false;
  try {
    back = io::read_configuration(path);
  } catch (Error const& error) {
    throw Finding("what was written is refused: " + std::string(error.what()));
  }
  return true;
}

}  // namespace

void check_content(io::Configuration const& c) {
  std::size_t const n = c.size();
  expect(c.ids.size() == n && c.types.size() == n, "ids, types and positions differ in number");
  expect(c.images.empty() || c.images.size() == n, "images and positions differ in number");
  expect(c.velocities.empty() || c.velocities.size() == n, "velocities and positions differ in number");
  for (std::size_t i = 0; i < n; ++i) {
    expect(i == 0 || c.ids[i - 1] < c.ids[i], "ids are not ascending");
    expect(c.types[i] >= 0, "type ", c.types[i]);
    expect(is_finite(c.positions[i]), "a position is not finite");
    expect(c.velocities.empty() || is_finite(c.velocities[i]), "a velocity is not finite");
  }
  for (double const mass : c.masses) expect(std::isfinite(mass) && mass >= 0, "a mass is ", mass);
  for (auto const& column : c.columns) expect(column.values.size() == n, "column ", column.name, " has another length");
  for (auto const& column : c.text_columns)
    expect(column.values.size() == n, "column ", column.name, " has another length");
  expect(std::isfinite(c.box.volume()) && c.box.volume() > 0, "the volume is ", c.box.volume());
  expect(n == 0 || c.type_count() >= 1, "no types");
}

void check_round_trips(io::Configuration const& c) {
  io::Configuration back;
  if (write_and_read("c.xyz", [&](auto const& path) { io::write_xyz(path, c, {}, io::write_all); }, back)) {
    check_same_atoms(c, back, "extended XYZ");
    check_same_columns(c, back, "extended XYZ");
    expect(same_box(c.box, back.box, 0), "extended XYZ: another box is read than written");
    for (std::size_t i = 0; i < c.size(); ++i) {
      // X1 is how type 1 without a name is written.
      std::string const name = element(c, i);
      bool const named = !name.empty() && name != "X" + std::to_string(c.types[i] + 1);
      expect(!named || name == element(back, i), "extended XYZ: element ", name, " becomes ", element(back, i));
    }
  }
  if (!bounds_keep_edges(c.box)) return;
  if (write_and_read("c.dump", [&](auto const& path) { io::write_dump(path, c, {}, io::write_all); }, back)) {
    check_same_atoms(c, back, "dump");
    check_same_columns(c, back, "dump");
    expect(same_box(c.box, back.box, 1e-9), "dump: another box is read than written");
  }
  if (write_and_read("c.data", [&](auto const& path) { io::write_data(path, c); }, back))
    check_same_atoms(c, back, "data file");
}

namespace {

/// A distance with some tens of neighbours; of a thin box not so many images that these are the work.
double cutoff_for(io::Configuration const& c) {
  double const spacing = std::cbrt(c.box.volume() / double(std::max<std::size_t>(c.size(), 1)));
  double const shortest = std::min({c.box.height(0), c.box.height(1), c.box.height(2)});
  return std::min(1.473 * spacing, 6.271 * shortest);
}

void check_neighbors(Exec const& exec, Points const& x, Box const& box, double cutoff) {
  std::int64_t total[2] = {0, 0};
  for (bool const half : {false, true}) {
    auto const list = build_neighbor_list(exec, x, box, {.cutoff = cutoff, .half = half});
    auto const offsets = to_host(exec, list.offsets);
    auto const neighbors = to_host(exec, list.neighbors);
    auto const sites = to_host(exec, site_positions(exec, x, box, list.sites));
    expect(offsets.size() == x.extent(0) + 1 && offsets.front() == 0, "neighbour list: wrong offsets");
    total[half] = offsets.back();
    for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
      expect(offsets[i] <= offsets[i + 1], "neighbour list: offsets descend");
      for (auto k = static_cast<std::size_t>(offsets[i]); k < static_cast<std::size_t>(offsets[i + 1]); ++k) {
        double const distance = norm(sites[static_cast<std::size_t>(neighbors[k])] - sites[i]);
        expect(distance <= cutoff * (1 + 1e-9), "neighbour list: a distance of ", distance, " for cutoff ", cutoff);
      }
    }
  }
  expect(total[0] == 2 * total[1], "neighbour list: ", total[0], " entries in the full list, ", total[1],
         " in the half");
}

void check_cells(Exec const& exec, Points const& x, Box const& box) {
  auto const cells = voronoi(exec, x, box);
  auto const volumes = to_host(exec, cells.volumes);
  auto const areas = to_host(exec, cells.surface_areas);
  auto const status = to_host(exec, cells.status);
  double sum = 0;
  bool complete = true;
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    expect(std::isfinite(volumes[i]) && volumes[i] >= 0, "Voronoi: a volume is ", volumes[i]);
    expect(std::isfinite(areas[i]) && areas[i] >= 0, "Voronoi: an area is ", areas[i]);
    bool const known = status[i] == Status::ok || status[i] == Status::degenerate || status[i] == Status::duplicate;
    expect(known || status[i] == Status::incomplete, "Voronoi: status ", int(status[i]));
    complete = complete && known;
    sum += volumes[i];
  }
  // The program `voronoi` ends with an error where this does not hold.
  if (complete && !volumes.empty())
    expect(std::abs(sum - box.volume()) <= 1e-9 * box.volume(), "Voronoi: volumes sum to ", sum, " in a box of ",
           box.volume());
  for (double const area : to_host(exec, cells.areas)) expect(std::isfinite(area) && area >= 0, "Voronoi: face ", area);
  if (volumes.empty()) return;

  auto const indices = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, cells.indices);
  auto const centers = select_index(exec, cells.indices, {indices(0, 0), indices(0, 1), indices(0, 2), indices(0, 3)});
  auto const networks = ordered_networks(exec, cells, centers);
  auto const sizes = to_host(exec, networks.sizes);
  for (int const size : sizes) expect(size >= 1 && size <= int(volumes.size()), "network: size ", size);
  for (int const label : to_host(exec, networks.labels))
    expect(label >= 0 && label <= int(sizes.size()), "network: label ", label);
}

void check_radial_distribution(Exec const& exec, Points const& x, io::Configuration const& c, double cutoff) {
  constexpr int most_types = 64;  // pairs of types grow with the square
  if (c.type_count() > most_types) return;
  auto const types = to_device(exec, c.types);
  auto const rdf = radial_distribution(exec, x, types, c.box, {.cutoff = cutoff, .bins = 20});
  for (double const g : to_host(exec, rdf.total)) expect(std::isfinite(g) && g >= 0, "rdf: g is ", g);
}

void check_clusters(Exec const& exec, Points const& x, Box const& box, double cutoff) {
  std::size_t const n = x.extent(0);
  Kokkos::View<bool*, Memory> const all("all", n);
  Kokkos::deep_copy(exec, all, true);
  auto const clusters = percolation_clusters(exec, contacts_within(exec, x, box, 0.8 * cutoff), all);
  auto const sizes = to_host(exec, clusters.sizes);
  auto const sum = std::accumulate(sizes.begin(), sizes.end(), std::int64_t(0));
  expect(sum == std::int64_t(n) && clusters.selected == sum, "percolation: clusters hold ", sum, " of ", n, " atoms");
  for (int const wraps : to_host(exec, clusters.wraps)) {
    expect(wraps >= 0 && wraps < 8, "percolation: wraps ", wraps);
    for (int d = 0; d < 3; ++d)
      expect(box.periodic(d) || (wraps >> d & 1) == 0, "percolation: a cluster wraps around a wall");
  }
}

/// Strain of a configuration against itself: none.
void check_strain(Exec const& exec, Points const& x, Box const& box, double cutoff) {
  auto const found = local_deformation(exec, x, box, x, box, {.affine = {.cutoff = cutoff}});
  auto const before = to_host(exec, x), after = to_host(exec, found.frames.positions);
  for (std::size_t i = 0; i < before.size(); ++i)
    expect(norm(after[i] - before[i]) <= 1e-9 * (edge_sum(box) + norm(before[i])), "strain: atom ", i,
           " moves against itself");
  auto const& field = found.affine;
  auto const gradient = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, field.F);
  auto const d2min = to_host(exec, field.d2min);
  auto const status = to_host(exec, field.status);
  for (std::size_t i = 0; i < status.size(); ++i) {
    if (status[i] != Status::ok) continue;
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a)
        expect(std::abs(gradient(i, k, a) - (k == a)) <= 1e-6, "strain: F of atom ", i, " is ", gradient(i, k, a));
    expect(d2min[i] >= 0 && d2min[i] <= 1e-6 * cutoff * cutoff, "strain: d2min of atom ", i, " is ", d2min[i]);
  }
}

}  // namespace

void run_algorithms(io::Configuration const& c) {
  constexpr std::size_t most_atoms = 300;
  if (c.size() > most_atoms) return;
  Exec const exec{};
  auto const x = to_device(exec, c.positions, "positions");
  double const cutoff = cutoff_for(c);
  accepted("", [&] { check_neighbors(exec, x, c.box, cutoff); });
  accepted("", [&] { check_radial_distribution(exec, x, c, cutoff); });
  accepted("", [&] { check_clusters(exec, x, c.box, cutoff); });
  accepted("", [&] { check_cells(exec, x, c.box); });
  accepted("", [&] { check_strain(exec, x, c.box, cutoff); });
}

void use(io::Configuration const& c) {
  check_content(c);
  check_round_trips(c);
  run_algorithms(c);
}

}  // namespace fuzz
