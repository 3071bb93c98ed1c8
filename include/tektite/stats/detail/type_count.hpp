// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"

namespace tektite::detail {

/// The smallest type, or 0 where that is larger, and the largest type, or -1 where there are none.
struct TypeRange {
  std::int64_t low = 0, high = -1;
};

/// The number of types: `wanted`, or the largest type + 1 where that is 0. Fences `exec` once.
///
/// \param caller begins messages and the kernel's label
/// \param n      number of positions; later types are not read
/// \throws Error a type outside the range, more than 256 types
template <ExecutionSpace Exec, class Types>
int checked_type_count(Exec const& exec, std::string const& caller, Types const& types, std::size_t n, int wanted) {
  auto const range = deterministic_reduce(
      exec, caller + "::types", n, TypeRange{},
      KOKKOS_LAMBDA(std::size_t i, TypeRange& t) {
        t.low = Kokkos::min(t.low, static_cast<std::int64_t>(value(types, i)));
        t.high = Kokkos::max(t.high, static_cast<std::int64_t>(value(types, i)));
      },
      KOKKOS_LAMBDA(TypeRange & t, TypeRange const& other) {
        t.low = Kokkos::min(t.low, other.low);
        t.high = Kokkos::max(t.high, other.high);
      });
  std::int64_t const count = wanted > 0 ? wanted : range.high + 1;
  constexpr int most = 256;
  require(count <= most, caller, ": ", count, " types, expected at most ", most);
  require(range.low >= 0 && range.high < count, caller, ": types from ", range.low, " to ", range.high,
          ", expected 0 to ", count - 1);
  return static_cast<int>(count);
}

}  // namespace tektite::detail
