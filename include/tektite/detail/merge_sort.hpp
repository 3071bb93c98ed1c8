// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <string>

#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/sort.hpp"

namespace tektite::detail {

/// Number of the ascending values in [first, last) that are smaller than `value`, or, with `after_equal`, not larger.
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

/// Sorts a whole View ascending, by all threads of the caller's instance. See `sort.hpp` for when to use it.
///
/// Runs of 32 values are sorted by one thread each. Then pairs of runs are merged: each value finds by bisection how
/// many values of the other run precede it, which with its index in its own run is its index in the merged run. O(n
/// log^2 n) work; allocates one more copy of the values (none for n <= 32). Does not fence. The result is the same at
/// any thread count.
///
/// \param values sorted on return, perhaps in other memory: the View is replaced, other Views of the old memory hold
///               intermediate results
template <class Exec, class View>
void merge_sort(Exec const& exec, std::string const& label, View& values) {
  constexpr std::size_t run = 32;
  std::size_t const n = values.extent(0);
  View from = values;
  launch<std::size_t>(
      exec, label + "::runs", (n + run - 1) / run, KOKKOS_LAMBDA(std::size_t r) {
        std::size_t const begin = r * run, end = Kokkos::min(begin + run, n);
        sort(from.data() + begin, static_cast<int>(end - begin));
      });
  if (n <= run) return;
  View to = allocate<View>(exec, label + "::scratch", n);
  for (std::size_t width = run; width < n; width *= 2) {
    launch<std::size_t>(
        exec, label + "::merge", n, KOKKOS_LAMBDA(std::size_t k) {
          std::size_t const begin = k / (2 * width) * (2 * width);
          std::size_t const middle = Kokkos::min(begin + width, n), end = Kokkos::min(begin + 2 * width, n);
          auto const value = from(k);
          // Of equal values, those of the left run come first: no two items write the same entry.
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
