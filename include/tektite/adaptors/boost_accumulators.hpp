// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost
#pragma once

#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics/count.hpp>
#include <boost/accumulators/statistics/kurtosis.hpp>
#include <boost/accumulators/statistics/max.hpp>
#include <boost/accumulators/statistics/mean.hpp>
#include <boost/accumulators/statistics/min.hpp>
#include <boost/accumulators/statistics/moment.hpp>
#include <boost/accumulators/statistics/skewness.hpp>
#include <boost/accumulators/statistics/variance.hpp>
#include <boost/accumulators/statistics/weighted_kurtosis.hpp>
#include <boost/accumulators/statistics/weighted_mean.hpp>
#include <boost/accumulators/statistics/weighted_moment.hpp>
#include <boost/accumulators/statistics/weighted_skewness.hpp>
#include <boost/accumulators/statistics/weighted_variance.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/stats/moments.hpp"
#include "tektite/stats/running_moments.hpp"

/// \file
/// Conversion of `Moments` to a Boost.Accumulators set, and back.
///
/// `MomentSet` is an accumulator set whose state is a `Moments`: samples (and weights) are added as to any set, sets
/// can be merged, and results are read with Boost's own extractors: count, mean, variance, skewness, kurtosis,
/// moment<2> to moment<4>, min and max. So code that is written for accumulator sets can use what `moments` has
/// computed in parallel:
///
///     auto set = tektite::adaptors::accumulator_set(tektite::moments(exec, values));
///     set(3.5);                                                     // one more sample
///     tektite::adaptors::merge(set, tektite::moments(exec, more));  // from another frame or rank
///     double const s = boost::accumulators::skewness(set);
///
/// Without samples the extractors return what `Moments` documents: zeros, infinite min and max; never NaN.

// Accumulators, which Boost calls the implementation of a feature: the state, and numbers that are read from it.
namespace tektite::detail::moment_set {

namespace accumulators = boost::accumulators;

/// The state of a set. Boost calls the constructor and `operator()` with its named arguments.
struct Moments : accumulators::accumulator_base {
  using result_type = tektite::Moments;
  Moments(accumulators::dont_care) {}

  template <class Arguments>
  void operator()(Arguments const& arguments) {
    add(static_cast<double>(arguments[accumulators::sample]),
        static_cast<double>(arguments[accumulators::weight | 1.0]));
  }
  result_type result(accumulators::dont_care) const { return value; }

  /// Adds a sample; one of weight 0 is left out and not counted.
  void add(double x, double w) {
    if (w != 0) value.add(x, w);
  }

  tektite::Moments value;
};

}  // namespace tektite::detail::moment_set

/// Features of a `MomentSet`. Except for `moments`, each implements the feature of Boost of the same name.
namespace tektite::adaptors::tag {

/// The state itself, a `Moments`.
struct moments : boost::accumulators::depends_on<> {
  using impl = boost::mpl::always<detail::moment_set::Moments>;  ///< the accumulator, under the name that Boost expects
};

}  // namespace tektite::adaptors::tag

namespace tektite::detail::moment_set {

/// An accumulator that reads a number from the state.
template <class Read>
struct Number : accumulators::accumulator_base {
  using result_type = decltype(Read{}(tektite::Moments{}));
  Number(accumulators::dont_care) {}

  template <class Arguments>
  result_type result(Arguments const& arguments) const {
    return Read{}(accumulators::extractor<adaptors::tag::moments>{}(arguments));
  }
};

struct ReadCount {
  std::size_t operator()(tektite::Moments const& m) const { return static_cast<std::size_t>(m.count); }
};
struct ReadMean {
  double operator()(tektite::Moments const& m) const { return m.mean; }
};
struct ReadVariance {
  double operator()(tektite::Moments const& m) const { return m.variance(); }
};
struct ReadSkewness {
  double operator()(tektite::Moments const& m) const { return m.skewness(); }
};
struct ReadKurtosis {
  double operator()(tektite::Moments const& m) const { return m.excess_kurtosis(); }
};
struct ReadMin {
  double operator()(tektite::Moments const& m) const { return m.low; }
};
struct ReadMax {
  double operator()(tektite::Moments const& m) const { return m.high; }
};

/// Moment of order N about zero, computed from those about the mean.
template <int N>
struct ReadMoment {
  double operator()(tektite::Moments const& m) const {
    if (m.count == 0) return 0;
    double const u = m.mean, second = m.m2 / m.weight, third = m.m3 / m.weight, fourth = m.m4 / m.weight;
    if constexpr (N == 2) return u * u + second;
    if constexpr (N == 3) return u * u * u + 3 * u * second + third;
    if constexpr (N == 4) return u * u * u * u + 6 * u * u * second + 4 * u * third + fourth;
  }
};

}  // namespace tektite::detail::moment_set

