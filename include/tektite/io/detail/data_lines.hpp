// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/io/detail/atom_styles.hpp"
#include "tektite/io/detail/atom_words.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Lines of LAMMPS data files: sections, and the box in the header.

namespace tektite::io::detail {

/// Goes through the lines of a LAMMPS data file.
class DataLines {
 protected:
  explicit DataLines(TextReader& reader) : reader_(reader) {}

  // Goes to the next line that is more than a comment; its words are then in words_, its comment in comment_. False at
  // the end of the file.
  bool next() {
    section_.clear();
    after_blank_ = false;
    while (reader_.next()) {
      std::string_view const line = reader_.line();
      std::size_t const hash = line.find('#');
      comment_ = hash == std::string_view::npos ? "" : std::string(line.substr(hash + 1));
      TextReader::split(line.substr(0, hash), words_);
      if (!words_.empty()) return true;
      after_blank_ = true;
    }
    return false;
  }

  // Whether the line is the name of a section, which is then in section_: a known one, or words without numbers between
  // blank lines. Lines with type labels begin with a capital letter, too.
  bool starts_section() {
    if (words_[0][0] < 'A' || words_[0][0] > 'Z' || words_.size() > 8) return false;
    std::string name;
    bool only_words = true;
    for (auto const word : words_) {
      double value = 0;
      only_words = only_words && !parse_any_number(word, value);
      if (!name.empty()) name += ' ';
      name += word;
    }
    bool const known = name == "Masses" || name == "Atoms" || name == "Velocities" || name == "Atom Type Labels" ||
                       is_skipped_section(name);
    if (!known) {
      bool const alone = after_blank_ && reader_.peek(1).find_first_not_of(" \t") == std::string_view::npos;
      if (!only_words || !alone || name.size() > 64) return false;
    }
    section_ = std::move(name);
    return true;
  }

  // Skips a section. Fixes may have sections of any name, but not one that is nearly that of another.
  void skip(std::string const& section) {
    if (!is_skipped_section(section)) {
      for (char const* name : {"Masses", "Atoms", "Velocities", "Atom Type Labels"})
        if (edit_distance(section, name) <= 2) reader_.fail("section ", quote(section), ", expected ", name);
    }
    while (next() && !starts_section()) {
    }
  }

  bool ends_with(std::initializer_list<char const*> tail) const {
    return words_.size() > tail.size() &&
           std::equal(tail.begin(), tail.end(), words_.end() - std::ptrdiff_t(tail.size()));
  }

  // Reads the n numbers of a header line whose last words are its name.
  void numbers(std::size_t n, std::size_t name, double* values, char const* what) const {
    std::size_t const found = words_.size() - name;
    if (found != n) reader_.fail(what, " line has ", found, " numbers, expected ", n);
    for (std::size_t k = 0; k < n; ++k) values[k] = reader_.number(words_[k], what);
  }

  // The lines of the header that say how large the box is.
  struct BoxLines {
    double lo[3], hi[3], tilt[3] = {}, origin[3] = {};
    Mat3 edges{};
    bool has[3] = {}, general[3] = {}, tilted = false, moved = false;  // which lines were there
  };

  // Throws where a line that the header may have once is there again; notes that it is there.
  void only(bool& seen, char const* what) const {
    if (std::exchange(seen, true)) reader_.fail("a second line of ", what);
  }

  // Reads a line that says how large the box is. False for any other.
  bool read_box_line(BoxLines& box) {
    static char const* const names[3][2] = {{"xlo", "xhi"}, {"ylo", "yhi"}, {"zlo", "zhi"}};
    for (int d = 0; d < 3; ++d) {
      if (!ends_with({names[d][0], names[d][1]})) continue;
      only(box.has[d], names[d][0]);
      double v[2];
      numbers(2, 2, v, names[d][0]);
      box.lo[d] = v[0];
      box.hi[d] = v[1];
      return true;
    }
    if (ends_with({"xy", "xz", "yz"})) {
      only(box.tilted, "xy xz yz");
      numbers(3, 3, box.tilt, "xy xz yz");
    } else if (ends_with({"avec"}) || ends_with({"bvec"}) || ends_with({"cvec"})) {
      int const k = words_.back()[0] - 'a';
      char const* const name[] = {"avec", "bvec", "cvec"};
      only(box.general[k], name[k]);
      double v[3];
      numbers(3, 1, v, name[k]);
      for (int d = 0; d < 3; ++d) box.edges(d, k) = v[d];
    } else if (ends_with({"abc", "origin"})) {
      only(box.moved, "abc origin");
      numbers(3, 2, box.origin, "abc origin");
    } else {
      return false;
    }
    return true;
  }

  // A count that says nothing about atoms of the library: "0 bonds", "2 extra bond per atom" or that of a fix. Throws
  // for a line that is nearly one that is used, and for any other line.
  void ignore_count() const {
    std::int64_t count = 0;
    std::string name;
    bool only_words = words_.size() > 1 && words_.size() <= 8 && parse_number(words_[0], count);
    for (std::size_t k = 1; k < words_.size() && only_words; ++k) {
      double number = 0;
      only_words = !parse_any_number(words_[k], number);
      name += (k > 1 ? " " : "") + std::string(words_[k].substr(0, 64));
    }
    if (!only_words) reader_.fail("found ", quote(reader_.line()), ", expected a header line of a LAMMPS data file");
    // A part of the box, in lines that are not LAMMPS' ("2 xy"), is no count.
    for (std::size_t k = 1; k < words_.size(); ++k)
      for (char const* used : {"xlo", "xhi", "ylo", "yhi", "zlo", "zhi", "xy", "xz", "yz", "avec", "bvec", "cvec"})
        if (words_[k] == used)
          reader_.fail("found ", quote(reader_.line()),
                       ", expected a line of xlo xhi, ylo yhi, zlo zhi, xy xz yz or avec");
    for (char const* used : {"atoms", "atom types"})
      if (edit_distance(name, used) <= 1) reader_.fail("found ", quote(reader_.line()), ", expected '", used, "'");
  }

  Box box_of(BoxLines const& box) const {
    bool const upright = box.has[0] || box.has[1] || box.has[2] || box.tilted;
    if (box.general[0] || box.general[1] || box.general[2] || box.moved) {
      if (upright) reader_.fail("the header has a box by avec, bvec, cvec and one by xlo xhi, expected one of them");
      if (!box.general[0] || !box.general[1] || !box.general[2])
        reader_.fail("the header has no whole box, expected lines of avec, bvec, cvec and abc origin");
      return make_box(reader_, box.edges, {box.origin[0], box.origin[1], box.origin[2]}, {true, true, true});
    }
    if (!box.has[0] || !box.has[1] || !box.has[2])
      reader_.fail("the header has no box, expected a line '0 10 xlo xhi', and the same for y and z");
    Mat3 const edges{{{box.hi[0] - box.lo[0], 0, 0},
                      {box.tilt[0], box.hi[1] - box.lo[1], 0},
                      {box.tilt[1], box.tilt[2], box.hi[2] - box.lo[2]}}};
    require_positive_lengths(reader_, edges);
    return make_box(reader_, edges, {box.lo[0], box.lo[1], box.lo[2]}, {true, true, true});
  }

  TextReader& reader_;
  std::vector<std::string_view> words_;
  std::string comment_, section_;

 private:
  bool after_blank_ = false;
};

}  // namespace tektite::io::detail
