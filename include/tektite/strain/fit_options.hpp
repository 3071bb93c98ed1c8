// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>

namespace tektite {

/// In which configuration the neighbours of a fit are those within the cutoff.
enum class NeighborsFrom { reference, current };

/// Every neighbour counts the same.
struct UniformWeight {
  /// \param s distance over cutoff, squared
  KOKKOS_FUNCTION double operator()([[maybe_unused]] double s) const { return 1.0; }
};

/// Neighbours count exp(-r^2 / (2 width^2)), with the width in units of the cutoff.
struct GaussianWeight {
  double width = 0.5;  ///< standard deviation over cutoff
  /// \param s distance over cutoff, squared
  KOKKOS_FUNCTION double operator()(double s) const { return Kokkos::exp(-s / (2 * width * width)); }
};

/// A weight for the neighbours of a fit: device-callable, positive, a function of (distance / cutoff)^2.
template <class W>
concept FitWeight = std::copy_constructible<W> && requires(W const& weight, double s) {
  { weight(s) } -> std::convertible_to<double>;
};

}  // namespace tektite
