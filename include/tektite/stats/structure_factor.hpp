// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduced_box.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/stats/detail/density_modes.hpp"
#include "tektite/stats/detail/type_count.hpp"
#include "tektite/stats/detail/wave_vectors.hpp"
#include "tektite/stats/radial_distribution.hpp"

/// \file
/// Structure factors S(q), total and by pair of types, from the wave vectors that the box allows.
///
/// \source N. W. Ashcroft and D. C. Langreth, Phys. Rev. 156, 685 (1967); T. E. Faber and J. M. Ziman, Philos. Mag. 11,
///         153 (1965); docs/statistics.md

namespace tektite {

/// Options of `structure_factor`. Lengths of wave vectors are in the inverse unit of the positions.
struct StructureFactorOptions {
  double largest_q;                 ///< length of the longest wave vector
  double shell_width;               ///< vectors with lengths in [k width, (k + 1) width) are averaged
  int type_count = 0;               ///< number of types; 0: the largest type + 1
  std::int64_t most_per_shell = 0;  ///< so many vectors of a shell are taken at most, chosen at random; 0: all
};

/// Structure factors by shell of wave vectors. Shells without a vector are left out.
///
/// The pair (a, b), a <= b, is row `pair_row(type_count, a, b)` of `partial`.
template <MemorySpace Memory>
struct StructureFactor {
  Kokkos::View<int*, Memory> shell;             ///< number of the shell: its vectors are as long as [k, k + 1) widths
  Kokkos::View<double*, Memory> q;              ///< mean length of the vectors of the shell
  Kokkos::View<double*, Memory> total;          ///< S(q) = |rho(q)|^2 / N
  Kokkos::View<double**, Memory> partial;       ///< Ashcroft-Langreth S_ab(q): (pair, shell); 0 without particles
  Kokkos::View<std::int64_t*, Memory> vectors;  ///< number of vectors that were taken, of q and -q one
  Kokkos::View<std::int64_t*, Memory> of_type;  ///< number of particles of each type
  int type_count = 0;                           ///< number of types

