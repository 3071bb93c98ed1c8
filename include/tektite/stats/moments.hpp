// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/packs.hpp"

namespace tektite {

/// Count, mean and central moments to order four, with or without weights; two of them can be merged.
///
/// All updates are relative to the running mean (Chan, Golub and LeVeque 1983; Pebay 2008, SAND2008-6212), so a mean
/// much larger than the spread costs no more digits than the data have lost themselves. Population moments: sums are
/// divided by the total weight, as the paper's are. Every derived number is defined for any data: it is 0 where
/// there is nothing to divide by, and never NaN. Unit: that of the values, to the power of the moment; |x - mean|^4
/// must not overflow. Everything is callable on the device.
struct Moments {
  std::int64_t count = 0;                                ///< values of non-zero weight
  double weight = 0;                                     ///< their total weight; equals count where unweighted
  double mean = 0;                                       ///< 0 without values
  double m2 = 0;                                         ///< sum of weight * (x - mean)^2
  double m3 = 0;                                         ///< sum of weight * (x - mean)^3
  double m4 = 0;                                         ///< sum of weight * (x - mean)^4
  double low = Kokkos::Experimental::infinity_v<double>;    ///< smallest value; infinity without values
  double high = -Kokkos::Experimental::infinity_v<double>;  ///< largest value; minus infinity without values

  /// Adds one finite value of positive weight.
  KOKKOS_FUNCTION void add(double x, double w = 1.0) { merge({1, w, x, 0, 0, 0, x, x}); }

  /// Adds all values of another set: from another thread, rank or frame.
  KOKKOS_FUNCTION void merge(Moments const& other) {
    if (other.count == 0) return;
    if (count == 0) {
      *this = other;
      return;
    }
    double const a = weight, b = other.weight, n = a + b;
    double const delta = other.mean - mean, step = delta / n, step2 = step * step;
    double const first2 = m2, second2 = other.m2, first3 = m3, second3 = other.m3;
    m4 += other.m4 + a * b * (a * a - a * b + b * b) * delta * step * step2 +
          6 * (a * a * second2 + b * b * first2) * step2 + 4 * (a * second3 - b * first3) * step;
    m3 += second3 + a * b * (a - b) * delta * step2 + 3 * (a * second2 - b * first2) * step;
    m2 += second2 + a * b * delta * step;
    mean += b * step;
    weight = n;
    count += other.count;
    low = Kokkos::min(low, other.low);
    high = Kokkos::max(high, other.high);
  }

  /// Population variance.
  KOKKOS_FUNCTION double variance() const { return weight > 0 ? m2 / weight : 0.0; }

  /// Population standard deviation.
  KOKKOS_FUNCTION double sigma() const { return Kokkos::sqrt(variance()); }

  /// Localization factor Psi = sqrt(<(a / <a> - 1)^2>), the standard deviation over the mean; 0 where the mean is 0.
  KOKKOS_FUNCTION double localization_factor() const { return mean != 0 ? sigma() / Kokkos::abs(mean) : 0.0; }

  /// Skewness S_k = <((a - <a>) / sigma)^3>; 0 where all values are equal.
  KOKKOS_FUNCTION double skewness() const { return m2 > 0 ? m3 / weight / (variance() * sigma()) : 0.0; }

  /// Excess kurtosis <((a - <a>) / sigma)^4> - 3, which is 0 for a normal distribution; 0 where all values are equal.
  KOKKOS_FUNCTION double excess_kurtosis() const {
    return m2 > 0 ? m4 / weight / (variance() * variance()) - 3 : 0.0;
  }
};

namespace detail {

/// Moments of the good values, and where the first bad one is.
struct CheckedMoments {
  Moments moments;
  std::size_t bad = none;

  static constexpr std::size_t none = ~std::size_t(0);
};

struct UnitWeights {
  KOKKOS_FUNCTION double operator()(std::size_t) const { return 1.0; }
};

template <class Values, class Weights>
struct AddToMoments {
  Values values;
  Weights weights;

