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
#include "tektite/core/selection.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Histogram of values per particle, with bins of equal widths or of equal ratios.

namespace tektite {

/// Spacing of the edges of a histogram's bins.
enum class BinScale {
  linear,      ///< equal widths
  logarithmic  ///< equal ratios
};

/// Number, range and spacing of the bins of a histogram.
struct HistogramOptions {
  int bins;                           ///< number of bins
  double low;                         ///< first edge, in the unit of the values; positive on a logarithmic scale
  double high;                        ///< last edge
  BinScale scale = BinScale::linear;  ///< spacing of the edges
};

/// Numbers of values by bin. They are on the host, since there are few of them and they usually go to a file or a plot.
struct Histogram {
  std::vector<double> edges;         ///< bins + 1, ascending
  std::vector<std::int64_t> counts;  ///< of edges[b] <= x < edges[b + 1]; the last bin has its upper edge, too
  std::int64_t below = 0;            ///< number of values below the first edge
  std::int64_t above = 0;            ///< number of values above the last edge
  std::int64_t invalid = 0;          ///< number of values that are not finite

  /// Number of finite values, in the bins and outside.
  ///
  /// \returns the number
  std::int64_t total() const {
    std::int64_t sum = below + above;
    for (auto const count : counts) sum += count;
    return sum;
  }

  /// Estimate of the probability density in a bin.
  ///
  /// \param bin    index of the bin, from 0
  /// \returns      the density, 1 / unit of the values; 0 where there are no values
  /// \throws Error no such bin
  double density(std::size_t bin) const {
    require(bin < counts.size() && bin + 1 < edges.size(), "Histogram: bin ", bin, " of ", counts.size());
    auto const n = total();
    return n > 0 ? double(counts[bin]) / (double(n) * (edges[bin + 1] - edges[bin])) : 0.0;
  }
};

/// Computes the edges of the bins. The first and the last edge are exactly `low` and `high`.
///
/// \param options number, range and spacing of the bins
/// \returns     bins + 1 edges, ascending
/// \throws Error no bins, a range that is not finite or not ascending, a logarithmic scale from 0 or less
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

namespace detail {

/// Does the work of `histogram` for the selected values.
template <ExecutionSpace Exec, class View, class Selected>
Histogram histogram_of(Exec const& exec, View const& values, Selected const& selected,
                       HistogramOptions const& options) {
  using Memory = typename Exec::memory_space;
  Histogram result;
  result.edges = bin_edges(options);
  std::size_t const bins = static_cast<std::size_t>(options.bins);
  auto edges = allocate<Kokkos::View<double*, Memory>>(exec, "histogram::edges", bins + 1);
  Kokkos::deep_copy(
      exec, edges,
      Kokkos::View<double const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(result.edges.data(), bins + 1));
  // Three counters follow those of the bins: below, above, invalid.
  auto counts = allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "histogram::counts", bins + 3);
  double const low = options.low, high = options.high;
  // One item is a value. Several items count in one entry; the order does not matter.
  launch<std::size_t>(
      exec, "histogram", values.extent(0), KOKKOS_LAMBDA(std::size_t i) {
        if (!selected(i)) return;
        double const x = values(i);
        std::size_t counter = bins + 2;
        if (Kokkos::isfinite(x)) {
          if (x < low) {
            counter = bins;
          } else if (x > high) {
            counter = bins + 1;
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
            counter = first;
          }
        }
        Kokkos::atomic_inc(&counts(counter));
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

}  // namespace detail

/// Counts values by bin.
///
/// The bin of a value is found by bisection of the edges as they are returned, so no rounding error can put a value on
/// the wrong side of an edge.
///
/// \param exec    execution space instance that runs everything
/// \param values  n numbers; those that are not finite are counted as invalid
/// \param options number, range and spacing of the bins
/// \returns     edges in the unit of the values, and counts, on the host
/// \throws Error as `bin_edges`
/// \cost        O(n log bins) work; 16 bytes per bin of scratch memory
/// \fences      once, to get the counts
/// \determinism the same counts at any thread count: integers add up to the same in any order
/// \source      the definition of a histogram
template <ExecutionSpace Exec, ViewOf<double, 1> V>
Histogram histogram(Exec const& exec, V const& values, HistogramOptions const& options) {
  return detail::histogram_of(exec, values, EveryParticle{}, options);
}

/// Counts the selected values by bin. Other values are not looked at, and counted nowhere.
///
/// \param exec     execution space instance that runs everything
/// \param values   n numbers; those that are selected and not finite are counted as invalid
/// \param selected which values: a `Selection`, for example the status of fits
/// \param options  as above
/// \returns     as above
/// \throws Error as above, or a selection of another length
/// \cost        as above
/// \fences      once, to get the counts
/// \determinism as above
/// \source      as above
template <ExecutionSpace Exec, ViewOf<double, 1> V, Selection S>
Histogram histogram(Exec const& exec, V const& values, S const& selected, HistogramOptions const& options) {
  detail::require_selection("histogram", selected, values.extent(0), "values");
  return detail::histogram_of(exec, values, detail::Selected<S>{selected}, options);
}

/// Overload that runs on the default instance of the values' memory.
///
/// \param values,options as above
/// \returns as above
template <ViewOf<double, 1> V>
Histogram histogram(V const& values, HistogramOptions const& options) {
  return histogram(typename V::execution_space{}, values, options);
}

/// Overload for selected values that runs on the default instance of the values' memory.
///
/// \param values,selected,options as above
/// \returns as above
template <ViewOf<double, 1> V, Selection S>
Histogram histogram(V const& values, S const& selected, HistogramOptions const& options) {
  return histogram(typename V::execution_space{}, values, selected, options);
}

}  // namespace tektite
