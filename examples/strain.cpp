// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Local deformation between two configurations of the same atoms: affine fit with D2min, and two-term gradient fit.
//
//     strain --cutoff 3.8 reference.dump current.dump strain.dump

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/frame_job.hpp"
#include "common/start_frame.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/io/columns.hpp"
#include "tektite/stats/extremes.hpp"
#include "tektite/stats/moments.hpp"
#include "tektite/strain.hpp"

using namespace tektite;
using examples::Exec;

namespace {

void require_same_atoms(io::Configuration const& a, examples::Frame const& current) {
  io::Configuration const& b = current.atoms;
  require(a.size() == b.size(), "the reference has ", a.size(), " atoms, ", current.where, " has ", b.size());
  auto const element = [](io::Configuration const& c, int type) {
    auto const t = static_cast<std::size_t>(type);
    return t < c.elements.size() ? c.elements[t] : std::string();
  };
  for (std::size_t i = 0; i < a.size(); ++i) {
    require(a.ids[i] == b.ids[i], "atom ", std::min(a.ids[i], b.ids[i]), " is in one of reference and ", current.where,
            " only");
    // By name where both files name their elements: type numbers may differ then.
    std::string const before = element(a, a.types[i]), after = element(b, b.types[i]);
    bool const named = !before.empty() && !after.empty();
    require(named ? before == after : a.types[i] == b.types[i], "atom ", a.ids[i], " is of type ", a.types[i] + 1,
            named ? " (" + before + ")" : "", " in the reference, but of type ", b.types[i] + 1,
            named ? " (" + after + ")" : "", " in ", current.where);
  }
}

/// The matrix of a flip from its tilts: edge b gained xy whole edges a, edge c gained xz edges a and yz edges b.
std::optional<Mat3> parse_flip(std::vector<int> const& tilts) {
  if (tilts.empty()) return std::nullopt;
  require(tilts.size() == 3, "--flip has ", tilts.size(), " numbers, expected 3 (xy,xz,yz)");
  Mat3 flip = Mat3::identity();
  flip(0, 1) = tilts[0];
  flip(0, 2) = tilts[1];
  flip(1, 2) = tilts[2];
  return flip;
}

/// Prints one line of statistics over the atoms that are selected, without numbers where there are none, and adds them
/// to the row.
template <class Values, class Selected>
void add_statistics(Exec const& exec, examples::FrameJob::Row& row, std::string const& name, Values const& values,
                    Selected const& selected) {
  double const none = std::numeric_limits<double>::quiet_NaN();
  double numbers[4] = {none, none, none, none};
  Moments const m = moments(exec, values, selected);
  if (m.count == 0) {
    std::printf("%-8s %14s %14s %14s %14s\n", name.c_str(), "-", "-", "-", "-");
  } else {
    double const found[] = {m.mean, m.localization_factor(), m.skewness(),
                            top_fraction_ratio(exec, values, selected, 0.01)};
    std::copy(std::begin(found), std::end(found), numbers);
    std::printf("%-8s %14.6g %14.6g %14.6g %14.6g\n", name.c_str(), found[0], found[1], found[2], found[3]);
  }
  char const* const endings[] = {"_mean", "_psi", "_skewness", "_top"};
  for (int k = 0; k < 4; ++k) row.emplace_back(name + endings[k], numbers[k]);
}

/// What is to be said of the two frames.
void print_match(examples::Frame const& current, MatchedFrames<Exec::memory_space> const& matched) {
  if (matched.doubtful > 0)
    std::printf(
        "%lld of %lld neighbour pairs moved by more than a quarter of the cell relative to each other: their "
        "shortest displacement is assumed (image flags would tell)\n",
        static_cast<long long>(matched.doubtful), static_cast<long long>(matched.pairs));
  if (matched.jumps > 0)
    examples::print_note(current.where + ": " + std::to_string(matched.jumps) + " of " + std::to_string(matched.pairs) +
                         " neighbour pairs move by whole cells relative to each other. Image flags are taken as they "
                         "are: do both files have those of one run?");
}

using Names = std::vector<std::string>;
Names const axes{"1", "2", "3"}, axis_pairs{"xx", "yy", "zz", "xy", "xz", "yz"};

/// Names of the columns of one row of a tensor: F11, F12, F13.
Names row_names(char letter, int row, Names const& endings) {
  Names names;
  for (auto const& ending : endings) names.push_back(letter + std::to_string(row + 1) + ending);
  return names;
}

/// Names of all columns that `columns_of` gives.
Names names_of_columns() {
  Names names{"d2min", "shear", "volumetric", "residual", "lambda", "eta", "xi_s", "xi_d", "xi_r", "status"};
  for (auto const& [letter, endings] : {std::pair{'F', axes}, std::pair{'T', axes}, std::pair{'G', axis_pairs}}) {
    for (int row = 0; row < 3; ++row) {
      Names const part = row_names(letter, row, endings);
      names.insert(names.end(), part.begin(), part.end());
    }
  }
  return names;
}

/// The columns of a tensor with three rows.
template <class Tensor>
void append_rows(Exec const& exec, std::vector<io::Column>& columns, char letter, Tensor const& tensor,
                 Names const& endings) {
  for (int k = 0; k < 3; ++k)
    io::append_columns(exec, columns, row_names(letter, k, endings),
                       Kokkos::subview(tensor, Kokkos::ALL, k, Kokkos::ALL));
}

using Affine = AffineField<Exec::memory_space>;
using Ttg = TtgField<Exec::memory_space>;
using Measures = DeformationMeasures<Exec::memory_space>;

std::vector<io::Column> columns_of(Exec const& exec, Affine const& affine, Ttg const& ttg, Measures const& measures) {
  std::vector<io::Column> columns{io::column("d2min", affine.d2min), io::column("shear", affine.shear),
                                  io::column("volumetric", affine.volumetric)};
  append_rows(exec, columns, 'F', affine.F, axes);
  append_rows(exec, columns, 'T', ttg.F, axes);
  append_rows(exec, columns, 'G', ttg.G, axis_pairs);
  columns.push_back(io::column("residual", ttg.residual));
  columns.push_back(io::column("lambda", measures.effective_strain));
  columns.push_back(io::column("eta", measures.strain_gradient));
  columns.push_back(io::column("xi_s", measures.shear));
  columns.push_back(io::column("xi_d", measures.dilatation));
  columns.push_back(io::column("xi_r", measures.rotation));
  // The affine fit's status where it failed, else that of the two-term fit and its measures.
  io::Column status = io::column("status", affine.status);
  io::Column const second = io::column("status", measures.status);
  for (std::size_t i = 0; i < status.values.size(); ++i)
    if (status.values[i] == 0) status.values[i] = second.values[i];
  columns.push_back(std::move(status));
  return columns;
}

/// Prints statistics of the chosen atoms, and returns them.
examples::FrameJob::Row summarize(Exec const& exec, examples::Frame const& frame, std::vector<double> const& status,
                                  Affine const& affine, Ttg const& ttg, Measures const& measures) {
  std::size_t failed = 0;
  for (std::size_t i = 0; i < status.size(); ++i) failed += frame.chosen[i] && status[i] != 0;
  std::printf("%zu atoms, %zu without a full result (see the column status)\n", frame.chosen_count(), failed);
  std::printf("%-8s %14s %14s %14s %14s\n", "", "mean", "Psi", "S_k", "top 1 % / mean");
  auto const chosen = to_device(exec, frame.chosen);
  auto const in_affine = select_both(exec, affine.status, chosen), in_ttg = select_both(exec, ttg.status, chosen);
  examples::FrameJob::Row row{{"atoms", double(frame.chosen_count())}, {"failed", double(failed)}};
  add_statistics(exec, row, "d2min", affine.d2min, in_affine);
  add_statistics(exec, row, "lambda", measures.effective_strain, in_ttg);
  add_statistics(exec, row, "eta", measures.strain_gradient, in_ttg);
  add_statistics(exec, row, "xi_s", measures.shear, in_ttg);
  add_statistics(exec, row, "xi_d", measures.dilatation, in_ttg);
  add_statistics(exec, row, "xi_r", measures.rotation, select_both(exec, measures.status, chosen));
  if (moments(exec, ttg.condition, in_ttg).count > 0) {
    std::printf("condition number of the two-term fits: median %.4g, largest %.4g\n",
                quantile(exec, ttg.condition, in_ttg, 0.5), quantile(exec, ttg.condition, in_ttg, 1.0));
  }
  return row;
}

}  // namespace

