// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>

#include "tektite/core/compiled.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/random.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"

/// \file
/// Velocities by group of particles. Sums have a fixed order, so that results have the same bits at any thread count.
/// Functions that return a value fence `exec`.
///
/// \source definitions, unless a function names a paper

namespace tektite {

/// The particles whose label equals `label`; with an empty View of labels all particles.
template <MemorySpace Memory>
struct Group {
  Kokkos::View<int const*, Memory> labels = {};  ///< by particle, or empty
  int label = 0;                                 ///< label of the members
  int removed = 0;  ///< degrees of freedom that they have less than 3 each: 3 where their momentum is conserved

  /// \param i particle
  /// \returns whether it is a member
  KOKKOS_FUNCTION bool contains(std::size_t i) const { return labels.extent(0) == 0 || labels(i) == label; }
};

/// Options of `draw_velocities`.
struct VelocityOptions {
  double kelvin;             ///< temperature, K
  std::uint64_t seed = 1;    ///< of the random numbers
  std::uint64_t stream = 0;  ///< another number gives independent velocities with the same seed
};

/// Twice the kinetic energy as a tensor, sum of m v_a v_b in eV, and the number of particles summed over.
struct KineticTensor {
  double xx = 0;           ///< sum of m v_x v_x
  double yy = 0;           ///< sum of m v_y v_y
  double zz = 0;           ///< sum of m v_z v_z
  double xy = 0;           ///< sum of m v_x v_y
  double xz = 0;           ///< sum of m v_x v_z
  double yz = 0;           ///< sum of m v_y v_z
  std::int64_t count = 0;  ///< particles summed over

  /// \returns twice the kinetic energy, eV
  KOKKOS_FUNCTION double trace() const { return xx + yy + zz; }
  /// Changes the sums as they change when all velocities are multiplied by factors.
  ///
  /// \param s factors of the three components of the velocities
  KOKKOS_FUNCTION void scale(Vec3<double> s) {
    xx *= s.x * s.x;
    yy *= s.y * s.y;
    zz *= s.z * s.z;
    xy *= s.x * s.y;
    xz *= s.x * s.z;
    yz *= s.y * s.z;
  }
  /// Adds one particle.
  ///
  /// \param mass in units of eV (ps/Angstrom)^2
  /// \param v    its velocity, Angstrom/ps
  KOKKOS_FUNCTION void add(double mass, Vec3<double> const& v) {
    xx += mass * v.x * v.x;
    yy += mass * v.y * v.y;
    zz += mass * v.z * v.z;
    xy += mass * v.x * v.y;
    xz += mass * v.x * v.z;
    yz += mass * v.y * v.z;
    ++count;
  }
  /// Adds another sum.
  ///
  /// \param o sum over other particles
  KOKKOS_FUNCTION void add(KineticTensor const& o) {
    xx += o.xx;
    yy += o.yy;
    zz += o.zz;
    xy += o.xy;
    xz += o.xz;
    yz += o.yz;
    count += o.count;
  }
};

namespace detail {

/// Throws unless a group has labels for all particles, or none.
template <MemorySpace Memory>
void require_group(char const* caller, System<Memory> const& system, Group<Memory> const& group) {
  std::size_t const labels = group.labels.extent(0);
  require(labels == 0 || labels == system.size(), caller, ": labels of ", labels, " particles for ", system.size(),
          " positions");
}

/// Momentum and mass of a group.
struct Momentum {
  Vec3<double> p{};  ///< sum of m v, g/mol Angstrom/ps
  double mass = 0;   ///< sum of m, g/mol

