// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/io/configuration.hpp"

/// \file
/// Tables of numbers: one header line of names, then one line per row, commas between.

namespace tektite::io {

namespace detail {

void write_csv(std::filesystem::path const& path, std::vector<Column> const& columns);  // detail/csv_table.hpp
std::vector<Column> read_csv(std::filesystem::path const& path);                        // detail/csv_table.hpp

}  // namespace detail

/// Columns of equal length under distinct names.
struct Table {
  std::vector<Column> columns;  ///< in the order of the file

  /// Length of the columns. \returns that of the first one; 0 without columns
  std::size_t rows() const { return columns.empty() ? 0 : columns.front().values.size(); }

  /// Finds a column. \param name of the column \returns null where there is none
  Column const* find(std::string_view name) const {
    for (Column const& column : columns)
      if (column.name == name) return &column;
    return nullptr;
  }
};

/// Writes a table as CSV. Numbers read back to the same bits; infinities and NaN are errors.
///
/// \param path   of the file; compressed where it ends in `.gz`
/// \param table  columns of equal length
/// \throws Error columns differ in length, a name is empty or contains a comma, a quote or what cannot be printed, a
///               value is not finite, or the file cannot be written
inline void write_csv(std::filesystem::path const& path, Table const& table) { detail::write_csv(path, table.columns); }

/// Reads a table that `write_csv` has written. Quotes have no meaning.
///
/// \param path   of the file, compressed or not
/// \returns      the table
/// \throws Error with file and line: a row with the wrong number of fields, a field that is not a finite number, a
///               column without a name, named twice or with characters that cannot be printed
inline Table read_csv(std::filesystem::path const& path) { return {detail::read_csv(path)}; }

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/csv_table.hpp"
#endif
