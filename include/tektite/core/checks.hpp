// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <limits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Checks of input that several algorithms share.

namespace tektite {

/// Throws unless a cutoff is finite and positive.
///
/// \param caller name of the function that asks; the error text begins with it
/// \param cutoff in any unit
/// \throws Error cutoff not finite, zero or negative
inline void require_cutoff(char const* caller, double cutoff) {
  require(std::isfinite(cutoff) && cutoff > 0, caller, ": cutoff ", cutoff, " must be finite and positive");
}

/// Throws if a coordinate is not finite, or too large.
///
/// A particle's count of box edges is an `int`, which overflows some 1e9 edges away from the box. Algorithms that work
/// in a periodic box therefore allow 1e6 times the sum of its edge lengths.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3], any unit
/// \param largest   every coordinate must be smaller in magnitude, in the unit of the positions
/// \throws Error    the first particle with such a coordinate, with its position
/// \cost            O(n) work; scratch memory as `deterministic_reduce`, 8 bytes per partial result
/// \fences          once, for the result; not for n = 0; once more before it throws
/// \determinism     always the particle with the smallest index is reported
/// \source          none
template <ExecutionSpace Exec, Positions P>
void require_finite(Exec const& exec, P const& positions, double largest) {
  std::size_t const none = std::numeric_limits<std::size_t>::max();
  std::size_t const bad = deterministic_reduce(
      exec, "require_finite", particle_count(positions), none,
      KOKKOS_LAMBDA(std::size_t i, std::size_t& first) {
        Vec3<double> const r = position(positions, i);
        bool const finite = Kokkos::isfinite(r.x) && Kokkos::isfinite(r.y) && Kokkos::isfinite(r.z);
        bool const good =
            finite && Kokkos::abs(r.x) < largest && Kokkos::abs(r.y) < largest && Kokkos::abs(r.z) < largest;
        if (!good && i < first) first = i;
      },
      KOKKOS_LAMBDA(std::size_t& first, std::size_t const& other) {
        if (other < first) first = other;
      });
  if (bad == none) return;
  // One item copies the position, which the host cannot read if the positions are in device memory.
  auto where = detail::allocate<Kokkos::View<Vec3<double>, typename Exec::memory_space>>(exec, "require_finite::where");
  detail::launch(exec, "require_finite::where", 1, KOKKOS_LAMBDA(int) { where() = position(positions, bad); });
  Vec3<double> r;
  Kokkos::View<Vec3<double>, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(&r);
  Kokkos::deep_copy(exec, host, where);
  exec.fence("tektite::require_finite");
  fail("particle ", bad, ": position (", r.x, ", ", r.y, ", ", r.z, ") is not a finite point near the box");
}

}  // namespace tektite
