// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/random.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Lagged cross-correlation of two quantities of particles over frames: which of them comes first.
///
/// \source none: Pearson's coefficient, and random permutations as in any permutation test; docs/statistics.md

namespace tektite {

/// Options of `lagged_correlation`.
struct LaggedCorrelationOptions {
  int largest_lag;         ///< in frames, in both directions
  int controls = 20;       ///< how often the particles of the second quantity are shuffled
  std::uint64_t seed = 1;  ///< of the shuffles
};

/// Correlations by lag, from -largest_lag to largest_lag.
struct LaggedCorrelation {
  std::vector<int> lag;                   ///< in frames; at a positive one the second quantity is the later one
  std::vector<double> correlation;        ///< mean over pairs of frames of Pearson's coefficient over particles
  std::vector<double> control_mean;       ///< mean over the shuffled controls; about 0
  std::vector<double> control_deviation;  ///< their standard deviation: what is no more than chance
};

namespace detail {

/// A quantity of particles in each frame.
template <class Memory>
using Frames = Kokkos::View<double**, Kokkos::LayoutRight, Memory>;

/// Copies values with mean 0 and mean square 1 in each frame. An item is a frame. Fences `exec` once.
///
/// \param which "first" or "second", for messages
/// \throws Error a frame with a value that is not finite, or with equal values
template <ExecutionSpace Exec, class V>
Frames<typename Exec::memory_space> standardize(Exec const& exec, V const& values, char const* which) {
  using Memory = typename Exec::memory_space;
  std::size_t const frames = values.extent(0), n = values.extent(1);
  Frames<Memory> const out = allocate<Frames<Memory>>(exec, "lagged_correlation::values", frames, n);
  auto const deviation = allocate<Kokkos::View<double*, Memory>>(exec, "lagged_correlation::deviation", frames);
  launch(
      exec, "lagged_correlation::standardize", frames, KOKKOS_LAMBDA(int t) {
        bool finite = true;
        for (std::size_t i = 0; i < n; ++i) finite = finite && Kokkos::isfinite(values(t, i));
        // What is no number is not computed with: a host may stop at that.
        double mean = 0, squares = 0;
        for (std::size_t i = 0; finite && i < n; ++i) mean += values(t, i);
        mean /= double(n);
        for (std::size_t i = 0; finite && i < n; ++i) squares += (values(t, i) - mean) * (values(t, i) - mean);
        double const sigma = Kokkos::sqrt(squares / double(n));
        bool const known = finite && sigma > 0 && Kokkos::isfinite(sigma);
        deviation(t) = finite ? sigma : -1;
        for (std::size_t i = 0; i < n; ++i) out(t, i) = known ? (values(t, i) - mean) / sigma : 0.0;
      });
  std::vector<double> const sigmas = to_host(exec, deviation);
  for (std::size_t t = 0; t < frames; ++t)
    require(std::isfinite(sigmas[t]) && sigmas[t] > 0, "lagged_correlation: the ", which, " quantity in frame ", t,
            sigmas[t] == 0 ? " has equal values" : " has a value that is not finite");
  return out;
}

/// Pairs of frames by lag: those of lag k are [begin[k], begin[k + 1]).
struct LaggedPairs {
  std::vector<std::pair<int, int>> frames;
  std::vector<std::size_t> begin{0};

  LaggedPairs(int count, int largest_lag) {
    for (int lag = -largest_lag; lag <= largest_lag; ++lag) {
      for (int t = std::max(0, -lag); t < count && t + lag < count; ++t) frames.push_back({t, t + lag});
      begin.push_back(frames.size());
    }
  }

  /// Means over the pairs of each lag.
  std::vector<double> means(std::vector<double> const& of_pair) const {
    std::vector<double> out;
    for (std::size_t k = 0; k + 1 < begin.size(); ++k) {
      double sum = 0;
      for (std::size_t p = begin[k]; p < begin[k + 1]; ++p) sum += of_pair[p];
      out.push_back(sum / double(begin[k + 1] - begin[k]));
    }
    return out;
  }
};

/// Pearson's coefficient of each pair of frames. An item is a pair, which adds up the particles in their order. Fences
/// `exec` once.
///
/// \param partner the particle of the second quantity that each particle of the first is compared with
template <ExecutionSpace Exec>
std::vector<double> correlate_frames(Exec const& exec, Frames<typename Exec::memory_space> const& first,
                                     Frames<typename Exec::memory_space> const& second,
                                     Kokkos::View<int*, typename Exec::memory_space> const& earlier,
                                     Kokkos::View<int*, typename Exec::memory_space> const& later,
                                     Kokkos::View<int*, typename Exec::memory_space> const& partner) {
  std::size_t const n = first.extent(1);
  auto const out = allocate<Kokkos::View<double*, typename Exec::memory_space>>(exec, "lagged_correlation::pairs",
                                                                                earlier.extent(0));
  launch(
      exec, "lagged_correlation::pairs", earlier.extent(0), KOKKOS_LAMBDA(int p) {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) sum += first(earlier(p), i) * second(later(p), partner(i));
        out(p) = sum / double(n);
      });
  return to_host(exec, out);
}

/// A random order of n particles, the same on every machine.
inline std::vector<int> shuffled(std::size_t n, std::uint64_t seed, std::uint64_t control) {
  std::vector<std::pair<double, int>> drawn(n);
  for (std::size_t i = 0; i < n; ++i) drawn[i] = {Philox::block(seed, i, control).uniform(0), int(i)};
  std::sort(drawn.begin(), drawn.end());
  std::vector<int> order(n);
  std::transform(drawn.begin(), drawn.end(), order.begin(), [](auto const& d) { return d.second; });
  return order;
}

}  // namespace detail

