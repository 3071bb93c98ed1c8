// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <sstream>
#include <string>

#include "tektite/core/error.hpp"

namespace tektite {

/// Two particles that are closer than the first point of the tables. A host code with its own ids can say so in them.
class ClosePairError : public Error {
 public:
  /// Particles i and j are closer than `closest`, the first distance of the tables.
  ClosePairError(std::size_t i, std::size_t j, double closest)
      : Error(text(i, j, closest)), first(i), second(j), first_point(closest) {}

  std::size_t first;   ///< index of one particle
  std::size_t second;  ///< index of the other
  double first_point;  ///< the tables' first distance

 private:
  static std::string text(std::size_t i, std::size_t j, double closest) {
    std::ostringstream line;
    line << "eam: particles " << i << " and " << j << " are closer than the first point of the tables, " << closest;
    return line.str();
  }
};

}  // namespace tektite
