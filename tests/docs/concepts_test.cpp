// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// The code of the pages in docs/, compiled and run. The regions between //[name] and //[/name] are what the pages
// show; docs_pages_test.cpp holds the pages to that.

#include <tektite/io.hpp>
#include <tektite/tektite.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <filesystem>
#include <utility>

#include "support/scratch_folder.hpp"

//[traits]
// What the host code has: one pointer per component.
struct Swarm {
  float const *x, *y, *z;
  std::size_t count;
};

template <>
struct tektite::ParticleTraits<Swarm> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(Swarm const& s) { return s.count; }
  KOKKOS_FUNCTION static tektite::Vec3<float> get(Swarm const& s, std::size_t i) { return {s.x[i], s.y[i], s.z[i]}; }
};
//[/traits]

namespace {

//[loop]
// Mean distance to the neighbours of each particle.
Kokkos::View<double*> mean_distance(Kokkos::View<double* [3]> x, tektite::Box const& box, double cutoff) {
  auto const list = tektite::build_neighbor_list(x, box, {.cutoff = cutoff});
  auto const offsets = list.offsets;
  auto const neighbors = list.neighbors;
  auto const sites = tektite::site_positions(Kokkos::DefaultExecutionSpace{}, x, box, list.sites);
  Kokkos::View<double*> mean("mean", x.extent(0));
  Kokkos::parallel_for(
      "mean_distance", x.extent(0), KOKKOS_LAMBDA(int i) {
        double sum = 0;
        for (auto k = offsets(i); k < offsets(i + 1); ++k) sum += norm(sites(neighbors(k)) - sites(i));
        mean(i) = sum / Kokkos::max(1.0, double(offsets(i + 1) - offsets(i)));
      });
  return mean;
}
//[/loop]

//[files]
// Adds the local shear strain between two files to the atoms of the second one.
void add_shear_strain(std::string const& before, std::string const& after, std::string const& out) {
  auto const reference = tektite::io::read_configuration(before);
  auto const current = tektite::io::read_configuration(after);
  if (reference.ids != current.ids) throw tektite::Error(after + ": has other atoms than " + before);
  auto const X = tektite::to_device(reference.positions);
  auto const x = tektite::to_device(current.positions);
  // Needs no image flags: neighbours follow each other across the boundaries, and a flip of the cell is undone.
  auto const moved = tektite::local_deformation(X, reference.box, x, current.box, {.affine = {.cutoff = 3.5}});
  write_dump(out, current, {{"shear", tektite::to_host(moved.affine.shear)}}, {.images = true});
}
//[/files]

//[frames]
// Steps of a trajectory, one frame in memory at a time.
std::vector<std::int64_t> steps_of(std::string const& trajectory) {
  std::vector<std::int64_t> steps;
  tektite::io::FrameReader frames(trajectory);
  while (auto const frame = frames.next()) steps.push_back(frame->timestep);
  return steps;
}
//[/frames]

//[settings]
// Before the first call of the library: Kokkos::ScopeGuard const kokkos(own_settings(4));
Kokkos::InitializationSettings own_settings(int threads) {
  return Kokkos::InitializationSettings().set_num_threads(threads).set_disable_warnings(true);
}
//[/settings]

//[plastic]
// Part of the plastic atoms that is in the largest cluster of them.
double largest_plastic_cluster(std::string const& before, std::string const& after) {
  Kokkos::DefaultExecutionSpace const exec;
  auto const reference = tektite::io::read_configuration(before);
  auto const current = tektite::io::read_configuration(after);
  auto const X = tektite::to_device(reference.positions);
  auto const x = tektite::to_device(current.positions);
  auto const moved = tektite::local_deformation(exec, X, reference.box, x, current.box, {.two_term = {.cutoff = 6.0}});
  auto const lambda = tektite::deformation_measures(exec, moved.two_term).effective_strain;
  auto const plastic = tektite::select_above(exec, lambda, 0.25);
  auto const contacts = tektite::contacts_within(exec, x, current.box, 3.8);
  return tektite::percolation_clusters(exec, contacts, plastic).ratio();
}
//[/plastic]

}  // namespace

