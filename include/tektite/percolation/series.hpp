// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/percolation/percolation_clusters.hpp"

/// \file
/// Percolation over the frames of a trajectory.
///
/// \source largest jump of S_max as the onset: J. Nagler, A. Levina, M. Timme, Nat. Phys. 7, 265 (2011),
/// doi:10.1038/nphys1860

namespace tektite {

/// The numbers of one frame.
struct PercolationPoint {
  double at = 0;                         ///< strain, time or another coordinate of the frame
  std::int64_t selected = 0;             ///< S_all
  std::int64_t largest = 0;              ///< S_max
  double ratio = 0;                      ///< S_max / S_all
  double mean_size_without_largest = 0;  ///< as in `PercolationClusters`
  int wraps = 0;                         ///< axes that the largest cluster wraps around
};

/// Where the largest cluster grows most from one frame to the next.
struct PercolationOnset {
  bool found = false;     ///< false where S_max never grows, or there are fewer than two frames
  std::size_t frame = 0;  ///< the frame after the jump; the first of several equal ones
  double before = 0;      ///< `at` of the frame before
  double after = 0;       ///< `at` of the frame after
  std::int64_t jump = 0;  ///< by how many particles S_max grows
};

/// Percolation frame by frame.
class PercolationSeries {
 public:
  /// Adds a frame.
  ///
  /// \param at       strain, time or another coordinate; larger than in the frame before
  /// \param clusters of this frame
  /// \throws Error   `at` is not larger than in the frame before, or is NaN
  template <MemorySpace Memory>
  void add(double at, PercolationClusters<Memory> const& clusters) {
    add({at, clusters.selected, clusters.largest, clusters.ratio(), clusters.mean_size_without_largest,
         clusters.largest_wraps});
  }

  /// Adds a frame from its numbers. \param point numbers of this frame \throws Error as above
  void add(PercolationPoint const& point) {
    bool const ascends = !std::isnan(point.at) && (points_.empty() || point.at > points_.back().at);
    require(ascends, "PercolationSeries: frame ", points_.size(), " is at ", point.at,
            ", expected more than the one before");
    points_.push_back(point);
  }

  /// All frames so far. \returns in the order in which they were added
  std::vector<PercolationPoint> const& points() const { return points_; }

  /// The onset of percolation, located by the largest jump of S_max between two frames (Nagler, Levina and Timme 2011).
  ///
  /// Not the largest jump of S_max / S_all, which is 1 where a single particle is selected. The onset lies somewhere in
  /// the interval [before, after]; the frames do not determine it more precisely.
  ///
  /// \returns the first of the largest jumps
  PercolationOnset onset() const {
    PercolationOnset best;
    for (std::size_t k = 1; k < points_.size(); ++k) {
      std::int64_t const jump = points_[k].largest - points_[k - 1].largest;
      if (jump > best.jump) best = {true, k, points_[k - 1].at, points_[k].at, jump};
    }
    return best;
  }

  /// The first frame whose largest cluster wraps around given axes.
  ///
  /// \param axes   bit d for axis d; all of them are required
  /// \returns      index of the frame; the number of frames where there is none
  /// \throws Error a bit of no axis
  std::size_t first_wrapping(int axes) const {
    require(axes >= 0 && axes <= 7, "PercolationSeries: axes ", axes, " are more than bits 0, 1, 2");
    std::size_t k = 0;
    while (k < points_.size() && (points_[k].wraps & axes) != axes) ++k;
    return k;
  }

 private:
  std::vector<PercolationPoint> points_;
};

}  // namespace tektite
