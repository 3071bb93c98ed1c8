// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/core/copy.hpp>
#include <tektite/percolation.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <map>
#include <random>
#include <vector>

namespace merge_clusters_test {

using tektite::Box;
using tektite::ClusterPart;
using tektite::PartLink;
using tektite::to_device;
using tektite::to_host;
using tektite::Vec3;
using tektite::WithGhosts;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

struct Sample {
  std::vector<Vec3<double>> points;
  std::vector<int> mask;
};

Sample random_sample(Box const& box, int n, double selected, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  Sample sample;
  for (int i = 0; i < n; ++i) {
    sample.points.push_back(box.cartesian({uniform(random), uniform(random), uniform(random)}));
    sample.mask.push_back(uniform(random) < selected);
  }
  return sample;
}

enum class Source { full_list, half_list, on_the_fly };

/// Labels of one rank's particles and ghosts, 0 where not selected.
std::vector<int> local_labels(std::vector<Vec3<double>> const& points, std::vector<int> const& mask, std::size_t owned,
                              double cutoff, Source source) {
  auto const x = to_device(points);
  auto const selected = to_device(mask);
  if (source == Source::on_the_fly)
    return to_host(percolation_clusters(contacts_within(x, WithGhosts{owned}, cutoff), selected).labels);
  auto const list = build_neighbor_list(x, WithGhosts{owned}, {.cutoff = cutoff, .half = source == Source::half_list});
  return to_host(percolation_clusters(list, selected).labels);
}

struct Ranks {
  std::vector<ClusterPart> parts;
  std::vector<PartLink> links;
  std::vector<std::int64_t> part_of;  // by particle: label of its part, -1 where not selected
};

/// What `count` ranks, slabs of the box along one axis, find with all images within `width` as their ghosts.
Ranks on_ranks(Box const& box, Sample const& sample, int axis, int count, double cutoff, Source source) {
  struct Site {
    int particle;
    Vec3<int> image;
    int label;
  };
  Ranks out;
  out.part_of.assign(sample.points.size(), -1);
  std::vector<std::vector<Site>> sites(static_cast<std::size_t>(count));
  std::vector<std::map<int, std::int64_t>> label_of(sites.size());
  auto const rank_of = [&](Vec3<double> r) { return int(count * (box.fractional(r)[axis])); };
  for (int rank = 0; rank < count; ++rank) {
    auto& here = sites[rank];
    for (int i = 0; i < int(sample.points.size()); ++i)
      if (rank_of(sample.points[i]) == rank) here.push_back({i, {}, 0});
    std::size_t const owned = here.size();
    double const low = double(rank) / count, high = double(rank + 1) / count;
    for (int i = 0; i < int(sample.points.size()); ++i) {
      for (int a = -2; a <= 2; ++a)
        for (int b = -2; b <= 2; ++b)
          for (int c = -2; c <= 2; ++c) {
            Vec3<double> const s = box.fractional(sample.points[i]) + Vec3<double>{double(a), double(b), double(c)};
            if (a == 0 && b == 0 && c == 0 && rank_of(sample.points[i]) == rank) continue;
            bool near = true;
            for (int d = 0; d < 3; ++d) {
              double const margin = cutoff / box.height(d);
              near = near && s[d] > (d == axis ? low : 0.0) - margin && s[d] < (d == axis ? high : 1.0) + margin;
            }
            if (near) here.push_back({i, {a, b, c}, 0});
          }
    }
    std::vector<Vec3<double>> points;
    std::vector<int> mask;
    for (Site const& site : here) {
      points.push_back(sample.points[site.particle] + box.translation(site.image));
      mask.push_back(sample.mask[site.particle]);
    }
    auto const labels = local_labels(points, mask, owned, cutoff, source);
    std::map<int, ClusterPart> parts;
    for (std::size_t s = 0; s < here.size(); ++s) here[s].label = labels[s];
    for (std::size_t s = 0; s < owned; ++s) {
      if (labels[s] == 0) continue;
      auto& part = parts.try_emplace(labels[s], ClusterPart{here[s].particle, 0}).first->second;
      ++part.size;
    }
    for (auto const& [label, part] : parts) {
      label_of[rank][label] = part.label;
      out.parts.push_back(part);
    }
    for (std::size_t s = 0; s < owned; ++s)
      if (labels[s] > 0) out.part_of[here[s].particle] = parts[labels[s]].label;
  }
  for (int rank = 0; rank < count; ++rank) {
    for (Site const& site : sites[rank]) {
      auto const found = label_of[rank].find(site.label);
      // A ghost in no cluster of owned particles gives no link.
      if (site.label == 0 || found == label_of[rank].end()) continue;
      out.links.push_back({found->second, out.part_of[site.particle], site.image});
    }
  }
  return out;
}

}  // namespace

