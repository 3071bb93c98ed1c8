// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/core/spacing.hpp"
#include "tektite/core/vec3.hpp"

/// \file
/// The flip between two frames of few particles. Neighbours may have moved by half a cell there, so that their shortest
/// displacements say little. All flips that deform the cell moderately are tried instead, on the host.

namespace tektite::detail {

/// Cells of at most this many particles have all their flips tried.
inline constexpr std::size_t few_particles = 32;

/// Short vectors that span the periodic images of a box, and then the edges of axes that are not periodic.
struct ShortBasis {
  Mat3 steps{};      ///< the vectors in units of the box's edges
  Mat3 vectors{};    ///< the vectors
  Mat3 dual{};       ///< rows: how many of each vector a displacement along the periodic axes has
  int periodic = 0;  ///< number of periodic axes

  explicit ShortBasis(Box const& box) {
    auto const shifts = box.shortest_shifts();
    int walls = 0;
    for (int d = 0; d < 3; ++d) {
      if (box.periodic(d)) {
        steps.col[periodic] = {double(shifts[periodic].x), double(shifts[periodic].y), double(shifts[periodic].z)};
        ++periodic;
      } else {
        steps.col[2 - walls++][d] = 1;
      }
    }
    vectors = box.edges() * steps;
    Mat3 complete = vectors;
    for (int k = periodic; k < 3; ++k) {
      // Any unit vectors at right angles to the periodic ones.
      Vec3<double> normal = cross(complete.col[0], complete.col[1]);
      if (k == 1) {
        Vec3<double> const a = complete.col[0];
        normal = std::abs(a.x) < std::abs(a.y) ? cross(a, {1, 0, 0}) : cross(a, {0, 1, 0});
      }
      complete.col[k] = (1 / norm(normal)) * normal;
    }
    dual = inverse(complete);
  }
};

/// The deformation of a cell. Along axes that are not periodic there is none: their edges only enclose the particles.
///
/// \param flip what the reference's edges have become, in units of the current ones
inline Mat3 cell_map(Box const& reference, Box const& current, Mat3 const& flip) {
  Mat3 edges = current.edges();
  for (int d = 0; d < 3; ++d)
    if (!current.periodic(d)) edges.col[d] = reference.edge(d);
  return edges * flip * inverse(reference.edges());
}

/// How well a flip explains two frames.
struct FlipScore {
  Mat3 flip;    ///< what the reference's edges have become, in units of the current ones
  double rest;  ///< root mean square of what it leaves of the relative displacements, in spacings
  double cost;  ///< logarithm of how unlikely it is
};

/// Two frames of few particles on the host.
class FlipSearch {
 public:
  /// \param X,x positions in the reference and in the current frame, finite
  FlipSearch(std::vector<Vec3<double>> const& X, Box const& reference, std::vector<Vec3<double>> const& x,
             Box const& current)
      : reference_(reference), current_(current), n_(X.size()) {
    std::vector<double> nearest(n_, reference.shortest_period());
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = i + 1; j < n_; ++j) {
        Vec3<double> const apart = reference.minimum_image(X[j] - X[i]);
        nearest[i] = std::min(nearest[i], norm(apart));
        nearest[j] = std::min(nearest[j], norm(apart));
        // Four partners for each particle and direction say as much as all of them.
        if (std::min(j - i, n_ - (j - i)) <= 4) pairs_.push_back({apart, x[j] - x[i]});
      }
    }
    for (double const distance : nearest) spacing_ += distance / double(n_);
  }

  /// Tries all flips. \returns false where there are too many to try: in very long and thin cells
  bool run() {
    ShortBasis const from(reference_), to(current_);
    std::vector<Vec3<double>> images[3];  // what the short vectors of the reference may have become, in those of now
    for (int k = 0; k < 3; ++k) {
      if (k >= from.periodic) {
        images[k] = {Mat3::identity().col[k]};
      } else if (!find_images(to, norm(from.vectors.col[k]), images[k])) {
        return false;
      }
    }
    Mat3 const to_flip = inverse(from.steps);
    double const side = std::round(determinant(from.steps) * determinant(to.steps));
    Mat3 m;
    for (Vec3<double> const& a : images[0]) {
      m.col[0] = a;
      for (Vec3<double> const& b : images[1]) {
        m.col[1] = b;
        if (!alike(from, to, m, 0, 1)) continue;
        Vec3<double> const normal = cross(a, b);
        for (Vec3<double> const& c : images[2]) {
          m.col[2] = c;
          if (dot(normal, c) == side && alike(from, to, m, 0, 2) && alike(from, to, m, 1, 2))
            add(rounded(to.steps * m * to_flip));
        }
      }
    }
    return true;
  }

  /// Mean distance of the particles' nearest neighbours in the reference.
  double nearest() const { return spacing_; }

  /// The flips that explain the frames, but for those that are much less likely than the best.
  ///
  /// \returns the best one first; nothing where no flip deforms the cell moderately
  std::vector<FlipScore> likely() const {
    std::vector<FlipScore> result;
    if (scores_.empty()) return result;
    auto const by_cost = [](FlipScore const& one, FlipScore const& other) { return one.cost < other.cost; };
    result.push_back(*std::min_element(scores_.begin(), scores_.end(), by_cost));
    for (FlipScore const& score : scores_)
      if (score.cost < result[0].cost + 3 && !(score.flip == result[0].flip)) result.push_back(score);
    return result;
  }

 private:
  static constexpr double most_stretch = 2.5;     // of a vector, or its inverse
  static constexpr double most_squares = 8.25;    // of all elements: two lengths kept, and one stretched by 2.5
  static constexpr double most_images = 200'000;  // of one vector

  struct Pair {
    Vec3<double> X, x;
  };

  static double sum_of_squares(Mat3 const& m) { return trace(transpose(m) * m); }

  static bool moderate(double length, double before) {
    return length <= most_stretch * before && length * most_stretch >= before;
  }

  // Without the rounding errors of an inverse.
  static Mat3 rounded(Mat3 m) {
    for (auto& column : m.col)
      for (int d = 0; d < 3; ++d) column[d] = std::round(column[d]);
    return m;
  }

  // Whole steps of the current basis whose sum is about as long as a vector of the reference.
  static bool find_images(ShortBasis const& to, double length, std::vector<Vec3<double>>& images) {
    int most[3] = {};
    double count = 1;
    for (int k = 0; k < to.periodic; ++k) {
      double const steps = std::floor(most_stretch * length * norm(transpose(to.dual).col[k]));
      count *= 2 * steps + 1;
      if (count > most_images) return false;
      most[k] = static_cast<int>(steps);
    }
    for (int i = -most[0]; i <= most[0]; ++i)
      for (int j = -most[1]; j <= most[1]; ++j)
        for (int k = -most[2]; k <= most[2]; ++k)
          if (Vec3<double> const m{double(i), double(j), double(k)}; moderate(norm(to.vectors * m), length))
            images.push_back(m);
    return true;
  }

  // Whether sum and difference of two vectors are about as long as before, too.
  static bool alike(ShortBasis const& from, ShortBasis const& to, Mat3 const& m, int one, int other) {
    if (other >= from.periodic) return true;
    Vec3<double> const a = to.vectors * m.col[one], b = to.vectors * m.col[other];
    Vec3<double> const A = from.vectors.col[one], B = from.vectors.col[other];
    return moderate(norm(a + b), norm(A + B)) && moderate(norm(a - b), norm(A - B));
  }

  // Rates a flip: by what the deformation of the cell leaves of the relative displacements, and by that deformation, in
  // which strain counts more than rotation. Both count by their logarithms, as their scales are not known, down to a
  // hundredth of the spacing and a strain of 0.05. A displacement at random is small by chance, the less so the more
  // particles there are; more than five count as five.
  void add(Mat3 const& flip) {
    Mat3 const map = cell_map(reference_, current_, flip);
    Mat3 const back = inverse(map);
    if (sum_of_squares(map) > most_squares || sum_of_squares(back) > most_squares) return;
    double rest = 0;
    for (Pair const& pair : pairs_) {
      Vec3<double> const apart = current_.minimum_image(pair.x - map * pair.X);
      rest += dot(apart, apart) / double(pairs_.size());
    }
    Mat3 const change = map - Mat3::identity(), strain = transpose(map) * map - Mat3::identity();
    double const deformation = 0.5 * std::sqrt(sum_of_squares(strain) + 2 * sum_of_squares(change));
    FlipScore score{flip, n_ > 1 ? std::sqrt(rest) / spacing_ : 0, 6 * std::log(deformation + 0.05)};
    score.cost += 3 * std::min(double(n_) - 1, 4.0) * std::log(score.rest + 0.01);
    scores_.push_back(score);
  }

  Box reference_, current_;
  std::size_t n_;
  std::vector<Pair> pairs_;
  double spacing_ = 0;
  std::vector<FlipScore> scores_;
};

