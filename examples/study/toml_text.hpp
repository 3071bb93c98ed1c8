// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace study {

/// Of a configuration. The presets have 2 kB.
inline constexpr std::size_t most_toml_bytes = 256 * 1024;

/// Refuses texts that the TOML library must not see: it follows names and lists of any depth until the stack is full,
/// and states as a fact, not as an error, that some mistakes do not occur. A text that passes may still be no TOML.
///
/// One scan, linear in the text. It knows strings and comments, in which any character of UTF-8 is allowed.
///
/// \param text of the file
/// \param file only for the message
/// \throws tektite::Error a text that is too long; control characters; outside strings and comments a character that
///                        TOML does not have there; brackets that do not match or are nested too deep; a name of too
///                        many parts; a section without a name; times of day; two values without a comma; a text of
///                        several lines that goes on with a character outside ASCII after a backslash
void check_toml_text(std::string_view text, std::string const& file);

}  // namespace study
