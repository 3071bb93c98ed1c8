// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/atoms.hpp"
#include "common/chosen_frames.hpp"
#include "tektite/core/vec3.hpp"

/// \file
/// Displacements in a trajectory that is there already: averages over time origins, with errors, by type of atom.

namespace tektite::examples {

/// What a trajectory must be for displacements to mean something: the same atoms in frames at equal distances in time.
struct TrajectoryCheck {
  std::int64_t frames = 0;
  std::int64_t steps_between = 0;  ///< time steps from frame to frame; 0 where the file has none
  int types = 0;
  std::size_t atoms = 0;
};

/// Reads all frames once. \throws Error the first frame that cannot be used, and what is missing there
TrajectoryCheck check_trajectory(std::string const& path, FrameChoice const& choice);

/// Averages at one time difference: the first of all atoms, then of each type.
struct DisplacementAverage {
  std::int64_t lag = 0;      ///< in frames
  std::int64_t origins = 0;  ///< in the averages

  /// Of one group of atoms. Errors are standard errors over the origins, as if these were independent.
  struct Group {
    double msd = 0, fourth = 0, alpha2 = 0;                       ///< <r^2>, <r^4>, and alpha2 of these
    double msd_error = 0, alpha2_error = 0;                       ///< 0 for one origin
    double mean_alpha2 = 0, msd_squares = 0, alpha2_squares = 0;  ///< over origins: mean, and sums for the errors
  };
  std::vector<Group> groups = {};
};

/// As `Alpha2Recorder`, which does this during a run, but by type, with errors, and with or without the drift.
class DisplacementAverages {
 public:
  struct Options {
    std::vector<std::int64_t> lags;  ///< in frames, ascending
    std::int64_t origin_every = 1;   ///< frames from origin to origin
    int types = 1;
    bool keep_drift = false;  ///< else displacements are relative to the mean displacement of all atoms
  };

  DisplacementAverages(Exec const& exec, Options options);

  /// Adds the next frame. \param positions unwrapped \param types from 0
  void add(std::vector<Vec3<double>> const& positions, std::vector<int> const& types);

  /// One entry for each lag that was seen.
  std::vector<DisplacementAverage> results() const;

 private:
  using Snapshot = Kokkos::View<Vec3<double>*, Exec::memory_space>;
  using Types = Kokkos::View<int*, Exec::memory_space>;

  void add_lag(DisplacementAverage& average, Snapshot const& before, Snapshot const& now, Types const& types) const;

  Exec exec_;
  Options options_;
  std::int64_t frame_ = 0;
  std::map<std::int64_t, Snapshot> origins_;
  std::vector<DisplacementAverage> averages_;
};

}  // namespace tektite::examples
