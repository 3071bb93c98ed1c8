// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/ranks.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/stats/extremes.hpp"
#include "tektite/stats/histogram.hpp"
#include "tektite/stats/radial_distribution.hpp"
#include "tektite/stats/running_moments.hpp"

/// \file
/// Statistics of values that the ranks of a host code share: each rank has those of its own particles.
///
/// All functions are collective, and every rank gets the same result. Counts, quantiles and thresholds are those of one
/// process that has all values; sums are added in the order of the ranks, so they are the same to rounding.

namespace tektite {

namespace detail {

/// Throws on every rank unless the selection of each has one entry for each of its n values.
///
/// \param caller name of the public function, for the message
template <Ranks R, class S>
void require_selection_of_ranks(char const* caller, R const& ranks, S const& selected, std::size_t n) {
  on_all_ranks(ranks, [&] {
    require_selection(caller, selected, n, "values");
    return true;
  });
}

}  // namespace detail

/// Computes the moments of the values of all ranks.
///
/// \param exec   execution space instance that runs everything
/// \param ranks  a model of `Ranks`
/// \param values of this rank, also none
/// \returns      `Moments`; count 0 and zeros for no values
/// \throws Error on every rank, where a value of one is not finite
/// \cost         as `moments`, and each rank receives 64 bytes of each rank
/// \fences       once, to get the moments of this rank
/// \determinism  the same bits at any thread count, for one division among ranks
/// \source       as `moments`
template <ExecutionSpace Exec, Ranks R, ViewOf<double, 1> V>
Moments moments_over_ranks(Exec const& exec, R const& ranks, V const& values) {
  return detail::moments_of_ranks(exec, ranks, values, EveryParticle{});
}

/// Computes the moments of the selected values of all ranks. Other values are not looked at.
///
/// \param exec,ranks,values as above
/// \param selected which values of this rank: a `Selection`
/// \returns     as above
/// \throws Error as above, or a selection of another length
/// \cost        as above
/// \fences      once
/// \determinism as above
/// \source      as above
template <ExecutionSpace Exec, Ranks R, ViewOf<double, 1> V, Selection S>
Moments moments_over_ranks(Exec const& exec, R const& ranks, V const& values, S const& selected) {
  detail::require_selection_of_ranks("moments_over_ranks", ranks, selected, values.extent(0));
  return detail::moments_of_ranks(exec, ranks, values, detail::Selected<S>{selected});
}

/// Computes a quantile of the values of all ranks exactly, as `quantile` of one process that has them all.
///
/// \param exec   execution space instance that runs everything
/// \param ranks  a model of `Ranks`
/// \param values of this rank, also none
/// \param q      in [0, 1], the same on every rank
/// \returns      the quantile, the same bits as of one process
/// \throws Error on every rank: no values at all, q outside [0, 1], a value of one rank that is not finite
/// \cost         as `quantile`: 17 passes over this rank's values, 33 where it interpolates, and as many exchanges of
/// 128
///               bytes of each rank
/// \fences       once in each pass
/// \determinism  the same bits at any thread count and for any division among ranks
/// \source       as `quantile`
template <ExecutionSpace Exec, Ranks R, ViewOf<double, 1> V>
double quantile_over_ranks(Exec const& exec, R const& ranks, V const& values, double q) {
  return detail::quantile_of(exec, ranks, values, EveryParticle{}, q);
}

/// Computes a quantile of the selected values of all ranks.
///
/// \param exec,ranks,values,q as above
/// \param selected which values of this rank: a `Selection`
/// \returns     as above
/// \throws Error as above, or a selection of another length
/// \cost        as above
/// \fences      as above
/// \determinism as above
/// \source      as above
template <ExecutionSpace Exec, Ranks R, ViewOf<double, 1> V, Selection S>
double quantile_over_ranks(Exec const& exec, R const& ranks, V const& values, S const& selected, double q) {
  detail::require_selection_of_ranks("quantile_over_ranks", ranks, selected, values.extent(0));
  return detail::quantile_of(exec, ranks, values, detail::Selected<S>{selected}, q);
}

/// Computes the mean of the largest values of all ranks, and its ratio to the mean of all, as `top_fraction` of one
/// process that has them all.
///
/// \param exec     execution space instance that runs everything
/// \param ranks    a model of `Ranks`
/// \param values   of this rank, also none
/// \param fraction in (0, 1], the same on every rank
/// \returns     as `top_fraction`: counts and threshold the same bits as of one process, means to rounding
/// \throws Error on every rank: a fraction outside (0, 1], a value of one rank that is not finite
/// \cost        18 passes over this rank's values, and as many exchanges of at most 128 bytes of each rank
/// \fences      once in each pass
/// \determinism the same bits at any thread count, for one division among ranks
/// \source      as `top_fraction`
template <ExecutionSpace Exec, Ranks R, ViewOf<double, 1> V>
TopFraction top_fraction_over_ranks(Exec const& exec, R const& ranks, V const& values, double fraction = 0.01) {
  return detail::top_of(exec, ranks, values, EveryParticle{}, fraction);
}

/// Computes the same of the selected values of all ranks.
///
/// \param exec,ranks,values,fraction as above
/// \param selected which values of this rank: a `Selection`
/// \returns     as above
/// \throws Error as above, or a selection of another length
/// \cost        as above
/// \fences      as above
/// \determinism as above
/// \source      as above
template <ExecutionSpace Exec, Ranks R, ViewOf<double, 1> V, Selection S>
TopFraction top_fraction_over_ranks(Exec const& exec, R const& ranks, V const& values, S const& selected,
                                    double fraction = 0.01) {
  detail::require_selection_of_ranks("top_fraction_over_ranks", ranks, selected, values.extent(0));
  return detail::top_of(exec, ranks, values, detail::Selected<S>{selected}, fraction);
}

/// Adds the counts of histograms that ranks have made of their values.
///
/// \param ranks a model of `Ranks`
/// \param mine  this rank's histogram, with the bins of all others
/// \returns     the histogram of all values, the same on every rank
/// \throws Error on every rank, where the edges differ
/// \cost        each rank receives 16 bytes per bin of each rank
/// \determinism the same for any division among ranks
/// \source      the definition of a histogram
template <Ranks R>
Histogram histogram_over_ranks(R const& ranks, Histogram const& mine) {
  std::vector<std::int64_t> counts = mine.counts;
  counts.insert(counts.end(), {mine.below, mine.above, mine.invalid});
  counts = sum_over_ranks(ranks, counts);
  std::vector<double> const edges = ranks.gather(mine.edges);
  for (std::size_t k = 0; k < edges.size(); ++k)
    require(edges[k] == edges[k % mine.edges.size()], "histogram_over_ranks: edge ", k % mine.edges.size(),
            " is at different values on different ranks");
  Histogram all{.edges = mine.edges, .counts = {counts.begin(), counts.end() - 3}};
  all.below = counts.end()[-3];
  all.above = counts.end()[-2];
  all.invalid = counts.end()[-1];
  return all;
}

/// Joins radial distribution functions that ranks have counted around their owned particles.
///
/// Each rank calls `radial_distribution` with `WithGhosts`, the number of types and any volume first.
///
/// \param exec   execution space instance that runs everything
/// \param ranks  a model of `Ranks`
/// \param mine   this rank's result
/// \param volume of the whole sample
/// \returns      the result for the whole sample: counts exactly as of one process, g(r) with the same bits
/// \throws Error on every rank, where bins, types or cutoffs differ; a volume that is not finite and positive
/// \cost         each rank receives 8 bytes per bin and pair of types of each rank
/// \fences       three times, to copy counts to the host and back
/// \determinism  the same bits at any thread count and for any division among ranks
/// \source       as `radial_distribution`
template <ExecutionSpace Exec, Ranks R>
RadialDistribution<typename Exec::memory_space> radial_distribution_over_ranks(
    Exec const& exec, R const& ranks, RadialDistribution<typename Exec::memory_space> const& mine, double volume) {
  require(std::isfinite(volume) && volume > 0, "radial_distribution_over_ranks: volume ", volume,
          " must be finite and positive");
  std::size_t const pairs = mine.counts.extent(0), bins = mine.counts.extent(1);
  for (double const cutoff : ranks.gather(std::vector<double>{mine.cutoff}))
    require(cutoff == mine.cutoff, "radial_distribution_over_ranks: cutoffs ", mine.cutoff, " and ", cutoff);
  for (std::int64_t const count : ranks.gather(std::vector<std::int64_t>{std::int64_t(bins)}))
    require(count == std::int64_t(bins), "radial_distribution_over_ranks: ", bins, " and ", count, " bins");

  auto const host = Kokkos::create_mirror_view(Kokkos::HostSpace{}, mine.counts);
  Kokkos::deep_copy(exec, host, mine.counts);
  auto const host_types = to_host(exec, mine.of_type);
  std::vector<std::int64_t> counts(host_types.begin(), host_types.end());
  for (std::size_t p = 0; p < pairs; ++p)
    for (std::size_t b = 0; b < bins; ++b) counts.push_back(host(p, b));
  counts = sum_over_ranks(ranks, counts);

  std::size_t const types = host_types.size();
  auto result = mine;
  std::int64_t owned = 0;
  for (std::size_t t = 0; t < types; ++t) owned += counts[t];
  result.of_type = to_device(exec, std::vector<std::int64_t>(counts.begin(), counts.begin() + std::ptrdiff_t(types)),
                             "radial_distribution::of_type");
  detail::allocate_counts(exec, int(bins), result);
  auto const summed = Kokkos::create_mirror_view(Kokkos::HostSpace{}, result.counts);
  for (std::size_t k = 0; k < pairs * bins; ++k) summed(k / bins, k % bins) = counts[types + k];
  Kokkos::deep_copy(exec, result.counts, summed);
  exec.fence("tektite::radial_distribution_over_ranks");
  detail::normalize_counts(exec, result, std::size_t(owned), volume);
  return result;
}

}  // namespace tektite
