// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/dynamics/units.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

namespace units_test {

using Catch::Matchers::WithinRel;
namespace units = tektite::units;

TEST_CASE("units follow from the constants of CODATA 2006") {
  double const charge = 1.602176487e-19, dalton = 1.660538782e-27, boltzmann = 1.3806504e-23;  // C, kg, J/K
  double const angstrom = 1e-10, picosecond = 1e-12, bar = 1e5;                                // m, s, Pa
  double const speed = angstrom / picosecond, volume = angstrom * angstrom * angstrom;
  CHECK_THAT(units::boltzmann, WithinRel(boltzmann / charge, 1e-7));
  CHECK_THAT(units::mass, WithinRel(dalton * speed * speed / charge, 1e-7));
  CHECK_THAT(units::pressure, WithinRel(charge / volume / bar, 1e-7));
  CHECK_THAT(units::density, WithinRel(dalton / volume * 1e-3, 1e-6));  // 1 kg/m3 is 1e-3 g/cm3
  CHECK(units::per_second == picosecond);
}

}  // namespace units_test
