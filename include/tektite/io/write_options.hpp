// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace tektite::io {

/// What a writer writes after the ids, types, positions and results.
struct WriteOptions {
  bool velocities = false;  ///< `vx vy vz`, if the configuration has them
  bool images = false;      ///< `ix iy iz`, if the configuration has them
  bool columns = false;     ///< the columns of the configuration, but for those that have the name of a result
  bool elements = false;    ///< `element`, if the configuration has names of elements; extended XYZ always has them
  int digits = 0;           ///< significant digits of results, columns and velocities; 0: as many as read back the same
};

/// Everything that the configuration has.
inline constexpr WriteOptions write_all{.velocities = true, .images = true, .columns = true, .elements = true};

}  // namespace tektite::io
