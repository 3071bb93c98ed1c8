// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace tektite::detail {

/// Clusters whose particles are known by their ids, on the host: those of this rank first, then those of other ranks.
struct IdClusters {
  std::vector<std::int64_t> centers, members;  // members of a cluster are distinct and ascend
  std::vector<std::size_t> begins{0};
  std::size_t own = 0;  // number of clusters of this rank

  std::size_t count() const { return centers.size(); }
  std::span<std::int64_t const> members_of(std::size_t c) const {
    return std::span(members).subspan(begins[c], begins[c + 1] - begins[c]);
  }
  bool contains(std::size_t c, std::int64_t particle) const {
    auto const all = members_of(c);
    return std::binary_search(all.begin(), all.end(), particle);
  }
  void add(std::int64_t center, std::vector<std::int64_t> particles) {
    std::sort(particles.begin(), particles.end());
    centers.push_back(center);
    members.insert(members.end(), particles.begin(), std::unique(particles.begin(), particles.end()));
    begins.push_back(members.size());
  }
};

/// The clusters that contain each particle.
class ClustersOfParticles {
 public:
  explicit ClustersOfParticles(IdClusters const& clusters) {
    for (std::size_t c = 0; c < clusters.count(); ++c)
      for (std::int64_t const particle : clusters.members_of(c)) entries_.push_back({particle, c});
    std::sort(entries_.begin(), entries_.end());
  }

  /// \param visit `void(std::size_t cluster)`, called for the clusters of a particle, ascending
  template <class Visit>
  void operator()(std::int64_t particle, Visit const& visit) const {
    auto at = std::lower_bound(entries_.begin(), entries_.end(), Entry{particle, 0});
    for (; at != entries_.end() && at->first == particle; ++at) visit(at->second);
  }

 private:
  using Entry = std::pair<std::int64_t, std::size_t>;
  std::vector<Entry> entries_;
};

/// Visits each pair of a cluster of this rank and any later one that share particles, once.
///
/// \param visit `void(std::size_t cluster, std::size_t other, int shared)`
template <class Visit>
void for_each_sharing_pair(IdClusters const& clusters, ClustersOfParticles const& of, Visit const& visit) {
  std::map<std::size_t, int> shared;
  for (std::size_t c = 0; c < clusters.own; ++c) {
    shared.clear();
    for (std::int64_t const particle : clusters.members_of(c)) {
      of(particle, [&](std::size_t other) {
        if (other > c) ++shared[other];
      });
    }
    for (auto const& [other, particles] : shared) visit(c, other, particles);
  }
}

/// Sets of labels, each known by its smallest label.
class LabelSets {
 public:
  std::int64_t smallest(std::int64_t label) {
    for (auto parent = parent_.find(label); parent != parent_.end() && parent->second != label;
         parent = parent_.find(label)) {
      auto const above = parent_.find(parent->second);
      if (above != parent_.end()) parent->second = above->second;
      label = parent->second;
    }
    return label;
  }

  void join(std::int64_t a, std::int64_t b) {
    a = smallest(a);
    b = smallest(b);
    if (a != b) parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::map<std::int64_t, std::int64_t> parent_;  // labels that are the smallest of their set are not in it
};

/// The clusters with particles that this rank does not own, as numbers: centre, number of members, members. A cluster
/// of another rank that shares a particle with one of these clusters, or with one that is left out here, is in such a
/// list itself, or its rank reads this one.
///
/// \param own ids that this rank owns, ascending
inline std::vector<std::int64_t> numbers_of_shared(IdClusters const& clusters, std::vector<std::int64_t> const& own) {
  std::vector<std::int64_t> numbers;
  for (std::size_t c = 0; c < clusters.own; ++c) {
    auto const members = clusters.members_of(c);
    if (std::includes(own.begin(), own.end(), members.begin(), members.end())) continue;
    numbers.insert(numbers.end(), {clusters.centers[c], std::int64_t(members.size())});
    numbers.insert(numbers.end(), members.begin(), members.end());
  }
  return numbers;
}

/// Adds the clusters of other ranks.
///
/// \param numbers of all ranks, from `numbers_of_shared`
/// \param own     ids that this rank owns, ascending
inline void add_shared(IdClusters& clusters, std::vector<std::int64_t> const& numbers,
                       std::vector<std::int64_t> const& own) {
  for (std::size_t at = 0; at < numbers.size();) {
    std::int64_t const center = numbers[at];
    auto const first = numbers.begin() + std::ptrdiff_t(at) + 2, last = first + numbers[at + 1];
    if (!std::binary_search(own.begin(), own.end(), center)) clusters.add(center, {first, last});
    at += 2 + std::size_t(numbers[at + 1]);
  }
}

}  // namespace tektite::detail
