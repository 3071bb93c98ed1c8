// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/reduce.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <concepts>
#include <vector>

namespace reduce_test {

using Exec = Kokkos::DefaultExecutionSpace;

namespace {

/// Whether sums are in the order of a GPU: there, and where the host takes its path.
#ifdef TEKTITE_DEVICE_PATH
constexpr bool order_of_gpu = true;
#else
constexpr bool order_of_gpu = !std::same_as<Exec, Kokkos::DefaultHostExecutionSpace>;
#endif

/// Terms of very different size and sign: any other order of additions gives other bits.
KOKKOS_INLINE_FUNCTION double term(std::size_t i) {
  double const x = double(i % 1000) - 499.5;
  return x * x * x * (i % 7 == 0 ? 1e9 : 1e-3);
}

/// The documented tree of additions of a CPU, on plain arrays.
double blocked_sum(std::vector<double> values) {
  while (values.size() > 1) {
    std::vector<double> next;
    for (std::size_t begin = 0; begin < values.size(); begin += 256) {
      double sum = 0;
      for (std::size_t i = begin; i < std::min(values.size(), begin + 256); ++i) sum += values[i];
      next.push_back(sum);
    }
    values = next;
  }
  return values.at(0);
}

/// The tree of a GPU: as few parts as give at most 32 items each; the step between the items of a part is the number of
/// parts.
double strided_sum(std::vector<double> values) {
  while (values.size() > 1) {
    std::vector<double> next((values.size() + 31) / 32);
    for (std::size_t part = 0; part < next.size(); ++part) {
      for (std::size_t i = part; i < values.size(); i += next.size()) next[part] += values[i];
    }
    values = next;
  }
  return values.at(0);
}

}  // namespace

TEST_CASE("a deterministic sum has the bits of its documented order of additions") {
  std::size_t const n = GENERATE(1, 2, 255, 256, 257, 65536, 65537, 1000003);
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = term(i);
  // This test runs at several thread counts; each must give these bits.
  double const sum =
      tektite::deterministic_sum<double>(Exec{}, "sum", n, KOKKOS_LAMBDA(std::size_t i) { return term(i); });
  REQUIRE(sum == (order_of_gpu ? strided_sum(values) : blocked_sum(values)));
}

TEST_CASE("the sum of a GPU has the bits of its own order of additions, here on any device") {
  std::size_t const n = GENERATE(1, 2, 31, 32, 33, 1024, 1025, 1000003);
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = term(i);
  using Memory = Exec::memory_space;
  Kokkos::View<double, Memory> const result("result");
  Kokkos::View<double*, Memory> const scratch("scratch", tektite::detail::partial_results<true>(n));
  tektite::detail::reduce_in_parts<true>(
      Exec{}, "sum", n, 0.0, KOKKOS_LAMBDA(std::size_t i, double& sum) { sum += term(i); },
      KOKKOS_LAMBDA(double& sum, double const& other) { sum += other; }, result.data(), scratch.data());
  REQUIRE(tektite::detail::fetch(Exec{}, result) == strided_sum(values));
}

TEST_CASE("an empty reduction is its identity") {
  double const lowest = tektite::deterministic_reduce(
      Exec{}, "min", 0, 42.0, KOKKOS_LAMBDA(std::size_t, double& best) { best = 0; },
      KOKKOS_LAMBDA(double& best, double const& other) { best = Kokkos::min(best, other); });
  REQUIRE(lowest == 42.0);
}

}  // namespace reduce_test
