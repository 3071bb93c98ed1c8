// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// A code that shears a sample with sliding images, as Lees and Edwards do: its cell is an upright cube, and the images
// of the cube above and below it slide along x. With one trait Tektite reads this cell as the domain of every call.
//
// A crystal is sheared until the images above have slid by more than half an edge. Neighbours are compared with those
// that the code finds itself. Called without arguments.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <tektite/core.hpp>
#include <tektite/neighbors.hpp>
#include <tektite/percolation.hpp>
#include <tektite/strain.hpp>
#include <tektite/voronoi.hpp>
#include <vector>

using tektite::Vec3;

//[cell]
// What the host code has: a cube, whose images b cubes above are at b times the offset along x.
struct SlidingCell {
  double edge, offset;

  // Moves a particle into the cube and counts cubes. One that leaves through the top is moved along x, too.
  Vec3<double> wrap(Vec3<double> r, Vec3<int>& image) const {
    image.y = static_cast<int>(std::floor(r.y / edge));
    r.x -= image.y * offset;
    image.x = static_cast<int>(std::floor(r.x / edge));
    image.z = static_cast<int>(std::floor(r.z / edge));
    return r - edge * Vec3<double>{double(image.x), double(image.y), double(image.z)};
  }
};

template <>
struct tektite::DomainTraits<SlidingCell> {
  static constexpr bool closed = true;  // all particles are owned
  // Its edges lead from a particle to its next images.
  static tektite::Box cell(SlidingCell const& c) {
    return tektite::Box::triclinic({c.edge, c.edge, c.edge}, c.offset, 0, 0);
  }
};
//[/cell]

namespace {

constexpr int cubes = 9;  // of the crystal along each edge
constexpr double cutoff = 1.25;

using Points = std::vector<Vec3<double>>;

/// A body-centred cubic crystal of edge 1 with small random displacements.
Points make_crystal(std::mt19937& random) {
  std::normal_distribution<double> shake(0, 0.04);
  Points points;
  for (int k = 0; k < 2 * cubes * cubes * cubes; ++k) {
    Vec3<double> const corner{double(k / 2 % cubes), double(k / 2 / cubes % cubes), double(k / 2 / cubes / cubes)};
    double const half = 0.25 + 0.5 * (k % 2);
    points.push_back(corner + Vec3<double>{half + shake(random), half + shake(random), half + shake(random)});
  }
  return points;
}

/// The code's own count of pairs within the cutoff: b cubes above, an image is moved along x first.
std::size_t count_pairs(Points const& points, SlidingCell const& cell) {
  std::size_t count = 0;
  for (auto const& r : points) {
    for (auto const& other : points) {
      Vec3<double> d = other - r;
      double const above = std::round(d.y / cell.edge);
      d.x -= above * cell.offset;
      d = {d.x - cell.edge * std::round(d.x / cell.edge), d.y - cell.edge * above,
           d.z - cell.edge * std::round(d.z / cell.edge)};
      count += &other != &r && norm(d) <= cutoff;
    }
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  std::mt19937 random(2);
  double const strain = 0.62, edge = cubes;
  SlidingCell const before{edge, 0}, after{edge, strain * edge};
  Points const start = make_crystal(random);
  Points now(start.size());                     // in the cube
  std::vector<Vec3<int>> images(start.size());  // cubes that each particle has crossed
  for (std::size_t i = 0; i < start.size(); ++i)
    now[i] = after.wrap({start[i].x + strain * start[i].y, start[i].y, start[i].z}, images[i]);

  //[calls]
  Kokkos::DefaultHostExecutionSpace const exec{};
  auto const X = tektite::to_device(exec, start), x = tektite::to_device(exec, now);
  auto const list = build_neighbor_list(exec, x, after, {.cutoff = cutoff});
  auto const cells = voronoi(exec, x, after);
  // Displacements need unwrapped positions. Image flags count the edges of the cell: the offset is in them.
  auto const translate = tektite::site_translations(after);
  auto unwrapped = now;
  for (std::size_t i = 0; i < now.size(); ++i) unwrapped[i] += translate(images[i]);
  auto const fit = affine_fit(exec, X, before, tektite::to_device(exec, unwrapped), after, {.cutoff = cutoff});
  // A wall of particles. It has tilted, and goes on in the images above, which have slid as far as its upper end.
  std::vector<int> wall(start.size());
  for (std::size_t i = 0; i < start.size(); ++i) wall[i] = start[i].x < 1;
  auto const clusters =
      percolation_clusters(exec, contacts_within(exec, x, after, cutoff), tektite::to_device(exec, wall));
  //[/calls]

  double volume = 0, worst = 0, d2min = 0;
  for (std::size_t i = 0; i < start.size(); ++i) {
    volume += cells.volumes(i);
    worst = std::max(worst, std::abs(fit.F(i, 0, 1) - strain));
    d2min = std::max(d2min, fit.d2min(i));
  }
  std::size_t const pairs = list.neighbors.extent(0), own = count_pairs(now, after);
  std::printf("%zu particles, strain %.2f, images have slid by %.2f edges\n", start.size(), strain, strain);
  std::printf("pairs: %zu, found by the code itself %zu; sum of the cells / volume - 1 = %.1e\n", pairs, own,
              volume / (edge * edge * edge) - 1);
  std::printf("local shear strain: off by at most %.1e; D2min at most %.1e\n", worst, d2min);
  std::printf("wall: %zu cluster, it wraps around %s\n", clusters.count(),
              clusters.largest_wraps == 6 ? "y and z" : "other axes");
  bool const good = pairs == own && std::abs(volume / (edge * edge * edge) - 1) < 1e-12 && worst < 1e-12 &&
                    d2min < 1e-24 && clusters.count() == 1 && clusters.largest_wraps == 6;
  return good ? 0 : 1;
}
