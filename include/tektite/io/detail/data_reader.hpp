// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_styles.hpp"
#include "tektite/io/detail/atom_table.hpp"
#include "tektite/io/detail/atom_words.hpp"
#include "tektite/io/detail/compiled.hpp"
#include "tektite/io/detail/data_lines.hpp"
#include "tektite/io/elements.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// LAMMPS data files, read.

namespace tektite::io::detail {

/// Reads one LAMMPS data file, section by section. Each function that reads a section stops at the first line of the
/// next one, whose name is then in section_.
class DataReader : private DataLines {
 public:
  /// \param reader before the first line of the file
  explicit DataReader(TextReader& reader) : DataLines(reader) {}

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
      } else if (section == "Atom Type Labels") {
        read_labels();
      } else {
        skip(section);
      }
    }
    if (!labels_.empty()) {
      c_.elements.resize(labels_.size());
      for (auto const& [label, number] : labels_) c_.elements[static_cast<std::size_t>(std::stoi(number)) - 1] = label;
    }
    if (!atoms_read_) reader_.fail("the file ends without an Atoms section");
    return std::move(c_);
  }

 private:
  void read_header() {
    BoxLines box;
    bool has_types = false;
    while (next() && !starts_section()) {
      if (read_box_line(box)) continue;
      if (words_.size() == 2 && words_[1] == "atoms") {
        if (count_) reader_.fail("a second number of atoms");
        count_ = reader_.integer(words_[0], "number of atoms", 0);
      } else if (words_.size() == 3 && words_[1] == "atom" && words_[2] == "types") {
        only(has_types, "the number of atom types");
        types_ = static_cast<int>(reader_.integer(words_[0], "number of atom types", 0, max_type));
      } else {
        ignore_count();
      }
    }
    if (!count_)
      reader_.fail(
          "the header has no number of atoms, expected a line '100 atoms' of a LAMMPS data file (a dump begins "
          "with 'ITEM:', extended XYZ with the number of atoms)");
    c_.box = box_of(box);
  }

  void read_labels() {
    if (!labels_.empty()) reader_.fail("a second Atom Type Labels section");
    std::vector<char> seen(static_cast<std::size_t>(types_));
    std::size_t found = 0;
    while (next() && !starts_section()) {
      if (words_.size() != 2) reader_.fail("label line has ", words_.size(), " fields, expected 2 (type label)");
      std::int64_t const type = reader_.whole(words_[0], "type", 1, types_);
      if (words_[1][0] >= '0' && words_[1][0] <= '9')
        reader_.fail("label is ", quote(words_[1]), ", expected a name that does not begin with a digit");
      check_name(reader_, "a type", words_[1]);
      if (seen[static_cast<std::size_t>(type) - 1]++) reader_.fail("type ", type, " has a label already");
      if (!labels_.emplace(words_[1], std::to_string(type)).second)
        reader_.fail("label ", quote(words_[1]), " has appeared before");
      ++found;
    }
    if (found != seen.size()) reader_.fail("there are ", found, " labels, expected one for each of ", types_, " types");
  }

  // The number of a type, which may be given by its label. Empty where there is no such type.
  std::string_view type_number(std::string_view word) const {
    std::int64_t type = 0;
    if (parse_whole(word, type)) return type >= 1 && type <= (types_ ? types_ : max_type) ? word : std::string_view();
    auto const label = labels_.find(word);
    return label == labels_.end() ? std::string_view() : std::string_view(label->second);
  }

  // Throws for a word that is no type.
  [[noreturn]] void fail_type(std::string_view word) const {
    std::int64_t type = 0;
    if (!parse_whole(word, type))
      reader_.fail("type is ", quote(word), ", expected an integer",
                   labels_.empty() ? "" : " or one of the Atom Type Labels");
    reader_.fail("type is ", type, ", expected 1 to ", types_ ? types_ : max_type);
  }

  void read_masses() {
    if (!c_.masses.empty()) reader_.fail("a second Masses section");
    std::vector<double> masses;
    std::vector<std::string> names, commented;  // by type; by comments only
    while (next() && !starts_section()) {
      if (words_.size() != 2) reader_.fail("mass line has ", words_.size(), " fields, expected 2 (type mass)");
      std::string_view const number = type_number(words_[0]);
      if (number.empty()) fail_type(words_[0]);
      auto const type = static_cast<std::size_t>(reader_.whole(number, "type"));
      double const mass = reader_.number(words_[1], "mass");
      if (mass <= 0) reader_.fail("mass is ", mass, ", expected a positive one");
      if (masses.size() < type) {
        masses.resize(type);
        names.resize(type);
        commented.resize(type);
      }
      if (masses[type - 1] != 0) reader_.fail("type ", type, " has a mass already");
      masses[type - 1] = mass;
      commented[type - 1] = commented_element();
      names[type - 1] = commented[type - 1].empty() ? element_of(mass) : commented[type - 1];
    }
    for (std::size_t t = 0; t < masses.size(); ++t)
      if (masses[t] == 0) reader_.fail("type ", t + 1, " has no mass");
    c_.masses = std::move(masses);
    // Masses alone name elements only if every type gets one: those of models are like an element's by chance.
    bool const all = std::none_of(names.begin(), names.end(), [](auto const& name) { return name.empty(); });
    c_.elements = std::move(all ? names : commented);
    if (std::all_of(c_.elements.begin(), c_.elements.end(), [](auto const& name) { return name.empty(); }))
      c_.elements.clear();
  }

  // The element that the comment of the mass line names, empty where it names none.
  std::string commented_element() const {
    std::vector<std::string_view> comment;
    TextReader::split(comment_, comment);
    return !comment.empty() && tektite::io::find_element(comment[0]) ? std::string(comment[0]) : std::string();
  }

  // The element with that mass. Empty where there is none; labels are names enough.
  std::string element_of(double mass) const {
    if (!labels_.empty()) return {};
    try {
      Element const* const element = tektite::io::find_element(mass);
      return element == nullptr ? std::string() : std::string(element->symbol);
    } catch (Error const& error) {
      reader_.fail(error.what(), ", expected a comment with the symbol after the mass (1 63.546 # Cu)");
    }
  }

  // An atom style that the lines of the section may have, and its atoms so far.
  struct Candidate {
    AtomStyle const* style;
    AtomTable table;
  };

  // The styles that the comment after `Atoms` leaves.
  std::vector<AtomStyle const*> possible_styles() const {
    std::vector<std::string_view> comment;
    TextReader::split(comment_, comment);
    std::vector<AtomStyle const*> guessed;
    std::string_view const name = comment.empty() ? std::string_view() : without_suffix(comment[0]);
    for (AtomStyle const& style : atom_styles()) {
      if (style.name == name) return {&style};
      if (!style.asked) guessed.push_back(&style);
    }
    if (is_other_atom_style(name))
      reader_.fail("atom style is ", quote(comment[0]),
                   ", expected atomic, charge, molecular (bond, angle), full, "
                   "sphere, ellipsoid or dipole");
    return guessed;
  }

  // Tables for the styles whose lines have as many fields as the first one.
  std::vector<Candidate> candidates(std::vector<AtomStyle const*> const& styles) {
    std::vector<Candidate> result;
    for (AtomStyle const* style : styles) {
      std::size_t const n = style->fields.size();
      if (styles.size() > 1 && words_.size() != n && words_.size() != n + 3) continue;
      std::vector<std::string> fields = style->fields;
      if (words_.size() == n + 3) fields.insert(fields.end(), {"ix", "iy", "iz"});
      result.push_back({style, AtomTable(reader_, FieldNames{fields}, c_.box)});
    }
    if (result.empty())
      reader_.fail("atom line has ", words_.size(),
                   " fields, expected those of an atom style: atomic 5, charge and "
                   "molecular 6, full and sphere 7, and 3 more with image flags");
    return result;
  }

  // What is wrong with the line as one of a style, empty where nothing is. Where the style is not known, whole numbers
  // that are written as real ones are none: they tell a charge from a type.
  std::string mismatch(AtomStyle const& style) const {
    if (words_.size() != style.fields.size() && words_.size() != style.fields.size() + 3) return {};  // table's message
    for (std::size_t k = 0; k < words_.size(); ++k) {
      std::string const name = k < style.fields.size() ? style.fields[k] : "image flag";
      std::int64_t whole = 0;
      double real = 0;
      bool const number = parse_number(words_[k], real);
      bool const integer = guessing_ ? parse_number(words_[k], whole) : parse_whole(words_[k], whole);
      if (name == "type" && (type_number(words_[k]).empty() || (number && !integer)))
        return "type is " + quote(words_[k]) + ", expected an integer";
      if ((name == "mol" || name == "ellipsoidflag") && !(integer && whole >= 0))
        return name + " is " + quote(words_[k]) + ", expected an integer";
      if (name == "image flag" && !integer) return name + " is " + quote(words_[k]) + ", expected an integer";
      if ((name == "diameter" || name == "density") && !(number && real >= 0))
        return name + " is " + quote(words_[k]) + ", expected a number";
      if (guessing_ && name == "density" && real == 0) return "density is 0";  // LAMMPS refuses it; a charge may be 0
      if (name == "q" && !number) return name + " is " + quote(words_[k]) + ", expected a finite number";
    }
    return {};
  }

  // Adds the line to the tables of the styles that it fits.
  void add_atom(std::vector<Candidate>& all) {
    for (std::size_t k = 0; k < all.size();) {
      std::string const problem = mismatch(*all[k].style);
      if (!problem.empty() && all.size() > 1) {
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(k));
        continue;
      }
      auto const& fields = all[k].style->fields;
      auto const type = static_cast<std::size_t>(std::find(fields.begin(), fields.end(), "type") - fields.begin());
      if (!problem.empty() && type < words_.size() && type_number(words_[type]).empty()) fail_type(words_[type]);
      if (!problem.empty())
        reader_.fail(problem, " in a line of atom style ", all[k].style->name,
                     guessing_ ? " (no comment after 'Atoms' names the style)" : "");
      auto words = words_;
      if (type < words.size() && words.size() >= fields.size()) words[type] = type_number(words[type]);
      all[k].table.add(reader_, words);
      ++k;
    }
  }

  void read_atoms() {
    if (atoms_read_) reader_.fail("a second Atoms section");
    auto const styles = possible_styles();
    std::vector<Candidate> all;
    std::int64_t found = 0;
    while (next() && !starts_section()) {
      if (found++ == 0) {
        all = candidates(styles);
        guessing_ = all.size() > 1;
      }
      if (found > *count_) reader_.fail("more than the ", *count_, " atoms of the header");
      add_atom(all);
    }
    if (found != *count_) reader_.fail("the Atoms section ends after ", found, " atoms, expected ", *count_);
    if (all.size() > 1)
      reader_.fail("the Atoms section may be of atom style ", all[0].style->name, " or ", all[1].style->name,
                   ", expected a line 'Atoms # ", all[0].style->name, "' or 'Atoms # ", all[1].style->name, "'");
    if (!all.empty()) {
      Configuration atoms = all[0].table.finish(reader_);
      c_.ids = std::move(atoms.ids);
      c_.types = std::move(atoms.types);
      c_.positions = std::move(atoms.positions);
      c_.images = std::move(atoms.images);
      c_.columns = std::move(atoms.columns);
      c_.text_columns = std::move(atoms.text_columns);
    }
    atoms_read_ = true;
  }

  void read_velocities() {
    if (!atoms_read_) reader_.fail("Velocities come before Atoms");
    if (!c_.velocities.empty()) reader_.fail("a second Velocities section");
    c_.velocities.resize(c_.size());
    std::vector<char> seen(c_.size(), 0);
    std::size_t found = 0;
    while (next() && !starts_section()) {
      // Spheres have three angular velocities after these, ellipsoids three angular momenta.
      if (words_.size() != 4 && words_.size() != 7)
        reader_.fail("velocity line has ", words_.size(), " fields, expected 4 (id vx vy vz)");
      std::int64_t const id = reader_.whole(words_[0], "id");
      auto const where = std::lower_bound(c_.ids.begin(), c_.ids.end(), id);
      if (where == c_.ids.end() || *where != id) reader_.fail("id ", id, " is no atom of the Atoms section");
      auto const i = static_cast<std::size_t>(where - c_.ids.begin());
      if (seen[i]++) reader_.fail("id ", id, " has a velocity already");
      for (int d = 0; d < 3; ++d) c_.velocities[i][d] = reader_.number(words_[std::size_t(d) + 1], "velocity");
      ++found;
    }
    if (found != c_.size()) reader_.fail("the Velocities section ends after ", found, " atoms, expected ", c_.size());
  }

  Configuration c_;
  std::optional<std::int64_t> count_;
  std::map<std::string, std::string, std::less<>> labels_;  // the number of each type, as a word
  int types_ = 0;
  bool atoms_read_ = false, guessing_ = false;
};

/// Reads a LAMMPS data file, for `io::read_data`.
TEKTITE_IO_COMPILED Configuration read_data(TextReader& reader) { return DataReader(reader).read(); }

}  // namespace tektite::io::detail
