// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "tektite/core/error.hpp"

namespace tektite {

/// One element of an EAM potential.
struct EamElement {
  std::string name;               ///< chemical symbol, as the file spells it
  int atomic_number = 0;          ///< as the file says
  double mass = 0;                ///< g/mol
  double lattice_constant = 0;    ///< as the file says; not used in forces
  std::string lattice;            ///< as the file says; not used in forces
  std::vector<double> embedding;  ///< F at densities 0, density_spacing, ...
};

/// An embedded-atom potential as tables: E = sum_i F_i(rho_i) + sum_{i<j} phi_ij(r), rho_i = sum_j rho_{j at i}(r).
///
/// The units are those of the file; for LAMMPS' "metal" eV and Angstrom. All data are on the host.
struct EamPotential {
  std::string source;                          ///< file that it was read from
  std::array<std::string, 3> comments;         ///< the file's first three lines
  bool finnis_sinclair = false;                ///< true: densities depend on both elements
  std::vector<EamElement> elements;            ///< in the file's order
  std::size_t density_count = 0;               ///< points of each embedding function
  std::size_t distance_count = 0;              ///< points of each density and pair function
  double density_spacing = 0;                  ///< distance of the points in density
  double distance_spacing = 0;                 ///< distance of the points in r
  double cutoff = 0;                           ///< no interaction from this distance on
  std::vector<std::vector<double>> densities;  ///< [donor * n + acceptor] at distances 0, distance_spacing, ...
  std::vector<std::vector<double>> pairs;      ///< r phi(r) of (0,0), (1,0), (1,1), (2,0), ...

  /// Density that an atom of element `donor` contributes at an atom of element `acceptor`.
  ///
  /// \param donor,acceptor indices of elements
  /// \returns values at distances 0, distance_spacing, ...
  std::vector<double> const& density(std::size_t donor, std::size_t acceptor) const {
    return densities[donor * elements.size() + acceptor];
  }

  /// Pair function of two elements, times r.
  ///
  /// \param a,b indices of elements, in any order
  /// \returns r phi(r) at distances 0, distance_spacing, ...
  std::vector<double> const& pair(std::size_t a, std::size_t b) const {
    return a > b ? pairs[a * (a + 1) / 2 + b] : pairs[b * (b + 1) / 2 + a];
  }

  /// Index of an element.
  ///
  /// \param name  as the file spells it
  /// \returns index into `elements`
  /// \throws Error an element that is not in the potential
  std::size_t element(std::string const& name) const {
    std::string known;
    for (std::size_t e = 0; e < elements.size(); ++e) {
      if (elements[e].name == name) return e;
      known += (e > 0 ? ", " : "") + elements[e].name;
    }
    fail("element '", name, "' is not in the potential ", source, " (it has ", known, ")");
  }
};

}  // namespace tektite
