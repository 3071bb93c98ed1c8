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

#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_words.hpp"
#include "tektite/io/elements.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Types of atoms that files call by numbers or by names.

namespace tektite::io::detail {

/// Name of the field with atomic numbers, which are symbols of elements as numbers. No file can have it.
inline constexpr char const* atomic_number_field = "atomic number";

/// Finds the types of atoms, and what they are called: see `AtomTable`.
class TypeNames {
 public:
  /// \param species_field name of the field that says of which type an atom is \param name_field of that with its name,
  /// which may be the same; empty where there is none
  TypeNames(std::string species_field, std::string name_field)
      : species_field_(std::move(species_field)), name_field_(std::move(name_field)) {}

  /// The type of an atom, from 0. Where kinds are words they are numbered in the order in which they appear, until
  /// `name_types`. \param species,name words of the two fields; without data where there is no name
  int type_of(TextReader const& reader, std::string_view species, std::string_view name) {
    std::int64_t number = 0;
    double real = 0;
    bool const whole = parse_whole(species, number);
    if (!whole && parse_number(species, real))
      reader.fail(species_field_, " is ", quote(species), ", expected an integer or a name");
    if (!numbered_) numbered_ = whole;
    if (*numbered_ != whole)
      reader.fail(species_field_, " is ", quote(species), ", but the atoms before have ",
                  *numbered_ ? "numbers" : "names", ", expected names only or numbers only");
    if (whole) {
      int const in_file =
          static_cast<int>(reader.whole(species, species_field_ == "element" ? "type" : species_field_, 1, max_type));
      if (name.data() && name_field_ != species_field_) name_number(reader, in_file, name);
      return in_file - 1;
    }
    auto where = by_word_.find(species);
    if (where == by_word_.end()) {
      check_name(reader, "a type", species);
      check_name(reader, "an element", name);
      if (by_word_.size() == static_cast<std::size_t>(max_type))
        reader.fail("more than ", max_type, " different elements");
      where = by_word_.emplace(species, Named{static_cast<int>(by_word_.size()), std::string(name)}).first;
      if (!name.data()) where->second.name = species;
    }
    if (name.data() && name != where->second.name)
      reader.fail("type ", quote(species), " is ", quote(name), ", but was ", quote(where->second.name), " before");
    return where->second.type;
  }

  /// The type of an atom as `type_of` gives it, where that changes nothing and finds nothing wrong.
  std::optional<int> known_type(std::string_view species, std::string_view name) const {
    if (!numbered_) return std::nullopt;
    if (!*numbered_) {
      auto const where = by_word_.find(species);
      if (where == by_word_.end() || (name.data() && name != where->second.name)) return std::nullopt;
      return where->second.type;
    }
    std::int64_t number = 0;
    if (!parse_whole(species, number) || number < 1 || number > max_type) return std::nullopt;
    int const in_file = static_cast<int>(number);
    if (!name.data() || name_field_ == species_field_) return in_file - 1;
    auto const where = by_number_.find(in_file);
    bool const known = where != by_number_.end() && where->second == name;
    return known || is_filler(in_file, name) ? std::optional<int>(in_file - 1) : std::nullopt;
  }

  /// Sets the elements by type. Types that are words are renumbered in alphabetical order, atomic numbers ascending.
  void name_types(Configuration& c) const {
    if (!by_word_.empty()) {
      c.types_by_name = true;
      std::vector<Named const*> order;
      for (auto const& [word, named] : by_word_) order.push_back(&named);
      if (species_field_ == atomic_number_field) {
        auto const number = [](Named const* named) {
          Element const* const element = find_element(std::string_view(named->name));
          return element == nullptr ? 0 : element - elements + 1;
        };
        std::sort(order.begin(), order.end(), [&](auto* one, auto* other) { return number(one) < number(other); });
      }
      std::vector<int> final(by_word_.size());
      int next = 0;
      for (Named const* named : order) {
        final[static_cast<std::size_t>(named->type)] = next++;
        c.elements.push_back(named->name);
      }
      for (int& type : c.types) type = final[static_cast<std::size_t>(type)];
    } else if (!by_number_.empty()) {
      c.elements.resize(static_cast<std::size_t>(by_number_.rbegin()->first));
      for (auto const& [type, name] : by_number_) c.elements[static_cast<std::size_t>(type) - 1] = name;
    }
  }

 private:
  // Whether a name is how `write_xyz` fills the field without elements.
  static bool is_filler(int type, std::string_view name) { return name == "X" + std::to_string(type); }

  // In a file with numbers as types the element or the label becomes the name of the type. \param type number in the
  // file
  void name_number(TextReader const& reader, int type, std::string_view name) {
    std::int64_t number = 0;
    if (parse_whole(name, number)) {
      if (number != type) reader.fail("an atom has type ", type, ", but ", name_field_, " ", quote(name));
      return;
    }
    auto const where = by_number_.find(type);
    if (where != by_number_.end() && where->second == name) return;
    if (is_filler(type, name)) return;
    if (where != by_number_.end())
      reader.fail("type ", type, " is ", quote(name), ", but was ", quote(where->second), " before");
    check_name(reader, "an element", name);
    by_number_.emplace(type, name);
  }

  struct Named {
    int type;          // from 0, in the order of appearance
    std::string name;  // the element, or the word itself
  };

  std::string species_field_, name_field_;
  std::optional<bool> numbered_;  // whether types are numbers
  std::map<std::string, Named, std::less<>> by_word_;
  std::map<int, std::string> by_number_;  // by number in the file
};

}  // namespace tektite::io::detail
