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
/// LAMMPS text dumps, written.

namespace tektite::io {

namespace detail {

void write_dump_frame(TextWriter& out, Configuration const& c, std::vector<Column> const& extra,
                      WriteOptions const& options);  // detail/dump_writer.hpp

}  // namespace detail

/// Adds one frame in LAMMPS dump format: `id type x y z`, then the extra columns, then what the options ask for.
///
/// A box whose first edge is not along x is written in the newer `abc origin` form.
///
/// \param out     of the file
/// \param c       atoms
/// \param extra   per-atom results
/// \param options what to write of the configuration besides id, type and position
/// \throws Error  an array has the wrong length, a value is not finite, or a column has a name that is taken or would
///                be read as something else (two alike, element, xu yu zu without image flags): nothing of the frame
///                is written then
inline void write_dump_frame(TextWriter& out, Configuration const& c, std::vector<Column> const& extra = {},
                             WriteOptions const& options = {}) {
  detail::write_dump_frame(out, c, extra, options);
}

/// Writes a dump file of one frame, gzip-compressed where the name ends in `.gz`. Numbers read back to the same bits.
///
/// \param path             of the file, which appears when it is complete
/// \param c,extra,options  as for `write_dump_frame`
/// \throws Error           as `write_dump_frame`; or the file cannot be written
inline void write_dump(std::filesystem::path const& path, Configuration const& c, std::vector<Column> const& extra = {},
                       WriteOptions const& options = {}) {
  TextWriter out(path);
  write_dump_frame(out, c, extra, options);
  out.commit();
}

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/dump_writer.hpp"
#endif
