// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::eigen

// GCC 12 warns about Eigen's AVX-512 code.
#define EIGEN_DONT_VECTORIZE

#include <tektite/adaptors/eigen.hpp>
#include <tektite/strain.hpp>

#include <Eigen/Dense>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <type_traits>
#include <utility>

#include "support/test_configurations.hpp"

using Catch::Matchers::WithinAbs;
using tektite::Box;
using tektite::Mat3;
using tektite::Vec3;
using tektite::adaptors::eigen_map;
using namespace configurations;
using Host = Kokkos::HostSpace;

TEST_CASE("vectors and matrices are Eigen's, in place") {
  Vec3<double> v{1, 2, 3};
  Mat3 m{{{1, 2, 3}, {4, 5, 6}, {7, 8, 10}}};
  REQUIRE(eigen_map(v).data() == &v.x);
  REQUIRE(eigen_map(m)(2, 1) == m(2, 1));
  Vec3<double> const product = m * v;
  REQUIRE(eigen_map(product) == eigen_map(m) * eigen_map(v));
  REQUIRE_THAT(eigen_map(m).determinant(), WithinAbs(determinant(m), 1e-13));
  eigen_map(m)(0, 2) = -1;
  REQUIRE(m(0, 2) == -1);
  static_assert(std::is_const_v<std::remove_pointer_t<decltype(eigen_map(std::as_const(m)).data())>>);
}

TEST_CASE("Views of any layout and stride are Eigen's, in place") {
  auto const check = [](auto const& view) {
    for (std::size_t i = 0; i < view.extent(0); ++i)
      for (std::size_t k = 0; k < view.extent(1); ++k) view(i, k) = double(10 * i + k);
    auto const map = eigen_map(view);
    REQUIRE((map.rows() == Eigen::Index(view.extent(0)) && map.cols() == Eigen::Index(view.extent(1))));
    for (std::size_t i = 0; i < view.extent(0); ++i)
      for (std::size_t k = 0; k < view.extent(1); ++k)
        REQUIRE(&map.coeffRef(Eigen::Index(i), Eigen::Index(k)) == &view(i, k));
  };
  Kokkos::View<double**, Kokkos::LayoutStride, Host> const no_view;
  Kokkos::View<double* [3], Kokkos::LayoutRight, Host> const right("right", 5);
  Kokkos::View<double* [3], Kokkos::LayoutLeft, Host> const left("left", 5);
  check(right);
  check(left);
  check(Kokkos::subview(right, std::pair(1, 4), std::pair(1, 3)));
  REQUIRE(eigen_map(no_view).size() == 0);
  static_assert(decltype(eigen_map(left))::ColsAtCompileTime == 3);

  // Every second number, and particles' positions as columns.
  auto const second = Kokkos::subview(right, Kokkos::ALL, 1);
  REQUIRE(eigen_map(second) == Eigen::VectorXd(eigen_map(right).col(1)));
  Kokkos::View<Vec3<double>*, Host> const positions("positions", 4);
  positions(2) = {7, 8, 9};
  REQUIRE(eigen_map(positions).col(2) == Eigen::Vector3d(7, 8, 9));
  Kokkos::View<Vec3<double> const*, Host> const fixed = positions;
  REQUIRE(&eigen_map(fixed).coeffRef(1, 2) == &positions(2).y);
}

TEST_CASE("principal strains by Eigen belong to the invariants of the fit") {
  Mat3 const deformation{{{1.1, 0.02, 0}, {0.3, 0.95, -0.05}, {0.01, 0, 1.02}}};
  Box const box = Box::orthogonal(9, 9, 9), deformed = box.with_edges(deformation * box.edges());
  auto const before = random_points(box, 60, 3);
  auto const after = shaken(mapped(before, [&](Vec3<double> r) { return deformation * r; }), 0.05, 4);
  auto const field = tektite::affine_fit(to_view(before), box, to_view(after), deformed, {.cutoff = 4.0});
  auto const volumetric = host_mirror(field.volumetric);
  auto const shear = host_mirror(field.shear);
  auto const gradients = host_mirror(field.F);
  for (std::size_t i = 0; i < gradients.extent(0); ++i) {
    //[maps]
    auto const F = tektite::adaptors::eigen_map(gradients, i);  // the nine numbers where they are
    Eigen::Matrix3d const E = 0.5 * (F.transpose() * F - Eigen::Matrix3d::Identity());
    Eigen::Vector3d const principal = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(E).eigenvalues();
    //[/maps]
    REQUIRE_THAT(principal.mean(), WithinAbs(volumetric(i), 1e-13));
    double const deviation = (principal.array() - principal.mean()).square().sum();
    REQUIRE_THAT(std::sqrt(deviation / 2), WithinAbs(shear(i), 1e-13));
    REQUIRE(F.data() == &gradients(i, 0, 0));
  }
}

TEST_CASE("a particle that is not there has no matrix") {
  Kokkos::View<double* [3][3], Host> const F("F", 4);
  REQUIRE(eigen_map(F, 3).size() == 9);
  REQUIRE_THROWS_WITH(eigen_map(F, 4), Catch::Matchers::ContainsSubstring("eigen_map: particle 4 of 4"));
}
