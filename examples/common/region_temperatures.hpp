// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "common/molecular_dynamics.hpp"
#include "tektite/dynamics/velocities.hpp"

namespace tektite::examples {

/// 1 for atoms whose label is not 0, else 0.
inline Kokkos::View<int*, Memory> labelled_atoms(Exec const& exec, Kokkos::View<int*, Memory> const& labels) {
  Kokkos::View<int*, Memory> const labelled(
      Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "tektite::labelled_atoms"), labels.extent(0));
  Kokkos::parallel_for(
      "tektite::labelled_atoms", Kokkos::RangePolicy<Exec>(exec, 0, labels.extent(0)),
      KOKKOS_LAMBDA(int i) { labelled(i) = labels(i) != 0; });
  return labelled;
}

/// The atoms in regions and those of the matrix, each held at a temperature of their own by rescaling velocities.
class RegionTemperatures {
 public:
  /// \param labels of the atoms, from `place_regions`: 0 in the matrix
  RegionTemperatures(Exec const& exec, Kokkos::View<int*, Memory> const& labels)
      : exec_(exec), in_region_(labelled_atoms(exec, labels)) {}

  Group<Memory> regions() const { return {in_region_, 1}; }
  Group<Memory> matrix() const { return {in_region_, 0}; }

  /// Rescales the velocities of both (K).
  void set(EamSimulation& simulation, double regions_kelvin, double matrix_kelvin) const {
    set_temperature(exec_, simulation.system(), regions_kelvin, regions());
    set_temperature(exec_, simulation.system(), matrix_kelvin, matrix());
    simulation.velocities_changed();
  }

 private:
  Exec exec_;
  Kokkos::View<int*, Memory> in_region_;
};

}  // namespace tektite::examples
