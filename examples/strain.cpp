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
#include "common/motion_lags.hpp"
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

/// Whether a frame is the reference, which may be in the same file.
bool is_reference(io::Configuration const& a, io::Configuration const& b) {
  return a.box.edges() == b.box.edges() && a.positions == b.positions && a.timestep == b.timestep;
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

using Affine = AffineField<Exec::memory_space>;
using Ttg = TtgField<Exec::memory_space>;
using Measures = DeformationMeasures<Exec::memory_space>;

/// What is computed of a frame. Views of a fit that was not needed are empty.
struct Results {
  Affine affine;
  Ttg ttg;
  Measures measures;

  bool has_affine() const { return affine.status.extent(0) > 0; }
  bool has_ttg() const { return ttg.status.extent(0) > 0; }
};

/// Whether one of the columns that belong to the two-term fit, or to the affine one, is written. The status is of both.
bool needs_fit(examples::FrameJob const& job, bool two_term) {
  Names const affine{"d2min", "shear", "volumetric"};
  return std::any_of(job.results.begin(), job.results.end(), [&](std::string const& name) {
    bool const of_affine = name[0] == 'F' || std::find(affine.begin(), affine.end(), name) != affine.end();
    return job.writes(name) && (name == "status" || of_affine != two_term);
  });
}

/// The affine fit's status where it failed, else that of the two-term fit and its measures.
std::vector<int> status_of(Results const& results) {
  std::vector<int> status;
  if (results.has_affine())
    for (Status const s : to_host(results.affine.status)) status.push_back(int(s));
  if (!results.has_ttg()) return status;
  auto const second = to_host(results.measures.status);
  status.resize(second.size());
  for (std::size_t i = 0; i < status.size(); ++i)
    if (status[i] == 0) status[i] = int(second[i]);
  return status;
}

/// The columns that are written.
std::vector<io::Column> columns_of(Exec const& exec, examples::FrameJob const& job, Results const& results,
                                   std::vector<int> const& status) {
  auto const& [affine, ttg, measures] = results;
  std::vector<io::Column> columns;
  auto const add = [&](std::string const& name, auto const& values) {
    if (job.writes(name)) columns.push_back(io::column(name, values));
  };
  auto const add_rows = [&](char letter, auto const& tensor, Names const& endings) {
    for (int k = 0; k < 3; ++k) {
      Names const names = row_names(letter, k, endings);
      if (std::any_of(names.begin(), names.end(), [&](std::string const& name) { return job.writes(name); }))
        io::append_columns(exec, columns, names, Kokkos::subview(tensor, Kokkos::ALL, k, Kokkos::ALL));
    }
  };
  add("d2min", affine.d2min);
  add("shear", affine.shear);
  add("volumetric", affine.volumetric);
  add_rows('F', affine.F, axes);
  add_rows('T', ttg.F, axes);
  add_rows('G', ttg.G, axis_pairs);
  add("residual", ttg.residual);
  add("lambda", measures.effective_strain);
  add("eta", measures.strain_gradient);
  add("xi_s", measures.shear);
  add("xi_d", measures.dilatation);
  add("xi_r", measures.rotation);
  add("status", status);
  return columns;
}

/// Prints statistics of the chosen atoms, and returns them.
examples::FrameJob::Row summarize(Exec const& exec, examples::Frame const& frame, Results const& results,
                                  std::vector<int> const& status) {
  auto const& [affine, ttg, measures] = results;
  std::size_t failed = 0;
  for (std::size_t i = 0; i < status.size(); ++i) failed += frame.chosen[i] && status[i] != 0;
  std::printf("%zu atoms, %zu without a full result (see the column status)\n", frame.chosen_count(), failed);
  std::printf("%-8s %14s %14s %14s %14s\n", "", "mean", "Psi", "S_k", "top 1 % / mean");
  auto const chosen = to_device(exec, frame.chosen);
  examples::FrameJob::Row row{{"atoms", double(frame.chosen_count())}, {"failed", double(failed)}};
  if (results.has_affine()) add_statistics(exec, row, "d2min", affine.d2min, select_both(exec, affine.status, chosen));
  if (!results.has_ttg()) return row;
  auto const in_ttg = select_both(exec, ttg.status, chosen);
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
  examples::MotionLags lags;
  program.add_option("--cutoff", affine_options.cutoff, "neighbours of the affine fit, in the reference (A)")
      ->required();
  program.add_option("--ttg-cutoff", ttg_options.cutoff, "neighbours of the two-term gradient fit (A)")
      ->capture_default_str();
  program.add_flag("--eliminate-cell", eliminate, "take the cell's own deformation out first");
  program.add_numbers("--flip", flip, "whole edges by which the current cell was flipped: xy,xz,yz (default: found)");
  program.add_option("--reference-frame", reference_frame, "frame of REFERENCE: 0 is the first, -1 the last")
      ->capture_default_str();
  lags.add_to(program);
  program.add_option("REFERENCE", reference_file, "LAMMPS dump or data file, or extended XYZ; compressed or not")
      ->required();
  job.add_to(program, "CURRENT", "the same atoms later, a file of any of these kinds; may be REFERENCE");
  job.results = names_of_columns();
  program.footer(
      "Atoms are matched by id. Image flags or unwrapped positions (xu yu zu) are used where both files have\n"
      "them; otherwise neighbours are taken to have moved by less than half a cell relative to each other. A shift of\n"
      "all atoms does not matter. Cells that were flipped in between are recognised; --flip names what the "
      "reference's\n"
      "edges have become instead: edge b is b + xy a, edge c is c + xz a + yz b, in edges of the current cell.\n"
      "With --columns only the fits are made that the columns need: d2min, shear, volumetric and F of the affine one,\n"
      "status of both, all others of the two-term one; what is printed, and --table, are of these fits.\n"
      "--lagged says which motion comes first: C(lag) of xi_d, xi_r and xi_s over the frames of CURRENT, with "
      "controls\n"
      "whose atoms are shuffled. The reference among the frames is left out, and so are atoms without a full result.");

  return program.run(argc, argv, [&] {
    Exec const exec{};
    affine_options.eliminate_cell_deformation = ttg_options.eliminate_cell_deformation = eliminate;
    examples::require_other_file(reference_file, job.out);
    lags.check(program, job, {reference_file});
    job.finish = [&] { lags.write(exec); };
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
      // A fit is made for the columns that are written. The affine one is quick, and always says something.
      bool const two_term = needs_fit(job, true) || lags.wanted(), affine = needs_fit(job, false) || !two_term;
      auto const deformation = local_deformation(exec, x0, before.box, x1, after.box,
                                                 {.affine = affine ? affine_options : AffineOptions{.cutoff = 0},
                                                  .two_term = two_term ? ttg_options : TtgOptions{.cutoff = 0},
                                                  .frames = {.unwrapped = paths, .flip = parse_flip(flip)}});
      print_match(current, deformation.frames);
      Results const results{deformation.affine, deformation.two_term,
                            two_term ? deformation_measures(exec, deformation.two_term) : Measures{}};
      auto const status = status_of(results);
      job.add_row(current, summarize(exec, current, results, status));
      // The reference itself has no motions.
      if (!is_reference(before, after)) lags.add(exec, current, results.measures, status);
      return columns_of(exec, job, results, status);
    });
  });
}
