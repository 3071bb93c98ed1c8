// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/status.hpp>
#include <tektite/io/columns.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace columns_test {

using namespace tektite;
using namespace tektite::io;
using Exec = Kokkos::DefaultExecutionSpace;
using Numbers = std::vector<double>;

TEST_CASE("a View becomes a column") {
  Exec const exec;
  auto const view = to_device(std::vector<int>{3, 1, 2});
  Column const labels = column("cluster", view);
  REQUIRE(labels.name == "cluster");
  REQUIRE(labels.values == Numbers{3, 1, 2});
  REQUIRE(column(exec, "cluster", view).values == labels.values);
  REQUIRE(column("id", to_device(std::vector<std::int64_t>{std::int64_t(1) << 53})).values == Numbers{0x1p53});
  REQUIRE(column("none", to_device(std::vector<double>{})).values.empty());
}

TEST_CASE("enums and bools become numbers") {
  Exec const exec;
  Kokkos::View<Status*, Exec> const status("status", 2);
  Kokkos::deep_copy(status, Status::too_few_neighbors);
  double const number = static_cast<double>(Status::too_few_neighbors);
  REQUIRE(column(exec, "status", status).values == Numbers{number, number});
  Kokkos::View<bool*, Exec> const mask("mask", 3);
  Kokkos::deep_copy(Kokkos::subview(mask, 1), true);
  REQUIRE(column(exec, "mask", mask).values == Numbers{0, 1, 0});
}

TEST_CASE("items of a vector become a column") {
  std::vector<Vec3<double>> const forces{{1, 2, 3}, {4, 5, 6}};
  REQUIRE(column("fy", forces, [](auto const& f) { return f.y; }).values == Numbers{2, 5});
  REQUIRE(column("n", std::vector<int>{7, 8}).values == Numbers{7, 8});
  REQUIRE(column("mask", std::vector<bool>{true, false}).values == Numbers{1, 0});
}

TEST_CASE("rows become columns") {
  Exec const exec;
  Kokkos::View<int* [4], Exec> const rows("rows", 2);
  Kokkos::deep_copy(Kokkos::subview(rows, Kokkos::ALL, 2), 12);
  std::vector<Column> columns{column("first", std::vector<int>{1, 1})};
  append_columns(columns, {"n3", "n4", "n5", "n6"}, rows);
  REQUIRE(columns.size() == 5);
  REQUIRE(columns[0].name == "first");
  REQUIRE(columns[3].name == "n5");
  REQUIRE(columns[3].values == Numbers{12, 12});
  REQUIRE(columns[4].values == Numbers{0, 0});
  REQUIRE_THROWS_WITH(append_columns(exec, columns, {"n3"}, rows), "1 names for rows of 4");
  REQUIRE(columns.size() == 5);
}

TEST_CASE("rows of any layout become columns") {
  Exec const exec;
  Kokkos::View<float* [3], Kokkos::LayoutLeft, Exec> const left("left", 2);
  Kokkos::deep_copy(Kokkos::subview(left, Kokkos::ALL, 1), 0.5f);
  std::vector<Column> columns;
  append_columns(exec, columns, {"x", "y", "z"}, left);
  REQUIRE(columns[1].values == Numbers{0.5, 0.5});
  // A row of every matrix: strided.
  Kokkos::View<double* [3][3], Kokkos::LayoutRight, Exec> const matrices("matrices", 2);
  Kokkos::deep_copy(Kokkos::subview(matrices, Kokkos::ALL, 1, 2), -3.0);
  append_columns(exec, columns, {"F21", "F22", "F23"}, Kokkos::subview(matrices, Kokkos::ALL, 1, Kokkos::ALL));
  REQUIRE(columns.size() == 6);
  REQUIRE(columns[4].values == Numbers{0, 0});
  REQUIRE(columns[5].values == Numbers{-3, -3});
}

}  // namespace columns_test
