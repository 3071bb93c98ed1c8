// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/io/read_configuration.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "support/scratch_folder.hpp"

/// \file
/// Runs LAMMPS beside a benchmark, on the same atoms, where its program `lmp` is found.

namespace tektite::benchmarks {

/// Times that LAMMPS prints of a run; zero where it printed none: no `lmp`, or a style that it was built without.
struct LammpsTimes {
  double loop = 0;   ///< seconds of all steps
  double lists = 0;  ///< seconds of list builds
  double builds = 0;
};

/// \param glass   of two types
/// \param styles  lines that set the pair style
/// \param suffix  command-line options such as `-sf opt`
inline LammpsTimes run_lammps(io::Configuration const& glass, std::string const& styles, std::string const& run,
                              std::string const& suffix) {
  LammpsTimes times;
  if (std::system("command -v lmp > /dev/null 2>&1") != 0) return times;
  ScratchFolder const folder;
  {
    std::ofstream data(folder / "glass.data");
    data.precision(10);
    data << "glass\n\n" << glass.size() << " atoms\n2 atom types\n\n";
    char const* const names[] = {"x", "y", "z"};
    for (int d = 0; d < 3; ++d) {
      double const low = glass.box.origin()[d];
      data << low << ' ' << low + glass.box.edge(d)[d] << ' ' << names[d] << "lo " << names[d] << "hi\n";
    }
    data << "\nAtoms\n\n";
    for (std::size_t i = 0; i < glass.size(); ++i) {
      auto const r = glass.box.wrap(glass.positions[i]);
      data << i + 1 << ' ' << glass.types[i] + 1 << ' ' << r.x << ' ' << r.y << ' ' << r.z << '\n';
    }
    std::ofstream input(folder / "in");
    input << "units metal\natom_style atomic\nread_data " << (folder / "glass.data").string() << '\n'
          << styles << "\nvelocity all create 300 1\nneighbor 1.0 bin\ntimestep 0.002\nfix 1 all nve\nthermo 1000\n"
          << run << '\n';
  }
  std::string const command =
      "OMP_NUM_THREADS=1 lmp -log none -in " + (folder / "in").string() + ' ' + suffix + " 2>&1";
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return times;
  char line[4096];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    std::sscanf(line, "Loop time of %lf", &times.loop);
    std::sscanf(line, "Neigh | %lf", &times.lists);  // blanks in a format match any number of them
    std::sscanf(line, "Neighbor list builds = %lf", &times.builds);
  }
  pclose(pipe);
  return times;
}

}  // namespace tektite::benchmarks
