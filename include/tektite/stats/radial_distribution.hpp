// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/sites.hpp"
#include "tektite/stats/detail/pair_distances.hpp"
#include "tektite/stats/detail/type_count.hpp"

/// \file
/// Radial distribution functions g(r), total and by pair of types, and the first coordination shell.
///
/// \source normalisation of OVITO's coordination analysis; docs/statistics.md

namespace tektite {

/// Options of `radial_distribution`. Lengths are in the unit of the positions.
struct RadialDistributionOptions {
  double cutoff;       ///< distances below this are counted; it may be larger than half the box
  int bins = 200;      ///< number of equal bins from 0 to the cutoff
  int type_count = 0;  ///< number of types; 0: the largest type + 1
  double volume = 0;   ///< volume of the owned particles; 0: that of the domain. It must be given for `WithGhosts`
};

/// Radial distribution functions, total and by pair of types.
///
/// The pair (a, b), a <= b, is row `pair_row(a, b)` of `partial` and `counts`: 00, 01, ..., 11, 12, ...
template <MemorySpace Memory>
struct RadialDistribution {
  Kokkos::View<double*, Memory> r;              ///< centres of the bins
  Kokkos::View<double*, Memory> total;          ///< g(r)
  Kokkos::View<double**, Memory> partial;       ///< g_ab(r): (pair, bin); 0 where a type has no particles
  Kokkos::View<std::int64_t**, Memory> counts;  ///< ordered pairs of particles of types {a, b}: (pair, bin)
  Kokkos::View<std::int64_t*, Memory> of_type;  ///< number of owned particles of each type
  int type_count = 0;                           ///< number of types
  double cutoff = 0;                            ///< upper edge of the last bin

