// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/trajectory_lags.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "tektite/core/error.hpp"

namespace tektite::examples {

FrameTimes frame_times(Program const& program, std::string const& in, TrajectoryOptions const& options,
                       TrajectoryCheck const& trajectory) {
  if (program.count("--interval") > 0) {
    require(std::isfinite(options.interval) && options.interval > 0, "--interval ", options.interval,
            " must be finite and positive");
    return {options.interval};
  }
  require(trajectory.steps_between > 0, in,
          ": the frames have no time steps; --interval says how many ps are between them");
  require(program.count("--timestep") > 0, in, ": frames are ", trajectory.steps_between,
          " steps apart; --timestep says how many ps a step is (or --interval how many are between frames)");
  require(std::isfinite(options.timestep) && options.timestep > 0, "time step ", options.timestep,
          " must be finite and positive");
  return {options.timestep, trajectory.steps_between};
}

std::int64_t longest_lag(Program const& program, TrajectoryOptions const& options, TrajectoryCheck const& trajectory,
                         double frame_interval) {
  std::int64_t const intervals = trajectory.frames - 1, origins = options.origins;
  if (program.count("--time") > 0) {
    double const lag = std::round(options.time / frame_interval);
    require(lag >= 1 && lag <= double(intervals), "--time ", options.time, " ps are ", lag, " times the ",
            frame_interval, " ps between frames, expected 1 to ", intervals, " times");
    return std::int64_t(lag);
  }
  auto const needed = [&](std::int64_t lag) {
    return lag + (std::min<std::int64_t>(origins, lag) - 1) * std::max<std::int64_t>(1, lag / origins);
  };
  std::int64_t lag = intervals;
  while (lag > 1 && needed(lag) > intervals) --lag;
  return lag;
}

void require_memory(int origins, std::size_t atoms) {
  double const needed = 24.0 * origins * double(atoms);
  double const there = double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGE_SIZE));
  require(needed < 0.8 * there, "--origins ", origins, ": the positions of ", atoms, " atoms at all of them take ",
          needed / 1e9, " GB, and this machine has ", there / 1e9);
}

}  // namespace tektite::examples
