// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <stdexcept>

#include "tektite/core/error.hpp"

namespace tektite::examples {

// The programs are the library's own: the one place where they borrow its way to word an error.
using tektite::fail;
using tektite::require;

/// Ctrl-C or SIGTERM, after what there is to save was saved. The program's exit code is 130.
class Interrupted : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace tektite::examples
