// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// The status of each particle's result, and how many particles have which.
///
/// \source none: counting only

namespace tektite {

/// Whether the result of one particle could be computed, or why not.
///
/// Results of a particle whose status is neither `ok` nor `degenerate` are zero, except where a value below says
/// otherwise.
enum class Status : int {
  ok = 0,                 ///< computed
  too_few_neighbors = 1,  ///< fewer neighbours than unknowns
  ill_conditioned = 2,    ///< singular fit, or condition number above the limit
  degenerate = 3,  ///< vertices of higher order within the tolerance: the topology depends on how ties are broken
  duplicate = 4,   ///< another particle has the same position
  incomplete = 5,  ///< no closed Voronoi cell could be found, or ghosts do not reach far enough to be sure
  inverted = 6,    ///< det F <= 0: a fit without a rotation (its other results are given)
  unbounded = 7,   ///< a cluster that closes on itself through the boundary: no centre, no radius
};

/// Whether a status says that all results are there: `ok`, or `degenerate`, where they depend on how ties are broken.
///
/// \param status of one particle
/// \returns      true for these two
KOKKOS_INLINE_FUNCTION constexpr bool is_valid(Status status) {
  return status == Status::ok || status == Status::degenerate;
}

/// A View of the statuses of particles.
template <class V>
concept StatusView = Kokkos::is_view_v<V> && (V::rank() == 1) && std::same_as<typename V::non_const_value_type, Status>;

/// Numbers of particles by status.
struct StatusCounts {
  static constexpr int kinds = 8;  ///< number of values of `Status`
  std::int64_t of[kinds] = {};     ///< by the number of the status

  /// Number of particles of one status. \param status any \returns that number
  KOKKOS_FUNCTION std::int64_t operator[](Status status) const { return of[static_cast<int>(status)]; }

  /// Number of all particles. \returns the sum
  KOKKOS_FUNCTION std::int64_t total() const {
    std::int64_t sum = 0;
    for (std::int64_t const count : of) sum += count;
    return sum;
  }

  /// Number of particles with results. \returns those with `is_valid`
  KOKKOS_FUNCTION std::int64_t valid() const { return (*this)[Status::ok] + (*this)[Status::degenerate]; }

  /// Number of particles without. \returns all others
  KOKKOS_FUNCTION std::int64_t failed() const { return total() - valid(); }

  /// Adds the counts of other particles. \param other counts \returns the sum
  KOKKOS_FUNCTION StatusCounts& operator+=(StatusCounts const& other) {
    for (int k = 0; k < kinds; ++k) of[k] += other.of[k];
    return *this;
  }
};

namespace detail {

/// Does the work of `count_status`.
template <ExecutionSpace Exec, class View>
StatusCounts count_statuses(Exec const& exec, View const& status) {
  return launch_count<StatusCounts, std::size_t>(
      exec, "count_status", status.extent(0), KOKKOS_LAMBDA(std::size_t i, StatusCounts& sum) {
        int const kind = static_cast<int>(status(i));
        KOKKOS_ASSERT(kind >= 0 && kind < StatusCounts::kinds);
        ++sum.of[kind];
      });
}

TEKTITE_CORE_INSTANCE(StatusCounts count_statuses(compiled::Exec const&, compiled::Values<Status> const&));

}  // namespace detail

/// Counts the particles of each status.
///
/// \param exec      execution space instance that runs everything
/// \param status    n statuses
/// \returns         numbers of particles, on the host
/// \throws nothing
/// \cost            O(n) work; no memory on the device
/// \fences          once, for the result
/// \determinism     the same at any thread count
template <ExecutionSpace Exec, StatusView S>
StatusCounts count_status(Exec const& exec, S const& status) {
  return detail::count_statuses(exec, detail::any_stride(status));
}

/// Overload that runs on the default instance of the statuses' memory.
///
/// \param status as above
/// \returns      as above
template <StatusView S>
StatusCounts count_status(S const& status) {
  return count_status(typename S::execution_space{}, status);
}

}  // namespace tektite
