// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/dynamics/shear.hpp"
#include "tektite/io/configuration.hpp"

namespace study {

/// A band that is sheared more than the rest of a periodic cell; lengths in units of the cell's height.
struct Band {
  tektite::Plane plane = tektite::Plane::xy;
  double bottom = 0;  ///< from 0, below 1
  double width = 0;   ///< above 0; the band ends at 1 or before
  double strain = 0;  ///< engineering shear strain of the band minus that of the rest
};

/// Displacement of a band at a height, in units of the cell's height. It is periodic, and the shear of the whole cell
/// is zero: the band has the strain `(1 - width) strain`, the rest `-width strain`.
inline double band_displacement(Band const& band, double height) {
  double const within = std::clamp(height - band.bottom, 0.0, band.width);
  return band.strain * (within - band.width * height);
}

/// Plants a band into a frame: its atoms are displaced by the height that they have in the reference.
///
/// \param frame     n atoms with image flags; positions are wrapped anew
/// \param reference the same atoms in the same order, before the shear
/// \param band      the band in the cell of the reference
/// \returns         the frame with displaced atoms
/// \throws tektite::Error other atoms, or a band that does not fit
inline tektite::io::Configuration plant(tektite::io::Configuration frame, tektite::io::Configuration const& reference,
                                        Band const& band) {
  tektite::require(frame.ids == reference.ids, "planted band: frame and reference have other atoms");
  tektite::require(frame.images.size() == frame.size(), "planted band: the frame has no image flags");
  tektite::require(band.bottom >= 0 && band.width > 0 && band.bottom + band.width <= 1, "planted band: a width of ",
                   band.width, " from ", band.bottom, " does not fit between 0 and 1");
  int const flow = flow_axis(band.plane), normal = gradient_axis(band.plane);
  double const cell_height = reference.box.height(normal);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    double const s = reference.box.fractional(reference.positions[i])[normal];
    frame.positions[i][flow] += cell_height * band_displacement(band, s - std::floor(s));
    frame.positions[i] = frame.box.wrap(frame.positions[i], frame.images[i]);
  }
  return frame;
}

}  // namespace study
