// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

// The functions of tektite/io/detail/ that its public headers declare only: see io/detail/compiled.hpp.
#include <tektite/io/detail/csv_table.hpp>
#include <tektite/io/detail/data_reader.hpp>
#include <tektite/io/detail/data_writer.hpp>
#include <tektite/io/detail/decoders.hpp>
#include <tektite/io/detail/dump_frame.hpp>
#include <tektite/io/detail/dump_writer.hpp>
#include <tektite/io/detail/eam_files.hpp>
#include <tektite/io/detail/recognise_frames.hpp>
#include <tektite/io/detail/row_writer.hpp>
#include <tektite/io/detail/xyz_frame.hpp>
#include <tektite/io/detail/xyz_writer.hpp>
