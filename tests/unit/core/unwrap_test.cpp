// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/unwrap.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <vector>

namespace unwrap_test {

using namespace tektite;
using Catch::Matchers::ContainsSubstring;
using Exec = Kokkos::DefaultExecutionSpace;
using Points = std::vector<Vec3<double>>;

TEST_CASE("image flags move positions by whole edges, into a new View or one of the caller's") {
  Box const box = Box::triclinic({4, 5, 6}, 1, -2, 3);  // edges (4, 0, 0), (1, 5, 0), (-2, 3, 6)
  auto const x = to_device(Points{{1, 2, 3}, {0.5, 0, 0}});
  auto const images = to_device(std::vector<Vec3<int>>{{2, -1, 1}, {0, 0, 0}});
  Points const expected{{1 + 8 - 1 - 2, 2 - 5 + 3, 3 + 6}, {0.5, 0, 0}};
  CHECK(to_host(unwrap(Exec{}, x, images, box)) == expected);
  CHECK(to_host(unwrap(x, images, box)) == expected);
  unwrap(Exec{}, x, images, box, x);
  CHECK(to_host(x) == expected);
}

TEST_CASE("positions, image flags and results of different lengths are refused") {
  auto const x = to_device(Points(3));
  auto const two = to_device(std::vector<Vec3<int>>(2)), three = to_device(std::vector<Vec3<int>>(3));
  CHECK_THROWS_WITH(unwrap(Exec{}, x, two, Box{}), ContainsSubstring("unwrap: 2 images for 3 positions"));
  CHECK_THROWS_WITH(unwrap(Exec{}, x, three, Box{}, to_device(Points(4))),
                    ContainsSubstring("unwrap: room for 4 of 3 particles"));
}

}  // namespace unwrap_test
