// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "tektite/core/error.hpp"

namespace tektite::examples {

// The programs are the library's own: the one place where they borrow its way to word an error.
using tektite::detail::fail;
using tektite::detail::require;

}  // namespace tektite::examples
