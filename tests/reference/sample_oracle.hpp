// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

/// Moments of a sample by two passes over the values in extended precision.
namespace reference {

/// Weighted moments of a sample.
struct Sample {
  long double mean = 0, m2 = 0, m3 = 0, m4 = 0, weight = 0;  ///< m_k: weighted means of (x - mean)^k; sum of weights
};

/// The moments of the values x with the weights w.
inline Sample two_pass(std::vector<double> const& x, std::vector<double> const& w) {
  Sample s;
  for (std::size_t i = 0; i < x.size(); ++i) {
    s.weight += w[i];
    s.mean += static_cast<long double>(w[i]) * x[i];
  }
  s.mean /= s.weight;
  for (std::size_t i = 0; i < x.size(); ++i) {
    long double const d = x[i] - s.mean;
    s.m2 += w[i] * d * d;
    s.m3 += w[i] * d * d * d;
    s.m4 += w[i] * d * d * d * d;
  }
  s.m2 /= s.weight;
  s.m3 /= s.weight;
  s.m4 /= s.weight;
  return s;
}

/// The moments of the values x with weights 1.
inline Sample two_pass(std::vector<double> const& x) { return two_pass(x, std::vector<double>(x.size(), 1.0)); }

}  // namespace reference