  KOKKOS_FUNCTION void operator()(std::size_t i, CheckedMoments& sum) const {
    double const x = values(i), w = weights(i);
    if (!Kokkos::isfinite(x) || !Kokkos::isfinite(w) || w < 0) {
      sum.bad = Kokkos::min(sum.bad, i);
    } else if (w > 0) {
      sum.moments.add(x, w);
    }
  }
};

struct MergeMoments {
  KOKKOS_FUNCTION void operator()(CheckedMoments& sum, CheckedMoments const& other) const {
    sum.moments.merge(other.moments);
    sum.bad = Kokkos::min(sum.bad, other.bad);
  }
};

/// Sum over the lanes, in their order.
template <class P>
KOKKOS_FUNCTION double sum_of_lanes(P const& p) {
  double sum = lane(p, 0);
  for (int n = 1; n < lanes_of<P>; ++n) sum += lane(p, n);
  return sum;
}

/// Whether all values are finite, by their exponents: arithmetic with others could trap.
KOKKOS_INLINE_FUNCTION bool all_finite(double const* x, int count) {
  std::uint64_t const exponent = std::uint64_t{0x7ff} << 52;
  int bad = 0;
  for (int k = 0; k < count; ++k) bad += (Kokkos::bit_cast<std::uint64_t>(x[k]) & exponent) == exponent;
  return bad == 0;
}

/// Moments of a whole number of packs, in two passes: of the distances from the first value, then from their mean.
///
/// \tparam weighted whether the weights, all finite and not negative, are read
template <class P, bool weighted>
KOKKOS_FUNCTION Moments moments_of_packs(double const* x, double const* w, int count) {
  constexpr int lanes = lanes_of<P>;
  P const one = all_lanes<P>(1.0), none{}, start = all_lanes<P>(x[0]);
  P weight{}, first{}, low = all_lanes<P>(Kokkos::Experimental::infinity_v<double>), high = -low, used{};
  for (int k = 0; k < count; k += lanes) {
    P const at = load<P>(x + k), d = at - start;
    if constexpr (weighted) {
      P const here = load<P>(w + k);
      auto const counts = here > none;
      weight += here;
      first += here * d;
      used += select(counts, one, none);
      low = select(counts, select(at < low, at, low), low);
      high = select(counts, select(at > high, at, high), high);
    } else {
      first += d;
      low = select(at < low, at, low);
      high = select(at > high, at, high);
    }
  }
  Moments m;
  m.count = weighted ? static_cast<std::int64_t>(sum_of_lanes(used)) : count;
  if (m.count == 0) return m;
  m.weight = weighted ? sum_of_lanes(weight) : double(count);
  double const shift = sum_of_lanes(first) / m.weight;
  m.mean = x[0] + shift;
  P second{}, third{}, fourth{};
  for (int k = 0; k < count; k += lanes) {
    P const e = (load<P>(x + k) - start) - shift, e2 = e * e;
    P scaled = e2;
    if constexpr (weighted) scaled *= load<P>(w + k);
    second += scaled;
    third += scaled * e;
    fourth += scaled * e2;
  }
  m.m2 = sum_of_lanes(second);
  m.m3 = sum_of_lanes(third);
  m.m4 = sum_of_lanes(fourth);
  for (int n = 0; n < lanes; ++n) {
    m.low = Kokkos::min(m.low, lane(low, n));
    m.high = Kokkos::max(m.high, lane(high, n));
  }
  return m;
}

/// Moments of the values of one block, in packs.
template <class Values, class Weights>
struct BlockMoments {
  static constexpr int block = 256;
  static constexpr bool weighted = !std::same_as<Weights, UnitWeights>;

  Values values;
  Weights weights;
  std::size_t n;

  KOKKOS_FUNCTION CheckedMoments operator()(std::size_t b) const {
    std::size_t const begin = b * block;
    int const count = static_cast<int>(Kokkos::min(n - begin, std::size_t(block)));
    CheckedMoments sum;
    int const done = add_packs(begin, count, sum);
    AddToMoments<Values, Weights> const one_by_one{values, weights};
    for (int k = done; k < count; ++k) one_by_one(begin + k, sum);
    return sum;
  }

 private:
  /// The values themselves where they are doubles side by side, else a copy.
  template <class View>
  KOKKOS_FUNCTION static double const* contiguous(View const& view, std::size_t begin, int count, double* copy) {
    if constexpr (std::same_as<typename View::non_const_value_type, double>)
      if (view.stride(0) == 1) return &view(begin);
    for (int k = 0; k < count; ++k) copy[k] = view(begin + k);
    return copy;
  }