TEST_CASE("settings of a program of one's own") {
  auto const settings = own_settings(4);
  REQUIRE(settings.get_num_threads() == 4);
  REQUIRE(settings.get_disable_warnings());
}

TEST_CASE("a loop over neighbours") {
  Kokkos::View<double* [3]> const x("x", 8);
  auto const host = Kokkos::create_mirror_view(x);
  for (int i = 0; i < 8; ++i)
    for (int d = 0; d < 3; ++d) host(i, d) = 2.0 * ((i >> d) & 1);
  Kokkos::deep_copy(x, host);
  auto const mean = tektite::to_host(mean_distance(x, tektite::Box::orthogonal(4, 4, 4), 2.5));
  REQUIRE(mean == std::vector<double>(8, 2.0));
}

TEST_CASE("positions of a class of one's own") {
  std::vector<float> const x{0, 1, 0}, y{0, 0, 1}, z{0, 0, 9};
  Swarm const swarm{x.data(), y.data(), z.data(), 3};
  auto const box = tektite::Box::orthogonal(10, 10, 10);
  //[swarm]
  auto const list = tektite::build_neighbor_list(Kokkos::DefaultHostExecutionSpace{}, swarm, box, {.cutoff = 1.5});
  //[/swarm]
  REQUIRE(list.neighbors.extent(0) == 4);
}

TEST_CASE("positions that need no trait of one's own") {
  std::vector<double> const x{0, 1, 0}, y{0, 0, 1}, z{0, 0, 9};
  std::vector<float> const xyz{0, 0, 0, 1, 0, 0, 0, 1, 9};
  auto const box = tektite::Box::orthogonal(10, 10, 10);
  Kokkos::DefaultHostExecutionSpace const host;
  //[ready]
  // Three arrays of one's own, seen through Views that own nothing.
  using Array = Kokkos::View<double const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
  tektite::SeparateArrays<Array> const separate{Array(x.data(), 3), Array(y.data(), 3), Array(z.data(), 3)};
  auto const list = tektite::build_neighbor_list(host, separate, box, {.cutoff = 1.5});

  // A pointer to x0 y0 z0 x1 y1 z1 ...
  tektite::InterleavedArray<float> const interleaved{xyz.data(), 3};
  auto const same = tektite::build_neighbor_list(host, interleaved, box, {.cutoff = 1.5});
  //[/ready]
  REQUIRE(list.neighbors.extent(0) == 4);
  REQUIRE(same.neighbors.extent(0) == 4);
}

TEST_CASE("boxes, and places in them") {
  //[box]
  auto const upright = tektite::Box::orthogonal(10, 12, 14);
  auto const sheared = tektite::Box::triclinic({10, 12, 14}, 17, -3, 0);  // LAMMPS' xy xz yz
  auto const slab = tektite::Box::orthogonal(10, 12, 14, {0, 0, -7}, {true, true, false});

  tektite::Vec3<int> image{};
  auto const inside = sheared.wrap({25, 1, 15}, image);     // image: how many cells it was away, along each edge
  auto const outside = sheared.unwrap(inside, image);       // where it was
  auto const shortest = sheared.minimum_image({9, 11, 1});  // exact, however strong the tilt
  //[/box]
  REQUIRE(upright.volume() == sheared.volume());
  REQUIRE_FALSE(slab.periodic(2));
  REQUIRE(norm(outside - tektite::Vec3<double>{25, 1, 15}) < 1e-12);
  REQUIRE(sheared.fractional(inside).z < 1);
  REQUIRE(norm(shortest) < norm(tektite::Vec3<double>{9, 11, 1}));
}

TEST_CASE("particles of a host code with its own ghosts") {
  Kokkos::View<double* [3]> const positions("positions", 3);
  auto const host = Kokkos::create_mirror_view(positions);
  for (int i = 0; i < 3; ++i) host(i, 0) = i;
  Kokkos::deep_copy(positions, host);
  std::size_t const owned = 2;
  //[ghosts]
  auto const list = tektite::build_neighbor_list(positions, tektite::WithGhosts{owned}, {.cutoff = 1.5});
  //[/ghosts]
  REQUIRE(list.owned() == 2);
  REQUIRE(list.neighbors.extent(0) == 3);
}

