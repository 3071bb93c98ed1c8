// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"

/// \file
/// Ranks of a host code: processes that have a part of the particles each.
///
/// The library itself does not communicate. Functions that need something of all ranks take an object that gathers it:
/// `MpiRanks` (adaptors/mpi.hpp), `OneRank`, or a class of the host code. Such functions are collective: all ranks call
/// them, in the same order.
///
/// \source none: the definition of what is exchanged

namespace tektite {

/// What an object owes that stands for the ranks of a host code: `ranks.gather(values)` returns the values of all
/// ranks, those of the first rank first, the same on every rank. Ranks may give different numbers of values, also none.
/// Values are trivially copyable.
template <class R>
concept Ranks = requires(R const& ranks, std::vector<double> const& numbers, std::vector<std::int64_t> const& counts,
                         std::vector<char> const& text) {
  { ranks.gather(numbers) } -> std::same_as<std::vector<double>>;
  { ranks.gather(counts) } -> std::same_as<std::vector<std::int64_t>>;
  { ranks.gather(text) } -> std::same_as<std::vector<char>>;
};

/// A single process: the model of `Ranks` that needs no communication.
struct OneRank {
  /// The values of all ranks. \param values of this one \returns the same
  template <class T>
  std::vector<T> gather(std::vector<T> values) const {
    return values;
  }
};

/// Does work on every rank, and throws on all of them if it fails on one: no rank waits for another that has given up.
///
/// \param ranks a model of `Ranks`
/// \param work  callable without arguments; it must not communicate
/// \returns     what the work returns
/// \throws Error on every rank the text of the first rank whose work threw an exception; with `OneRank` that exception
/// \cost        that of the work, and one exchange of the texts
template <Ranks R, class Work>
auto on_all_ranks(R const& ranks, Work const& work) {
  using Result = std::invoke_result_t<Work const&>;
  static_assert(!std::is_void_v<Result>, "on_all_ranks: the work must return a value");
  if constexpr (std::same_as<R, OneRank>) {
    return work();
  } else {
    std::optional<Result> result;
    std::string text;
    try {
      result = work();
    } catch (std::exception const& error) {
      text = std::string(error.what()) + '\n';
    }
    std::vector<char> const texts = ranks.gather(std::vector<char>(text.begin(), text.end()));
    if (!texts.empty()) {
      std::string const all(texts.begin(), texts.end());
      fail(all.substr(0, all.find('\n')));
    }
    return *std::move(result);
  }
}

/// Adds numbers of all ranks, in the order of the ranks.
///
/// \param ranks  a model of `Ranks`
/// \param values of this rank: as many as on every other rank
/// \returns      the sums, the same bits on every rank
/// \throws Error on every rank, where they gave different numbers of values
/// \cost         each rank receives the values of all
template <Ranks R, class T>
std::vector<T> sum_over_ranks(R const& ranks, std::vector<T> const& values) {
  std::vector<std::int64_t> const counts = ranks.gather(std::vector<std::int64_t>{std::int64_t(values.size())});
  for (std::int64_t const count : counts)
    require(count == counts.front(), "sum_over_ranks: one rank has ", counts.front(), " values, another ", count);
  std::vector<T> const all = ranks.gather(values);
  std::vector<T> sums(values.size(), T{});
  for (std::size_t k = 0; k < all.size(); ++k) sums[k % values.size()] += all[k];
  return sums;
}

}  // namespace tektite
