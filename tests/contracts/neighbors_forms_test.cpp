// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core.hpp>
#include <tektite/neighbors.hpp>

#include "forms.hpp"

namespace neighbors_forms_test {

using namespace tektite;
using forms::bits_of;
using forms::Host;

TEST_CASE("functions of core give the same bits for positions in every form") {
  forms::Frames const s;
  s.require_same_bits("box_around", [&](auto const& x) {
    Box const around = box_around(s.exec, x, Box::orthogonal(1000, 1000, 1000));
    return bits_of(around.origin(), around.edges());
  });
  s.require_same_bits("occupied_spacing", [&](auto const& x) { return bits_of(occupied_spacing(s.exec, x, s.box)); });
  s.require_same_bits("require_finite", [&](auto const& x) {
    require_finite(s.exec, x, 100.0);
    REQUIRE_THROWS_AS(require_finite(s.exec, x, 10.0), Error);
    return bits_of(true);
  });
  s.require_same_bits("require_near", [&](auto const& x) {
    require_near(s.exec, x, s.box);
    REQUIRE_THROWS_AS(require_near(s.exec, x, Box::orthogonal(1e-9, 1, 1)), Error);
    return bits_of(true);
  });
  Kokkos::View<Vec3<int>*, Host> const images("images", s.types.extent(0));
  for (std::size_t i = 0; i < images.extent(0); ++i) images(i) = {int(i % 3) - 1, int(i % 5) - 2, int(i % 2)};
  s.require_same_bits("unwrap", [&](auto const& x) { return bits_of(unwrap(s.exec, x, images, s.box)); });
}

TEST_CASE("functions on neighbours give the same bits for positions in every form") {
  forms::Frames const s;
  NeighborListOptions const options{.cutoff = 3.5, .skin = 0.25};
  for (Box const& box : {s.box, s.open}) {
    s.require_same_bits("make_sites", [&](auto const& x) {
      auto const sites = make_sites(s.exec, x, box, 3.5);
      return bits_of(sites.particle, sites.shift);
    });
    s.require_same_bits("site_positions", [&](auto const& x) {
      return bits_of(site_positions(s.exec, x, box, make_sites(s.exec, x, box, 3.5)));
    });
    s.require_same_bits("build_neighbor_list", [&](auto const& x) {
      auto const list = build_neighbor_list(s.exec, x, box, options);
      return bits_of(list.offsets, list.neighbors, list.sites.particle, list.sites.shift);
    });
    s.require_same_bits("rebuild_neighbor_list", [&](auto const& x) {
      NeighborList<Host> list;
      rebuild_neighbor_list(s.exec, x, box, options, list);
      return bits_of(list.offsets, list.neighbors);
    });
    s.require_same_bits("spatial_order",
                        [&](auto const& x) { return bits_of(spatial_order(s.exec, x, box).particle); });
  }
}

TEST_CASE("lists that are kept give the same bits for positions in every form") {
  forms::Frames const s;
  s.require_same_bits_of_both(
      "refresh_list, list_is_valid, nearest_to_build, update_list", [&](auto const& x, auto const& y) {
        RefreshedList<Host> kept;
        kept.cutoff = 3;
        kept.skin = 0.5;
        refresh_list(s.exec, x, s.box, kept);
        bool const was_valid = list_is_valid(s.exec, y, s.box, kept);
        auto bits = bits_of(was_valid, nearest_to_build(s.exec, y, s.box, kept));
        auto const after =
            bits_of(update_list(s.exec, y, s.box, kept), kept.list.offsets, kept.list.neighbors, kept.builds);
        bits.insert(bits.end(), after.begin(), after.end());
        return bits;
      });
}

}  // namespace neighbors_forms_test