TEST_CASE("arrays with room for more particles than they hold") {
  std::size_t const owned = 2, ghosts = 1;
  //[room]
  Kokkos::View<double* [3]> const room("positions", 100);  // space for 100, of which owned + ghosts are in use
  auto const used = Kokkos::subview(room, std::pair(std::size_t(0), owned + ghosts), Kokkos::ALL);
  auto const list = tektite::build_neighbor_list(used, tektite::WithGhosts{owned, ghosts}, {.cutoff = 1.5});
  //[/room]
  REQUIRE(list.owned() == 2);
  REQUIRE(list.sites.size() == 3);
  REQUIRE_THROWS_WITH(tektite::build_neighbor_list(room, tektite::WithGhosts{owned, ghosts}, {.cutoff = 1.5}),
                      Catch::Matchers::ContainsSubstring("2 owned particles and 1 ghosts, but 100 positions"));
}

TEST_CASE("a loop that keeps its memory") {
  std::vector<tektite::Vec3<double>> const points{{0, 0, 0}, {1, 0, 0}, {0, 1, 9}};
  auto const box = tektite::Box::orthogonal(10, 10, 10);
  std::vector const frames{tektite::to_device(points), tektite::to_device(points)};
  std::size_t neighbors = 0;
  Kokkos::DefaultExecutionSpace const exec;
  //[workspace]
  tektite::Workspace const workspace(exec);
  for (auto const& positions : frames) {
    auto const list = tektite::build_neighbor_list(exec, positions, box, {.cutoff = 1.5});
    neighbors += list.neighbors.extent(0);
  }
  //[/workspace]
  REQUIRE(neighbors == 8);
  REQUIRE(workspace.bytes() > 0);
}

TEST_CASE("errors carry the values that are wrong") {
  Kokkos::View<double* [3]> const positions("positions", 3);
  auto const box = tektite::Box::orthogonal(10, 10, 10);
  std::string text;
  //[errors]
  try {
    tektite::build_neighbor_list(positions, box, {.cutoff = -1});
  } catch (tektite::Error const& error) {
    text = error.what();  // one line
  }
  //[/errors]
  REQUIRE(text.find("-1") != std::string::npos);
  REQUIRE(text.find('\n') == std::string::npos);
}

TEST_CASE("strain from file to file") {
  ScratchFolder const folder;
  auto const golden = std::filesystem::path(TEKTITE_SOURCE_DIR) / "tests" / "golden" / "io";
  tektite::io::Configuration c;
  for (int i = 0; i < 125; ++i) {
    c.ids.push_back(i + 1);
    c.types.push_back(0);
    c.positions.push_back({2.0 * (i % 5), 2.0 * (i / 5 % 5), 2.0 * (i / 25)});
  }
  c.box = tektite::Box::orthogonal(10, 10, 10);
  write_dump(folder / "before", c);
  c.box = tektite::Box::triclinic({10, 10, 10}, 1, 0, 0);  // gamma = 0.1
  for (auto& r : c.positions) r.x += 0.1 * r.y;
  write_dump(folder / "after", c);
  add_shear_strain(folder / "before", folder / "after", folder / "out");
  auto const shear = tektite::io::read_configuration(folder / "out").find("shear")->values;
  REQUIRE(shear.size() == 125);
  // E_xy = gamma / 2, E_yy = gamma^2 / 2
  double const expected = std::sqrt(0.05 * 0.05 + 0.005 * 0.005 / 3);
  for (double const value : shear) REQUIRE(std::abs(value - expected) < 1e-12);
  REQUIRE(largest_plastic_cluster(folder / "before", folder / "after") == 0);  // 0.06 everywhere
  for (auto& r : c.positions) r.x += 0.5 * r.y;
  c.box = tektite::Box::triclinic({10, 10, 10}, 6, 0, 0);
  write_dump(folder / "far", c, {}, {.images = true});
  REQUIRE(largest_plastic_cluster(folder / "before", folder / "far") == 1);
  REQUIRE_THROWS_AS(add_shear_strain(folder / "before", golden / "last.data", folder / "x"), tektite::Error);
  REQUIRE(steps_of(golden / "wrapped.dump") == std::vector<std::int64_t>{3000, 3001});
}
