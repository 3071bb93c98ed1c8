// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cmath>
#include <vector>

/// A slow Voronoi oracle: each face is a large square in its plane, clipped by every other plane, in long double. It
/// stores no polyhedron, so it cannot have faults in the topology of one; it shares no code with the library.
namespace reference {

using Real = long double;
using Point3 = std::array<Real, 3>;

/// A plane that bounds the Voronoi cell of the particle at the origin.
struct Plane {
  Point3 normal;             // of unit length
  Real offset;               // inside: normal . r <= offset
  int neighbor;              // particle, or -1 - wall
  std::array<int, 3> shift;  // image of the neighbour, in box edges
};

/// A face of a Voronoi cell.
struct CellFace {
  int neighbor;              // as in `Plane`
  std::array<int, 3> shift;  // as in `Plane`
  Real area;
  int order;           // number of edges that are counted
  Real shortest_edge;  // of these
};

/// A Voronoi cell.
struct Cell {
  std::vector<CellFace> faces;
  Real volume = 0, surface = 0, shortest_edge = 1e300L;  // shortest_edge: of all faces
};

inline Real dot3(Point3 const& a, Point3 const& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
inline Point3 cross3(Point3 const& a, Point3 const& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
/// a + t b.
inline Point3 along(Point3 const& a, Real t, Point3 const& b) {
  return {a[0] + t * b[0], a[1] + t * b[1], a[2] + t * b[2]};
}
inline Real length3(Point3 const& a) { return std::sqrt(dot3(a, a)); }

/// The plane between the particle at the origin and a neighbour at `d`: halfway, shifted according to the difference of
/// their squared radii.
inline Plane bisector(Point3 const& d, Real own_squared, Real other_squared, int neighbor, std::array<int, 3> shift) {
  Real const length = length3(d);
  return {{d[0] / length, d[1] / length, d[2] / length},
          (length * length + own_squared - other_squared) / (2 * length),
          neighbor,
          shift};
}

/// The Voronoi cell around the origin inside all planes. Edges not longer than `merge` are not counted, and faces with
/// fewer than three counted edges are left out. A face begins as a square whose edges are 2 `size` long.
inline Cell cell_inside(std::vector<Plane> const& planes, Real size, Real merge) {
  Cell cell;
  for (std::size_t f = 0; f < planes.size(); ++f) {
    auto const& plane = planes[f];
    Point3 const other = std::abs(plane.normal[0]) < 0.5L ? Point3{1, 0, 0} : Point3{0, 1, 0};
    Point3 u = cross3(plane.normal, other);
    Real const length = length3(u);
    for (auto& c : u) c /= length;
    Point3 const v = cross3(plane.normal, u);
    std::vector<Point3> polygon;
    for (auto [a, b] : {std::array<Real, 2>{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
      polygon.push_back(along(along(along({0, 0, 0}, plane.offset, plane.normal), a * size, u), b * size, v));
    }
    for (std::size_t g = 0; g < planes.size() && !polygon.empty(); ++g) {
      if (g == f) continue;
      std::vector<Point3> clipped;
      for (std::size_t k = 0; k < polygon.size(); ++k) {
        Point3 const &a = polygon[k], &b = polygon[(k + 1) % polygon.size()];
        Real const sa = dot3(a, planes[g].normal) - planes[g].offset, sb = dot3(b, planes[g].normal) - planes[g].offset;
        if (sa <= 0) clipped.push_back(a);
        if ((sa <= 0) != (sb <= 0))
          clipped.push_back(along(a, sa / (sa - sb), {b[0] - a[0], b[1] - a[1], b[2] - a[2]}));
      }
      polygon = clipped;
    }
    CellFace face{plane.neighbor, plane.shift, 0, 0, 1e300L};
    Point3 area{0, 0, 0};
    for (std::size_t k = 0; k < polygon.size(); ++k) {
      Point3 const &a = polygon[k], &b = polygon[(k + 1) % polygon.size()];
      Point3 const edge{b[0] - a[0], b[1] - a[1], b[2] - a[2]};
      Real const l = length3(edge);
      if (l > merge) {
        ++face.order;
        face.shortest_edge = std::min(face.shortest_edge, l);
      }
      area = along(area, 0.5L, cross3({a[0] - polygon[0][0], a[1] - polygon[0][1], a[2] - polygon[0][2]}, edge));
    }
    face.area = length3(area);
    if (face.order < 3) continue;
    cell.surface += face.area;
    cell.volume += face.area * plane.offset / 3;
    cell.shortest_edge = std::min(cell.shortest_edge, face.shortest_edge);
    cell.faces.push_back(face);
  }
  return cell;
}

}  // namespace reference
