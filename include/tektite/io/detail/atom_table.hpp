// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Atom lines with named fields, which the readers of all text formats share.

namespace tektite::io::detail {

/// Largest type that readers accept.
inline constexpr std::int64_t max_type = 65535;

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
///               could overflow
inline Box make_box(TextReader const& reader, Mat3 const& edges, Vec3<double> origin, Box::Periodic periodic) {
  for (int k = 0; k < 3; ++k) {
    double largest = 0;
    for (int d = 0; d < 3; ++d) {
      largest = std::max(largest, std::abs(edges(d, k)));
      if (std::abs(origin[d]) > 1e30) reader.fail("box origin ", origin[d], " is beyond 1e30");
    }
    if (largest < 1e-30 || largest > 1e30)
      reader.fail("box edge ", "abc"[k], " has length ", largest, ", expected a positive finite one");
  }
  try {
    return Box(edges, origin, periodic);
  } catch (Error const& error) {
    reader.fail(error.what());
  }
}

/// Collects atom lines with named fields in a `Configuration`.
///
/// Known names: id, type, element, x y z (also xu.., xs.., xsu..), vx vy vz, ix iy iz. A field with an empty name is
/// skipped. All other names are numeric columns.
class AtomTable {
 public:
  /// \param reader      at the line that has the names, for messages
  /// \param names       of the fields in the order of the file
  /// \param box         for scaled positions
  /// \param count_atoms whether atoms get ids 1, 2, ... where the file has none
  /// \throws Error      a name appears twice, or there are no ids, types or positions
  AtomTable(TextReader const& reader, std::vector<std::string> const& names, Box const& box, bool count_atoms = false)
      : names_(names), roles_(names.size()) {
    c_.box = box;
    for (std::size_t k = 0; k < names.size(); ++k)
      if (!names[k].empty() && find(names[k]) != k) reader.fail("column ", quote(names[k]), " appears twice");

    if (assign({"id"}, Role::id) + count_atoms == 0) fail_without(reader, "'id'");
    bool const has_type = assign({"type"}, Role::type), has_element = assign({"element"}, Role::element);
    if (!has_type && !has_element) fail_without(reader, "'type' or 'element'");
    bool const images = assign({"ix", "iy", "iz"}, Role::image);
    using Names = std::array<char const*, 3>;
    Names const wrapped{"x", "y", "z"}, wrapped_scaled{"xs", "ys", "zs"};
    Names const unwrapped{"xu", "yu", "zu"}, unwrapped_scaled{"xsu", "ysu", "zsu"};
    // Positions from which those without periodicity are known come first.
    std::array<Names, 4> const order = images ? std::array{wrapped, wrapped_scaled, unwrapped, unwrapped_scaled}
                                              : std::array{unwrapped, unwrapped_scaled, wrapped, wrapped_scaled};
    std::size_t chosen = 0;
    while (chosen < 4 && !assign({order[chosen][0], order[chosen][1], order[chosen][2]}, Role::position)) ++chosen;
    if (chosen == 4) fail_without(reader, "'x y z', 'xu yu zu', 'xs ys zs' or 'xsu ysu zsu'");
    scaled_ = order[chosen] == wrapped_scaled || order[chosen] == unwrapped_scaled;
    // Image flags are dropped with unwrapped positions: these hold the box edges already.
    c_.positions_unwrapped = order[chosen] == unwrapped || order[chosen] == unwrapped_scaled;
    drop_images_ = !images || c_.positions_unwrapped;
    assign({"vx", "vy", "vz"}, Role::velocity);
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (roles_[k].kind != Role::column || names[k].empty()) continue;
      roles_[k].index = static_cast<int>(c_.columns.size());
      c_.columns.push_back({names[k], {}});
    }
  }

  /// Makes T and F valid values of the field `k`, if it is a column.
  void set_logical(std::size_t k) {
    if (roles_[k].kind == Role::column) roles_[k].logical = true;
  }

  /// Adds the atom of the reader's current line.
  void add(TextReader& reader) { add(reader, reader.tokens()); }

