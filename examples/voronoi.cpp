// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Voronoi cells of a configuration: index <n3 n4 n5 n6>, faces, volume, area, and the most frequent indices.
//
//     voronoi --relative-face-threshold 0.01 glass.dump cells.dump

#include <tektite/io.hpp>
#include <tektite/voronoi.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/first_frame.hpp"
#include "common/numbers_by_type.hpp"

namespace {

/// One radius per atom. \param named by elements of the file, or by its type numbers
std::vector<double> radii_of(std::string const& in, tektite::io::Configuration const& c,
                             std::vector<std::pair<std::string, double>> const& named) {
  auto const numbers = tektite::examples::numbers_by_type("--radii", in, c, named);
  std::vector<double> radii;
  for (int const type : tektite::io::types_from_zero(c)) radii.push_back(numbers[std::size_t(type)]);
  return radii;
}

}  // namespace

int main(int argc, char** argv) {
  tektite::examples::Program program("voronoi", "Voronoi cells and their indices <n3 n4 n5 n6>");
  tektite::VoronoiOptions options{.faces = false};
  std::vector<std::pair<std::string, double>> radii;
  std::string in, out;
  program.add_option("--face-threshold", options.face_threshold, "drop faces of at most this area (A^2)");
  program.add_option("--relative-face-threshold", options.relative_face_threshold,
                     "drop faces of at most this fraction of the cell's surface, e.g. 0.01");
  program.add_option("--edge-threshold", options.edge_threshold, "do not count edges of at most this length (A)");
  program.add_named_numbers("--radii", radii,
                            "radical cells with these radii (A): one for each element of IN, or for each type number");
  program.files(in, out);
  return program.run(argc, argv, [&] {
    tektite::require(options.relative_face_threshold <= 1, "--relative-face-threshold ",
                     options.relative_face_threshold, " must lie between 0 and 1");
    tektite::examples::Exec const exec{};
    tektite::examples::require_other_file(in, out);
    auto const configuration = tektite::examples::first_frame(in);
    tektite::examples::note_outside_walls(in, configuration);
    auto const positions = tektite::to_device(exec, configuration.positions);
    auto const& box = configuration.box;
    auto const cells =
        radii.empty() ? voronoi(exec, positions, box, options)
                      : radical_voronoi(exec, positions, tektite::to_device(exec, radii_of(in, configuration, radii)),
                                        box, options);

    // The cells must fill the box.
    auto const volumes = tektite::to_host(cells.volumes);
    double volume = 0;
    for (double const v : volumes) volume += v;
    tektite::require(volumes.empty() || std::abs(volume - box.volume()) <= 1e-9 * box.volume(), in,
                     ": the cells' volumes sum to ", volume, ", but the box has ", box.volume());

    std::vector<tektite::io::Column> columns;
    tektite::io::append_columns(exec, columns, {"n3", "n4", "n5", "n6"}, voronoi_indices(exec, cells));
    columns.push_back(tektite::io::column("faces", cells.face_counts));
    columns.push_back(tektite::io::column("volume", volumes));
    columns.push_back(tektite::io::column("area", cells.surface_areas));
    columns.push_back(tektite::io::column("status", cells.status));
    write_dump(out, configuration, columns, {});

    double const atoms = std::max(1.0, double(configuration.size()));
    std::int64_t faces = 0, faces_dropped = 0, edges_dropped = 0, duplicates = 0, incomplete = 0, degenerate = 0;
    for (int const n : tektite::to_host(cells.face_counts)) faces += n;
    for (int const n : tektite::to_host(cells.faces_dropped)) faces_dropped += n;
    for (int const n : tektite::to_host(cells.edges_dropped)) edges_dropped += n;
    for (tektite::Status const s : tektite::to_host(cells.status)) {
      degenerate += s == tektite::Status::degenerate;
      duplicates += s == tektite::Status::duplicate;
      incomplete += s == tektite::Status::incomplete;
    }
    if (configuration.size() == 0)
      std::printf("no atoms, so no cells\n");
    else
      std::printf("%zu atoms, %.4f faces per cell, volumes sum to the box within %.1e\n", configuration.size(),
                  double(faces) / atoms, std::abs(volume / box.volume() - 1));
    std::printf("dropped: %lld faces, %lld edges; cells with vertices of higher order: %lld; not computed: %lld\n",
                static_cast<long long>(faces_dropped), static_cast<long long>(edges_dropped),
                static_cast<long long>(degenerate), static_cast<long long>(duplicates + incomplete));
    if (duplicates > 0)
      std::printf("not computed, because another atom is at the same place: %lld (status %d)\n",
                  static_cast<long long>(duplicates), int(tektite::Status::duplicate));
    if (incomplete > 0)
      std::printf("not computed, because no closed cell was found: %lld (status %d)\n",
                  static_cast<long long>(incomplete), int(tektite::Status::incomplete));
    std::int64_t icosahedra = 0;
    for (bool const full :
         tektite::to_host(tektite::select_index(exec, voronoi_indices(exec, cells), tektite::full_icosahedron)))
      icosahedra += full;
    std::printf("full icosahedra <0 0 12 0>: %lld, %.4f %% of the atoms\n", static_cast<long long>(icosahedra),
                100 * double(icosahedra) / atoms);
    std::printf("rank  index             cells        %%\n");
    int rank = 0;
    for (auto const& [index, count] : index_histogram(exec, cells)) {
      std::string const text = "<" + std::to_string(index[0]) + " " + std::to_string(index[1]) + " " +
                               std::to_string(index[2]) + " " + std::to_string(index[3]) + ">";
      std::printf("%4d  %-14s %8lld  %7.3f\n", ++rank, text.c_str(), static_cast<long long>(count),
                  100 * double(count) / atoms);
    }
  });
}
