// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_words.hpp"
#include "tektite/io/detail/field_roles.hpp"
#include "tektite/io/detail/line_pieces.hpp"
#include "tektite/io/detail/sort_by_id.hpp"
#include "tektite/io/detail/type_names.hpp"
#include "tektite/io/elements.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Atom lines with named fields, which the readers of all text formats share.

namespace tektite::io::detail {

/// Collects atom lines with named fields in a `Configuration`.
///
/// Known names: id, type, element, typelabel, x y z (also xu.., xs.., xsu..), vx vy vz, ix iy iz. All other fields are
/// columns: numbers, or, if one value is none, text.
///
/// The field `type`, or where there is none the name of the element or the label, says of which type an atom is: whole
/// numbers are types; words are numbered in alphabetical order (atomic numbers ascending). A file with both is refused.
/// Numbers in a file count from 1, `Configuration::types` from 0; messages have the numbers of the file.
class AtomTable {
 public:
  /// \param reader      at the line that has the names, for messages
  /// \param fields      in the order of the file
  /// \param box         for scaled positions
  /// \param count_atoms whether atoms get ids 1, 2, ... where the file has none
  /// \throws Error      there are too many columns, a name appears twice or is no word that can be printed, or there
  ///                     are no ids, types or positions
  AtomTable(TextReader const& reader, FieldNames const& fields, Box const& box, bool count_atoms = false)
      : fields_(reader, fields, box, count_atoms),
        types_(fields_.names[fields_.species], fields_.name == none ? std::string() : fields_.names[fields_.name]) {
    c_.box = box;
    c_.positions_unwrapped = fields_.unwrapped;
    for (std::size_t const k : fields.text)
      add_text_column(k, reader.name() + ":" + std::to_string(reader.line_number()) + ": column " +
                             quote(fields_.names[k]) + " holds text, expected numbers");
    for (std::size_t k = 0; k < fields_.names.size(); ++k) {
      if (fields_.roles[k].kind != Role::column) continue;
      fields_.roles[k].index = static_cast<int>(c_.columns.size());
      c_.columns.push_back({fields_.names[k], {}});
    }
  }

  /// Adds the atom of the reader's current line.
  void add(TextReader& reader) { add(reader, reader.tokens()); }

  /// Adds an atom. \param tokens words of the reader's current line, without a comment \throws Error with file and line
  void add(TextReader const& reader, std::vector<std::string_view> const& tokens) {
    if (c_.positions.empty()) first_line_ = reader.line_number();
    // A comment may follow the fields, as in "Cu 1 2 3 # fixed".
    bool const commented = tokens.size() > fields_.names.size() && tokens[fields_.names.size()].front() == '#';
    if (tokens.size() != fields_.names.size() && !commented)
      reader.fail("atom line has ", tokens.size(), " fields, expected ", fields_.names.size());
    std::int64_t const id = fields_.id == none ? static_cast<std::int64_t>(c_.size()) + 1
                                               : reader.whole(tokens[fields_.id], fields_.names[fields_.id], 0,
                                                              std::numeric_limits<std::int64_t>::max());
    Vec3<double> position, velocity;
    Vec3<int> image;
    bool has_velocity = false;
    auto const number = [&](std::size_t k) {
      double value = 0;
      if (!parse_number(tokens[k], value))
        reader.fail(shortened(fields_.names[k]), " is ", quote(tokens[k]), ", expected a finite number for atom ", id);
      return value;
    };
    for (std::size_t k = 0; k < fields_.names.size(); ++k) {
      Role const role = fields_.roles[k];
      switch (role.kind) {
        case Role::image:
          image[role.index] = static_cast<int>(reader.whole(tokens[k], fields_.names[k], -most_images, most_images));
          break;
        case Role::position:
          position[role.index] = number(k);
          break;
        case Role::velocity:
          velocity[role.index] = number(k);
          has_velocity = true;
          break;
        case Role::column:
          add_to_column(reader, k, tokens[k]);
          break;
        case Role::text:
          c_.text_columns[static_cast<std::size_t>(role.index)].values.emplace_back(tokens[k]);
          break;
        case Role::id:
        case Role::species:
        case Role::name:
          break;
      }
    }
    c_.positions.push_back(checked_position(reader, id, position));
    c_.ids.push_back(id);
    if (!fields_.drop_images) c_.images.push_back(image);
    if (has_velocity) c_.velocities.push_back(velocity);
    c_.types.push_back(types_.type_of(
        reader, fields_.species == none ? std::string_view() : word(reader, fields_.species, tokens[fields_.species]),
        fields_.name == none ? std::string_view() : word(reader, fields_.name, tokens[fields_.name])));
  }

