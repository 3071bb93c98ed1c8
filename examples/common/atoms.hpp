// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <numbers>
#include <string>
#include <vector>

#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/types.hpp"

/// \file
/// The atoms of a file in the memory where the algorithms run.

namespace tektite::examples {

using Exec = Kokkos::DefaultExecutionSpace;

/// Positions and types in the memory of the default execution space.
struct Atoms {
  Kokkos::View<Vec3<double>*, Exec::memory_space> positions;
  Kokkos::View<int*, Exec::memory_space> types;
};

/// Types as the file numbers them.
inline Atoms atoms_on_device(Exec const& exec, io::Configuration const& c) {
  return {to_device(exec, c.positions, "positions"), to_device(exec, c.types, "types")};
}

/// Types in the order of `elements`, as given by `--elements Cu,Zr`.
inline Atoms atoms_on_device(Exec const& exec, io::Configuration const& c, std::vector<std::string> const& elements) {
  return {to_device(exec, c.positions, "positions"), to_device(exec, io::types_by_element(c, elements), "types")};
}

/// Throws if so many neighbours lie within a cutoff that a list of them takes memory and time out of proportion to the
/// file. \param option for the message \param most pairs of few atoms; of many atoms, a hundred thousandth for each
inline void require_few_neighbors(char const* option, double cutoff, io::Configuration const& c, double most = 1e8) {
  double const atoms = double(c.size()), sphere = 4.0 / 3 * std::numbers::pi * cutoff * cutoff * cutoff;
  double const neighbors = atoms / c.box.volume() * sphere;
  require(neighbors * atoms <= most * (1 + 1e-5 * atoms), option, " ", cutoff, ": an atom has about ", neighbors,
          " neighbours within this distance, too many for ", c.size(), " atoms");
}

}  // namespace tektite::examples
