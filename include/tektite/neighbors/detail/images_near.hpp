// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// The images of a particle, without the one in the box, that are within a cutoff of the box.
class ImagesNear {
 public:
  /// More sites per particle come from a box that is far too thin, or from a cutoff in another unit.
  static constexpr double most = 65536;

  /// \param box    the box
  /// \param cutoff distance from the box within which images are counted
  ImagesNear(Box const& box, double cutoff) : box_(box) {
    // Margins are larger by a rounding error: an image too many is harmless, a missing one is not.
    for (int d = 0; d < 3; ++d) {
      reach_[d] = box.images_for_cutoff(d, cutoff * (1 + 1e-9));
      margin_[d] = cutoff / box.height(d) * (1 + 1e-9) + 1e-9;
    }
  }

  /// Number of sites per particle, images included, for particles spread evenly over the box.
  double sites_per_particle() const {
    double product = 1;
    for (int d = 0; d < 3; ++d) product *= reach_[d] > 0 ? 1 + 2 * margin_[d] : 1;
    return product;
  }

  /// Number of images of the particle at `r`.
  KOKKOS_FUNCTION std::int64_t count(Vec3<double> r) const {
    auto const [low, high] = shifts(r, box_.cell_of(r));
    return std::int64_t(high.x - low.x + 1) * (high.y - low.y + 1) * (high.z - low.z + 1) - 1;
  }

  /// Visits the images of a particle.
  ///
  /// \param r     position of the particle
  /// \param cell  periodic copy of the box that holds `r`
  /// \param visit `void(Vec3<int> shift)`: the image in box edges from the particle's image in the box
  template <class Visit>
  KOKKOS_FUNCTION void operator()(Vec3<double> r, Vec3<int> cell, Visit const& visit) const {
    auto const [low, high] = shifts(r, cell);
    for (int a = low.x; a <= high.x; ++a)
      for (int b = low.y; b <= high.y; ++b)
        for (int c = low.z; c <= high.z; ++c)
          if (a != 0 || b != 0 || c != 0) visit(Vec3<int>{a, b, c});
  }

 private:
  // A range of shifts along each axis.
  struct Shifts {
    Vec3<int> low, high;  // both included
  };

  // The images near the box have consecutive shifts along each axis, only 0 along an axis that is not periodic.
  KOKKOS_FUNCTION Shifts shifts(Vec3<double> r, Vec3<int> cell) const {
    Vec3<double> const s = box_.fractional(r);
    Shifts run;
    for (int d = 0; d < 3; ++d) {
      double const inside = s[d] - cell[d];
      run.low[d] = reach_[d] == 0 ? 0 : Kokkos::max(-reach_[d], static_cast<int>(Kokkos::ceil(-margin_[d] - inside)));
      run.high[d] =
          reach_[d] == 0 ? 0 : Kokkos::min(reach_[d], static_cast<int>(Kokkos::floor(1 + margin_[d] - inside)));
    }
    return run;
  }

  Box box_;
  Vec3<int> reach_;      // largest shifts; 0 along axes that are not periodic
  Vec3<double> margin_;  // cutoff in fractional coordinates
};

}  // namespace tektite::detail