  /// Number of pairs of types: rows of `partial`.
  ///
  /// \returns type_count (type_count + 1) / 2
  int pair_count() const { return type_count * (type_count + 1) / 2; }
};

namespace detail {

/// Coordinates by type: in each type in the order of the particles.
template <class Memory>
struct SortedByType {
  Kokkos::View<double*, Memory> x, y, z;  ///< of the positions as they are given
  Kokkos::View<int*, Memory> begin;       ///< first particle of each type; then n
};

/// Sorts the coordinates by type. An item is a type: it reads all types twice. Wave vectors read them far more often.
template <ExecutionSpace Exec, class P, class Types>
SortedByType<typename Exec::memory_space> sort_by_type(Exec const& exec, P const& positions, Types const& types,
                                                       int type_count) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = particle_count(positions);
  SortedByType<Memory> sorted;
  sorted.x = allocate<Kokkos::View<double*, Memory>>(exec, "structure_factor::x", n);
  sorted.y = allocate<Kokkos::View<double*, Memory>>(exec, "structure_factor::y", n);
  sorted.z = allocate<Kokkos::View<double*, Memory>>(exec, "structure_factor::z", n);
  sorted.begin = allocate_zero<Kokkos::View<int*, Memory>>(exec, "structure_factor::begin", type_count + 1);
  auto const begin = sorted.begin;
  launch(
      exec, "structure_factor::count", type_count, KOKKOS_LAMBDA(int t) {
        int smaller = 0;
        for (std::size_t i = 0; i < n; ++i) smaller += value(types, i) <= static_cast<int>(t);
        begin(t + 1) = smaller;
      });
  auto const s = sorted;
  launch(
      exec, "structure_factor::sort", type_count, KOKKOS_LAMBDA(int t) {
        int next = s.begin(t);
        for (std::size_t i = 0; i < n; ++i) {
          if (static_cast<int>(value(types, i)) != t) continue;
          Vec3<double> const r = position(positions, i);
          s.x(next) = r.x, s.y(next) = r.y, s.z(next) = r.z;
          ++next;
        }
      });
  return sorted;
}

/// Averages products of modes over the vectors of each shell: an item is a shell. Does not fence.
template <ExecutionSpace Exec>
void average_shells(Exec const& exec, Kokkos::View<Mode**, typename Exec::memory_space> const& modes,
                    Kokkos::View<double*, typename Exec::memory_space> const& lengths,
                    Kokkos::View<std::size_t*, typename Exec::memory_space> const& first,
                    StructureFactor<typename Exec::memory_space> const& result, std::size_t n) {
  int const types = result.type_count;
  launch(
      exec, "structure_factor::shells", result.q.extent(0), KOKKOS_LAMBDA(int shell) {
        std::size_t const begin = first(shell), end = first(shell + 1);
        double const count = double(end - begin);
        double sum = 0, all = 0;
        for (std::size_t v = begin; v < end; ++v) {
          sum += lengths(v);
          Mode rho;
          for (int t = 0; t < types; ++t) rho.re += modes(v, t).re, rho.im += modes(v, t).im;
          all += rho.re * rho.re + rho.im * rho.im;
        }
        result.q(shell) = sum / count;
        result.total(shell) = n > 0 ? all / (count * double(n)) : 0.0;
        result.vectors(shell) = std::int64_t(end - begin);
        for (int a = 0; a < types; ++a) {
          for (int b = a; b < types; ++b) {
            double product = 0;
            for (std::size_t v = begin; v < end; ++v)
              product += modes(v, a).re * modes(v, b).re + modes(v, a).im * modes(v, b).im;
            double const norm = Kokkos::sqrt(double(result.of_type(a)) * double(result.of_type(b)));
            result.partial(pair_row(types, a, b), shell) = norm > 0 ? product / (count * norm) : 0.0;
          }
        }
      });
}

/// Throws unless the options and the box can be used.
inline void check(StructureFactorOptions const& o, Box const& box) {
  require(std::isfinite(o.largest_q) && o.largest_q > 0, "structure_factor: largest q ", o.largest_q,
          " must be finite and positive");
  require(std::isfinite(o.shell_width) && o.shell_width > 0 && o.shell_width <= o.largest_q,
          "structure_factor: shells of width ", o.shell_width, " must be wider than 0 and at most the largest q, ",
          o.largest_q);
  require(o.largest_q / o.shell_width <= 1e6, "structure_factor: ", o.largest_q / o.shell_width,
          " shells, expected at most 1e6");
  require(o.type_count >= 0, "structure_factor: type_count ", o.type_count, " must not be negative");
  require(o.most_per_shell >= 0, "structure_factor: ", o.most_per_shell, " vectors of a shell, expected 0 or more");
  require(box.periodic(0) && box.periodic(1) && box.periodic(2),
          "structure_factor: wave vectors need a box that is periodic along all axes");
}

/// Structure factors of sorted coordinates. One instance serves positions of every type, so all have the same bits.
///
/// \param sorted its coordinates become fractional
/// \param box    its edges are short: a `reduced_box`
template <ExecutionSpace Exec>
StructureFactor<typename Exec::memory_space> structure_factor_of(
    Exec const& exec, SortedByType<typename Exec::memory_space> const& sorted, Box const& box,
    StructureFactorOptions const& options) {
  using Memory = typename Exec::memory_space;
  StructureFactor<Memory> result;
  result.type_count = int(sorted.begin.extent(0)) - 1;
  auto const s = sorted;
  launch(
      exec, "structure_factor::fractional", s.x.extent(0), KOKKOS_LAMBDA(int i) {
        Vec3<double> const f = box.fractional({s.x(i), s.y(i), s.z(i)});
        s.x(i) = f.x, s.y(i) = f.y, s.z(i) = f.z;
      });
  WaveVectors const waves =
      wave_vectors(box, options.largest_q, options.shell_width, std::size_t(options.most_per_shell));
  std::size_t const shells = waves.first.size() - 1, count = waves.vectors.size();
  require(shells > 0, "structure_factor: the box allows no wave vector up to ", options.largest_q);
  std::vector<Vec3<int>> indices(count);
  std::vector<double> lengths(count);
  for (std::size_t v = 0; v < count; ++v) {
    indices[v] = waves.vectors[v].index;
    lengths[v] = waves.vectors[v].length;
  }
  constexpr int lanes = on_host<Memory> ? 8 : 1;
  auto const modes = allocate<Kokkos::View<Mode**, Memory>>(exec, "structure_factor::modes", count, result.type_count);
  launch<std::size_t>(exec, "structure_factor::modes", count,
                      DensityModes<Memory, lanes>{sorted.x, sorted.y, sorted.z, sorted.begin,
                                                  to_device(exec, indices, "structure_factor::index"), modes});
  result.of_type = allocate<Kokkos::View<std::int64_t*, Memory>>(exec, "structure_factor::of_type", result.type_count);
  auto const of_type = result.of_type;
  auto const begin = sorted.begin;
  launch(
      exec, "structure_factor::of_type", result.type_count,
      KOKKOS_LAMBDA(int t) { of_type(t) = begin(t + 1) - begin(t); });
  result.q = allocate<Kokkos::View<double*, Memory>>(exec, "structure_factor::q", shells);
  result.total = allocate<Kokkos::View<double*, Memory>>(exec, "structure_factor::total", shells);
  result.vectors = allocate<Kokkos::View<std::int64_t*, Memory>>(exec, "structure_factor::vectors", shells);
  result.partial =
      allocate<Kokkos::View<double**, Memory>>(exec, "structure_factor::partial", result.pair_count(), shells);
  result.shell = to_device(exec, waves.number, "structure_factor::shell");
  average_shells(exec, modes, to_device(exec, lengths, "structure_factor::length"),
                 to_device(exec, waves.first, "structure_factor::first"), result, sorted.x.extent(0));
  return result;
}

TEKTITE_STATS_INSTANCE(StructureFactor<compiled::Memory> structure_factor_of(
    compiled::Exec const&, SortedByType<compiled::Memory> const&, Box const&, StructureFactorOptions const&));

/// Does the work of `structure_factor`, whose contract it has.
template <ExecutionSpace Exec, Positions P, class Types>
StructureFactor<typename Exec::memory_space> measure_structure_factor(Exec const& exec, P const& positions,
                                                                      Types const& types, Box const& given,
                                                                      StructureFactorOptions const& options) {
  check(options, given);
  std::size_t const n = particle_count(positions);
  require(value_count(types) >= n, "structure_factor: ", value_count(types), " types for ", n, " positions");
  require(n <= std::size_t(std::numeric_limits<int>::max()), "structure_factor: ", n, " positions, at most 2^31 - 1");
  int const type_count = checked_type_count(exec, "structure_factor", types, n, options.type_count);
  require_near(exec, positions, given);
  // The same wave vectors, by smaller numbers.
  Box const box = reduced_box(given).box;
  return structure_factor_of(exec, sort_by_type(exec, positions, types, type_count), box, options);
}

TEKTITE_STATS_INSTANCE(StructureFactor<compiled::Memory> measure_structure_factor(
    compiled::Exec const&, compiled::Positions const&, compiled::Values<int> const&, Box const&,
    StructureFactorOptions const&));

}  // namespace detail

