// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/background.hpp"
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

/// Measures frames of a shear against its unstrained start: between the steps, or beside the next ones where
/// `Context::measure_threads` asks for it. The results are the same to the last bit.
class FrameMeasure {
 public:
  /// \param link_cutoff plastic atoms nearer than this belong together
  FrameMeasure(Context const& context, tektite::io::Configuration const& reference, double link_cutoff,
               std::filesystem::path folder);

  /// Writes files of this frame's own; a frame that has them is not measured again. Beside the steps it returns when
  /// the simulation may go on, and throws what the frame before threw.
  void measure(Simulation& simulation, std::int64_t frame);

  /// Returns when all frames so far are on the disk: what a checkpoint leaves behind cannot be measured any more.
  /// Throws what the last one threw.
  void wait();

  /// Joins the frames' files into tables.
  void finish();

 private:
  /// What a frame is measured from while the simulation goes on.
  struct Frame {
    std::int64_t number = 0;
    tektite::Box box;
    Positions unwrapped, positions;
    tektite::Thermo thermo;
    bool snapshot = false;
    tektite::io::Configuration atoms = {};  ///< of a snapshot
  };

  void measure(Frame const& frame) const;
  std::filesystem::path file(std::int64_t frame) const;

  Context const& context_;
  double link_cutoff_;
  std::filesystem::path folder_;
  std::optional<Exec> beside_;
  Exec exec_;  ///< the measurement's
  tektite::Box box_;
  Positions reference_;
  int slabs_ = 0;
  double slab_height_ = 0;
  std::vector<int> slab_;
  std::int64_t measured_ = 0;
  double seconds_ = 0;
  tektite::examples::Background job_;  ///< last: it ends before what it uses
};

}  // namespace study
