// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/random.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/percolation_clusters.hpp"

/// \file
/// What clusters look like where particles are selected at random.
///
/// \source random subsets by partial shuffles: R. Durstenfeld, Commun. ACM 7, 420 (1964), doi:10.1145/364520.364540

namespace tektite {

/// Number of random choices, and their random numbers.
struct NullModelOptions {
  int repeats = 50;        ///< random choices, at least 2
  std::uint64_t seed = 1;  ///< of the choices
  /// Called on the host after each choice, with the number of choices that are done; for a progress bar, for example.
  std::function<void(int)> after_each = {};
};

/// Statistics of one number over all random choices, with the observed value.
struct NullSpread {
  double observed = 0;        ///< of the real selection
  double mean = 0;            ///< over the random ones
  double deviation = 0;       ///< their standard deviation (of a sample: repeats - 1)
  std::int64_t at_least = 0;  ///< number of random ones that are at least the observed value

  /// By how many standard deviations the observed value exceeds the mean. \returns that number; 0 for deviation 0
  double excess() const { return deviation > 0 ? (observed - mean) / deviation : 0.0; }
};

/// Clusters of as many particles, selected at random.
struct NullModel {
  int repeats = 0;                 ///< number of random choices
  std::int64_t selected = 0;       ///< particles in each choice
  NullSpread largest;              ///< S_max
  NullSpread ratio;                ///< S_max / S_all
  NullSpread mean_size;            ///< mean size without the largest
  double wrapping[3] = {0, 0, 0};  ///< fraction of the choices whose largest cluster wraps around axis d
};

namespace detail {

/// Random subsets of a fixed size, all equally likely, by partial shuffles (Fisher and Yates; Durstenfeld 1964). On the
/// host, by one thread: the same subsets at any thread count.
class RandomSubsets {
 public:
  /// \param from indices to choose from \param seed of the random numbers
  RandomSubsets(std::vector<int> from, std::uint64_t seed) : from_(std::move(from)), seed_(seed) {}

  /// Draws the next subset. \param count its size \param mask set to 1 for its members and 0 for others
  void choose(std::size_t count, std::vector<int>& mask) {
    std::fill(mask.begin(), mask.end(), 0);
    for (std::size_t k = 0; k < count; ++k) {
      // uniform() is in (0, 1], so the step is below the number of entries from k on.
      double const remaining = double(from_.size() - k);
      auto const step = static_cast<std::size_t>((1 - Philox::block(seed_, k, draw_).uniform(0)) * remaining);
      std::swap(from_[k], from_[k + step]);
      mask[static_cast<std::size_t>(from_[k])] = 1;
    }
    ++draw_;
  }

 private:
  std::vector<int> from_;
  std::uint64_t seed_, draw_ = 0;
};

/// One number by random choice.
struct NullSamples {
  std::vector<double> values;

  /// Statistics of the values, at least two. \param observed value of the real selection
  NullSpread against(double observed) const {
    NullSpread spread;
    spread.observed = observed;
    // Relative to the first value: where all values are equal the mean is exactly that value, and the deviation is 0.
    double sum_from_first = 0;
    for (double const v : values) {
      sum_from_first += v - values[0];
      spread.at_least += v >= observed;
    }
    spread.mean = values[0] + sum_from_first / double(values.size());
    double squares = 0;
    for (double const v : values) squares += (v - spread.mean) * (v - spread.mean);
    spread.deviation = std::sqrt(squares / double(values.size() - 1));
    return spread;
  }
};

}  // namespace detail

/// Clusters of as many particles as were selected, chosen at random many times on the same contacts: the values that
/// S_max / S_all must be compared with.
///
/// Above the percolation threshold a large S_max does not tell how the particles were selected. Below it, a value above
/// the null model shows that the selected particles are close to each other. Every subset of the candidates is equally
/// likely.
///
/// \param exec       execution space instance that runs everything
/// \param contacts   the same that `clusters` were made from
/// \param clusters   of the real selection
/// \param candidates a `Selection` of n particles to choose from (for example those of one type)
/// \param options    number of choices, and the seed
/// \returns          mean, deviation and rank of S_max, S_max / S_all and the mean size without the largest
/// \throws Error     fewer than 2 repeats, fewer candidates than selected particles, a selection of another length; or
/// as
///                   `percolation_clusters`
/// \cost             `repeats` times that of `percolation_clusters`, and the copy of a mask; 4 bytes per particle here
///                   and 8 on the host
/// \fences           in each repeat, as `percolation_clusters` and once more
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec, HasContacts C, Selection S>
NullModel percolation_null_model(Exec const& exec, C const& contacts,
                                 PercolationClusters<typename Exec::memory_space> const& clusters, S const& candidates,
                                 NullModelOptions const& options = {}) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = clusters.labels.extent(0);
  require(options.repeats >= 2, "percolation_null_model: ", options.repeats, " repeats, expected 2 or more");
  require(candidates.extent(0) == n, "percolation_null_model: ", candidates.extent(0), " candidates for clusters of ",
          n, " particles");
  auto const mask = detail::allocate<Kokkos::View<int*, Memory>>(exec, "percolation_null_model::mask", n);
  detail::Selected<S> const is_candidate{candidates};
  detail::launch(exec, "percolation_null_model::candidates", n, KOKKOS_LAMBDA(int i) { mask(i) = is_candidate(i); });
  std::vector<int> host(n);
  detail::fetch_bytes<Memory>(exec, host.data(), mask.data(), n * sizeof(int));
  std::vector<int> from;
  for (std::size_t i = 0; i < n; ++i)
    if (host[i] != 0) from.push_back(static_cast<int>(i));
  require(std::int64_t(from.size()) >= clusters.selected, "percolation_null_model: ", from.size(), " candidates, but ",
          clusters.selected, " particles are selected");

  NullModel result;
  result.repeats = options.repeats;
  result.selected = clusters.selected;
  detail::RandomSubsets subsets(std::move(from), options.seed);
  detail::NullSamples largest, ratio, mean_size;
  for (int r = 0; r < options.repeats; ++r) {
    subsets.choose(static_cast<std::size_t>(clusters.selected), host);
    detail::copy_bytes<Memory, Kokkos::HostSpace>(exec, mask.data(), host.data(), n * sizeof(int));
    auto const random = percolation_clusters(exec, contacts, mask);
    largest.values.push_back(double(random.largest));
    ratio.values.push_back(random.ratio());
    mean_size.values.push_back(random.mean_size_without_largest);
    for (int d = 0; d < 3; ++d) result.wrapping[d] += double(random.largest_wraps >> d & 1) / options.repeats;
    exec.fence("tektite::percolation_null_model");  // the host writes the next mask
    if (options.after_each) options.after_each(r + 1);
  }
  result.largest = largest.against(double(clusters.largest));
  result.ratio = ratio.against(clusters.ratio());
  result.mean_size = mean_size.against(clusters.mean_size_without_largest);
  return result;
}

/// Overload in which every particle is a candidate.
///
/// \param exec,contacts,clusters,options as above
/// \returns as above
template <ExecutionSpace Exec, HasContacts C>
NullModel percolation_null_model(Exec const& exec, C const& contacts,
                                 PercolationClusters<typename Exec::memory_space> const& clusters,
                                 NullModelOptions const& options = {}) {
  auto const all = detail::allocate<Kokkos::View<int*, typename Exec::memory_space>>(
      exec, "percolation_null_model::all", clusters.labels.extent(0));
  Kokkos::deep_copy(exec, all, 1);
  return percolation_null_model(exec, contacts, clusters, all, options);
}

}  // namespace tektite
