// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/dynamics/simulation.hpp"

/// \file
/// The contents of a checkpoint of a `Simulation`. `SimulationSnapshot` visits all numbers in a fixed order with an
/// archive: a `CheckpointWriter` appends them to a string of bytes, a `CheckpointReader` takes them from one.

namespace tektite::detail {

/// Appends numbers, texts and Views to a string of bytes.
class CheckpointWriter {
 public:
  std::string bytes;

  template <class T>
  void operator()(T const& value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    bytes.append(reinterpret_cast<char const*>(&value), sizeof(T));
  }
  void operator()(std::string const& text) {
    (*this)(std::uint64_t(text.size()));
    bytes += text;
  }
  template <class Exec, class T, class... P>
  void view(Exec const& exec, Kokkos::View<T*, P...> const& values) {
    (*this)(std::uint64_t(values.extent(0)));
    std::vector<T> host(values.extent(0));
    Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const target(host.data(), host.size());
    Kokkos::deep_copy(exec, target, values);
    exec.fence("tektite::checkpoint");
    bytes.append(reinterpret_cast<char const*>(host.data()), host.size() * sizeof(T));
  }
};

/// Reads numbers, texts and Views from a string of bytes, in the order in which they were written.
class CheckpointReader {
 public:
  /// \param bytes what a `CheckpointWriter` wrote; must outlive this object
  /// \param name  of the file, for messages
  CheckpointReader(std::string_view bytes, std::string name) : rest_(bytes), name_(std::move(name)) {}

  template <class T>
  void operator()(T& value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    std::memcpy(&value, take(sizeof(T)), sizeof(T));
  }
  void operator()(std::string& text) {
    std::uint64_t size = 0;
    (*this)(size);
    text.assign(take(size), size);
  }
  template <class Exec, class T, class... P>
  void view(Exec const& exec, Kokkos::View<T*, P...>& values) {
    std::uint64_t size = 0;
    (*this)(size);
    require(size <= rest_.size() / sizeof(T), name_, ": checkpoint ends within an array");
    std::vector<T> host(size);
    if (size > 0) std::memcpy(static_cast<void*>(host.data()), take(size * sizeof(T)), size * sizeof(T));
    values = to_device(exec, host, "checkpoint");
  }
  /// \returns whether all bytes have been read
  bool finished() const { return rest_.empty(); }

 private:
  char const* take(std::uint64_t size) {
    require(size <= rest_.size(), name_, ": checkpoint ends early");
    char const* const start = rest_.data();
    rest_.remove_prefix(size);
    return start;
  }

  std::string_view rest_;
  std::string name_;
};

/// Visits whether an optional value is present. A reader then makes or removes the value; the caller visits its
/// members.
template <class Archive, class T>
void visit_presence(Archive& archive, std::optional<T>& value) {
  bool present = value.has_value();
  archive(present);
  if (present && !value) value.emplace();
  if (!present) value.reset();
}

/// Visits all that a checkpoint holds, field by field. A friend of `Simulation`.
template <class Archive>
struct SimulationSnapshot {
  template <class Exec>
  using SitePositions = Kokkos::View<Vec3<double>*, typename Exec::memory_space>;

  static void vec(Archive& a, Vec3<double>& v) {
    for (int d = 0; d < 3; ++d) a(v[d]);
  }
  static void mat(Archive& a, Mat3& m) {
    for (int d = 0; d < 3; ++d) vec(a, m.col[d]);
  }
  static void box(Archive& a, Box& b) {
    Mat3 edges = b.edges();
    Vec3<double> origin = b.origin();
    Box::Periodic periodic{b.periodic(0), b.periodic(1), b.periodic(2)};
    mat(a, edges);
    vec(a, origin);
    for (bool& p : periodic) a(p);
    b = Box(edges, origin, periodic);
  }
  static void chain(Archive& a, NoseHooverChain& c) {
    for (double& x : c.eta) a(x);
    for (double& x : c.eta_rate) a(x);
  }
  static void options(Archive& a, EnsembleOptions& o) {
    a(o.timestep);
    a(o.ramp_steps);
    visit_presence(a, o.thermostat);
    if (o.thermostat) {
      a(o.thermostat->start);
      a(o.thermostat->stop);
      a(o.thermostat->damping);
    }
    visit_presence(a, o.barostat);
    if (o.barostat) {
      a(o.barostat->pressure);
      a(o.barostat->damping);
      a(o.barostat->coupling);
    }
    visit_presence(a, o.shear);
    if (o.shear) {
      a(o.shear->plane);
      a(o.shear->rate);
    }
  }
  static void state(Archive& a, EnsembleState& s) {
    a(s.step);
    a(s.begin);
    ExtendedState& e = s.extended;
    chain(a, e.thermostat);
    vec(a, e.barostat.rate);
    chain(a, e.barostat.chain);
    for (double* x : {&s.time_begin, &s.strain_begin, &s.flipped_strain, &e.work, &s.potential}) a(*x);
    mat(a, e.virial);
    KineticTensor& k = e.kinetic;
    for (double* x : {&k.xx, &k.yy, &k.zz, &k.xy, &k.xz, &k.yz}) a(*x);
    a(k.count);
    for (bool* known : {&s.kinetic_known, &s.potential_known, &s.virial_known}) a(*known);
  }
  // `sorted`: see `sorted_positions`
  template <class Exec, class Forces>
  static void simulation(Archive& a, Simulation<Exec, Forces>& s, SitePositions<Exec>& sorted) {
    options(a, s.options_);
    state(a, s.state_);
    box(a, s.system_.box);
    box(a, s.list_.reference_box);
    a(s.list_.cutoff);
    a(s.list_.skin);
    a(s.list_.builds);
    a(s.prepared_);
    auto const& exec = s.exec_;
    a.view(exec, s.system_.positions);
    a.view(exec, s.system_.velocities);
    a.view(exec, s.system_.forces);
    a.view(exec, s.system_.images);
    a.view(exec, s.system_.types);
    a.view(exec, s.system_.ids);
    a.view(exec, s.system_.masses);
    a.view(exec, s.list_.reference);
    a.view(exec, sorted);
  }
  // Computes potential energy and virial unless they are known. A restored simulation has the forces, but not the state
  // of the force field, and could not compute them.
  template <class Exec, class Forces>
  static void compute_averages(Simulation<Exec, Forces>& s) {
    if (!s.prepared_) return;
    s.potential();
    s.virial();
  }
  // The positions that the results of a `StatefulForceField` also depend on; empty for other forces.
  template <class Exec, class Forces>
  static SitePositions<Exec> sorted_positions(Simulation<Exec, Forces>& s) {
    if constexpr (StatefulForceField<Forces, typename Exec::memory_space>) {
      if (s.prepared_) return s.forces_->sorted_positions(s.list_.list);
    }
    return {};
  }
  // Builds what a checkpoint does not hold but determines: the neighbour list and the state of the forces.
  template <class Exec, class Forces>
  static void restore_list(Simulation<Exec, Forces>& s, SitePositions<Exec> const& sorted) {
    if (!s.prepared_) return;
    refresh_list_from_reference(s.exec_, s.list_);
    if constexpr (StatefulForceField<Forces, typename Exec::memory_space>) {
      if (sorted.extent(0) > 0) s.forces_->sort_neighbors_at(sorted, s.list_.list);
    }
  }
};

}  // namespace tektite::detail
