// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/random.hpp"
#include "tektite/core/vec3.hpp"

/// \file
/// The wave vectors that a periodic box allows, sorted into shells of their lengths. Host code.

namespace tektite::detail {

/// A wave vector as three whole numbers, and its length. Of q and -q, which give the same S, only one is there.
struct WaveVector {
  Vec3<int> index;  ///< q = 2 pi inverse(H)^T index, H the edges as columns
  double length;    ///< |q|
};

/// Wave vectors by shell: those of shell s are [first[s], first[s + 1]). Empty shells are left out.
struct WaveVectors {
  std::vector<WaveVector> vectors;  ///< by shell, then by index
  std::vector<std::size_t> first;   ///< one more than there are shells
  std::vector<int> number;          ///< k of each shell: lengths in [k width, (k + 1) width)
};

/// Whether one index comes before another.
inline bool comes_before(Vec3<int> a, Vec3<int> b) {
  for (int d = 0; d < 3; ++d)
    if (a[d] != b[d]) return a[d] < b[d];
  return false;
}

/// All wave vectors of half a sphere, in the order of their indices.
///
/// \param box     periodic along all axes
/// \param largest length of the longest vector
/// \throws Error  more than 2^27 indices would have to be tried
inline std::vector<WaveVector> half_sphere(Box const& box, double largest) {
  Mat3 const reciprocal = (2 * std::numbers::pi) * transpose(inverse(box.edges()));
  // Index d of q is q . edge(d) / 2 pi.
  double candidates = 0.5;
  int most[3];
  for (int d = 0; d < 3; ++d) {
    double const steps = std::floor(largest * norm(box.edge(d)) / (2 * std::numbers::pi) * (1 + 1e-12));
    candidates *= 2 * steps + 1;
    require(candidates <= 0x1p27, "structure_factor: the box allows about ", candidates, " wave vectors up to ",
            largest, ", expected at most ", 0x1p27);
    most[d] = static_cast<int>(steps);
  }
  std::vector<WaveVector> found;
  for (int h = 0; h <= most[0]; ++h)
    for (int k = h > 0 ? -most[1] : 0; k <= most[1]; ++k)
      for (int l = h > 0 || k > 0 ? -most[2] : 1; l <= most[2]; ++l) {
        double const length = norm(reciprocal * Vec3<double>{double(h), double(k), double(l)});
        if (length <= largest) found.push_back({{h, k, l}, length});
      }
  return found;
}

/// Keeps `most` vectors of a shell, chosen at random but the same ones on every machine.
inline void thin_out(std::vector<WaveVector>& shell, std::size_t most) {
  if (most == 0 || shell.size() <= most) return;
  auto const draw = [](WaveVector const& v) {
    auto const bits = [](int i) { return std::uint64_t(std::uint32_t(i)); };
    return Philox::block(1, bits(v.index.x) | bits(v.index.y) << 32, bits(v.index.z)).uniform(0);
  };
  std::vector<std::pair<double, WaveVector>> drawn;
  for (WaveVector const& v : shell) drawn.push_back({draw(v), v});
  auto const by_number = [](auto const& a, auto const& b) { return a.first < b.first; };
  std::nth_element(drawn.begin(), drawn.begin() + std::ptrdiff_t(most), drawn.end(), by_number);
  shell.clear();
  for (std::size_t k = 0; k < most; ++k) shell.push_back(drawn[k].second);
  std::sort(shell.begin(), shell.end(),
            [](WaveVector const& a, WaveVector const& b) { return comes_before(a.index, b.index); });
}

/// The wave vectors of a box in shells [k width, (k + 1) width), at most `most` of each (0: all).
inline WaveVectors wave_vectors(Box const& box, double largest, double width, std::size_t most) {
  std::vector<std::vector<WaveVector>> shells(static_cast<std::size_t>(largest / width) + 1);
  for (WaveVector const& v : half_sphere(box, largest))
    shells[std::min(static_cast<std::size_t>(v.length / width), shells.size() - 1)].push_back(v);
  WaveVectors result;
  result.first.push_back(0);
  for (std::size_t k = 0; k < shells.size(); ++k) {
    auto& shell = shells[k];
    if (shell.empty()) continue;
    result.number.push_back(static_cast<int>(k));
    thin_out(shell, most);
    result.vectors.insert(result.vectors.end(), shell.begin(), shell.end());
    result.first.push_back(result.vectors.size());
  }
  return result;
}

}  // namespace tektite::detail
