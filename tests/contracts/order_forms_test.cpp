// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/neighbors.hpp>
#include <tektite/order.hpp>
#include <tektite/percolation.hpp>
#include <tektite/voronoi.hpp>

#include "forms.hpp"

namespace order_forms_test {

using namespace tektite;
using forms::bits_of;

TEST_CASE("bonds are the same bits for positions in every form") {
  forms::Frames const s;
  for (Box const& box : {s.box, s.open}) {
    s.require_same_bits("bonds_of", [&](auto const& x) {
      auto const listed = bonds_of(s.exec, x, box, build_neighbor_list(s.exec, x, box, {.cutoff = 4}));
      auto const near = bonds_of(s.exec, x, box, contacts_within(s.exec, x, box, 4));
      return bits_of(listed.offsets, listed.neighbors, listed.particle, listed.points, near.offsets, near.neighbors,
                     near.particle, near.points);
    });
    s.require_same_bits("area_weighted_bonds", [&](auto const& x) {
      auto const bonds = area_weighted_bonds(s.exec, x, box, voronoi(s.exec, x, box));
      return bits_of(bonds.offsets, bonds.neighbors, bonds.particle, bonds.points);
    });
  }
}

}  // namespace order_forms_test
