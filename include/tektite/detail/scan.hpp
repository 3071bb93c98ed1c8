// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <string>

namespace tektite::detail {

/// Offsets from counts: each entry becomes the sum of the counts before it. Does not fence.
///
/// \param count   device-callable, the count of entry i; also called for the last entry of `offsets`, where it may
///                return anything
/// \param offsets n entries and one more, which becomes the total; `count(i)` may read entry i, which is written after
///                that
template <class Exec, class Count, class View>
void counts_to_offsets(Exec const& exec, std::string const& label, Count const& count, View const& offsets) {
  using T = typename View::non_const_value_type;
  Kokkos::parallel_scan(
      "tektite::" + label, Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, offsets.extent(0)),
      KOKKOS_LAMBDA(std::size_t i, T& sum, bool final) {
        T const here = count(i);
        if (final) offsets(i) = sum;
        sum += here;
      });
}

/// Turns counts into offsets, in place: each entry becomes the sum of the entries before it. Does not fence.
///
/// \param counts n counts and one more entry of any value, which becomes the total
template <class Exec, class View>
void counts_to_offsets(Exec const& exec, std::string const& label, View const& counts) {
  counts_to_offsets(exec, label, counts, counts);
}

}  // namespace tektite::detail
