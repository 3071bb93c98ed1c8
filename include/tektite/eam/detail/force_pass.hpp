// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/core/writable_vectors.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/eam/detail/pairs.hpp"

namespace tektite::detail {

/// Sums over the neighbours of one particle, W neighbours at a time: g d, which is the force, and d_a g d_b.
///
/// d is the vector to the neighbour, and g = (dE/dr) / r of the pair.
template <class Real, int W>
struct EamForceSum {
  LaneSums<Real, W> x{}, y{}, z{}, xx{}, yy{}, zz{}, xy{}, xz{}, yz{};

  /// \param dx,dy,dz vectors to W neighbours
  /// \param g        (dE/dr) / r of W pairs
  KOKKOS_FORCEINLINE_FUNCTION void add(Lanes<Real, W> const& dx, Lanes<Real, W> const& dy, Lanes<Real, W> const& dz,
                                       Lanes<Real, W> const& g) {
    Lanes<Real, W> const gx = g * dx, gy = g * dy, gz = g * dz;
    x += gx;
    y += gy;
    z += gz;
    xx += dx * gx;
    yy += dy * gy;
    zz += dz * gz;
    xy += dx * gy;
    xz += dx * gz;
    yz += dy * gz;
  }
};

/// Computes the force on each owned particle and half of the virial of its pairs. Reads F', which `spread_slopes` has
/// copied from the particles to all sites, and each row's `needs_reference` from the density pass.
template <MemorySpace Memory, class Real, bool compact, bool symmetric, class Forces>
struct EamForcePass {
  static constexpr int W = lane_count<Memory, Real>;

  EamPairs<Memory> pairs;
  Kokkos::View<double*, Memory> slopes;      // F', by particle
  Forces forces;                             // by owned particle
  Kokkos::View<double* [6], Memory> virial;  // by owned particle: xx yy zz xy xz yz

  /// \param i owned particle
  KOKKOS_FUNCTION void operator()(int i) const {
    double sum[9] = {};  // x y z of the force, then xx yy zz xy xz yz of sum d_a g d_b
    bool needs_reference = true;
    if constexpr (compact) {
      pairs.prefetch_near(i);
      pairs.prefetch_far(i);
      EamRow const row = pairs.rows(i);
      needs_reference = row.needs_reference;
      EamForceSum<Real, W> fast;
      add_near(i, row.near, fast);
      add_far(i, row.far, fast);
      add(sum, fast);
    }
    if (needs_reference) add_reference(i, sum);
    store_sums(i, sum);
  }

 private:
  // Adds the near neighbours: pair function and densities of both atoms.
  KOKKOS_FORCEINLINE_FUNCTION void add_near(int i, int count, EamForceSum<Real, W>& total) const {
    auto const& fast = pairs.tables.template fast<Real>();
    auto const& table = fast.force;
    Real const* const numbers = table.numbers.data();
    int const* const near = pairs.sorted_neighbors.data() + pairs.row_begin(i);
    int const type = pairs.types(i);
    auto const my_slope = static_cast<Real>(slopes(i));
    EamForceSum<Real, W> sum = total;  // in registers
    for (int n = 0; n < count; n += W) {
      auto const d = pairs.sites.template neighbors<Real, W>(i, near + n);
      EamInterval<Real, W> const at(table.grid, d.squared, fast.far);
      auto const begin = table.template begin<W>(type, d.type, at.number);
      Lanes<Real, W> const pair = cubic<W>(numbers, begin, at.t);
      // Slopes of the density that the neighbour contributes at this atom, and of that of this atom at the neighbour.
      Lanes<Real, W> const own_density = cubic<W>(numbers + 4, begin, at.t);
      Lanes<Real, W> other_density = own_density;
      if constexpr (!symmetric)
        other_density = cubic<W>(numbers + 4, table.template mirrored_begin<W>(type, d.type, at.number), at.t);
      sum.add(d.x, d.y, d.z, pair + my_slope * own_density + d.slope * other_density);
    }
    total = sum;
  }

