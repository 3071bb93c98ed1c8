// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/io/configuration.hpp>

#include <cstdlib>
#include <fstream>
#include <string>

#include "program.hpp"
#include "support/scratch_folder.hpp"

/// \file
/// Runs the Python package freud beside a benchmark, on the same atoms, where an interpreter has it.

namespace tektite::benchmarks {

/// Seconds that one thread of freud takes for q_6 of a glass, the least of five rounds in one process; zero where no
/// interpreter (TEKTITE_PYTHON, else python3) has freud.
struct FreudTimes {
  double from_positions = 0;  ///< neighbours within the cutoff, then q_6
  double of_neighbors = 0;    ///< q_6 of neighbours that are given
};

/// \param cutoff of the neighbours (A)
inline FreudTimes run_freud(io::Configuration const& glass, double cutoff) {
  ScratchFolder const folder;
  {
    std::ofstream positions(folder / "positions.txt");
    positions.precision(9);
    for (auto const& r : glass.positions) {
      Vec3<double> const inside = glass.box.wrap(r);
      positions << inside.x << ' ' << inside.y << ' ' << inside.z << '\n';
    }
    std::ofstream(folder / "q6.py") << R"(
import sys, time
import freud, numpy
freud.parallel.set_num_threads(1)
edge, cutoff = float(sys.argv[2]), float(sys.argv[3])
points = numpy.loadtxt(sys.argv[1]) - edge / 2
box = freud.box.Box.cube(edge)
query = {"r_max": cutoff, "exclude_ii": True}
def best(work):
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)
steinhardt = freud.order.Steinhardt(l=6)
neighbors = freud.locality.AABBQuery(box, points).query(points, query).toNeighborList()
given = best(lambda: steinhardt.compute((box, points), neighbors=neighbors).particle_order)
full = best(lambda: steinhardt.compute((box, points), neighbors=query).particle_order)
print(full, given)
)";
  }
  char const* const python = std::getenv("TEKTITE_PYTHON");
  std::string const line = output_of(std::string(python != nullptr ? python : "python3") + " " +
                                     (folder / "q6.py").string() + " " + (folder / "positions.txt").string() + " " +
                                     std::to_string(glass.box.edge(0).x) + " " + std::to_string(cutoff));
  FreudTimes times;
  if (std::sscanf(line.c_str(), "%lf %lf", &times.from_positions, &times.of_neighbors) != 2) return {};
  return times;
}

}  // namespace tektite::benchmarks