  /// Adds the sums over other particles.
  KOKKOS_FUNCTION void add(Momentum const& o) {
    p += o.p;
    mass += o.mass;
  }
};

/// Mass of all particles, g/mol. Fences `exec`.
template <ExecutionSpace Exec>
double total_mass(Exec const& exec, System<typename Exec::memory_space> const& system) {
  auto const masses = system.masses;
  auto const types = system.types;
  return deterministic_reduce(
      exec, "total_mass", system.size(), 0.0, KOKKOS_LAMBDA(std::size_t i, double& sum) { sum += masses(types(i)); },
      KOKKOS_LAMBDA(double& sum, double const& other) { sum += other; });
}

}  // namespace detail

/// Twice the kinetic energy of a group as a tensor: sum of m v (x) v.
///
/// \param exec   execution space instance that runs everything
/// \param system n particles
/// \param group  the particles that are summed over
/// \returns the sums, eV, and the number of particles in the group
/// \throws Error     another number of velocities, types or labels than of particles; no masses
/// \cost             O(n) work; scratch memory of a fixed-order sum
/// \fences           `exec`, once, to read the sums
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec>
KineticTensor kinetic_tensor(Exec const& exec, System<typename Exec::memory_space> const& system,
                             Group<typename Exec::memory_space> const& group = {}) {
  detail::require_motion("kinetic_tensor", system);
  detail::require_group("kinetic_tensor", system, group);
  auto const v = system.velocities;
  auto const types = system.types;
  auto const masses = system.masses;
  return deterministic_reduce(
      exec, "kinetic_tensor", system.size(), KineticTensor{},
      KOKKOS_LAMBDA(std::size_t i, KineticTensor& sum) {
        KOKKOS_ASSERT(detail::is_index(types(i), masses.extent(0)));
        if (group.contains(i)) sum.add(units::mass * masses(types(i)), v(i));
      },
      KOKKOS_LAMBDA(KineticTensor & sum, KineticTensor const& other) { sum.add(other); });
}

/// Temperature of a group: twice its kinetic energy divided by k and its number of degrees of freedom.
///
/// \param exec    execution space instance that runs everything
/// \param system  n particles
/// \param group   the particles whose temperature is computed, and how many degrees of freedom they have
/// \returns temperature, K
/// \throws Error  a group without degrees of freedom, such as an empty one; as `kinetic_tensor`
/// \cost              O(n) work; scratch memory of a fixed-order sum
/// \fences            `exec`, once, to read the sum
/// \determinism       the same bits at any thread count
template <ExecutionSpace Exec>
double temperature(Exec const& exec, System<typename Exec::memory_space> const& system,
                   Group<typename Exec::memory_space> const& group = {}) {
  auto const kinetic = kinetic_tensor(exec, system, group);
  double const freedom = 3.0 * double(kinetic.count) - group.removed;
  require(freedom > 0, "temperature: group ", group.label, " has ", kinetic.count, " particles");
  return kinetic.trace() / (freedom * units::boltzmann);
}

/// Subtracts the velocity of the centre of mass of a group from the velocities of its members.
///
/// \param exec   execution space instance that runs everything
/// \param system its velocities are changed
/// \param group  the particles whose velocities are changed
/// \throws Error     an empty group; another number of velocities, types or labels than of particles; no masses
/// \cost             O(n) work, in place; scratch memory of a fixed-order sum
/// \fences           `exec`, once, to read the sum
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec>
void remove_mean_velocity(Exec const& exec, System<typename Exec::memory_space> const& system,
                          Group<typename Exec::memory_space> const& group = {}) {
  detail::require_motion("remove_mean_velocity", system);
  detail::require_group("remove_mean_velocity", system, group);
  auto const v = system.velocities;
  auto const types = system.types;
  auto const masses = system.masses;
  auto const total = deterministic_reduce(
      exec, "remove_mean_velocity::sum", system.size(), detail::Momentum{},
      KOKKOS_LAMBDA(std::size_t i, detail::Momentum& sum) {
        KOKKOS_ASSERT(detail::is_index(types(i), masses.extent(0)));
        if (group.contains(i)) sum.add({masses(types(i)) * v(i), masses(types(i))});
      },
      KOKKOS_LAMBDA(detail::Momentum & sum, detail::Momentum const& other) { sum.add(other); });
  require(total.mass > 0, "remove_mean_velocity: group ", group.label, " has no particles");
  Vec3<double> const mean = (1.0 / total.mass) * total.p;
  detail::launch(
      exec, "remove_mean_velocity", system.size(), KOKKOS_LAMBDA(int i) {
        if (group.contains(i)) v(i) -= mean;
      });
}

/// Draws velocities of a group from the Maxwell-Boltzmann distribution.
///
/// The velocity of a particle depends on its id, mass, the temperature, the seed and the stream only, not on its index,
/// the number of threads or the other particles. The temperature of the drawn velocities differs from `kelvin` by
/// chance; `set_temperature` makes it exact.
///
/// \param exec    execution space instance that runs the kernel
/// \param system  its velocities are changed
/// \param options temperature, seed and stream
/// \param group   the particles that get velocities
/// \throws Error     a temperature that is negative or not finite; another number of velocities, types, ids or labels
///                   than of particles; no masses
/// \cost             O(n) work, in place
/// \fences           none
/// \determinism      the same bits at any thread count; backends may differ by rounding in log, sin and cos
/// \source           numbers from `Philox`; Box and Muller, Ann. Math. Stat. 29, 610 (1958)
template <ExecutionSpace Exec>
void draw_velocities(Exec const& exec, System<typename Exec::memory_space> const& system,
                     VelocityOptions const& options, Group<typename Exec::memory_space> const& group = {}) {
  double const kelvin = options.kelvin;
  require(std::isfinite(kelvin) && kelvin >= 0, "draw_velocities: temperature ", kelvin,
          " must be finite and not negative");
  detail::require_motion("draw_velocities", system);
  detail::require_entries("draw_velocities", system.ids.extent(0), "ids", system.size());
  detail::require_group("draw_velocities", system, group);
  auto const v = system.velocities;
  auto const types = system.types;
  auto const masses = system.masses;
  auto const ids = system.ids;
  std::uint64_t const seed = options.seed, stream = options.stream;
  detail::launch(
      exec, "draw_velocities", system.size(), KOKKOS_LAMBDA(int i) {
        if (!group.contains(i)) return;
        KOKKOS_ASSERT(detail::is_index(types(i), masses.extent(0)));
        double normal[4];
        for (int pair = 0; pair < 2; ++pair) {
          auto const bits = Philox::block(seed, std::uint64_t(ids(i)), 2 * stream + pair);
          double const radius = Kokkos::sqrt(-2 * Kokkos::log(bits.uniform(0)));
          double const angle = 2 * std::numbers::pi * bits.uniform(1);
          normal[2 * pair] = radius * Kokkos::cos(angle);
          normal[2 * pair + 1] = radius * Kokkos::sin(angle);
        }
        double const spread = Kokkos::sqrt(units::boltzmann * kelvin / (units::mass * masses(types(i))));
        v(i) = {spread * normal[0], spread * normal[1], spread * normal[2]};
      });
}

/// Multiplies the velocities of a group by a factor.
///
/// \param exec   execution space instance that runs the kernel
/// \param system its velocities are changed
/// \param factor any number
/// \param group  the particles whose velocities are changed
/// \throws Error     another number of velocities or labels than of particles
/// \cost             O(n) work, in place
/// \fences           none
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec>
void scale_velocities(Exec const& exec, System<typename Exec::memory_space> const& system, double factor,
                      Group<typename Exec::memory_space> const& group = {}) {
  detail::require_entries("scale_velocities", system.velocities.extent(0), "velocities", system.size());
  detail::require_group("scale_velocities", system, group);
  auto const v = system.velocities;
  detail::launch(
      exec, "scale_velocities", system.size(), KOKKOS_LAMBDA(int i) {
        if (group.contains(i)) v(i) = factor * v(i);
      });
}

/// Rescales the velocities of a group so that its temperature is a given one, up to rounding.
///
/// \param exec    execution space instance that runs everything
/// \param system  its velocities are changed
/// \param kelvin  temperature, K
/// \param group   the particles whose velocities are changed, and how many degrees of freedom they have
/// \returns the temperature before, K
/// \throws Error  a temperature that is negative or not finite; a group without degrees of freedom; a group at rest,
///                unless `kelvin` is 0; as `kinetic_tensor`
/// \cost              O(n) work, in place; scratch memory of a fixed-order sum
/// \fences            `exec`, once, to read the temperature before
/// \determinism       the same bits at any thread count
template <ExecutionSpace Exec>
double set_temperature(Exec const& exec, System<typename Exec::memory_space> const& system, double kelvin,
                       Group<typename Exec::memory_space> const& group = {}) {
  require(std::isfinite(kelvin) && kelvin >= 0, "set_temperature: temperature ", kelvin,
          " must be finite and not negative");
  double const now = temperature(exec, system, group);
  require(now > 0 || kelvin == 0, "set_temperature: group ", group.label, " is at rest");
  if (now > 0) scale_velocities(exec, system, std::sqrt(kelvin / now), group);
  return now;
}

TEKTITE_DYNAMICS_INSTANCE(double detail::total_mass(compiled::Exec const&, System<compiled::Memory> const&));
TEKTITE_DYNAMICS_INSTANCE(KineticTensor kinetic_tensor(compiled::Exec const&, System<compiled::Memory> const&,
                                                       Group<compiled::Memory> const&));
TEKTITE_DYNAMICS_INSTANCE(double temperature(compiled::Exec const&, System<compiled::Memory> const&,
                                             Group<compiled::Memory> const&));
TEKTITE_DYNAMICS_INSTANCE(void remove_mean_velocity(compiled::Exec const&, System<compiled::Memory> const&,
                                                    Group<compiled::Memory> const&));
TEKTITE_DYNAMICS_INSTANCE(void draw_velocities(compiled::Exec const&, System<compiled::Memory> const&,
                                               VelocityOptions const&, Group<compiled::Memory> const&));
TEKTITE_DYNAMICS_INSTANCE(void scale_velocities(compiled::Exec const&, System<compiled::Memory> const&, double,
                                                Group<compiled::Memory> const&));
TEKTITE_DYNAMICS_INSTANCE(double set_temperature(compiled::Exec const&, System<compiled::Memory> const&, double,
                                                 Group<compiled::Memory> const&));

}  // namespace tektite
