// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "common/displacement_averages.hpp"

/// \file
/// When the frames of a trajectory are, and which time differences and origins fit into it.

namespace tektite::examples {

/// When frames are: at multiples of `steps` times `unit` ps.
struct FrameTimes {
  double unit;
  std::int64_t steps = 1;

  /// As a run of the program computes it from its time steps.
  double at(std::int64_t frame) const { return double(frame * steps) * unit; }
};

/// Options of a program that averages over time origins of a trajectory.
struct TrajectoryOptions {
  double timestep = 0.002, interval = 0, time = 0;  ///< ps
  int per_decade = 12, origins = 4;
};

/// From --interval, or --timestep and the steps between frames. \throws Error there is neither, or it is not positive
FrameTimes frame_times(Program const& program, std::string const& in, TrajectoryOptions const& options,
                       TrajectoryCheck const& trajectory);

/// The longest lag in frames: that of --time, else the longest that leaves room for so many origins, N: they are an
/// Nth of it apart. \throws Error --time is longer than the trajectory, or less than one frame
std::int64_t longest_lag(Program const& program, TrajectoryOptions const& options, TrajectoryCheck const& trajectory,
                         double frame_interval);

/// Throws where the positions at all time origins, which are kept, have no room.
void require_memory(int origins, std::size_t atoms);

}  // namespace tektite::examples
