// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tektite/core/error.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/io/detail/eam_text.hpp"
#include "tektite/io/setfl_format.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// The parser of setfl files.

namespace tektite::io::detail {

/// Reads the text of a setfl file, in one of the two layouts.
class SetflParser {
 public:
  /// \param text of the file, must outlive the parser \param name of the file in messages
  SetflParser(std::string_view text, std::string const& name) : text_(text, name) {}

  /// Reads the whole text. \throws Error with file and line
  EamPotential parse(SetflFormat format) {
    if (text_.is_funcfl())
      fail(text_.name(), ": this is a funcfl file (pair_style eam), expected setfl (eam/alloy or eam/fs)");
    EamPotential potential = read_head();
    bool finnis_sinclair = format == SetflFormat::finnis_sinclair;
    if (format == SetflFormat::automatic) {
      // The two layouts of one element are the same.
      if (potential.elements.size() > 1)
        if (auto alloy = attempt(potential, false)) return *std::move(alloy);
      if (auto other = attempt(potential, true)) return *std::move(other);
      finnis_sinclair = looks_like_finnis_sinclair(potential);  // damaged: for a message that fits
    }
    read_tables(potential, finnis_sinclair);
    return potential;
  }

 private:
  EamPotential read_head() {
    EamPotential potential;
    potential.source = text_.name();
    for (auto& comment : potential.comments) {
      text_.expect(text_.next_line(), "three comment lines");
      comment = std::string(text_.line());
    }
    read_element_names(potential);
    text_.expect(text_.next_data_line(), "the line 'Nrho drho Nr dr cutoff'");
    potential.density_count = text_.count("Nrho");
    potential.density_spacing = text_.positive("drho");
    potential.distance_count = text_.count("Nr");
    potential.distance_spacing = text_.positive("dr");
    potential.cutoff = text_.positive("the cutoff");
    return potential;
  }

  void read_element_names(EamPotential& potential) {
    text_.expect(text_.next_data_line(), "the line 'N element-1 ... element-N'");
    double const n = text_.number("the number of elements");
    if (!(n >= 1 && n <= 1000) || n != std::floor(n))
      text_.bad("the number of elements is ", n, ", but must be 1 to 1000");
    std::set<std::string_view> known;
    std::size_t named = 0;
    for (; text_.token(); ++named) {
      auto const name = text_.word();
      if (static_cast<double>(named) >= n) continue;  // counted for the message only
      for (char const c : name)
        if (c < '!' || c > '~') text_.bad("element ", io::quote(name), " has a character that cannot be printed");
      if (name.size() > 200) text_.bad("the name of element ", io::quote(name), " has ", name.size(), " characters");
      if (!known.insert(name).second) text_.bad("element ", io::quote(name), " is named twice");
      potential.elements.emplace_back().name = std::string(name);
    }
    if (static_cast<double>(named) != n) text_.bad(n, " elements are announced, but ", named, " are named");
  }

  // The potential if the rest of the file has this layout.
  std::optional<EamPotential> attempt(EamPotential potential, bool finnis_sinclair) const {
    SetflParser ahead = *this;
    try {
      ahead.read_tables(potential, finnis_sinclair);
    } catch (Error const&) {
      return std::nullopt;
    }
    return potential;
  }

  // Everything after the line 'Nrho drho Nr dr cutoff'.
  void read_tables(EamPotential& potential, bool finnis_sinclair) {
    potential.finnis_sinclair = finnis_sinclair;
    std::size_t const n = potential.elements.size();
    for (auto& element : potential.elements) {
      text_.expect(text_.next_data_line(),
                   "the line 'number mass lattice-constant lattice' of " + shortened(element.name));
      read_element_line(element);
      element.embedding = text_.table(potential.density_count, "the embedding energy of " + shortened(element.name));
      for (std::size_t other = 0; other < (finnis_sinclair ? n : 1); ++other)
        potential.densities.push_back(
            text_.table(potential.distance_count, "the density of " + shortened(element.name)));
    }
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b <= a; ++b)
        potential.pairs.push_back(
            text_.table(potential.distance_count, "the pair energy of " + shortened(potential.elements[a].name) +
                                                      " and " + shortened(potential.elements[b].name)));
    text_.expect_no_more_values();
  }

  // Number and mass are needed. Lattice constant and lattice are kept if they are there; further words are dropped.
  void read_element_line(EamElement& element) {
    double const atomic_number = text_.number("the atomic number of " + shortened(element.name));
    if (!(atomic_number >= 0 && atomic_number < 1000) || atomic_number != std::floor(atomic_number))
      text_.bad("the atomic number of ", shortened(element.name), " is ", atomic_number);
    element.atomic_number = static_cast<int>(atomic_number);
    element.mass = text_.positive("the mass of " + shortened(element.name));
    if (text_.token() && io::parse_number(text_.word(), element.lattice_constant)) text_.token();
    element.lattice = std::string(text_.word());
  }

  // Counts the words from here to the end of a damaged file. The two layouts differ by (n - 1) n columns of density. If
  // the file has neither count, the number of words before the header of the second element decides. That header is the
  // first later line with a word that begins with a letter.
  bool looks_like_finnis_sinclair(EamPotential const& potential) const {
    double const n = double(potential.elements.size());
    double const embedding = double(potential.density_count), column = double(potential.distance_count);
    double const pairs = n * (n + 1) / 2 * column;
    double const alloy = n * (4 + embedding + column) + pairs;
    double const fs = n * (4 + embedding + n * column) + pairs;
    EamText ahead = text_;
    double words = 0, second = -1;
    while (ahead.next_data_line()) {
      bool header = false;
      double const before = words;
      for (; ahead.token(); ++words) header |= std::isalpha(static_cast<unsigned char>(ahead.word().front())) != 0;
      if (header && before > 0 && second < 0) second = before;
    }
    if (words == fs) return true;
    if (words == alloy) return false;
    // Cut off before the header of the second element, but longer than the first element of an eam/alloy file.
    if (second < 0 && words < alloy - 2 * n && words > 4 + embedding + column) return true;
    double const seen = second > 0 ? second : words;
    double const to_alloy = second > 0 ? 4 + embedding + column : alloy;
    double const to_fs = second > 0 ? 4 + embedding + n * column : fs;
    return std::abs(seen - to_fs) <= std::abs(seen - to_alloy);
  }

  EamText text_;
};

}  // namespace tektite::io::detail
