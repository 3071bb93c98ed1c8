// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/dynamics/system.hpp"

/// \file
/// Kernels of a quasistatic shear: the affine step, and the displacements that are left when it is taken off.

namespace tektite::detail {

/// Gives a system another box; particles move with it. Image flags stay. Does not fence.
template <ExecutionSpace Exec>
void move_with_box(Exec const& exec, System<typename Exec::memory_space>& system, Box const& box) {
  auto const x = system.positions;
  Vec3<double> const origin = system.box.origin(), to = box.origin();
  Mat3 const map = box.edges() * inverse(system.box.edges());
  launch(exec, "move_with_box", system.size(), KOKKOS_LAMBDA(int i) { x(i) = to + map * (x(i) - origin); });
  system.box = box;
}

/// Sums of the squares and of the fourth powers of displacements.
struct ParticipationSums {
  double squares = 0, fourth_powers = 0;

  KOKKOS_FUNCTION void add(Vec3<double> u) {
    double const s = dot(u, u);
    squares += s;
    fourth_powers += s * s;
  }
  KOKKOS_FUNCTION void add(ParticipationSums const& o) {
    squares += o.squares;
    fourth_powers += o.fourth_powers;
  }
};

/// Participation ratio of the displacements that an affine map of the box and a common shift leave: from 1/n, one
/// particle moves, to 1, all move by the same length; 0 where none moves. Fences twice.
///
/// \param before,after positions without periodicity
template <ExecutionSpace Exec>
double participation_ratio(Exec const& exec, Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& before,
                           Box const& box_before, Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& after,
                           Box const& box_after) {
  std::size_t const n = before.extent(0);
  Vec3<double> const o = box_before.origin(), to = box_after.origin();
  Mat3 const map = box_after.edges() * inverse(box_before.edges());
  auto const sum = deterministic_sum<Vec3<double>>(
      exec, "participation_ratio::mean", n,
      KOKKOS_LAMBDA(std::size_t i) { return after(i) - to - map * (before(i) - o); });
  Vec3<double> const mean = (1.0 / double(n)) * sum;
  auto const sums = deterministic_reduce(
      exec, "participation_ratio", n, ParticipationSums{},
      KOKKOS_LAMBDA(std::size_t i, ParticipationSums& s) { s.add(after(i) - to - map * (before(i) - o) - mean); },
      KOKKOS_LAMBDA(ParticipationSums & s, ParticipationSums const& other) { s.add(other); });
  return sums.squares > 0 ? sums.squares * sums.squares / (double(n) * sums.fourth_powers) : 0;
}

/// Number of values above a threshold. Fences.
template <ExecutionSpace Exec>
std::int64_t count_above(Exec const& exec, Kokkos::View<double*, typename Exec::memory_space> const& values,
                         double threshold) {
  return deterministic_sum<std::int64_t>(
      exec, "count_above", values.extent(0),
      KOKKOS_LAMBDA(std::size_t i) { return values(i) > threshold ? std::int64_t(1) : std::int64_t(0); });
}

TEKTITE_DYNAMICS_INSTANCE(void move_with_box(compiled::Exec const&, System<compiled::Memory>&, Box const&));
TEKTITE_DYNAMICS_INSTANCE(double participation_ratio(compiled::Exec const&, compiled::View<Vec3<double>*> const&,
                                                     Box const&, compiled::View<Vec3<double>*> const&, Box const&));
TEKTITE_DYNAMICS_INSTANCE(std::int64_t count_above(compiled::Exec const&, compiled::View<double*> const&, double));

}  // namespace tektite::detail
