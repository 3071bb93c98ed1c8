// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>

namespace tektite {

/// The configuration in which the distances to the neighbours of a fit are measured.
enum class NeighborsFrom {
  reference,  ///< the undeformed configuration
  current     ///< the deformed configuration
};

/// The weight 1 for every neighbour.
struct UniformWeight {
  /// The weight of a neighbour.
  ///
  /// \param s (distance / cutoff)^2
  /// \returns 1
  KOKKOS_FUNCTION double operator()([[maybe_unused]] double s) const { return 1.0; }
};

/// The weight exp(-r^2 / (2 width^2)) for a neighbour at distance r, with r and the width in units of the cutoff.
struct GaussianWeight {
  double width = 0.5;  ///< standard deviation over cutoff

  /// The weight of a neighbour.
  ///
  /// \param s (distance / cutoff)^2
  /// \returns the weight, in (0, 1]
  KOKKOS_FUNCTION double operator()(double s) const { return Kokkos::exp(-s / (2 * width * width)); }
};

/// A weight for the neighbours of a fit: device-callable, positive, a function of (distance / cutoff)^2.
template <class W>
concept FitWeight = std::copy_constructible<W> && requires(W const& weight, double s) {
  { weight(s) } -> std::convertible_to<double>;
};

}  // namespace tektite
