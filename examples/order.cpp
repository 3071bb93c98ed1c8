// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Local order of each frame: faces of the Voronoi cells by their edges, bond-orientational order, common neighbours,
// chemical order.
//
//     order --cutoff 3.8 --l 4,6 glass.dump order.dump

#include <tektite/io.hpp>
#include <tektite/order.hpp>
#include <tektite/voronoi.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/frame_job.hpp"
#include "common/start_frame.hpp"

using namespace tektite;
using examples::Exec;

namespace {

using Cells = VoronoiCells<Exec::memory_space>;
using Positions = Kokkos::View<Vec3<double>*, Exec::memory_space>;

/// What a neighbour is, and which degrees are wanted.
struct Settings {
  double cutoff = 0;
  std::string by = "cutoff";
  std::vector<int> degrees{4, 6};
  bool average = false;

  void check(bool cutoff_given) const {
    require(by == "cutoff" || by == "faces" || by == "areas", "--by ", by, ", expected cutoff, faces or areas");
    require(cutoff_given == (by == "cutoff"), "--cutoff RC ", cutoff_given ? "has no use with" : "is missing; without",
            cutoff_given ? " --by " + by : " it choose --by faces or --by areas");
    require(!cutoff_given || (cutoff > 0 && cutoff < 1e6), "--cutoff ", cutoff, " must lie between 0 and 1e6 A");
    for (std::size_t k = 0; k < degrees.size(); ++k) {
      int const l = degrees[k];
      require(l >= smallest_degree && l <= largest_degree, "--l ", l, ", expected ", smallest_degree, " to ",
              largest_degree);
      require(std::count(degrees.begin(), degrees.end(), l) == 1, "--l: ", l, " appears twice");
    }
  }

  Bonds<Exec::memory_space> bonds(Exec const& exec, Positions const& positions, Box const& box,
                                  Cells const& cells) const {
    if (by == "areas") return area_weighted_bonds(exec, positions, box, cells);
    if (by == "faces") return bonds_of(exec, positions, box, cells);
    return bonds_of(exec, positions, box, build_neighbor_list(exec, positions, box, {.cutoff = cutoff}));
  }
};

/// The crystal that each atom's surroundings are like, by its nearest neighbours, whatever `Settings` says of
/// neighbours.
std::vector<double> crystals(Exec const& exec, Positions const& positions, Box const& box) {
  if (positions.extent(0) == 0) return {};
  // Beyond the fourteenth neighbour in every dense structure.
  auto const list = build_neighbor_list(exec, positions, box, {.cutoff = 1.8 * occupied_spacing(exec, positions, box)});
  std::vector<double> numbers;
  for (Surrounding const s : to_host(exec, common_neighbor_analysis(exec, bonds_of(exec, positions, box, list))))
    numbers.push_back(double(static_cast<int>(s)));
  return numbers;
}

/// The mean over the chosen atoms; 0 without any.
double mean_of(std::vector<double> const& values, std::vector<int> const& chosen) {
  double sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!chosen[i]) continue;
    sum += values[i];
    ++count;
  }
  return sum / std::max(count, 1);
}

/// Prints how many of the chosen atoms are in each crystal, and adds these numbers to the frame's row.
void count_crystals(std::vector<double> const& numbers, std::vector<int> const& chosen, examples::FrameJob::Row& row) {
  char const* const names[] = {"other", "fcc", "hcp", "bcc", "icosahedral"};
  std::printf("surroundings:");
  for (int k = 0; k < 5; ++k) {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) count += chosen[i] && numbers[i] == k;
    row.emplace_back(names[k], double(count));
    std::printf(" %s %lld", names[k], static_cast<long long>(count));
  }
  std::printf("\n");
}

/// Prints coordination numbers and chemical order by pair of types that occur.
void print_chemical_order(ChemicalOrder const& order) {
  std::printf("pair       neighbours  Warren-Cowley\n");
  for (int a = 0; a < order.type_count; ++a) {
    std::int64_t bonds = 0;
    for (int b = 0; b < order.type_count; ++b) bonds += order.bonds[std::size_t(a * order.type_count + b)];
    for (int b = 0; b < order.type_count; ++b) {
      if (order.centers[std::size_t(a)] == 0 || order.of_type[std::size_t(b)] == 0) continue;
      std::printf("%3d %3d  %12.4f", a + 1, b + 1, order.coordination(a, b));
      if (bonds > 0)
        std::printf("  %13.4f\n", order.warren_cowley(a, b));
      else
        std::printf("              -\n");
    }
  }
}

int const named_pairs[] = {1551, 1541, 1431, 1421, 1422, 1441, 1661, 1321, 1311};

