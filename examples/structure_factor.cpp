// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Structure factors, total and by pair of types, from the wave vectors that the box allows, averaged over frames; and
// beside them the transform of g(r).
//
//     structure_factor --largest 10 --width 0.1 --transform 15 glass.dump sq.csv

#include <tektite/io.hpp>
#include <tektite/stats.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/atoms.hpp"
#include "common/chosen_frames.hpp"
#include "common/command_line.hpp"
#include "common/frame_means.hpp"
#include "common/progress.hpp"
#include "common/python.hpp"

using namespace tektite;
using examples::Exec;

namespace {

/// The values of one shell in one frame that have no types: q, S, and the transform of g(r) if it is wanted.
using Values = std::vector<double>;

/// S_ab of one shell in one frame, for the pairs of types that have atoms.
using Partials = std::map<std::pair<int, int>, double>;

/// Means over frames, by shell. A frame whose box allows no vector of a shell does not count for it, and one without
/// atoms of both types does not count for a pair of types.
class Average {
 public:
  /// \param key number of the shell \param vectors of the shell in this frame
  void add(std::int64_t key, double vectors, Values const& values, Partials const& partials) {
    Shell& s = shells_[key];
    s.means.add(values);
    s.vectors += vectors;
    for (auto const& [pair, value] : partials) s.partials[pair].add({value});
  }

  /// \param types number of types \param transform whether there is one
  /// \param with_error the standard error of S, 0 where only one frame has a shell
  io::Table table(int types, bool transform, bool with_error) const {
    io::Table table;
    auto const add = [&](std::string const& name, auto const& value_of) {
      table.columns.push_back({name, {}});
      for (auto const& [key, s] : shells_) table.columns.back().values.push_back(value_of(s));
    };
    add("q", [](Shell const& s) { return s.means.values[0]; });
    add("S", [](Shell const& s) { return s.means.values[1]; });
    for (int a = 0; a < types; ++a)
      for (int b = a; b < types; ++b)
        add(examples::pair_column("S", a, b, types), [&](Shell const& s) {
          auto const found = s.partials.find({a, b});
          return found == s.partials.end() ? 0.0 : found->second.values[0];
        });
    if (transform) add("S_from_g", [](Shell const& s) { return s.means.values[2]; });
    add("vectors", [](Shell const& s) { return s.vectors / s.means.frames; });
    if (with_error) add("S_error", [](Shell const& s) { return s.means.error(1); });
    return table;
  }

 private:
  struct Shell {
    examples::FrameMeans means;
    std::map<std::pair<int, int>, examples::FrameMeans> partials;
    double vectors = 0;
  };
  std::map<std::int64_t, Shell> shells_;
};

/// The options of the program.
struct Options {
  StructureFactorOptions shells{.largest_q = 0, .shell_width = 0};
  double transform = 0;
  bool faber_ziman = false;
};

/// S(q) of all particles from g(r) up to a distance.
Values transform_of(Exec const& exec, examples::Atoms const& atoms, io::Configuration const& c, double cutoff,
                    Values const& q) {
  if (c.size() == 0) return Values(q.size(), 0.0);
  int const bins = static_cast<int>(std::ceil(cutoff / 0.01));
  auto const rdf = radial_distribution(exec, atoms.positions, atoms.types, c.box, {.cutoff = cutoff, .bins = bins});
  return transformed_distribution(to_host(exec, rdf.r), to_host(exec, rdf.total), double(c.size()) / c.box.volume(), q);
}

void add_frame(Exec const& exec, io::Configuration const& c, Options const& options, Average& average) {
  auto const atoms = examples::atoms_on_device(exec, c);
  auto const s = structure_factor(exec, atoms.positions, atoms.types, c.box, options.shells);
  auto const q = to_host(exec, s.q), total = to_host(exec, s.total);
  auto const vectors = to_host(exec, s.vectors), of_type = to_host(exec, s.of_type);
  auto const shell = to_host(exec, s.shell);
  auto const partial = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, s.partial);
  Values transform;
  if (options.transform > 0) transform = transform_of(exec, atoms, c, options.transform, q);
  double const n = double(c.size());
  for (std::size_t k = 0; k < q.size(); ++k) {
    Values values{q[k], total[k]};
    Partials partials;
    for (int a = 0; a < s.type_count; ++a)
      for (int b = a; b < s.type_count; ++b) {
        double const ca = double(of_type[std::size_t(a)]) / n, cb = double(of_type[std::size_t(b)]) / n;
        if (ca == 0 || cb == 0) continue;
        double const value = partial(pair_row(s.type_count, a, b), k);
        partials[{a, b}] = options.faber_ziman ? faber_ziman(value, a == b, ca, cb) : value;
      }
    if (options.transform > 0) values.push_back(transform[k]);
    average.add(shell[k], double(vectors[k]), values, partials);
  }
}

}  // namespace

