// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Voro++ cells of a LAMMPS dump (id type x y z ..., cubic box): see README.md. Not part of the build.

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

template <class Container>
std::vector<Result> compute(Container& container, int n) {
  std::vector<Result> results(n);
  voro::c_loop_all loop(container);
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
  double low = 0, high = 0;
  for (int k = 0; k < 3; ++k) std::getline(dump, line);
  dump >> n;
  for (int k = 0; k < 2; ++k) std::getline(dump, line);
  dump >> low >> high;
  for (int k = 0; k < 4; ++k) std::getline(dump, line);
  double const edge = rounded(high - low);
  std::vector<int> types(n);
  std::vector<double> x(3 * n);
  for (int k = 0; k < n; ++k) {
    std::getline(dump, line);
    std::istringstream words(line);
    int id, type;
    double r[3];
    words >> id >> type >> r[0] >> r[1] >> r[2];
    types[id - 1] = type;
    for (int d = 0; d < 3; ++d) x[3 * (id - 1) + d] = rounded(r[d] - low);
  }
  // Voro++'s orthogonal containers are right only for particles inside the box.
  auto const inside = [&](double s) { return s - edge * std::floor(s / edge); };
  voro::container plain(0, edge, 0, edge, 0, edge, 8, 8, 8, true, true, true, 8);
  voro::container_poly radical(0, edge, 0, edge, 0, edge, 8, 8, 8, true, true, true, 8);
  for (int i = 0; i < n; ++i) {
    double const *r = &x[3 * i], radius = types[i] == 1 ? 1.28 : 1.60;
    plain.put(i, inside(r[0]), inside(r[1]), inside(r[2]));
    radical.put(i, inside(r[0]), inside(r[1]), inside(r[2]), radius);
  }
  auto const a = compute(plain, n), b = compute(radical, n);
  std::printf("# %.6f %d edge of the cube, atoms; type x y z, then n3 n4 n5 n6 faces volume area shortest_edge twice\n",
              edge, n);
  for (int i = 0; i < n; ++i) {
    std::printf("%d %.6f %.6f %.6f", types[i], x[3 * i], x[3 * i + 1], x[3 * i + 2]);
    for (auto const* r : {&a[i], &b[i]}) {
      std::printf(" %d %d %d %d %d %.10f %.10f %.3g", r->orders[0], r->orders[1], r->orders[2], r->orders[3], r->faces,
                  r->volume, r->area, r->shortest);
    }
    std::printf("\n");
  }
}
