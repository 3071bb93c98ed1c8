// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <tektite/core/device_flag.hpp>
#include <tektite/core/reduce.hpp>
#include <tektite/dynamics/system.hpp>
#include <tektite/neighbors/neighbor_list.hpp>

/// A cheap force for tests of the dynamics: Lennard-Jones, multiplied by (1 - r^2/rc^2)^4 so that energy and forces
/// go to zero smoothly; and an fcc crystal of such atoms.
namespace reference {

/// Energy of one pair, and its force divided by the distance, positive for repulsion.
struct PairTerm {
  double energy, force_over_r;
};

/// The pair function of the squared distance.
struct SmoothLennardJones {
  double epsilon = 0.4, sigma = 2.3, cutoff = 5.75;

  KOKKOS_FUNCTION PairTerm operator()(double r2) const {
    double const c2 = cutoff * cutoff;
    if (r2 >= c2) return {0, 0};
    double const s2 = sigma * sigma / r2, s6 = s2 * s2 * s2, x = 1 - r2 / c2, x3 = x * x * x;
    double const lj = 4 * epsilon * s6 * (s6 - 1), lj_slope = -12 * epsilon * s6 * (2 * s6 - 1) / r2;  // d/d(r2)
    return {lj * x3 * x, -2 * (lj_slope * x3 * x - 4 * lj * x3 / c2)};
  }
};

/// Energy of all pairs, and their virial: xx yy zz xy xz yz of the sum of r f.
struct PairSums {
  double energy = 0, w[6] = {};
  KOKKOS_FUNCTION void add(PairSums const& o) {
    energy += o.energy;
    for (int k = 0; k < 6; ++k) w[k] += o.w[k];
  }
};

/// A `ForceField` with these forces.
template <class Exec>
class LennardJonesForces {
 public:
  using Memory = typename Exec::memory_space;

  explicit LennardJonesForces(SmoothLennardJones pair = {}) : pair_(pair) {}

  double cutoff() const { return pair_.cutoff; }
  double energy() const { return tektite::detail::fetch(Exec{}, sums_).energy; }
  void virial(Kokkos::View<tektite::Mat3, Memory> const& out) const {
    auto const sums = sums_;
    Kokkos::parallel_for(
        "virial", Kokkos::RangePolicy<Exec>(0, 1), KOKKOS_LAMBDA(int) {
          auto const& w = sums().w;
          out() = {{{w[0], w[3], w[4]}, {w[3], w[1], w[5]}, {w[4], w[5], w[2]}}};
        });
  }
  void check() const {}

  /// Writes the force on each owned particle, and sums energy and virial: half of that of each listed pair, since the
  /// list is a full one. The sum visits each particle exactly once, so the same function may write its force.
  ///
  /// \param cell a `Box`, or the edges of one on the device
  template <class X, class Types, class Cell, class List, class F>
  void compute(X const& x, Types const&, Cell const& cell, List const& list, F const& forces,
               tektite::DeviceFlag<Memory> const& = {}) {
    Exec const exec{};
    auto const sites = tektite::site_positions(exec, x, cell, list.sites);
    auto const pair = pair_;
    auto const offsets = list.offsets;
    auto const neighbors = list.neighbors;
    tektite::deterministic_reduce(
        exec, "lennard_jones", list.owned(), PairSums{},
        KOKKOS_LAMBDA(std::size_t i, PairSums& sum) {
          tektite::Vec3<double> f{};
          for (auto k = offsets(i); k < offsets(i + 1); ++k) {
            auto const d = sites(neighbors(k)) - sites(i);
            PairTerm const term = pair(dot(d, d));
            f -= term.force_over_r * d;
            sum.energy += 0.5 * term.energy;
            double const h = 0.5 * term.force_over_r;
            double const w[6] = {h * d.x * d.x, h * d.y * d.y, h * d.z * d.z,
                                 h * d.x * d.y, h * d.x * d.z, h * d.y * d.z};
            for (int c = 0; c < 6; ++c) sum.w[c] += w[c];
          }
          forces(i) = f;
        },
        KOKKOS_LAMBDA(PairSums & sum, PairSums const& other) { sum.add(other); }, sums_, scratch_);
  }

 private:
  SmoothLennardJones pair_;
  Kokkos::View<PairSums, Memory> sums_{"sums"};
  Kokkos::View<PairSums*, Memory> scratch_;
};

/// A crystal of n x n x n cubic fcc cells of edge a, with two alternating types of masses 63.5 and 91.2.
template <class Exec>
tektite::System<typename Exec::memory_space> fcc(int n, double a) {
  std::vector<tektite::Vec3<double>> x;
  std::vector<int> types;
  double const basis[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      for (int k = 0; k < n; ++k)
        for (auto const& b : basis) {
          x.push_back({a * (i + b[0]), a * (j + b[1]), a * (k + b[2])});
          types.push_back(int(x.size()) % 2);
        }
  std::vector<double> const masses{63.5, 91.2};
  return tektite::make_system(Exec{}, std::span<tektite::Vec3<double> const>(x), std::span<int const>(types),
                              tektite::Box::orthogonal(n * a, n * a, n * a), std::span<double const>(masses));
}

/// The largest difference of the conserved quantity from its initial value during a time in ps, at `samples` equal
/// steps.
template <class Simulation>
double conserved_error(Simulation& simulation, double timestep, double time, int samples) {
  double const start = simulation.thermo().conserved;
  double worst = 0;
  for (int k = 0; k < samples; ++k) {
    simulation.run(std::int64_t(std::round(time / timestep / samples)));
    worst = std::max(worst, std::abs(simulation.thermo().conserved - start));
  }
  return worst;
}

}  // namespace reference
