// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/reduced_box.hpp"
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

namespace detail {

/// Whether a position is finite and its coordinates are below a limit.
struct BelowLimit {
  double limit;

  /// \param r a position
  /// \returns true if it is
  KOKKOS_FUNCTION bool operator()(Vec3<double> r) const {
    bool const finite = Kokkos::isfinite(r.x) && Kokkos::isfinite(r.y) && Kokkos::isfinite(r.z);
    return finite && Kokkos::abs(r.x) < limit && Kokkos::abs(r.y) < limit && Kokkos::abs(r.z) < limit;
  }
};

/// Whether a position is so near a box that an `int` holds the number of box edges to it.
struct NearBox {
  Box box;
  BelowLimit below;

  /// \param r a position
  /// \returns true if it is
  KOKKOS_FUNCTION bool operator()(Vec3<double> r) const {
    if (!below(r)) return false;
    Vec3<double> const s = box.fractional(r);
    bool near = true;
    for (int d = 0; d < 3; ++d) near = near && (!box.periodic(d) || Kokkos::abs(s[d]) < Box::most_edges);
    return near;
  }
};

/// Throws if a predicate is false for a position, and names the first particle with such a one.
template <ExecutionSpace Exec, Positions P, class Good>
void require_positions(Exec const& exec, P const& positions, Good const& good) {
  std::size_t const none = std::numeric_limits<std::size_t>::max();
  std::size_t const bad = deterministic_reduce(
      exec, "require_finite", particle_count(positions), none,
      KOKKOS_LAMBDA(std::size_t i, std::size_t& first) {
        if (!good(position(positions, i)) && i < first) first = i;
      },
      KOKKOS_LAMBDA(std::size_t& first, std::size_t const& other) {
        if (other < first) first = other;
      });
  if (bad == none) return;
  // One item copies the position, which the host cannot read if the positions are in device memory.
  auto where = allocate<Kokkos::View<Vec3<double>, typename Exec::memory_space>>(exec, "require_finite::where");
  launch(exec, "require_finite::where", 1, KOKKOS_LAMBDA(int) { where() = position(positions, bad); });
  Vec3<double> const r = fetch(exec, where);
  fail("particle ", bad, ": position (", r.x, ", ", r.y, ", ", r.z, ") is not a finite point near the box");
}

/// Throws if a position is not finite, or too far from a cell; see `require_near`. Fences `exec` once.
///
/// \param cell   the cell
/// \param closed whether its edges are lengths of the sample along axes that are not periodic, too
template <ExecutionSpace Exec, Positions P>
void require_near_cell(Exec const& exec, P const& positions, Box const& cell, bool closed) {
  double const edges = norm(cell.edge(0)) + norm(cell.edge(1)) + norm(cell.edge(2));
  double const largest = closed ? norm(cell.origin()) + 1e6 * edges : std::numeric_limits<double>::max();
  require_positions(exec, positions, NearBox{cell, {largest}});
}

/// Checks the positions, and finds the cell in which images are counted and listed. Fences `exec` once, twice if edges
/// are shortened.
///
/// \param exec      runs the checks
/// \param positions of all particles
/// \param around    what the domain says
/// \returns         its cell with short edges
/// \throws Error    a position that is not finite, or too far from the cell, be it the one given or the one returned
template <ExecutionSpace Exec, Positions P>
ReducedBox checked_cell(Exec const& exec, P const& positions, Surroundings const& around) {
  ReducedBox const reduced = reduced_box(around.cell);
  require_near_cell(exec, positions, around.cell, around.closed);
  if (reduced.shorter) require_near_cell(exec, positions, reduced.box, around.closed);
  return reduced;
}

}  // namespace detail

/// Throws if a coordinate is not finite, or too large.
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
  detail::require_positions(exec, positions, detail::BelowLimit{largest});
}

/// Throws if a position is not finite, or too far from a box.
///
/// A particle's count of box edges is an `int`, and lengths lose digits far away. So positions are at most 5e8 edges
/// away along each periodic axis, and at most 1e6 times the sum of the edge lengths.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] in the unit of the box
/// \param box       the box
/// \throws Error    the first particle with such a position, with the position
/// \cost            as `require_finite`
/// \fences          as `require_finite`
/// \determinism     as `require_finite`
/// \source          none
template <ExecutionSpace Exec, Positions P>
void require_near(Exec const& exec, P const& positions, Box const& box) {
  detail::require_near_cell(exec, positions, box, true);
}

TEKTITE_CORE_INSTANCE(void require_finite(compiled::Exec const&, compiled::Positions const&, double));
TEKTITE_CORE_INSTANCE(void detail::require_near_cell(compiled::Exec const&, compiled::Positions const&, Box const&,
                                                     bool));

}  // namespace tektite
