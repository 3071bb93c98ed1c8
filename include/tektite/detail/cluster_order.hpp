// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <compare>
#include <cstdint>

namespace tektite::detail {

/// The order in which clusters are numbered: larger ones first, equal sizes by their smallest member.
///
/// Members that are compared one after the other; ascending is the order of the numbers.
template <class Integer>
struct ClusterOrder {
  Integer size_from_largest;  ///< largest Integer - size
  Integer smallest;           ///< smallest member

  /// The order of one cluster. \param size number of members, at least 0 \param member the smallest one
  KOKKOS_FUNCTION constexpr ClusterOrder(Integer size, Integer member)
      : size_from_largest(Kokkos::Experimental::finite_max_v<Integer> - size), smallest(member) {}

  /// Compares first the sizes, then the smallest members.
  friend constexpr auto operator<=>(ClusterOrder const&, ClusterOrder const&) = default;
};

/// The same order in one word for sorting on the device.
///
/// \param order of a cluster
/// \returns     word whose lower half is the smallest member
KOKKOS_INLINE_FUNCTION std::uint64_t cluster_key(ClusterOrder<int> order) {
  return (std::uint64_t(order.size_from_largest) << 32) | std::uint64_t(order.smallest);
}

/// The smallest member in a word of `cluster_key`. \param key of a cluster \returns the member
KOKKOS_INLINE_FUNCTION int smallest_of_key(std::uint64_t key) { return static_cast<int>(key & 0xffffffffu); }

}  // namespace tektite::detail
