// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tektite/io/configuration.hpp"

/// \file
/// The atoms of a frame that a program analyses.

namespace tektite::examples {

class Program;

/// Which atoms: those for which all conditions hold, such as `type=2`, `element=Cu,Zr` and `n5>8`.
class AtomChoice {
 public:
  /// Adds the option `--only CONDITION`, which may be there several times. \param what it does with them, for the help
  void add_to(Program& program, std::string const& what);

  /// Adds a condition. \param text a column, one of = != < <= > >=, and a number or word; behind = and != also a list
  /// \throws Error  it is no condition
  void add(std::string_view text);

  /// Whether there is no condition, so that all atoms are chosen.
  bool all() const { return conditions_.empty(); }

  /// \returns      one entry per atom: 1 if all conditions hold, else 0; a value that is not a number meets none
  /// \param where  file and frame, for messages
  /// \throws Error a frame without such a column, or a word where the column has numbers
  std::vector<int> of(io::Configuration const& c, std::string const& where) const;

  /// The conditions as the user wrote them, with blanks between.
  std::string text() const;

 private:
  struct Condition {
    std::string text, name, sign;
    std::vector<std::string> words;
  };

  static std::vector<int> of(Condition const& condition, io::Configuration const& c, std::string const& where);

  static std::vector<int> of_types(Condition const& condition, io::Configuration const& c, std::string const& where);

  std::vector<Condition> conditions_;
};

}  // namespace tektite::examples
