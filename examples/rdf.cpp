// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Radial distribution functions, total and by pair of types, averaged over frames.
//
//     rdf --cutoff 10 --bins 200 --frames 0:100:10 glass.dump rdf.csv

#include <tektite/io.hpp>
#include <tektite/stats.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/atoms.hpp"
#include "common/chosen_atoms.hpp"
#include "common/chosen_frames.hpp"
#include "common/command_line.hpp"
#include "common/frame_means.hpp"
#include "common/progress.hpp"
#include "common/python.hpp"

using namespace tektite;
using examples::Exec;

namespace {

/// Throws where the results would have no meaning or no room.
void check_sizes(std::string const& in, int types, int bins, double cutoff) {
  constexpr int most_types = 256;
  require(types <= most_types, in, ": has types up to ", types, ", expected at most ", most_types);
  double const values = (types * (types + 1) / 2 + 2.0) * bins;
  require(values <= 1e8, "--bins ", bins, " of ", types, " types are ", values, " values, expected at most 1e8");
  // The volume of a narrower one is not a number of full precision.
  require(!(cutoff > 0) || cutoff / bins >= 1e-90, "--cutoff ", cutoff, " in ", bins, " bins: each is ", cutoff / bins,
          " A wide, expected at least 1e-90");
}

/// Means over frames with atoms, by bin. A frame counts for a pair of types if it has atoms of both.
class Average {
 public:
  void add(Exec const& exec, RadialDistribution<Exec::memory_space> const& rdf) {
    r_ = to_host(exec, rdf.r);
    auto const of_type = to_host(exec, rdf.of_type);
    auto const partial = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, rdf.partial);
    total_.values.resize(r_.size());
    bool const has_atoms = std::any_of(of_type.begin(), of_type.end(), [](auto count) { return count > 0; });
    if (has_atoms) total_.add(to_host(exec, rdf.total));
    for (int a = 0; a < rdf.type_count; ++a)
      for (int b = a; b < rdf.type_count; ++b) {
        examples::FrameMeans& mean = partial_[{a, b}];
        mean.values.resize(r_.size());
        if (of_type[std::size_t(a)] == 0 || of_type[std::size_t(b)] == 0) continue;
        std::vector<double> row(r_.size());
        for (std::size_t k = 0; k < row.size(); ++k) row[k] = partial(pair_row(rdf.type_count, a, b), k);
        mean.add(row);
      }
  }

  /// r, g, g_11, g_12, ..., and for several frames the standard error of g.
  io::Table table() const {
    io::Table table;
    table.columns = {{"r", r_}, {"g", total_.values}};
    int const types = partial_.empty() ? 0 : partial_.rbegin()->first.second + 1;
    for (auto const& [pair, mean] : partial_)
      table.columns.push_back({examples::pair_column("g", pair.first, pair.second, types), mean.values});
    if (total_.frames < 2) return table;
    io::Column error{"g_error", {}};
    for (std::size_t k = 0; k < r_.size(); ++k) error.values.push_back(total_.error(k));
    table.columns.push_back(error);
    return table;
  }

  int frames() const { return total_.frames; }

 private:
  std::vector<double> r_;
  examples::FrameMeans total_;
  std::map<std::pair<int, int>, examples::FrameMeans> partial_;
};

/// Leaves the chosen atoms, as far as pair distances need them.
void keep_chosen(io::Configuration& c, std::vector<int> const& chosen) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (!chosen[i]) continue;
    c.ids[kept] = c.ids[i];
    c.types[kept] = c.types[i];
    c.positions[kept++] = c.positions[i];
  }
  c.ids.resize(kept);
  c.types.resize(kept);
  c.positions.resize(kept);
}

void print_shell(Exec const& exec, io::Table const& table) {
  try {
    auto const shell =
        first_shell(exec, to_device(exec, table.columns[0].values), to_device(exec, table.columns[1].values));
    std::printf("first peak %.4f A (g = %.4f), first minimum %.4f A\n", shell.peak, shell.peak_height, shell.minimum);
  } catch (Error const& reason) {
    std::printf("no first shell: %s\n", reason.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  examples::Program program("rdf", "Radial distribution functions, total and by pair of types");
  double cutoff = 0;
  int bins = 0;
  std::string in, out;
  examples::FrameChoice choice;
  examples::AtomChoice some;
  examples::PlotOption plot;
  program.add_option("--cutoff", cutoff, "largest distance (A); any, images beyond half the box are counted")
      ->required();
  program.add_option("--bins", bins, "number of equal bins up to the cutoff")->required();
  program.add_frames(choice);
  some.add_to(program, "only pairs of atoms for which a condition on a column holds; densities are theirs");
  plot.add_to(program);
  program.add_option("IN", in, "LAMMPS dump or data file, or extended XYZ; compressed or not")->required();
  program.add_option("OUT", out, "the CSV file to write: r,g,g_11,g_12,...; means over frames; - is standard output")
      ->required();
  return program.run(argc, argv, [&] {
    Exec const exec{};
    require(bins > 0, "--bins ", bins, " must be positive");
    examples::require_other_file(in, out);
    plot.check(out, "OUT", {in, out});
    std::string const target = program.output(out);
    examples::ChosenFrames frames(in, choice);
    examples::Progress progress("rdf", frames.bytes(), "B");
    Average average;
    std::map<int, std::string> names;
    double atoms = 0, density = 0;
    int without_atoms = 0;
    while (auto c = frames.next()) {
      int const types = c->type_count();
      std::string const where = in + ": frame " + std::to_string(frames.number());
      examples::require_same_names(where, *c, names);
      if (!some.all()) keep_chosen(*c, some.of(*c, where));
      check_sizes(in, types, bins, cutoff);
      examples::name_errors(in, where, [&] {
        if (cutoff > 0) examples::require_few_neighbors("--cutoff", cutoff, *c, 1e10);  // minutes
        auto const on_device = examples::atoms_on_device(exec, *c);
        average.add(exec, radial_distribution(exec, on_device.positions, on_device.types, c->box,
                                              {.cutoff = cutoff, .bins = bins, .type_count = types}));
      });
      without_atoms += c->size() == 0;
      atoms += double(c->size());
      density += double(c->size()) / c->box.volume();
      if (progress.total() > 0) progress.update(frames.bytes_read());
    }
    progress.wipe();
    if (average.frames() > 0 && without_atoms > 0)
      examples::print_note(in + ": " + std::to_string(without_atoms) + " frames without " +
                           (some.all() ? "" : "such ") + "atoms do not count");
    auto const table = average.table();
    write_csv(target, table);
    double const count = std::max(1, average.frames());
    if (average.frames() > 1) std::printf("%d frames: ", average.frames());
    std::printf("%.10g atoms, %.6g atoms/A^3, %d bins of %.6g A\n", atoms / count, density / count, bins,
                cutoff / bins);
    print_shell(exec, table);
    plot.draw("rdf", out);
  });
}
