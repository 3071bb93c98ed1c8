// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/selection.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <limits>
#include <vector>

namespace selection_test {

using namespace tektite;
using Catch::Matchers::ContainsSubstring;
using Exec = Kokkos::DefaultExecutionSpace;
using Marks = std::vector<unsigned char>;

TEST_CASE("above is strictly above, infinities count and what is not a number does not") {
  double const nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  auto const values = to_device(std::vector<double>{1.0, 2.0, 2.0000000001, -infinity, infinity, nan});
  REQUIRE(to_host(select_above(Exec{}, values, 2.0)) == Marks{0, 0, 1, 0, 1, 0});
  REQUIRE(to_host(select_above(Exec{}, values, -infinity)) == Marks{1, 1, 1, 0, 1, 0});
  REQUIRE(to_host(select_above(values, 2.0)) == Marks{0, 0, 1, 0, 1, 0});
  REQUIRE_THROWS_WITH(select_above(Exec{}, values, nan), ContainsSubstring("threshold is not a number"));
}

TEST_CASE("particles above a threshold") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  auto const mask = select_above(Exec{}, to_device(std::vector<double>{0.3, 0.25, nan, -1, 7}), 0.25);
  REQUIRE(to_host(mask) == Marks{1, 0, 0, 0, 1});
}

TEST_CASE("below is strictly below") {
  double const nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  auto const values = to_device(std::vector<double>{1.0, 2.0, 1.9999999999, -infinity, infinity, nan});
  REQUIRE(to_host(select_below(Exec{}, values, 2.0)) == Marks{1, 0, 1, 1, 0, 0});
  REQUIRE(to_host(select_below(values, 2.0)) == Marks{1, 0, 1, 1, 0, 0});
  REQUIRE_THROWS_WITH(select_below(Exec{}, values, nan), ContainsSubstring("threshold is not a number"));
}

TEST_CASE("types of any integer type are compared in full") {
  REQUIRE(to_host(select_type(Exec{}, to_device(std::vector<int>{0, 1, 2, 1}), 1)) == Marks{0, 1, 0, 1});
  REQUIRE(to_host(select_type(to_device(std::vector<unsigned char>{0, 1, 2, 1}), 2)) == Marks{0, 0, 1, 0});
  std::int64_t const far = (std::int64_t(1) << 32) + 1;
  REQUIRE(to_host(select_type(Exec{}, to_device(std::vector<std::int64_t>{1, far}), 1)) == Marks{1, 0});
}

TEST_CASE("by status: valid ones, and those of one kind") {
  auto const status =
      to_device(std::vector<Status>{Status::ok, Status::too_few_neighbors, Status::degenerate, Status::inverted});
  REQUIRE(to_host(select_valid(Exec{}, status)) == Marks{1, 0, 1, 0});
  REQUIRE(to_host(select_valid(status)) == Marks{1, 0, 1, 0});
  REQUIRE(to_host(select_status(Exec{}, status, Status::inverted)) == Marks{0, 0, 0, 1});
  REQUIRE(to_host(select_status(status, Status::ok)) == Marks{1, 0, 0, 0});
}

TEST_CASE("selections of all kinds are combined") {
  auto const numbers = to_device(std::vector<int>{0, 2, -1, 0});
  auto const status = to_device(std::vector<Status>{Status::ok, Status::ok, Status::incomplete, Status::incomplete});
  REQUIRE(to_host(select_both(Exec{}, numbers, status)) == Marks{0, 1, 0, 0});
  REQUIRE(to_host(select_both(status, numbers)) == Marks{0, 1, 0, 0});
  REQUIRE(to_host(select_not(Exec{}, numbers)) == Marks{1, 0, 0, 1});
  REQUIRE(to_host(select_not(status)) == Marks{0, 0, 1, 1});
  REQUIRE(to_host(select_not(select_both(numbers, select_valid(status)))) == Marks{1, 0, 1, 1});
  REQUIRE_THROWS_WITH(select_both(numbers, to_device(std::vector<int>(3))), ContainsSubstring("3 selected for 4"));
  REQUIRE(to_host(select_not(to_device(std::vector<int>{}))).empty());
}

TEST_CASE("a selection is a View of one entry per particle: bool, integers or statuses") {
  static_assert(Selection<Kokkos::View<bool const*>>);
  static_assert(Selection<Kokkos::View<unsigned char*, Kokkos::LayoutStride>>);
  static_assert(Selection<Kokkos::View<std::int64_t*>>);
  static_assert(Selection<Kokkos::View<Status const*>>);
  static_assert(!Selection<Kokkos::View<double*>>);
  static_assert(!Selection<Kokkos::View<int* [2]>>);
  static_assert(!Selection<Kokkos::View<int**>>);
  static_assert(!Selection<std::vector<int>>);
  // Marks are taken as they are; other selections, and strided ones, are copied.
  auto const marks = select_valid(to_device(std::vector<Status>{Status::ok, Status::duplicate, Status::ok}));
  REQUIRE(detail::marks_of(Exec{}, marks).data() == marks.data());
  auto const numbers = to_device(std::vector<int>{0, 7, -3});
  REQUIRE(to_host(detail::marks_of(Exec{}, numbers)) == Marks{0, 1, 1});
  Kokkos::View<bool**, Kokkos::LayoutRight, Exec::memory_space> const table("table", 3, 2);
  Kokkos::deep_copy(Kokkos::subview(table, Kokkos::ALL, 1), true);
  REQUIRE(to_host(detail::marks_of(Exec{}, Kokkos::subview(table, Kokkos::ALL, 0))) == Marks{0, 0, 0});
  REQUIRE(to_host(detail::marks_of(Exec{}, Kokkos::subview(table, Kokkos::ALL, 1))) == Marks{1, 1, 1});
}

}  // namespace selection_test
