// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/percolation.hpp>
#include <tektite/voronoi.hpp>

#include "forms.hpp"

namespace voronoi_forms_test {

using namespace tektite;
using forms::bits_of;

TEST_CASE("Voronoi cells have the same bits for positions in every form") {
  forms::Frames const s;
  for (Box const& box : {s.box, s.open}) {
    auto const bits = [](VoronoiCells<forms::Host> const& c) {
      return bits_of(c.offsets, c.neighbors, c.shifts, c.areas, c.orders, c.indices, c.face_counts, c.volumes,
                     c.surface_areas, c.status, c.vertices);
    };
    s.require_same_bits("voronoi", [&](auto const& x) { return bits(voronoi(s.exec, x, box)); });
    s.require_same_bits("radical_voronoi",
                        [&](auto const& x) { return bits(radical_voronoi(s.exec, x, s.values, box)); });
  }
}

TEST_CASE("functions on clusters give the same bits for positions in every form") {
  forms::Frames const s;
  for (Box const& box : {s.box, s.open}) {
    auto const clusters = percolation_clusters(s.exec, contacts_within(s.exec, s.now.vectors(), box, 2.4), s.types);
    s.require_same_bits("contacts_within", [&](auto const& x) {
      auto const c = percolation_clusters(s.exec, contacts_within(s.exec, x, box, 2.4), s.types);
      return bits_of(c.labels, c.sizes, c.wraps, c.images);
    });
    s.require_same_bits("cluster_geometry", [&](auto const& x) {
      auto const g = cluster_geometry(s.exec, x, box, clusters);
      return bits_of(g.centers, g.gyration_radii, g.status);
    });
    s.require_same_bits("spanning_axes",
                        [&](auto const& x) { return bits_of(spanning_axes(s.exec, x, box, clusters, {.depth = 3})); });
  }
}

}  // namespace voronoi_forms_test