  /// Adds the atoms of the lines behind the reader's current one, as if by `add` of each.
  ///
  /// \param count        number of atoms
  /// \throws Error       as `add`; the file has fewer lines
  void add_lines(TextReader& reader, std::int64_t count) {
    auto const wanted = static_cast<std::size_t>(count);
    BlockSize size;
    for (std::size_t done = 0; done < wanted;) {
      std::size_t const before = c_.size();
      if (before == 0) first_line_ = reader.line_number() + 1;
      LineBlock const block = read_line_block(
          reader, wanted - done, size.next(wanted - done), 2 * fields_.names.size(),
          [&](std::size_t n) { resize(before + n); },
          [&](std::size_t k, std::string_view line) { return store(before + k, line); });
      size.add(block);
      done += block.lines;
      if (block.whole) continue;
      // A line that must be read alone. Often there are several, such as the first ones of each type.
      for (int k = 0; k < 32 && done < wanted; ++k, ++done) {
        if (!reader.next()) reader.fail("the file ends after ", done, " atoms, expected ", wanted);
        add(reader);
      }
    }
  }

  /// Number of atoms so far.
  std::size_t size() const { return c_.size(); }

  /// The atoms, sorted by id. To be called once, at the end. \throws Error an id that two atoms have
  Configuration finish(TextReader const& reader) {
    types_.name_types(c_);
    std::erase_if(c_.columns, [](Column const& column) { return column.name.empty(); });
    // In the order of the file, not of the first words.
    auto const place = [this](TextColumn const& column) {
      return std::find(fields_.names.begin(), fields_.names.end(), column.name) - fields_.names.begin();
    };
    std::sort(c_.text_columns.begin(), c_.text_columns.end(),
              [&](TextColumn const& a, TextColumn const& b) { return place(a) < place(b); });
    if (auto const twice = sort_by_id(c_))
      reader.fail_at(first_line_ + *twice, "id ", c_.ids[*twice], " has appeared before, expected distinct ids");
    return std::move(c_);
  }

 private:
  using Role = FieldRoles::Role;
  static constexpr std::size_t none = FieldRoles::none;
  static constexpr std::int64_t most_images = 1000000000;

  // Makes room for n atoms in all arrays that have values.
  void resize(std::size_t n) {
    c_.ids.resize(n);
    c_.types.resize(n);
    c_.positions.resize(n);
    if (!fields_.drop_images) c_.images.resize(n);
    for (Role const role : fields_.roles) {
      auto const index = static_cast<std::size_t>(role.index);
      if (role.kind == Role::velocity) c_.velocities.resize(n);
      if (role.kind == Role::column) c_.columns[index].values.resize(n);
      if (role.kind == Role::text) c_.text_columns[index].values.resize(n);
    }
  }

  // Stores an atom, as `add` does. \returns false where `add` must look at the line: something is wrong with it, or it
  // changes what is known of types and columns
  bool store(std::size_t i, std::string_view line) {
    std::string_view species, name;
    Vec3<double> position;
    c_.ids[i] = static_cast<std::int64_t>(i) + 1;
    std::int64_t whole = 0;
    for (std::size_t k = 0; k < fields_.roles.size(); ++k) {
      std::string_view const token = take_word(line);
      if (token.empty()) return false;
      Role const role = fields_.roles[k];
      auto const index = static_cast<std::size_t>(role.index);
      switch (role.kind) {
        case Role::id:
          if (!parse_whole(token, c_.ids[i]) || c_.ids[i] < 0) return false;
          break;
        case Role::image:
          if (!parse_whole(token, whole) || whole < -most_images || whole > most_images) return false;
          if (!fields_.drop_images) c_.images[i][role.index] = static_cast<int>(whole);
          break;
        case Role::position:
          if (!parse_number(token, position[role.index])) return false;
          break;
        case Role::velocity:
          if (!parse_number(token, c_.velocities[i][role.index])) return false;
          break;
        case Role::column:
          if (!parse_value(role, token, c_.columns[index].values[i])) return false;
          break;
        case Role::text:
          c_.text_columns[index].values[i] = token;
          break;
        case Role::species:
        case Role::name:
          break;
      }
      if (k == fields_.species || k == fields_.name) {
        std::string_view const word = known_word(k, token);
        if (!word.data()) return false;
        if (k == fields_.species) species = word;
        if (k == fields_.name) name = word;
      }
    }
    // A comment may follow.
    if (std::string_view const more = take_word(line); !more.empty() && more.front() != '#') return false;
    if (is_too_far(position)) return false;
    c_.positions[i] = fields_.scaled ? c_.box.cartesian(position) : position;
    std::optional<int> const type = types_.known_type(species, name);
    if (!type) return false;
    c_.types[i] = *type;
    return true;
  }

