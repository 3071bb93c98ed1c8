// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// The worked example of docs/extending.md: an algorithm, its oracle and its tests, in one file. In the library each
// part has a file of its own, which the page names.

#include <tektite/neighbors.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "support/test_configurations.hpp"

namespace reference {

//[oracle]
/// Smooth coordination numbers by a sum over all pairs and 7^3 images of each; no list, no cells, no Kokkos.
inline std::vector<double> smooth_coordination(std::vector<Point> const& x, std::array<Point, 3> const& edges,
                                               double inner, double outer) {
  std::vector<double> sums(x.size(), 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < x.size(); ++j) {
      for (int image = 0; image < 343; ++image) {
        int const shift[3] = {image % 7 - 3, image / 7 % 7 - 3, image / 49 - 3};
        double square = 0;
        for (int d = 0; d < 3; ++d) {
          double const along =
              x[j][d] - x[i][d] + shift[0] * edges[0][d] + shift[1] * edges[1][d] + shift[2] * edges[2][d];
          square += along * along;
        }
        double const r = std::sqrt(square);
        if (r == 0 || r >= outer) continue;
        sums[i] += r <= inner ? 1 : 0.5 + 0.5 * std::cos(std::numbers::pi * (r - inner) / (outer - inner));
      }
    }
  }
  return sums;
}
//[/oracle]

}  // namespace reference

namespace tektite {

//[options]
/// Distances of `smooth_coordination`, in the unit of the positions.
struct SmoothCoordinationOptions {
  double inner;  ///< a neighbour up to this distance counts as 1
  double outer;  ///< a neighbour from this distance on counts as 0; in between the count is half a cosine
};
//[/options]

//[algorithm]
/// Computes coordination numbers that change smoothly while particles move.
///
/// s_i = sum_j f(|x_j - x_i|) over all other particles and images, with f(r) = 1 up to `inner`, 0 from `outer` on, and
/// (1 + cos(pi (r - inner) / (outer - inner))) / 2 in between.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3], anywhere in space (and ghosts after them for `WithGhosts`)
/// \param domain    a `Box`, `WithGhosts`, or a domain of your own
/// \param options   both distances, in the unit of the positions
/// \returns         one number per owned particle, without a unit
/// \throws Error    not 0 <= inner < outer, or a position that is not finite
/// \cost            O(n) work at given density; memory for sites and grid cells, nothing per pair
/// \fences          up to three times: for the check of positions, the number of images and the bounds of the grid
/// \determinism     the same bits at any thread count: each particle adds up its own neighbours in cell order
/// \source          none: the worked example of the manual
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
Kokkos::View<double*, typename Exec::memory_space> smooth_coordination(Exec const& exec, P const& positions,
                                                                       D const& domain,
                                                                       SmoothCoordinationOptions const& options) {
  double const inner = options.inner, outer = options.outer;
  require(std::isfinite(outer) && inner >= 0 && inner < outer, "smooth_coordination: inner ", inner, " and outer ",
          outer, ", expected 0 <= inner < outer");
  auto const sites = make_sites(exec, positions, domain, outer);
  auto const points = site_positions(exec, positions, domain, sites);
  auto const cells = build_cell_list(exec, points, frame_of(domain), 0.5 * outer);
  NeighborSearch const near(points, cells, outer);
  Kokkos::View<double*, typename Exec::memory_space> const sums(
      Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "tektite::smooth_coordination"), sites.owned);
  double const slope = Kokkos::numbers::pi / (outer - inner);
  Kokkos::parallel_for(
      "tektite::smooth_coordination", Kokkos::RangePolicy<Exec>(exec, 0, sites.owned), KOKKOS_LAMBDA(int i) {
        double sum = 0;
        near(points(i), [&](int site) {
          if (site == i) return;
          double const beyond = norm(points(site) - points(i)) - inner;
          sum += beyond <= 0 ? 1.0 : 0.5 + 0.5 * Kokkos::cos(slope * beyond);
        });
        sums(i) = sum;
      });
  return sums;
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,domain,options as above
/// \returns as above
template <Positions P, Domain D>
auto smooth_coordination(P const& positions, D const& domain, SmoothCoordinationOptions const& options) {
  return smooth_coordination(typename particles_memory_space<P>::execution_space{}, positions, domain, options);
}
//[/algorithm]

}  // namespace tektite

using namespace configurations;

//[test]
TEST_CASE("smooth coordination equals the sum over all pairs and images, in every kind of box") {
  for (Box const& box :
       {Box::orthogonal(10, 11, 12), Box::triclinic({10, 10, 10}, -7, 3, 12), Box::orthogonal(3, 9, 9)}) {
    auto const points = random_points(box, 200, 1);
    auto const sums = host_mirror(tektite::smooth_coordination(to_view(points), box, {.inner = 2.0, .outer = 3.5}));
    auto const expected = reference::smooth_coordination(plain(points), plain(box), 2.0, 3.5);
    for (std::size_t i = 0; i < points.size(); ++i)
      REQUIRE(std::abs(sums(i) - expected[i]) < 1e-12 * (1 + expected[i]));
  }
}

TEST_CASE("smooth coordination of a crystal is its coordination number") {
  Points points;
  for (int i = 0; i < 64; ++i) points.push_back({2.0 * (i % 4), 2.0 * (i / 4 % 4), 2.0 * (i / 16)});
  auto const sums = host_mirror(tektite::smooth_coordination(to_view(points), Box::orthogonal(8, 8, 8), {2.1, 2.7}));
  for (std::size_t i = 0; i < points.size(); ++i) REQUIRE(sums(i) == 6);
}

TEST_CASE("smooth coordination refuses distances that cannot be, with their values") {
  using Catch::Matchers::ContainsSubstring;
  auto const view = to_view({{0, 0, 0}});
  REQUIRE_THROWS_WITH(tektite::smooth_coordination(view, Box::orthogonal(8, 8, 8), {3.5, 2.5}),
                      ContainsSubstring("3.5") && ContainsSubstring("2.5"));
}
//[/test]
