// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/core/random.hpp>
#include <tektite/percolation.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// \file
/// Site percolation on periodic cubic lattices by the library's own neighbour list and union-find: sites are occupied
/// one by one in random order, and the numbers at which the first cluster winds around each axis are stored (M. E. J.
/// Newman and R. M. Ziff, Phys. Rev. Lett. 85, 4104 (2000); Phys. Rev. E 64, 016706 (2001)).

namespace reference {

using Host = Kokkos::DefaultHostExecutionSpace;
using HostMemory = Host::memory_space;

/// A cubic lattice by its conventional cell.
struct Lattice {
  std::string name;
  std::vector<std::array<double, 3>> basis;  // in cell edges
  double cutoff;                             // between the first two shells, in cell edges
  int neighbors;
  double threshold;  // site percolation; Xu, Wang, Lv, Deng, Front. Phys. 9, 113 (2014), doi:10.1007/s11467-013-0403-z
};

inline Lattice simple_cubic() { return {"sc", {{0, 0, 0}}, 1.2, 6, 0.31160768}; }
inline Lattice body_centered() { return {"bcc", {{0, 0, 0}, {0.5, 0.5, 0.5}}, 0.93, 8, 0.24595971}; }
inline Lattice face_centered() {
  return {"fcc", {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}, 0.85, 12, 0.19923517};
}

/// The contacts of a lattice of cells^3 cells.
struct LatticeContacts {
  Kokkos::View<double* [3], HostMemory> positions;
  tektite::Box box;
  tektite::ListContacts<HostMemory> contacts;
  int sites = 0;

  LatticeContacts(Lattice const& lattice, int cells) : box(tektite::Box::orthogonal(cells, cells, cells)) {
    sites = int(lattice.basis.size()) * cells * cells * cells;
    positions = Kokkos::View<double* [3], HostMemory>("positions", sites);
    int i = 0;
    for (int a = 0; a < cells; ++a)
      for (int b = 0; b < cells; ++b)
        for (int c = 0; c < cells; ++c)
          for (auto const& r : lattice.basis) {
            std::array<double, 3> const at{a + r[0], b + r[1], c + r[2]};
            for (int d = 0; d < 3; ++d) positions(i, d) = at[d];
            ++i;
          }
    contacts = {build_neighbor_list(Host{}, positions, box, {.cutoff = lattice.cutoff})};
    for (int k = 0; k < sites; ++k)
      if (contacts.list.offsets(k + 1) - contacts.list.offsets(k) != lattice.neighbors)
        throw std::logic_error("a site of " + lattice.name + " has another number of neighbours");
  }
};

/// One sample: sites occupied when the first cluster winds around each axis, and S_max at a given number of sites.
struct Sample {
  std::array<int, 3> wraps_at{0, 0, 0};
  int largest = 0;
};

/// Draws samples of one lattice, in memory of its own.
class Sampler {
 public:
  explicit Sampler(LatticeContacts const& lattice)
      : list_(lattice.contacts.list),
        links_("links", lattice.sites),
        sets_(links_, true),
        order_(lattice.sites),
        size_(lattice.sites),
        occupied_(lattice.sites) {}

  Sample draw(std::uint64_t seed, std::uint64_t number, int count_largest_at) {
    int const n = int(order_.size());
    for (int i = 0; i < n; ++i) {
      order_[i] = i;
      size_[i] = 1;
      occupied_[i] = 0;
      links_(i) = std::uint64_t(i);
    }
    Sample sample;
    int axes_to_wrap = 3, largest = 1;
    for (int k = 0; k < n && (axes_to_wrap > 0 || k < count_largest_at); ++k) {
      auto const random = tektite::Philox::block(seed, std::uint64_t(k), number);
      std::swap(order_[k], order_[k + int((1 - random.uniform(0)) * (n - k))]);
      int const i = order_[k];
      occupied_[i] = 1;
      auto node = sets_.find(i);
      for (auto m = list_.offsets(i); m < list_.offsets(i + 1); ++m) {
        int const site = list_.neighbors(m), j = list_.sites.particle(site);
        if (!occupied_[j]) continue;
        int const before = node.root;
        auto const other = sets_.find(j).root;
        auto const met = sets_.unite(node, j, list_.sites.shift(site) - list_.sites.shift(i));
        if (met.removed >= 0) {
          int const joined = size_[before] + size_[other];
          size_[node.root] = joined;
          largest = std::max(largest, joined);
        }
        for (int d = 0; d < 3; ++d) {
          if (met.winding[d] == 0 || sample.wraps_at[d] != 0) continue;
          sample.wraps_at[d] = k + 1;
          --axes_to_wrap;
        }
      }
      if (k + 1 == count_largest_at) sample.largest = largest;
    }
    return sample;
  }

