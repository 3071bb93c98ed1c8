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

/// Neighbours of one particle, by component, so that a CPU works on several at once. Padding has weight zero.
template <int Capacity>
struct NeighborBatch {
  static constexpr int lanes = Capacity < 8 ? Capacity : 8;
  static_assert(Capacity % lanes == 0);

  double X[3][Capacity];  ///< reference separation over the cutoff
  double u[3][Capacity];  ///< change of the separation over the cutoff
  double weight[Capacity];
  int count = 0;

  /// Fills the last lanes with nothing.
  KOKKOS_FUNCTION void pad() {
    for (int n = count; n % lanes != 0; ++n) {
      for (int d = 0; d < 3; ++d) X[d][n] = u[d][n] = 0;
      weight[n] = 0;
    }
  }
};

/// Adds up the lanes of each sum.
template <int Count, int Lanes>
KOKKOS_FUNCTION void add_lanes(double const (&sums)[Count][Lanes], double (&total)[Count]) {
  for (int k = 0; k < Count; ++k) {
    total[k] = sums[k][0];
    for (int n = 1; n < Lanes; ++n) total[k] += sums[k][n];
  }
}

/// Enough for all neighbours within 6 A in a metal on a CPU; on a GPU one at a time, in registers.
template <MemorySpace Memory>
inline constexpr int batch_capacity = Kokkos::SpaceAccessibility<Kokkos::HostSpace, Memory>::accessible &&
                                              std::same_as<typename Memory::execution_space,
                                                           Kokkos::DefaultHostExecutionSpace>
                                          ? 128
                                          : 1;

/// Both configurations of the same sites, and the search among them.
template <MemorySpace Memory, class Weight>
struct FitSites {
  using Batch = NeighborBatch<batch_capacity<Memory>>;

  std::size_t owned;
  double cutoff;
  Mat3 map;                                                ///< applied to current separations
  bool from_reference;                                     ///< where neighbours are searched and weights measured
  Kokkos::View<Vec3<double>*, Memory> reference, current;  ///< positions by site
  NeighborSearch<Memory> search;
  Weight weight;

  /// Calls `use(batch)` until all neighbours of particle i have been in one.
  /// \returns the number of neighbours; where it is not above the capacity, `batch` still holds all of them
  template <class Use>
  KOKKOS_FUNCTION int operator()(int i, Batch& batch, Use const& use) const {
    constexpr int capacity = batch_capacity<Memory>;
    double const scale = 1.0 / cutoff;
    Vec3<double> const before = reference(i), after = current(i);
    int total = 0;
    batch.count = 0;
    search(from_reference ? before : after, [&](int j) {
      if (j == i) return;
      if (batch.count == capacity) {
        use(batch);
        batch.count = 0;
      }
      Vec3<double> const separation = reference(j) - before;
      Vec3<double> const moved = map * (current(j) - after);
      Vec3<double> const X = scale * separation, u = scale * (moved - separation);
      Vec3<double> const found = from_reference ? X : scale * (current(j) - after);
      int const n = batch.count++;
      for (int d = 0; d < 3; ++d) {
        batch.X[d][n] = X[d];
        batch.u[d][n] = u[d];
      }
      batch.weight[n] = weight(dot(found, found));
      ++total;
    });
    batch.pad();
    if (batch.count > 0) use(batch);
    return total;
  }

  /// The same a second time, from the batch where that still holds all neighbours.
  template <class Use>
  KOKKOS_FUNCTION void again(int i, Batch& batch, int total, Use const& use) const {
    if (total > batch_capacity<Memory>) {
      (*this)(i, batch, use);
    } else if (total > 0) {
      use(batch);
    }
  }
};

template <ExecutionSpace Exec, Positions R, Positions C, Domain D, class Weight>
FitSites<typename Exec::memory_space, Weight> fit_sites(Exec const& exec, char const* who, R const& reference,
                                                        D const& reference_domain, C const& current,
                                                        D const& current_domain, double cutoff, NeighborsFrom from,
                                                        bool eliminate_cell_deformation, Weight const& weight) {
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
  return {sites.owned,  cutoff, map,
          in_reference, before, after,
          NeighborSearch<typename Exec::memory_space>(center, cells, cutoff), weight};
}

}  // namespace detail
}  // namespace tektite
