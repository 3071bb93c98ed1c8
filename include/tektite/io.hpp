// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

/// \file
/// Text files in and out. HDF5 has a header of its own, `tektite/io/hdf5.hpp`: whoever does without the library can.

#include "tektite/io/atomic_file.hpp"
#include "tektite/io/checkpoint.hpp"
#include "tektite/io/checksum.hpp"
#include "tektite/io/columns.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/io/elements.hpp"
#include "tektite/io/gzip.hpp"
#include "tektite/io/read_configuration.hpp"
#include "tektite/io/read_data.hpp"
#include "tektite/io/read_dump.hpp"
#include "tektite/io/read_setfl.hpp"
#include "tektite/io/read_xyz.hpp"
#include "tektite/io/setfl_format.hpp"
#include "tektite/io/system.hpp"
#include "tektite/io/text_reader.hpp"
#include "tektite/io/text_writer.hpp"
#include "tektite/io/types.hpp"
#include "tektite/io/write_data.hpp"
#include "tektite/io/write_dump.hpp"
#include "tektite/io/write_options.hpp"
#include "tektite/io/write_xyz.hpp"
