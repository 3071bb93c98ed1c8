// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/particles.hpp>
#include <tektite/neighbors/neighbor_list.hpp>

#include <catch2/catch_test_macros.hpp>

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

}  // namespace host_code

template <>
struct tektite::ParticleTraits<host_code::Cell> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(host_code::Cell const& cell) { return std::size_t(cell.count); }
  KOKKOS_FUNCTION static Vec3<float> get(host_code::Cell const& cell, std::size_t i) {
    auto const& r = cell.atoms[i].where;
    return {r[0], r[1], r[2]};
  }
};

static_assert(tektite::Positions<host_code::Cell>);
static_assert(tektite::Positions<Kokkos::View<double* [3]>>);
static_assert(tektite::Positions<Kokkos::View<float**, Kokkos::LayoutLeft>>);
static_assert(tektite::Positions<Kokkos::View<tektite::Vec3<float> const*>>);
static_assert(tektite::Positions<tektite::InterleavedArray<float>>);
static_assert(!tektite::Positions<host_code::NotPositions>);
static_assert(!tektite::Positions<Kokkos::View<int* [3]>>);
static_assert(!tektite::Positions<Kokkos::View<double*>>);

TEST_CASE("a host code's own class works where it is, without a copy") {
  host_code::Atom const atoms[] = {{7, {0.5f, 0.5f, 0.5f}}, {8, {9.5f, 0.5f, 0.5f}}, {9, {5.0f, 5.0f, 5.0f}}};
  auto const list = tektite::build_neighbor_list(Kokkos::DefaultHostExecutionSpace{}, host_code::Cell{atoms, 3},
                                                 tektite::Box::orthogonal(10, 10, 10), {.cutoff = 1.5});
  REQUIRE(list.offsets(1) - list.offsets(0) == 1);  // across the boundary
  REQUIRE(list.sites.particle(list.neighbors(list.offsets(0))) == 1);
  REQUIRE(list.offsets(2) - list.offsets(1) == 1);
  REQUIRE(list.offsets(3) - list.offsets(2) == 0);
}
