// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/dynamics/system.hpp>
#include <tektite/dynamics/velocities.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/io/read_setfl.hpp>
#include <tektite/io/system.hpp>

#include <span>
#include <string>
#include <vector>

/// EAM forces of the Cu-Zr potential in data/, a small glass and a small B2 crystal.
namespace reference {

template <class Exec>
tektite::EamForces<Exec> cuzr_forces(Exec const& exec, tektite::EamOptions const& options = {}) {
  static auto const potential = tektite::io::read_setfl(std::string(TEKTITE_SOURCE_DIR) + "/data/Cu-Zr_4.eam.fs.gz");
  return tektite::EamForces<Exec>(exec, potential, {"Cu", "Zr"}, options);
}

/// A Cu-Zr glass of 500 atoms at 300 K.
template <class Exec>
tektite::System<typename Exec::memory_space> cuzr_glass(Exec const& exec, std::vector<double> const& masses) {
  auto const c = tektite::io::read_configuration(TEKTITE_SOURCE_DIR "/tests/golden/dynamics/glass.data.gz");
  return tektite::io::system_from(exec, c, {"Cu", "Zr"}, masses);
}

/// A B2 crystal of 432 atoms with random velocities at a temperature in K.
template <class Exec>
tektite::System<typename Exec::memory_space> cuzr_crystal(Exec const& exec, std::vector<double> const& masses,
                                                          double kelvin) {
  int const cells = 6;
  double const a = 3.27;
  std::vector<tektite::Vec3<double>> positions;
  std::vector<int> types;
  for (int k = 0; k < 2 * cells * cells * cells; ++k) {
    double const half = 0.5 * (k % 2);
    tektite::Vec3<double> const cell{double(k / 2 % cells), double(k / 2 / cells % cells),
                                     double(k / 2 / cells / cells)};
    positions.push_back(a * (cell + tektite::Vec3<double>{half, half, half}));
    types.push_back(k % 2);
  }
  double const edge = cells * a;
  auto const system = make_system(exec, std::span<tektite::Vec3<double> const>(positions), std::span<int const>(types),
                                  tektite::Box::orthogonal(edge, edge, edge), std::span<double const>(masses));
  draw_velocities(exec, system, {.kelvin = kelvin, .seed = 1});
  return system;
}

}  // namespace reference
