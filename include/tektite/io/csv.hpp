// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/input_stream.hpp"
#include "tektite/io/text_writer.hpp"

/// \file
/// Tables of numbers: one header line of names, then one line per row, commas between.

namespace tektite::io {

namespace detail {

/// Whether a name of a column can be printed and seen. A byte order mark can not, and at the start of a file it is no
/// part of the name.
inline bool is_visible(std::string const& name) {
  return printable(name) == name && name.find("\xef\xbb\xbf") == std::string::npos;
}

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
inline void write_csv(std::filesystem::path const& path, Table const& table) {
  TextWriter out(path);
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    Column const& column = table.columns[k];
    if (column.name.empty() || column.name.find(',') != std::string::npos ||
        column.name.find('"') != std::string::npos || !detail::is_visible(column.name))
      tektite::fail(out.name(), ": cannot be written: '", column.name, "' is no name for a CSV column");
    if (column.values.size() != table.rows())
      tektite::fail(out.name(), ": cannot be written: column ", column.name, " has ", column.values.size(),
                    " rows, expected ", table.rows());
    out << (k ? "," : "") << column.name;
  }
  out << '\n';
  for (std::size_t i = 0; i < table.rows(); ++i) {
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
      double const value = table.columns[k].values[i];
      if (!std::isfinite(value))
        tektite::fail(out.name(), ": cannot be written: row ", i + 1, " of ", table.columns[k].name, " is ", value);
      out << (k ? "," : "") << value;
    }
    out << '\n';
  }
  out.commit();
}

/// Reads a table that `write_csv` has written. Quotes have no meaning.
///
/// \param path   of the file, compressed or not
/// \returns      the table
/// \throws Error with file and line: a row with the wrong number of fields, a field that is not a finite number, a
///               column without a name, named twice or with characters that cannot be printed
inline Table read_csv(std::filesystem::path const& path) {
  TextFile file(path);
  TextReader& reader = file.reader();
  auto const split = [](std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t begin = 0;;) {
      std::size_t const comma = line.find(',', begin);
      fields.push_back(line.substr(begin, comma - begin));
      if (comma == std::string_view::npos) return fields;
      begin = comma + 1;
    }
  };
  Table table;
  reader.need("a header line of column names");
  std::set<std::string, std::less<>> names;
  for (auto const name : split(reader.line())) {
    if (name.empty()) reader.fail("a column has no name");
    if (!names.emplace(name).second) reader.fail("column ", quote(name), " appears twice");
    if (!detail::is_visible(std::string(name)))
      reader.fail("the name ", quote(name), " has characters that cannot be printed");
    table.columns.push_back({std::string(name), {}});
  }
  while (reader.next()) {
    auto const fields = split(reader.line());
    if (fields.size() != table.columns.size())
      reader.fail("row has ", fields.size(), " fields, expected ", table.columns.size());
    for (std::size_t k = 0; k < fields.size(); ++k) {
      auto& [name, values] = table.columns[k];
      if (double value = 0; parse_number(fields[k], value))
        values.push_back(value);
      else
        reader.number(fields[k], shortened(name));  // throws
    }
  }
  return table;
}

}  // namespace tektite::io