  /// Adds an atom. \param tokens words of the reader's current line, without a comment \throws Error with file and line
  void add(TextReader const& reader, std::vector<std::string_view> const& tokens) {
    if (c_.positions.empty()) first_line_ = reader.line_number();
    if (tokens.size() != names_.size())
      reader.fail("atom line has ", tokens.size(), " fields, expected ", names_.size());
    Vec3<double> position, velocity;
    Vec3<int> image;
    std::int64_t id = static_cast<std::int64_t>(c_.size()) + 1;
    int type = 0;
    std::string_view element;
    bool has_velocity = false;
    for (std::size_t k = 0; k < tokens.size(); ++k) {
      Role const role = roles_[k];
      auto const integer = [&](std::int64_t low, std::int64_t high) {
        return reader.integer(tokens[k], names_[k], low, high);
      };
      switch (role.kind) {
        case Role::id:
          id = integer(1, std::numeric_limits<std::int64_t>::max());
          break;
        case Role::type:
          type = static_cast<int>(integer(1, max_type));
          break;
        case Role::element:
          element = tokens[k];
          break;
        case Role::image:
          image[role.index] = static_cast<int>(integer(-1000000000, 1000000000));
          break;
        case Role::position:
          position[role.index] = reader.number(tokens[k], names_[k]);
          break;
        case Role::velocity:
          velocity[role.index] = reader.number(tokens[k], names_[k]);
          has_velocity = true;
          break;
        case Role::column:
          if (names_[k].empty()) break;
          if (role.logical && (tokens[k] == "T" || tokens[k] == "F"))
            c_.columns[role.index].values.push_back(tokens[k] == "T" ? 1 : 0);
          else
            c_.columns[role.index].values.push_back(reader.number(tokens[k], names_[k]));
      }
    }
    // Box lengths are counted in an int, so there is a limit.
    bool too_far = false;
    for (int d = 0; d < 3; ++d) too_far = too_far || std::abs(position[d]) > 1e30;
    Vec3<double> const s = scaled_ || too_far ? position : c_.box.fractional(position);
    for (int d = 0; d < 3; ++d) too_far = too_far || std::abs(s[d]) > 1e9;
    if (too_far) reader.fail("atom ", id, " lies more than 1e9 box lengths away");
    c_.positions.push_back(scaled_ ? c_.box.cartesian(position) : position);
    c_.ids.push_back(id);
    if (!drop_images_) c_.images.push_back(image);
    if (has_velocity) c_.velocities.push_back(velocity);
    if (element.data()) type = note_element(reader, element, type);
    c_.types.push_back(type);
  }

  /// Number of atoms so far.
  std::size_t size() const { return c_.size(); }

  /// The atoms, sorted by id. To be called once, at the end. \throws Error an id that two atoms have
  Configuration finish(TextReader const& reader) {
    name_types();
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
    }
    return std::move(c_);
  }

 private:
  // What a field is: which component of a vector, or which column.
  struct Role {
    enum Kind { column, id, type, element, position, velocity, image } kind = column;
    int index = 0;
    bool logical = false;
  };

  // Index of the field of that name; the number of fields if there is none.
  std::size_t find(std::string_view name) const {
    return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
  }

  // Gives the fields of these names their role, if all of them exist.
  bool assign(std::initializer_list<char const*> names, typename Role::Kind kind) {
    for (char const* name : names)
      if (find(name) == names_.size()) return false;
    int index = 0;
    for (char const* name : names) roles_[find(name)] = {kind, index++};
    return true;
  }

  [[noreturn]] void fail_without(TextReader const& reader, std::string_view what) const {
    reader.fail("there is no column ", what, ", expected id, type or element, and positions");
  }

  // The type of an atom with an element. In files with types the element becomes the name of the type; in files without
  // them (type 0) the elements are numbered in the order in which they appear, until `name_types`.
  int note_element(TextReader const& reader, std::string_view element, int type) {
    if (type == 0) {
      auto const [where, fresh] = by_name_.try_emplace(std::string(element), static_cast<int>(by_name_.size()) + 1);
      if (fresh && where->second > max_type) reader.fail("more than ", max_type, " different elements");
      return where->second;
    }
    if (element == "X" + std::to_string(type)) return type;  // how `write_xyz` fills the field without elements
    auto const [where, fresh] = by_type_.try_emplace(type, element);
    if (!fresh && where->second != element)
      reader.fail("type ", type, " is ", quote(element), ", but was ", quote(where->second), " before");
    return type;
  }

  // Sets the elements by type. In files without types, types are renumbered in alphabetical order of the elements.
  void name_types() {
    if (!by_name_.empty()) {
      std::vector<int> final(by_name_.size() + 1);
      int next = 0;
      for (auto const& [name, provisional] : by_name_) {
        final[static_cast<std::size_t>(provisional)] = ++next;
        c_.elements.push_back(name);
      }
      for (int& type : c_.types) type = final[static_cast<std::size_t>(type)];
    } else if (!by_type_.empty()) {
      c_.elements.resize(static_cast<std::size_t>(by_type_.rbegin()->first));
      for (auto const& [type, name] : by_type_) c_.elements[static_cast<std::size_t>(type) - 1] = name;
    }
  }

  Configuration c_;
  std::vector<std::string> names_;
  std::vector<Role> roles_;
  std::map<std::string, int> by_name_;
  std::map<int, std::string> by_type_;
  std::size_t first_line_ = 0;
  bool scaled_ = false, drop_images_ = false;
};

}  // namespace tektite::io::detail
