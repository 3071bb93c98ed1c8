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

/// A site as the kernels read it: one load brings a neighbour's position, its type and the slope F' of its embedding.
///
/// A site is four numbers wide, which leaves no room for the type. The type therefore takes the lowest `type_bits` bits
/// of one of the four, and kernels mask them out.
template <class Real>
struct EamSite;

/// The type is in the lowest bits of `slope`.
///
/// `EamSites::set` writes the type and zeros above it. Read as a number this is a denormal close to zero; the kernels
/// that run before `set_slope` (sorting and densities) read its type bits only. `set_slope` then writes the bits of F'
/// above the type bits. This changes F' by less than 2^type_bits units in the last place: with two types, that is one
/// bit, by a relative 2^-52 at most. Test: "a site keeps its type in the lowest bits of F'" in eam/forces_test.cpp.
template <>
struct alignas(32) EamSite<double> {
  double x, y, z, slope;
};

/// Coordinates are whole numbers of a small unit, modulo 2^32; the type is in the lowest bits of z.
///
/// Differences between neighbours are exact to that unit, however large the box and wherever in it the particles are.
/// The unit is 2^-29 of the list's cutoff + skin, so that differences up to four times that length fit into 32 signed
/// bits. z is coarser by a factor 2^type_bits.
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

/// Positions, types and slopes of all sites, in double precision and, for the evaluation `mixed`, in single precision.
template <MemorySpace Memory>
struct EamSites {
  Kokkos::View<EamSite<double>*, Memory> full;   ///< in double precision
  Kokkos::View<EamSite<float>*, Memory> narrow;  ///< in single precision; empty unless needed
  double unit = 1;                               ///< length of one unit of the coordinates in `narrow`
  int type_bits = 1;                             ///< number of bits that hold a type

  /// Writes a site without slope.
  ///
  /// \param s    number of the site
  /// \param r    its position
  /// \param type its type, below 2^type_bits
  KOKKOS_FUNCTION void set(int s, Vec3<double> r, int type) const {
    full(s) = {r.x, r.y, r.z, reinterpret<double>(std::int64_t(type))};
    if (narrow.extent(0) > 0)
      narrow(s) = {fixed_point(r.x), fixed_point(r.y), (fixed_point(r.z) & ~type_mask()) | type, 0};
  }

  /// Writes the slope of a site and keeps its type.
  ///
  /// \param s     number of the site
  /// \param slope F' of its particle
  KOKKOS_FUNCTION void set_slope(int s, double slope) const {
    std::int64_t const type = reinterpret<std::int64_t>(full(s).slope) & type_mask();
    full(s).slope = reinterpret<double>((reinterpret<std::int64_t>(slope) & ~std::int64_t(type_mask())) | type);
    if (narrow.extent(0) > 0) narrow(s).slope = static_cast<float>(slope);
  }

  /// Displacements, slopes and types of W neighbours.
  ///
  /// \param i the site that displacements begin at
  /// \param j numbers of W sites
  /// \returns one lane for each neighbour
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
      out.type = reinterpret<Lanes<std::int64_t, W>>(q.part[3]) & std::int64_t(type_mask());
    } else {
      EamSite<float> const& me = narrow.data()[i];
      auto const q = load_quads<W, 4>(&narrow.data()->x, j);
      auto const scale = static_cast<float>(unit);
      out.x = scale * to_float<W>(wrapped_difference<W>(q.part[0], me.x));
      out.y = scale * to_float<W>(wrapped_difference<W>(q.part[1], me.y));
      out.z = scale * to_float<W>(wrapped_difference<W>(q.part[2] & ~type_mask(), me.z & ~type_mask()));
      out.slope = reinterpret<Lanes<float, W>>(q.part[3]);
      out.type = q.part[2] & type_mask();
    }
    out.squared = out.x * out.x + out.y * out.y + out.z * out.z;
    return out;
  }

 private:
  // a - b modulo 2^32, as a signed number: right for neighbours, although each coordinate is known up to multiples of
  // 2^32 units only. The subtraction is unsigned, because overflow of signed numbers is undefined.
  template <int W>
  KOKKOS_FORCEINLINE_FUNCTION static Lanes<std::int32_t, W> wrapped_difference(Lanes<std::int32_t, W> const& a,
                                                                               std::int32_t b) {
    using Unsigned = Lanes<std::uint32_t, W>;
    return reinterpret<Lanes<std::int32_t, W>>(Unsigned(reinterpret<Unsigned>(a) - static_cast<std::uint32_t>(b)));
  }

  // The bits that hold a type.
  KOKKOS_FUNCTION std::int32_t type_mask() const { return (1 << type_bits) - 1; }
  // A coordinate in units, modulo 2^32.
  KOKKOS_FUNCTION std::int32_t fixed_point(double x) const {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::int64_t>(Kokkos::round(x / unit))));
  }
};

}  // namespace tektite::detail
