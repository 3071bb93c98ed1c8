// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/stats/detail/time_origins.hpp"
#include "tektite/stats/displacement_moments.hpp"

/// \file
/// The non-Gaussian parameter as a function of time, recorded while a simulation runs: averages over time origins, and
/// the peak.
///
/// A time origin is a step whose positions are kept as a reference. A lag is a time difference from an origin, in
/// steps.

namespace tektite {

/// Makes a list of lags with about equal ratios.
///
/// \param last       the largest lag, in steps
/// \param per_decade about how many lags per factor of ten
/// \returns     distinct lags from 1 to `last`, ascending
/// \throws Error a parameter that is not positive
inline std::vector<std::int64_t> log_spaced_lags(std::int64_t last, int per_decade) {
  require(last > 0 && per_decade > 0, "log_spaced_lags: last lag ", last, " and ", per_decade,
          " per decade must be positive");
  std::vector<std::int64_t> lags;
  for (int k = 0;; ++k) {
    double const exact = std::pow(10.0, double(k) / per_decade);
    if (exact >= double(last) - 0.5) break;
    auto const lag = static_cast<std::int64_t>(std::llround(exact));
    if (lags.empty() || lag > lags.back()) lags.push_back(lag);
  }
  lags.push_back(last);
  return lags;
}

/// Options of an `Alpha2Recorder`.
struct Alpha2Options {
  std::vector<std::int64_t> lags;  ///< lags in steps, ascending and positive; see `log_spaced_lags`
  std::int64_t origin_every = 0;   ///< steps between time origins; 0: the first step is the only origin
};

/// Accumulates displacement moments at chosen lags, over several time origins, while a simulation runs.
///
///     Alpha2Recorder recorder(exec, {.lags = log_spaced_lags(500000, 10), .origin_every = 50000});
///     for (step = 0; ...; ++step) {
///       if (recorder.wants(step)) recorder.record(step, unwrapped);
///
/// The recorder keeps a copy of the positions at each origin that has lags to come, in the memory of `exec`: 24 bytes
/// per particle and origin. <r^2> and <r^4> are averaged over the origins before alpha2 is computed from them, so
/// alpha2 is that of all displacements together. The sums are added up in the order of recording: the same bits at any
/// thread count.
template <ExecutionSpace Exec>
class Alpha2Recorder {
 public:
  using Memory = typename Exec::memory_space;            ///< memory space of the snapshots
  using Snapshot = Kokkos::View<Vec3<double>*, Memory>;  ///< positions at an origin
  using Weights = Kokkos::View<double*, Memory>;         ///< weights of the particles in the mean displacement

  /// Averages at one lag.
  struct Result {
    std::int64_t lag = 0;         ///< in steps
    std::int64_t origins = 0;     ///< number of origins in the averages
    DisplacementMoments moments;  ///< of all particles from all origins
  };

  /// Makes a recorder without any records.
  ///
  /// \param exec    execution space instance that runs everything
  /// \param options lags, and the steps between origins
  /// \param weights n weights of the particles in the mean displacement, as in `displacement_moments`; empty: all are 1
  /// \throws Error lags not positive and ascending, negative `origin_every`
  Alpha2Recorder(Exec const& exec, Alpha2Options options, Weights weights = {})
      : exec_(exec), origins_("Alpha2Recorder", std::move(options.lags), options.origin_every), weights_(weights) {
    for (auto const lag : origins_.lags()) results_.push_back({lag, 0, {}});
  }

  /// Whether `record` would change anything at a step: it is an origin, or a lag from one. The first step always is.
  ///
  /// \param step the step
  /// \returns true where `record` is to be called
  bool wants(std::int64_t step) const { return origins_.wants(step); }

  /// The first step after a given one at which `record` is to be called, as far as the present origins say.
  ///
  /// \param step the given step
  /// \returns the later step; the largest integer where there is none
  std::int64_t next_wanted(std::int64_t step) const { return origins_.next_wanted(step); }

