// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Readers and writers are functions of `io/detail/` that are compiled once in tektite::host, where that was built with
/// the libraries that they need. Public headers declare them. They include the definitions, too, where the headers
/// stand alone; then these are inline functions.

/// \cond
#ifdef TEKTITE_USES_HOST_IO
#define TEKTITE_IO_COMPILED
#else
#define TEKTITE_IO_COMPILED inline
#endif
/// \endcond