  // Adds the far neighbours: pair function only.
  KOKKOS_FORCEINLINE_FUNCTION void add_far(int i, int count, EamForceSum<Real, W>& total) const {
    auto const& fast = pairs.tables.template fast<Real>();
    auto const& table = fast.force;
    int const* const back = pairs.sorted_neighbors.data() + pairs.row_begin(i + 1);
    int const type = pairs.types(i);
    EamForceSum<Real, W> sum = total;  // in registers
    for (int n = 0; n < count; n += W) {
      auto const d = pairs.sites.template neighbors<Real, W>(i, back - n - W);
      EamInterval<Real, W> const at(table.grid, d.squared, fast.far);
      sum.add(d.x, d.y, d.z, cubic<W>(table.numbers.data(), table.template begin<W>(type, d.type, at.number), at.t));
    }
    total = sum;
  }

  // Adds the neighbours that the compact tables leave out; in the reference evaluation all of them. Pairs closer than
  // the first point of the tables have been reported by the density pass.
  KOKKOS_FUNCTION void add_reference(int i, double (&total)[9]) const {
    auto const& tables = pairs.tables;
    double const closest = tables.distance_spacing * tables.distance_spacing;
    EamForceSum<double, 1> sum;
    pairs.template visit_reference<Real, compact>(i, [&](int j, Vec3<double> d, double s) {
      if (s < closest) return;
      sum.add(d.x, d.y, d.z,
              tables.reference_force(pairs.types(i), pairs.types(j), Kokkos::sqrt(s), slopes(i),
                                     slopes(pairs.particle(j))));
    });
    add(total, sum);
  }

  // Adds the sums of all lanes to the nine numbers of the particle.
  template <class R, int V>
  KOKKOS_FUNCTION static void add(double (&total)[9], EamForceSum<R, V> const& sum) {
    LaneSums<R, V> const parts[9] = {sum.x, sum.y, sum.z, sum.xx, sum.yy, sum.zz, sum.xy, sum.xz, sum.yz};
    for (int k = 0; k < 9; ++k) total[k] += pairwise_lane_sum<V, R>(parts[k]);
  }

  // Writes force and virial of particle i.
  KOKKOS_FUNCTION void store_sums(int i, double const (&sum)[9]) const {
    store_vector(forces, i, {sum[0], sum[1], sum[2]});
    // The virial of a pair is (r_i - r_j) f_i = -d g d; each of its atoms gets one half.
    for (int k = 0; k < 6; ++k) virial(i, k) = -0.5 * sum[3 + k];
  }
};

/// Sums the virials of all owned particles. Does not fence.
///
/// \param exec    runs everything
/// \param each    by owned particle: xx yy zz xy xz yz
/// \param out     the sum, on the device
/// \param scratch used again if it is large enough, else allocated
template <ExecutionSpace Exec>
void sum_virials(Exec const& exec, Kokkos::View<double* [6], typename Exec::memory_space> const& each,
                 Kokkos::View<Mat3, typename Exec::memory_space> const& out,
                 Kokkos::View<Mat3*, typename Exec::memory_space>& scratch) {
  deterministic_reduce(
      exec, "eam::virial", each.extent(0), Mat3{},
      KOKKOS_LAMBDA(std::size_t i, Mat3& sum) {
        Vec3<double> const off{each(i, 3), each(i, 4), each(i, 5)};  // xy xz yz
        sum = sum + Mat3{{{each(i, 0), off.x, off.y}, {off.x, each(i, 1), off.z}, {off.y, off.z, each(i, 2)}}};
      },
      KOKKOS_LAMBDA(Mat3 & sum, Mat3 const& other) { sum = sum + other; }, out, scratch);
}

TEKTITE_EAM_INSTANCE(
    void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                            EamForcePass<compiled::Memory, double, false, false, compiled::Vectors> const&));
TEKTITE_EAM_INSTANCE(
    void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                            EamForcePass<compiled::Memory, float, true, false, compiled::Vectors> const&));
TEKTITE_EAM_INSTANCE(
    void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                            EamForcePass<compiled::Memory, float, true, true, compiled::Vectors> const&));
TEKTITE_EAM_INSTANCE(
    void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                            EamForcePass<compiled::Memory, double, true, false, compiled::Vectors> const&));
TEKTITE_EAM_INSTANCE(
    void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                            EamForcePass<compiled::Memory, double, true, true, compiled::Vectors> const&));
TEKTITE_EAM_INSTANCE(void sum_virials(compiled::Exec const&, compiled::View<double* [6]> const&,
                                      compiled::View<Mat3> const&, compiled::View<Mat3*>&));

}  // namespace tektite::detail
