// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/writable_vectors.hpp>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <vector>

namespace writable_vectors_test {

using Catch::Matchers::ContainsSubstring;
using Host = Kokkos::HostSpace;
using tektite::Vec3;

namespace host_code {

/// Forces in three arrays, in the slots of the particles.
struct Slots {
  float *fx, *fy, *fz;
  int const* slot;
  std::size_t count;
};

}  // namespace host_code

}  // namespace writable_vectors_test

template <>
struct tektite::WritableTraits<writable_vectors_test::host_code::Slots> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(writable_vectors_test::host_code::Slots const& s) { return s.count; }
  KOKKOS_FUNCTION static void set(writable_vectors_test::host_code::Slots const& s, std::size_t i,
                                  Vec3<double> const& f) {
    s.fx[s.slot[i]] = static_cast<float>(f.x);
    s.fy[s.slot[i]] = static_cast<float>(f.y);
    s.fz[s.slot[i]] = static_cast<float>(f.z);
  }
};

namespace writable_vectors_test {

static_assert(tektite::WritableVectors<host_code::Slots>);
static_assert(tektite::WritableVectors<Kokkos::View<float* [3], Kokkos::LayoutLeft>>);
static_assert(tektite::WritableVectors<Kokkos::View<Vec3<double>*>>);
static_assert(tektite::WritableVectors<Kokkos::View<std::array<double, 3>*>>);
static_assert(tektite::WritableVectors<Kokkos::View<Kokkos::Array<float, 3>*>>);
static_assert(!tektite::WritableVectors<Kokkos::View<double const* [3]>>);
static_assert(!tektite::WritableVectors<Kokkos::View<Vec3<double> const*>>);
static_assert(!tektite::WritableVectors<Kokkos::View<int* [3]>>);
static_assert(!tektite::WritableVectors<Kokkos::View<double* [2]>>);
static_assert(!tektite::WritableVectors<std::vector<int>>);

TEST_CASE("vectors are written where they belong, in the type of the caller") {
  Kokkos::View<Kokkos::Array<double, 3>*, Host> const arrays("f", 3);
  tektite::store_vector(arrays, 1, {1, 2, 3});
  tektite::store_vector(tektite::detail::writable_form(arrays), 2, {4, 5, 6});
  CHECK(arrays(1)[2] == 3);
  CHECK(arrays(2)[0] == 4);
  CHECK(arrays(0)[0] == 0);

  Kokkos::View<std::array<float, 3>*, Host> const floats("f", 2);
  tektite::store_vector(floats, 1, {0.1, 2, 3});
  CHECK(floats.data()[1] == std::array<float, 3>{0.1f, 2, 3});

  float x[6] = {}, y[6] = {}, z[6] = {};
  int const slot[] = {5, 2};
  host_code::Slots const slots{x, y, z, slot, 2};
  REQUIRE(tektite::vector_count(slots) == 2);
  tektite::store_vector(slots, 0, {1, 2, 3});
  CHECK((x[5] == 1 && y[5] == 2 && z[5] == 3));
  CHECK((x[2] == 0 && x[0] == 0));

  CHECK_THROWS_WITH(tektite::vector_count(Kokkos::View<double**, Host>("f", 4, 2)), ContainsSubstring("4 x 2"));
}

}  // namespace writable_vectors_test
