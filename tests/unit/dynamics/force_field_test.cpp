// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics/force_field.hpp>
#include <tektite/eam/forces.hpp>

#include <catch2/catch_test_macros.hpp>

#include "support/lennard_jones.hpp"

namespace force_field_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

namespace {

/// Forces without a virial.
struct NoVirial {
  template <class X, class Types, class List, class F>
  void compute(X const&, Types const&, CellEdges<Memory> const&, List const&, F const&, DeviceFlag<Memory> const&);
  void check() const;
  double energy() const;
};

}  // namespace

TEST_CASE("classes with all members are force fields, those with earlier positions have a state") {
  STATIC_REQUIRE(ForceField<EamForces<Exec>, Memory>);
  STATIC_REQUIRE(StatefulForceField<EamForces<Exec>, Memory>);
  STATIC_REQUIRE(ForceField<reference::LennardJonesForces<Exec>, Memory>);
  STATIC_REQUIRE_FALSE(StatefulForceField<reference::LennardJonesForces<Exec>, Memory>);
  STATIC_REQUIRE_FALSE(ForceField<NoVirial, Memory>);
}

}  // namespace force_field_test
