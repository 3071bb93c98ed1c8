// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_table.hpp"
#include "tektite/io/elements.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// LAMMPS data files, read.

namespace tektite::io {

namespace detail {

/// Reads one LAMMPS data file, section by section. Each function that reads a section stops at the first line of the
/// next one, whose name is then in section_.
class DataReader {
 public:
  /// \param reader before the first line of the file
  explicit DataReader(TextReader& reader) : reader_(reader) {}

  /// Reads the file. \returns its atoms \throws Error with file and line
  Configuration read() {
    reader_.need("a LAMMPS data file");  // the first line is a title without meaning
    read_header();
    while (!section_.empty()) {
      std::string const section = section_;
      if (section == "Masses") {
        read_masses();
      } else if (section == "Atoms") {
        read_atoms();
      } else if (section == "Velocities") {
        read_velocities();
      } else if (section == "Pair Coeffs" || section == "PairIJ Coeffs") {
        while (next() && !starts_section()) {
        }
      } else {
        reader_.fail("section ", quote(section), ", expected Masses, Atoms, Velocities or Pair Coeffs");
      }
    }
    if (!atoms_read_) reader_.fail("the file ends without an Atoms section");
    return std::move(c_);
  }

 private:
  // Goes to the next line that is more than a comment; its words are then in words_, its comment in comment_. False at
  // the end of the file.
  bool next() {
    section_.clear();
    while (reader_.next()) {
      std::string_view const line = reader_.line();
      std::size_t const hash = line.find('#');
      comment_ = hash == std::string_view::npos ? "" : std::string(line.substr(hash + 1));
      TextReader::split(line.substr(0, hash), words_);
      if (!words_.empty()) return true;
    }
    return false;
  }

  // Whether the line is the name of a section: it begins with a capital letter. The name is then in section_.
  bool starts_section() {
    if (words_[0][0] < 'A' || words_[0][0] > 'Z') return false;
    for (auto const word : words_) {
      if (!section_.empty()) section_ += ' ';
      section_ += word;
    }
    return true;
  }

  bool ends_with(std::initializer_list<char const*> tail) const {
    return words_.size() > tail.size() &&
           std::equal(tail.begin(), tail.end(), words_.end() - std::ptrdiff_t(tail.size()));
  }

  // Reads the n numbers of a header line whose last n words are its name.
  void numbers(std::size_t n, double* values, char const* what) {
    std::size_t const found = words_.size() - n;
    if (found != n) reader_.fail(what, " line has ", found, " numbers, expected ", n);
    for (std::size_t k = 0; k < n; ++k) values[k] = reader_.number(words_[k], what);
  }

  void read_header() {
    double lo[3], hi[3], tilt[3] = {}, origin[3] = {};
    Mat3 edges{};
    bool has[3] = {}, general[3] = {};
    while (next() && !starts_section()) {
      bool known = false;
      for (int d = 0; d < 3; ++d) {
        static char const* const names[3][2] = {{"xlo", "xhi"}, {"ylo", "yhi"}, {"zlo", "zhi"}};
        if (!ends_with({names[d][0], names[d][1]})) continue;
        double v[2];
        numbers(2, v, names[d][0]);
        lo[d] = v[0];
        hi[d] = v[1];
        has[d] = known = true;
      }
      if (known) continue;
      if (ends_with({"xy", "xz", "yz"})) {
        numbers(3, tilt, "xy xz yz");
        known = true;
      } else if (ends_with({"avec"}) || ends_with({"bvec"}) || ends_with({"cvec"})) {
        int const k = words_.back()[0] - 'a';
        if (words_.size() != 4) reader_.fail(words_.back(), " line has ", words_.size() - 1, " numbers, expected 3");
        for (int d = 0; d < 3; ++d) edges(d, k) = reader_.number(words_[std::size_t(d)], words_.back());
        general[k] = known = true;
      } else if (ends_with({"abc", "origin"})) {
        if (words_.size() != 5) reader_.fail("abc origin line has ", words_.size() - 2, " numbers, expected 3");
        for (std::size_t d = 0; d < 3; ++d) origin[d] = reader_.number(words_[d], "abc origin");
        known = true;
      } else if (ends_with({"atoms"})) {
        count_ = reader_.integer(words_[0], "number of atoms", 0);
        known = true;
      } else if (ends_with({"atom", "types"})) {
        types_ = static_cast<int>(reader_.integer(words_[0], "number of atom types", 0, max_type));
        known = true;
      } else if (words_.size() >= 2) {
        // Counts that do not matter for atom style atomic: "0 bonds", "0 angle types", ...
        std::int64_t ignored = 0;
        known = parse_number(words_[0], ignored);
      }
      if (!known) reader_.fail("found ", quote(reader_.line()), ", expected a header line of a LAMMPS data file");
    }
    if (!count_) reader_.fail("the header has no number of atoms, expected a line '100 atoms'");
    if (general[0] && general[1] && general[2]) {
      c_.box = make_box(reader_, edges, {origin[0], origin[1], origin[2]}, {true, true, true});
      return;
    }
    if (!has[0] || !has[1] || !has[2])
      reader_.fail("the header has no box, expected a line '0 10 xlo xhi', and the same for y and z");
    Mat3 const m{{{hi[0] - lo[0], 0, 0}, {tilt[0], hi[1] - lo[1], 0}, {tilt[1], tilt[2], hi[2] - lo[2]}}};
    require_positive_lengths(reader_, m);
    c_.box = make_box(reader_, m, {lo[0], lo[1], lo[2]}, {true, true, true});
  }

