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
#include "tektite/core/selection.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/detail/simd/prefetch.hpp"
#include "tektite/stats/running_moments.hpp"

/// \file
/// Moments of many values, with a check of each.
///
/// On a GPU one value at a time is added to running moments. On a CPU the values are divided into blocks of 256. The
/// moments of a block are computed in packs, in two passes over the block, which stays in the cache; the moments of the
/// blocks are then merged in a fixed order.

namespace tektite::detail {

/// Moments of the valid values, and the index of the first invalid one.
struct CheckedMoments {
  Moments moments;
  std::size_t bad = none;  ///< index of the first value that is not finite or has an invalid weight

  static constexpr std::size_t none = ~std::size_t(0);
};

/// The weight 1 for every value.
struct UnitWeights {
  KOKKOS_FUNCTION double operator()(std::size_t) const { return 1.0; }
};

/// Adds one value, if it and its weight are valid.
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

/// Adds one value, if it is selected and valid.
template <class Values, class Selected>
struct AddSelectedToMoments {
  Values values;
  Selected selected;

  KOKKOS_FUNCTION void operator()(std::size_t i, CheckedMoments& sum) const {
    if (selected(i)) AddToMoments<Values, UnitWeights>{values, {}}(i, sum);
  }
};

/// Adds the moments of another set of values.
struct MergeMoments {
  KOKKOS_FUNCTION void operator()(CheckedMoments& sum, CheckedMoments const& other) const {
    sum.moments.merge(other.moments);
    sum.bad = Kokkos::min(sum.bad, other.bad);
  }
};

/// The sum over the lanes, added up from the first to the last. The order decides the last bits of the result.
template <class P>
KOKKOS_FUNCTION double sum_lanes_in_order(P const& p) {
  double sum = lane(p, 0);
  for (int n = 1; n < lanes_of<P>; ++n) sum += lane(p, n);
  return sum;
}

/// Whether all values are finite. The test reads exponents and does no arithmetic with the values, which could trap.
KOKKOS_INLINE_FUNCTION bool all_finite(double const* x, int count) {
  std::uint64_t const exponent = std::uint64_t{0x7ff} << 52;
  int not_finite = 0;
  for (int k = 0; k < count; ++k) not_finite += (Kokkos::bit_cast<std::uint64_t>(x[k]) & exponent) == exponent;
  return not_finite == 0;
}

/// Moments of a whole number of packs, in two passes: the mean of the differences from the first value, then the sums
/// of the powers of the differences from the mean.
///
/// \tparam weighted whether the weights are read
/// \param x     values, all finite
/// \param w     weights, all finite and not negative
/// \param count number of values
template <class P, bool weighted>
KOKKOS_FUNCTION Moments moments_of_packs(double const* x, double const* w, int count) {
  constexpr int lanes = lanes_of<P>;
  P const one = all_lanes<P>(1.0), zero{}, start = all_lanes<P>(x[0]);
  P weight{}, first{}, low = all_lanes<P>(Kokkos::Experimental::infinity_v<double>), high = -low, number{};
  for (int k = 0; k < count; k += lanes) {
    P const value = load<P>(x + k), d = value - start;
    if constexpr (weighted) {
      P const w_k = load<P>(w + k);
      auto const counts = w_k > zero;
      weight += w_k;
      first += w_k * d;
      number += select(counts, one, zero);
      low = select(counts, select(value < low, value, low), low);
      high = select(counts, select(value > high, value, high), high);
    } else {
      first += d;
      low = select(value < low, value, low);
      high = select(value > high, value, high);
    }
  }
  Moments m;
  m.count = weighted ? static_cast<std::int64_t>(sum_lanes_in_order(number)) : count;
  if (m.count == 0) return m;
  m.weight = weighted ? sum_lanes_in_order(weight) : double(count);
  double const shift = sum_lanes_in_order(first) / m.weight;
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
  m.m2 = sum_lanes_in_order(second);
  m.m3 = sum_lanes_in_order(third);
  m.m4 = sum_lanes_in_order(fourth);
  for (int n = 0; n < lanes; ++n) {
    m.low = Kokkos::min(m.low, lane(low, n));
    m.high = Kokkos::max(m.high, lane(high, n));
  }
  return m;
}

/// Moments of the values of block b: in packs, the rest one by one.
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
  /// A pointer to the values of a block where they are contiguous doubles, else to a copy of them.
  template <class View>
  KOKKOS_FUNCTION static double const* contiguous(View const& view, std::size_t begin, int count, double* copy) {
    if constexpr (std::same_as<typename View::non_const_value_type, double>)
      if (view.stride(0) == 1) return &view(begin);
    for (int k = 0; k < count; ++k) copy[k] = view(begin + k);
    return copy;
  }

