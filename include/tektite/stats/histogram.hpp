// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/memory.hpp"

namespace tektite {

/// How the bins of a histogram are spaced.
enum class BinScale {
  linear,      ///< equal widths
  logarithmic  ///< equal ratios
};

/// Bins of a histogram.
struct HistogramOptions {
  int bins;                           ///< how many
  double low;                         ///< first edge, in the unit of the values; positive on a logarithmic scale
  double high;                        ///< last edge
  BinScale scale = BinScale::linear;  ///< spacing of the edges between
};

/// Counts of values by bin, on the host: small, and what comes next is a file or a plot.
struct Histogram {
  std::vector<double> edges;         ///< bins + 1, ascending
  std::vector<std::int64_t> counts;  ///< bin b holds edges[b] <= x < edges[b + 1]; the last one its upper edge too
  std::int64_t below = 0;            ///< values below the first edge
  std::int64_t above = 0;            ///< values above the last edge
  std::int64_t invalid = 0;          ///< values that are not finite

  /// All values but the invalid ones.
  std::int64_t total() const {
    std::int64_t sum = below + above;
    for (auto const count : counts) sum += count;
    return sum;
  }

  /// Estimate of the probability density in a bin, 1 / unit of the values; 0 without values.
  double density(std::size_t bin) const {
    auto const n = total();
    return n > 0 ? double(counts[bin]) / (double(n) * (edges[bin + 1] - edges[bin])) : 0.0;
  }
};

/// Edges of the bins, the outer two exactly as asked for.
/// \throws Error no bins, edges not finite or not ascending, a logarithmic scale from 0 or less
inline std::vector<double> bin_edges(HistogramOptions const& options) {
  require(options.bins > 0, "histogram: ", options.bins, " bins, at least one is needed");
  require(std::isfinite(options.low) && std::isfinite(options.high) && options.low < options.high, "histogram: range [",
          options.low, ", ", options.high, "] must be finite and ascending");
  bool const logarithmic = options.scale == BinScale::logarithmic;
  require(!logarithmic || options.low > 0, "histogram: a logarithmic scale cannot begin at ", options.low);
  std::vector<double> edges(static_cast<std::size_t>(options.bins) + 1);
  for (int b = 0; b <= options.bins; ++b) {
    double const part = double(b) / options.bins;
    edges[static_cast<std::size_t>(b)] = logarithmic ? options.low * std::pow(options.high / options.low, part)
                                                     : options.low + part * (options.high - options.low);
  }
  edges.front() = options.low;
  edges.back() = options.high;
  return edges;
}

/// Counts values by bin.
///
/// \param exec    runs everything; fenced for the result
/// \param values  n numbers; what is not finite is counted as invalid
/// \param options number, range and spacing of the bins
/// \throws Error  see `bin_edges`; more than 2^31 bins
///
/// A value belongs to the bin that its edges, as returned, say: found by bisection, no rounding in between. O(n log
/// bins) work, 8 bytes per bin. Counts are integers, so the result is the same at any thread count.
template <ExecutionSpace Exec, ViewOf<double, 1> V>
Histogram histogram(Exec const& exec, V const& values, HistogramOptions const& options) {
  using Memory = typename Exec::memory_space;
  Histogram result;
  result.edges = bin_edges(options);
  std::size_t const bins = static_cast<std::size_t>(options.bins);
  auto edges = detail::allocate<Kokkos::View<double*, Memory>>(exec, "histogram::edges", bins + 1);
  Kokkos::deep_copy(
      exec, edges,
      Kokkos::View<double const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(result.edges.data(), bins + 1));
  // Behind the bins: below, above, invalid.
  auto counts = detail::allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "histogram::counts", bins + 3);
  double const low = options.low, high = options.high;
  Kokkos::parallel_for(
      "tektite::histogram", Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, values.extent(0)),
      KOKKOS_LAMBDA(std::size_t i) {
        double const x = values(i);
        std::size_t place = bins + 2;
        if (Kokkos::isfinite(x)) {
          if (x < low) {
            place = bins;
          } else if (x > high) {
            place = bins + 1;
          } else {
            std::size_t first = 0, last = bins;  // edges(first) <= x, and x < edges(last) or last == bins
            while (last - first > 1) {
              std::size_t const middle = (first + last) / 2;
              if (x < edges(middle)) {
                last = middle;
              } else {
                first = middle;
              }
            }
            place = first;
          }
        }
        Kokkos::atomic_inc(&counts(place));
      });
  result.counts.resize(bins + 3);
  Kokkos::deep_copy(
      exec, Kokkos::View<std::int64_t*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(result.counts.data(), bins + 3),
      counts);
  exec.fence("tektite::histogram");
  result.below = result.counts[bins];
  result.above = result.counts[bins + 1];
  result.invalid = result.counts[bins + 2];
  result.counts.resize(bins);
  return result;
}

/// On the default instance of the values' memory.
template <ViewOf<double, 1> V>
Histogram histogram(V const& values, HistogramOptions const& options) {
  return histogram(typename V::execution_space{}, values, options);
}

}  // namespace tektite