int main(int argc, char** argv) {
  examples::Program program("structure_factor", "Structure factors, total and by pair of types");
  Options options;
  std::string in, out;
  examples::FrameChoice choice;
  examples::PlotOption plot;
  program.add_option("--largest", options.shells.largest_q, "longest wave vector (1/A)")->required();
  program.add_option("--width", options.shells.shell_width, "width of the shells that are averaged (1/A)")->required();
  program.add_option("--vectors", options.shells.most_per_shell,
                     "most wave vectors of a shell, chosen at random (default: all)");
  program.add_flag("--faber-ziman", options.faber_ziman,
                   "partials as Faber and Ziman normalise them (default: Ashcroft and Langreth)");
  program.add_option("--transform", options.transform,
                     "also S from g(r) up to this distance (A), with Lorch's window: column S_from_g");
  program.add_frames(choice);
  plot.add_to(program);
  program.add_option("IN", in, "LAMMPS dump or data file, or extended XYZ; compressed or not")->required();
  program
      .add_option("OUT", out,
                  "the CSV file to write: q,S,S_11,S_12,...,vectors; means over frames; - is standard output")
      ->required();
  return program.run(argc, argv, [&] {
    Exec const exec{};
    examples::require_other_file(in, out);
    plot.check(out, "OUT", {in, out});
    std::string const target = program.output(out);
    bool const transform = program.count("--transform") > 0;
    require(!transform || (std::isfinite(options.transform) && options.transform > 0 && options.transform <= 1e4),
            "--transform ", options.transform, " A must be positive and at most 1e4");
    examples::ChosenFrames frames(in, choice);
    examples::Progress progress(program.get_name(), frames.bytes(), "B");
    Average average;
    std::map<int, std::string> names;
    int count = 0, types = 0;
    while (auto const c = frames.next()) {
      ++count;
      std::string const where = in + ": frame " + std::to_string(frames.number());
      examples::require_same_names(where, *c, names);
      types = std::max(types, c->type_count());
      options.shells.type_count = c->type_count();
      examples::name_errors(in, where, [&] {
        if (transform) examples::require_few_neighbors("--transform", options.transform, *c, 1e10);  // minutes
        add_frame(exec, *c, options, average);
      });
      if (progress.total() > 0) progress.update(frames.bytes_read());
    }
    progress.wipe();
    auto const table = average.table(types, transform, count > 1);
    write_csv(target, table);
    auto const& s = table.columns[1].values;
    auto const peak = std::max_element(s.begin(), s.end()) - s.begin();
    std::printf("%d frame%s, %zu shells from %.6g to %.6g 1/A, highest S %.6g at %.6g 1/A\n", count,
                count == 1 ? "" : "s", s.size(), table.columns[0].values.front(), table.columns[0].values.back(),
                s[std::size_t(peak)], table.columns[0].values[std::size_t(peak)]);
    plot.draw("structure_factor", out);
  });
}
