// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
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
  std::array<std::string, 3> comments;         ///< the file's first three lines; of funcfl files the first of each
  bool finnis_sinclair = false;                ///< true: densities depend on both elements
  std::vector<EamElement> elements;            ///< in the file's order
  std::size_t density_count = 0;               ///< points of each embedding function
  std::size_t distance_count = 0;              ///< points of each density and pair function
  double density_spacing = 0;                  ///< distance of the points in density
  double distance_spacing = 0;                 ///< distance of the points in r
  double cutoff = 0;                           ///< no interaction from this distance on
  double density_end = 0;                      ///< beyond this density F is a straight line; 0: beyond its last point
  std::vector<std::vector<double>> densities;  ///< at distances 0, distance_spacing, ...: [donor], or with
                                               ///< `finnis_sinclair` [donor * n + acceptor]
  std::vector<std::vector<double>> pairs;      ///< r phi(r) of (0,0), (1,0), (1,1), (2,0), ...

  /// Density that an atom of element `donor` contributes at an atom of element `acceptor`.
  ///
  /// \param donor,acceptor indices of elements
  /// \returns values at distances 0, distance_spacing, ...
  /// \throws Error an element or table that is not in the potential
  std::vector<double> const& density(std::size_t donor, std::size_t acceptor) const {
    return table("density", donor, acceptor, densities, "densities",
                 finnis_sinclair ? donor * elements.size() + acceptor : donor);
  }

  /// Pair function of two elements, times r.
  ///
  /// \param a,b indices of elements, in any order
  /// \returns r phi(r) at distances 0, distance_spacing, ...
  /// \throws Error an element or table that is not in the potential
  std::vector<double> const& pair(std::size_t a, std::size_t b) const {
    return table("pair function", a, b, pairs, "pair functions", a > b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a);
  }

  /// Index of an element.
  ///
  /// \param name  as the file spells it
  /// \returns index into `elements`
  /// \throws Error an element that is not in the potential
  std::size_t element(std::string const& name) const {
    for (std::size_t e = 0; e < elements.size(); ++e)
      if (elements[e].name == name) return e;
    std::vector<std::string> known;
    for (EamElement const& other : elements) known.push_back(other.name);
    fail("element '", shortened(name), "' is not in the potential ", source, " (it has ", detail::listed(known, ", "),
         ")");
  }

 private:
  // One of the tables of a kind, for elements a and b; refuses those that do not exist.
  std::vector<double> const& table(char const* what, std::size_t a, std::size_t b,
                                   std::vector<std::vector<double>> const& tables, char const* plural,
                                   std::size_t index) const {
    char const* const colon = source.empty() ? "eam: " : ": ";
    require(a < elements.size() && b < elements.size(), source, colon, what, " of elements ", a, " and ", b,
            ", but there are ", elements.size());
    require(index < tables.size(), source, colon, what, " of elements ", a, " and ", b, ", but the potential has ",
            tables.size(), " ", plural);
    return tables[index];
  }
};

namespace detail {

/// Checks for `validate`, with the potential's source before each text.
class EamPotentialCheck {
 public:
  explicit EamPotentialCheck(EamPotential const& potential) : potential_(potential) {}

  template <class... Parts>
  void need(bool condition, Parts const&... parts) const {
    if (!condition) fail(potential_.source, potential_.source.empty() ? "eam: " : ": ", parts...);
  }

  // Bounds far beyond any unit, so that no product of numbers from the tables overflows.
  void scale(char const* what, double value) const {
    need(std::isfinite(value) && value >= 1e-12 && value <= 1e12, what, " is ", value, ", expected 1e-12 to 1e12");
  }

  void table(std::vector<double> const& values, std::size_t count, std::string_view what, std::string const& of) const {
    need(values.size() == count, what, of, " has ", values.size(), " points, expected ", count);
    for (double const value : values)
      need(std::isfinite(value) && std::abs(value) <= 1e100, what, of, " has the value ", value,
           ", expected at most 1e100");
  }

 private:
  EamPotential const& potential_;
};

}  // namespace detail

/// Throws unless a potential can be evaluated. The readers and `EamForces` call it.
///
/// Tables must have at least five points and the sizes that the potential names; spacings and cutoff must lie between
/// 1e-12 and 1e12, the sizes of values at most at 1e100. The cutoff must be larger than the first distance of the
/// tables after r = 0, because closer pairs are refused, and at most twice their largest, because values end there.
///
/// \param potential any
/// \throws Error which number is wrong, with the source of the potential
/// \cost   O(points of all tables)
inline void validate(EamPotential const& potential) {
  detail::EamPotentialCheck const check(potential);
  std::size_t const n = potential.elements.size();
  check.need(n > 0, "no elements");
  for (auto const* const count : {&potential.density_count, &potential.distance_count})
    check.need(*count >= 5 && *count <= 1'000'000'000, "a table has ", *count, " points, expected at least 5");
  check.scale("the spacing of densities", potential.density_spacing);
  check.scale("the spacing of distances", potential.distance_spacing);
  check.scale("the cutoff", potential.cutoff);
  double const first = potential.distance_spacing, end = double(potential.distance_count) * first;
  check.need(potential.cutoff > first, "the cutoff ", potential.cutoff,
             " is not larger than the tables' first distance ", first, ": all pairs would be too close");
  check.need(potential.cutoff <= 2 * end, "the cutoff ", potential.cutoff, " is far beyond the tables, which end at ",
             end - first);
  double const last_density = double(potential.density_count - 1) * potential.density_spacing;
  check.need(potential.density_end == 0 || (std::isfinite(potential.density_end) &&
                                            potential.density_end >= last_density && potential.density_end <= 1e24),
             "density_end ", potential.density_end, " is below the last density ", last_density, " of the tables");
  std::size_t const densities = potential.finnis_sinclair ? n * n : n;
  check.need(potential.densities.size() == densities, potential.densities.size(), " densities, expected ", densities);
  check.need(potential.pairs.size() == n * (n + 1) / 2, potential.pairs.size(), " pair functions, expected ",
             n * (n + 1) / 2);
  for (auto const& element : potential.elements) {
    bool const word = element.name.size() <= 200 && std::all_of(element.name.begin(), element.name.end(),
                                                                [](char c) { return c >= '!' && c <= '~'; });
    check.need(word, "the name '", shortened(element.name),
               "' of an element cannot be printed, or has more than 200 characters");
    check.table(element.embedding, potential.density_count, "the embedding energy of ", shortened(element.name));
  }
  for (std::size_t d = 0; d < densities; ++d)
    check.table(potential.densities[d], potential.distance_count, "the density of ",
                shortened(potential.elements[potential.finnis_sinclair ? d / n : d].name));
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b <= a; ++b)
      check.table(potential.pair(a, b), potential.distance_count, "the pair energy of ",
                  shortened(potential.elements[a].name) + " and " + shortened(potential.elements[b].name));
}

}  // namespace tektite
