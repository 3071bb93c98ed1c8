// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "tektite/io/configuration.hpp"

namespace tektite::examples {

/// The types that a name means: those of this element, or else the type of this number. From 0.
std::vector<std::size_t> types_named(io::Configuration const& c, std::string const& name);

/// The first 20 types as a message lists them: "1 (Cu), 2 (Zr)".
std::string listed_types(io::Configuration const& c);

/// The numbers of `--radii Cu=1.28,Zr=1.60` by type, from 0.
///
/// \param option,in for messages
/// \param named     each name is an element of the file or a type number
/// \returns         one number per type; 0 for a type that no atom has and no name means
/// \throws Error    a name that means no type, a type that two names mean, or an atom's type that none means
std::vector<double> numbers_by_type(std::string const& option, std::string const& in, io::Configuration const& c,
                                    std::vector<std::pair<std::string, double>> const& named);

}  // namespace tektite::examples
