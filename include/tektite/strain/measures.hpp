// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/status.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/strain/invariants.hpp"
#include "tektite/strain/two_term_gradient.hpp"

namespace tektite {

/// The frame of the first index of G in the effective strain gradient eta.
///
/// The first index of G_kab = d^2 x_k / dX_a dX_b belongs to the current configuration, so it turns with the deformed
/// body.
enum class GradientFrame {
  laboratory,  ///< eta_ijk = G_kij: eta changes when the deformed body is rotated as a whole
  corotated    ///< eta_ijk = (R^T G)_kij, with R the rotation of F = R U: eta does not change then
};

/// Options of `deformation_measures`.
struct MeasureOptions {
  Terms terms = Terms::two;  ///< whether the strain, dilatation and rotation are those of F alone or of F and G
  GradientCoefficients coefficients = {};           ///< coefficients of the quadratic form in eta
  GradientFrame frame = GradientFrame::laboratory;  ///< frame of the first index of G in eta
};

/// The scalars of the two-term gradient model, by owned particle. All are zero where the status of the fit is not ok.
template <MemorySpace Memory>
struct DeformationMeasures {
  Kokkos::View<double*, Memory> effective_strain;  ///< Lambda, no unit
  Kokkos::View<double*, Memory> strain_gradient;   ///< eta, unit 1 / length
  Kokkos::View<double*, Memory> shear;             ///< xi_S, no unit
  Kokkos::View<double*, Memory> dilatation;        ///< xi_D, no unit
  Kokkos::View<double*, Memory> rotation;          ///< xi_R, radians; 0 where status is inverted
  Kokkos::View<Status*, Memory> status;  ///< that of the fit; `inverted` where det F <= 0, so F has no rotation
};

/// Computes the effective strain Lambda, the effective strain gradient eta and the motions xi_S, xi_D, xi_R of each
/// particle from a two-term gradient fit.
///
/// The formulas stand with `effective_strain`, `effective_strain_gradient`, `dilatation` and `rotation`. xi_S is the
/// effective deviatoric strain, the same formula as Lambda: the model's equations are not public, see docs/strain.md.
///
/// \param exec    execution space instance that runs everything
/// \param field   result of `two_term_gradient` for n owned particles
/// \param options form of the scalars; the forms with one and with two terms are equal where G = 0
/// \returns     n values of each scalar: eta has the unit 1 / length, xi_R is in radians, the others have no unit
/// \throws Error F, G and status of different lengths
/// \cost        O(n) work; 44 bytes per particle of results, no scratch memory
/// \fences      none
/// \determinism the same bits at any thread count
/// \source      Yang and Dai, Phys. Rev. Materials 7, 113601 (2023); Gao, Huang, Nix and Hutchinson, J. Mech. Phys.
///              Solids 47, 1239 (1999) for eta; docs/strain.md
template <ExecutionSpace Exec>
DeformationMeasures<typename Exec::memory_space> deformation_measures(
    Exec const& exec, TtgField<typename Exec::memory_space> const& field, MeasureOptions const& options = {}) {
  std::size_t const n = field.status.extent(0);
  detail::require_entries("deformation_measures", field.F.extent(0), "F", n, "status");
  detail::require_entries("deformation_measures", field.G.extent(0), "G", n, "status");
  DeformationMeasures<typename Exec::memory_space> out;
  using Values = decltype(out.effective_strain);
  out.effective_strain = detail::allocate<Values>(exec, "deformation_measures::effective_strain", n);
  out.strain_gradient = detail::allocate<Values>(exec, "deformation_measures::strain_gradient", n);
  out.shear = detail::allocate<Values>(exec, "deformation_measures::shear", n);
  out.dilatation = detail::allocate<Values>(exec, "deformation_measures::dilatation", n);
  out.rotation = detail::allocate<Values>(exec, "deformation_measures::rotation", n);
  out.status = detail::allocate<decltype(out.status)>(exec, "deformation_measures::status", n);
  detail::launch(
      exec, "deformation_measures", n, KOKKOS_LAMBDA(int i) {
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

/// The largest of the three motions of a particle, as `dominant_motion` finds it.
enum class Motion : int {
  none = 0,        ///< all three motions are zero, or the status is not ok
  shear = 1,       ///< xi_S
  dilatation = 2,  ///< xi_D
  rotation = 3     ///< xi_R
};

/// The numbers by which the motions are divided before they are compared.
struct MotionScale {
  double shear;       ///< divides xi_S
  double dilatation;  ///< divides xi_D
  double rotation;    ///< divides xi_R, radians
};

namespace detail {

/// Sums of the three motions, and the number of particles in them.
struct MotionSum {
  Vec3<double> value{};
  double count = 0;

  KOKKOS_FUNCTION MotionSum& operator+=(MotionSum const& other) {
    value += other.value;
    count += other.count;
    return *this;
  }
};

/// Throws unless the motions have the length of the status.
template <MemorySpace Memory>
void require_motions(char const* caller, DeformationMeasures<Memory> const& measures) {
  std::size_t const n = measures.status.extent(0);
  require_entries(caller, measures.shear.extent(0), "shear", n, "status");
  require_entries(caller, measures.dilatation.extent(0), "dilatation", n, "status");
  require_entries(caller, measures.rotation.extent(0), "rotation", n, "status");
}

/// What one particle adds to the sums.
template <MemorySpace Memory>
struct MotionTerm {
  DeformationMeasures<Memory> measures;

  KOKKOS_FUNCTION MotionSum operator()(std::size_t i) const {
    if (measures.status(i) != Status::ok) return {};
    return {{measures.shear(i), measures.dilatation(i), measures.rotation(i)}, 1};
  }
};

}  // namespace detail

/// Computes the mean of each motion over the particles whose status is ok.
///
/// \param exec     execution space instance that runs everything
/// \param measures motions of n particles
/// \returns     the three means, xi_R in radians; 1 where a mean is 0, so that they can be used as a scale
/// \throws Error motions and status of different lengths
/// \cost        one sum over all particles, O(n) work; no memory per particle but the partial sums of
///              `deterministic_reduce`
/// \fences      once, to get the sums
/// \determinism the same bits at any thread count
/// \source      a choice of this library, see docs/strain.md
template <ExecutionSpace Exec>
MotionScale mean_motions(Exec const& exec, DeformationMeasures<typename Exec::memory_space> const& measures) {
  detail::require_motions("mean_motions", measures);
  auto const sum = deterministic_sum<detail::MotionSum>(exec, "mean_motions", measures.status.extent(0),
                                                        detail::MotionTerm<typename Exec::memory_space>{measures});
  auto const mean = [&](double total) { return total > 0 ? total / sum.count : 1.0; };
  return {mean(sum.value.x), mean(sum.value.y), mean(sum.value.z)};
}

/// Finds the dominant motion of each particle: the largest of xi_S, xi_D and xi_R, each divided by its scale.
///
/// The scale `mean_motions(exec, measures)` compares each motion with its mean in the sample, {1, 1, 1} compares the
/// motions as they are. The paper fixes neither. Of equal motions the first in the order shear, dilatation, rotation is
/// taken.
///
/// \param exec     execution space instance that runs everything
/// \param measures motions of n particles
/// \param scale    three positive numbers
/// \returns     n motions; `none` where the status is not ok or all three motions are zero
/// \throws Error a scale that is not positive, motions and status of different lengths
/// \cost        O(n) work; 4 bytes per particle of results, no scratch memory
/// \fences      none
/// \determinism the same bits at any thread count
/// \source      Yang and Dai, Phys. Rev. Materials 7, 113601 (2023); the scale is a choice of this library, see
///              docs/strain.md
template <ExecutionSpace Exec>
Kokkos::View<Motion*, typename Exec::memory_space> dominant_motion(
    Exec const& exec, DeformationMeasures<typename Exec::memory_space> const& measures, MotionScale const& scale) {
  std::size_t const n = measures.status.extent(0);
  require(scale.shear > 0 && scale.dilatation > 0 && scale.rotation > 0, "dominant_motion: scales ", scale.shear, ", ",
          scale.dilatation, ", ", scale.rotation, " must be positive");
  detail::require_motions("dominant_motion", measures);
  auto motion = detail::allocate<Kokkos::View<Motion*, typename Exec::memory_space>>(exec, "dominant_motion", n);
  detail::launch(
      exec, "dominant_motion", n, KOKKOS_LAMBDA(int i) {
        double const s = measures.shear(i) / scale.shear, d = measures.dilatation(i) / scale.dilatation,
                     r = measures.rotation(i) / scale.rotation;
        Motion largest = Motion::none;
        if (measures.status(i) == Status::ok && (s > 0 || d > 0 || r > 0)) {
          largest = s >= d && s >= r ? Motion::shear : (d >= r ? Motion::dilatation : Motion::rotation);
        }
        motion(i) = largest;
      });
  return motion;
}

TEKTITE_STRAIN_INSTANCE(DeformationMeasures<compiled::Memory> deformation_measures(compiled::Exec const&,
                                                                                   TtgField<compiled::Memory> const&,
                                                                                   MeasureOptions const&));
TEKTITE_STRAIN_INSTANCE(MotionScale mean_motions(compiled::Exec const&, DeformationMeasures<compiled::Memory> const&));
TEKTITE_STRAIN_INSTANCE(compiled::View<Motion*> dominant_motion(compiled::Exec const&,
                                                                DeformationMeasures<compiled::Memory> const&,
                                                                MotionScale const&));

}  // namespace tektite
