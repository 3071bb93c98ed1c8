// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_words.hpp"
#include "tektite/io/detail/type_names.hpp"
#include "tektite/io/elements.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Atom lines with named fields, which the readers of all text formats share.

namespace tektite::io::detail {

/// What the fields of an atom line are.
struct FieldNames {
  std::vector<std::string> names;         ///< by field
  std::vector<std::size_t> logical = {};  ///< indices of fields that are T or F
  std::vector<std::size_t> text = {};     ///< indices of fields that hold text
};

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
      : names_(fields.names), roles_(fields.names.size()) {
    c_.box = box;
    if (names_.size() > max_columns)
      reader.fail("there are ", names_.size(), " columns, expected at most ", max_columns);
    Index index;
    for (std::size_t k = 0; k < names_.size(); ++k) {
      if (names_[k] != atomic_number_field) check_name(reader, "a column", names_[k]);
      if (!index.emplace(names_[k], k).second) reader.fail("column ", quote(names_[k]), " appears twice");
    }
    for (std::size_t const k : fields.text) {
      add_text_column(k, reader.name() + ":" + std::to_string(reader.line_number()) + ": column " + quote(names_[k]) +
                             " holds text, expected numbers");
      index.erase(names_[k]);
    }
    find_roles(reader, index, count_atoms);
    types_.emplace(names_[species_field_], name_field_ == none ? std::string() : names_[name_field_]);
    for (std::size_t const k : fields.logical)
      if (roles_[k].kind == Role::column) roles_[k].logical = true;
    for (std::size_t k = 0; k < names_.size(); ++k) {
      if (roles_[k].kind != Role::column) continue;
      roles_[k].index = static_cast<int>(c_.columns.size());
      c_.columns.push_back({names_[k], {}});
    }
  }

  /// Adds the atom of the reader's current line.
  void add(TextReader& reader) { add(reader, reader.tokens()); }

  /// Adds an atom. \param tokens words of the reader's current line, without a comment \throws Error with file and line
  void add(TextReader const& reader, std::vector<std::string_view> const& tokens) {
    if (c_.positions.empty()) first_line_ = reader.line_number();
    // A comment may follow the fields, as in "Cu 1 2 3 # fixed".
    bool const commented = tokens.size() > names_.size() && tokens[names_.size()].front() == '#';
    if (tokens.size() != names_.size() && !commented)
      reader.fail("atom line has ", tokens.size(), " fields, expected ", names_.size());
    std::int64_t const id = id_field_ == none ? static_cast<std::int64_t>(c_.size()) + 1
                                              : reader.whole(tokens[id_field_], names_[id_field_], 0,
                                                             std::numeric_limits<std::int64_t>::max());
    Vec3<double> position, velocity;
    Vec3<int> image;
    bool has_velocity = false;
    auto const number = [&](std::size_t k) {
      double value = 0;
      if (!parse_number(tokens[k], value))
        reader.fail(shortened(names_[k]), " is ", quote(tokens[k]), ", expected a finite number for atom ", id);
      return value;
    };
    for (std::size_t k = 0; k < names_.size(); ++k) {
      Role const role = roles_[k];
      switch (role.kind) {
        case Role::image:
          image[role.index] = static_cast<int>(reader.whole(tokens[k], names_[k], -1000000000, 1000000000));
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
    if (!drop_images_) c_.images.push_back(image);
    if (has_velocity) c_.velocities.push_back(velocity);
    c_.types.push_back(types_->type_of(
        reader, species_field_ == none ? std::string_view() : word(reader, species_field_, tokens[species_field_]),
        name_field_ == none ? std::string_view() : word(reader, name_field_, tokens[name_field_])));
  }

  /// Number of atoms so far.
  std::size_t size() const { return c_.size(); }

  /// The atoms, sorted by id. To be called once, at the end. \throws Error an id that two atoms have
  Configuration finish(TextReader const& reader) {
    types_->name_types(c_);
    std::erase_if(c_.columns, [](Column const& column) { return column.name.empty(); });
    // In the order of the file, not of the first words.
    auto const place = [this](TextColumn const& column) {
      return std::find(names_.begin(), names_.end(), column.name) - names_.begin();
    };
    std::sort(c_.text_columns.begin(), c_.text_columns.end(),
              [&](TextColumn const& a, TextColumn const& b) { return place(a) < place(b); });
    std::size_t const n = c_.size();
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return c_.ids[a] < c_.ids[b]; });
    for (std::size_t k = 1; k < n; ++k) {
      if (c_.ids[order[k - 1]] == c_.ids[order[k]])
        reader.fail_at(first_line_ + order[k], "id ", c_.ids[order[k]], " has appeared before, expected distinct ids");
    }
    if (!std::is_sorted(order.begin(), order.end())) {
      auto const sort = [&](auto& values) {
        if (values.empty()) return;
        auto sorted = values;
        for (std::size_t k = 0; k < n; ++k) sorted[k] = values[order[k]];
        values = std::move(sorted);
      };
      sort(c_.ids);
      sort(c_.types);
      sort(c_.positions);
      sort(c_.images);
      sort(c_.velocities);
      for (Column& column : c_.columns) sort(column.values);
      for (TextColumn& column : c_.text_columns) sort(column.values);
    }
    return std::move(c_);
  }

 private:
  // What a field is: which component of a vector, or which column. The species decides the type of an atom, the name
  // says what its type is called; one field may be both.
  struct Role {
    enum Kind { column, text, id, species, name, position, velocity, image } kind = column;
    int index = 0;
    bool logical = false;
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  using Index = std::unordered_map<std::string_view, std::size_t>;  // field of each name

