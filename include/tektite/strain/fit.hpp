// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/neighbor_search.hpp"
#include "tektite/neighbors/sites.hpp"

/// \file
/// What the local fits share: which neighbours, with which weight, seen in both configurations.

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

namespace detail {

/// Linear map that takes the current cell back to the reference cell.
inline Mat3 undo_cell_deformation(Box const& reference, Box const& current) {
  return reference.edges() * inverse(current.edges());
}
inline Mat3 undo_cell_deformation(WithGhosts const&, WithGhosts const&) {
  fail("strain: the deformation of the cell can only be eliminated where both domains are boxes");
}

/// Both configurations of the same sites, and the search among them.
template <MemorySpace Memory>
struct FitSites {
  std::size_t owned;
  double cutoff;
  Mat3 map;                                                 ///< applied to current separations
  Kokkos::View<Vec3<double>*, Memory> reference, current;  ///< positions by site
  Kokkos::View<Vec3<double>*, Memory> center;              ///< the one of the two that is searched
  NeighborSearch<Memory> search;

  /// Calls `visit(X, u)` for each neighbour: reference separation and change of the separation, both over the cutoff.
  template <class Visit>
  KOKKOS_FUNCTION void operator()(int i, Visit const& visit) const {
    double const scale = 1.0 / cutoff;
    search(center(i), [&](int j) {
      if (j == i) return;
      Vec3<double> const separation = reference(j) - reference(i);
      Vec3<double> const moved = map * (current(j) - current(i));
      visit(scale * separation, scale * (moved - separation));
    });
  }
};

template <ExecutionSpace Exec, Positions R, Positions C, Domain D>
FitSites<typename Exec::memory_space> fit_sites(Exec const& exec, char const* who, R const& reference,
                                                D const& reference_domain, C const& current, D const& current_domain,
                                                double cutoff, NeighborsFrom from, bool eliminate_cell_deformation) {
  require_cutoff(who, cutoff);
  require(particle_count(reference) == particle_count(current), who, ": ", particle_count(reference),
          " reference positions, but ", particle_count(current), " current ones");
  require(owned_count(reference, reference_domain) == owned_count(current, current_domain), who, ": ",
          owned_count(reference, reference_domain), " owned particles in the reference, but ",
          owned_count(current, current_domain), " in the current configuration");
  Mat3 const map =
      eliminate_cell_deformation ? undo_cell_deformation(reference_domain, current_domain) : Mat3::identity();
  bool const in_reference = from == NeighborsFrom::reference;
  // make_sites checks the configuration that it is given; the other one is checked here.
  double const any = std::numeric_limits<double>::max();
  if (in_reference) {
    require_finite(exec, current, any);
  } else {
    require_finite(exec, reference, any);
  }
  auto const sites = in_reference ? make_sites(exec, reference, reference_domain, cutoff)
                                  : make_sites(exec, current, current_domain, cutoff);
  // The same image of the same particle in both: a shift counts cells, and the cells deform with the edges.
  auto const before = site_positions(exec, reference, reference_domain, sites);
  auto const after = site_positions(exec, current, current_domain, sites);
  auto const center = in_reference ? before : after;
  auto const cells =
      build_cell_list(exec, center, frame_of(in_reference ? reference_domain : current_domain), 0.5 * cutoff);
  return {sites.owned, cutoff, map, before, after, center,
          NeighborSearch<typename Exec::memory_space>(center, cells, cutoff)};
}

}  // namespace detail
}  // namespace tektite