  /// \returns how many values were added; none where one of them is bad, so that the search for it sees them all
  KOKKOS_FUNCTION int add_packs(std::size_t begin, int count, CheckedMoments& sum) const {
    double value_copy[block], weight_copy[weighted ? block : 1];
    int const whole = count - count % lanes_of<HostPack>;
    if (whole == 0) return 0;
    double const* const x = contiguous(values, begin, whole, value_copy);
    double const* w = nullptr;
#if defined(__GNUC__) && !defined(__CUDA_ARCH__) && !defined(__HIP_DEVICE_COMPILE__)
    // The passes over this block would leave memory idle: it brings the block after the next meanwhile.
    if (x != value_copy && n - begin > 3 * block)
      for (int k = 0; k < block; k += 8) __builtin_prefetch(x + 2 * block + k);
#endif
    if (!all_finite(x, whole)) return 0;
    if constexpr (weighted) {
      w = contiguous(weights, begin, whole, weight_copy);
      if (!all_finite(w, whole)) return 0;
      int negative = 0;
      for (int k = 0; k < whole; ++k) negative += w[k] < 0;
      if (negative > 0) return 0;
    }
    sum.moments = moments_of_packs<HostPack, weighted>(x, w, whole);
    return whole;
  }
};

template <class Partial>
struct AddPartialMoments {
  Partial partial;
  KOKKOS_FUNCTION void operator()(std::size_t b, CheckedMoments& sum) const { MergeMoments{}(sum, partial(b)); }
};

template <ExecutionSpace Exec, class Values, class Weights>
CheckedMoments moments_by_blocks(Exec const& exec, Values const& values, Weights const& weights, std::size_t n) {
  using Block = BlockMoments<Values, Weights>;
  using Partial = Kokkos::View<CheckedMoments*, typename Exec::memory_space>;
  std::size_t const blocks = (n + Block::block - 1) / Block::block;
  auto const partial = allocate<Partial>(exec, "moments::partial", blocks);
  Block const block{values, weights, n};
  Kokkos::parallel_for(
      "tektite::moments", Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, blocks),
      KOKKOS_LAMBDA(std::size_t b) { partial(b) = block(b); });
  return deterministic_reduce(exec, "moments::merge", blocks, CheckedMoments{}, AddPartialMoments<Partial>{partial},
                              MergeMoments{});
}

template <ExecutionSpace Exec, class Values, class Weights>
Moments checked_moments(Exec const& exec, Values const& values, Weights const& weights, std::size_t n) {
  CheckedMoments sum;
  if constexpr (on_host<typename Exec::memory_space>) {
    sum = moments_by_blocks(exec, values, weights, n);
  } else {
    sum = deterministic_reduce(exec, "moments", n, sum, AddToMoments<Values, Weights>{values, weights}, MergeMoments{});
  }
  require(sum.bad == CheckedMoments::none, "moments: value or weight ", sum.bad, " of ", n,
          " is not finite, or the weight is negative");
  return sum.moments;
}

}  // namespace detail

/// Moments of all values, in one pass.
///
/// \param exec   runs everything; fenced for the result
/// \param values n numbers
/// \throws Error a value that is not finite, by index
///
/// No values: count 0 and zeros. The same bits at any thread count. O(n) work, n / 256 partial results of memory, on a
/// GPU n / 31; on a CPU at the speed of memory.
template <ExecutionSpace Exec, ViewOf<double, 1> V>
Moments moments(Exec const& exec, V const& values) {
  return detail::checked_moments(exec, values, detail::UnitWeights{}, values.extent(0));
}

/// The same with a weight for each value; values of weight 0 do not count. \throws Error also for a negative weight, or
/// numbers of values and weights that differ
template <ExecutionSpace Exec, ViewOf<double, 1> V, ViewOf<double, 1> W>
Moments moments(Exec const& exec, V const& values, W const& weights) {
  detail::require(values.extent(0) == weights.extent(0), "moments: ", values.extent(0), " values, but ",
                  weights.extent(0), " weights");
  return detail::checked_moments(exec, values, weights, values.extent(0));
}

/// On the default instance of the values' memory.
template <ViewOf<double, 1> V>
Moments moments(V const& values) {
  return moments(typename V::execution_space{}, values);
}

}  // namespace tektite
