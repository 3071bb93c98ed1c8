// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// A code whose particles are structs in single precision. With one trait Tektite reads them in place.
//
// A sample slips: all particles above the middle plane move along x. Only the particles at the plane are strained, and
// they form one cluster that wraps around both axes of the plane. Called without arguments.

#include <cmath>
#include <cstdio>
#include <random>
#include <tektite/core.hpp>
#include <tektite/percolation.hpp>
#include <tektite/strain.hpp>
#include <tektite/voronoi.hpp>
#include <vector>

//[struct]
// What the host code has.
struct Grain {
  int material;
  float position[3];
  float speed[3];
};

struct Grains {
  Grain const* data;
  std::size_t count;
};

template <>
struct tektite::ParticleTraits<Grains> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(Grains const& g) { return g.count; }
  KOKKOS_FUNCTION static tektite::Vec3<float> get(Grains const& g, std::size_t i) {
    float const* const r = g.data[i].position;
    return {r[0], r[1], r[2]};
  }
};
//[/struct]

namespace {

constexpr int edge = 14;

/// A body-centred cubic crystal of edge 1 with small random displacements.
std::vector<Grain> make_grains() {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> shake(-0.05f, 0.05f);
  std::vector<Grain> grains;
  for (int k = 0; k < 2 * edge * edge * edge; ++k) {
    int const cell[3] = {k / 2 % edge, k / 2 / edge % edge, k / 2 / edge / edge};
    Grain grain{k % 2, {}, {}};
    for (int d = 0; d < 3; ++d) grain.position[d] = float(cell[d]) + 0.5f * float(k % 2) + shake(random);
    grains.push_back(grain);
  }
  return grains;
}

}  // namespace

int main(int argc, char** argv) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  std::vector<Grain> const before = make_grains();
  std::vector<Grain> grains = before;
  float const slip = 0.8f, middle = 0.5f * edge - 0.25f;
  for (Grain& grain : grains)
    if (grain.position[2] > middle) grain.position[0] += slip;

  //[grains]
  Kokkos::DefaultHostExecutionSpace const exec{};
  // Free surfaces along z: the slip would cut the crystal a second time at the boundary.
  tektite::Box const box = tektite::Box::orthogonal(edge, edge, edge, {}, {true, true, false});
  Grains const X{before.data(), before.size()}, x{grains.data(), grains.size()};
  auto const cells = voronoi(exec, X, box);
  auto const field = two_term_gradient(exec, X, box, x, box, {.cutoff = 1.8});
  auto const lambda = deformation_measures(exec, field).effective_strain;
  auto const slipped = tektite::select_above(exec, lambda, 0.1);
  auto const clusters = percolation_clusters(exec, contacts_within(exec, X, box, 1.2), slipped);
  //[/grains]

  // Without the random displacements cells in the bulk are truncated octahedra: fourteen faces of four or six edges.
  double faces = 0, inside = 0, farthest = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    double const z = before[i].position[2];
    if (z > 2 && z < edge - 2) {
      faces += cells.face_counts(i);
      ++inside;
    }
    if (slipped(i)) farthest = std::max(farthest, std::abs(z - double(middle)));
  }
  std::printf("%zu grains, %.3f faces per cell\n", before.size(), faces / inside);
  std::printf("slipped: %lld grains, within %.3f of the plane, in %zu cluster; it wraps around %s\n",
              static_cast<long long>(clusters.selected), farthest, clusters.count(),
              clusters.largest_wraps == 3 ? "x and y" : "other axes");
  bool const good = std::abs(faces / inside - 14) < 0.5 && clusters.count() == 1 && clusters.largest_wraps == 3 &&
                    clusters.selected >= 2 * edge * edge && farthest < 1.8;
  return good ? 0 : 1;
}
