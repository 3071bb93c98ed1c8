// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: Eigen3::Eigen

#include <tektite/strain/affine_fit.hpp>
#include <tektite/strain/two_term_gradient.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "reference/strain_oracle.hpp"
#include "support/test_configurations.hpp"

namespace fit_options_test {

using namespace configurations;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("all neighbours count where they exceed a batch, fill it exactly or are about as many as lanes") {
  // A centre with n neighbours, far from everything else.
  Box const box = Box::orthogonal(50, 50, 50, {-25, -25, -25}, {false, false, false});
  for (int const n : {9, 15, 16, 17, 127, 128, 129, 255, 256, 257, 700}) {
    CAPTURE(n);
    Points before{{0, 0, 0}};
    for (auto const& r : random_points(Box::orthogonal(5, 5, 5, {-2.5, -2.5, -2.5}), n, 31)) before.push_back(r);
    auto const after = shaken(before, 0.2, 32);
    auto const hoods =
        reference::neighborhoods(plain(before), plain(box), plain(after), plain(box), {false, false, false}, 5.0, 0);
    REQUIRE(int(hoods[0].before.size()) == n);
    auto const affine = affine_fit(to_view(before), box, to_view(after), box, {.cutoff = 5.0});
    auto const ttg =
        two_term_gradient(to_view(before), box, to_view(after), box, {.cutoff = 5.0, .max_condition = 1e10});
    REQUIRE(host_mirror(affine.neighbor_count)(0) == n);
    REQUIRE(host_mirror(ttg.neighbor_count)(0) == n);
    REQUIRE_THAT(host_mirror(affine.d2min)(0), WithinRel(reference::svd_fit(hoods[0], 3, 5.0).residual, 1e-10));
    auto const expected = reference::svd_fit(hoods[0], 9, 5.0);
    if (n > 9) REQUIRE_THAT(host_mirror(ttg.residual)(0), WithinRel(expected.residual, 1e-9));
    auto const G = host_mirror(ttg.G);
    for (int k = 0; k < 3; ++k)
      for (int p = 0; p < 6; ++p) REQUIRE_THAT(G(0, k, p), WithinAbs(expected.G(k, p), 1e-8 * expected.G.norm()));
  }
}

}  // namespace fit_options_test
