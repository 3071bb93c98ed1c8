// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "study/context.hpp"
#include "study/stages.hpp"

namespace study {

/// Gathers the tables and configurations of all finished stages in study.h5.
///
/// `/particles/NAME/` holds the stored frames in the H5MD layout, `/tables/STAGE/TABLE/COLUMN` the tables.
void export_hdf5(Context const& context, std::vector<Stage> const& stages);

}  // namespace study
