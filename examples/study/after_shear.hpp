// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

#include "study/context.hpp"

/// \file
/// What is measured when a shear is finished, from the frames that it stored.

namespace study {

/// Measures the stored frames again without thermal motion: each frame and the start are at the nearest minimum of
/// their energy. Writes the folder `inherent` of the shear, with the tables of the shear.
/// \param start folder of the minimised start
void measure_inherent_frames(Context const& context, std::filesystem::path const& shear,
                             std::filesystem::path const& start);

/// A control of the measures: bands of known strain, planted into the last stored frame. Writes the folder `planted` of
/// the shear, with the tables of the shear and `planted.csv`: strain and width of the band of each frame.
void measure_planted_bands(Context const& context, tektite::io::Configuration const& start,
                           std::filesystem::path const& shear, double link_cutoff);

}  // namespace study
