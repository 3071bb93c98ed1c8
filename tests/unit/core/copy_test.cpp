// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/particles.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <vector>

namespace copy_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

TEST_CASE("host values go to the device and back with the same bits") {
  std::vector<double> const values{1.5, -0.0, 1e-310, 1e300};
  auto const view = to_device(Exec{}, values, "values");
  REQUIRE(view.label() == "tektite::values");
  auto const back = to_host(view);
  REQUIRE(back.size() == 4);
  for (int k = 0; k < 4; ++k) {
    REQUIRE(back[k] == values[k]);
    REQUIRE(std::signbit(back[k]) == std::signbit(values[k]));
  }
  REQUIRE(to_host(to_device(std::vector<std::int64_t>{})).empty());
  REQUIRE(to_host(to_device(std::vector<Vec3<double>>{{1, 2, 3}}))[0] == Vec3<double>{1, 2, 3});
}

TEST_CASE("rows of three become vectors, from any layout and stride") {
  Kokkos::View<float* [3], Kokkos::LayoutLeft> const left("left", 5);
  Kokkos::View<float* [3], Kokkos::LayoutRight> const right("right", 5);
  Kokkos::View<float**, Kokkos::LayoutRight> const wide("wide", 5, 7);
  Kokkos::parallel_for(
      "fill", Kokkos::RangePolicy<Exec>(0, 5), KOKKOS_LAMBDA(int i) {
        for (int d = 0; d < 3; ++d) {
          left(i, d) = 10.0f * i + d;
          right(i, d) = 10.0f * i + d;
        }
        for (int d = 0; d < 7; ++d) wide(i, d) = 10.0f * i + d;
      });
  Exec().fence();
  auto const a = to_host(left), b = to_host(right);
  auto const column = to_host(Exec{}, Kokkos::subview(wide, Kokkos::ALL, 4));
  for (int i = 0; i < 5; ++i) {
    Vec3<float> const expected{10.0f * i, 10.0f * i + 1, 10.0f * i + 2};
    REQUIRE(a[i] == expected);
    REQUIRE(b[i] == expected);
    REQUIRE(column[i] == 10.0f * i + 4);
  }
}

TEST_CASE("logical values travel as bytes") {
  Kokkos::View<bool*> const flags("flags", 3);
  Kokkos::parallel_for("fill", Kokkos::RangePolicy<Exec>(0, 3), KOKKOS_LAMBDA(int i) { flags(i) = i == 1; });
  Exec().fence();
  REQUIRE(to_host(flags) == std::vector<unsigned char>{0, 1, 0});
}

TEST_CASE("vectors go to the device and back") {
  std::vector<Vec3<double>> const positions{{1, 2, 3}, {4, 5, 6}};
  auto const view = to_device(positions);
  static_assert(Positions<decltype(view)>);
  REQUIRE(to_host(view) == positions);
  REQUIRE(to_host(to_device(std::vector<int>{})).empty());
  Kokkos::View<double* [3], Kokkos::DefaultExecutionSpace> const rows("rows", 2);
  Kokkos::deep_copy(rows, 2.5);
  REQUIRE(to_host(rows) == std::vector<Vec3<double>>(2, {2.5, 2.5, 2.5}));
  auto const column = Kokkos::subview(rows, Kokkos::ALL, 1);  // strided
  REQUIRE(to_host(column) == std::vector<double>{2.5, 2.5});
}

}  // namespace copy_test
