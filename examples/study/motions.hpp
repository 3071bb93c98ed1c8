// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>

#include "study/context.hpp"
#include "study/motion_order.hpp"

namespace study {

/// Writes the motions of a frame into the folder `frames` of a shear, where `write_motion_order` finds them.
void write_motions(std::filesystem::path const& shear, std::int64_t frame, Motions const& motions);

/// Reads the motions of a shear's frames and writes `motion_order.csv`. Does nothing for less than four frames, or for
/// a shear of which some were measured by a version that kept no motions.
void write_motion_order(Context const& context, std::filesystem::path const& shear);

}  // namespace study
