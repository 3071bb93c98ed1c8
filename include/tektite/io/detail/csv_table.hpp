// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/compiled.hpp"
#include "tektite/io/detail/line_pieces.hpp"
#include "tektite/io/input_stream.hpp"
#include "tektite/io/text_writer.hpp"

/// \file
/// Tables of numbers as CSV, written and read.

namespace tektite::io::detail {

/// Whether a name of a column can be printed and seen. A byte order mark can not, and at the start of a file it is no
/// part of the name.
inline bool is_visible(std::string const& name) {
  return printable(name) == name && name.find("\xef\xbb\xbf") == std::string::npos;
}

/// Writes columns, for `io::write_csv`.
TEKTITE_IO_COMPILED void write_csv(std::filesystem::path const& path, std::vector<Column> const& columns) {
  TextWriter out(path);
  std::size_t const rows = columns.empty() ? 0 : columns.front().values.size();
  for (std::size_t k = 0; k < columns.size(); ++k) {
    Column const& column = columns[k];
    if (column.name.empty() || column.name.find(',') != std::string::npos ||
        column.name.find('"') != std::string::npos || !is_visible(column.name))
      tektite::fail(out.name(), ": cannot be written: '", column.name, "' is no name for a CSV column");
    if (column.values.size() != rows)
      tektite::fail(out.name(), ": cannot be written: column ", column.name, " has ", column.values.size(),
                    " rows, expected ", rows);
    out << (k ? "," : "") << column.name;
  }
  out << '\n';
  out.add_rows(rows, [&](std::string& text, std::size_t i) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      double const value = columns[k].values[i];
      if (!std::isfinite(value))
        tektite::fail(out.name(), ": cannot be written: row ", i + 1, " of ", columns[k].name, " is ", value);
      if (k > 0) text += ',';
      append_number(text, value);
    }
    text += '\n';
  });
  out.commit();
}

/// The fields of a line.
inline std::vector<std::string_view> split_csv(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t begin = 0;;) {
    std::size_t const comma = line.find(',', begin);
    fields.push_back(line.substr(begin, comma - begin));
    if (comma == std::string_view::npos) return fields;
    begin = comma + 1;
  }
}

/// Reads the row of the current line, which may be wrong. \throws Error with file and line
inline void read_csv_row(TextReader const& reader, std::vector<Column>& columns) {
  auto const fields = split_csv(reader.line());
  if (fields.size() != columns.size()) reader.fail("row has ", fields.size(), " fields, expected ", columns.size());
  for (std::size_t k = 0; k < fields.size(); ++k)
    columns[k].values.push_back(reader.number(fields[k], shortened(columns[k].name)));
}

/// Reads all rows behind the current line.
inline void read_csv_rows(TextReader& reader, std::vector<Column>& columns) {
  auto const resize = [&](std::size_t rows) {
    for (Column& column : columns) column.values.resize(rows);
  };
  auto const store = [&](std::size_t row, std::string_view line) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      std::size_t const comma = line.find(',');
      bool const is_last = k + 1 == columns.size();
      if ((comma == std::string_view::npos) != is_last) return false;
      if (!parse_number(line.substr(0, comma), columns[k].values[row])) return false;
      line.remove_prefix(is_last ? line.size() : comma + 1);
    }
    return true;
  };
  BlockSize size;
  for (constexpr auto all = std::numeric_limits<std::size_t>::max();;) {
    std::size_t const before = columns.front().values.size();
    LineBlock const block = read_line_block(
        reader, all, size.next(all), 2 * columns.size(), [&](std::size_t n) { resize(before + n); },
        [&](std::size_t k, std::string_view line) { return store(before + k, line); });
    size.add(block);
    if (block.whole) continue;
    if (!reader.next()) return;
    read_csv_row(reader, columns);
  }
}

/// Reads columns, for `io::read_csv`.
TEKTITE_IO_COMPILED std::vector<Column> read_csv(std::filesystem::path const& path) {
  TextFile file(path);
  TextReader& reader = file.reader();
  std::vector<Column> columns;
  reader.need("a header line of column names");
  std::set<std::string, std::less<>> names;
  for (auto const name : split_csv(reader.line())) {
    if (name.empty()) reader.fail("a column has no name");
    if (!names.emplace(name).second) reader.fail("column ", quote(name), " appears twice");
    if (!is_visible(std::string(name))) reader.fail("the name ", quote(name), " has characters that cannot be printed");
    columns.push_back({std::string(name), {}});
  }
  read_csv_rows(reader, columns);
  return columns;
}

}  // namespace tektite::io::detail
