// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "tektite/core/checks.hpp"
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
  template <class Exec, class T, class... P, class Check>
  void view(Exec const& exec, Kokkos::View<T*, P...> const& values, Check const&) {
    (*this)(std::uint64_t(values.extent(0)));
    std::vector<T> host(values.extent(0));
    Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const target(host.data(), host.size());
    Kokkos::deep_copy(exec, target, values);
    exec.fence("tektite::checkpoint");
    bytes.append(reinterpret_cast<char const*>(host.data()), host.size() * sizeof(T));
  }
};

/// Reads numbers, texts and Views from a string of bytes, in the order in which they were written. Bytes may be from
/// strangers: no value is stored that its type cannot have, and no memory is allocated beyond the bytes that are there.
class CheckpointReader {
 public:
  /// \param bytes what a `CheckpointWriter` wrote; must outlive this object
  explicit CheckpointReader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  void operator()(T& value) {
    static_assert(std::is_arithmetic_v<T>);
    std::memcpy(&value, take(sizeof(T)), sizeof(T));
    if constexpr (std::is_floating_point_v<T>) require(std::isfinite(value), "a number is not finite");
  }
  void operator()(bool& value) {
    unsigned char byte = 0;
    (*this)(byte);
    require(byte <= 1, "a byte is ", int(byte), ", expected 0 or 1 for no or yes");
    value = byte == 1;
  }
  void operator()(Coupling& value) { value = one_of({Coupling::isotropic, Coupling::per_axis}); }
  void operator()(Plane& value) { value = one_of({Plane::xy, Plane::xz, Plane::yz}); }
  void operator()(std::string& text) {
    std::uint64_t size = 0;
    (*this)(size);
    text.assign(take(size), size);
  }
  /// \param check called with the values as a vector, before they are copied to the device
  template <class Exec, class T, class... P, class Check>
  void view(Exec const& exec, Kokkos::View<T*, P...>& values, Check const& check) {
    std::uint64_t size = 0;
    (*this)(size);
    require(size <= rest_.size() / sizeof(T), "the file ends within an array");
    std::vector<T> host(size);
    if (size > 0) std::memcpy(static_cast<void*>(host.data()), take(size * sizeof(T)), size * sizeof(T));
    check(host);
    values = to_device(exec, host, "checkpoint");
  }
  /// \returns whether all bytes have been read
  bool finished() const { return rest_.empty(); }

 private:
  template <class T>
  T one_of(std::initializer_list<T> values) {
    std::underlying_type_t<T> number{};
    (*this)(number);
    for (T const value : values)
      if (static_cast<std::underlying_type_t<T>>(value) == number) return value;
    fail("a choice is ", number, ", which there is not");
  }

  char const* take(std::uint64_t size) {
    require(size <= rest_.size(), "the file ends early");
    char const* const start = rest_.data();
    rest_.remove_prefix(size);
    return start;
  }