int main(int argc, char** argv) {
  examples::Program program("strain", "Local deformation between two configurations: affine and two-term gradient fit");
  std::string reference_file;
  AffineOptions affine_options{.cutoff = 0};
  TtgOptions ttg_options{.cutoff = 6.0};  // for metallic glasses, in Angstrom
  bool eliminate = false;
  std::int64_t reference_frame = 0;
  std::vector<int> flip;
  examples::FrameJob job;
  program.add_option("--cutoff", affine_options.cutoff, "neighbours of the affine fit, in the reference (A)")
      ->required();
  program.add_option("--ttg-cutoff", ttg_options.cutoff, "neighbours of the two-term gradient fit (A)")
      ->capture_default_str();
  program.add_flag("--eliminate-cell", eliminate, "take the cell's own deformation out first");
  program.add_numbers("--flip", flip, "whole edges by which the current cell was flipped: xy,xz,yz (default: found)");
  program.add_option("--reference-frame", reference_frame, "frame of REFERENCE: 0 is the first, -1 the last")
      ->capture_default_str();
  program.add_option("REFERENCE", reference_file, "LAMMPS dump or data file, or extended XYZ; compressed or not")
      ->required();
  job.add_to(program, "CURRENT", "the same atoms later, a file of any of these kinds; may be REFERENCE");
  job.results = names_of_columns();
  program.footer(
      "Atoms are matched by id. Image flags or unwrapped positions (xu yu zu) are used where both files have\n"
      "them; otherwise neighbours are taken to have moved by less than half a cell relative to each other. A shift of\n"
      "all atoms does not matter. Cells that were flipped in between are recognised; --flip names what the "
      "reference's\n"
      "edges have become instead: edge b is b + xy a, edge c is c + xz a + yz b, in edges of the current cell.");

  return program.run(argc, argv, [&] {
    Exec const exec{};
    affine_options.eliminate_cell_deformation = ttg_options.eliminate_cell_deformation = eliminate;
    examples::require_other_file(reference_file, job.out);
    auto const before = examples::chosen_frame(reference_file, reference_frame, "--reference-frame");
    require_cutoff("--cutoff", affine_options.cutoff);
    require_cutoff("--ttg-cutoff", ttg_options.cutoff);
    examples::require_few_neighbors("--cutoff", affine_options.cutoff, before);
    examples::require_few_neighbors("--ttg-cutoff", ttg_options.cutoff, before);
    job.run(program, [&](examples::Frame const& current) {
      io::Configuration const& after = current.atoms;
      require_same_atoms(before, current);
      bool const paths = io::can_unwrap(before) && io::can_unwrap(after);
      auto const x0 = to_device(exec, paths ? io::unwrap(before) : before.positions, "reference");
      auto const x1 = to_device(exec, paths ? io::unwrap(after) : after.positions, "current");
      auto const [matched, affine, ttg] = local_deformation(exec, x0, before.box, x1, after.box,
                                                            {.affine = affine_options,
                                                             .two_term = ttg_options,
                                                             .frames = {.unwrapped = paths, .flip = parse_flip(flip)}});
      print_match(current, matched);
      auto const measures = deformation_measures(exec, ttg);
      auto columns = columns_of(exec, affine, ttg, measures);
      job.add_row(current, summarize(exec, current, columns.back().values, affine, ttg, measures));
      return columns;
    });
  });
}
