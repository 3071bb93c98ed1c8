// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace CLI {
class App;
}

/// \file
/// What an installed program says of itself, made from the options that it reads: a man page, words for a shell.

namespace tektite::examples {

/// The man page, as troff source.
std::string man_page(CLI::App const& app);

/// A line `word:description` for each command and option, for a shell to complete.
std::string completions(CLI::App const& app);

}  // namespace tektite::examples
