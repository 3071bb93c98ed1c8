// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/detail/simd/quads.hpp"

namespace tektite::detail {

/// A site as the kernels read it: one load brings a neighbour's place, type and the slope F' of its embedding.
///
/// The type takes the lowest bits of another number, as many as the types need.
template <class Real>
struct EamSite;

/// The type is in the slope: with two types that costs it a relative 2^-52.
template <>
struct alignas(32) EamSite<double> {
  double x, y, z, slope;
};

/// In single precision places are whole numbers of a small unit, modulo 2^32.
///
/// Differences of neighbours are then exact to that unit, however large the box, and wherever in it they are. The unit
/// is 2^-29 of the list's reach, so four times the reach fits. The type is in z.
template <>
struct alignas(16) EamSite<float> {
  std::int32_t x, y, z;
  float slope;
};

/// Whole numbers as wide as a Real.
template <class Real>
using BitsOf = std::conditional_t<sizeof(Real) == 8, std::int64_t, std::int32_t>;

/// From one atom to W of its neighbours.
template <class Real, int W>
struct EamNeighbors {
  Lanes<Real, W> x, y, z;       ///< displacements
  Lanes<Real, W> squared;       ///< s = r^2
  Lanes<Real, W> slope;         ///< F' of the neighbours
  Lanes<BitsOf<Real>, W> type;  ///< of the neighbours
};

/// Places of all sites, in double and, for the evaluation `mixed`, in single precision.
template <MemorySpace Memory>
struct EamSites {
  Kokkos::View<EamSite<double>*, Memory> full;
  Kokkos::View<EamSite<float>*, Memory> narrow;  ///< empty unless needed
  double unit = 1;                               ///< of the places in `narrow`
  int type_bits = 1;                             ///< how many bits hold a type

  KOKKOS_FUNCTION void set(int s, Vec3<double> r, int type) const {
    full(s) = {r.x, r.y, r.z, reinterpret<double>(std::int64_t(type))};
    if (narrow.extent(0) > 0) narrow(s) = {whole(r.x), whole(r.y), (whole(r.z) & ~mask()) | type, 0};
  }

  KOKKOS_FUNCTION void set_slope(int s, double slope) const {
    std::int64_t const type = reinterpret<std::int64_t>(full(s).slope) & mask();
    full(s).slope = reinterpret<double>((reinterpret<std::int64_t>(slope) & ~std::int64_t(mask())) | type);
    if (narrow.extent(0) > 0) narrow(s).slope = static_cast<float>(slope);
  }

  /// From site i to the W sites at `j`.
  template <class Real, int W>
  KOKKOS_FORCEINLINE_FUNCTION EamNeighbors<Real, W> neighbors(int i, int const* j) const {
    EamNeighbors<Real, W> out;
    if constexpr (sizeof(Real) == 8) {
      EamSite<double> const& me = full.data()[i];
      auto const q = load_quads<W, 4>(&full.data()->x, j);
      out.x = q.part[0] - me.x;
      out.y = q.part[1] - me.y;
      out.z = q.part[2] - me.z;
      out.slope = q.part[3];
      out.type = reinterpret<Lanes<std::int64_t, W>>(q.part[3]) & std::int64_t(mask());
    } else {
      EamSite<float> const& me = narrow.data()[i];
      auto const q = load_quads<W, 4>(&narrow.data()->x, j);
      auto const scale = static_cast<float>(unit);
      out.x = scale * to_float<W>(wrapped_difference<W>(q.part[0], me.x));
      out.y = scale * to_float<W>(wrapped_difference<W>(q.part[1], me.y));
      out.z = scale * to_float<W>(wrapped_difference<W>(q.part[2] & ~mask(), me.z & ~mask()));
      out.slope = reinterpret<Lanes<float, W>>(q.part[3]);
      out.type = q.part[2] & mask();
    }
    out.squared = out.x * out.x + out.y * out.y + out.z * out.z;
    return out;
  }

 private:
  // Places are known up to multiples of 2^32 units, so differences of near ones are right. Signed numbers must not
  // wrap.
  template <int W>
  KOKKOS_FORCEINLINE_FUNCTION static Lanes<std::int32_t, W> wrapped_difference(Lanes<std::int32_t, W> const& a,
                                                                               std::int32_t b) {
    using Unsigned = Lanes<std::uint32_t, W>;
    return reinterpret<Lanes<std::int32_t, W>>(Unsigned(reinterpret<Unsigned>(a) - static_cast<std::uint32_t>(b)));
  }

  KOKKOS_FUNCTION std::int32_t mask() const { return (1 << type_bits) - 1; }
  KOKKOS_FUNCTION std::int32_t whole(double x) const {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::int64_t>(Kokkos::round(x / unit))));
  }
};

}  // namespace tektite::detail
