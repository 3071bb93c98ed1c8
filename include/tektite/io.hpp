// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

/// \file
/// Files in and out: all headers of `tektite/io/` that need zlib or no library. Those that need HDF5 are included one
/// by one: `tektite/io/hdf5.hpp`, `tektite/io/hdf5_reader.hpp`, `tektite/io/trajectory.hpp`,
/// `tektite/io/trajectory_reader.hpp`.

#include "tektite/io/atomic_file.hpp"
#include "tektite/io/checkpoint.hpp"
#include "tektite/io/checksum.hpp"
#include "tektite/io/columns.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/io/elements.hpp"
#include "tektite/io/frame_writer.hpp"
#include "tektite/io/gzip.hpp"
#include "tektite/io/input_stream.hpp"
#include "tektite/io/read_configuration.hpp"
#include "tektite/io/read_data.hpp"
#include "tektite/io/read_dump.hpp"
#include "tektite/io/read_eam.hpp"
#include "tektite/io/read_setfl.hpp"
#include "tektite/io/read_xyz.hpp"
#include "tektite/io/setfl_format.hpp"
#include "tektite/io/system.hpp"
#include "tektite/io/text_numbers.hpp"
#include "tektite/io/text_reader.hpp"
#include "tektite/io/text_writer.hpp"
#include "tektite/io/types.hpp"
#include "tektite/io/write_data.hpp"
#include "tektite/io/write_dump.hpp"
#include "tektite/io/write_options.hpp"
#include "tektite/io/write_xyz.hpp"
