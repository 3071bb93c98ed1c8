// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <type_traits>

#include "tektite/detail/device_code.hpp"

/// \file
/// The order in which tests run the items of a kernel where the host takes the path of a device.
///
/// A GPU runs items in any order, a thread of a CPU in ascending order. A result that depends on the order would be
/// right on every CPU, so the items are mixed there, in another way in each launch.

namespace tektite::detail {

/// A permutation of the numbers below n: multiplication by a number without a common factor with n, and a rotation.
/// Neighbours move far apart. For n below 2^32.
class ItemOrder {
 public:
  /// \param n    number of items
  /// \param seed another permutation for each
  ItemOrder(std::size_t n, std::uint64_t seed) : count_(n) {
    // Multiples of an irrational number are spread evenly over the fractions of n, and differ for each seed.
    double const golden = 0.6180339887498949, place = golden * double(seed % 1000003 + 1);
    factor_ = static_cast<std::uint64_t>((place - static_cast<double>(static_cast<std::uint64_t>(place))) * double(n));
    while (std::gcd(++factor_, count_) != 1) {
    }
    first_ = n / 2;
  }

  /// Number of the item that runs as the k-th.
  KOKKOS_FUNCTION std::uint64_t operator()(std::uint64_t k) const { return (k * factor_ + first_) % count_; }

 private:
  std::uint64_t count_, factor_, first_;
};

/// A functor whose items run in a given order. `Value` is the type of the sum to which an item adds, if it does.
template <class Functor, class Index, class Value>
struct InOrder {
  using value_type = Value;  // for Kokkos' reductions: it cannot be read off a template

  Functor functor;
  ItemOrder order;

  template <class... Sum>
  KOKKOS_FUNCTION void operator()(Index k, Sum&... sum) const {
    functor(static_cast<Index>(order(static_cast<std::uint64_t>(k))), sum...);
  }
};

/// The functor itself, or where tests take the path of a device on the host, the functor with its items mixed.
template <class Index, class Value = void, class Functor>
decltype(auto) in_test_order(Functor const& functor, [[maybe_unused]] std::size_t n) {
  if constexpr (device_path_on_host) {
    static std::atomic<std::uint64_t> launches{0};
    return InOrder<Functor, Index, Value>{functor, ItemOrder(n, launches++)};
  } else {
    return (functor);
  }
}

}  // namespace tektite::detail
