// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"

/// \file
/// Between files and algorithms: a configuration as Views, results as columns.

namespace tektite::examples {

using Exec = Kokkos::DefaultExecutionSpace;

/// 0-based types in the order of `elements` (as given by `--elements Cu,Zr`).
///
/// A file that names its elements is matched by name, any other by type number: type 1 is the first element.
inline std::vector<int> types_by_element(io::Configuration const& c, std::vector<std::string> const& elements) {
  std::vector<int> map(static_cast<std::size_t>(c.type_count()));
  std::string list;
  for (std::string const& element : elements) list += (list.empty() ? "" : ",") + element;
  for (std::size_t t = 0; t < map.size(); ++t) {
    map[t] = static_cast<int>(t);
    if (t < c.elements.size() && !c.elements[t].empty()) {
      auto const where = std::find(elements.begin(), elements.end(), c.elements[t]);
      map[t] = where == elements.end() ? -1 : static_cast<int>(where - elements.begin());
    } else if (t >= elements.size()) {
      map[t] = -1;
    }
  }
  std::vector<int> types(c.size());
  for (std::size_t i = 0; i < c.size(); ++i) {
    auto const t = static_cast<std::size_t>(c.types[i]) - 1;
    types[i] = map[t];
    if (types[i] < 0) {
      std::string const name = t < c.elements.size() && !c.elements[t].empty() ? " (" + c.elements[t] + ")" : "";
      fail("atom ", c.ids[i], " has type ", c.types[i], name, ", but the elements are ", list);
    }
  }
  return types;
}

/// 0-based types as the file numbers them.
inline std::vector<int> types_from_zero(io::Configuration const& c) {
  std::vector<int> types = c.types;
  for (int& type : types) --type;
  return types;
}

/// Positions and 0-based types in the memory of the default execution space.
struct Atoms {
  Kokkos::View<Vec3<double>*, Exec::memory_space> positions;
  Kokkos::View<int*, Exec::memory_space> types;
};

inline Atoms atoms_on_device(Exec const& exec, io::Configuration const& c) {
  return {to_device(exec, c.positions, "positions"), to_device(exec, types_from_zero(c), "types")};
}

inline Atoms atoms_on_device(Exec const& exec, io::Configuration const& c, std::vector<std::string> const& elements) {
  return {to_device(exec, c.positions, "positions"), to_device(exec, types_by_element(c, elements), "types")};
}

/// A rank-1 View of numbers (or of an enum such as `Status`) as one column of the output.
template <class View>
io::Column column(std::string name, View const& view) {
  auto const values = to_host(view);
  io::Column result{std::move(name), std::vector<double>(values.size())};
  std::transform(values.begin(), values.end(), result.values.begin(), [](auto v) { return static_cast<double>(v); });
  return result;
}

/// One number of every item as a column: `column("fx", forces_on_host, [](auto const& f) { return f.x; })`.
template <class T, class Number>
io::Column column(std::string name, std::vector<T> const& items, Number const& number) {
  io::Column result{std::move(name), std::vector<double>(items.size())};
  std::transform(items.begin(), items.end(), result.values.begin(), number);
  return result;
}

/// A View of rows, one column per name: `append(extra, {"n3", "n4", "n5", "n6"}, indices)`.
template <class View>
void append(std::vector<io::Column>& columns, std::vector<std::string> const& names, View const& view) {
  auto const rows = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, view);
  require(rows.extent(1) == names.size(), names.size(), " names for rows of ", rows.extent(1));
  for (std::size_t k = 0; k < names.size(); ++k) {
    io::Column one{names[k], std::vector<double>(rows.extent(0))};
    for (std::size_t i = 0; i < rows.extent(0); ++i) one.values[i] = static_cast<double>(rows(i, k));
    columns.push_back(std::move(one));
  }
}

}  // namespace tektite::examples
