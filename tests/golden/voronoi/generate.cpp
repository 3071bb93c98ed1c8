// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Voro++ cells of a LAMMPS dump (id type x y z ..., in a cube or a tilted box): see README.md. Not part of the build.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>
#include <voro++/voro++.hh>

struct Result {
  int orders[4] = {0, 0, 0, 0}, faces = 0;
  double volume = 0, area = 0, shortest = 1e300;
};

template <class Loop, class Container>
std::vector<Result> compute(Container& container, int n) {
  std::vector<Result> results(n);
  Loop loop(container);
  voro::voronoicell cell;
  if (!loop.start()) return results;
  do {
    if (!container.compute_cell(cell, loop)) continue;
    Result& r = results[loop.pid()];
    std::vector<int> orders;
    cell.face_orders(orders);
    for (int const k : orders)
      if (k >= 3 && k <= 6) ++r.orders[k - 3];
    r.faces = cell.number_of_faces();
    r.volume = cell.volume();
    r.area = cell.surface_area();
    for (int i = 0; i < cell.p; ++i) {
      for (int j = 0; j < cell.nu[i]; ++j) {
        double squared = 0;  // vertices are kept at twice their coordinates
        for (int d = 0; d < 3; ++d) squared += std::pow(cell.pts[3 * i + d] - cell.pts[3 * cell.ed[i][j] + d], 2);
        r.shortest = std::min(r.shortest, 0.5 * std::sqrt(squared));
      }
    }
  } while (loop.inc());
  return results;
}

double rounded(double x) { return std::round(x * 1e6) / 1e6; }

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream dump(argv[1]);
  std::string line;
  int n = 0;
  for (int k = 0; k < 3; ++k) std::getline(dump, line);
  dump >> n;
  for (int k = 0; k < 2; ++k) std::getline(dump, line);
  bool const has_tilts = line.find("xy xz yz") != std::string::npos;
  double low[3], high[3], tilt[3] = {0, 0, 0};  // xy, xz, yz
  for (int d = 0; d < 3; ++d) {
    dump >> low[d] >> high[d];
    if (has_tilts) dump >> tilt[d];
  }
  // The dump gives the box around the tilted one.
  low[0] -= std::min({0.0, tilt[0], tilt[1], tilt[0] + tilt[1]});
  high[0] -= std::max({0.0, tilt[0], tilt[1], tilt[0] + tilt[1]});
  low[1] -= std::min(0.0, tilt[2]);
  high[1] -= std::max(0.0, tilt[2]);
  for (int k = 0; k < 2; ++k) std::getline(dump, line);
  double edge[3];
  for (int d = 0; d < 3; ++d) {
    edge[d] = rounded(high[d] - low[d]);
    tilt[d] = rounded(tilt[d]);
  }
  std::vector<int> types(n);
  std::vector<double> x(3 * n);
  for (int k = 0; k < n; ++k) {
    std::getline(dump, line);
    std::istringstream words(line);
    int id, type;
    double r[3];
    words >> id >> type >> r[0] >> r[1] >> r[2];
    types[id - 1] = type;
    for (int d = 0; d < 3; ++d) x[3 * (id - 1) + d] = rounded(r[d] - low[d]);
  }
  // Voro++'s containers are right only for particles inside the box.
  auto const inside = [&](double const* r, double* out) {
    double const c = std::floor(r[2] / edge[2]);
    double const y = r[1] - c * tilt[2], b = std::floor(y / edge[1]);
    double const z = r[2] - c * edge[2], x1 = r[0] - c * tilt[1] - b * tilt[0];
    out[0] = x1 - edge[0] * std::floor(x1 / edge[0]);
    out[1] = y - b * edge[1];
    out[2] = z;
  };
  std::vector<Result> a, b;
  auto const fill = [&](auto& plain, auto& radical) {
    for (int i = 0; i < n; ++i) {
      double r[3], radius = types[i] == 1 ? 1.28 : 1.60;
      inside(&x[3 * i], r);
      plain.put(i, r[0], r[1], r[2]);
      radical.put(i, r[0], r[1], r[2], radius);
    }
  };
  if (tilt[0] != 0 || tilt[1] != 0 || tilt[2] != 0) {
    voro::container_periodic plain(edge[0], tilt[0], edge[1], tilt[1], tilt[2], edge[2], 4, 4, 4, 8);
    voro::container_periodic_poly radical(edge[0], tilt[0], edge[1], tilt[1], tilt[2], edge[2], 4, 4, 4, 8);
    fill(plain, radical);
    a = compute<voro::c_loop_all_periodic>(plain, n);
    b = compute<voro::c_loop_all_periodic>(radical, n);
    std::printf("# %.6f %.6f %.6f %.6f %.6f %.6f %d lx ly lz xy xz yz atoms;", edge[0], edge[1], edge[2], tilt[0],
                tilt[1], tilt[2], n);
  } else {
    voro::container plain(0, edge[0], 0, edge[1], 0, edge[2], 8, 8, 8, true, true, true, 8);
    voro::container_poly radical(0, edge[0], 0, edge[1], 0, edge[2], 8, 8, 8, true, true, true, 8);
    fill(plain, radical);
    a = compute<voro::c_loop_all>(plain, n);
    b = compute<voro::c_loop_all>(radical, n);
    std::printf("# %.6f %d edge of the cube, atoms;", edge[0], n);
  }
  std::printf(" type x y z, then n3 n4 n5 n6 faces volume area shortest_edge twice\n");
  for (int i = 0; i < n; ++i) {
    std::printf("%d %.6f %.6f %.6f", types[i], x[3 * i], x[3 * i + 1], x[3 * i + 2]);
    for (auto const* r : {&a[i], &b[i]}) {
      std::printf(" %d %d %d %d %d %.10f %.10f %.3g", r->orders[0], r->orders[1], r->orders[2], r->orders[3], r->faces,
                  r->volume, r->area, r->shortest);
    }
    std::printf("\n");
  }
}
