// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <filesystem>
#include <vector>

#include "tektite/io/configuration.hpp"
#include "tektite/io/text_writer.hpp"
#include "tektite/io/write_options.hpp"

/// \file
/// Extended XYZ files, written.

namespace tektite::io {

namespace detail {

void write_xyz_frame(TextWriter& out, Configuration const& c, std::vector<Column> const& extra,
                     WriteOptions const& options);  // detail/xyz_writer.hpp

}  // namespace detail

/// Adds one frame in extended XYZ: species, id, type, pos, then the extra columns, then what the options ask for.
///
/// Where the configuration has no names of elements, species are X1, X2, ... by type. On an error nothing of the frame
/// may be used: `out` must not be committed.
///
/// \param out     of the file
/// \param c       atoms
/// \param extra   per-atom results
/// \param options what to write of the configuration besides species, id, type and position
/// \throws Error  an array has the wrong length, a value is not finite, or the name of a column is taken, would be read
///                as something else (two alike, element, xu yu zu without image flags) or contains one of `:"'{}=`; or
///                an element is named by more than one word or by a whole number
inline void write_xyz_frame(TextWriter& out, Configuration const& c, std::vector<Column> const& extra = {},
                            WriteOptions const& options = {}) {
  detail::write_xyz_frame(out, c, extra, options);
}

/// Writes an extended XYZ file of one frame, gzip-compressed where the name ends in `.gz`.
///
/// \param path             of the file, which appears when it is complete
/// \param c,extra,options  as for `write_xyz_frame`
/// \throws Error           as `write_xyz_frame`; or the file cannot be written
inline void write_xyz(std::filesystem::path const& path, Configuration const& c, std::vector<Column> const& extra = {},
                      WriteOptions const& options = {}) {
  TextWriter out(path);
  write_xyz_frame(out, c, extra, options);
  out.commit();
}

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/xyz_writer.hpp"
#endif
