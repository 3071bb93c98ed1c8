// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "study/context.hpp"

namespace study {

/// One resumable piece of the study, with a folder of its own.
struct Stage {
  std::string name;        ///< its folder, e.g. "seed-1/chi-0.50/shear"
  std::string title;       ///< for the progress line
  std::int64_t seed = 0;   ///< of its glass
  std::int64_t steps = 0;  ///< of molecular dynamics
  std::function<void(Context const&)> run;
};

/// All stages in the order in which they are run: each needs only those of its glass before it.
std::vector<Stage> plan(Config const& config);

}  // namespace study
