// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Clusters of atoms whose property is beyond a threshold, frame by frame: whether they wrap around the box, how large
// they are, and what the same number of atoms chosen at random would give.
//
//     percolation --property lambda --above 0.25 --cutoff 3.8 --table series.csv strained.dump clusters.dump

#include <tektite/core.hpp>
#include <tektite/io.hpp>
#include <tektite/percolation.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/frame_job.hpp"
#include "common/property.hpp"
#include "common/python.hpp"

namespace {

using tektite::examples::Exec;
using Clusters = tektite::PercolationClusters<Exec::memory_space>;

/// Values that are selected: those between two bounds, of which one may be infinite.
struct Threshold {
  static constexpr double none = std::numeric_limits<double>::infinity();

  double above = -none, below = none;

  bool has(double value) const { return value > above && value < below; }

  std::string text() const {
    char text[100] = "";
    int const length = above > -none ? std::snprintf(text, sizeof text, "above %.10g", above) : 0;
    if (below < none)
      std::snprintf(text + length, sizeof text - std::size_t(length), "%sbelow %.10g", length > 0 ? ", " : "", below);
    return text;
  }
};

/// One for each number of --above or --below; where both are lists, the first with the first, and so on.
std::vector<Threshold> thresholds_of(std::vector<double> const& above, std::vector<double> const& below) {
  using tektite::require;
  require(!above.empty() || !below.empty(), "there is neither --above nor --below, expected one of them or both");
  std::size_t const count = std::max(above.size(), below.size());
  require(above.size() <= 1 || below.size() <= 1 || above.size() == below.size(), "--above has ", above.size(),
          " numbers and --below ", below.size(), ", expected as many, or one of either");
  std::vector<Threshold> thresholds(count);
  for (std::size_t k = 0; k < count; ++k) {
    if (!above.empty()) thresholds[k].above = above[std::min(k, above.size() - 1)];
    if (!below.empty()) thresholds[k].below = below[std::min(k, below.size() - 1)];
    require(thresholds[k].above < thresholds[k].below, "no value is ", thresholds[k].text());
  }
  return thresholds;
}

std::string axes(int bits) {
  std::string text;
  for (int d = 0; d < 3; ++d) {
    if (bits >> d & 1) text += "abc"[d];
  }
  return text.empty() ? "none" : text;
}

/// Prints clusters, comparison with random atoms, and sizes of one frame.
void describe(Exec const& exec, tektite::examples::Frame const& frame, double depth, Clusters const& clusters,
              tektite::NullModel const& null) {
  auto const& c = frame.atoms;
  std::printf("step %lld: S_all %lld of %zu atoms in %zu clusters\n", static_cast<long long>(c.timestep),
              static_cast<long long>(clusters.selected), frame.chosen_count(), clusters.count());
  std::printf("S_max %lld, S_max/S_all %.6f, mean size without the largest %.6g, wraps around %s\n",
              static_cast<long long>(clusters.largest), clusters.ratio(), clusters.mean_size_without_largest,
              axes(clusters.largest_wraps).c_str());
  if (clusters.selected == 0) return;
  if (null.repeats > 0) {
    std::printf("as many atoms at random (%d times): S_max/S_all %.6f +- %.6f, so %+.1f standard deviations\n",
                null.repeats, null.ratio.mean, null.ratio.deviation, null.ratio.excess());
  }
  auto const tau = tektite::size_exponent(exec, clusters.sizes, {.without_largest = true});
  if (tau.defined)
    std::printf("sizes but the largest: tau %.3f +- %.3f (%lld clusters)\n", tau.tau, tau.error,
                static_cast<long long>(tau.count));
  auto const positions = tektite::to_device(exec, c.positions, "positions");
  auto const geometry = cluster_geometry(exec, positions, c.box, clusters);
  auto const spans = tektite::to_host(spanning_axes(exec, positions, c.box, clusters, {.depth = depth}));
  auto const sizes = tektite::to_host(clusters.sizes);
  auto const wraps = tektite::to_host(clusters.wraps);
  auto const centers = tektite::to_host(geometry.centers);
  auto const radii = tektite::to_host(geometry.gyration_radii);
  auto const status = tektite::to_host(geometry.status);
  std::printf("cluster   size  wraps  spans  radius of gyration (A)  centre (A)\n");
  for (std::size_t k = 0; k < std::min<std::size_t>(sizes.size(), 10); ++k) {
    std::printf("%7zu %6d  %-5s  %-5s  ", k + 1, sizes[k], axes(wraps[k]).c_str(), axes(spans[k]).c_str());
    if (status[k] == tektite::Status::ok)
      std::printf("%22.4f  %.4f %.4f %.4f\n", radii[k], centers[k].x, centers[k].y, centers[k].z);
    else
      std::printf("%22s  undefined\n", "undefined");
  }
  std::printf("sizes     clusters  per atom and size\n");
  for (auto const& bin : size_bins(exec, clusters, std::int64_t(frame.chosen_count()))) {
    if (bin.clusters == 0) continue;
    std::printf("%4lld-%-6lld %7lld  %.6g\n", static_cast<long long>(bin.first), static_cast<long long>(bin.last),
                static_cast<long long>(bin.clusters), bin.density);
  }
}

/// The same in one line, where there are several thresholds.
void describe_briefly(Threshold const& threshold, Clusters const& clusters, tektite::NullModel const& null) {
  std::printf("%s: S_all %lld in %zu clusters, S_max/S_all %.6f", threshold.text().c_str(),
              static_cast<long long>(clusters.selected), clusters.count(), clusters.ratio());
  if (null.repeats > 0 && clusters.selected > 0)
    std::printf(" (at random %.6f +- %.6f)", null.ratio.mean, null.ratio.deviation);
  std::printf(", wraps around %s\n", axes(clusters.largest_wraps).c_str());
}

tektite::examples::FrameJob::Row row_of(Threshold const& threshold, Clusters const& clusters,
                                        tektite::NullModel const& null) {
  tektite::examples::FrameJob::Row row{{"s_all", double(clusters.selected)},
                                       {"s_max", double(clusters.largest)},
                                       {"ratio", clusters.ratio()},
                                       {"mean_size", clusters.mean_size_without_largest},
                                       {"wraps_a", clusters.largest_wraps & 1},
                                       {"wraps_b", clusters.largest_wraps >> 1 & 1},
                                       {"wraps_c", clusters.largest_wraps >> 2},
                                       {"null_ratio", null.ratio.mean},
                                       {"null_deviation", null.ratio.deviation}};
  if (threshold.above > -Threshold::none) row.emplace_back("above", threshold.above);
  if (threshold.below < Threshold::none) row.emplace_back("below", threshold.below);
  return row;
}

/// Where the largest cluster jumps, over all frames. \param steps of the frames
void print_onset(Threshold const& threshold, bool several, tektite::PercolationSeries const& series,
                 std::vector<double> const& steps) {
  auto const onset = series.onset();
  if (!onset.found) return;
  std::printf("\n%s%slargest jump of S_max: by %lld from frame %.0f (step %.0f) to frame %.0f (step %.0f)\n",
              several ? threshold.text().c_str() : "", several ? ": " : "", static_cast<long long>(onset.jump),
              onset.before, steps[onset.frame - 1], onset.after, steps[onset.frame]);
}

/// Throws where one of these options is out of range.
void check(double cutoff, int repeats) {
  using tektite::require;
  require(std::isfinite(cutoff) && cutoff > 0, "--cutoff ", cutoff, " must be finite and positive");
  int const most_repeats = 1000000;
  require(repeats == 0 || (repeats >= 2 && repeats <= most_repeats), "--null ", repeats, ", expected 0, or 2 to ",
          most_repeats, " random choices");
}

/// Names of the columns of clusters, one for each threshold.
std::vector<std::string> names_of_columns(std::size_t thresholds) {
  if (thresholds == 1) return {"cluster"};
  std::vector<std::string> names;
  for (std::size_t k = 1; k <= thresholds; ++k) names.push_back("cluster_" + std::to_string(k));
  return names;
}

/// 1 for each chosen atom whose value is beyond the threshold, else 0.
Kokkos::View<int*, Exec::memory_space> select(Exec const& exec, tektite::examples::Frame const& frame,
                                              std::vector<double> const& values, Threshold const& threshold) {
  std::vector<int> selected(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) selected[i] = frame.chosen[i] && threshold.has(values[i]);
  return tektite::to_device(exec, selected, "selected");
}

}  // namespace