  std::string_view rest_;
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
    if constexpr (std::is_same_v<Archive, CheckpointReader>) {
      for (int k = 0; k < 3; ++k) {
        double const length = std::max({std::abs(edges.col[k].x), std::abs(edges.col[k].y), std::abs(edges.col[k].z)});
        require(length >= 1e-30 && length <= 1e30 && std::abs(origin[k]) <= 1e30,
                "box: an edge or the origin is beyond 1e30, or an edge has no length");
      }
    }
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
  // `sorted`: see `sorted_positions`. A reader throws `Error` where the values do not belong together.
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
    if constexpr (std::is_same_v<Archive, CheckpointReader>) require_sound_state(s);
    particles(a, s);
    auto const& exec = s.exec_;
    a.view(exec, s.list_.reference, [&](auto const& x) {
      require(x.size() == s.system_.size() || (x.empty() && !s.prepared_), "reference positions: ", x.size(), " for ",
              s.system_.size(), " particles");
      require_near(s.list_.reference_box, x, "reference position");
    });
    a.view(exec, sorted, [&](auto const& x) {
      require(x.empty() || s.prepared_, "positions of sorted neighbours without a neighbour list");
      require_near(s.system_.box, x, "position at the last sort");
    });
  }
  template <class Exec, class Forces>
  static void particles(Archive& a, Simulation<Exec, Forces>& s) {
    auto const& exec = s.exec_;
    auto& system = s.system_;
    std::size_t const types = system.masses.extent(0);
    auto const require_size = [&](std::size_t size, char const* what) {
      require(size == system.size(), what, ": ", size, " for ", system.size(), " particles");
    };
    a.view(exec, system.positions, [&](auto const& x) {
      require(x.size() > 1, x.size(), " particles are too few");
      require(!s.state_.kinetic_known || std::uint64_t(s.state_.extended.kinetic.count) == x.size(),
              "kinetic energy of ", s.state_.extended.kinetic.count, " particles, but there are ", x.size());
      require_near(system.box, x, "position");
      double const reach = s.list_.cutoff + s.list_.skin;
      require_few_neighbors(system.box, double(x.size()), reach);
      if (s.prepared_) require_few_neighbors(s.list_.reference_box, double(x.size()), reach);
    });
    a.view(exec, system.velocities, [&](auto const& v) {
      require_size(v.size(), "velocities");
      require_finite_vectors(v, "velocity");
    });
    a.view(exec, system.forces, [&](auto const& f) {
      require_size(f.size(), "forces");
      require_finite_vectors(f, "force");
    });
    a.view(exec, system.images, [&](auto const& images) {
      require_size(images.size(), "image flags");
      for (auto const& image : images)
        for (int d = 0; d < 3; ++d)
          require(image[d] >= -1000000000 && image[d] <= 1000000000, "image flag ", image[d], " is beyond 1e9");
    });
    a.view(exec, system.types, [&](auto const& all) {
      require_size(all.size(), "types");
      for (int const type : all)
        require(type >= 0 && std::size_t(type) < types, "a particle has type ", type, ", but there are ", types,
                " types");
    });
    a.view(exec, system.ids, [&](auto const& ids) {
      require_size(ids.size(), "ids");
      require_distinct(ids);
    });
    a.view(exec, system.masses, [&](auto const& masses) {
      require(masses.size() == types, masses.size(), " masses, but the simulation has ", types, " types");
      for (double const mass : masses)
        require(std::isfinite(mass) && mass > 0, "mass ", mass, " must be finite and positive");
    });
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
  // Builds what a checkpoint does not hold but determines: the neighbour list and the state of the forces. The list is
  // a new one: the old one belongs to a simulation that stays as it is if this fails.
  template <class Exec, class Forces>
  static void restore_list(Simulation<Exec, Forces>& s, SitePositions<Exec> const& sorted) {
    s.list_.list = {};
    if (!s.prepared_) return;
    refresh_list_from_reference(s.exec_, s.list_);
    require(sorted.extent(0) == 0 || sorted.extent(0) == s.list_.list.sites.size(),
            "sorted neighbours: ", sorted.extent(0), " positions for ", s.list_.list.sites.size(), " sites");
    if constexpr (StatefulForceField<Forces, typename Exec::memory_space>) {
      if (sorted.extent(0) > 0) s.forces_->sort_neighbors_at(sorted, s.list_.list);
    }
  }

 private:
  // Numbers of options, state and list that a simulation can have.
  template <class Exec, class Forces>
  static void require_sound_state(Simulation<Exec, Forces> const& s) {
    constexpr std::int64_t most = std::int64_t(1) << 53;
    EnsembleState const& state = s.state_;
    validate(s.options_, s.system_.box);
    require(s.options_.ramp_steps <= most, "a ramp of ", s.options_.ramp_steps, " steps");
    require(state.step >= 0 && state.step <= most, "step ", state.step, ", expected 0 to 2^53");
    require(state.begin >= 0 && state.begin <= state.step, "the ensemble began at step ", state.begin,
            ", but the present step is ", state.step);
    require(state.time_begin >= 0, "the ensemble began at ", state.time_begin, " ps");
    for (int d = 0; d < 3; ++d)
      require(std::abs(state.extended.barostat.rate[d]) * s.options_.timestep <= 1,
              "the barostat changes the box by more than its length in one step");
    KineticTensor const& k = state.extended.kinetic;
    require(k.xx >= 0 && k.yy >= 0 && k.zz >= 0, "a kinetic energy is negative");
    require_cutoff("neighbour list", s.list_.cutoff);
    require(s.list_.skin >= 0, "neighbour list: skin ", s.list_.skin, " must not be negative");
    require(s.list_.builds >= 0 && s.list_.builds <= most, "neighbour list: built ", s.list_.builds, " times");
    if (!s.prepared_) return;
    require(state.potential_known && state.virial_known, "forces without potential energy or virial");
    Box const &now = s.system_.box, &then = s.list_.reference_box;
    for (int d = 0; d < 3; ++d)
      require(now.periodic(d) == then.periodic(d), "the neighbour list is of a box with another periodicity");
  }

  // A list takes memory and time by its neighbours. Real cutoffs have some hundred.
  static void require_few_neighbors(Box const& box, double particles, double reach) {
    double images = 1;
    bool whole = true;
    for (int d = 0; d < 3; ++d) {
      if (box.periodic(d)) images *= 1 + 2 * reach / box.height(d);
      whole = whole && box.periodic(d);
    }
    double const neighbors = whole ? 4.2 * reach * reach * reach * particles / box.volume() : 0;
    require(images <= 1e4 && neighbors <= 1e4, "neighbour list: cutoff and skin of ", reach,
            " are too large for the box: more than 10000 neighbours or images of each particle");
  }

  static void require_finite_vectors(std::vector<Vec3<double>> const& vectors, char const* what) {
    for (std::size_t i = 0; i < vectors.size(); ++i)
      for (int d = 0; d < 3; ++d) require(std::isfinite(vectors[i][d]), what, " ", i, " is not finite");
  }

  // As for positions in files: box lengths are counted in an int.
  static void require_near(Box const& box, std::vector<Vec3<double>> const& positions, char const* what) {
    require_finite_vectors(positions, what);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      Vec3<double> const& r = positions[i];
      bool near = std::abs(r.x) <= 1e30 && std::abs(r.y) <= 1e30 && std::abs(r.z) <= 1e30;
      Vec3<double> const scaled = near ? box.fractional(r) : r;
      for (int d = 0; d < 3; ++d) near = near && std::abs(scaled[d]) <= 1e9;
      require(near, what, " ", i, " is more than 1e9 box lengths away");
    }
  }

  static void require_distinct(std::vector<std::int64_t> ids) {
    if (!std::is_sorted(ids.begin(), ids.end())) std::sort(ids.begin(), ids.end());
    auto const twice = std::adjacent_find(ids.begin(), ids.end());
    require(twice == ids.end(), "id ", twice == ids.end() ? 0 : *twice, " appears twice");
  }
};

}  // namespace tektite::detail
