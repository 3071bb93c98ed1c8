// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/host_arrays.hpp>
#include <tektite/core/particle_values.hpp>
#include <tektite/core/writable_vectors.hpp>
#include <tektite/neighbors/neighbor_list.hpp>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <span>
#include <vector>

namespace host_arrays_test {

using namespace tektite;
using Exec = Kokkos::DefaultHostExecutionSpace;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A struct of a host code: members of several types, in an order of its own.
struct Atom {
  int tag;
  int type;
  double r[3];
  std::array<double, 3> force;
  Vec3<float> velocity;
};

struct Point {
  float z, y, x;  // another order than that of Vec3
  int mark;
};

std::size_t const n = 5;

Vec3<double> where(std::size_t i) { return {0.5 + double(i), 0.25 * double(i), 7.0 - double(i)}; }

/// Whether all positions are those of `where`, and the list of their neighbours is that of a View of them.
template <Positions P>
bool are_the_points(P const& positions) {
  std::vector<Vec3<double>> points;
  for (std::size_t i = 0; i < n; ++i) points.push_back(where(i));
  Box const box = Box::orthogonal(10, 10, 10);
  auto const expected = build_neighbor_list(Exec{}, to_device(Exec{}, points), box, {.cutoff = 2.5});
  auto const list = build_neighbor_list(Exec{}, positions, box, {.cutoff = 2.5});
  bool same = particle_count(positions) == n && list.neighbors.extent(0) == expected.neighbors.extent(0);
  for (std::size_t i = 0; i < n; ++i) same = same && position(positions, i) == where(i);
  for (std::size_t k = 0; same && k < list.neighbors.extent(0); ++k) same = list.neighbors(k) == expected.neighbors(k);
  return same && list.neighbors.extent(0) > 0;
}

}  // namespace

TEST_CASE("containers of rows are positions by one word") {
  double raw[n][3];
  std::vector<std::array<double, 3>> arrays(n);
  std::vector<Vec3<double>> vectors(n);
  std::vector<Vec3<float>> floats(n);
  std::vector<Point> points(n);
  std::vector<Kokkos::Array<float, 3>> kokkos_arrays(n);
  for (std::size_t i = 0; i < n; ++i) {
    Vec3<double> const r = where(i);
    for (int d = 0; d < 3; ++d) raw[i][d] = arrays[i][std::size_t(d)] = r[d];
    vectors[i] = r;
    floats[i] = {float(r.x), float(r.y), float(r.z)};
    points[i] = {float(r.z), float(r.y), float(r.x), 3};
    kokkos_arrays[i] = {float(r.x), float(r.y), float(r.z)};
  }
  CHECK(are_the_points(rows(arrays)));
  CHECK(are_the_points(rows(vectors)));
  CHECK(are_the_points(rows(floats)));
  CHECK(are_the_points(rows(points)));
  CHECK(are_the_points(rows(kokkos_arrays)));
  CHECK(are_the_points(rows(raw)));
  double(*const pointer)[3] = raw;
  CHECK(are_the_points(rows(pointer, n)));
  Point const* const structs = points.data();
  CHECK(are_the_points(rows(structs, n)));
  std::span<std::array<double, 3> const> const span(arrays);
  CHECK(are_the_points(rows(span)));
  CHECK(rows(arrays).data() == arrays[0].data());  // nothing is copied
  CHECK(particle_count(rows(static_cast<Point const*>(nullptr), 0)) == 0);
  CHECK_THROWS_WITH(rows(static_cast<Point const*>(nullptr), 4), ContainsSubstring("a null pointer for 4 particles"));
}

TEST_CASE("members of structs are read and written in place") {
  std::vector<Atom> atoms(n);
  for (std::size_t i = 0; i < n; ++i) {
    Vec3<double> const r = where(i);
    atoms[i] = {.tag = 9, .type = int(i), .r = {r.x, r.y, r.z}, .force = {}, .velocity = {}};
  }
  CHECK(are_the_points(rows(atoms, &Atom::r)));
  std::vector<Atom> const& constant = atoms;
  CHECK(are_the_points(rows(constant, &Atom::r)));
  static_assert(!WritableVectors<decltype(rows(constant, &Atom::r))>);
  static_assert(WritableVectors<decltype(rows(atoms, &Atom::force))>);

  auto const types = values(constant, &Atom::type);
  static_assert(ValuesOf<decltype(types), int>);
  REQUIRE(value_count(types) == n);
  for (std::size_t i = 0; i < n; ++i) CHECK(value(types, i) == int(i));

  store_vector(rows(atoms, &Atom::force), 3, {1, 2, 3});
  store_vector(detail::writable_form(rows(atoms, &Atom::force)), 4, {4, 5, 6});
  store_vector(rows(atoms, &Atom::velocity), 0, {7, 8, 9});
  CHECK(atoms[3].force == std::array<double, 3>{1, 2, 3});
  CHECK(atoms[4].force == std::array<double, 3>{4, 5, 6});
  CHECK(atoms[0].velocity == Vec3<float>{7, 8, 9});
  CHECK(atoms[2].force == std::array<double, 3>{});
  CHECK(atoms[3].tag == 9);
  CHECK(atoms[3].velocity == Vec3<float>{});

  // The elements are larger than the struct that declares the member.
  struct Labelled : Atom {
    double weights[5] = {};
  };
  std::vector<Labelled> labelled(n);
  for (std::size_t i = 0; i < n; ++i) static_cast<Atom&>(labelled[i]) = atoms[i];
  CHECK(are_the_points(rows(labelled, &Labelled::r)));
  for (std::size_t i = 0; i < n; ++i) CHECK(value(values(labelled, &Labelled::type), i) == int(i));

  std::vector<Atom> none;
  CHECK(particle_count(rows(none, &Atom::r)) == 0);
  CHECK(value_count(values(none, &Atom::type)) == 0);
}

TEST_CASE("numbers in a container are values") {
  std::vector<short> const types{3, 1, 4, 1, 5};
  auto const seen = values(types);
  REQUIRE(value_count(seen) == 5);
  CHECK(value(seen, 2) == 4);
  CHECK(&seen(0) == types.data());
}

TEST_CASE("numbers at a pointer are values") {
  short types[] = {3, 1, 4};
  auto const seen = values(types + 1, 2);
  REQUIRE(value_count(seen) == 2);
  seen(1) = 7;
  CHECK(types[2] == 7);
  short const* const none = nullptr;
  CHECK(value_count(values(none, 0)) == 0);
  CHECK_THROWS_WITH(values(none, 3), ContainsSubstring("null pointer for 3"));
}

}  // namespace host_arrays_test