/// Computes structure factors, total and by pair of types.
///
/// With rho_a(q) = sum of exp(-i q r) over the N_a particles of type a, and rho that over all N:
/// S = <|rho|^2> / N and S_ab = <Re rho_a rho_b*> / sqrt(N_a N_b) (Ashcroft and Langreth). < > is the mean over the
/// wave vectors of a shell that the box allows, q = 2 pi (h, k, l) in the reciprocal of its edges. Nothing is
/// interpolated or windowed: small q are exact. q = 0 is left out. `faber_ziman` has the other normalisation.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3], anywhere in space
/// \param types     type of each position, from 0, integers of any width; entries beyond those are not read
/// \param box       periodic along all axes
/// \param options   largest q, width of the shells, number of types, most vectors of a shell
/// \returns         `StructureFactor`, without unit; q in the inverse unit of the positions
/// \throws Error    a box with a free axis; options out of range; more than 2^27 wave vectors to choose from, or none;
///                  fewer types than positions, a type out of range, more than 256 types; a position that is not
///                  finite; 2^31 positions or more
/// \cost            O(n) work for each wave vector; 24 bytes per particle; 36 per wave vector, and 16 for each type
/// \fences          six times: for the range of types, the check of positions, and after four copies to the device
/// \determinism     the same bits at any thread count; a GPU and a CPU add in different orders
template <ExecutionSpace Exec, Positions P, ValuesOf<int> Types>
  requires AccessibleFrom<P, Exec> && ValuesWithin<Types, Exec>
