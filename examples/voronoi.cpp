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

/// Rows of a View, in a View of the same type.
template <class Rows>
Rows rows_of(Rows const& all, std::vector<std::size_t> const& which) {
  auto const from = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, all);
  Rows const rows("rows", which.size());
  auto const to = Kokkos::create_mirror_view(rows);
  for (std::size_t k = 0; k < which.size(); ++k) {
    if constexpr (Rows::rank() == 1)
      to(k) = from(which[k]);
    else
      for (std::size_t n = 0; n < from.extent(1); ++n) to(k, n) = from(which[k], n);
  }
  Kokkos::deep_copy(rows, to);
  return rows;
}

/// The chosen cells, as far as the statistics below need them.
Cells chosen_cells(Cells const& all, std::vector<int> const& chosen) {
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < chosen.size(); ++i)
    if (chosen[i]) which.push_back(i);
  Cells cells;
  cells.indices = rows_of(all.indices, which);
  cells.status = rows_of(all.status, which);
  cells.face_counts = rows_of(all.face_counts, which);
  cells.faces_dropped = rows_of(all.faces_dropped, which);
  cells.edges_dropped = rows_of(all.edges_dropped, which);
  return cells;
}

/// How many cells, faces and edges there are, and what was dropped.
struct Summary {
  explicit Summary(Exec const& exec, Cells const& cells) : atoms(cells.status.extent(0)) {
    for (int const n : to_host(exec, cells.face_counts)) faces += n;
    for (int const n : to_host(exec, cells.faces_dropped)) faces_dropped += n;
    for (int const n : to_host(exec, cells.edges_dropped)) edges_dropped += n;
    StatusCounts const status = count_status(exec, cells.status);
    degenerate = status[Status::degenerate];
    duplicates = status[Status::duplicate];
    incomplete = status[Status::incomplete];
    for (bool const full : to_host(exec, select_index(exec, cells.indices, full_icosahedron))) icosahedra += full;
  }

  void print(double volume_error) const {
    auto const number = [](std::int64_t n) { return static_cast<long long>(n); };
    if (atoms == 0)
      std::printf("no atoms, so no cells\n");
    else
      std::printf("%zu atoms, %.4f faces per cell, volumes sum to the box within %.1e\n", atoms,
                  double(faces) / double(atoms), volume_error);
    std::printf("dropped: %lld faces, %lld edges; cells with vertices of higher order: %lld; not computed: %lld\n",
                number(faces_dropped), number(edges_dropped), number(degenerate), number(duplicates + incomplete));
    if (duplicates > 0)
      std::printf("not computed, because another atom is at the same place: %lld (status %d)\n", number(duplicates),
                  int(Status::duplicate));
    if (incomplete > 0)
      std::printf("not computed, because no closed cell was found: %lld (status %d)\n", number(incomplete),
                  int(Status::incomplete));
    std::printf("full icosahedra <0 0 12 0>: %lld, %.4f %% of the atoms\n", number(icosahedra),
                100 * double(icosahedra) / std::max(1.0, double(atoms)));
  }

  /// Means of no atoms are no numbers.
  examples::FrameJob::Row row() const {
    double const count = double(atoms);
    return {{"atoms", count},
            {"faces_per_cell", double(faces) / count},
            {"icosahedra", double(icosahedra)},
            {"icosahedral_fraction", double(icosahedra) / count},
            {"faces_dropped", double(faces_dropped)},
            {"edges_dropped", double(edges_dropped)},
            {"degenerate", double(degenerate)},
            {"not_computed", double(duplicates + incomplete)}};
  }

  std::size_t atoms;
  std::int64_t faces = 0, faces_dropped = 0, edges_dropped = 0, duplicates = 0, incomplete = 0, degenerate = 0;
  std::int64_t icosahedra = 0;
};

/// The most frequent indices.
void print_indices(Exec const& exec, Cells const& cells) {
  double const atoms = std::max(1.0, double(cells.status.extent(0)));
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
      // All atoms bound the cells; the statistics are of those that are chosen.
      auto const chosen = job.has_choice() ? chosen_cells(cells, frame.chosen) : cells;
      Summary const summary(exec, chosen);
      summary.print(std::abs(volume / box.volume() - 1));
      print_indices(exec, chosen);
      job.add_row(frame, summary.row());

      std::vector<io::Column> columns;
      io::append_columns(exec, columns, {"n3", "n4", "n5", "n6"}, cells.indices);
      columns.push_back(io::column("faces", cells.face_counts));
      columns.push_back(io::column("volume", volumes));
      columns.push_back(io::column("area", cells.surface_areas));
      columns.push_back(io::column("status", cells.status));
      return columns;
    });
  });
}
