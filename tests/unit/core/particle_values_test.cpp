// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/particle_values.hpp>

#include <catch2/catch_test_macros.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace particle_values_test {

using Host = Kokkos::HostSpace;

namespace host_code {

/// Types in fixed slots: cell c has `count[c]` particles in the slots from 4 c on.
struct Slots {
  unsigned char const* type;
  int const* slot;  // of each particle
  std::size_t count;
};

}  // namespace host_code

}  // namespace particle_values_test

template <>
struct tektite::ValueTraits<particle_values_test::host_code::Slots> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(particle_values_test::host_code::Slots const& s) { return s.count; }
  KOKKOS_FUNCTION static int get(particle_values_test::host_code::Slots const& s, std::size_t i) {
    return s.type[s.slot[i]];
  }
};

namespace particle_values_test {

static_assert(tektite::ValuesOf<host_code::Slots, int>);
static_assert(tektite::ValuesOf<Kokkos::View<int*>, int>);
static_assert(tektite::ValuesOf<Kokkos::View<std::int64_t const*>, int>);
static_assert(tektite::ValuesOf<Kokkos::View<float*>, double>);
static_assert(!tektite::ValuesOf<Kokkos::View<double*>, int>);
static_assert(!tektite::ValuesOf<Kokkos::View<int**>, int>);
static_assert(!tektite::ValuesOf<std::vector<std::string>, int>);
static_assert(!tektite::ValuesOf<int, int>);

TEST_CASE("values are read where they are: Views of any stride, and classes with a trait") {
  Kokkos::View<int**, Kokkos::LayoutRight, Host> const table("table", 4, 3);
  for (int i = 0; i < 4; ++i) table(i, 1) = 10 * i;
  auto const column = Kokkos::subview(table, Kokkos::ALL, 1);
  REQUIRE(tektite::value_count(column) == 4);
  REQUIRE(tektite::value(column, 2) == 20);
  auto const common = tektite::detail::common_values(column);
  static_assert(std::same_as<std::remove_cv_t<decltype(common)>, tektite::detail::Values<int const, Host>>);
  REQUIRE(&common(3) == &table(3, 1));

  unsigned char const types[] = {5, 0, 0, 0, 6, 7};
  int const slots[] = {0, 4, 5};
  host_code::Slots const particles{types, slots, 3};
  REQUIRE(tektite::value_count(particles) == 3);
  REQUIRE(tektite::value(particles, 2) == 7);
  REQUIRE(&tektite::detail::common_values(particles) == &particles);
}

}  // namespace particle_values_test
