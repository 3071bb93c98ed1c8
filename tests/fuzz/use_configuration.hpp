// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "tektite/io/configuration.hpp"

/// \file
/// What happens to configurations that a reader has accepted. Each function ends with a `Finding` where a promise is
/// broken; an `Error` is an answer.

namespace fuzz {

/// Arrays have one sound value per atom. \param c what a reader returned
void check_content(tektite::io::Configuration const& c);

/// Writes a configuration in each text format and reads it again. \param c what a reader returned
void check_round_trips(tektite::io::Configuration const& c);

/// Runs the algorithms on a configuration of at most some hundred atoms. \param c what a reader returned
void run_algorithms(tektite::io::Configuration const& c);

/// All of these. \param c what a reader returned
void use(tektite::io::Configuration const& c);

}  // namespace fuzz
