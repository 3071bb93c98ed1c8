// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/host_pieces.hpp"

/// \file
/// The order of atoms by their ids.

namespace tektite::io::detail {

/// The order of ids that are distinct and lie close together, in one pass. \returns nothing where they are not
inline std::vector<std::size_t> order_of_close_ids(std::vector<std::int64_t> const& ids) {
  constexpr auto none = static_cast<std::size_t>(-1);
  auto const [low, high] = std::minmax_element(ids.begin(), ids.end());
  auto const span = static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(*low);
  if (span / 4 > ids.size()) return {};
  std::vector<std::size_t> place(static_cast<std::size_t>(span) + 1, none);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::size_t& at = place[static_cast<std::size_t>(ids[i] - *low)];
    if (at != none) return {};
    at = i;
  }
  std::erase(place, none);
  return place;
}

/// The order of ids: `ids[order[k]]` ascends, equal ones in the order in which they stand.
inline std::vector<std::size_t> order_of_ids(std::vector<std::int64_t> const& ids) {
  if (!ids.empty())
    if (auto order = order_of_close_ids(ids); !order.empty()) return order;
  std::vector<std::size_t> order(ids.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
  return order;
}

/// Values in another order. \param values one for each atom, or none
template <class T>
void put_in_order(std::vector<T>& values, std::vector<std::size_t> const& order) {
  if (values.empty()) return;
  std::vector<T> sorted(order.size());
  constexpr std::size_t at_once = 1 << 16;
  for_each_piece((order.size() + at_once - 1) / at_once, [&](std::size_t piece) {
    for (std::size_t k = piece * at_once; k < std::min(order.size(), (piece + 1) * at_once); ++k)
      sorted[k] = std::move(values[order[k]]);
  });
  values = std::move(sorted);
}

/// Sorts atoms by id.
///
/// \param c    its arrays have one value for each atom, or none
/// \returns    the index of an atom whose id one before it has, the one with the smallest id; then `c` is unchanged
inline std::optional<std::size_t> sort_by_id(Configuration& c) {
  auto const not_ascending = [](std::int64_t a, std::int64_t b) { return a >= b; };
  if (std::adjacent_find(c.ids.begin(), c.ids.end(), not_ascending) == c.ids.end()) return std::nullopt;
  std::vector<std::size_t> const order = order_of_ids(c.ids);
  for (std::size_t k = 1; k < order.size(); ++k)
    if (c.ids[order[k - 1]] == c.ids[order[k]]) return order[k];
  put_in_order(c.ids, order);
  put_in_order(c.types, order);
  put_in_order(c.positions, order);
  put_in_order(c.images, order);
  put_in_order(c.velocities, order);
  for (Column& column : c.columns) put_in_order(column.values, order);
  for (TextColumn& column : c.text_columns) put_in_order(column.values, order);
  return std::nullopt;
}

}  // namespace tektite::io::detail