/// The part of each edge that particles occupy: all but the largest gap along periodic axes.
inline Vec3<double> occupied_parts(std::vector<Vec3<double>> const& positions, Box const& box) {
  Vec3<double> occupied{1, 1, 1};
  for (int d = 0; d < 3; ++d) {
    if (!box.periodic(d)) continue;
    std::vector<double> s;
    for (auto const& r : positions) s.push_back(box.fractional(r)[d] - std::floor(box.fractional(r)[d]));
    std::sort(s.begin(), s.end());
    double gap = 1 + s.front() - s.back();
    for (std::size_t k = 1; k < s.size(); ++k) gap = std::max(gap, s[k] - s[k - 1]);
    occupied[d] = 1 - gap;
  }
  return occupied;
}

/// The axes along which particles leave a long part of their cell empty: around drops, wires, slabs.
///
/// \param occupied from `occupied_parts`
/// \param spacing  about the distance of neighbours
/// \returns bit d is set for axis d
inline int empty_axes(Vec3<double> occupied, Box const& box, double spacing) {
  int axes = 0;
  for (int d = 0; d < 3; ++d)
    if (occupied[d] < 0.5 && (1 - occupied[d]) * box.height(d) > 4 * spacing) axes |= 1 << d;
  return axes;
}

/// Whether flips make the same of all edges but those of some axes. \param axes bit d is set for axis d
inline bool flips_agree(std::vector<FlipScore> const& flips, Mat3 const& flip, int axes) {
  return std::all_of(flips.begin(), flips.end(), [&](FlipScore const& score) {
    bool same = true;
    for (int d = 0; d < 3; ++d) same = same && ((axes >> d & 1) || score.flip.col[d] == flip.col[d]);
    return same;
  });
}

}  // namespace tektite::detail
