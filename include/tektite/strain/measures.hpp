// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/status.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/strain/invariants.hpp"
#include "tektite/strain/two_term_gradient.hpp"

namespace tektite {

/// In which frame eta reads the first index of G.
enum class GradientFrame {
  laboratory,  ///< eta_ijk = G_kij as it is
  corotated    ///< eta_ijk = (R^T G)_kij: unchanged when the deformed body is rotated as a whole
};

/// Which form of the scalars is computed.
struct MeasureOptions {
  Terms terms = Terms::two;                         ///< of the sphere, or of its centre only
  GradientCoefficients coefficients = {};           ///< of eta
  GradientFrame frame = GradientFrame::laboratory;  ///< of eta
};

/// The scalars of the two-term gradient model. All zero where the fit's status is not ok.
template <MemorySpace Memory>
struct DeformationMeasures {
  Kokkos::View<double*, Memory> effective_strain;  ///< Lambda
  Kokkos::View<double*, Memory> strain_gradient;   ///< eta, 1 / length
  Kokkos::View<double*, Memory> shear;             ///< xi_S
  Kokkos::View<double*, Memory> dilatation;        ///< xi_D
  Kokkos::View<double*, Memory> rotation;          ///< xi_R, radians; 0 where status is inverted
  Kokkos::View<Status*, Memory> status;            ///< the fit's; `inverted` where det F <= 0, so F has no rotation
};

/// Effective strain Lambda, effective strain gradient eta and the motions xi_S, xi_D, xi_R of each particle.
///
/// \param exec    runs everything; not fenced
/// \param field   a two-term gradient fit
/// \param options first-term or two-term form; both are equal where the field is homogeneous
///
/// xi_S is the effective deviatoric strain, the same formula as Lambda: the model's equations are not public, see
/// docs/strain.md. O(1) per particle; 44 bytes per particle.
template <ExecutionSpace Exec>
DeformationMeasures<typename Exec::memory_space> deformation_measures(
    Exec const& exec, TtgField<typename Exec::memory_space> const& field, MeasureOptions const& options = {}) {
  std::size_t const n = field.status.extent(0);
  DeformationMeasures<typename Exec::memory_space> out;
  using Values = decltype(out.effective_strain);
  out.effective_strain = detail::allocate<Values>(exec, "deformation_measures::effective_strain", n);
  out.strain_gradient = detail::allocate<Values>(exec, "deformation_measures::strain_gradient", n);
  out.shear = detail::allocate<Values>(exec, "deformation_measures::shear", n);
  out.dilatation = detail::allocate<Values>(exec, "deformation_measures::dilatation", n);
  out.rotation = detail::allocate<Values>(exec, "deformation_measures::rotation", n);
  out.status = detail::allocate<decltype(out.status)>(exec, "deformation_measures::status", n);
  Kokkos::parallel_for(
      "tektite::deformation_measures", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
        Status status = field.status(i);
        double lambda = 0, eta = 0, xi_d = 0, xi_r = 0;
        if (status == Status::ok) {
          Mat3 const F = field.first_term(i);
          SecondGradient const G = field.second_term(i);
          PolarDecomposition const polar = polar_decomposition(F);
          lambda = effective_strain(F, G, field.cutoff, options.terms);
          bool const corotated = options.frame == GradientFrame::corotated;
          eta = effective_strain_gradient(corotated ? rotated_back(G, polar.rotation) : G, options.coefficients);
          xi_d = dilatation(F, G, field.cutoff, options.terms);
          if (polar.proper) {
            xi_r = rotation(F, polar, G, field.cutoff, options.terms);
          } else {
            status = Status::inverted;
          }
        }
        out.effective_strain(i) = lambda;
        out.strain_gradient(i) = eta;
        out.shear(i) = lambda;
        out.dilatation(i) = xi_d;
        out.rotation(i) = xi_r;
        out.status(i) = status;
      });
  return out;
}

/// Which of the three motions prevails at a particle.
enum class Motion : int {
  none = 0,        ///< no motion at all, or the status is not ok
  shear = 1,       ///< xi_S
  dilatation = 2,  ///< xi_D
  rotation = 3     ///< xi_R
};

/// What each motion is divided by before they are compared.
struct MotionScale {
  double shear;       ///< unit of xi_S
  double dilatation;  ///< unit of xi_D
  double rotation;    ///< unit of xi_R, radians
};

namespace detail {

struct MotionSum {
  Vec3<double> value{};
  double count = 0;
  KOKKOS_FUNCTION MotionSum& operator+=(MotionSum const& other) {
    value += other.value;
    count += other.count;
    return *this;
  }
};

template <MemorySpace Memory>
struct MotionTerm {
  DeformationMeasures<Memory> measures;
  KOKKOS_FUNCTION MotionSum operator()(std::size_t i) const {
    if (measures.status(i) != Status::ok) return {};
    return {{measures.shear(i), measures.dilatation(i), measures.rotation(i)}, 1};
  }
};

}  // namespace detail

/// The mean of each motion over the particles whose status is ok; 1 where a mean is 0. O(n), the same bits at any
/// thread count. Fences `exec`.
template <ExecutionSpace Exec>
MotionScale mean_motions(Exec const& exec, DeformationMeasures<typename Exec::memory_space> const& measures) {
  auto const sum = deterministic_sum<detail::MotionSum>(exec, "mean_motions", measures.status.extent(0),
                                                        detail::MotionTerm<typename Exec::memory_space>{measures});
  auto const mean = [&](double total) { return total > 0 ? total / sum.count : 1.0; };
  return {mean(sum.value.x), mean(sum.value.y), mean(sum.value.z)};
}

/// The dominant motion of each particle: the largest of xi_S, xi_D and xi_R, each over its scale.
///
/// \param exec     runs everything; not fenced
/// \param measures motions of all particles
/// \param scale    `mean_motions(exec, measures)` weighs the motions against what is usual in the sample, {1, 1, 1}
///                 compares them as they are. The paper fixes neither. Of equal motions the first in the order shear,
///                 dilatation, rotation is taken.
/// \returns n motions; `none` where the status is not ok or nothing moves
/// \throws Error a scale that is not positive
///
/// O(n), 4 bytes per particle.
template <ExecutionSpace Exec>
Kokkos::View<Motion*, typename Exec::memory_space> dominant_motion(
    Exec const& exec, DeformationMeasures<typename Exec::memory_space> const& measures, MotionScale const& scale) {
  std::size_t const n = measures.status.extent(0);
  require(scale.shear > 0 && scale.dilatation > 0 && scale.rotation > 0, "dominant_motion: scales ", scale.shear, ", ",
          scale.dilatation, ", ", scale.rotation, " must be positive");
  auto motion = detail::allocate<Kokkos::View<Motion*, typename Exec::memory_space>>(exec, "dominant_motion", n);
  Kokkos::parallel_for(
      "tektite::dominant_motion", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
        double const s = measures.shear(i) / scale.shear, d = measures.dilatation(i) / scale.dilatation,
                     r = measures.rotation(i) / scale.rotation;
        Motion prevailing = Motion::none;
        if (measures.status(i) == Status::ok && (s > 0 || d > 0 || r > 0)) {
          prevailing = s >= d && s >= r ? Motion::shear : (d >= r ? Motion::dilatation : Motion::rotation);
        }
        motion(i) = prevailing;
      });
  return motion;
}

}  // namespace tektite
