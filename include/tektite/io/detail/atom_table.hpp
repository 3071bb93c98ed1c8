// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/elements.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Atom lines with named fields, which the readers of all text formats share.

namespace tektite::io::detail {

/// Largest type that readers accept.
inline constexpr std::int64_t max_type = 65535;

/// Most columns of an atom line. Each costs memory even where there are no atoms.
inline constexpr std::size_t max_columns = 10000;

/// Longest name of a column, an element or a type, in bytes.
inline constexpr std::size_t max_name = 200;

/// Throws for a name that would not be one word in a file or on a terminal: with blanks or characters that cannot be
/// printed, or too long.
///
/// \param what the name is of, for the message
inline void check_name(TextReader const& reader, std::string_view what, std::string_view name) {
  if (name.size() > max_name)
    reader.fail("the name ", quote(name), " of ", what, " has ", name.size(), " bytes, expected at most ", max_name);
  if (name.find_first_of(" \t") != std::string_view::npos)
    reader.fail("the name ", quote(name), " of ", what, " has blanks, expected one word");
  if (printable(name) != name)
    reader.fail("the name ", quote(name), " of ", what, " has characters that cannot be printed");
}

/// The only word of the current line.
///
/// \param what   expected content, for the message
/// \throws Error there are more or fewer
inline std::string_view single(TextReader& reader, std::string_view what) {
  auto const& tokens = reader.tokens();
  if (tokens.size() != 1) reader.fail("found ", quote(reader.line()), ", expected ", what, " alone");
  return tokens[0];
}

/// Throws unless the diagonal of the edges is positive.
inline void require_positive_lengths(TextReader const& reader, Mat3 const& edges) {
  for (int d = 0; d < 3; ++d) {
    double const length = edges(d, d);
    if (length <= 0) reader.fail("box length along ", "xyz"[d], " is ", length, ", expected a positive one");
  }
}

/// Makes a box.
///
/// \throws Error with file and line: no box has these edges, or lengths outside [1e-30, 1e30], where products of edges
///               could overflow; or the origin is so far away that positions near it have no digits left
inline Box make_box(TextReader const& reader, Mat3 const& edges, Vec3<double> origin, Box::Periodic periodic) {
  double longest = 0;
  for (int k = 0; k < 3; ++k) {
    double largest = 0;
    for (int d = 0; d < 3; ++d) largest = std::max(largest, std::abs(edges(d, k)));
    if (largest < 1e-30 || largest > 1e30)
      reader.fail("box edge ", "abc"[k], " has length ", largest, ", expected a positive finite one");
    longest = std::max(longest, largest);
  }
  for (int d = 0; d < 3; ++d)
    if (std::abs(origin[d]) > 1e9 * longest) reader.fail("box origin ", origin[d], " is more than 1e9 edges away");
  try {
    return Box(edges, origin, periodic);
  } catch (Error const& error) {
    reader.fail(error.what());
  }
}

/// Reads a word as a number that may be infinite or no number at all: nan, -nan, inf.
///
/// \returns false where the word is no number, or one that no `double` holds
inline bool parse_any_number(std::string_view token, double& value) {
  if (parse_number(token, value)) return true;
  if (token.size() > 1 && token[0] == '+' && token[1] != '-') token.remove_prefix(1);
  auto const [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  return end == token.data() + token.size() && error == std::errc{};
}

/// A logical word in any spelling: T, F, true, false in any case, 1, 0, 1.0, 0.0.
///
/// \param what name of the value in messages
inline bool read_logical(TextReader const& reader, std::string_view token, std::string_view what) {
  std::string word;
  for (char const c : token.substr(0, 8)) word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (word == "t" || word == "true") return true;
  if (word == "f" || word == "false") return false;
  std::int64_t number = -1;
  if (!parse_whole(token, number) || number < 0 || number > 1)
    reader.fail(what, " is ", quote(token), ", expected T or F");
  return number == 1;
}

/// What the fields of an atom line are.
struct FieldNames {
  std::vector<std::string> names;         ///< by field
  std::vector<std::size_t> logical = {};  ///< indices of fields that are T or F
  std::vector<std::size_t> text = {};     ///< indices of fields that hold text
};

/// Name of the field with atomic numbers, which are symbols of elements as numbers. No file can have it.
inline constexpr char const* atomic_number_field = "atomic number";

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
    c_.types.push_back(type_of(
        reader, species_field_ == none ? std::string_view() : word(reader, species_field_, tokens[species_field_]),
        name_field_ == none ? std::string_view() : word(reader, name_field_, tokens[name_field_])));
  }

  /// Number of atoms so far.
  std::size_t size() const { return c_.size(); }

  /// The atoms, sorted by id. To be called once, at the end. \throws Error an id that two atoms have
  Configuration finish(TextReader const& reader) {
    name_types();
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

  // The type of an atom, from 0. Where kinds are words they are numbered in the order in which they appear, until
  // `name_types`.
  int type_of(TextReader const& reader, std::string_view species, std::string_view name) {
    std::int64_t number = 0;
    double real = 0;
    bool const whole = parse_whole(species, number);
    std::string const& field = names_[species_field_];
    if (!whole && parse_number(species, real))
      reader.fail(field, " is ", quote(species), ", expected an integer or a name");
    if (c_.types.empty()) numbered_ = whole;
    if (numbered_ != whole)
      reader.fail(field, " is ", quote(species), ", but the atoms before have ", numbered_ ? "numbers" : "names",
                  ", expected names only or numbers only");
    if (whole) {
      int const in_file = static_cast<int>(reader.whole(species, field == "element" ? "type" : field, 1, max_type));
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

  // In a file with numbers as types the element or the label becomes the name of the type. \param type number in the
  // file
  void name_number(TextReader const& reader, int type, std::string_view name) {
    std::int64_t number = 0;
    if (parse_whole(name, number)) {
      if (number != type) reader.fail("an atom has type ", type, ", but ", names_[name_field_], " ", quote(name));
      return;
    }
    auto const where = by_number_.find(type);
    if (where != by_number_.end() && where->second == name) return;
    if (name == "X" + std::to_string(type)) return;  // how `write_xyz` fills the field without elements
    if (where != by_number_.end())
      reader.fail("type ", type, " is ", quote(name), ", but was ", quote(where->second), " before");
    check_name(reader, "an element", name);
    by_number_.emplace(type, name);
  }

  // Sets the elements by type. Types that are words are renumbered in alphabetical order, atomic numbers ascending.
  void name_types() {
    if (!by_word_.empty()) {
      c_.types_by_name = true;
      std::vector<Named const*> order;
      for (auto const& [word, named] : by_word_) order.push_back(&named);
      if (names_[species_field_] == atomic_number_field) {
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
        c_.elements.push_back(named->name);
      }
      for (int& type : c_.types) type = final[static_cast<std::size_t>(type)];
    } else if (!by_number_.empty()) {
      c_.elements.resize(static_cast<std::size_t>(by_number_.rbegin()->first));
      for (auto const& [type, name] : by_number_) c_.elements[static_cast<std::size_t>(type) - 1] = name;
    }
  }

  struct Named {
    int type;          // from 0, in the order of appearance
    std::string name;  // the element, or the word itself
  };

  Configuration c_;
  std::vector<std::string> names_;
  std::vector<Role> roles_;
  std::map<std::string, Named, std::less<>> by_word_;
  std::map<int, std::string> by_number_;  // by number in the file
  std::size_t id_field_ = none, species_field_ = none, name_field_ = none, first_line_ = 0;
  bool scaled_ = false, drop_images_ = false, numbered_ = false;
};

}  // namespace tektite::io::detail
