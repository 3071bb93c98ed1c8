// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/compiled.hpp>
#include <tektite/core/concepts.hpp>
#include <tektite/core/particles.hpp>
#include <tektite/core/writable_vectors.hpp>
#include <tektite/neighbors/neighbor_list.hpp>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace particles_test {

using Catch::Matchers::ContainsSubstring;
using Host = Kokkos::HostSpace;

namespace host_code {

/// Like a class of another simulation code: the position is one member of several, in float.
struct Atom {
  int tag;
  float where[3];
};

struct Cell {
  Atom const* atoms;
  int count;
};

struct NotPositions {};

/// Components of different types.
struct Mixed {
  double x;
  float y, z;
};

}  // namespace host_code

}  // namespace particles_test

template <>
struct tektite::ParticleTraits<particles_test::host_code::Cell> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(particles_test::host_code::Cell const& cell) { return std::size_t(cell.count); }
  KOKKOS_FUNCTION static Vec3<float> get(particles_test::host_code::Cell const& cell, std::size_t i) {
    auto const& r = cell.atoms[i].where;
    return {r[0], r[1], r[2]};
  }
};

namespace particles_test {

static_assert(tektite::Positions<host_code::Cell>);
static_assert(tektite::Positions<Kokkos::View<double* [3]>>);
static_assert(tektite::Positions<Kokkos::View<float**, Kokkos::LayoutLeft>>);
static_assert(tektite::Positions<Kokkos::View<tektite::Vec3<float> const*>>);
static_assert(tektite::Positions<tektite::InterleavedArray<float>>);
static_assert(tektite::Positions<Kokkos::View<Kokkos::Array<double, 3>*>>);
static_assert(tektite::Positions<Kokkos::View<std::array<float, 3> const*>>);
static_assert(!tektite::Positions<Kokkos::View<Kokkos::Array<double, 4>*>>);
static_assert(!tektite::Positions<Kokkos::View<Kokkos::Array<int, 3>*>>);
static_assert(!tektite::Positions<std::vector<int>>);
static_assert(!tektite::Positions<host_code::NotPositions>);
static_assert(!tektite::Positions<Kokkos::View<int* [3]>>);
static_assert(!tektite::Positions<Kokkos::View<double*>>);
static_assert(tektite::Positions<Kokkos::View<double[5][3]>>);
static_assert(tektite::Positions<Kokkos::View<double const**, Kokkos::LayoutStride, Kokkos::MemoryUnmanaged>>);
static_assert(!tektite::Positions<Kokkos::View<double* [2]>>);
static_assert(!tektite::Positions<Kokkos::View<double* [4]>>);
static_assert(!tektite::Positions<Kokkos::View<float[5][2]>>);
static_assert(!tektite::Positions<Kokkos::View<double***>>);
static_assert(!tektite::Positions<Kokkos::View<long double* [3]>>);
static_assert(!tektite::Positions<Kokkos::View<tektite::Vec3<int>*>>);
static_assert(!tektite::Positions<Kokkos::View<host_code::Mixed*>>);
static_assert(tektite::Positions<tektite::SeparateArrays<Kokkos::View<float const*>>>);
static_assert(!tektite::Positions<tektite::SeparateArrays<Kokkos::View<int*>>>);
static_assert(!tektite::Positions<tektite::SeparateArrays<Kokkos::View<double**>>>);
static_assert(!tektite::Positions<tektite::SeparateArrays<std::vector<double>>>);

// Floating-point numbers are no marks, types or sizes: their fractions would be lost.
static_assert(tektite::ViewOf<Kokkos::View<bool*>, bool, 1>);
static_assert(tektite::ViewOf<Kokkos::View<int const*>, bool, 1>);
static_assert(tektite::ViewOf<Kokkos::View<unsigned char*>, int, 1>);
static_assert(tektite::ViewOf<Kokkos::View<float*>, double, 1>);
static_assert(tektite::ViewOf<Kokkos::View<int*>, double, 1>);
static_assert(!tektite::ViewOf<Kokkos::View<double*>, bool, 1>);
static_assert(!tektite::ViewOf<Kokkos::View<double*>, int, 1>);
static_assert(!tektite::ViewOf<Kokkos::View<float*>, std::int64_t, 1>);

TEST_CASE("a host code's own class works where it is, without a copy") {
  host_code::Atom const atoms[] = {{7, {0.5f, 0.5f, 0.5f}}, {8, {9.5f, 0.5f, 0.5f}}, {9, {5.0f, 5.0f, 5.0f}}};
  auto const list = tektite::build_neighbor_list(Kokkos::DefaultHostExecutionSpace{}, host_code::Cell{atoms, 3},
                                                 tektite::Box::orthogonal(10, 10, 10), {.cutoff = 1.5});
  REQUIRE(list.offsets(1) - list.offsets(0) == 1);  // across the boundary
  REQUIRE(list.sites.particle(list.neighbors(list.offsets(0))) == 1);
  REQUIRE(list.offsets(2) - list.offsets(1) == 1);
  REQUIRE(list.offsets(3) - list.offsets(2) == 0);
}

TEST_CASE("Views whose rows are not three numbers are no positions") {
  Kokkos::View<double**, Kokkos::LayoutLeft, Host> const two_columns("x", 200, 2);
  REQUIRE_THROWS_WITH(tektite::particle_count(two_columns),
                      ContainsSubstring("positions: a View of 200 x 2, expected rows of 3"));
  Kokkos::View<float**, Kokkos::LayoutRight, Host> const transposed("x", 3, 7);
  REQUIRE_THROWS_WITH(tektite::particle_count(transposed), ContainsSubstring("a View of 3 x 7"));
  Kokkos::View<double**, Host> const wide("x", 5, 4);
  REQUIRE_THROWS_WITH(tektite::particle_count(wide), ContainsSubstring("a View of 5 x 4"));
  REQUIRE_THROWS_WITH(tektite::build_neighbor_list(Kokkos::DefaultHostExecutionSpace{}, two_columns,
                                                   tektite::Box::orthogonal(10, 10, 10), {.cutoff = 1.5}),
                      ContainsSubstring("a View of 200 x 2"));
  REQUIRE(tektite::particle_count(Kokkos::View<double**, Host>("x", 5, 3)) == 5);
  REQUIRE(tektite::particle_count(Kokkos::View<double**, Host>()) == 0);
}

TEST_CASE("a part of a larger View is positions where it is: rows, columns, both") {
  Kokkos::View<double**, Kokkos::LayoutRight, Host> const capacity("x", 20, 4);
  for (int i = 0; i < 20; ++i)
    for (int d = 0; d < 4; ++d) capacity(i, d) = 10 * i + d;
  auto const used = Kokkos::subview(capacity, std::pair(2, 12), std::pair(1, 4));
  static_assert(tektite::Positions<decltype(used)>);
  REQUIRE(tektite::particle_count(used) == 10);
  REQUIRE(tektite::position(used, 3) == tektite::Vec3<double>{51, 52, 53});
}

TEST_CASE("three arrays of different lengths, and a null pointer, are no positions") {
  using Array = Kokkos::View<double*, Host>;
  auto const count = [](int nx, int ny, int nz) {
    return tektite::particle_count(tektite::SeparateArrays<Array>{Array("x", nx), Array("y", ny), Array("z", nz)});
  };
  REQUIRE(count(4, 4, 4) == 4);
  REQUIRE_THROWS_WITH(count(4, 3, 4), ContainsSubstring("SeparateArrays: 4, 3 and 4 components"));
  REQUIRE_THROWS_WITH(count(4, 4, 0), ContainsSubstring("4, 4 and 0 components"));
  REQUIRE(tektite::particle_count(tektite::InterleavedArray<float>{nullptr, 0}) == 0);
  REQUIRE_THROWS_WITH(tektite::particle_count(tektite::InterleavedArray<float>{nullptr, 7}),
                      ContainsSubstring("InterleavedArray: a null pointer for 7 particles"));
}

namespace {

/// Whether the common form of positions is rows of doubles, with the same positions at the same place.
template <tektite::Positions P>
bool has_common_form(P const& positions) {
  decltype(auto) rows = tektite::detail::common_form(positions);
  static_assert(std::same_as<std::remove_cvref_t<decltype(rows)>, tektite::compiled::Positions>);
  std::size_t const n = tektite::particle_count(positions);
  bool same = rows.extent(0) == n && n > 0;
  for (std::size_t i = 0; i < n; ++i) same = same && tektite::position(rows, i) == tektite::position(positions, i);
  return same;
}

}  // namespace

TEST_CASE("doubles of any layout are read in one form, without a copy") {
  using tektite::Vec3;
  auto const fill = [](auto const& view) {
    for (std::size_t i = 0; i < view.extent(0); ++i)
      for (std::size_t d = 0; d < view.extent(1); ++d) view(i, d) = double(10 * i + d);
    return view;
  };
  auto const wide = fill(Kokkos::View<double**, Kokkos::LayoutRight, Host>("x", 20, 4));
  REQUIRE(has_common_form(fill(Kokkos::View<double* [3], Kokkos::LayoutRight, Host>("x", 7))));
  REQUIRE(has_common_form(fill(Kokkos::View<double* [3], Kokkos::LayoutLeft, Host>("x", 7))));
  REQUIRE(has_common_form(fill(Kokkos::View<double[5][3], Host>("x"))));
  REQUIRE(has_common_form(Kokkos::subview(wide, std::pair(2, 12), std::pair(1, 4))));

  Kokkos::View<Vec3<double>**, Kokkos::LayoutRight, Host> const structs("x", 6, 2);
  for (int i = 0; i < 6; ++i)
    for (int k = 0; k < 2; ++k) structs(i, k) = {i + 0.5, k + 0.25, double(i * k)};
  REQUIRE(has_common_form(Kokkos::subview(structs, 3, Kokkos::ALL)));
  REQUIRE(has_common_form(Kokkos::subview(structs, Kokkos::ALL, 1)));
  Kokkos::View<Vec3<double> const*, Host> const read_only(Kokkos::subview(structs, 3, Kokkos::ALL));
  REQUIRE(has_common_form(read_only));
  REQUIRE(has_common_form(tektite::InterleavedArray<double>{&structs(0, 0).x, 12}));

  Kokkos::View<Kokkos::Array<double, 3>**, Kokkos::LayoutRight, Host> const arrays("x", 6, 2);
  Kokkos::View<std::array<double, 3>*, Host> const standard_arrays("x", 4);
  for (int i = 0; i < 6; ++i)
    for (int k = 0; k < 2; ++k) arrays(i, k) = {i + 0.5, k + 0.25, double(i * k)};
  for (int i = 0; i < 4; ++i) standard_arrays(i) = {i + 0.5, i + 0.25, double(i)};
  REQUIRE(has_common_form(Kokkos::subview(arrays, Kokkos::ALL, 1)));
  REQUIRE(has_common_form(standard_arrays));

  Kokkos::View<float* [3], Host> const floats("x", 3);
  static_assert(std::same_as<decltype(tektite::detail::common_form(floats)), Kokkos::View<float* [3], Host> const&>);
  REQUIRE(&tektite::detail::common_form(floats) == &floats);
}

TEST_CASE("vectors of any layout are written in one form, into the View itself") {
  using tektite::Vec3;
  Kokkos::View<double* [3], Kokkos::LayoutLeft, Host> const columns("f", 4);
  Kokkos::View<Vec3<double>**, Kokkos::LayoutRight, Host> const structs("f", 4, 2);
  tektite::store_vector(tektite::detail::writable_form(columns), 2, {1, 2, 3});
  tektite::store_vector(tektite::detail::writable_form(Kokkos::subview(structs, Kokkos::ALL, 1)), 2, {4, 5, 6});
  REQUIRE(tektite::position(columns, 2) == Vec3<double>{1, 2, 3});
  REQUIRE(structs(2, 1) == Vec3<double>{4, 5, 6});
  REQUIRE(structs(1, 1) == Vec3<double>{});
  REQUIRE(structs(2, 0) == Vec3<double>{});
}

}  // namespace particles_test