/// Prints which part of the chosen atoms' bonds are of each of Honeycutt and Andersen's pairs, and adds them to the
/// row. What a cutoff has no meaning for has no pairs.
void add_pairs(Exec const& exec, Settings const& settings, examples::Frame const& frame,
               Bonds<Exec::memory_space> const& bonds, std::vector<double> const& neighbors,
               examples::FrameJob::Row& row) {
  if (settings.by != "cutoff") return;
  std::map<int, double> shares;
  double count = 0;
  bool const few = std::all_of(neighbors.begin(), neighbors.end(), [](double n) { return n <= most_paired_bonds; });
  if (few) {
    std::vector<int> selected;
    for (std::size_t i = 0; i < neighbors.size(); ++i)
      selected.insert(selected.end(), std::size_t(neighbors[i]), frame.chosen[i]);
    for (auto const& [signature, n] : pair_histogram(exec, pair_signatures(exec, bonds, settings.cutoff), selected)) {
      shares[honeycutt_andersen(signature)] += double(n);
      count += double(n);
    }
  } else {
    examples::print_note(frame.where + ": an atom has more than " + std::to_string(most_paired_bonds) +
                         " neighbours within --cutoff, too many to tell pairs apart");
  }
  if (count > 0) std::printf("pairs:");
  double named = 0;
  for (int const name : named_pairs) {
    double const share = count > 0 ? shares[name] / count : 0.0;
    named += share;
    row.emplace_back("p" + std::to_string(name), share);
    if (count > 0) std::printf(" %d %.4f", name, share);
  }
  if (count > 0) std::printf(" others %.4f\n", 1 - named);
}

}  // namespace

int main(int argc, char** argv) {
  examples::Program program("order", "Local order: five-edged faces, bond-orientational order, chemical order");
  Settings settings;
  examples::FrameJob job;
  program.add_option("--cutoff", settings.cutoff, "atoms within this distance (A) are neighbours");
  program.add_option(
      "--by", settings.by,
      "what makes neighbours: cutoff; faces of the Voronoi cells; areas: faces, weighted by their areas");
  program.add_numbers("--l", settings.degrees, "degrees of q_l and w_l, 2 to 12 (default: 4,6)");
  program.add_flag("--average", settings.average, "q_l and w_l averaged over each atom and its neighbours");
  job.add_to(program);
  return program.run(argc, argv, [&] {
    settings.check(program.count("--cutoff") > 0);
    job.results = {"f4", "f5", "f6"};
    for (char const* const name : {"q", "w"})
      for (int const l : settings.degrees) job.results.push_back(name + std::to_string(l));
    job.results.insert(job.results.end(), {"cna", "neighbors"});
    Exec const exec{};
    job.run(program, [&](examples::Frame const& frame) {
      examples::note_outside_walls(frame.where, frame.atoms);
      if (settings.cutoff > 0) examples::require_few_neighbors("--cutoff", settings.cutoff, frame.atoms, 1e9);
      auto const positions = to_device(exec, frame.atoms.positions);
      auto const& box = frame.atoms.box;
      auto const cells = voronoi(exec, positions, box);
      auto const bonds = settings.bonds(exec, positions, box, cells);

      std::vector<io::Column> columns, third;
      auto const fractions = face_fractions(exec, cells);
      for (int edges = 4; edges <= 6; ++edges)
        columns.push_back(
            io::column(exec, "f" + std::to_string(edges), Kokkos::subview(fractions, Kokkos::ALL, edges - 3)));
      for (int const l : settings.degrees) {
        auto harmonics = bond_harmonics(exec, bonds, l);
        if (settings.average) harmonics = averaged_harmonics(exec, bonds, harmonics);
        columns.push_back(io::column("q" + std::to_string(l), bond_order(exec, harmonics)));
        third.push_back(io::column("w" + std::to_string(l), third_bond_order(exec, harmonics)));
      }
      columns.insert(columns.end(), third.begin(), third.end());
      auto const offsets = to_host(exec, bonds.offsets);
      std::vector<double> counts(bonds.owned());
      for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = double(offsets[i + 1] - offsets[i]);
      auto const cna = crystals(exec, positions, box);
      columns.push_back(io::column("cna", cna));
      columns.push_back(io::column("neighbors", counts));

      examples::FrameJob::Row row{{"atoms", double(frame.chosen_count())}};
      std::printf("%zu atoms, means:", frame.chosen_count());
      for (auto const& column : columns) {
        if (column.name == "cna") continue;
        row.emplace_back(column.name, mean_of(column.values, frame.chosen));
        std::printf(" %s %.6f", column.name.c_str(), row.back().second);
      }
      std::printf("\n");
      count_crystals(cna, frame.chosen, row);
      add_pairs(exec, settings, frame, bonds, counts, row);
      print_chemical_order(chemical_order(exec, bonds, to_device(exec, frame.atoms.types, "types"),
                                          std::max(1, frame.atoms.type_count()),
                                          to_device(exec, frame.chosen, "chosen")));
      job.add_row(frame, row);
      return columns;
    });
  });
}
