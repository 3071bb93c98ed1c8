// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/random.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/percolation_clusters.hpp"

namespace tektite {

/// How often to draw, and from which random numbers.
struct NullModelOptions {
  int repeats = 50;        ///< random choices, at least 2
  std::uint64_t seed = 1;  ///< of the choices
  /// Called on the host after each choice with the number of those that are done: for a progress bar, say.
  std::function<void(int)> after_each = {};
};

/// One number over all random choices, beside what was observed.
struct NullSpread {
  double observed = 0;        ///< of the real selection
  double mean = 0;            ///< over the random ones
  double deviation = 0;       ///< their standard deviation (of a sample: repeats - 1)
  std::int64_t at_least = 0;  ///< how many of them reach the observed value

  /// By how many standard deviations the observed value exceeds the mean; 0 where nothing varies.
  double excess() const { return deviation > 0 ? (observed - mean) / deviation : 0.0; }
};

/// What clusters of as many particles look like where chance alone selects them.
struct NullModel {
  int repeats = 0;                 ///< as asked for
  std::int64_t selected = 0;       ///< particles in each choice
  NullSpread largest;              ///< S_max
  NullSpread ratio;                ///< S_max / S_all
  NullSpread mean_size;            ///< mean size without the largest
  double wrapping[3] = {0, 0, 0};  ///< fraction of the choices whose largest cluster wraps around axis d
};

namespace detail {

/// Random subsets of a fixed size, all equally likely, by partial shuffles (Fisher and Yates; Durstenfeld 1964). On the
/// host, in one order: the same subsets whatever the threads.
class RandomSubsets {
 public:
  RandomSubsets(std::vector<int> from, std::uint64_t seed) : from_(std::move(from)), seed_(seed) {}

  template <class HostMask>
  void choose(std::size_t count, HostMask const& mask) {
    for (std::size_t i = 0; i < mask.extent(0); ++i) mask(i) = 0;
    for (std::size_t k = 0; k < count; ++k) {
      // uniform() is in (0, 1]; the product is below the number of entries that are left.
      double const left = double(from_.size() - k);
      auto const step = static_cast<std::size_t>((1 - Philox::block(seed_, k, draw_).uniform(0)) * left);
      std::swap(from_[k], from_[k + step]);
      mask(static_cast<std::size_t>(from_[k])) = 1;
    }
    ++draw_;
  }

 private:
  std::vector<int> from_;
  std::uint64_t seed_, draw_ = 0;
};

struct NullSamples {
  std::vector<double> values;

  NullSpread against(double observed) const {
    NullSpread spread;
    spread.observed = observed;
    // Relative to the first value: where all are equal, so is the mean, and nothing varies.
    double beyond_first = 0;
    for (double const v : values) {
      beyond_first += v - values[0];
      spread.at_least += v >= observed;
    }
    spread.mean = values[0] + beyond_first / double(values.size());
    double squares = 0;
    for (double const v : values) squares += (v - spread.mean) * (v - spread.mean);
    spread.deviation = std::sqrt(squares / double(values.size() - 1));
    return spread;
  }
};

}  // namespace detail

/// Chooses as many particles at random as were selected, on the same contacts, again and again: what S_max / S_all has
/// to be compared with. Above the percolation threshold a large S_max says nothing about how the selection came about;
/// below it, an excess over the null model says that the selected particles keep together.
///
/// \param exec       runs everything; fenced for each result
/// \param contacts   the same that `clusters` were made from: any `Contacts`, or a `NeighborList`
/// \param clusters   of the real selection
/// \param candidates n entries, convertible to bool: from which particles to choose (one species only, say)
/// \param options    how often, and the seed
/// \throws Error     fewer than 2 repeats, fewer candidates than selected particles, a mask of another size
///
/// Every subset of the candidates is equally likely. `repeats` times the cost of `percolation_clusters`. The same bits
/// at any thread count.
template <ExecutionSpace Exec, class ContactsOrList, ViewOf<bool, 1> Mask>
NullModel percolation_null_model(Exec const& exec, ContactsOrList const& contacts,
                                 PercolationClusters<typename Exec::memory_space> const& clusters,
                                 Mask const& candidates, NullModelOptions const& options = {}) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = clusters.labels.extent(0);
  require(options.repeats >= 2, "percolation_null_model: ", options.repeats, " repeats, expected 2 or more");
  require(candidates.extent(0) == n, "percolation_null_model: ", candidates.extent(0), " candidates for clusters of ",
          n, " particles");
  auto const mask = detail::allocate<Kokkos::View<int*, Memory>>(exec, "percolation_null_model::mask", n);
  Kokkos::parallel_for(
      "tektite::percolation_null_model::candidates", Kokkos::RangePolicy<Exec>(exec, 0, n),
      KOKKOS_LAMBDA(int i) { mask(i) = static_cast<bool>(candidates(i)); });
  auto const host = Kokkos::create_mirror(Kokkos::view_alloc(Kokkos::HostSpace{}, Kokkos::WithoutInitializing), mask);
  Kokkos::deep_copy(exec, host, mask);
  exec.fence("tektite::percolation_null_model");
  std::vector<int> from;
  for (std::size_t i = 0; i < n; ++i)
    if (host(i)) from.push_back(static_cast<int>(i));
  require(std::int64_t(from.size()) >= clusters.selected, "percolation_null_model: ", from.size(), " candidates, but ",
          clusters.selected, " particles are selected");

  NullModel result;
  result.repeats = options.repeats;
  result.selected = clusters.selected;
  detail::RandomSubsets subsets(std::move(from), options.seed);
  detail::NullSamples largest, ratio, mean_size;
  for (int r = 0; r < options.repeats; ++r) {
    subsets.choose(static_cast<std::size_t>(clusters.selected), host);
    Kokkos::deep_copy(exec, mask, host);
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

/// Every particle is a candidate.
template <ExecutionSpace Exec, class ContactsOrList>
NullModel percolation_null_model(Exec const& exec, ContactsOrList const& contacts,
                                 PercolationClusters<typename Exec::memory_space> const& clusters,
                                 NullModelOptions const& options = {}) {
  auto const all = detail::allocate<Kokkos::View<int*, typename Exec::memory_space>>(
      exec, "percolation_null_model::all", clusters.labels.extent(0));
  Kokkos::deep_copy(exec, all, 1);
  return percolation_null_model(exec, contacts, clusters, all, options);
}

}  // namespace tektite