int main(int argc, char** argv) {
  tektite::examples::Program program("percolation", "Clusters of the atoms beyond a threshold of one property");
  std::string name;
  std::vector<double> above, below;
  double cutoff = 0;
  tektite::NullModelOptions null_options{.repeats = 20};
  tektite::examples::FrameJob job;
  tektite::examples::PlotOption plot;
  program.add_option("--property", name, "a column of the input")->required();
  program.add_numbers("--above", above,
                      "atoms with a larger value are selected; several thresholds: one after another");
  program.add_numbers("--below", below, "atoms with a smaller value are selected; with --above: those between");
  program.add_option("--cutoff", cutoff, "selected atoms within this distance touch (A)")->required();
  program.add_option("--null", null_options.repeats, "random choices of as many atoms to compare with; 0: none")
      ->capture_default_str();
  program.add_option("--seed", null_options.seed, "of the random choices")->capture_default_str();
  plot.add_to(program);
  job.add_to(program);
  return program.run(argc, argv, [&] {
    auto const thresholds = thresholds_of(above, below);
    plot.check(job.table(), "--table", {job.in, job.out, job.table()});
    check(cutoff, null_options.repeats);
    Exec const exec{};
    std::size_t const count = thresholds.size();
    bool const several = count > 1;
    std::vector<tektite::PercolationSeries> series(count);
    std::vector<double> steps;
    job.results = names_of_columns(count);
    job.run(program, [&](tektite::examples::Frame const& frame) {
      auto const& c = frame.atoms;
      tektite::examples::require_few_neighbors("--cutoff", cutoff, c);
      auto const atoms = tektite::examples::atoms_on_device(exec, c);
      auto const values = tektite::examples::property(c, name, frame.where);
      auto const candidates = tektite::to_device(exec, frame.chosen, "candidates");
      auto const list = build_neighbor_list(exec, atoms.positions, c.box, {.cutoff = cutoff});
      steps.push_back(double(c.timestep));
      std::vector<tektite::io::Column> columns;
      for (std::size_t k = 0; k < count; ++k) {
        auto const clusters = percolation_clusters(exec, list, select(exec, frame, values, thresholds[k]));
        // Each random choice takes about as long as the clusters themselves.
        null_options.after_each = [&](int choices) {
          job.show_part((double(k) + choices / (null_options.repeats + 1.0)) / double(count));
        };
        tektite::NullModel null;
        if (null_options.repeats > 0) null = percolation_null_model(exec, list, clusters, candidates, null_options);
        job.wipe_progress();
        if (several)
          describe_briefly(thresholds[k], clusters, null);
        else
          describe(exec, frame, cutoff, clusters, null);
        series[k].add(double(frame.number), clusters);  // by number: not every format has time steps
        job.add_row(frame, row_of(thresholds[k], clusters, null));
        columns.push_back(tektite::io::column(job.results[k], clusters.labels));
      }
      return columns;
    });
    for (std::size_t k = 0; k < count; ++k) print_onset(thresholds[k], several, series[k], steps);
    plot.draw("percolation", job.table());
  });
}