  void read_masses() {
    if (!c_.masses.empty()) reader_.fail("a second Masses section");
    std::vector<double> masses;
    std::vector<std::string> names;
    while (next() && !starts_section()) {
      if (words_.size() != 2) reader_.fail("mass line has ", words_.size(), " fields, expected 2 (type mass)");
      auto const type = static_cast<std::size_t>(reader_.integer(words_[0], "type", 1, types_ ? types_ : max_type));
      double const mass = reader_.number(words_[1], "mass");
      if (mass <= 0) reader_.fail("mass is ", mass, ", expected a positive one");
      if (masses.size() < type) {
        masses.resize(type);
        names.resize(type);
      }
      if (masses[type - 1] != 0) reader_.fail("type ", type, " has a mass already");
      masses[type - 1] = mass;
      std::vector<std::string_view> comment;
      TextReader::split(comment_, comment);
      if (!comment.empty() && find_element(comment[0]))
        names[type - 1] = comment[0];
      else if (Element const* element = find_element(mass))
        names[type - 1] = element->symbol;
    }
    for (std::size_t t = 0; t < masses.size(); ++t)
      if (masses[t] == 0) reader_.fail("type ", t + 1, " has no mass");
    c_.masses = std::move(masses);
    // Only if every type has a name: a list of names must be complete.
    if (std::none_of(names.begin(), names.end(), [](auto const& name) { return name.empty(); }))
      c_.elements = std::move(names);
  }

  void read_atoms() {
    if (atoms_read_) reader_.fail("a second Atoms section");
    std::vector<std::string_view> style;
    TextReader::split(comment_, style);
    if (!style.empty() && style[0] != "atomic") reader_.fail("atom style is ", quote(style[0]), ", expected atomic");
    std::vector<std::string> names{"id", "type", "x", "y", "z"};
    std::optional<AtomTable> table;
    while (next() && !starts_section()) {
      if (!table) {
        if (words_.size() == 8) names.insert(names.end(), {"ix", "iy", "iz"});
        table.emplace(reader_, names, c_.box);
      }
      if (static_cast<std::int64_t>(table->size()) == *count_)
        reader_.fail("more than the ", *count_, " atoms of the header");
      table->add(reader_, words_);
    }
    std::int64_t const found = table ? static_cast<std::int64_t>(table->size()) : 0;
    if (found != *count_) reader_.fail("the Atoms section ends after ", found, " atoms, expected ", *count_);
    if (table) {
      Configuration atoms = table->finish(reader_);
      c_.ids = std::move(atoms.ids);
      c_.types = std::move(atoms.types);
      c_.positions = std::move(atoms.positions);
      c_.images = std::move(atoms.images);
    }
    for (int const type : c_.types)
      if (types_ && type > types_) reader_.fail("an atom has type ", type, ", expected 1 to ", types_);
    atoms_read_ = true;
  }

  void read_velocities() {
    if (!atoms_read_) reader_.fail("Velocities come before Atoms");
    if (!c_.velocities.empty()) reader_.fail("a second Velocities section");
    c_.velocities.resize(c_.size());
    std::vector<char> seen(c_.size(), 0);
    std::size_t found = 0;
    while (next() && !starts_section()) {
      if (words_.size() != 4) reader_.fail("velocity line has ", words_.size(), " fields, expected 4 (id vx vy vz)");
      std::int64_t const id = reader_.integer(words_[0], "id");
      auto const where = std::lower_bound(c_.ids.begin(), c_.ids.end(), id);
      if (where == c_.ids.end() || *where != id) reader_.fail("id ", id, " is no atom of the Atoms section");
      auto const i = static_cast<std::size_t>(where - c_.ids.begin());
      if (seen[i]++) reader_.fail("id ", id, " has a velocity already");
      for (int d = 0; d < 3; ++d) c_.velocities[i][d] = reader_.number(words_[std::size_t(d) + 1], "velocity");
      ++found;
    }
    if (found != c_.size()) reader_.fail("the Velocities section ends after ", found, " atoms, expected ", c_.size());
  }

  TextReader& reader_;
  Configuration c_;
  std::vector<std::string_view> words_;
  std::string comment_, section_;
  std::optional<std::int64_t> count_;
  int types_ = 0;
  bool atoms_read_ = false;
};

}  // namespace detail

/// Reads a LAMMPS data file of atom style atomic: header, Masses, Atoms, Velocities. Pair coefficients are skipped.
///
/// Elements are taken from comments in Masses (`1 63.546 # Cu`), else from masses within 0.05 % of an element's, and
/// only if this gives one for every type. The format has no periodicity: all axes are periodic.
///
/// \param reader before the first line of the file
/// \returns      the atoms, sorted by id
/// \throws Error with file, line, what is wrong and what was expected
inline Configuration read_data(TextReader& reader) { return detail::DataReader(reader).read(); }

}  // namespace tektite::io