  /// Adds the whole packs of a block.
  ///
  /// \returns the number of values that were added: 0 where one of them is invalid; then all are added one by one,
  ///          which finds the index of the first invalid one
  KOKKOS_FUNCTION int add_packs(std::size_t begin, int count, CheckedMoments& sum) const {
    double value_copy[block], weight_copy[weighted ? block : 1];
    int const whole = count - count % lanes_of<HostPack>;
    if (whole == 0) return 0;
    double const* const x = contiguous(values, begin, whole, value_copy);
    double const* w = nullptr;
    // The passes over this block read no memory after the first one. Meanwhile the block after the next one is loaded.
    if (x != value_copy && n - begin > 3 * block) prefetch<Access::read>(x + 2 * block, x + 3 * block);
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

/// Moments of the selected values of block b, which are copied to the front of an array: in packs, the rest one by one.
/// Where all values are selected the bits are those of `BlockMoments`.
template <class Values, class Selected>
struct SelectedBlockMoments {
  static constexpr int block = BlockMoments<Values, UnitWeights>::block;

  Values values;
  Selected selected;
  std::size_t n;

  KOKKOS_FUNCTION CheckedMoments operator()(std::size_t b) const {
    std::size_t const begin = b * block, end = Kokkos::min(n, begin + block);
    double chosen[block];
    int count = 0;
    for (std::size_t i = begin; i < end; ++i)
      if (selected(i)) chosen[count++] = values(i);
    int done = count - count % lanes_of<HostPack>;
    if (!all_finite(chosen, done)) done = 0;  // one by one, which finds the index of the first invalid one
    CheckedMoments sum;
    if (done > 0) sum.moments = moments_of_packs<HostPack, false>(chosen, nullptr, done);
    AddSelectedToMoments<Values, Selected> const one_by_one{values, selected};
    std::size_t i = begin;
    for (int k = 0; k < done; ++i) k += selected(i);
    for (; i < end; ++i) one_by_one(i, sum);
    return sum;
  }
};

/// Adds the moments of block b.
template <class Partial>
struct AddPartialMoments {
  Partial partial;
  KOKKOS_FUNCTION void operator()(std::size_t b, CheckedMoments& sum) const { MergeMoments{}(sum, partial(b)); }
};

/// Moments of n values, block by block. Fences `exec` once. One item of both kernels is a block.
template <ExecutionSpace Exec, class Block>
CheckedMoments moments_by_blocks(Exec const& exec, Block const& block, std::size_t n) {
  using Partial = Kokkos::View<CheckedMoments*, typename Exec::memory_space>;
  std::size_t const blocks = (n + Block::block - 1) / Block::block;
  auto const partial = allocate<Partial>(exec, "moments::partial", blocks);
  launch<std::size_t>(exec, "moments", blocks, KOKKOS_LAMBDA(std::size_t b) { partial(b) = block(b); });
  return deterministic_reduce(exec, "moments::merge", blocks, CheckedMoments{}, AddPartialMoments<Partial>{partial},
                              MergeMoments{});
}

/// Moments of n values: on a CPU by blocks, on a GPU one item of the reduction is a value. Fences `exec` once.
///
/// \throws Error a value or weight that is not finite, or a negative weight
template <ExecutionSpace Exec, class Block, class AddOne>
Moments valid_moments(Exec const& exec, Block const& block, AddOne const& add_one, std::size_t n) {
  CheckedMoments sum;
  if constexpr (on_host<typename Exec::memory_space>) {
    sum = moments_by_blocks(exec, block, n);
  } else {
    sum = deterministic_reduce(exec, "moments", n, sum, add_one, MergeMoments{});
  }
  require(sum.bad == CheckedMoments::none, "moments: value or weight ", sum.bad, " of ", n,
          " is not finite, or the weight is negative");
  return sum.moments;
}

/// Moments of n values with weights, as `valid_moments`.
template <ExecutionSpace Exec, class Values, class Weights>
Moments checked_moments(Exec const& exec, Values const& values, Weights const& weights, std::size_t n) {
  return valid_moments(exec, BlockMoments<Values, Weights>{values, weights, n},
                       AddToMoments<Values, Weights>{values, weights}, n);
}

/// Moments of the selected ones of n values, as `valid_moments`. `EveryParticle` selects all of them.
template <ExecutionSpace Exec, class Values, class Selected>
Moments selected_moments(Exec const& exec, Values const& values, Selected const& selected, std::size_t n) {
  if constexpr (std::same_as<Selected, EveryParticle>)
    return checked_moments(exec, values, UnitWeights{}, n);
  else
    return valid_moments(exec, SelectedBlockMoments<Values, Selected>{values, selected, n},
                         AddSelectedToMoments<Values, Selected>{values, selected}, n);
}

}  // namespace tektite::detail
