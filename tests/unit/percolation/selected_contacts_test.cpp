// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/percolation/selected_contacts.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/periodic_contacts.hpp"

namespace selected_contacts_test {

using tektite::Contact;
using tektite::to_device;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

namespace {

struct Masked {
  Kokkos::View<int*, Memory> mask;
  KOKKOS_FUNCTION bool operator()(int i) const { return mask(i) != 0; }
};

struct Visits {
  std::vector<Contact> contacts;      ///< in the order of the rows; at most one for each row
  std::vector<std::int64_t> outside;  ///< by row
};

template <class Selected>
Visits visits_of(Selected const& contacts) {
  auto const rows = contacts.contacts.size();
  Kokkos::View<Contact*, Memory> const found("found", rows);
  Kokkos::View<int*, Memory> const counts("counts", rows);
  Kokkos::View<std::int64_t*, Memory> const outside("outside", rows);
  Kokkos::parallel_for(
      "visit", Kokkos::RangePolicy<Exec>(0, rows), KOKKOS_LAMBDA(int row) {
        outside(row) = contacts(std::size_t(row), [&](Contact const& c) {
          found(row) = c;
          ++counts(row);
        });
      });
  auto const contact = tektite::to_host(found);
  auto const count = tektite::to_host(counts);
  Visits visits{{}, tektite::to_host(outside)};
  for (std::size_t row = 0; row < count.size(); ++row) {
    REQUIRE(count[row] <= 1);
    if (count[row] == 1) visits.contacts.push_back(contact[row]);
  }
  return visits;
}

}  // namespace

TEST_CASE("of pairs those are visited whose ends are both selected, and those that name no particle are counted") {
  auto const pairs =
      to_contacts({{0, 1, {0, 0, 1}}, {1, 2, {}}, {3, 0, {}}, {3, 4, {}}, {-1, 0, {}}, {2, 2, {1, 0, 0}}});
  tektite::SelectedContacts<tektite::PairContacts<Memory>, Masked> const some{
      pairs, {to_device(std::vector<int>{1, 1, 0, 1})}, 4};
  auto const visits = visits_of(some);
  REQUIRE(visits.contacts == std::vector<Contact>{{0, 1, {0, 0, 1}}, {3, 0, {}}});
  REQUIRE(visits.outside == std::vector<std::int64_t>{0, 0, 0, 1, 1, 0});
  REQUIRE((some.exists(0) && some.exists(3) && !some.exists(4) && !some.exists(-1)));

  tektite::SelectedContacts<tektite::PairContacts<Memory>, tektite::EveryParticle> const all{pairs, {}, 4};
  auto const every = visits_of(all);
  REQUIRE(every.contacts == std::vector<Contact>{{0, 1, {0, 0, 1}}, {1, 2, {}}, {3, 0, {}}, {2, 2, {1, 0, 0}}});
  REQUIRE(every.outside == visits.outside);
}

TEST_CASE("rows of particles that are not selected are skipped as a whole") {
  // Rows 0: 1, 1: 7, 2: 0, 3: 7; there are four particles.
  tektite::RaggedContacts<Memory> const rows{
      to_device(std::vector<std::int64_t>{0, 1, 2, 3, 4}), to_device(std::vector<int>{1, 7, 0, 7}), {}};
  tektite::SelectedContacts<tektite::RaggedContacts<Memory>, Masked> const some{
      rows, {to_device(std::vector<int>{1, 1, 1, 0})}, 4};
  auto const visits = visits_of(some);
  REQUIRE(visits.contacts == std::vector<Contact>{{0, 1, {}}, {2, 0, {}}});
  REQUIRE(visits.outside == std::vector<std::int64_t>{0, 1, 0, 0});
  // A row beyond the particles names none.
  tektite::SelectedContacts<tektite::RaggedContacts<Memory>, Masked> const fewer{
      rows, {to_device(std::vector<int>{1, 1})}, 2};
  REQUIRE(visits_of(fewer).outside == std::vector<std::int64_t>{0, 1, 1, 1});
}

}  // namespace selected_contacts_test