  // Gives the fields of these names their role, if all of them exist.
  bool assign(Index const& index, std::initializer_list<char const*> names, typename Role::Kind kind) {
    for (char const* name : names)
      if (!index.contains(name)) return false;
    int component = 0;
    for (char const* name : names) roles_[index.at(name)] = {kind, component++};
    return true;
  }

  void find_roles(TextReader const& reader, Index const& index, bool count_atoms) {
    if (assign(index, {"id"}, Role::id))
      id_field_ = index.at("id");
    else if (!count_atoms)
      fail_without(reader, "'id'");
    for (char const* name : {"element", "typelabel", atomic_number_field}) {
      if (!assign(index, {name}, Role::name)) continue;
      name_field_ = index.at(name);
      break;
    }
    if (assign(index, {"type"}, Role::species))
      species_field_ = index.at("type");
    else
      species_field_ = name_field_;
    if (species_field_ == none) fail_without(reader, "'type' or 'element'");
    bool const images = assign_images(index);
    using Names = std::array<char const*, 3>;
    Names const wrapped{"x", "y", "z"}, wrapped_scaled{"xs", "ys", "zs"};
    Names const unwrapped{"xu", "yu", "zu"}, unwrapped_scaled{"xsu", "ysu", "zsu"};
    // Positions from which those without periodicity are known come first.
    std::array<Names, 4> const order = images ? std::array{wrapped, wrapped_scaled, unwrapped, unwrapped_scaled}
                                              : std::array{unwrapped, unwrapped_scaled, wrapped, wrapped_scaled};
    std::size_t chosen = 0;
    while (chosen < 4 && !assign(index, {order[chosen][0], order[chosen][1], order[chosen][2]}, Role::position))
      ++chosen;
    if (chosen == 4) fail_without(reader, "'x y z', 'xu yu zu', 'xs ys zs' or 'xsu ysu zsu'");
    scaled_ = order[chosen] == wrapped_scaled || order[chosen] == unwrapped_scaled;
    // Image flags are dropped with unwrapped positions: these hold the box edges already.
    c_.positions_unwrapped = order[chosen] == unwrapped || order[chosen] == unwrapped_scaled;
    drop_images_ = !images || c_.positions_unwrapped;
    assign(index, {"vx", "vy", "vz"}, Role::velocity);
  }

  // Image flags. Those along walls are 0, and may be left out.
  bool assign_images(Index const& index) {
    static constexpr char const* names[] = {"ix", "iy", "iz"};
    bool some = false, enough = true;
    for (int d = 0; d < 3; ++d) {
      bool const there = index.contains(names[d]);
      some = some || there;
      enough = enough && (there || !c_.box.periodic(d));
    }
    if (!some || !enough) return false;
    for (int d = 0; d < 3; ++d)
      if (auto const found = index.find(names[d]); found != index.end()) roles_[found->second] = {Role::image, d};
    return true;
  }

  [[noreturn]] void fail_without(TextReader const& reader, std::string_view what) const {
    reader.fail("there is no column ", what, ", expected id, type or element, and positions");
  }

  // A value of a column. The first one that is no number makes the column text.
  void add_to_column(TextReader const& reader, std::size_t k, std::string_view token) {
    Column& column = c_.columns[static_cast<std::size_t>(roles_[k].index)];
    double value = 0;
    if (parse_any_number(token, value)) {
      column.values.push_back(value);
    } else if (roles_[k].logical) {
      column.values.push_back(read_logical(reader, token, names_[k]) ? 1 : 0);
    } else {
      std::vector<double> const before = std::exchange(column, {}).values;
      add_text_column(k, reader.name() + ":" + std::to_string(reader.line_number()) + ": " + shortened(names_[k]) +
                             " is " + quote(token) + ", expected a finite number");
      auto& words = c_.text_columns.back().values;
      char number[64];
      for (double const earlier : before)
        words.emplace_back(number, std::to_chars(number, number + sizeof number, earlier).ptr);
      words.emplace_back(token);
    }
  }

  // Makes the field one of text. \param why it holds no numbers
  void add_text_column(std::size_t k, std::string why) {
    roles_[k].kind = Role::text;
    roles_[k].index = static_cast<int>(c_.text_columns.size());
    c_.text_columns.push_back({names_[k], std::move(why), {}});
  }

  // The Cartesian position. Box lengths are counted in an int, so there is a limit.
  Vec3<double> checked_position(TextReader const& reader, std::int64_t id, Vec3<double> const& position) const {
    bool too_far = false;
    for (int d = 0; d < 3; ++d) too_far = too_far || std::abs(position[d]) > 1e30;
    Vec3<double> const s = scaled_ || too_far ? position : c_.box.fractional(position);
    for (int d = 0; d < 3; ++d) too_far = too_far || std::abs(s[d]) > 1e9;
    if (too_far) reader.fail("atom ", id, " lies more than 1e9 box lengths away");
    return scaled_ ? c_.box.cartesian(position) : position;
  }

  // The word in a field that names a kind of atoms; for an atomic number that of its element, X for 0.
  std::string_view word(TextReader const& reader, std::size_t k, std::string_view token) const {
    if (names_[k] != atomic_number_field) return token;
    auto const number = reader.whole(token, names_[k], 0, static_cast<std::int64_t>(std::size(elements)));
    return number == 0 ? std::string_view("X") : elements[number - 1].symbol;
  }

  Configuration c_;
  std::vector<std::string> names_;
  std::vector<Role> roles_;
  std::optional<TypeNames> types_;
  std::size_t id_field_ = none, species_field_ = none, name_field_ = none, first_line_ = 0;
  bool scaled_ = false, drop_images_ = false;
};

}  // namespace tektite::io::detail