  // Reads a value of a column. \returns false where it is no number, and no logical word where those are expected
  static bool parse_value(Role role, std::string_view token, double& value) {
    if (parse_any_number(token, value)) return true;
    bool logical = false;
    if (!role.logical || !parse_logical(token, logical)) return false;
    value = logical ? 1 : 0;
    return true;
  }

  // A value of a column. The first one that is no number makes the column text.
  void add_to_column(TextReader const& reader, std::size_t k, std::string_view token) {
    Column& column = c_.columns[static_cast<std::size_t>(fields_.roles[k].index)];
    double value = 0;
    if (parse_value(fields_.roles[k], token, value)) {
      column.values.push_back(value);
    } else if (fields_.roles[k].logical) {
      read_logical(reader, token, fields_.names[k]);  // throws
    } else {
      std::vector<double> const before = std::exchange(column, {}).values;
      add_text_column(k, reader.name() + ":" + std::to_string(reader.line_number()) + ": " +
                             shortened(fields_.names[k]) + " is " + quote(token) + ", expected a finite number");
      auto& words = c_.text_columns.back().values;
      char number[64];
      for (double const earlier : before)
        words.emplace_back(number, std::to_chars(number, number + sizeof number, earlier).ptr);
      words.emplace_back(token);
    }
  }

  // Makes the field one of text. \param why it holds no numbers
  void add_text_column(std::size_t k, std::string why) {
    fields_.roles[k].kind = Role::text;
    fields_.roles[k].index = static_cast<int>(c_.text_columns.size());
    c_.text_columns.push_back({fields_.names[k], std::move(why), {}});
  }

  // Whether a position as in the file is so far away that an int would not count the box lengths.
  bool is_too_far(Vec3<double> const& position) const {
    bool too_far = false;
    for (int d = 0; d < 3; ++d) too_far = too_far || std::abs(position[d]) > 1e30;
    Vec3<double> const s = fields_.scaled || too_far ? position : c_.box.fractional(position);
    for (int d = 0; d < 3; ++d) too_far = too_far || std::abs(s[d]) > 1e9;
    return too_far;
  }

  // The Cartesian position.
  Vec3<double> checked_position(TextReader const& reader, std::int64_t id, Vec3<double> const& position) const {
    if (is_too_far(position)) reader.fail("atom ", id, " lies more than 1e9 box lengths away");
    return fields_.scaled ? c_.box.cartesian(position) : position;
  }

  // The word in a field that names a kind of atoms; for an atomic number that of its element, X for 0. Without data
  // where there is no such element.
  std::string_view known_word(std::size_t k, std::string_view token) const {
    if (fields_.names[k] != atomic_number_field) return token;
    std::int64_t number = -1;
    constexpr auto most = static_cast<std::int64_t>(std::size(elements));
    if (!parse_whole(token, number) || number < 0 || number > most) return {};
    return number == 0 ? std::string_view("X") : elements[number - 1].symbol;
  }

  std::string_view word(TextReader const& reader, std::size_t k, std::string_view token) const {
    std::string_view const known = known_word(k, token);
    if (!known.data())
      reader.whole(token, fields_.names[k], 0, static_cast<std::int64_t>(std::size(elements)));  // throws
    return known;
  }

  Configuration c_;
  FieldRoles fields_;
  TypeNames types_;
  std::size_t first_line_ = 0;
};

}  // namespace tektite::io::detail