StructureFactor<typename Exec::memory_space> structure_factor(Exec const& exec, P const& positions, Types const& types,
                                                              Box const& box, StructureFactorOptions const& options) {
  return detail::measure_structure_factor(exec, detail::common_form(positions), detail::common_values(types), box,
                                          options);
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,types,box,options as above
/// \returns as above
template <Positions P, ValuesOf<int> Types>
auto structure_factor(P const& positions, Types const& types, Box const& box, StructureFactorOptions const& options) {
  return structure_factor(typename particles_memory_space<P>::execution_space{}, positions, types, box, options);
}

/// Converts a partial structure factor of Ashcroft and Langreth into that of Faber and Ziman, which goes to 1 at large
/// q: S_ab(FZ) = 1 + (S_ab(AL) - delta_ab) / sqrt(c_a c_b).
///
/// \param ashcroft_langreth S_ab
/// \param same              whether a and b are one type
/// \param a,b               fractions of particles of the two types
/// \returns                 S_ab of Faber and Ziman; 0 for a type without particles
KOKKOS_INLINE_FUNCTION double faber_ziman(double ashcroft_langreth, bool same, double a, double b) {
  return a > 0 && b > 0 ? 1 + (ashcroft_langreth - (same ? 1.0 : 0.0)) / Kokkos::sqrt(a * b) : 0.0;
}

/// The structure factor of Faber and Ziman by the transform of g(r), for any q:
/// S(q) = 1 + 4 pi rho sum of dr r^2 (g(r) - 1) sin(q r) / (q r) w(r), with the window w(r) = sin(pi r / R) / (pi r /
/// R) of Lorch against the waves that the cut at R causes, or w = 1.
///
/// Host code. It differs from `structure_factor` by what lies beyond R, most at small q.
///
/// \param r,g     centres of bins of equal width from 0, and g(r) or g_ab(r) there, as from `radial_distribution`
/// \param density particles of all types per volume
/// \param q       lengths of wave vectors, in the inverse unit of r
/// \param window  whether to use Lorch's window
/// \returns       S at each q
/// \throws Error  another number of radii than of values; a density that is not positive; a q that is negative
/// \source        E. Lorch, J. Phys. C 2, 229 (1969)
inline std::vector<double> transformed_distribution(std::vector<double> const& r, std::vector<double> const& g,
                                                    double density, std::vector<double> const& q, bool window = true) {
  require(r.size() == g.size() && !r.empty(), "transformed_distribution: ", r.size(), " radii, but ", g.size(),
          " values of g");
  require(std::isfinite(density) && density > 0, "transformed_distribution: density ", density, " must be positive");
  double const width = 2 * r[0], cut = r.back() + r[0];
  auto const sinc = [](double x) { return std::abs(x) < 1e-4 ? 1 - x * x / 6 : std::sin(x) / x; };
  std::vector<double> s(q.size());
  for (std::size_t k = 0; k < q.size(); ++k) {
    require(std::isfinite(q[k]) && q[k] >= 0, "transformed_distribution: q ", q[k], " must be finite, not negative");
    double sum = 0;
    for (std::size_t i = 0; i < r.size(); ++i) {
      double const damping = window ? sinc(std::numbers::pi * r[i] / cut) : 1.0;
      sum += r[i] * r[i] * (g[i] - 1) * sinc(q[k] * r[i]) * damping;
    }
    s[k] = 1 + 4 * std::numbers::pi * density * width * sum;
  }
  return s;
}

}  // namespace tektite