  /// Number of pairs of types: rows of `partial` and `counts`.
  ///
  /// \returns type_count (type_count + 1) / 2
  int pair_count() const { return type_count * (type_count + 1) / 2; }
};

/// The row of a pair of types in `RadialDistribution::partial` and `counts`. Callable on the device.
///
/// \param type_count number of types
/// \param a,b        types from 0, in either order; builds with assertions stop at others
/// \returns the row, from 0
KOKKOS_INLINE_FUNCTION int pair_row(int type_count, int a, int b) {
  KOKKOS_ASSERT(a >= 0 && a < type_count && b >= 0 && b < type_count);
  int const low = Kokkos::min(a, b), high = Kokkos::max(a, b);
  return low * type_count - low * (low - 1) / 2 + (high - low);
}

namespace detail {

/// The site of an owned particle has its own number.
struct SameSite {
  KOKKOS_FUNCTION int operator()(int i) const { return i; }
};

/// The volume of the owned particles: the given one, or that of the domain where it is 0.
///
/// \throws Error a volume that is negative or not finite; no volume is given and the domain does not know it
inline double volume_of(Surroundings const& around, double given) {
  bool const known = around.volume > 0;
  require(std::isfinite(given) && (given > 0 || (given == 0 && known)), "radial_distribution: volume ", given,
          " must be finite and positive", known ? ", or 0 for that of the box" : " where there is no box");
  return given > 0 ? given : around.volume;
}

/// Counts ordered pairs of particles into `result.counts`. Does not fence.
///
/// A pair is an owned particle, at its `center`, and any site but the particle's own one, `self`.
///
/// One item is a team of threads. It counts the pairs of the owned particles in 256 slots in a histogram of its own,
/// and then adds that to the common counts. The three loops inside the team run over the entries of the histogram, the
/// slots, and the entries again. Several threads count in one entry, and several teams in one count: integers add up to
/// the same in any order.
///
/// \param x      positions of the sites
/// \param cells  the sites, sorted into the cells of a grid
/// \param types  types of the caller's positions
/// \param center positions of the owned particles
/// \param self   device-callable `int(int i)`: the site of owned particle i that is no partner of it
template <ExecutionSpace Exec, class Types, class Self>
void count_pairs(Exec const& exec, Sites<typename Exec::memory_space> const& sites,
                 Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& x,
                 CellList<typename Exec::memory_space> const& cells, Types const& types,
                 Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& center, Self const& self,
                 RadialDistribution<typename Exec::memory_space> const& result) {
  using Memory = typename Exec::memory_space;
  using Policy = Kokkos::TeamPolicy<Exec>;
  using Member = typename Policy::member_type;
  using Histogram = Kokkos::View<int*, typename Exec::scratch_memory_space, Kokkos::MemoryUnmanaged>;
  constexpr int chunk = 256;
  auto const counts = result.counts;
  int const bins = static_cast<int>(counts.extent(1)), type_count = result.type_count;
  int const entries = static_cast<int>(counts.extent(0)) * bins, owned = static_cast<int>(sites.owned);
  int const slots = static_cast<int>(sites.size());
  PairDistances<Memory> const distances = pair_distances(exec, x, cells, types, sites.particle, result.cutoff);
  double const cutoff = result.cutoff, bins_per_length = bins / cutoff;
  auto const bytes = Histogram::shmem_size(entries);
  // Scratch memory of level 0 is a few tens of kB on every device; a large histogram goes to level 1.
  int const level = bytes <= 16384 ? 0 : 1;
  Kokkos::parallel_for(
      "tektite::radial_distribution::count",
      Policy(exec, (slots + chunk - 1) / chunk, Kokkos::AUTO).set_scratch_size(level, Kokkos::PerTeam(bytes)),
      KOKKOS_LAMBDA(Member const& team) {
        Histogram const histogram(team.team_scratch(level), entries);
        Kokkos::parallel_for(Kokkos::TeamThreadRange(team, entries), [&](int k) { histogram(k) = 0; });
        team.team_barrier();
        int const begin = team.league_rank() * chunk, end = Kokkos::min(begin + chunk, slots);
        bool const alone = team.team_size() == 1;
        // In cell order, the sites that one particle reads are still in the cache for the next particle.
        Kokkos::parallel_for(Kokkos::TeamThreadRange(team, begin, end), [&](int slot) {
          int const i = cells.points(slot);
          if (i >= owned) return;
          int const type = static_cast<int>(value(types, static_cast<std::size_t>(i)));
          distances(self(i), center(i), [&](double squared, int other) {
            double const distance = Kokkos::sqrt(squared);
            if (distance >= cutoff) return;
            int const bin = Kokkos::min(static_cast<int>(distance * bins_per_length), bins - 1);
            int& entry = histogram(pair_row(type_count, type, other) * bins + bin);
            if (alone) {
              ++entry;
            } else {
              Kokkos::atomic_inc(&entry);
            }
          });
        });
        team.team_barrier();
        Kokkos::parallel_for(Kokkos::TeamThreadRange(team, entries), [&](int k) {
          if (histogram(k) > 0) Kokkos::atomic_add(&counts(k / bins, k % bins), std::int64_t(histogram(k)));
        });
      });
}

/// Computes r, g(r) and g_ab(r) from the counts of pairs and particles. Does not fence. One item is a bin.
///
/// \param owned number of owned particles
template <ExecutionSpace Exec>
void normalize_counts(Exec const& exec, RadialDistribution<typename Exec::memory_space> const& result,
                      std::size_t owned, double volume) {
  int const types_total = result.type_count, bins = static_cast<int>(result.r.extent(0));
  auto const r = result.r;
  auto const total = result.total;
  auto const partial = result.partial;
  auto const counts = result.counts;
  auto const of_type = result.of_type;
  double const width = result.cutoff / bins;
  launch(
      exec, "radial_distribution::normalize", bins, KOKKOS_LAMBDA(int k) {
        double const inner = k * width, outer = (k + 1) * width;
        double const shell = 4.0 / 3.0 * Kokkos::numbers::pi * width * (outer * outer + outer * inner + inner * inner);
        std::int64_t sum = 0;
        for (int a = 0; a < types_total; ++a) {
          for (int b = a; b < types_total; ++b) {
            int const row = pair_row(types_total, a, b);
            sum += counts(row, k);
            // Both orders of an unlike pair are in the row.
            double const ordered = (a == b ? 1.0 : 2.0) * double(of_type(a)) * double(of_type(b));
            partial(row, k) = ordered > 0 ? double(counts(row, k)) * volume / (ordered * shell) : 0.0;
          }
        }
        r(k) = (k + 0.5) * width;
        total(k) = owned > 0 ? double(sum) * volume / (double(owned) * double(owned) * shell) : 0.0;
      });
}

/// Allocates all Views of a result but `of_type`. Counts are zero.
template <ExecutionSpace Exec>
void allocate_counts(Exec const& exec, int bins, RadialDistribution<typename Exec::memory_space>& result) {
  using Memory = typename Exec::memory_space;
  int const pairs = result.pair_count();
  using Counts = Kokkos::View<std::int64_t**, Memory>;
  result.counts = allocate_zero<Counts>(exec, "radial_distribution::counts", pairs, bins);
  result.r = allocate<Kokkos::View<double*, Memory>>(exec, "radial_distribution::r", bins);
  result.total = allocate<Kokkos::View<double*, Memory>>(exec, "radial_distribution::total", bins);
  result.partial = allocate<Kokkos::View<double**, Memory>>(exec, "radial_distribution::partial", pairs, bins);
}

/// Counts the owned particles of each type. Does not fence.
template <ExecutionSpace Exec, class Types>
void count_types(Exec const& exec, std::size_t owned, Types const& types,
                 RadialDistribution<typename Exec::memory_space>& result) {
  using Memory = typename Exec::memory_space;
  result.of_type =
      allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "radial_distribution::of_type", result.type_count);
  auto const of_type = result.of_type;
  // One item is an owned particle. Several items count in one entry; the order does not matter.
  launch(
      exec, "radial_distribution::of_type", owned,
      KOKKOS_LAMBDA(int i) { Kokkos::atomic_inc(&of_type(value(types, static_cast<std::size_t>(i)))); });
}

/// Throws unless bins and types can be counted.
///
/// \param caller name of the public function, for messages
inline void check(char const* caller, RadialDistributionOptions const& options, std::size_t positions,
                  std::size_t types) {
  require_cutoff(caller, options.cutoff);
  require(options.bins > 0, caller, ": ", options.bins, " bins, at least one is needed");
  require(options.type_count >= 0, caller, ": type_count ", options.type_count, " must not be negative");
  require(types >= positions, caller, ": ", types, " types for ", positions, " positions");
}

/// Throws if there are more counts than an integer has numbers.
inline void require_counts(char const* caller, int pairs, int bins) {
  require(std::int64_t(pairs) * bins <= std::numeric_limits<int>::max(), caller, ": ", pairs, " pairs of types and ",
          bins, " bins are more than 2^31 - 1 counts");
}

/// Does the work of `radial_distribution`, whose contract it has.
template <ExecutionSpace Exec, Positions P, class Types>
RadialDistribution<typename Exec::memory_space> measure_distribution(Exec const& exec, P const& positions,
                                                                     Types const& types, Surroundings const& around,
                                                                     RadialDistributionOptions const& options) {
  using Memory = typename Exec::memory_space;
  check("radial_distribution", options, particle_count(positions), value_count(types));
  double const volume = volume_of(around, options.volume);
  RadialDistribution<Memory> result;
  result.cutoff = options.cutoff;
  result.type_count =
      checked_type_count(exec, "radial_distribution", types, particle_count(positions), options.type_count);
  require_counts("radial_distribution", result.pair_count(), options.bins);
  auto const sites = list_sites(exec, positions, around, options.cutoff);
  auto const x = place_sites(exec, positions, around.translations(), sites);
  // Small grid cells enclose the sphere tightly. A CPU is faster with wider cells, whose rows hold more sites.
  double const cell = (on_host<Memory> ? 0.5 : 0.25) * options.cutoff;
  auto const cells = build_cell_list(exec, x, around.frame(), cell);

  allocate_counts(exec, options.bins, result);
  count_pairs(exec, sites, x, cells, types, x, SameSite{}, result);
  count_types(exec, sites.owned, types, result);
  normalize_counts(exec, result, sites.owned, volume);
  return result;
}

TEKTITE_STATS_INSTANCE(RadialDistribution<compiled::Memory> measure_distribution(
    compiled::Exec const&, compiled::Positions const&, compiled::Values<int> const&, Surroundings const&,
    RadialDistributionOptions const&));

}  // namespace detail

