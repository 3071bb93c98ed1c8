// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"

/// \file
/// Types in the order of a list of elements.

namespace tektite::io {

namespace detail {

/// Throws unless every atom has a type, and every type is 0 or more. \param c the atoms
inline void require_types(Configuration const& c) {
  tektite::require(c.types.size() == c.size(), "configuration: ", c.types.size(), " types for ", c.size(), " atoms");
  for (std::size_t i = 0; i < c.size(); ++i) {
    tektite::require(c.types[i] >= 0, "configuration: atom at index ", i, " has type ", c.types[i],
                     ", expected 0 or more");
  }
}

}  // namespace detail

/// The types of atoms in the order of a list of elements.
///
/// A type whose element the file names is matched by that name, at its own number if the list has it there, as it may
/// have it twice; any other by its number: type 0, which files call 1, is the first element.
/// Names and numbers must not contradict: where some types of the atoms have names and others none, each named type
/// must stand at its number in the list. Messages have the numbers of the file.
///
/// \param c       atoms
/// \param symbols of elements, in the order of the caller's types, for example of a potential
/// \returns       one type per atom: an index into `symbols`
/// \throws Error  an atom's element, or its type number, is not in the list; a type without a name beside one that is
///                not at its number; the numbers of types and atoms differ, or a type is below 0
inline std::vector<int> types_by_element(Configuration const& c, std::vector<std::string> const& symbols) {
  detail::require_types(c);
  constexpr auto none = static_cast<std::size_t>(-1);
  auto const is_named = [&](std::size_t type) { return type < c.elements.size() && !c.elements[type].empty(); };
  std::vector<int> new_type(static_cast<std::size_t>(c.type_count()), -1);
  for (std::size_t type = 0; type < new_type.size(); ++type) {
    if (is_named(type)) {
      auto found = std::find(symbols.begin(), symbols.end(), c.elements[type]);
      if (type < symbols.size() && symbols[type] == c.elements[type]) found = symbols.begin() + std::ptrdiff_t(type);
      if (found != symbols.end()) new_type[type] = static_cast<int>(found - symbols.begin());
    } else if (type < symbols.size()) {
      new_type[type] = static_cast<int>(type);
    }
  }
  std::size_t unnamed = none, moved = none;  // a type of an atom without a name, and one that is not at its number
  std::vector<int> types(c.size());
  for (std::size_t i = 0; i < c.size(); ++i) {
    auto const type = static_cast<std::size_t>(c.types[i]);
    types[i] = new_type[type];
    if (types[i] < 0) {
      std::string const name = is_named(type) ? " (" + shortened(c.elements[type]) + ")" : "";
      tektite::fail("atom ", i < c.ids.size() ? std::to_string(c.ids[i]) : "at index " + std::to_string(i),
                    " has type ", c.types[i] + 1, name, ", but the elements are ",
                    tektite::detail::listed(symbols, ","));
    }
    if (!is_named(type))
      unnamed = type;
    else if (types[i] != c.types[i])
      moved = type;
  }
  if (unnamed != none && moved != none)
    tektite::fail("type ", unnamed + 1, " has no name in the file, and type ", moved + 1, " is ",
                  shortened(c.elements[moved]), ", which is not number ", moved + 1, " of ",
                  tektite::detail::listed(symbols, ","),
                  ": expected a name for every type, or elements in the order of the types");
  return types;
}

}  // namespace tektite::io
