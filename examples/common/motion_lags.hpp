// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "common/atoms.hpp"
#include "common/frame_job.hpp"
#include "common/side_table.hpp"
#include "tektite/strain/measures.hpp"

namespace tektite::examples {

/// Which motion of the atoms comes first: lagged correlations of shear, dilatation and rotation over frames.
class MotionLags {
 public:
  void add_to(Program& program);

  bool wanted() const { return table_.wanted(); }

  /// \param inputs files that are read
  void check(Program& program, FrameJob const& job, std::vector<std::string> const& inputs);

  /// Keeps the motions of a frame. \param status by atom, 0 where they are known
  void add(Exec const& exec, Frame const& frame, DeformationMeasures<Exec::memory_space> const& motions,
           std::vector<int> const& status);

  /// Correlates, prints and writes. \throws Error too few frames or atoms, frames at unequal distances
  void write(Exec const& exec);

 private:
  int largest() const;

  SideTable table_{"--lagged"};
  int lags_ = 0, controls_ = 20;
  std::vector<std::int64_t> steps_;
  std::vector<std::array<std::vector<double>, 3>> motions_;  // by frame: shear, dilatation, rotation
  std::vector<char> known_;                                  // by atom: chosen and known in all frames
};

}  // namespace tektite::examples
