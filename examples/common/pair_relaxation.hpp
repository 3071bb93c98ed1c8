// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/frame_means.hpp"
#include "tektite/core/box.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

namespace tektite::examples {

/// What the program relaxation averages over time origins besides correlations of single atoms: bonds that are left,
/// and van Hove functions.
class PairRelaxation {
 public:
  void add_to(Program& program);

  /// Throws unless the options can be used. \param files that are read and written otherwise
  void check(Program& program, std::vector<std::string> const& files);

  bool wanted() const { return bonds() || van_hove(); }

  /// Takes a frame: adds it to the averages of every origin that it is a lag from, and keeps it if it is an origin.
  /// \param frame its number
  /// \param lags  ascending, in frames; 0 is none of them
  void add(Exec const& exec, std::int64_t frame, io::Configuration const& c,
           Kokkos::View<Vec3<double>*, Exec::memory_space> const& unwrapped, int types,
           std::vector<std::int64_t> const& lags, std::int64_t origin_every);

  /// Columns of the bonds for these lags: `bonds`, by type `bonds_1` ..., and errors where all have two origins.
  std::vector<io::Column> bond_columns(std::vector<std::int64_t> const& lags) const;

  /// Writes the table of van Hove functions. \param times of the lags, by lag
  void write(std::map<std::int64_t, double> const& times) const;

 private:
  bool bonds() const { return !cutoffs_.empty(); }
  bool van_hove() const { return !name_.empty(); }

  struct Origin {
    std::int64_t frame;
    Box box;
    Kokkos::View<Vec3<double>*, Exec::memory_space> positions;
    NeighborList<Exec::memory_space> list;
  };

  void add_bonds(Exec const& exec, std::int64_t lag, Origin const& origin, NeighborList<Exec::memory_space> const& now,
                 Kokkos::View<int*, Exec::memory_space> const& types, int type_count);
  void add_van_hove(Exec const& exec, std::int64_t lag, Origin const& origin, Origin const& now,
                    Kokkos::View<int*, Exec::memory_space> const& types, int type_count);

  std::vector<double> cutoffs_;  // of a bond, and where it is broken
  std::string name_, target_;
  double reach_ = 0;
  int bins_ = 100;
  std::vector<Origin> origins_;
  std::map<std::int64_t, FrameMeans> kept_;  // by lag: of all atoms, then by type
  std::vector<std::string> names_;           // columns of the van Hove functions
  std::vector<double> r_;
  std::map<std::int64_t, std::vector<FrameMeans>> curves_;  // by lag, in the order of the names
};

}  // namespace tektite::examples
