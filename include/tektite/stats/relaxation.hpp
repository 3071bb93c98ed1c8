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
#include "tektite/core/reduce.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/stats/detail/time_origins.hpp"
#include "tektite/stats/displacement_moments.hpp"

/// \file
/// Structural relaxation: the self-intermediate scattering function F_s(q, t), the overlap Q(t) and its fluctuations
/// chi4(t), of two configurations, and recorded over time origins while a simulation runs.
///
/// \source W. Kob and H. C. Andersen, Phys. Rev. E 52, 4134 (1995): F_s; N. Lacevic, F. W. Starr, T. B. Schroder and
///         S. C. Glotzer, J. Chem. Phys. 119, 7372 (2003): Q and chi4; docs/statistics.md

namespace tektite {

/// At which wave number and distance displacements are looked at.
struct SelfCorrelationOptions {
  double q;         ///< length of the wave vector of F_s, in the inverse unit of the positions
  double distance;  ///< a particle overlaps with its former self while it is nearer than this
};

/// Correlations of particles with their former selves, in one pair of configurations.
struct SelfCorrelation {
  double scattering = 0;   ///< F_s, no unit: 1 where nothing has moved
  double overlap = 0;      ///< Q, no unit: the fraction that moved less than the distance
  std::int64_t count = 0;  ///< number of particles in the averages
};

namespace detail {

/// sin(x) / x, also near 0.
KOKKOS_INLINE_FUNCTION double sinc(double x) { return Kokkos::abs(x) < 1e-4 ? 1 - x * x / 6 : Kokkos::sin(x) / x; }

/// Sums of sin(q r) / (q r), of overlaps, and how many displacements they are of.
struct SelfSums {
  double scattering = 0;
  std::int64_t overlapping = 0, count = 0;
};

inline void check(SelfCorrelationOptions const& o) {
  require(std::isfinite(o.q) && o.q > 0, "self_correlation: q ", o.q, " must be finite and positive");
  require(std::isfinite(o.distance) && o.distance > 0, "self_correlation: distance ", o.distance,
          " must be finite and positive");
}

/// Averages over the selected displacements, relative to a given one. Fences `exec` once.
template <ExecutionSpace Exec, Positions R, Positions P, class Selected>
SelfCorrelation correlate_selves(Exec const& exec, R const& reference, P const& current, Vec3<double> const& drift,
                                 SelfCorrelationOptions const& options, Selected const& selected) {
  double const q = options.q, squared_distance = options.distance * options.distance;
  auto const sums = deterministic_reduce(
      exec, "self_correlation", particle_count(reference), SelfSums{},
      KOKKOS_LAMBDA(std::size_t i, SelfSums& sum) {
        if (!selected(i)) return;
        Vec3<double> const d = position(current, i) - position(reference, i) - drift;
        double const squared = dot(d, d);
        sum.scattering += sinc(q * Kokkos::sqrt(squared));
        sum.overlapping += squared < squared_distance ? 1 : 0;
        ++sum.count;
      },
      KOKKOS_LAMBDA(SelfSums & sum, SelfSums const& other) {
        sum.scattering += other.scattering;
        sum.overlapping += other.overlapping;
        sum.count += other.count;
      });
  if (sums.count == 0) return {};
  double const count = double(sums.count);
  return {sums.scattering / count, double(sums.overlapping) / count, sums.count};
}

/// Does the work of `self_correlation`, whose contract it has.
template <ExecutionSpace Exec, Positions R, Positions P, class Weights, class Selected>
SelfCorrelation self_correlation_of(Exec const& exec, R const& reference, P const& current, Weights const& weights,
                                    SelfCorrelationOptions const& options, Selected const& selected) {
  check(options);
  std::size_t const n = particle_count(reference);
  require(particle_count(current) == n, "self_correlation: ", n, " reference positions, but ", particle_count(current),
          " current ones");
  require(weights.extent(0) == 0 || weights.extent(0) == n, "self_correlation: ", weights.extent(0), " weights for ", n,
          " particles");
  if (n == 0) return {};
  Vec3<double> const drift = mean_displacement(exec, reference, current, weights);
  return correlate_selves(exec, reference, current, drift, options, selected);
}

/// Whether a particle has a type, for device code.
template <class Types>
struct OfType {
  Types types;
  int type;
  KOKKOS_FUNCTION bool operator()(std::size_t i) const { return types(i) == type; }
};

}  // namespace detail

/// Computes F_s(q) and the overlap of two configurations, relative to the mean displacement.
///
/// With the displacement r of a particle, F_s is the mean of sin(q r) / (q r): that of exp(i q r) over all directions
/// of q. Unlike the exponential at a few wave vectors it needs no box. The overlap is the fraction of particles with
/// r < distance. A displacement that is not finite makes F_s not a number.
///
/// \param exec      execution space instance that runs everything
/// \param reference n unwrapped positions [n][3], see `unwrap`
/// \param current   n unwrapped positions [n][3] of the same particles
/// \param weights   n weights of the particles in the mean displacement, as in `displacement_moments`; empty: all are 1
/// \param options   q in the inverse unit of the positions, distance in that unit
/// \returns         F_s and Q of all particles, each with the weight 1; zeros for no particles
/// \throws Error    q or distance not finite and positive; unequal numbers of particles or weights, or weights whose
///                  sum is not finite and positive
/// \cost            two sums over all particles, O(n) work; no memory per particle but the partial sums of
///                  `deterministic_reduce`
/// \fences          twice, to get the sums
/// \determinism     the same bits at any thread count; a GPU and a CPU add in different orders
template <ExecutionSpace Exec, Positions R, Positions P, ViewOf<double, 1> Weights>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<P, Exec>
SelfCorrelation self_correlation(Exec const& exec, R const& reference, P const& current, Weights const& weights,
                                 SelfCorrelationOptions const& options) {
  return detail::self_correlation_of(exec, reference, current, weights, options, EveryParticle{});
}

/// Computes F_s(q) and the overlap of the selected particles, relative to the mean displacement of all.
///
/// \param exec      execution space instance that runs everything
/// \param reference as above
/// \param current   as above
/// \param weights   as above
/// \param selected  which particles: a `Selection`, for example those of one type
/// \param options   as above
/// \returns         F_s and Q of the selected particles; zeros for none
/// \throws Error    as above, or a selection of another length
/// \cost            as above
/// \fences          twice, to get the sums
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec, Positions R, Positions P, ViewOf<double, 1> Weights, Selection S>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<P, Exec>
SelfCorrelation self_correlation(Exec const& exec, R const& reference, P const& current, Weights const& weights,
                                 S const& selected, SelfCorrelationOptions const& options) {
  detail::require_selection("self_correlation", selected, particle_count(reference));
  return detail::self_correlation_of(exec, reference, current, weights, options, detail::Selected<S>{selected});
}

/// Overload that runs on the default instance of the positions' memory, with the weight 1 for all particles.
///
/// \param reference,current,options as above
/// \returns as above
template <Positions R, Positions P>
SelfCorrelation self_correlation(R const& reference, P const& current, SelfCorrelationOptions const& options) {
  using Exec = typename particles_memory_space<P>::execution_space;
  return self_correlation(Exec{}, reference, current, Kokkos::View<double*, typename Exec::memory_space>{}, options);
}

/// Averages of relaxation over time origins, of one group of particles.
struct RelaxationGroup {
  std::int64_t count = 0;       ///< number of particles
  double scattering = 0;        ///< F_s(q, t)
  double overlap = 0;           ///< Q(t)
  double chi4 = 0;              ///< N times the variance of Q over the origins; 0 for one origin
  double scattering_error = 0;  ///< standard error over the origins, as if these were independent; 0 for one origin
  double overlap_error = 0;     ///< the same of Q
  double chi4_error = 0;        ///< jackknife over the origins; 0 for less than three
};

/// Averages at one lag.
struct RelaxationResult {
  std::int64_t lag = 0;                      ///< in steps
  std::int64_t origins = 0;                  ///< number of origins in the averages
  std::vector<RelaxationGroup> groups = {};  ///< all particles, then each type
};

namespace detail {

/// Averages of one group over origins, with errors.
inline RelaxationGroup average_over_origins(std::vector<SelfCorrelation> const& values) {
  double const n = double(values.size());
  RelaxationGroup group;
  group.count = values.front().count;
  for (SelfCorrelation const& v : values) group.scattering += v.scattering, group.overlap += v.overlap;
  group.scattering /= n;
  group.overlap /= n;
  if (values.size() < 2) return group;
  double scattering = 0, overlap = 0;
  for (SelfCorrelation const& v : values) {
    scattering += (v.scattering - group.scattering) * (v.scattering - group.scattering);
    overlap += (v.overlap - group.overlap) * (v.overlap - group.overlap);
  }
  group.scattering_error = std::sqrt(scattering / (n * (n - 1)));
  group.overlap_error = std::sqrt(overlap / (n * (n - 1)));
  group.chi4 = double(group.count) * overlap / (n - 1);
  if (values.size() < 3) return group;
  // Without origin k the sum of squares about the mean is smaller by n / (n - 1) times the square of its own.
  double mean = 0, squares = 0;
  std::vector<double> left_out;
  for (SelfCorrelation const& v : values) {
    double const d = v.overlap - group.overlap;
    left_out.push_back(double(group.count) * (overlap - d * d * n / (n - 1)) / (n - 2));
    mean += left_out.back() / n;
  }
  for (double const chi4 : left_out) squares += (chi4 - mean) * (chi4 - mean);
  group.chi4_error = std::sqrt((n - 1) / n * squares);
  return group;
}

}  // namespace detail

/// Options of a `RelaxationRecorder`.
struct RelaxationOptions {
  SelfCorrelationOptions at;       ///< q and distance
  std::vector<std::int64_t> lags;  ///< lags in steps, ascending and positive; see `log_spaced_lags`
  std::int64_t origin_every = 0;   ///< steps between time origins; 0: the first step is the only origin
  int type_count = 0;              ///< number of types with averages of their own; 0: none
  bool keep_drift = false;         ///< else displacements are relative to the mean displacement of all particles
};

/// Accumulates F_s, Q and chi4 at chosen lags, over several time origins, while a simulation runs.
///
///     RelaxationRecorder recorder(exec, {.at = {.q = 2.8, .distance = 1}, .lags = log_spaced_lags(500000, 10),
///                                        .origin_every = 5000});
///     for (step = 0; ...; ++step) {
///       if (recorder.wants(step)) recorder.record(step, unwrapped);
///
/// It works as `Alpha2Recorder` does: a copy of the positions at each origin that has lags to come, 24 bytes per
/// particle and origin in the memory of `exec`. Each pair of an origin and a lag leaves 24 bytes on the host for each
/// group. Results do not depend on the thread count.
template <ExecutionSpace Exec>
class RelaxationRecorder {
 public:
  using Memory = typename Exec::memory_space;     ///< memory space of the snapshots
  using Weights = Kokkos::View<double*, Memory>;  ///< weights of the particles in the mean displacement
  using Types = Kokkos::View<int*, Memory>;       ///< types of the particles, from 0

