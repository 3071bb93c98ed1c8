// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"

/// \file
/// Exponent of the distribution of cluster sizes.
///
/// \source A. Clauset, C. R. Shalizi, M. E. J. Newman, SIAM Rev. 51, 661 (2009), doi:10.1137/070710111, equation 3.5
/// and appendix B

namespace tektite {

/// Which clusters count for the exponent of the size distribution.
struct SizeExponentOptions {
  int min_size = 1;              ///< smaller clusters do not count: the power law holds for large ones
  int max_size = 0;              ///< larger ones do not count, and the law ends there; 0: no end
  bool without_largest = false;  ///< cluster 1 does not count; near and above the threshold it does not follow the law
};

/// The exponent of p(s) ~ s^-tau by maximum likelihood.
struct SizeExponent {
  double tau = 0;          ///< the exponent; 0 where it is undefined
  double error = 0;        ///< its standard error, from the curvature of the likelihood
  std::int64_t count = 0;  ///< number of clusters that counted
  bool defined = false;  ///< false for fewer than two clusters, and where all have the smallest or all the largest size
};

namespace detail {

/// Mean and variance of ln s for p(s) ~ s^-tau on the integers from `first` to `last`.
///
/// The first 200 terms are added up. The other terms are summed by the Euler-Maclaurin formula to the first derivative,
/// with its integral by Gauss' rule with five points in ln s, in panels of at most a quarter. The relative error of
/// this part is of order 1e-10.
class LogSizeMoments {
 public:
  double mean = 0, variance = 0;  ///< of ln s

  /// \param tau exponent \param first,last smallest and largest size
  LogSizeMoments(double tau, int first, int last) : tau_(tau), log_first_(std::log(double(first))) {
    double const head = Kokkos::min(double(first) + 200, double(last) + 1);
    for (double s = first; s < head; ++s) add(s, 1);
    if (head <= double(last)) add_range(head, last);
    mean = sum_[1] / sum_[0];
    variance = sum_[2] / sum_[0] - mean * mean;
    mean += log_first_;
  }

 private:
  // Adds weight s^-tau (ln s)^k to the sum of k = 0, 1, 2. Sizes are relative to the first one, so that no power is out
  // of range.
  void add(double s, double weight) {
    double const l = std::log(s) - log_first_, p = weight * std::exp(-tau_ * l);
    sum_[0] += p;
    sum_[1] += p * l;
    sum_[2] += p * l * l;
  }

  // Adds weight (d/ds) s^-tau l^k with l = ln s, relative as above.
  void add_slope(double s, double weight) {
    double const l = std::log(s) - log_first_, p = weight * std::exp(-tau_ * l) / s;
    sum_[0] += -tau_ * p;
    sum_[1] += (1 - tau_ * l) * p;
    sum_[2] += (2 - tau_ * l) * l * p;
  }

  // Adds the terms from a to b: integral, ends by halves, first derivatives.
  void add_range(double a, double b) {
    constexpr double node[3] = {0, 0.53846931010568309, 0.90617984593866399};
    constexpr double weight[3] = {0.56888888888888889, 0.47862867049936647, 0.23692688505618909};
    double const from = std::log(a), to = std::log(b);
    int const panels = 1 + static_cast<int>(4 * (to - from));
    double const half = (to - from) / (2 * panels);
    for (int m = 0; m < panels; ++m) {
      double const middle = from + (2 * m + 1) * half;
      for (int k = -2; k <= 2; ++k) {
        double const s = std::exp(middle + half * (k < 0 ? -node[-k] : node[k]));
        add(s, half * weight[k < 0 ? -k : k] * s);  // ds = s d(ln s)
      }
    }
    add(a, 0.5);
    add(b, 0.5);
    add_slope(b, 1 / 12.0);
    add_slope(a, -1 / 12.0);
  }

  double tau_, log_first_;
  double sum_[3] = {0, 0, 0};
};

/// Number of sizes within [first, last], and the sum of their logarithms.
struct LogSizeSum {
  double logs = 0;
  std::int64_t count = 0;
  KOKKOS_FUNCTION LogSizeSum& operator+=(LogSizeSum const& other) {
    logs += other.logs;
    count += other.count;
    return *this;
  }
};

/// The term of one cluster.
template <class Sizes>
struct LogSizeTerm {
  Sizes sizes;
  int first, last;
  std::size_t skip;  // entries at the front
  KOKKOS_FUNCTION LogSizeSum operator()(std::size_t k) const {
    auto const s = static_cast<std::int64_t>(sizes(k + skip));
    return s >= first && s <= last ? LogSizeSum{Kokkos::log(double(s)), 1} : LogSizeSum{};
  }
};

}  // namespace detail

/// Exponent tau of the size distribution p(s) ~ s^-tau, by maximum likelihood for the discrete power law.
///
/// Solves `<ln s>_tau = mean ln s` of the data on the integers from min_size to max_size (or to 2^31 - 1); the error is
/// 1 / sqrt(count var_tau(ln s)). Not a fit to bins, which would be biased. The function does not test whether the
/// sizes follow a power law, nor from which size on.
///
/// \param exec    execution space instance that runs everything
/// \param sizes   one positive integer of any width per cluster, e.g. `PercolationClusters::sizes`
/// \param options which of them count
/// \returns       exponent and its standard error
/// \throws Error  min_size below 1, max_size neither 0 nor above min_size
/// \cost          O(k) work for k clusters, and about 50 sums of some hundred terms on the host; memory as
///                `deterministic_sum`
/// \fences        once, for the sum over clusters
/// \determinism   the same bits at any thread count
template <ExecutionSpace Exec, ViewOf<int, 1> Sizes>
SizeExponent size_exponent(Exec const& exec, Sizes const& sizes, SizeExponentOptions const& options = {}) {
  int const first = options.min_size;
  int const last = options.max_size == 0 ? std::numeric_limits<int>::max() : options.max_size;
  require(first >= 1 && last > first, "size_exponent: sizes from ", first, " to ", last,
          ", expected 1 or more and a larger one");
  std::size_t const skip = options.without_largest && sizes.extent(0) > 0 ? 1 : 0;
  auto const data = deterministic_sum<detail::LogSizeSum>(exec, "size_exponent", sizes.extent(0) - skip,
                                                          detail::LogSizeTerm<Sizes>{sizes, first, last, skip});
  SizeExponent result;
  result.count = data.count;
  if (data.count < 2) return result;
  double const mean = data.logs / double(data.count);
  // <ln s> falls with tau. Outside these bounds nearly all sizes are the largest, or the smallest.
  double low = -4, high = 40;
  if (!(mean < detail::LogSizeMoments(low, first, last).mean && mean > detail::LogSizeMoments(high, first, last).mean))
    return result;
  while (high - low > 1e-12) {
    double const middle = 0.5 * (low + high);
    (detail::LogSizeMoments(middle, first, last).mean > mean ? low : high) = middle;
  }
  result.tau = 0.5 * (low + high);
  result.error = 1 / std::sqrt(double(data.count) * detail::LogSizeMoments(result.tau, first, last).variance);
  result.defined = true;
  return result;
}

/// Overload that runs on the default instance of the sizes' memory.
///
/// \param sizes,options as above
/// \returns as above
template <ViewOf<int, 1> Sizes>
SizeExponent size_exponent(Sizes const& sizes, SizeExponentOptions const& options = {}) {
  return size_exponent(typename Sizes::memory_space::execution_space{}, sizes, options);
}

}  // namespace tektite
