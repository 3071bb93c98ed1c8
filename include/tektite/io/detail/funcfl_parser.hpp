// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/io/detail/eam_text.hpp"
#include "tektite/io/elements.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// The parser of funcfl files, and one potential from the files of several elements.

namespace tektite::io::detail {

/// The tables of one funcfl file: those of one element.
struct Funcfl {
  std::string source, comment;  ///< name of the file, and its first line
  EamElement element;           ///< `embedding` at densities 0, density_spacing, ...
  double density_spacing = 0;   ///< distance of the points in density
  double distance_spacing = 0;  ///< distance of the points in r
  double cutoff = 0;            ///< no interaction from this distance on
  std::vector<double> charge;   ///< effective charge Z, in e, at distances 0, distance_spacing, ...
  std::vector<double> density;  ///< at distances 0, distance_spacing, ...

  /// \returns density at the last point of the embedding energy
  double largest_density() const { return double(element.embedding.size() - 1) * density_spacing; }
  /// \returns distance of the last point of charge and density
  double largest_distance() const { return double(density.size() - 1) * distance_spacing; }
};

/// Throws unless the file's own tables make a potential: then nothing overflows when they are mixed.
inline void validate_alone(Funcfl const& file) {
  EamPotential alone;
  alone.source = file.source;
  alone.elements = {file.element};
  alone.density_count = file.element.embedding.size();
  alone.distance_count = file.density.size();
  alone.density_spacing = file.density_spacing;
  alone.distance_spacing = file.distance_spacing;
  alone.cutoff = file.cutoff;
  alone.densities = {file.density};
  alone.pairs = {file.charge};  // only the size of its values counts here
  validate(alone);
}

/// Reads a funcfl file.
///
/// \param text of the file \param name of the file in messages
/// \returns the file's tables; the element is named by its atomic number, or by its digits if no element has it
/// \throws Error with file and line
inline Funcfl parse_funcfl(std::string_view text, std::string const& name) {
  EamText in(text, name);
  if (!in.is_funcfl()) {
    EamText setfl = in;
    for (int k = 0; k < 3; ++k) setfl.next_line();
    double elements = 0;
    if (setfl.next_data_line() && setfl.token() && io::parse_number(setfl.word(), elements) && elements >= 1 &&
        setfl.token() && !io::parse_number(setfl.word(), elements))
      fail(name, ": this is a setfl file (eam/alloy or eam/fs), expected funcfl (pair_style eam)");
  }
  Funcfl out;
  out.source = name;
  in.expect(in.next_line(), "a comment line");
  out.comment = std::string(in.line());
  in.expect(in.next_data_line(), "the line 'number mass lattice-constant lattice'");
  double const number = in.number("the atomic number");
  if (!(number >= 0 && number < 1000) || number != std::floor(number)) in.bad("the atomic number is ", number);
  out.element.atomic_number = static_cast<int>(number);
  auto const known = static_cast<std::size_t>(number);
  out.element.name = known >= 1 && known <= std::size(io::elements) ? std::string(io::elements[known - 1].symbol)
                                                                    : std::to_string(known);
  out.element.mass = in.positive("the mass");
  if (in.token() && io::parse_number(in.word(), out.element.lattice_constant)) in.token();
  out.element.lattice = std::string(in.word());
  in.expect(in.next_data_line(), "the line 'Nrho drho Nr dr cutoff'");
  std::size_t const density_count = in.count("Nrho");
  out.density_spacing = in.positive("drho");
  std::size_t const distance_count = in.count("Nr");
  out.distance_spacing = in.positive("dr");
  out.cutoff = in.positive("the cutoff");
  out.element.embedding = in.table(density_count, "the embedding energy");
  out.charge = in.table(distance_count, "the effective charge");
  out.density = in.table(distance_count, "the density");
  in.expect_no_more_values();
  validate_alone(out);
  return out;
}

/// Values of a table between its points, by the cubic through four of them, as LAMMPS' `PairEAM::file2array` has it.
///
/// Two intervals beyond the last four points the value stays constant.
///
/// \param f     at least four values \param spacing of their abscissas
/// \param count number of results \param step of their abscissas
/// \returns values at 0, step, 2 step, ...
inline std::vector<double> resampled(std::vector<double> const& f, double spacing, std::size_t count, double step) {
  constexpr double sixth = 1.0 / 6.0;
  std::vector<double> out(count);
  for (std::size_t m = 0; m < count; ++m) {
    double p = double(m) * step / spacing + 1.0;
    auto const k = std::max<std::size_t>(static_cast<std::size_t>(std::min(p, double(f.size() - 2))), 2);
    p = std::min(p - double(k), 2.0);
    double const before = -sixth * p * (p - 1.0) * (p - 2.0), at = 0.5 * (p * p - 1.0) * (p - 2.0);
    double const next = -0.5 * p * (p + 1.0) * (p - 2.0), last = sixth * p * (p * p - 1.0);
    out[m] = before * f[k - 2] + at * f[k - 1] + next * f[k] + last * f[k + 1];
  }
  return out;
}

/// One potential from funcfl files, with the grids and the mixing of LAMMPS' `PairEAM::file2array`.
///
/// All tables are brought onto one grid: the largest spacings, the largest density and distance, and the largest
/// cutoff. As in LAMMPS the grid ends one point before that, even for one file. Pair energies are those of charges:
/// r phi = 27.2 eV * 0.529 A * Z_a Z_b.
///
/// \param files of different elements, at least one
/// \returns the potential; elements in the order of the files
/// \throws Error two files of one element, spacings that do not fit together
inline EamPotential mix_funcfl(std::vector<Funcfl> const& files) {
  EamPotential out;
  double largest_distance = 0;
  for (auto const& file : files) {
    for (auto const& known : files)
      if (&known < &file && known.element.name == file.element.name)
        fail(file.source, ": is of element ", file.element.name, ", as is ", known.source);
    out.source += (out.source.empty() ? "" : ", ") + file.source;
    out.distance_spacing = std::max(out.distance_spacing, file.distance_spacing);
    out.density_spacing = std::max(out.density_spacing, file.density_spacing);
    largest_distance = std::max(largest_distance, file.largest_distance());
    out.density_end = std::max(out.density_end, file.largest_density());
    out.cutoff = std::max(out.cutoff, file.cutoff);
  }
  // At most the points of the largest file: the common spacing is not below that of any file.
  double const distances = std::floor(largest_distance / out.distance_spacing + 0.5);
  double const densities = std::floor(out.density_end / out.density_spacing + 0.5);
  require(distances >= 5 && densities >= 5 && distances < 1e9 && densities < 1e9, out.source, ": the common grid has ",
          densities, " densities and ", distances, " distances, but needs 5 of each");
  out.distance_count = static_cast<std::size_t>(distances);
  out.density_count = static_cast<std::size_t>(densities);

  std::vector<std::vector<double>> charges;
  for (std::size_t n = 0; n < files.size(); ++n) {
    auto const& file = files[n];
    if (n < out.comments.size()) out.comments[n] = file.comment;
    auto& element = out.elements.emplace_back(file.element);
    element.embedding = resampled(file.element.embedding, file.density_spacing, out.density_count, out.density_spacing);
    out.densities.push_back(resampled(file.density, file.distance_spacing, out.distance_count, out.distance_spacing));
    charges.push_back(resampled(file.charge, file.distance_spacing, out.distance_count, out.distance_spacing));
    for (std::size_t other = 0; other <= n; ++other) {
      auto& pair = out.pairs.emplace_back(out.distance_count);
      for (std::size_t m = 0; m < pair.size(); ++m) pair[m] = 27.2 * 0.529 * charges[n][m] * charges[other][m];
    }
  }
  return out;
}

}  // namespace tektite::io::detail
