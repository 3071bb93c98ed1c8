// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"

/// \file
/// Random numbers that are the same on every machine and in every order of evaluation.

namespace tektite {

/// Philox4x32-10, a counter-based generator: the same key and counter give the same four numbers, anywhere, in any
/// order. (Salmon, Moraes, Dror, Shaw, SC11, 2011, doi 10.1145/2063384.2063405.) Device-callable.
struct Philox {
  /// Four random words.
  struct Block {
    std::uint32_t word[4];  ///< 32 random bits each

    /// One of two numbers in (0, 1] with 53 random bits each; never 0, so that its logarithm is finite.
    ///
    /// \param which 0 or 1; builds with assertions stop at others
    /// \returns     the number
    KOKKOS_FUNCTION double uniform(int which) const {
      KOKKOS_ASSERT(which == 0 || which == 1);
      std::uint64_t const bits = (std::uint64_t(word[2 * which]) << 21) ^ (std::uint64_t(word[2 * which + 1]) >> 11);
      return (double(bits) + 1.0) * 0x1p-53;
    }
  };

  /// One block of a sequence.
  ///
  /// \param key                      which sequence, e.g. a seed
  /// \param counter_low,counter_high which block of it, e.g. a particle's id and the number of the draw
  /// \returns                        four random words
  KOKKOS_FUNCTION static Block block(std::uint64_t key, std::uint64_t counter_low, std::uint64_t counter_high) {
    std::uint32_t c[4] = {std::uint32_t(counter_low), std::uint32_t(counter_low >> 32), std::uint32_t(counter_high),
                          std::uint32_t(counter_high >> 32)};
    std::uint32_t k0 = std::uint32_t(key), k1 = std::uint32_t(key >> 32);
    for (int round = 0; round < 10; ++round) {
      std::uint64_t const p0 = std::uint64_t(0xD2511F53u) * c[0], p1 = std::uint64_t(0xCD9E8D57u) * c[2];
      std::uint32_t const next[4] = {std::uint32_t(p1 >> 32) ^ c[1] ^ k0, std::uint32_t(p1),
                                     std::uint32_t(p0 >> 32) ^ c[3] ^ k1, std::uint32_t(p0)};
      for (int i = 0; i < 4; ++i) c[i] = next[i];
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    return {{c[0], c[1], c[2], c[3]}};
  }
};

/// A sequence of random numbers on the host, by `Philox`.
class RandomSequence {
 public:
  /// Begins a sequence.
  ///
  /// \param seed,stream sequences with another seed or stream are independent of this one
  RandomSequence(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  /// The next number.
  ///
  /// \returns a number in (0, 1]
  double uniform() { return Philox::block(seed_, next_++, stream_).uniform(0); }

  /// A random whole number from the next number of the sequence.
  ///
  /// \param n      at least 1
  /// \returns      a number in [0, n)
  /// \throws Error n below 1
  int below(int n) {
    require(n >= 1, "RandomSequence: below(", n, ")");
    return std::min(static_cast<int>(uniform() * n), n - 1);
  }

  /// A random permutation (Fisher-Yates), from the next n - 1 numbers of the sequence.
  ///
  /// \param n      length
  /// \returns      the numbers [0, n) in random order
  /// \throws Error a negative length
  std::vector<int> permutation(int n) {
    require(n >= 0, "RandomSequence: permutation(", n, ")");
    std::vector<int> order(n);
    std::iota(order.begin(), order.end(), 0);
    for (int i = n - 1; i > 0; --i) std::swap(order[i], order[below(i + 1)]);
    return order;
  }

 private:
  std::uint64_t seed_, stream_, next_ = 0;
};

}  // namespace tektite