TEST_CASE("ranks with ghosts find the clusters and windings of the whole box") {
  Box const box = GENERATE(Box::orthogonal(10, 9, 8), Box::triclinic({10, 9, 8}, 4, -6, 5),
                           Box::triclinic({10, 9, 3.5}, -3, 2, 4.5));
  int const ranks = GENERATE(1, 2, 4);
  double const selected = GENERATE(0.2, 0.42, 0.8);
  auto const source = GENERATE(Source::full_list, Source::half_list, Source::on_the_fly);
  double const cutoff = 1.0;
  auto const sample = random_sample(box, int(3 * box.volume()), selected, 17);
  CAPTURE(box.edge(2).x, ranks, selected, int(source));
  auto const list = build_neighbor_list(to_device(sample.points), box, {.cutoff = cutoff});
  auto const whole = percolation_clusters(list, to_device(sample.mask));
  auto const labels = to_host(whole.labels), sizes = to_host(whole.sizes), wraps = to_host(whole.wraps);

  auto [parts, links, part_of] = on_ranks(box, sample, 0, ranks, cutoff, source);
  std::shuffle(parts.begin(), parts.end(), std::mt19937(1));
  std::shuffle(links.begin(), links.end(), std::mt19937(2));
  auto const merged = tektite::merge_clusters(parts, links);
  REQUIRE(merged.selected == whole.selected);
  REQUIRE(merged.largest == whole.largest);
  REQUIRE(merged.ratio() == whole.ratio());
  REQUIRE(merged.mean_size_without_largest == whole.mean_size_without_largest);
  REQUIRE(std::vector<int>(merged.sizes.begin(), merged.sizes.end()) == sizes);
  REQUIRE(merged.wraps == wraps);
  std::map<std::int64_t, int> final_label;
  for (std::size_t k = 0; k < parts.size(); ++k) final_label[parts[k].label] = merged.labels[k];
  for (std::size_t i = 0; i < labels.size(); ++i) {
    CAPTURE(i);
    REQUIRE((part_of[i] < 0 ? 0 : final_label[part_of[i]]) == labels[i]);
  }
}

TEST_CASE("parts without links stay alone, larger ones first, ties by label") {
  auto const merged = tektite::merge_clusters({{30, 2}, {10, 5}, {20, 2}, {40, 7}}, {});
  REQUIRE(merged.labels == std::vector<int>{4, 2, 3, 1});
  REQUIRE(merged.sizes == std::vector<std::int64_t>{7, 5, 2, 2});
  REQUIRE(merged.wraps == std::vector<int>{0, 0, 0, 0});
  REQUIRE(merged.selected == 16);
  REQUIRE(merged.mean_size_without_largest == (25.0 + 4 + 4) / 9);
  auto const none = tektite::merge_clusters({}, {});
  REQUIRE(none.sizes.empty());
  REQUIRE(none.ratio() == 0);
}

TEST_CASE("a ring of parts wraps by the sum of its shifts") {
  std::vector<ClusterPart> const parts{{1, 1}, {2, 1}, {3, 1}};
  auto const wraps = [&](Vec3<int> last) {
    return tektite::merge_clusters(parts, {{1, 2, {1, 0, 0}}, {2, 3, {0, -2, 0}}, {3, 1, last}}).wraps;
  };
  REQUIRE(wraps({-1, 2, 0}) == std::vector<int>{0});
  REQUIRE(wraps({-1, 2, 1}) == std::vector<int>{4});
  REQUIRE(wraps({0, 0, 0}) == std::vector<int>{3});
  REQUIRE(tektite::merge_clusters({{5, 1}}, {{5, 5, {0, 1, 0}}}).wraps == std::vector<int>{2});
}

TEST_CASE("parts and links that cannot be right are refused") {
  using Catch::Matchers::Message;
  REQUIRE_THROWS_MATCHES(tektite::merge_clusters({{1, 2}, {1, 3}}, {}), tektite::Error,
                         Message("merge_clusters: label 1 is there twice"));
  REQUIRE_THROWS_MATCHES(tektite::merge_clusters({{1, 0}}, {}), tektite::Error,
                         Message("merge_clusters: part 1 has 0 particles"));
  REQUIRE_THROWS_MATCHES(tektite::merge_clusters({{1, 1}}, {{1, 7, {}}}), tektite::Error,
                         Message("merge_clusters: a link names part 7, which is not there"));
}

}  // namespace merge_clusters_test
