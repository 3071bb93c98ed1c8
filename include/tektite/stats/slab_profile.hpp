// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Sums of values of particles over slabs of a box.
///
/// \source none: definitions

namespace tektite {

/// Options of `slab_profile`.
struct SlabOptions {
  int axis = 2;  ///< slabs are parallel to the two other edges of the box: 0, 1 or 2
  int slabs;     ///< number of slabs, of equal thickness and volume
};

/// Sums by slab, from the origin of the box on.
template <MemorySpace Memory>
struct SlabProfile {
  Kokkos::View<std::int64_t*, Memory> counts;                  ///< particles of each slab
  Kokkos::View<double**, Kokkos::LayoutRight, Memory> values;  ///< (slab, column): sum over its particles
};

namespace detail {

/// The slab of a position. Along a free axis those outside the box are of the nearest one.
struct SlabOf {
  Box box;
  int axis, slabs;

  KOKKOS_FUNCTION int operator()(Vec3<double> r) const {
    double f = box.fractional(r)[axis];
    if (box.periodic(axis)) f -= Kokkos::floor(f);
    double const slab = Kokkos::floor(f * slabs);
    return slab < 0 ? 0 : slab > slabs - 1 ? slabs - 1 : static_cast<int>(slab);
  }
};

/// Does the work of `slab_profile`, whose contract it has. Columns of `values` are read by `(particle, column)`.
template <ExecutionSpace Exec, Positions P, class Values>
SlabProfile<typename Exec::memory_space> profile_in_slabs(Exec const& exec, P const& positions, Values const& values,
                                                          Box const& box, SlabOptions const& options) {
  using Memory = typename Exec::memory_space;
  require(options.axis >= 0 && options.axis < 3, "slab_profile: axis ", options.axis, ", expected 0, 1 or 2");
  require(options.slabs > 0 && options.slabs <= 1000000, "slab_profile: ", options.slabs,
          " slabs, expected 1 to 1000000");
  std::size_t const n = particle_count(positions), columns = values.extent(1);
  require(values.extent(0) == n, "slab_profile: values of ", values.extent(0), " particles for ", n, " positions");
  require_near(exec, positions, box);
  std::size_t const slabs = options.slabs;
  // Blocks of consecutive particles are added up side by side, then the blocks in their order. A block has no fewer
  // particles than slabs, so that all sums of blocks take no more memory than the values.
  std::size_t const each = std::max<std::size_t>(256, slabs), blocks = (n + each - 1) / each;
  auto const sums = allocate_zero<Kokkos::View<double***, Kokkos::LayoutRight, Memory>>(exec, "slab_profile::blocks",
                                                                                        blocks, slabs, columns + 1);
  SlabOf const slab_of{box, options.axis, options.slabs};
  launch<std::size_t>(
      exec, "slab_profile::blocks", blocks, KOKKOS_LAMBDA(std::size_t b) {
        std::size_t const end = Kokkos::min(n, (b + 1) * each);
        for (std::size_t i = b * each; i < end; ++i) {
          int const s = slab_of(position(positions, i));
          sums(b, s, columns) += 1;
          for (std::size_t c = 0; c < columns; ++c) sums(b, s, c) += values(i, c);
        }
      });
  SlabProfile<Memory> profile;
  profile.counts = allocate<decltype(profile.counts)>(exec, "slab_profile::counts", slabs);
  profile.values = allocate<decltype(profile.values)>(exec, "slab_profile::values", slabs, columns);
  auto const to = profile;
  launch<std::size_t>(
      exec, "slab_profile", slabs, KOKKOS_LAMBDA(std::size_t s) {
        double count = 0;
        for (std::size_t b = 0; b < blocks; ++b) count += sums(b, s, columns);
        to.counts(s) = static_cast<std::int64_t>(count);
        for (std::size_t c = 0; c < columns; ++c) {
          double sum = 0;
          for (std::size_t b = 0; b < blocks; ++b) sum += sums(b, s, c);
          to.values(s, c) = sum;
        }
      });
  return profile;
}

TEKTITE_STATS_INSTANCE(SlabProfile<compiled::Memory> profile_in_slabs(compiled::Exec const&, compiled::Positions const&,
                                                                      compiled::View<double* [6]> const&, Box const&,
                                                                      SlabOptions const&));

}  // namespace detail

/// Adds up values of particles in slabs of a box: stresses, energies, momenta.
///
/// The mean of a quantity per particle is a sum divided by `counts`; a density, such as a stress, the sum divided by
/// the volume of a slab, box.volume() / slabs. The sums of all slabs together are those of all particles: along an axis
/// that is not periodic, particles outside the box count in the nearest slab. Profiles of ranks are added.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3], anywhere in space; of a rank the owned ones
/// \param values    View [n][columns] in memory that `exec` can read
/// \param box       of the whole system
/// \param options   axis and number of slabs
/// \returns         by slab: number of particles, sums of the values in their unit
/// \throws Error    options out of range, values of another number of particles, a position that is not finite
/// \cost            O(n) work for each column; 8 bytes per slab, more by 8 per slab and column; during the call at most
///                  8 (columns + 1) bytes per particle
/// \fences          once, for the check of positions
/// \determinism     the same bits at any thread count: blocks of particles are added in their order
template <ExecutionSpace Exec, Positions P, ViewOf<double, 2> Values>
  requires AccessibleFrom<P, Exec>
SlabProfile<typename Exec::memory_space> slab_profile(Exec const& exec, P const& positions, Values const& values,
                                                      Box const& box, SlabOptions const& options) {
  return detail::profile_in_slabs(exec, detail::common_form(positions), values, box, options);
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,values,box,options as above
/// \returns as above
template <Positions P, ViewOf<double, 2> Values>
auto slab_profile(P const& positions, Values const& values, Box const& box, SlabOptions const& options) {
  return slab_profile(typename particles_memory_space<P>::execution_space{}, positions, values, box, options);
}

}  // namespace tektite