namespace tektite::adaptors::tag {

/// A feature that is read from the state.
template <class Read>
struct number : boost::accumulators::depends_on<moments> {
  using impl =
      boost::mpl::always<detail::moment_set::Number<Read>>;  ///< the accumulator, under the name that Boost expects
};

using count = number<detail::moment_set::ReadCount>;        ///< number of samples
using mean = number<detail::moment_set::ReadMean>;          ///< mean
using variance = number<detail::moment_set::ReadVariance>;  ///< population variance
using skewness = number<detail::moment_set::ReadSkewness>;  ///< skewness
using kurtosis = number<detail::moment_set::ReadKurtosis>;  ///< excess kurtosis
using min = number<detail::moment_set::ReadMin>;            ///< smallest sample
using max = number<detail::moment_set::ReadMax>;            ///< largest sample
/// Moment of order N about zero.
template <int N>
using moment = number<detail::moment_set::ReadMoment<N>>;

}  // namespace tektite::adaptors::tag

// By these specialisations boost::accumulators::mean(set), ... find the features above.
namespace boost::accumulators {

/// \cond
template <>
struct feature_of<tektite::adaptors::tag::count> : feature_of<tag::count> {};
template <>
struct feature_of<tektite::adaptors::tag::mean> : feature_of<tag::mean> {};
template <>
struct feature_of<tektite::adaptors::tag::variance> : feature_of<tag::variance> {};
template <>
struct feature_of<tektite::adaptors::tag::skewness> : feature_of<tag::skewness> {};
template <>
struct feature_of<tektite::adaptors::tag::kurtosis> : feature_of<tag::kurtosis> {};
template <>
struct feature_of<tektite::adaptors::tag::min> : feature_of<tag::min> {};
template <>
struct feature_of<tektite::adaptors::tag::max> : feature_of<tag::max> {};
template <int N>
struct feature_of<tektite::adaptors::tag::number<tektite::detail::moment_set::ReadMoment<N>>>
    : feature_of<tag::moment<N>> {};

/// \endcond
}  // namespace boost::accumulators

namespace tektite::adaptors {

/// The features of a `MomentSet`.
using MomentFeatures =
    boost::accumulators::features<tag::moments, tag::count, tag::mean, tag::variance, tag::skewness, tag::kurtosis,
                                  tag::min, tag::max, tag::moment<2>, tag::moment<3>, tag::moment<4>>;

/// An accumulator set whose state is a `Moments`.
///
/// \tparam Weight `void`, or the type of the weights, which are then given as set(x, weight = w)
template <class Weight = void>
using MomentSet = boost::accumulators::accumulator_set<double, MomentFeatures, Weight>;

/// The state of a set. `accumulator_set` is the inverse.
///
/// \param set the set
/// \returns   moments of the samples in the set
template <class Weight>
Moments moments_of(MomentSet<Weight> const& set) {
  return boost::accumulators::extractor<tag::moments>{}(set);
}

/// Adds all samples of a `Moments` to a set.
///
/// \param set   the set
/// \param other moments of the samples to add
template <class Weight>
void merge(MomentSet<Weight>& set, Moments const& other) {
  boost::accumulators::find_accumulator<tag::moments>(set).value.merge(other);
}

/// Adds all samples of one set to another.
///
/// \param set   the set that is added to
/// \param other the set whose samples are added
template <class Weight>
void merge(MomentSet<Weight>& set, MomentSet<Weight> const& other) {
  merge(set, moments_of(other));
}

/// A set with the samples of a `Moments`. `moments_of` is the inverse.
///
/// \param moments state of the new set
/// \returns       the set
template <class Weight = void>
MomentSet<Weight> accumulator_set(Moments const& moments) {
  MomentSet<Weight> set;
  merge(set, moments);
  return set;
}

/// The moments of the samples in a set of Boost's own features.
///
/// Boost adds powers of the samples, not of their differences from the mean: where the mean is r times the spread, the
/// moments have a relative error of about 1e-16 r^2 (second), 1e-16 r^3 (third) and 1e-16 r^4 (fourth). Add samples to
/// a `MomentSet` instead where that matters.
///
/// \param set an unweighted set with at least count, mean, moment<2>, moment<3>, moment<4>, min and max
/// \returns   its moments, which can be merged with others
template <class Set>
Moments moments_from(Set const& set) {
  namespace accumulators = boost::accumulators;
  Moments m;
  m.count = static_cast<std::int64_t>(accumulators::count(set));
  if (m.count == 0) return m;
  double const n = m.weight = static_cast<double>(m.count);
  double const u = m.mean = accumulators::mean(set);
  double const second = accumulators::moment<2>(set), third = accumulators::moment<3>(set),
               fourth = accumulators::moment<4>(set);
  m.low = (accumulators::min)(set);
  m.high = (accumulators::max)(set);
  m.m2 = n * (second - u * u);
  m.m3 = n * (third - 3 * u * second + 2 * u * u * u);
  m.m4 = n * (fourth - 4 * u * third + 6 * u * u * second - 3 * u * u * u * u);
  // Rounding may give a small negative number instead of 0; skewness and kurtosis take roots of these.
  if (m.m2 < 0 || m.low == m.high) m.m2 = m.m3 = m.m4 = 0;
  if (m.m4 < 0) m.m4 = 0;
  return m;
}

}  // namespace tektite::adaptors
