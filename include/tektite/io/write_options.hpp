// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace tektite::io {

/// What a writer writes after the ids, types and positions.
struct WriteOptions {
  bool velocities = false;  ///< `vx vy vz`, if the configuration has them
  bool images = false;      ///< `ix iy iz`, if the configuration has them
  bool columns = false;     ///< the columns of the configuration
};

}  // namespace tektite::io
