// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// A molecular dynamics code with data of its own: three arrays, a neighbour list, a periodic cube. Tektite works on
// them in place. Lennard-Jones units. Called without arguments.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <tektite/core.hpp>
#include <tektite/percolation.hpp>
#include <tektite/strain.hpp>
#include <tektite/voronoi.hpp>
#include <vector>

// ---- The host code: nothing here depends on Tektite.

struct Fluid {
  double edge = 0;
  std::vector<double> x, y, z, vx, vy, vz, fx, fy, fz;
  std::vector<std::int64_t> first;  // list of particle i: [first[i], first[i + 1])
  std::vector<int> neighbors;       // each pair at both ends

  std::size_t size() const { return x.size(); }
  double nearest(double d) const { return d - edge * std::round(d / edge); }
};

Fluid make_crystal(int cells, double density, double temperature) {
  double const a = std::cbrt(4 / density);
  Fluid s;
  s.edge = cells * a;
  std::mt19937 random(7);
  std::normal_distribution<double> velocity(0, std::sqrt(temperature));
  for (int k = 0; k < 4 * cells * cells * cells; ++k) {
    int const corner = k % 4, cx = k / 4 % cells, cy = k / 4 / cells % cells, cz = k / 4 / cells / cells;
    s.x.push_back(a * (cx + 0.5 * (corner == 1 || corner == 2)));
    s.y.push_back(a * (cy + 0.5 * (corner == 1 || corner == 3)));
    s.z.push_back(a * (cz + 0.5 * (corner == 2 || corner == 3)));
    for (auto* v : {&s.vx, &s.vy, &s.vz}) v->push_back(velocity(random));
    for (auto* f : {&s.fx, &s.fy, &s.fz}) f->push_back(0);
  }
  return s;
}

void build_list(Fluid& s, double cutoff) {
  s.first.assign(1, 0);
  s.neighbors.clear();
  for (std::size_t i = 0; i < s.size(); ++i) {
    for (std::size_t j = 0; j < s.size(); ++j) {
      double const dx = s.nearest(s.x[i] - s.x[j]), dy = s.nearest(s.y[i] - s.y[j]), dz = s.nearest(s.z[i] - s.z[j]);
      if (i != j && dx * dx + dy * dy + dz * dz < cutoff * cutoff) s.neighbors.push_back(static_cast<int>(j));
    }
    s.first.push_back(static_cast<std::int64_t>(s.neighbors.size()));
  }
}

/// \returns the potential energy, shifted to 0 at the cutoff
double forces(Fluid& s, double cutoff) {
  double energy = 0;
  double const shift = std::pow(cutoff, -12) - std::pow(cutoff, -6);
  for (std::size_t i = 0; i < s.size(); ++i) {
    s.fx[i] = s.fy[i] = s.fz[i] = 0;
    for (auto k = s.first[i]; k < s.first[i + 1]; ++k) {
      int const j = s.neighbors[k];
      double const dx = s.nearest(s.x[i] - s.x[j]), dy = s.nearest(s.y[i] - s.y[j]), dz = s.nearest(s.z[i] - s.z[j]);
      double const r2 = dx * dx + dy * dy + dz * dz;
      if (r2 > cutoff * cutoff) continue;
      double const r6 = 1 / (r2 * r2 * r2), pull = 24 * r6 * (2 * r6 - 1) / r2;
      energy += 2 * (r6 * r6 - r6 - shift);
      s.fx[i] += pull * dx;
      s.fy[i] += pull * dy;
      s.fz[i] += pull * dz;
    }
  }
  return energy;
}

double total_energy(Fluid const& s, double potential) {
  for (std::size_t i = 0; i < s.size(); ++i)
    potential += 0.5 * (s.vx[i] * s.vx[i] + s.vy[i] * s.vy[i] + s.vz[i] * s.vz[i]);
  return potential;
}

/// Velocity Verlet. Positions are never wrapped.
double run(Fluid& s, int steps, double dt, double cutoff, double skin) {
  auto const kick = [&] {
    for (std::size_t i = 0; i < s.size(); ++i) {
      s.vx[i] += 0.5 * dt * s.fx[i];
      s.vy[i] += 0.5 * dt * s.fy[i];
      s.vz[i] += 0.5 * dt * s.fz[i];
    }
  };
  double potential = 0;
  for (int step = 0; step < steps; ++step) {
    if (step % 10 == 0) build_list(s, cutoff + skin);
    if (step == 0) forces(s, cutoff);
    kick();
    for (std::size_t i = 0; i < s.size(); ++i) {
      s.x[i] += dt * s.vx[i];
      s.y[i] += dt * s.vy[i];
      s.z[i] += dt * s.vz[i];
    }
    potential = forces(s, cutoff);
    kick();
  }
  build_list(s, cutoff + skin);
  return total_energy(s, potential);
}

