// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// The images of a particle, but not itself, that lie within a margin of the cell.
class ImagesNear {
 public:
  // The margin is widened by a rounding error's worth: an image too many is harmless, one lost is not.
  ImagesNear(Box const& box, double cutoff) : box_(box) {
    for (int d = 0; d < 3; ++d) {
      reach_[d] = box.images_for_cutoff(d, cutoff * (1 + 1e-9));
      margin_[d] = cutoff / box.height(d) * (1 + 1e-9) + 1e-9;
    }
  }

  /// Sites per particle, images included, for particles that fill the cell evenly.
  double sites_per_particle() const {
    double product = 1;
    for (int d = 0; d < 3; ++d) product *= reach_[d] > 0 ? 1 + 2 * margin_[d] : 1;
    return product;
  }

  /// How many images the particle at `r` has.
  KOKKOS_FUNCTION std::int64_t count(Vec3<double> r) const {
    auto const [low, high] = shifts(r, box_.cell_of(r));
    return std::int64_t(high.x - low.x + 1) * (high.y - low.y + 1) * (high.z - low.z + 1) - 1;
  }

  /// Visits them: `void(Vec3<int> shift)`, in cells from the particle in the cell.
  ///
  /// \param cell where `r` lies
  template <class Visit>
  KOKKOS_FUNCTION void operator()(Vec3<double> r, Vec3<int> cell, Visit const& visit) const {
    auto const [low, high] = shifts(r, cell);
    for (int a = low.x; a <= high.x; ++a)
      for (int b = low.y; b <= high.y; ++b)
        for (int c = low.z; c <= high.z; ++c)
          if (a != 0 || b != 0 || c != 0) visit(Vec3<int>{a, b, c});
  }

 private:
  struct Shifts {
    Vec3<int> low, high;  // both included
  };

  // Along each axis the images near the cell are a run; none but the particle where the axis does not repeat.
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
  Vec3<int> reach_;
  Vec3<double> margin_;
};

}  // namespace tektite::detail
