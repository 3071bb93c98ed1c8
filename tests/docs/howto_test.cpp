// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// The code of the page docs/howto.md, compiled and run; its commands are in tests/programs/howto_test.sh.

#include <tektite/core.hpp>
#include <tektite/neighbors.hpp>
#include <tektite/percolation.hpp>
#include <tektite/strain.hpp>
#include <tektite/voronoi.hpp>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace {

//[arrays]
// Volumes of the Voronoi cells of particles that a code has in its own arrays. Nothing is copied.
std::vector<double> cell_volumes(std::vector<std::array<double, 3>> const& x, std::array<double, 3> const& edges) {
  Kokkos::DefaultHostExecutionSpace const exec;
  auto const box = tektite::Box::orthogonal(edges[0], edges[1], edges[2]);
  return tektite::to_host(exec, tektite::voronoi(exec, tektite::rows(x), box, {.faces = false}).volumes);
}
//[/arrays]

//[lammps]
// The same on one rank of LAMMPS. x is lammps_extract_atom(lmp, "x"), owned and ghosts are "nlocal" and "nghost" of
// lammps_extract_global; reach is the ghost cutoff (comm_modify) without the skin.
std::vector<double> cell_volumes(double** x, int owned, int ghosts, double reach) {
  Kokkos::DefaultHostExecutionSpace const exec;
  auto const all = std::size_t(owned) + std::size_t(ghosts);
  tektite::InterleavedArray<double> const positions{all > 0 ? x[0] : nullptr, all};
  tektite::WithGhosts const domain{std::size_t(owned), std::size_t(ghosts), reach};
  auto const cells = tektite::voronoi(exec, positions, domain, {.faces = false});
  auto const status = tektite::count_status(exec, cells.status);
  tektite::require(status[tektite::Status::incomplete] == 0, "ghosts do not reach far enough");
  return tektite::to_host(exec, cells.volumes);
}
//[/lammps]

//[gpu]
// On the GPU where Kokkos has one, else on the CPU: the memory of all Views is that of the default instance.
double plastic_part(std::vector<tektite::Vec3<double>> const& before, std::vector<tektite::Vec3<double>> const& after,
                    tektite::Box const& box_before, tektite::Box const& box) {
  Kokkos::DefaultExecutionSpace const exec;
  auto const X = tektite::to_device(exec, before);
  auto const x = tektite::to_device(exec, after);
  auto const field = tektite::two_term_gradient(exec, X, box_before, x, box, {.cutoff = 6.0});
  auto const lambda = tektite::deformation_measures(exec, field).effective_strain;  // stays on the device
  auto const plastic = tektite::select_above(exec, lambda, 0.25);
  auto const clusters = tektite::percolation_clusters(exec, tektite::contacts_within(exec, x, box, 3.8), plastic);
  return double(clusters.selected) / double(after.size());  // what comes back is a number
}
//[/gpu]

/// 250 points, B2 on a lattice of 3.2, each moved by up to 0.2 along each axis.
std::vector<std::array<double, 3>> crystal() {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> shift(-0.2, 0.2);
  std::vector<std::array<double, 3>> x;
  for (int i = 0; i < 250; ++i) {
    int const k = i / 2;
    double const half = 0.5 * (i % 2);
    std::array<double, 3> r{3.2 * (k % 5 + half), 3.2 * (k / 5 % 5 + half), 3.2 * (k / 25 + half)};
    for (double& c : r) c += shift(random);
    x.push_back(r);
  }
  return x;
}

}  // namespace

TEST_CASE("cells of particles in arrays of one's own, and on a rank of LAMMPS") {
  auto x = crystal();
  auto const volumes = cell_volumes(x, {16, 16, 16});
  double sum = 0;
  for (double const v : volumes) sum += v;
  REQUIRE(std::abs(sum - 16 * 16 * 16) < 1e-9);

  // All images within 8 of the box, as ghosts of a rank that is alone are.
  std::size_t const owned = x.size();
  for (int image = 0; image < 27; ++image) {
    std::array<double, 3> const shift{16.0 * (image % 3 - 1), 16.0 * (image / 3 % 3 - 1), 16.0 * (image / 9 - 1)};
    for (std::size_t i = 0; image != 13 && i < owned; ++i) {
      std::array<double, 3> const r{x[i][0] + shift[0], x[i][1] + shift[1], x[i][2] + shift[2]};
      bool near = true;
      for (double const c : r) near = near && c > -9 && c < 25;
      if (near) x.push_back(r);
    }
  }
  std::vector<double*> rows;
  for (auto& r : x) rows.push_back(r.data());
  auto const with_ghosts = cell_volumes(rows.data(), int(owned), int(x.size() - owned), 8.5);
  REQUIRE(with_ghosts.size() == owned);
  for (std::size_t i = 0; i < owned; ++i) REQUIRE_THAT(with_ghosts[i], Catch::Matchers::WithinRel(volumes[i], 1e-9));
  REQUIRE_THROWS_AS(cell_volumes(rows.data(), int(owned), int(x.size() - owned), 2.0), tektite::Error);
}

TEST_CASE("part of the plastic particles, on the default device") {
  std::vector<tektite::Vec3<double>> before, after;
  for (auto const& r : crystal()) {
    before.push_back({r[0], r[1], r[2]});
    after.push_back({r[0] + 0.6 * r[1], r[1], r[2]});
  }
  auto const box = tektite::Box::orthogonal(16, 16, 16), sheared = tektite::Box::triclinic({16, 16, 16}, 9.6, 0, 0);
  REQUIRE(plastic_part(before, before, box, box) == 0);
  REQUIRE(plastic_part(before, after, box, sheared) == 1);
}