// ---- Tektite on the host code's memory.

//[arrays]
using Exec = Kokkos::DefaultHostExecutionSpace;
using Array = Kokkos::View<double const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;

// The host code's own arrays: Views that own nothing and copy nothing.
tektite::SeparateArrays<Array> positions_of(Fluid const& s) {
  return {Array(s.x.data(), s.size()), Array(s.y.data(), s.size()), Array(s.z.data(), s.size())};
}
//[/arrays]

//[contacts]
// The host code's own neighbour list as a source of contacts: its pairs within the contact distance.
struct ListedContacts {
  static constexpr bool row_is_particle = true;
  tektite::SeparateArrays<Array> x;
  std::int64_t const* first;
  int const* neighbors;
  double edge, distance;

  std::size_t size() const { return particle_count(x); }

  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t i, Visit const& visit) const {
    for (auto k = first[i]; k < first[i + 1]; ++k) {
      int const j = neighbors[k];
      tektite::Vec3<double> d = position(x, j) - position(x, i);
      tektite::Vec3<int> shift;  // the image of j that is nearest to i
      for (int axis = 0; axis < 3; ++axis) {
        shift[axis] = -static_cast<int>(Kokkos::round(d[axis] / edge));
        d[axis] += edge * shift[axis];
      }
      if (norm(d) <= distance) visit(tektite::Contact{static_cast<int>(i), j, shift});
    }
  }
};
//[/contacts]

int main(int argc, char** argv) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  double const cutoff = 2.5, skin = 0.4, dt = 0.004, touching = 1.5;
  Fluid s = make_crystal(6, 0.84, 2.0);
  run(s, 300, dt, cutoff, skin);  // melts
  Fluid const before = s;
  build_list(s, cutoff + skin);
  double const energy = total_energy(s, forces(s, cutoff)), end = run(s, 60, dt, cutoff, skin);

  //[calls]
  Exec const exec{};
  tektite::Box const box = tektite::Box::orthogonal(s.edge, s.edge, s.edge);
  auto const x = positions_of(s), X = positions_of(before);
  auto const cells = voronoi(exec, x, box);
  auto const indices = cells.indices;
  auto const field = two_term_gradient(exec, X, box, x, box, {.cutoff = 2.5});
  auto const lambda = deformation_measures(exec, field).effective_strain;
  auto const mobile = tektite::select_above(exec, lambda, 0.22);
  ListedContacts const contacts{x, s.first.data(), s.neighbors.data(), s.edge, touching};
  auto const clusters = tektite::percolation_clusters(exec, contacts, mobile);
  //[/calls]

  // Checks: what holds for any cells, and the clusters that Tektite finds with its own neighbour list.
  double volume = 0;
  int five = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    volume += cells.volumes(i);
    five += indices(i, 2);
  }
  auto const again = percolation_clusters(exec, contacts_within(exec, x, box, touching), mobile);
  bool same = again.count() == clusters.count() && again.largest_wraps == clusters.largest_wraps;
  for (std::size_t i = 0; i < s.size(); ++i) same = same && again.labels(i) == clusters.labels(i);
  std::printf("%zu particles, energy drift %.1e\n", s.size(), (end - energy) / double(s.size()));
  std::printf("cells: volume of the box to %.1e, %.2f pentagons per cell\n", volume / box.volume() - 1,
              double(five) / double(s.size()));
  std::printf("strain above 0.22: %lld particles in %zu clusters, the largest of %lld\n",
              static_cast<long long>(clusters.selected), clusters.count(), static_cast<long long>(clusters.largest));
  std::printf("clusters from the host's list and from Tektite's: %s\n", same ? "the same" : "different");
  bool const good = std::abs(end - energy) < 1e-3 * double(s.size()) && std::abs(volume / box.volume() - 1) < 1e-12 &&
                    clusters.selected > 0 && clusters.count() > 1 && same;
  return good ? 0 : 1;
}
