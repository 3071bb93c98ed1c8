// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Clusters of atoms whose property exceeds a threshold, frame by frame: whether they wrap around the box, how large
// they are, and what the same number of atoms chosen at random would give.
//
//     percolation --property lambda --above 0.25 --cutoff 3.8 --series series.csv strained.dump clusters.dump

#include <tektite/core.hpp>
#include <tektite/io.hpp>
#include <tektite/percolation.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/frame_job.hpp"
#include "common/frame_series.hpp"
#include "common/property.hpp"

namespace {

using tektite::examples::Exec;
using Memory = Exec::memory_space;

std::string axes(int bits) {
  std::string text;
  for (int d = 0; d < 3; ++d) {
    if (bits >> d & 1) text += "abc"[d];
  }
  return text.empty() ? "none" : text;
}

/// Prints clusters, comparison with random atoms, and sizes of one frame.
void describe(Exec const& exec, tektite::io::Configuration const& c, double depth,
              tektite::PercolationClusters<Memory> const& clusters, tektite::NullModel const& null) {
  std::printf("step %lld: S_all %lld of %zu atoms in %zu clusters\n", static_cast<long long>(c.timestep),
              static_cast<long long>(clusters.selected), c.size(), clusters.count());
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
  auto const spans = tektite::to_host(spanning_axes(exec, positions, c.box, clusters, depth));
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
  for (auto const& bin : size_bins(exec, clusters, std::int64_t(c.size()))) {
    if (bin.clusters == 0) continue;
    std::printf("%4lld-%-6lld %7lld  %.6g\n", static_cast<long long>(bin.first), static_cast<long long>(bin.last),
                static_cast<long long>(bin.clusters), bin.density);
  }
}

}  // namespace

int main(int argc, char** argv) {
  tektite::examples::Program program("percolation", "Clusters of the atoms above a threshold of one property");
  std::string name, csv;
  double above = 0, cutoff = 0;
  tektite::NullModelOptions null_options{.repeats = 20};
  tektite::examples::FrameJob job;
  program.add_option("--property", name, "a column of the input")->required();
  program.add_option("--above", above, "atoms with a larger value are selected")->required();
  program.add_option("--cutoff", cutoff, "selected atoms within this distance touch (A)")->required();
  program.add_option("--null", null_options.repeats, "random choices of as many atoms to compare with; 0: none")
      ->capture_default_str();
  program.add_option("--seed", null_options.seed, "of the random choices")->capture_default_str();
  program.add_option("--series", csv, "a CSV file to write: S_all, S_max ... of every frame");
  job.add_to(program);
  job.results = {"cluster"};
  return program.run(argc, argv, [&] {
    using tektite::require;
    require(std::isfinite(above), "--above ", above, " must be finite");
    require(std::isfinite(cutoff) && cutoff > 0, "--cutoff ", cutoff, " must be finite and positive");
    int const most_repeats = 1000000;
    require(null_options.repeats == 0 || (null_options.repeats >= 2 && null_options.repeats <= most_repeats), "--null ",
            null_options.repeats, ", expected 0, or 2 to ", most_repeats, " random choices");
    std::error_code ignored;
    require(csv.empty() || weakly_canonical(std::filesystem::path(csv), ignored) !=
                               weakly_canonical(std::filesystem::path(job.out), ignored),
            "--series and OUT are the same file: ", job.out);
    csv = program.output(csv);
    if (!csv.empty()) {
      tektite::examples::require_other_file(job.in, csv);
      tektite::io::AtomicFile const probe(csv);  // it is written last, and must not fail after OUT
    }
    Exec const exec{};
    tektite::examples::FrameSeries series;
    // Each random choice takes about as long as the clusters themselves.
    null_options.after_each = [&](int choices) { job.show_part(choices / (null_options.repeats + 1.0)); };
    job.run(program, [&](tektite::examples::Frame const& frame) {
      auto const& c = frame.atoms;
      tektite::examples::require_few_neighbors("--cutoff", cutoff, c);
      auto const atoms = tektite::examples::atoms_on_device(exec, c);
      auto const values = tektite::to_device(exec, tektite::examples::property(c, name, frame.where));
      auto const selected = tektite::select_above(exec, values, above);
      auto const list = build_neighbor_list(exec, atoms.positions, c.box, {.cutoff = cutoff});
      auto const clusters = percolation_clusters(exec, list, selected);
      tektite::NullModel null;
      if (null_options.repeats > 0) null = percolation_null_model(exec, list, clusters, null_options);
      job.wipe_progress();
      describe(exec, c, cutoff, clusters, null);
      series.add(frame.number, c, clusters, null);
      return std::vector{tektite::io::column("cluster", clusters.labels)};
    });
    series.print_onset();
    if (!csv.empty()) series.write(csv);
  });
}