/// Computes radial distribution functions, total and by pair of types.
///
/// With N owned particles in volume V, N_a of type a, and n_ab(r) ordered pairs of types a, b in the shell of volume
/// v(r): g_ab = n_ab V / (N_a N_b v), and g = sum over ordered a, b of c_a c_b g_ab = n V / (N^2 v), the normalisation
/// of OVITO. Distances within [k dr, (k + 1) dr) are in bin k. All images within the cutoff count, images of the
/// particle itself, too. In a box with axes that are not periodic the density is still N over the volume of the box.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3], anywhere in space (and ghosts after them for `WithGhosts`)
/// \param types     type of each position, from 0, integers of any width; entries beyond those are not read
/// \param domain    a `Box`, `WithGhosts`, or a domain of your own
/// \param options   cutoff in the unit of the positions, number of bins, number of types, volume
/// \returns     `RadialDistribution`: r in the unit of the positions, g without unit
/// \throws Error cutoff or bins not positive, a negative number of types or volume, fewer types than positions, a type
///              out of range, more than 256 types, 2^31 or more bins of all pairs of types, no volume for `WithGhosts`,
///              a position that is not finite, more than 2^31 sites
/// \cost        O(n) work at given density and cutoff; no list of pairs is stored
/// \fences      where the host needs the range of types, the number of images and the bounds of the grid; not at
///              the end
/// \determinism the same bits at any thread count: counts are integers
template <ExecutionSpace Exec, Positions P, ValuesOf<int> Types, Domain D>
  requires AccessibleFrom<P, Exec> && ValuesWithin<Types, Exec>
