// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// Eigen without vectors: GCC 12 warns about its AVX-512 code, and an oracle need not be fast.
#define EIGEN_DONT_VECTORIZE
#include <Eigen/Dense>
#include <array>
#include <cmath>
#include <vector>

#include "reference/brute_force_pairs.hpp"

/// Local fits by singular value decomposition, with neighbours found by trying all images.
namespace reference {

using Edges = std::array<Point, 3>;

/// Separations of one particle's neighbours in both configurations, one per row.
struct Neighborhood {
  std::vector<Point> before, after;
};

/// The separations of all particles' neighbours.
///
/// \param before,after             positions in the two configurations, unwrapped
/// \param edges_before,edges_after edges of the box in the two configurations
/// \param periodic                 by axis: whether the box is periodic along it
/// \param cutoff                   largest distance of a neighbour
/// \param images                   images are tried up to this number of box edges away
/// \param from                     0: neighbours are within the cutoff before the deformation, 1: after it
inline std::vector<Neighborhood> neighborhoods(std::vector<Point> const& before, Edges const& edges_before,
                                               std::vector<Point> const& after, Edges const& edges_after,
                                               std::array<bool, 3> periodic, double cutoff, int images, int from = 0) {
  std::vector<Neighborhood> all(before.size());
  auto const pairs =
      brute_force_pairs(from == 0 ? before : after, from == 0 ? edges_before : edges_after, periodic, cutoff, images);
  for (auto const& [i, j, a, b, c] : pairs) {
    Point x, y;
    for (int d = 0; d < 3; ++d) {
      x[d] = before[j][d] - before[i][d] + a * edges_before[0][d] + b * edges_before[1][d] + c * edges_before[2][d];
      y[d] = after[j][d] - after[i][d] + a * edges_after[0][d] + b * edges_after[1][d] + c * edges_after[2][d];
    }
    all[i].before.push_back(x);
    all[i].after.push_back(y);
  }
  return all;
}

/// The local fit of one particle.
struct SvdFit {
  Eigen::Matrix3d F;              ///< deformation gradient
  Eigen::Matrix<double, 3, 6> G;  ///< second derivatives xx yy zz xy xz yz; zero for the affine fit
  double residual;                ///< sum of squared distances between fit and data
  double condition;               ///< largest over smallest singular value, with lengths over the cutoff
};

/// Least squares with 3 (affine) or 9 (two-term) columns by Jacobi SVD, the most accurate that Eigen has.
///
/// \param hood    separations of the particle's neighbours
/// \param columns 3 or 9
/// \param scale   length that separations are divided by: the cutoff
inline SvdFit svd_fit(Neighborhood const& hood, int columns, double scale) {
  auto const n = static_cast<Eigen::Index>(hood.before.size());
  Eigen::MatrixXd A(n, columns), B(n, 3);
  for (Eigen::Index r = 0; r < n; ++r) {
    Eigen::Vector3d const X = Eigen::Vector3d(hood.before[r].data()) / scale;
    for (int a = 0; a < 3; ++a) A(r, a) = X[a];
    if (columns == 9) {
      for (int a = 0; a < 3; ++a) A(r, 3 + a) = X[a] * X[a] / 2;
      A(r, 6) = X[0] * X[1];
      A(r, 7) = X[0] * X[2];
      A(r, 8) = X[1] * X[2];
    }
    for (int k = 0; k < 3; ++k) B(r, k) = hood.after[r][k] / scale;
  }
  Eigen::JacobiSVD<Eigen::MatrixXd> const svd(A, Eigen::ComputeThinU | Eigen::ComputeThinV);
  Eigen::MatrixXd const C = svd.solve(B);
  SvdFit fit;
  fit.F = C.topRows(3).transpose();
  fit.G.setZero();
  if (columns == 9) fit.G = C.bottomRows(6).transpose() / scale;
  fit.residual = (A * C - B).squaredNorm() * scale * scale;
  fit.condition = svd.singularValues()[0] / svd.singularValues()[columns - 1];
  return fit;
}

}  // namespace reference
