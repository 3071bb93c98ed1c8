// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "study/context.hpp"

namespace study {

/// Measures the structure of a configuration and writes it to a stage's folder: energies, Voronoi indices, radial
/// distribution functions, networks, and everything per atom. `regions` is the configuration's own column, if any.
void measure_structure(Context const& context, tektite::io::Configuration const& c,
                       std::filesystem::path const& folder);

/// A number that `measure_structure` left in its summary.
double summary_value(std::filesystem::path const& folder, std::string const& quantity);

/// The steps of the shear at which a frame is measured, and which frames are stored whole.
std::vector<std::int64_t> frame_steps(Config const& config);
std::vector<std::int64_t> snapshot_frames(Config const& config);

/// Measures frames of a shear against its unstrained start.
class FrameMeasure {
 public:
  /// \param link_cutoff plastic atoms nearer than this belong together
  FrameMeasure(Context const& context, tektite::io::Configuration const& reference, double link_cutoff,
               std::filesystem::path folder);

  /// Writes files of this frame's own; a frame that has them is not measured again.
  void measure(Simulation& simulation, std::int64_t frame);

  /// Joins the frames' files into tables.
  void finish() const;

 private:
  Context const& context_;
  double link_cutoff_;
  std::filesystem::path folder_;
  tektite::Box box_;
  Positions reference_;
  int slabs_ = 0;
  double slab_height_ = 0;
  std::vector<int> slab_;
};

}  // namespace study
