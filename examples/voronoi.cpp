// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Voronoi cells of each frame: index <n3 n4 n5 n6>, faces, volume, area, and the most frequent indices.
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
#include "common/frame_job.hpp"
#include "common/numbers_by_type.hpp"
#include "common/start_frame.hpp"

using namespace tektite;
using examples::Exec;

namespace {

using Cells = VoronoiCells<Exec::memory_space>;

/// One radius per atom. \param named by elements of the file, or by its type numbers
std::vector<double> radii_of(examples::Frame const& frame, std::vector<std::pair<std::string, double>> const& named) {
  auto const numbers = examples::numbers_by_type("--radii", frame.where, frame.atoms, named);
  std::vector<double> radii;
  for (int const type : frame.atoms.types) radii.push_back(numbers[std::size_t(type)]);
  return radii;
}

/// How many cells, faces and edges there are, and what was dropped.
void print_summary(Cells const& cells, Box const& box, double volume) {
  std::int64_t faces = 0, faces_dropped = 0, edges_dropped = 0;
  for (int const n : to_host(cells.face_counts)) faces += n;
  for (int const n : to_host(cells.faces_dropped)) faces_dropped += n;
  for (int const n : to_host(cells.edges_dropped)) edges_dropped += n;
  StatusCounts const status = count_status(cells.status);
  std::int64_t const duplicates = status[Status::duplicate], incomplete = status[Status::incomplete];
  std::size_t const atoms = cells.status.extent(0);
  if (atoms == 0)
    std::printf("no atoms, so no cells\n");
  else
    std::printf("%zu atoms, %.4f faces per cell, volumes sum to the box within %.1e\n", atoms,
                double(faces) / double(atoms), std::abs(volume / box.volume() - 1));
  std::printf("dropped: %lld faces, %lld edges; cells with vertices of higher order: %lld; not computed: %lld\n",
              static_cast<long long>(faces_dropped), static_cast<long long>(edges_dropped),
              static_cast<long long>(status[Status::degenerate]), static_cast<long long>(duplicates + incomplete));
  if (duplicates > 0)
    std::printf("not computed, because another atom is at the same place: %lld (status %d)\n",
                static_cast<long long>(duplicates), int(Status::duplicate));
  if (incomplete > 0)
    std::printf("not computed, because no closed cell was found: %lld (status %d)\n",
                static_cast<long long>(incomplete), int(Status::incomplete));
}

/// The most frequent indices.
void print_indices(Exec const& exec, Cells const& cells) {
  double const atoms = std::max(1.0, double(cells.status.extent(0)));
  std::int64_t icosahedra = 0;
  for (bool const full : to_host(select_index(exec, voronoi_indices(exec, cells), full_icosahedron)))
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
}

}  // namespace

int main(int argc, char** argv) {
  examples::Program program("voronoi", "Voronoi cells and their indices <n3 n4 n5 n6>");
  VoronoiOptions options{.faces = false};
  std::vector<std::pair<std::string, double>> radii;
  examples::FrameJob job;
  program.add_option("--face-threshold", options.face_threshold, "drop faces of at most this area (A^2)");
  program.add_option("--relative-face-threshold", options.relative_face_threshold,
                     "drop faces of at most this fraction of the cell's surface, e.g. 0.01");
  program.add_option("--edge-threshold", options.edge_threshold, "do not count edges of at most this length (A)");
  program.add_named_numbers("--radii", radii,
                            "radical cells with these radii (A): one for each element of IN, or for each type number");
  job.add_to(program);
  job.results = {"n3", "n4", "n5", "n6", "faces", "volume", "area", "status"};
  return program.run(argc, argv, [&] {
    require(options.relative_face_threshold <= 1, "--relative-face-threshold ", options.relative_face_threshold,
            " must lie between 0 and 1");
    Exec const exec{};
    job.run(program, [&](examples::Frame const& frame) {
      examples::note_outside_walls(frame.where, frame.atoms);
      auto const positions = to_device(exec, frame.atoms.positions);
      auto const& box = frame.atoms.box;
      auto const cells = radii.empty()
                             ? voronoi(exec, positions, box, options)
                             : radical_voronoi(exec, positions, to_device(exec, radii_of(frame, radii)), box, options);

      // The cells must fill the box.
      auto const volumes = to_host(cells.volumes);
      double volume = 0;
      for (double const v : volumes) volume += v;
      require(volumes.empty() || std::abs(volume - box.volume()) <= 1e-9 * box.volume(), frame.where,
              ": the cells' volumes sum to ", volume, ", but the box has ", box.volume());
      print_summary(cells, box, volume);
      print_indices(exec, cells);

      std::vector<io::Column> columns;
      io::append_columns(exec, columns, {"n3", "n4", "n5", "n6"}, voronoi_indices(exec, cells));
      columns.push_back(io::column("faces", cells.face_counts));
      columns.push_back(io::column("volume", volumes));
      columns.push_back(io::column("area", cells.surface_areas));
      columns.push_back(io::column("status", cells.status));
      return columns;
    });
  });
}
