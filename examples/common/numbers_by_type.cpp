// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/numbers_by_type.hpp"

#include <algorithm>

#include "tektite/core/error.hpp"
#include "tektite/io/text_reader.hpp"

namespace tektite::examples {

std::vector<std::size_t> types_named(io::Configuration const& c, std::string const& name) {
  auto const count = static_cast<std::size_t>(c.type_count());
  std::vector<std::size_t> types;
  for (std::size_t type = 0; type < std::min(count, c.elements.size()); ++type)
    if (c.elements[type] == name) types.push_back(type);
  std::size_t number = 0;
  if (types.empty() && io::parse_number(name, number) && number >= 1 && number <= count) types.push_back(number - 1);
  return types;
}

std::string listed_types(io::Configuration const& c) {
  std::string known;
  for (std::size_t type = 0; type < std::min<std::size_t>(static_cast<std::size_t>(c.type_count()), 20); ++type) {
    bool const has_name = type < c.elements.size() && !c.elements[type].empty();
    known += (type == 0 ? "" : ", ") + std::to_string(type + 1) + (has_name ? " (" + c.elements[type] + ")" : "");
  }
  return known;
}

std::vector<double> numbers_by_type(std::string const& option, std::string const& in, io::Configuration const& c,
                                    std::vector<std::pair<std::string, double>> const& named) {
  auto const count = static_cast<std::size_t>(c.type_count());
  std::string const known = listed_types(c);
  std::vector<double> numbers(count);
  std::vector<std::string> name_of(count);
  for (auto const& [name, number] : named) {
    auto const types = types_named(c, name);
    require(!types.empty(), option, ": ", io::quote(name), " is neither an element nor a type of ", in,
            ", which has the types ", known);
    for (std::size_t const type : types) {
      require(name_of[type].empty(), option, ": ", io::quote(name_of[type]), " and ", io::quote(name),
              " are the same type");
      name_of[type] = name;
      numbers[type] = number;
    }
  }
  for (std::size_t i = 0; i < c.size(); ++i)
    require(!name_of[static_cast<std::size_t>(c.types[i])].empty(), option, ": nothing for type ", c.types[i] + 1,
            " of ", in, ", which has the types ", known);
  return numbers;
}

}  // namespace tektite::examples