  /// Makes a recorder without any records.
  ///
  /// \param exec    execution space instance that runs everything
  /// \param options q, distance, lags, steps between origins, number of types
  /// \param types   n types of the particles; may be empty where `type_count` is 0
  /// \param weights n weights of the particles in the mean displacement, as in `displacement_moments`; empty: all are 1
  /// \throws Error  q or distance not finite and positive, lags not positive and ascending, negative `origin_every` or
  ///                `type_count`
  RelaxationRecorder(Exec const& exec, RelaxationOptions options, Types types = {}, Weights weights = {})
      : exec_(exec),
        at_(options.at),
        origins_("RelaxationRecorder", std::move(options.lags), options.origin_every),
        type_count_(options.type_count),
        keep_drift_(options.keep_drift),
        types_(types),
        weights_(weights) {
    detail::check(at_);
    require(type_count_ >= 0, "RelaxationRecorder: type_count ", type_count_, " must not be negative");
    values_.resize(origins_.lags().size(), std::vector<std::vector<SelfCorrelation>>(1 + std::size_t(type_count_)));
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
  /// \throws Error    a step that is not larger than the last one, another number of particles than before, than of
  ///                  types or than of weights
  /// \cost            O(n) work for each group and each origin that the step is a lag from; a copy of 24 bytes per
  ///                  particle where the step is an origin itself
  /// \fences          one for the drift and one for each group, for each origin that the step is a lag from
  template <Positions P>
    requires AccessibleFrom<P, Exec>
  void record(std::int64_t step, P const& unwrapped) {
    require_sizes(particle_count(unwrapped));
    origins_.record(exec_, step, unwrapped, [&](std::size_t k, auto const& origin) {
      Vec3<double> drift{};
      if (!keep_drift_ && origin.extent(0) > 0) drift = detail::mean_displacement(exec_, origin, unwrapped, weights_);
      values_[k][0].push_back(detail::correlate_selves(exec_, origin, unwrapped, drift, at_, EveryParticle{}));
      for (int type = 0; type < type_count_; ++type)
        values_[k][1 + std::size_t(type)].push_back(
            detail::correlate_selves(exec_, origin, unwrapped, drift, at_, detail::OfType<Types>{types_, type}));
    });
  }

  /// Averages over the origins so far.
  ///
  /// \returns one result for each lag that was recorded from at least one origin, in the order of the lags
  std::vector<RelaxationResult> results() const {
    std::vector<RelaxationResult> results;
    for (std::size_t k = 0; k < values_.size(); ++k) {
      if (values_[k][0].empty()) continue;
      RelaxationResult result{origins_.lags()[k], std::int64_t(values_[k][0].size())};
      for (auto const& values : values_[k]) result.groups.push_back(detail::average_over_origins(values));
      results.push_back(std::move(result));
    }
    return results;
  }

  /// All that was recorded, as numbers for `restore`, so that an interrupted run can continue. Fences for each origin.
  ///
  /// \returns three numbers for the steps, for each lag the number of its origins and three numbers for each of them
  ///          and each group, and for each open origin its step and 3 n coordinates
  std::vector<double> save() const {
    std::vector<double> numbers = origins_.save_steps();
    for (auto const& lag : values_) {
      numbers.push_back(double(lag[0].size()));
      for (auto const& group : lag)
        for (auto const& v : group) numbers.insert(numbers.end(), {v.scattering, v.overlap, double(v.count)});
    }
    origins_.save_snapshots(exec_, numbers);
    return numbers;
  }

  /// Replaces all records by those that `save` of a recorder with the same options has returned. Fences for each
  /// origin.
  ///
  /// \param numbers   what `save` has returned
  /// \param particles number of particles n
  /// \throws Error    `numbers` is too short, or has the wrong size for these lags, groups and particles; another
  ///                  number of types or weights
  void restore(std::vector<double> const& numbers, std::size_t particles) {
    require_sizes(particles);
    auto values = values_;
    std::size_t at = 3;
    auto const next = [&] {
      require(at < numbers.size(), "RelaxationRecorder: ", numbers.size(), " numbers are too few");
      return numbers[at++];
    };
    for (auto& lag : values) {
      double const origins = next();
      require(origins >= 0 && origins <= double(numbers.size()), "RelaxationRecorder: ", origins, " origins saved");
      for (auto& group : lag) {
        group.resize(std::size_t(origins));
        for (auto& v : group) {
          v.scattering = next();
          v.overlap = next();
          v.count = static_cast<std::int64_t>(next());
        }
      }
    }
    origins_.restore(exec_, numbers, at, particles);
    values_ = std::move(values);
  }

  /// Number of origins that the recorder keeps at present.
  ///
  /// \returns the number of snapshots in memory
  std::size_t open_origins() const { return origins_.open(); }

 private:
  void require_sizes(std::size_t particles) const {
    require(weights_.extent(0) == 0 || weights_.extent(0) == particles, "RelaxationRecorder: ", weights_.extent(0),
            " weights for ", particles, " particles");
    require(type_count_ == 0 || types_.extent(0) == particles, "RelaxationRecorder: ", types_.extent(0), " types for ",
            particles, " particles");
  }

  Exec exec_;
  SelfCorrelationOptions at_;
  detail::TimeOrigins<Exec> origins_;
  int type_count_;
  bool keep_drift_;
  Types types_;
  Weights weights_;
  std::vector<std::vector<std::vector<SelfCorrelation>>> values_;  // by lag, group and origin
};

}  // namespace tektite
