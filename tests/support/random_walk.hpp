// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <tektite/core/vec3.hpp>
#include <tektite/stats/displacement_moments.hpp>

/// Particles that make random steps, and the moments of their displacements by the definition.
namespace random_walk {

using tektite::Vec3;
using Points = std::vector<Vec3<double>>;

/// Particles with Gaussian steps.
class Walk {
 public:
  explicit Walk(int n, unsigned seed) : random_(seed), points_(n) {
    std::uniform_real_distribution<double> uniform(0, 30);
    for (auto& r : points_) r = {uniform(random_), uniform(random_), uniform(random_)};
  }
  Points const& points() const { return points_; }
  void step(double sigma, Vec3<double> drift = {}) {
    std::normal_distribution<double> normal(0, sigma);
    for (auto& r : points_) r += Vec3<double>{normal(random_), normal(random_), normal(random_)} + drift;
  }

 private:
  std::mt19937 random_;
  Points points_;
};

/// Moments by the definition, without any library code.
inline tektite::DisplacementMoments plain_moments(Points const& a, Points const& b, bool remove_drift = true) {
  long double mean[3] = {0, 0, 0}, second = 0, fourth = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (int d = 0; d < 3; ++d) mean[d] += remove_drift ? (b[i][d] - a[i][d]) / (long double)a.size() : 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    long double squared = 0;
    for (int d = 0; d < 3; ++d) squared += std::pow(b[i][d] - a[i][d] - mean[d], 2);
    second += squared;
    fourth += squared * squared;
  }
  return {double(second / a.size()), double(fourth / a.size())};
}

}  // namespace random_walk
