// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/status.hpp>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <random>
#include <vector>

namespace status_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

TEST_CASE("particles are counted by status, all kinds at once") {
  std::mt19937 random(11);
  std::discrete_distribution<int> kind{50, 4, 3, 20, 1, 2, 0, 5};
  std::vector<Status> status(100'003);
  std::array<std::int64_t, 8> expected{};
  for (auto& s : status) {
    int const k = kind(random);
    s = Status(k);
    ++expected[std::size_t(k)];
  }
  auto const counts = count_status(Exec{}, to_device(status));
  for (int k = 0; k < 8; ++k) REQUIRE(counts[Status(k)] == expected[std::size_t(k)]);
  REQUIRE(counts.total() == 100'003);
  REQUIRE(counts.valid() == expected[0] + expected[3]);
  REQUIRE(counts.valid() + counts.failed() == counts.total());
}

TEST_CASE("no particles, constant and strided Views") {
  REQUIRE(count_status(Kokkos::View<Status*>("status", 0)).total() == 0);
  Kokkos::View<Status**, Kokkos::LayoutRight, Exec::memory_space> const table("table", 5, 2);
  Kokkos::deep_copy(Kokkos::subview(table, Kokkos::ALL, 1), Status::unbounded);
  Kokkos::View<Status const**, Kokkos::LayoutRight, Exec::memory_space> const read = table;
  auto const counts = count_status(Exec{}, Kokkos::subview(read, Kokkos::ALL, 1));
  REQUIRE((counts[Status::unbounded] == 5 && counts.failed() == 5 && counts[Status::ok] == 0));
}

TEST_CASE("results are there where the status is ok or degenerate") {
  for (int k = 0; k < StatusCounts::kinds; ++k) REQUIRE(is_valid(Status(k)) == (k == 0 || k == 3));
}

}  // namespace status_test
