// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core.hpp>

#include "promises.hpp"

namespace core_promises_test {

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows_of(promises::Sample<Exec> const& s) {
  using Memory = typename Exec::memory_space;
  auto const add = KOKKOS_LAMBDA(double& sum, double const& other) { sum += other; };
  auto const values = s.values;
  auto const x = s.positions;
  auto const point = KOKKOS_LAMBDA(std::size_t i) { return x(i); };
  auto const value = KOKKOS_LAMBDA(std::size_t i) { return values(i); };
  auto const accumulate = KOKKOS_LAMBDA(std::size_t i, double& sum) { sum += values(i); };
  Kokkos::View<double, Memory> const result("result");
  Kokkos::View<double*, Memory> scratch;
  Kokkos::View<Status*, Memory> const status("status", s.n);
  return {
      {"bounds", [=, &s] { bounds(s.exec, "test", s.n, point); }},
      {"box_around", [&s] { box_around(s.exec, s.positions, s.periodic); }},
      {"require_finite", [&s] { require_finite(s.exec, s.positions, 1e6); }},
      {"require_near", [&s] { require_near(s.exec, s.positions, s.box); }},
      {"to_device",
       [&s] {
         static std::vector<double> const host(100000);
         to_device(s.exec, std::span<double const>(host.data(), s.n));
       }},
      {"to_host", [&s] { to_host(s.exec, s.values); }},
      {"deterministic_reduce",
       [=, &s]() mutable { deterministic_reduce(s.exec, "test", s.n, 0.0, accumulate, add, result, scratch); }},
      {"deterministic_reduce 2", [=, &s] { deterministic_reduce(s.exec, "test", s.n, 0.0, accumulate, add); }},
      {"deterministic_sum", [=, &s] { deterministic_sum<double>(s.exec, "test", s.n, value); }},
      {"select_above", [&s] { select_above(s.exec, s.values, 0.5); }},
      {"select_below", [&s] { select_below(s.exec, s.values, 0.5); }},
      {"select_type", [&s] { select_type(s.exec, s.types, 1); }},
      {"select_status", [=, &s] { select_status(s.exec, status, Status::inverted); }},
      {"select_valid", [=, &s] { select_valid(s.exec, status); }},
      {"select_both", [=, &s] { select_both(s.exec, s.types, status); }},
      {"select_not", [&s] { select_not(s.exec, s.types); }},
      {"count_status", [=, &s] { count_status(s.exec, status); }},
      {"unwrap", [&s] { unwrap(s.exec, s.positions, s.images, s.box, s.later); }},
      {"unwrap 2", [&s] { unwrap(s.exec, s.positions, s.images, s.box); }},
      {"occupied_spacing", [&s] { occupied_spacing(s.exec, s.positions, s.periodic); }},
  };
}

TEMPLATE_LIST_TEST_CASE("functions of core keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("core", rows_of<TestType>);
}

}  // namespace core_promises_test
