// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <string>

namespace tektite::detail {

/// Turns counts into offsets, in place: each entry becomes the sum of the entries before it. Does not fence.
///
/// \param counts n counts and one more entry of any value, which becomes the total
template <class Exec, class View>
void counts_to_offsets(Exec const& exec, std::string const& label, View const& counts) {
  using T = typename View::non_const_value_type;
  Kokkos::parallel_scan(
      "tektite::" + label, Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, counts.extent(0)),
      KOKKOS_LAMBDA(std::size_t i, T& sum, bool final) {
        T const count = counts(i);
        if (final) counts(i) = sum;
        sum += count;
      });
}

}  // namespace tektite::detail
