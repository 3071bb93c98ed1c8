// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// @file
/// The version of the library. It is defined here only; CMake reads the three lines below.

/// @{
/// Semantic version: major (incompatible), minor (added), patch (fixed).
#define TEKTITE_VERSION_MAJOR 0
#define TEKTITE_VERSION_MINOR 1
#define TEKTITE_VERSION_PATCH 0
/// @}

/// The version as one number, for comparisons in the preprocessor: major * 10000 + minor * 100 + patch.
#define TEKTITE_VERSION (TEKTITE_VERSION_MAJOR * 10000 + TEKTITE_VERSION_MINOR * 100 + TEKTITE_VERSION_PATCH)

#define TEKTITE_DETAIL_STRINGIFY_(x) #x
#define TEKTITE_DETAIL_STRINGIFY(x) TEKTITE_DETAIL_STRINGIFY_(x)

/// The version as text, "major.minor.patch".
#define TEKTITE_VERSION_STRING                    \
  TEKTITE_DETAIL_STRINGIFY(TEKTITE_VERSION_MAJOR) \
  "." TEKTITE_DETAIL_STRINGIFY(TEKTITE_VERSION_MINOR) "." TEKTITE_DETAIL_STRINGIFY(TEKTITE_VERSION_PATCH)
