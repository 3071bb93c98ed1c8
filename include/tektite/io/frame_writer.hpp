// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tektite/io/configuration.hpp"
#include "tektite/io/text_writer.hpp"
#include "tektite/io/write_dump.hpp"
#include "tektite/io/write_options.hpp"
#include "tektite/io/write_xyz.hpp"

/// \file
/// Frames of text files in any of the formats that the library writes.

namespace tektite::io {

namespace detail {

void write_rows(TextWriter& out, std::string& header_before, std::string& empty_header, Configuration const& c,
                std::vector<Column> const& extra, WriteOptions const& options);  // detail/row_writer.hpp

}  // namespace detail

/// Writes frames, in the format that the name of the file asks for.
///
///     FrameWriter writer("cells.xyz.gz");
///     writer.add(frame, {column("volume", cells.volumes)}, write_all);
///     writer.commit();
///
/// `.xyz` and `.extxyz` are extended XYZ; `.csv` is a table with a line for each atom: id, type, x, y, z, the columns,
/// and at last the time step; every other name, such as `.dump` and `.lammpstrj`, is a LAMMPS dump. With `.gz` after it
/// the file is compressed.
class FrameWriter {
 public:
  /// Opens a temporary file. \param path of the finished file \throws Error with file and reason, here and in every
  /// member
  explicit FrameWriter(std::filesystem::path const& path) : out_(path), format_(format_of(path)) {}

  /// Adds a frame.
  ///
  /// \param c       atoms
  /// \param extra   per-atom results
  /// \param options what to write of the configuration
  /// \throws Error  as `write_dump_frame` and `write_xyz_frame`; in CSV, other columns than those of the first frame
  void add(Configuration const& c, std::vector<Column> const& extra = {}, WriteOptions const& options = {}) {
    if (format_ == Format::xyz)
      write_xyz_frame(out_, c, extra, options);
    else if (format_ == Format::dump)
      write_dump_frame(out_, c, extra, options);
    else
      detail::write_rows(out_, header_, empty_header_, c, extra, options);
  }

  /// Replaces the file of that name. Nothing may be added afterwards.
  void commit() {
    if (header_.empty()) out_ << empty_header_;
    out_.commit();
  }

 private:
  enum class Format { dump, xyz, csv };

  static Format format_of(std::filesystem::path path) {
    if (path.extension() == ".gz") path.replace_extension();
    if (path.extension() == ".xyz" || path.extension() == ".extxyz") return Format::xyz;
    return path.extension() == ".csv" ? Format::csv : Format::dump;
  }

  TextWriter out_;
  Format format_;
  std::string header_, empty_header_;  // of a CSV file: of frames with atoms, and of one without
};

/// Writes a file of one frame, in the format that its name asks for: see `FrameWriter`.
///
/// \param path             of the file, which appears when it is complete
/// \param c,extra,options  as for `FrameWriter::add`
/// \throws Error           as `FrameWriter::add`; or the file cannot be written
inline void write_frame(std::filesystem::path const& path, Configuration const& c,
                        std::vector<Column> const& extra = {}, WriteOptions const& options = {}) {
  FrameWriter writer(path);
  writer.add(c, extra, options);
  writer.commit();
}

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/row_writer.hpp"
#endif
