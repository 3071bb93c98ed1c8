// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/io/detail/atom_words.hpp"
#include "tektite/io/detail/type_names.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// What the named fields of an atom line are.

namespace tektite::io::detail {

/// What the fields of an atom line are.
struct FieldNames {
  std::vector<std::string> names;         ///< by field
  std::vector<std::size_t> logical = {};  ///< indices of fields that are T or F
  std::vector<std::size_t> text = {};     ///< indices of fields that hold text
};

/// Which component of a vector, or which column, a field is: see `AtomTable`.
struct FieldRoles {
  /// The species decides the type of an atom, the name says what its type is called; one field may be both.
  struct Role {
    enum Kind { column, text, id, species, name, position, velocity, image } kind = column;
    int index = 0;
    bool logical = false;
  };

  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::vector<std::string> names;                      ///< by field
  std::vector<Role> roles;                             ///< by field; columns have no index yet
  std::size_t id = none, species = none, name = none;  ///< fields of one word
  bool scaled = false;                                 ///< whether positions are in units of the box
  bool unwrapped = false;                              ///< whether positions hold the box edges
  bool drop_images = false;                            ///< whether there are no image flags, or none that are needed

  /// For parameters and errors see `AtomTable`.
  FieldRoles(TextReader const& reader, FieldNames const& fields, Box const& box, bool count_atoms)
      : names(fields.names), roles(fields.names.size()) {
    if (names.size() > max_columns) reader.fail("there are ", names.size(), " columns, expected at most ", max_columns);
    Index index;
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (names[k] != atomic_number_field) check_name(reader, "a column", names[k]);
      if (!index.emplace(names[k], k).second) reader.fail("column ", quote(names[k]), " appears twice");
    }
    for (std::size_t const k : fields.text) {
      roles[k].kind = Role::text;
      index.erase(names[k]);
    }
    find_words(reader, index, count_atoms);
    find_positions(reader, index, find_images(index, box));
    assign(index, {"vx", "vy", "vz"}, Role::velocity);
    for (std::size_t const k : fields.logical)
      if (roles[k].kind == Role::column) roles[k].logical = true;
  }

 private:
  using Index = std::unordered_map<std::string_view, std::size_t>;  // field of each name

  // Gives the fields of these names their role, if all of them exist.
  bool assign(Index const& index, std::initializer_list<char const*> components, typename Role::Kind kind) {
    for (char const* one : components)
      if (!index.contains(one)) return false;
    int component = 0;
    for (char const* one : components) roles[index.at(one)] = {kind, component++};
    return true;
  }

  void find_words(TextReader const& reader, Index const& index, bool count_atoms) {
    if (assign(index, {"id"}, Role::id))
      id = index.at("id");
    else if (!count_atoms)
      fail_without(reader, "'id'");
    for (char const* one : {"element", "typelabel", atomic_number_field}) {
      if (!assign(index, {one}, Role::name)) continue;
      name = index.at(one);
      break;
    }
    if (assign(index, {"type"}, Role::species))
      species = index.at("type");
    else
      species = name;
    if (species == none) fail_without(reader, "'type' or 'element'");
  }

  // Image flags. Those along walls are 0, and may be left out.
  bool find_images(Index const& index, Box const& box) {
    static constexpr char const* flags[] = {"ix", "iy", "iz"};
    bool some = false, enough = true;
    for (int d = 0; d < 3; ++d) {
      bool const there = index.contains(flags[d]);
      some = some || there;
      enough = enough && (there || !box.periodic(d));
    }
    if (!some || !enough) return false;
    for (int d = 0; d < 3; ++d)
      if (auto const found = index.find(flags[d]); found != index.end()) roles[found->second] = {Role::image, d};
    return true;
  }

  void find_positions(TextReader const& reader, Index const& index, bool images) {
    using Names = std::array<char const*, 3>;
    Names const x{"x", "y", "z"}, xs{"xs", "ys", "zs"}, xu{"xu", "yu", "zu"}, xsu{"xsu", "ysu", "zsu"};
    // Positions from which those without periodicity are known come first.
    std::array<Names, 4> const order = images ? std::array{x, xs, xu, xsu} : std::array{xu, xsu, x, xs};
    std::size_t chosen = 0;
    while (chosen < 4 && !assign(index, {order[chosen][0], order[chosen][1], order[chosen][2]}, Role::position))
      ++chosen;
    if (chosen == 4) fail_without(reader, "'x y z', 'xu yu zu', 'xs ys zs' or 'xsu ysu zsu'");
    scaled = order[chosen] == xs || order[chosen] == xsu;
    // Image flags are dropped with unwrapped positions: these hold the box edges already.
    unwrapped = order[chosen] == xu || order[chosen] == xsu;
    drop_images = !images || unwrapped;
  }

  [[noreturn]] static void fail_without(TextReader const& reader, std::string_view what) {
    reader.fail("there is no column ", what, ", expected id, type or element, and positions");
  }
};

}  // namespace tektite::io::detail
