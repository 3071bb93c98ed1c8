// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib CLI11::CLI11
//
// Clusters of atoms whose property exceeds a threshold, and whether they wrap around the box.

#include <tektite/io.hpp>
#include <tektite/percolation.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "common/atoms.hpp"
#include "common/command_line.hpp"

namespace {

/// Any column of the file by its name there.
std::vector<double> property(tektite::io::Configuration const& c, std::string const& name) {
  if (auto const* column = c.find(name)) return column->values;
  std::vector<double> values(c.size());
  for (int d = 0; d < 3; ++d) {
    std::string const axis(1, "xyz"[d]);
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (name == axis) values[i] = c.positions[i][d];
      if (name == "v" + axis && !c.velocities.empty()) values[i] = c.velocities[i][d];
      if (name == "i" + axis && !c.images.empty()) values[i] = c.images[i][d];
    }
    if (name == axis || (name == "v" + axis && !c.velocities.empty()) || (name == "i" + axis && !c.images.empty()))
      return values;
  }
  if (name == "type") return {c.types.begin(), c.types.end()};
  if (name == "id") return {c.ids.begin(), c.ids.end()};
  std::string known;
  for (auto const& column : c.columns) known += " " + column.name;
  tektite::examples::fail("there is no column '", name, "' in the input; it has id type x y z", known);
}

std::string axes(int wraps) {
  std::string text;
  for (int d = 0; d < 3; ++d) {
    if (wraps >> d & 1) text += std::string(text.empty() ? "" : " ") + "abc"[d];
  }
  return text.empty() ? "none" : text;
}

}  // namespace

int main(int argc, char** argv) {
  tektite::examples::Program program("percolation", "Clusters of the atoms above a threshold of one property");
  std::string name, in, out;
  double above = 0, cutoff = 0;
  program.add_option("--property", name, "a column of the input")->required();
  program.add_option("--above", above, "atoms with a larger value are selected")->required();
  program.add_option("--cutoff", cutoff, "selected atoms within this distance touch (A)")->required();
  program.files(in, out);
  return program.run(argc, argv, [&] {
    tektite::examples::require(std::isfinite(above), "--above ", above, " must be finite");
    tektite::examples::Exec const exec{};
    auto const configuration = tektite::io::read_configuration(in);
    auto const atoms = tektite::examples::atoms_on_device(exec, configuration);
    auto const values = tektite::io::to_device(exec, property(configuration, name));
    auto const selected = tektite::select_above(exec, values, above);
    auto const contacts = contacts_within(exec, atoms.positions, configuration.box, cutoff);
    auto const clusters = percolation_clusters(exec, contacts, selected);
    write_dump(out, configuration, {tektite::examples::column("cluster", clusters.labels)}, {});

    std::printf("S_all %lld of %zu atoms in %zu clusters\n", static_cast<long long>(clusters.selected),
                configuration.size(), clusters.count());
    std::printf("S_max %lld, S_max/S_all %.6f, mean size without the largest %.6g\n",
                static_cast<long long>(clusters.largest), clusters.ratio(), clusters.mean_size_without_largest);
    auto const sizes = tektite::io::to_host(clusters.sizes);
    auto const wraps = tektite::io::to_host(clusters.wraps);
    if (!sizes.empty()) std::printf("cluster  size  wraps around box edges\n");
    for (std::size_t k = 0; k < std::min<std::size_t>(sizes.size(), 10); ++k)
      std::printf("%7zu  %4d  %s\n", k + 1, sizes[k], axes(wraps[k]).c_str());
  });
}
