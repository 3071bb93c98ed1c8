// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <istream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/io/setfl_format.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// The parser of setfl files.

namespace tektite::io::detail {

/// One pass over the text of a setfl file, in one of the two layouts.
class SetflParser {
 public:
  /// \param text of the file, must outlive the parser \param name of the file in messages
  SetflParser(std::string_view text, std::string const& name) : text_(text), name_(name) {}

  /// Reads the whole text. \throws Error with file and line
  EamPotential parse(SetflFormat format) {
    EamPotential out;
    out.source = name_;
    for (auto& comment : out.comments) {
      expect(next_line(), "three comment lines");
      comment = std::string(trimmed(line_));
    }
    read_element_names(out);
    expect(next_data_line(), "the line 'Nrho drho Nr dr cutoff'");
    out.density_count = count("Nrho");
    out.density_spacing = positive("drho");
    out.distance_count = count("Nr");
    out.distance_spacing = positive("dr");
    out.cutoff = positive("the cutoff");
    require_line_end("after the cutoff");
    std::size_t const n = out.elements.size();
    if (format == SetflFormat::automatic) format = recognise(out);
    out.finnis_sinclair = format == SetflFormat::finnis_sinclair;

    out.densities.resize(n * n);
    for (std::size_t e = 0; e < n; ++e) {
      auto& element = out.elements[e];
      expect(next_data_line(), "the line 'number mass lattice-constant lattice' of " + element.name);
      double const atomic_number = number("the atomic number of " + element.name);
      if (!(atomic_number >= 0 && atomic_number < 1000))
        bad("the atomic number of ", element.name, " is ", atomic_number);
      element.atomic_number = static_cast<int>(atomic_number);
      element.mass = positive("the mass of " + element.name);
      if (token()) element.lattice_constant = converted("the lattice constant of " + element.name);
      if (token()) element.lattice = std::string(token_);
      element.embedding = table(out.density_count, "the embedding energy of " + element.name);
      for (std::size_t other = 0; other < (out.finnis_sinclair ? n : 1); ++other)
        out.densities[e * n + other] = table(out.distance_count, "the density of " + element.name);
      if (!out.finnis_sinclair)
        for (std::size_t other = 1; other < n; ++other) out.densities[e * n + other] = out.densities[e * n];
    }
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b <= a; ++b)
        out.pairs.push_back(
            table(out.distance_count, "the pair energy of " + out.elements[a].name + " and " + out.elements[b].name));
    if (token() || next_data_line()) bad("values after the end of the tables");
    return out;
  }

 private:
  static bool space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

  static std::string_view trimmed(std::string_view s) {
    while (!s.empty() && space(s.front())) s.remove_prefix(1);
    while (!s.empty() && space(s.back())) s.remove_suffix(1);
    return s;
  }

  template <class... Parts>
  [[noreturn]] void bad(Parts const&... parts) const {
    fail(name_, ":", line_number_, ": ", parts...);
  }

  bool next_line() {
    if (text_.empty()) return false;
    auto const end = std::min(text_.find('\n'), text_.size());
    line_ = text_.substr(0, end);
    text_.remove_prefix(std::min(end + 1, text_.size()));
    ++line_number_;
    return true;
  }

  // Goes to the next line that is more than a comment, and removes its comment.
  bool next_data_line() {
    while (next_line()) {
      line_ = trimmed(line_.substr(0, line_.find('#')));
      if (!line_.empty()) return true;
    }
    return false;
  }

  // Takes the next word of the current line; false if there is none.
  bool token() {
    while (!line_.empty() && space(line_.front())) line_.remove_prefix(1);
    std::size_t length = 0;
    while (length < line_.size() && !space(line_[length])) ++length;
    token_ = line_.substr(0, length);
    line_.remove_prefix(length);
    return length > 0;
  }

  void expect(bool found, std::string const& what) const {
    if (!found) bad("the file ends where ", what, " should be");
  }

  double converted(std::string const& what) const {
    double value = 0;
    if (!io::parse_number(token_, value)) bad(io::quote(token_), " is not a finite number: expected ", what);
    return value;
  }

  double number(std::string const& what) {
    if (!token()) bad("the line ends where ", what, " should be");
    return converted(what);
  }

  double positive(std::string const& what) {
    double const value = number(what);
    if (!(value > 0)) bad(what, " is ", value, ", but must be positive");
    return value;
  }

  std::size_t count(std::string const& what) {
    double const value = number(what);
    if (!(value >= 5 && value <= 1e9) || value != std::floor(value))
      bad(what, " is ", value, ", but must be a whole number of at least 5 points");
    return static_cast<std::size_t>(value);
  }

  void require_line_end(std::string const& where) {
    if (token()) bad(io::quote(token_), " ", where, " is not expected");
  }

  void read_element_names(EamPotential& out) {
    expect(next_data_line(), "the line 'N element-1 ... element-N'");
    double const n = number("the number of elements");
    if (!(n >= 1 && n <= 1000) || n != std::floor(n)) bad("the number of elements is ", n, ", but must be 1 to 1000");
    while (token()) {
      for (auto const& known : out.elements)
        if (known.name == token_) bad("element ", io::quote(token_), " is named twice");
      out.elements.push_back({});
      out.elements.back().name = std::string(token_);
    }
    if (static_cast<double>(out.elements.size()) != n)
      bad(n, " elements are announced, but ", out.elements.size(), " are named");
  }

  // Memory grows with the values that are read, not with the number that the header claims.
  std::vector<double> table(std::size_t size, std::string const& what) {
    std::vector<double> values;
    values.reserve(std::min(size, text_.size()));
    while (values.size() < size) {
      if (token()) {
        values.push_back(converted(what));
      } else if (!next_data_line()) {
        bad("the file ends after ", values.size(), " of ", size, " values of ", what);
      }
    }
    return values;
  }

  // Counts the words from here to the end. The two layouts differ by (n - 1) n columns of density. A damaged file has
  // neither count; then the number of words before the header of the second element decides. That header is the first
  // later line with a word that begins with a letter.
  SetflFormat recognise(EamPotential const& potential) const {
    double const n = double(potential.elements.size());
    double const embedding = double(potential.density_count), column = double(potential.distance_count);
    double const pairs = n * (n + 1) / 2 * column;
    double const alloy = n * (4 + embedding + column) + pairs;
    double const fs = n * (4 + embedding + n * column) + pairs;
    SetflParser ahead = *this;
    double words = 0, second = -1;
    while (ahead.next_data_line()) {
      bool header = false;
      double const before = words;
      for (; ahead.token(); ++words) header |= std::isalpha(static_cast<unsigned char>(ahead.token_.front())) != 0;
      if (header && before > 0 && second < 0) second = before;
    }
    if (words == fs) return SetflFormat::finnis_sinclair;
    if (words == alloy) return SetflFormat::alloy;
    // Cut off before the header of the second element, but longer than the first element of an eam/alloy file.
    if (second < 0 && words < alloy - 2 * n && words > 4 + embedding + column) return SetflFormat::finnis_sinclair;
    double const seen = second > 0 ? second : words;
    double const to_alloy = second > 0 ? 4 + embedding + column : alloy;
    double const to_fs = second > 0 ? 4 + embedding + n * column : fs;
    return std::abs(seen - to_fs) <= std::abs(seen - to_alloy) ? SetflFormat::finnis_sinclair : SetflFormat::alloy;
  }

  std::string_view text_, line_, token_;
  std::string name_;
  std::size_t line_number_ = 0;
};

}  // namespace tektite::io::detail