RadialDistribution<typename Exec::memory_space> radial_distribution(Exec const& exec, P const& positions,
                                                                    Types const& types, D const& domain,
                                                                    RadialDistributionOptions const& options) {
  return detail::measure_distribution(exec, detail::common_form(positions), detail::common_values(types),
                                      detail::surroundings_of(positions, domain), options);
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,types,domain,options as above
/// \returns as above
template <Positions P, ValuesOf<int> Types, Domain D>
auto radial_distribution(P const& positions, Types const& types, D const& domain,
                         RadialDistributionOptions const& options) {
  return radial_distribution(typename particles_memory_space<P>::execution_space{}, positions, types, domain, options);
}

/// The first peak of a radial distribution function, and the minimum that follows it.
struct FirstShell {
  double peak = 0;         ///< radius of the first peak, its top fitted by a parabola
  double peak_height = 0;  ///< g in the bin of the peak
  double minimum = 0;      ///< radius of the minimum: the usual limit for bonds
};

namespace detail {

/// \param value g(r) by bin
/// \returns the highest bin of the first peak, 0 if there are none
inline int top_of_first_peak(std::vector<double> const& value) {
  auto const highest = std::max_element(value.begin(), value.end());
  if (highest == value.end()) return 0;
  auto const begin = std::find_if(value.begin(), value.end(), [&](double g) { return g >= 0.5 * *highest; });
  auto const end = std::find_if(begin, value.end(), [&](double g) { return g < 0.25 * *highest; });
  return static_cast<int>(std::max_element(begin, end) - value.begin());
}

}  // namespace detail

/// Finds the first coordination shell in g(r).
///
/// The first peak begins at the first bin at least half as high as the highest of all, which may belong to a later
/// shell, as in diamond; it ends below a quarter. The minimum is the lowest bin between the peak and 1.8 times its
/// radius, after averaging over 3 % of the peak's radius to each side. Where several bins are equally low, as between
/// the shells of a crystal, it is the middle of the first run of them.
///
/// \param exec execution space instance that runs the copies to the host
/// \param r    centres of bins of equal width from 0, as in `RadialDistribution`
/// \param g    g(r) in these bins; it may be a row of `partial`
/// \returns     radii in the unit of r
/// \throws Error another number of radii than of values, radii that are not those of equal bins from 0, no pairs
///              counted, or g ends before about 1.83 times the radius of the peak
/// \cost        O(bins) work on the host, 16 bytes per bin there and in the memory of `exec`
/// \fences      twice, once for each copy
/// \determinism the same bits at any thread count: it runs on one thread
template <ExecutionSpace Exec, ViewOf<double, 1> R, ViewOf<double, 1> G>
FirstShell first_shell(Exec const& exec, R const& r, G const& g) {
  auto const doubles = [&](auto const& view) {
    auto const host = to_host(exec, view);
    return std::vector<double>(host.begin(), host.end());
  };
  std::vector<double> const radius = doubles(r), value = doubles(g);
  int const bins = static_cast<int>(value.size());
  require(radius.size() == value.size(), "first_shell: ", radius.size(), " radii, but ", value.size(), " values of g");
  int const top = detail::top_of_first_peak(value);
  require(bins > 0 && value[top] > 0, "first_shell: no pairs within the cutoff");
  double const width = 2 * radius[0];
  for (int k = 0; k < bins; ++k)
    require(width > 0 && std::abs(radius[k] - (k + 0.5) * width) <= 1e-3 * width, "first_shell: radius ", k, " is ",
            radius[k], ", expected centres of bins of equal width from 0");
  FirstShell shell{.peak = radius[top], .peak_height = value[top]};
  if (top > 0 && top + 1 < bins) {
    double const bend = value[top - 1] - 2 * value[top] + value[top + 1];
    if (bend < 0) shell.peak += 0.5 * width * (value[top - 1] - value[top + 1]) / bend;
  }
  int const last = static_cast<int>(1.8 * shell.peak / width);
  int const half_window = static_cast<int>(std::lround(0.03 * shell.peak / width));
  require(last + half_window < bins, "first_shell: the peak is at ", shell.peak, ", g(r) must reach to ",
          1.9 * shell.peak, " to find the minimum behind it");
  std::vector<double> smooth(last + 1, 0.0);
  for (int k = top; k <= last; ++k) {
    for (int m = k - half_window; m <= k + half_window; ++m) smooth[k] += m >= 0 ? value[m] : 0.0;
  }
  int low = top;
  for (int k = top; k <= last; ++k) {
    if (smooth[k] < smooth[low]) low = k;
  }
  int end = low;
  while (end < last && smooth[end + 1] == smooth[low]) ++end;
  shell.minimum = 0.5 * (radius[low] + radius[end]);
  return shell;
}

}  // namespace tektite
