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
#include "tektite/percolation/percolation_clusters.hpp"
#include "tektite/strain/measures.hpp"

namespace study {

using Values = Kokkos::View<double*, Memory>;
using Marks = Kokkos::View<bool*, Memory>;

/// Measures the structure of a configuration and writes it to a stage's folder: energies, Voronoi indices, radial
/// distribution functions, networks, and all values per atom. A column `region` of the configuration is kept.
void measure_structure(Context const& context, tektite::io::Configuration const& c,
                       std::filesystem::path const& folder);

/// The inherent structure of a configuration: its atoms at the nearest minimum of the potential energy, in the same
/// cell. A column `region` is kept, other columns and velocities are left out.
tektite::io::Configuration inherent_structure(Context const& context, tektite::io::Configuration const& c);

/// A number of the summary that `measure_structure` wrote.
double summary_value(std::filesystem::path const& folder, std::string const& quantity);

/// The steps of the shear at which a frame is measured, and the frames whose atoms are stored.
std::vector<std::int64_t> frame_steps(Config const& config);
std::vector<std::int64_t> snapshot_frames(Config const& config);

/// Name of the stored atoms of a frame.
std::string snapshot_name(std::int64_t frame);

/// Measures frames of a shear against its unstrained start: between the steps, or during the next ones where
/// `Context::measure_threads` is not 0. The results are the same bits.
class FrameMeasure {
 public:
  /// \param link_cutoff plastic atoms nearer than this belong together
  /// \param numbers     of all frames, ascending
  FrameMeasure(Context const& context, tektite::io::Configuration const& reference, double link_cutoff,
               std::vector<std::int64_t> numbers, std::filesystem::path folder);

  /// Measures a frame and writes its files; a frame that has them is not measured again. Where frames are measured
  /// during the steps it returns when the simulation may continue, and throws the exception of the frame before.
  void measure(Simulation& simulation, std::int64_t frame);

  /// Measures atoms that are not a simulation's now: those of the reference, in its order, with image flags.
  /// \param thermo step, strain and pressure of the frame
  /// \param store  whether the atoms are stored with what is measured
  void measure(tektite::io::Configuration const& atoms, std::int64_t frame, tektite::Thermo const& thermo, bool store);

  /// Returns when all frames so far are on the disk, as they must be before a checkpoint: a resumed run cannot measure
  /// them. Throws the exception of the last one.
  void wait();

  /// Joins the frames' files into tables.
  void finish();

  /// Number of slabs of the profile.
  int slabs() const { return slabs_; }

 private:
  /// The data that a frame is measured from, independent of the simulation.
  struct Frame {
    std::int64_t number = 0;
    tektite::Box box;
    Positions unwrapped, positions;
    tektite::Thermo thermo;
    bool snapshot = false;
    bool keeps_motions = false;             ///< for `write_motion_order`
    tektite::io::Configuration atoms = {};  ///< of a snapshot
  };

  using Measures = tektite::DeformationMeasures<Memory>;
  using Clusters = tektite::PercolationClusters<Memory>;

  void measure(Frame const& frame) const;
  void write_row(Frame const& frame, Values const& d2min, Measures const& motion, Clusters const& clusters,
                 Marks const& good) const;
  void write_profile(Frame const& frame, Measures const& motion, std::vector<unsigned char> const& good) const;
  void keep_motions(Frame const& frame, Measures const& motion, std::vector<unsigned char> const& good) const;
  std::filesystem::path file(std::int64_t frame) const;

  Context const& context_;
  double link_cutoff_;
  std::vector<std::int64_t> numbers_;
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
