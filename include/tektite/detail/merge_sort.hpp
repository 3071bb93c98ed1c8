// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <string>

#include "tektite/detail/memory.hpp"
#include "tektite/detail/sort.hpp"

namespace tektite::detail {

/// How many of the ascending values in [first, last) come before `value`; equal ones do if `after_equal`.
template <class View>
KOKKOS_FUNCTION std::size_t count_before(View const& values, std::size_t first, std::size_t last,
                                         typename View::non_const_value_type const& value, bool after_equal) {
  std::size_t const start = first;
  while (first < last) {
    std::size_t const middle = first + (last - first) / 2;
    bool const before = after_equal ? !(value < values(middle)) : values(middle) < value;
    if (before) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first - start;
}

/// Ascending sort of a whole View on the caller's instance, for result orders that must be canonical.
///
/// Runs of 32, then merges in which each value finds its place in the sibling run by bisection. O(n log^2 n) work,
/// one more copy of the values. Does not fence. Values that compare equal must be the same.
template <class Exec, class View>
void merge_sort(Exec const& exec, std::string const& label, View& values) {
  constexpr std::size_t run = 32;
  using Policy = Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>;
  std::size_t const n = values.extent(0);
  View from = values;
  Kokkos::parallel_for(
      "tektite::" + label + "::runs", Policy(exec, 0, (n + run - 1) / run), KOKKOS_LAMBDA(std::size_t r) {
        std::size_t const begin = r * run, end = Kokkos::min(begin + run, n);
        sort(from.data() + begin, static_cast<int>(end - begin));
      });
  if (n <= run) return;
  View to = allocate<View>(exec, label + "::scratch", n);
  for (std::size_t width = run; width < n; width *= 2) {
    Kokkos::parallel_for(
        "tektite::" + label + "::merge", Policy(exec, 0, n), KOKKOS_LAMBDA(std::size_t k) {
          std::size_t const begin = k / (2 * width) * (2 * width);
          std::size_t const middle = Kokkos::min(begin + width, n), end = Kokkos::min(begin + 2 * width, n);
          auto const value = from(k);
          // From the left run, equal values of the right one come later; from the right run, those of the left earlier.
          std::size_t const others = k < middle ? count_before(from, middle, end, value, false)
                                                : count_before(from, begin, middle, value, true);
          to(k + others - (k < middle ? 0 : middle - begin)) = value;
        });
    View const swapped = from;
    from = to;
    to = swapped;
  }
  values = from;
}

}  // namespace tektite::detail
