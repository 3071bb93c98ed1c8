// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace tektite::io {

/// What a writer adds to the ids, types and positions.
struct WriteOptions {
  bool velocities = false;  ///< `vx vy vz`, if the configuration has them
  bool images = false;      ///< `ix iy iz`, if the configuration has them
  bool columns = false;     ///< the configuration's own columns
};

}  // namespace tektite::io
