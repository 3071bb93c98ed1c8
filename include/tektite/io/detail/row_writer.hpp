// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_fields.hpp"
#include "tektite/io/detail/compiled.hpp"
#include "tektite/io/text_writer.hpp"
#include "tektite/io/write_options.hpp"

/// \file
/// Frames as rows of CSV files, written.

namespace tektite::io::detail {

/// Adds a frame to a CSV file. \param header_before,empty_header of frames with atoms, and of one without
TEKTITE_IO_COMPILED void write_rows(TextWriter& out, std::string& header_before, std::string& empty_header,
                                    Configuration const& c, std::vector<Column> const& extra,
                                    WriteOptions const& options) {
  AtomFields const fields(out.name(), c, extra, options);
  std::string header = "id,type";
  fields.for_each_name([&](std::string_view name) {
    if (name.find_first_of(",\"") != std::string_view::npos || name == "step")
      tektite::fail(out.name(), ": cannot be written: CSV allows no column named '", name, "' here");
    header += ',';
    header += name;
  });
  header += ",step\n";
  if (c.size() == 0) {
    empty_header = header;  // a frame without atoms does not say which columns atoms have
    return;
  }
  if (header_before.empty()) {
    out << header;
    header_before = header;
  }
  if (header != header_before)
    tektite::fail(out.name(), ": cannot be written: the frame of step ", c.timestep, " has the columns ",
                  shortened(header), ", the frames before have ", shortened(header_before), ", expected one table");
  auto const check = [&](std::string const& name, std::vector<std::string> const& words) {
    for (std::string const& word : words)
      if (word.find_first_of(",\"") != std::string::npos)
        tektite::fail(out.name(), ": cannot be written: column ", name, " has the value ", quote(word),
                      ", which CSV would split");
  };
  for (TextColumn const* column : fields.text_columns) check(column->name, column->values);
  if (fields.elements) check("element", c.elements);
  out.add_rows(c.size(), [&](std::string& text, std::size_t i) {
    append_number(text, c.ids[i]);
    text += ',';
    append_number(text, type_in_file(c, i));
    fields.append(text, c, i, ',');
    text += ',';
    append_number(text, c.timestep);
    text += '\n';
  });
}

}  // namespace tektite::io::detail