/// Correlates one quantity of particles with another one some frames later.
///
/// With a and b in each frame relative to the mean over particles, divided by the deviation over particles:
/// C(lag) = < 1/n sum over i of a_i(t) b_i(t + lag) >, the mean over all frames t for which t + lag is a frame. If C is
/// largest at a positive lag, the first quantity comes first. In a control the particles of b are shuffled, each with
/// all its frames: correlations in time and the distribution of values stay, and what a particle's a has to do with its
/// b is gone. The deviation of the controls is what C would be by chance.
///
/// \param exec    execution space instance that runs everything
/// \param first   values [frames][n] of the first quantity, any unit
/// \param second  values [frames][n] of the second quantity, any unit
/// \param options largest lag in frames, number of controls, seed
/// \returns       `LaggedCorrelation`, on the host, without unit
/// \throws Error  unequal numbers of frames or particles; fewer than two particles; a largest lag that is negative or
/// not
///                less than the number of frames; less than two controls; a value that is not finite; a frame in which
///                all values are equal
/// \cost          O(frames lags n) work for the correlation and for each control; memory for a copy of both quantities
/// \fences        for each quantity, for the correlation and each control, and after copies to the device
/// \determinism   the same bits at any thread count
template <ExecutionSpace Exec, ViewOf<double, 2> A, ViewOf<double, 2> B>
LaggedCorrelation lagged_correlation(Exec const& exec, A const& first, B const& second,
                                     LaggedCorrelationOptions const& options) {
  std::size_t const frames = first.extent(0), n = first.extent(1);
  require(second.extent(0) == frames && second.extent(1) == n, "lagged_correlation: ", frames, " frames of ", n,
          " particles and ", second.extent(0), " of ", second.extent(1));
  require(n > 1, "lagged_correlation: ", n, " particles, at least two are needed");
  require(options.largest_lag >= 0 && std::size_t(options.largest_lag) < frames, "lagged_correlation: largest lag ",
          options.largest_lag, " of ", frames, " frames");
  require(options.controls > 1, "lagged_correlation: ", options.controls, " controls, at least two are needed");
  auto const a = detail::standardize(exec, first, "first"), b = detail::standardize(exec, second, "second");
  detail::LaggedPairs const pairs(int(frames), options.largest_lag);
  std::vector<int> earlier, later, same(n);
  for (auto const& [t, s] : pairs.frames) {
    earlier.push_back(t);
    later.push_back(s);
  }
  std::iota(same.begin(), same.end(), 0);
  auto const from = to_device(exec, earlier, "lagged_correlation::earlier");
  auto const to = to_device(exec, later, "lagged_correlation::later");
  auto const means = [&](std::vector<int> const& partner) {
    auto const order = to_device(exec, partner, "lagged_correlation::partner");
    return pairs.means(detail::correlate_frames(exec, a, b, from, to, order));
  };
  LaggedCorrelation result;
  result.correlation = means(same);
  std::size_t const lags = result.correlation.size();
  std::vector<std::vector<double>> controls;
  for (int k = 0; k < options.controls; ++k)
    controls.push_back(means(detail::shuffled(n, options.seed, std::uint64_t(k))));
  for (std::size_t k = 0; k < lags; ++k) {
    double mean = 0, squares = 0;
    for (auto const& control : controls) mean += control[k];
    mean /= options.controls;
    for (auto const& control : controls) squares += (control[k] - mean) * (control[k] - mean);
    result.lag.push_back(int(k) - options.largest_lag);
    result.control_mean.push_back(mean);
    result.control_deviation.push_back(std::sqrt(squares / (options.controls - 1)));
  }
  return result;
}

/// Overload that runs on the default instance of the values' memory.
///
/// \param first,second,options as above
/// \returns as above
template <ViewOf<double, 2> A, ViewOf<double, 2> B>
LaggedCorrelation lagged_correlation(A const& first, B const& second, LaggedCorrelationOptions const& options) {
  return lagged_correlation(typename A::execution_space{}, first, second, options);
}

}  // namespace tektite
