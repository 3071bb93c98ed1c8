// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/motion_lags.hpp"

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>

#include "common/command_line.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/stats/lagged_correlation.hpp"

namespace tektite::examples {

namespace {

using Frames = Kokkos::View<double**, Kokkos::LayoutRight, Exec::memory_space>;

/// Pairs of motions, in the order of their columns: the first comes first at a positive lag.
struct Pair {
  int first, second;
  char const *name, *words;
};
constexpr Pair pairs[] = {
    {1, 0, "ds", "dilatation and shear"}, {2, 0, "rs", "rotation and shear"}, {1, 2, "dr", "dilatation and rotation"}};

void print_largest(Pair const& pair, LaggedCorrelation const& of) {
  auto const largest = std::max_element(of.correlation.begin(), of.correlation.end(),
                                        [](double a, double b) { return std::abs(a) < std::abs(b); });
  std::size_t const k = std::size_t(largest - of.correlation.begin());
  std::printf("%-24s %+.4f at lag %+d, controls %+.4f +- %.4f\n", pair.words, of.correlation[k], of.lag[k],
              of.control_mean[k], of.control_deviation[k]);
}

}  // namespace

void MotionLags::add_to(Program& program) {
  table_.add_to(
      program,
      "a CSV file to write: lagged correlations of dilatation, rotation and shear over frames (xi_d, xi_r, xi_s)");
  program.add_option("--lags", lags_, "largest lag of --lagged in frames (default: a quarter of the frames)")
      ->within(1, 1000000);
  program.add_option("--controls", controls_, "shuffled controls of --lagged")->within(2, 10000)->capture_default_str();
}

void MotionLags::check(Program& program, FrameJob const& job, std::vector<std::string> const& inputs) {
  for (char const* const option : {"--lags", "--controls"})
    require(wanted() || program.count(option) == 0, option, " has no use without --lagged");
  table_.check(program, job, inputs);
}

void MotionLags::add(Exec const& exec, Frame const& frame, DeformationMeasures<Exec::memory_space> const& motions,
                     std::vector<int> const& status) {
  if (!wanted()) return;
  if (motions_.empty()) known_.assign(status.size(), 1);
  for (std::size_t i = 0; i < status.size(); ++i)
    known_[i] = char(known_[i] != 0 && status[i] == 0 && frame.chosen[i] != 0);
  motions_.push_back(
      {to_host(exec, motions.shear), to_host(exec, motions.dilatation), to_host(exec, motions.rotation)});
  steps_.push_back(frame.atoms.timestep);
  std::size_t const n = steps_.size();
  require(n < 3 || steps_[n - 1] - steps_[n - 2] == steps_[1] - steps_[0], "--lagged: frames at the steps ",
          steps_[std::max<std::size_t>(n, 3) - 3], ", ", steps_[std::max<std::size_t>(n, 2) - 2], " and ",
          steps_[n - 1], ", expected equal distances");
}

int MotionLags::largest() const {
  int const frames = int(motions_.size()), most = lags_ > 0 ? lags_ : std::max(1, frames / 4);
  require(most < frames, "--lagged: ", frames, " frames, expected more than the largest lag, ", most);
  return most;
}

void MotionLags::write(Exec const& exec) {
  if (!wanted()) return;
  LaggedCorrelationOptions const options{.largest_lag = largest(), .controls = controls_};
  std::size_t const frames = motions_.size(), atoms = std::size_t(std::count(known_.begin(), known_.end(), 1));
  require(atoms > 1, "--lagged: ", atoms, " atoms are chosen and have motions in all frames, at least two are needed");
  std::array<Frames, 3> values;
  for (std::size_t m = 0; m < 3; ++m) {
    values[m] = Frames("motions", frames, atoms);
    auto const host = Kokkos::create_mirror_view(values[m]);
    for (std::size_t t = 0; t < frames; ++t)
      for (std::size_t i = 0, k = 0; i < known_.size(); ++i)
        if (known_[i]) host(t, k++) = motions_[t][m][i];
    Kokkos::deep_copy(values[m], host);
  }
  std::printf("lagged correlations of %zu atoms in %zu frames; at positive lags the first motion comes first\n", atoms,
              frames);
  std::array<LaggedCorrelation, 3> of;
  for (std::size_t p = 0; p < 3; ++p) {
    of[p] =
        lagged_correlation(exec, values[std::size_t(pairs[p].first)], values[std::size_t(pairs[p].second)], options);
    print_largest(pairs[p], of[p]);
  }
  for (std::size_t k = 0; k < of[0].lag.size(); ++k) {
    FrameJob::Row row{{"lag", double(of[0].lag[k])}};
    for (std::size_t p = 0; p < 3; ++p) {
      std::string const name = pairs[p].name;
      row.emplace_back(name, of[p].correlation[k]);
      row.emplace_back(name + "_control", of[p].control_mean[k]);
      row.emplace_back(name + "_deviation", of[p].control_deviation[k]);
    }
    table_.add(row);
  }
  table_.write();
}

}  // namespace tektite::examples
