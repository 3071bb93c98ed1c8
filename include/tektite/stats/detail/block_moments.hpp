// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/detail/simd/prefetch.hpp"
#include "tektite/stats/running_moments.hpp"

namespace tektite::detail {

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

}  // namespace tektite::detail