  /// Records the positions at a step. A step for which `wants` is false adds nothing to the results.
  ///
  /// \param step      the step, larger than that of the call before
  /// \param unwrapped n unwrapped positions [n][3]
  /// \throws Error    a step that is not larger than the last one, another number of particles than before or than of
  ///                  weights
  /// \cost            O(n) work for each origin that the step is a lag from; a copy of 24 bytes per particle where the
  ///                  step is an origin itself
  /// \fences          twice for each origin that the step is a lag from, to get the sums
  template <Positions P>
    requires AccessibleFrom<P, Exec>
  void record(std::int64_t step, P const& unwrapped) {
    require_weights(particle_count(unwrapped));
    origins_.record(exec_, step, unwrapped, [&](std::size_t k, Snapshot const& origin) {
      DisplacementMoments const moments = displacement_moments(exec_, origin, unwrapped, weights_);
      ++results_[k].origins;
      results_[k].moments.msd += moments.msd;
      results_[k].moments.fourth += moments.fourth;
    });
  }

  /// Averages over the origins so far.
  ///
  /// \returns one result for each lag that was recorded from at least one origin, in the order of the lags
  std::vector<Result> results() const {
    std::vector<Result> averages;
    for (Result r : results_) {
      if (r.origins == 0) continue;
      r.moments.msd /= double(r.origins);
      r.moments.fourth /= double(r.origins);
      averages.push_back(r);
    }
    return averages;
  }

  /// All that was recorded, as numbers for `restore`, so that an interrupted run can continue. Fences for each origin.
  ///
  /// \returns three numbers for the steps, three for each lag, and for each origin its step and 3 n coordinates
  std::vector<double> save() const {
    std::vector<double> numbers = origins_.save_steps();
    for (Result const& r : results_)
      numbers.insert(numbers.end(), {double(r.origins), r.moments.msd, r.moments.fourth});
    origins_.save_snapshots(exec_, numbers);
    return numbers;
  }

  /// Replaces all records by those that `save` of a recorder with the same options has returned. Fences for each
  /// origin.
  ///
  /// \param numbers   what `save` has returned
  /// \param particles number of particles n
  /// \throws Error    `numbers` has the wrong size for these lags and this number of particles; another number of
  /// weights
  void restore(std::vector<double> const& numbers, std::size_t particles) {
    require_weights(particles);
    std::size_t const head = 3 + 3 * results_.size();
    origins_.restore(exec_, numbers, head, particles);
    for (std::size_t k = 0; k < results_.size(); ++k) {
      double const* const r = &numbers[3 + 3 * k];
      results_[k] = {results_[k].lag, static_cast<std::int64_t>(r[0]), {r[1], r[2]}};
    }
  }

  /// Number of origins that the recorder keeps at present.
  ///
  /// \returns the number of snapshots in memory
  std::size_t open_origins() const { return origins_.open(); }

 private:
  void require_weights(std::size_t particles) const {
    require(weights_.extent(0) == 0 || weights_.extent(0) == particles, "Alpha2Recorder: ", weights_.extent(0),
            " weights for ", particles, " particles");
  }

  Exec exec_;
  detail::TimeOrigins<Exec> origins_;
  Weights weights_;
  std::vector<Result> results_;  // sums over the origins; `results` divides them
};

/// A vector of results as `Alpha2Recorder::results` returns it.
template <class Results>
concept Alpha2Results = requires(Results const& results) {
  results.front().lag;
  results.front().moments.alpha2();
};

/// Finds the lag at which alpha2 is largest.
///
/// \param results what `Alpha2Recorder::results` returns
/// \returns     the result at that lag
/// \throws Error no results
template <Alpha2Results Results>
auto alpha2_peak(Results const& results) {
  require(!results.empty(), "alpha2_peak: nothing was recorded");
  return *std::max_element(results.begin(), results.end(),
                           [](auto const& a, auto const& b) { return a.moments.alpha2() < b.moments.alpha2(); });
}

}  // namespace tektite
