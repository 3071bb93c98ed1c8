// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

// needs: tektite::files

#include <tektite/dynamics.hpp>
#include <tektite/eam.hpp>
#include <tektite/io/read_eam.hpp>

#include "forms.hpp"

namespace dynamics_forms_test {

using namespace tektite;
using forms::bits_of;
using forms::Exec;
using forms::Host;

TEST_CASE("forces have the same bits for positions in every form") {
  forms::Frames const s;
  EamForces<Exec> eam(s.exec, io::read_eam(std::string(TEKTITE_SOURCE_DIR) + "/data/Cu-Zr_4.eam.fs.gz"), {"Cu", "Zr"});
  auto const list = build_neighbor_list(s.exec, s.now.vectors(), s.box, {.cutoff = eam.cutoff()});
  s.require_same_bits("EamForces::compute", [&](auto const& x) {
    Kokkos::View<Vec3<double>*, Host> const forces("forces", s.types.extent(0));
    eam.compute(x, s.types, s.box, list, forces);
    return bits_of(forces);
  });
  s.require_same_bits("EamForces::density", [&](auto const& x) {
    eam.density(x, s.types, s.box, list);
    return bits_of(eam.slopes());
  });
}

TEST_CASE("functions of dynamics give the same bits for vectors in every form") {
  forms::Frames const s;
  Kokkos::View<double*, Host> const masses("masses", 2);
  Kokkos::deep_copy(masses, 3.0);
  Kokkos::View<Vec3<double>*, Host> const out("out", s.types.extent(0));
  s.require_same_bits("kick", [&](auto const& x) {
    Kokkos::deep_copy(out, Vec3<double>{1, 2, 3});
    kick(s.exec, out, x, s.types, masses, 0.5);
    return bits_of(out);
  });
  s.require_same_bits("drift", [&](auto const& x) {
    Kokkos::deep_copy(out, Vec3<double>{1, 2, 3});
    drift(s.exec, out, x, CellStep::fixed(0.5));
    return bits_of(out);
  });
  RegionOptions const regions{.fraction = 0.05, .edge = 1, .count = 4};
  s.require_same_bits("place_regions",
                      [&](auto const& x) { return bits_of(place_regions(s.exec, x, s.box, regions).labels); });
}

}  // namespace dynamics_forms_test
