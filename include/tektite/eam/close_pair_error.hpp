// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <sstream>
#include <string>

#include "tektite/core/error.hpp"

namespace tektite {

/// Two particles are closer than the first point of the tables.
///
/// The message names particles by their index. A host code that has ids of its own catches this type and reports
/// `first` and `second` by those.
class ClosePairError : public Error {
 public:
  /// An error for one pair of particles.
  ///
  /// \param i,j     indices of the two particles among the positions
  /// \param closest first distance of the tables, in the unit of the potential's file
  ClosePairError(std::size_t i, std::size_t j, double closest)
      : Error(text(i, j, closest)), first(i), second(j), first_point(closest) {}

  std::size_t first;   ///< index of one particle
  std::size_t second;  ///< index of the other particle
  double first_point;  ///< first distance of the tables, in the unit of the potential's file

 private:
  static std::string text(std::size_t i, std::size_t j, double closest) {
    std::ostringstream line;
    line << "eam: particles " << i << " and " << j << " are closer than the first point of the tables, " << closest;
    return line.str();
  }
};

}  // namespace tektite
