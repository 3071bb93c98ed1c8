// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/chosen_atoms.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/command_line.hpp"
#include "common/numbers_by_type.hpp"
#include "common/property.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/text_reader.hpp"

namespace tektite::examples {

namespace {

/// Whether a comparison holds. \param value,other numbers or words
template <class T>
bool holds(std::string const& sign, T const& value, T const& other) {
  if (sign == "=") return value == other;
  if (sign == "!=") return value != other;
  if (sign == "<") return value < other;
  if (sign == "<=") return value <= other;
  if (sign == ">") return value > other;
  return value >= other;
}

/// As `holds`, with a list behind = (one of them) and != (none of them).
template <class T>
bool holds(std::string const& sign, T const& value, std::vector<T> const& others) {
  auto const one = [&](T const& other) { return holds(sign, value, other); };
  return sign == "=" ? std::any_of(others.begin(), others.end(), one) : std::all_of(others.begin(), others.end(), one);
}

}  // namespace

void AtomChoice::add_to(Program& program, std::string const& what) {
  program.add_words("--only", what + ", e.g. type=2, element=Cu or 'n5>8'; several times: all conditions hold",
                    "CONDITION", [this](std::vector<std::string> const& texts) {
                      for (std::string const& text : texts) add(text);
                    });
}

void AtomChoice::add(std::string_view text) {
  auto const bad = [&](auto const& why) {
    fail(io::quote(text), why, ", expected a condition such as type=2 or n5>8");
  };
  std::size_t const begin = text.find_first_of("=!<>");
  if (begin == text.npos) bad(" has none of the signs = != < <= > >=");
  std::size_t end = begin + 1;
  if (end < text.size() && text[end] == '=') ++end;
  Condition condition{
      std::string(text), std::string(text.substr(0, begin)), std::string(text.substr(begin, end - begin)), {}};
  if (condition.sign == "==") condition.sign = "=";
  if (condition.sign == "!") bad(" has the sign !");
  if (condition.name.empty()) bad(" names no column");
  if (end == text.size()) bad(" compares with nothing");
  condition.words = split_list(text.substr(end));
  bool const list = condition.sign == "=" || condition.sign == "!=";
  if (!list && condition.words.size() > 1) bad(" compares with a list, which only = and != do");
  conditions_.push_back(std::move(condition));
}

std::vector<int> AtomChoice::of(io::Configuration const& c, std::string const& where) const {
  std::vector<int> chosen(c.size(), 1);
  if (c.size() == 0) return chosen;  // a frame without atoms does not say which columns atoms have
  for (Condition const& condition : conditions_) {
    std::vector<int> const more = of(condition, c, where);
    for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = chosen[i] && more[i];
  }
  return chosen;
}

std::string AtomChoice::text() const {
  std::string text;
  for (Condition const& condition : conditions_) text += (text.empty() ? "" : " ") + condition.text;
  return text;
}

std::vector<int> AtomChoice::of(Condition const& condition, io::Configuration const& c, std::string const& where) {
  auto const& [text, name, sign, words] = condition;
  bool const equality = sign == "=" || sign == "!=";
  if (name == "element" || (name == "type" && equality)) return of_types(condition, c, where);
  std::vector<int> chosen(c.size());
  for (io::TextColumn const& column : c.text_columns) {
    if (column.name != name) continue;
    require(equality, where, ": --only ", io::quote(text), ": the column holds text, expected = or !=");
    for (std::size_t i = 0; i < c.size(); ++i) chosen[i] = holds(sign, column.values[i], words);
    return chosen;
  }
  std::vector<double> numbers(words.size());
  for (std::size_t k = 0; k < words.size(); ++k)
    require(io::parse_number(words[k], numbers[k]), where, ": --only ", io::quote(text), ": ", io::quote(words[k]),
            " is no finite number, as the column has");
  std::vector<double> const values = column_values(c, name, where);
  for (std::size_t i = 0; i < c.size(); ++i) chosen[i] = !std::isnan(values[i]) && holds(sign, values[i], numbers);
  return chosen;
}

std::vector<int> AtomChoice::of_types(Condition const& condition, io::Configuration const& c,
                                      std::string const& where) {
  require(condition.sign == "=" || condition.sign == "!=", where, ": --only ", io::quote(condition.text),
          ": elements are words, expected = or !=");
  std::vector<int> named(static_cast<std::size_t>(c.type_count()));
  for (std::string const& word : condition.words) {
    std::vector<std::size_t> const types = types_named(c, word);
    // A frame may have no atom of a type that others have; a name that no type has is misspelt.
    std::int64_t number = 0;
    bool const is_number = condition.name == "type" && io::parse_whole(word, number);
    require(is_number || !types.empty(), where, ": --only ", io::quote(condition.text), ": ", io::quote(word),
            " is neither an element nor a type there; it has the types ", listed_types(c));
    for (std::size_t const type : types) named[type] = 1;
    if (is_number && number >= 1 && number <= c.type_count()) named[static_cast<std::size_t>(number - 1)] = 1;
  }
  std::vector<int> chosen(c.size());
  for (std::size_t i = 0; i < c.size(); ++i)
    chosen[i] = named[static_cast<std::size_t>(c.types[i])] == (condition.sign == "=" ? 1 : 0);
  return chosen;
}

}  // namespace tektite::examples