 private:
  tektite::NeighborList<HostMemory> list_;
  Kokkos::View<std::uint64_t*, HostMemory> links_;
  tektite::WindingUnionFind<HostMemory> sets_;
  std::vector<int> order_, size_;
  std::vector<char> occupied_;
};

/// Many samples of one lattice. Each thread draws its own samples; the results do not depend on the number of threads.
struct Ensemble {
  int sites = 0, cells = 0;
  std::vector<Sample> samples;

  Ensemble(Lattice const& lattice, int cells_, int count, std::uint64_t seed) : cells(cells_), samples(count) {
    LatticeContacts const contacts(lattice, cells);
    sites = contacts.sites;
    int const at = int(std::lround(lattice.threshold * sites)), threads = Host{}.concurrency();
    std::vector<Sampler> samplers;
    for (int t = 0; t < threads; ++t) samplers.emplace_back(contacts);
    auto* const own = samplers.data();
    auto* const out = samples.data();
    Kokkos::parallel_for("samplers", Kokkos::RangePolicy<Host>(0, threads).set_chunk_size(1), [=](int t) {
      for (int s = t; s < count; s += threads) out[s] = own[t].draw(seed, std::uint64_t(s), at);
    });
    Kokkos::fence();
  }

  /// Probability that a cluster winds around a given axis where each site is occupied with probability p: the three
  /// axes of a cube are alike. The number of occupied sites is binomial, here taken as normal.
  double wrapping(double p) const {
    double const mean = p * sites, deviation = std::sqrt(p * (1 - p) * sites);
    double sum = 0;
    for (auto const& s : samples)
      for (int const n : s.wraps_at) sum += 0.5 * std::erfc((n - 0.5 - mean) / (deviation * std::sqrt(2.0)));
    return sum / (3.0 * double(samples.size()));
  }

  /// Standard error of `wrapping` from the samples.
  double wrapping_error(double p) const {
    double const mean = p * sites, deviation = std::sqrt(p * (1 - p) * sites), all = wrapping(p);
    double squares = 0;
    for (auto const& s : samples) {
      double one = 0;
      for (int const n : s.wraps_at) one += 0.5 * std::erfc((n - 0.5 - mean) / (deviation * std::sqrt(2.0))) / 3;
      squares += (one - all) * (one - all);
    }
    return std::sqrt(squares) / double(samples.size());
  }

  /// Mean of S_max at the threshold, and its standard error.
  std::pair<double, double> largest() const {
    double sum = 0, squares = 0;
    for (auto const& s : samples) sum += s.largest;
    double const mean = sum / double(samples.size());
    for (auto const& s : samples) squares += (s.largest - mean) * (s.largest - mean);
    return {mean, std::sqrt(squares) / double(samples.size())};
  }
};

/// Occupation at which the wrapping probabilities of two sizes cross, and its standard error.
inline std::pair<double, double> crossing(Ensemble const& small, Ensemble const& large, double low, double high) {
  while (high - low > 1e-8) {
    double const middle = 0.5 * (low + high);
    // Below the threshold the smaller one wraps more often.
    (small.wrapping(middle) > large.wrapping(middle) ? low : high) = middle;
  }
  double const p = 0.5 * (low + high), step = 1e-4;
  double const slope =
      (large.wrapping(p + step) - large.wrapping(p - step) - small.wrapping(p + step) + small.wrapping(p - step)) /
      (2 * step);
  double const error = std::hypot(small.wrapping_error(p), large.wrapping_error(p));
  return {p, error / slope};
}

}  // namespace reference
