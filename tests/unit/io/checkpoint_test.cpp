// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

// needs: tektite::files
#include <tektite/core/copy.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/io/checkpoint.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cfenv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "support/cuzr_crystal.hpp"
#include "support/lennard_jones.hpp"

namespace checkpoint_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Forces = reference::LennardJonesForces<Exec>;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("tektite-checkpoint-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

EnsembleOptions options(int which) {
  EnsembleOptions o;
  if (which >= 1) o.thermostat = ThermostatOptions{.start = 600, .stop = 300};
  o.ramp_steps = 400;
  if (which >= 2) o.barostat = BarostatOptions{.damping = 0.5, .coupling = Coupling::per_axis};
  if (which >= 3) o.shear = ShearOptions{.plane = Plane::xy, .rate = 0.4};
  return o;
}

using Sim = Simulation<Exec, Forces>;

Sim start(Forces& forces, int which) {
  auto system = reference::fcc<Exec>(4, 3.56);
  draw_velocities(Exec{}, system, {.kelvin = 600, .seed = 7});
  remove_mean_velocity(Exec{}, system);
  Sim simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.5});
  simulation.set_ensemble(options(which));
  return simulation;
}

/// All bits of a state that can be seen from outside.
template <class Sim>
std::string bits(Sim& simulation) {
  std::string all;
  auto const append = [&](auto const& view) {
    auto const host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, view);
    all.append(reinterpret_cast<char const*>(host.data()), host.extent(0) * sizeof(host(0)));
  };
  append(simulation.system().positions);
  append(simulation.system().velocities);
  append(simulation.system().forces);
  append(simulation.system().images);
  Thermo const t = simulation.thermo();
  for (double const x : {t.temperature, t.potential, t.conserved, t.volume, t.pressure(0, 1), t.strain, t.time}) {
    all.append(reinterpret_cast<char const*>(&x), sizeof x);
  }
  return all;
}

std::string read_file(fs::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(fs::path const& path, std::string const& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

}  // namespace

TEST_CASE("a restored run goes on with the same bits, and saving changes nothing") {
  int const which = GENERATE(0, 1, 2, 3);
  Folder const folder;
  auto const file = folder.path / "state";
  Forces forces;
  Sim whole = start(forces, which);
  whole.run(400);
  CHECK(whole.list().builds > 2);

  Forces forces_a;
  Sim first = start(forces_a, which);
  first.run(137);
  io::write_checkpoint(file, first, std::string("notes\n\0more", 11));
  first.run(263);
  CHECK(bits(first) == bits(whole));

  // A fresh simulation of something else altogether.
  Forces forces_b;
  Sim second(Exec{}, reference::fcc<Exec>(3, 4.0), forces_b, {.cutoff = 5.0, .skin = 0.1});
  CHECK(io::read_checkpoint(file, second) == std::string("notes\n\0more", 11));
  CHECK(second.step() == 137);
  CHECK(second.ensemble().ramp_steps == 400);
  second.run(100);
  io::write_checkpoint(file, second);
  Forces forces_c;
  Sim third(Exec{}, reference::fcc<Exec>(3, 4.0), forces_c, {.cutoff = 5.0, .skin = 0.1});
  io::read_checkpoint(file, third);
  third.run(163);
  CHECK(bits(third) == bits(whole));
}

TEST_CASE("a restored run with forces that sort neighbours now and then goes on with the same bits") {
  int const which = GENERATE(0, 3);
  auto const evaluation = GENERATE(EamEvaluation::compact, EamEvaluation::mixed);
  Folder const folder;
  auto const file = folder.path / "state";
  struct Run {
    EamForces<Exec> forces;
    Simulation<Exec, EamForces<Exec>> simulation;

    Run(EamEvaluation e, int which)
        : forces(reference::cuzr_forces(Exec{}, {.evaluation = e, .inner_skin = 0.3})),
          simulation(Exec{}, reference::cuzr_crystal(Exec{}, forces.masses(), 900), forces,
                     {.cutoff = forces.cutoff(), .skin = 0.8}) {
      simulation.set_ensemble(options(which));
    }
    std::vector<Vec3<double>> sorted_positions() { return to_host(forces.sorted_positions(simulation.list().list)); }
  };
  Run whole(evaluation, which), first(evaluation, which);
  whole.simulation.run(150);
  CHECK(whole.simulation.list().builds > 1);
  first.simulation.run(67);
  io::write_checkpoint(file, first.simulation);
  auto const sorted = first.sorted_positions();
  REQUIRE(sorted.size() > 432);
  // They are not the present positions: a run that sorted its neighbours here would have other bits.
  REQUIRE(sorted[0] != to_host(first.simulation.system().positions)[0]);
  first.simulation.run(83);
  CHECK(bits(first.simulation) == bits(whole.simulation));

  Run second(evaluation, 1);
  second.simulation.run(3);
  io::read_checkpoint(file, second.simulation);
  CHECK(second.sorted_positions() == sorted);
  second.simulation.run(83);
  CHECK(bits(second.simulation) == bits(whole.simulation));
}

TEST_CASE("averages right after a restart are those before it") {
  Folder const folder;
  Forces forces, other;
  Sim simulation = start(forces, 3);
  simulation.run(50);
  io::write_checkpoint(folder.path / "state", simulation);
  Sim restored = start(other, 0);
  io::read_checkpoint(folder.path / "state", restored);
  CHECK(bits(restored) == bits(simulation));
}

TEST_CASE("a file that is not whole is refused, and the simulation stays as it was") {
  Folder const folder;
  auto const file = folder.path / "state";
  Forces forces;
  Sim simulation = start(forces, 2);
  simulation.run(5);
  io::write_checkpoint(file, simulation, "x");
  std::string const good = read_file(file), before = bits(simulation);
  auto const refused = [&](std::string const& bytes, std::string const& reason) {
    write_file(file, bytes);
    CHECK_THROWS_WITH(io::read_checkpoint(file, simulation),
                      ContainsSubstring(file.string()) && ContainsSubstring(reason));
  };
  refused("", "not a checkpoint");
  refused("something else", "not a checkpoint");
  refused(good.substr(0, 20), "ends early");
  refused(good.substr(0, good.size() / 2), "truncated or altered");
  refused(good.substr(0, good.size() - 1), "truncated or altered");
  refused(good + "x", "truncated or altered");
  for (std::size_t at : {std::size_t(40), good.size() / 2, good.size() - 3}) {
    std::string altered = good;
    altered[at] = char(altered[at] ^ 1);
    refused(altered, "truncated or altered");
  }
  std::string version = good;
  version[io::checkpoint_magic.size()] = 77;
  refused(version, "version 77, expected 2");
  CHECK_THROWS_WITH(io::read_checkpoint(folder.path / "missing", simulation), ContainsSubstring("cannot be read"));
  CHECK(bits(simulation) == before);
  write_file(file, good);
  CHECK(io::read_checkpoint(file, simulation) == "x");
}

TEST_CASE("a checkpoint that cannot be written leaves the old one") {
  Folder const folder;
  Forces forces;
  Sim simulation = start(forces, 0);
  CHECK_THROWS_WITH(io::write_checkpoint(folder.path / "no" / "such" / "folder", simulation),
                    ContainsSubstring("cannot be written"));
}

namespace {

/// One number in a checkpoint, or the length of an array.
struct Field {
  enum Kind { real, whole, byte, choice, length } kind;
  std::size_t at, size;                  // of the number, in bytes
  std::size_t count = 0, item_size = 0;  // of the array behind a length
};

/// Visits a simulation as the writer does, and notes where the numbers are.
class FieldFinder {
 public:
  std::vector<Field> fields;

  template <class T>
  void operator()(T const& value) {
    add<T>(writer_.bytes.size());
    writer_(value);
  }
  template <class E, class T, class... P, class Check>
  void view(E const& exec, Kokkos::View<T*, P...> const& values, Check const& check) {
    using Number = std::conditional_t<std::is_same_v<T, Vec3<double>>, double,
                                      std::conditional_t<std::is_same_v<T, Vec3<int>>, int, T>>;
    std::size_t const begin = writer_.bytes.size(), n = values.extent(0);
    fields.push_back({Field::length, begin, 8, n, sizeof(T)});
    writer_.view(exec, values, check);
    if (n == 0) return;
    std::size_t const numbers = n * sizeof(T) / sizeof(Number);
    for (std::size_t const k : {std::size_t(0), numbers / 2, numbers - 1}) add<Number>(begin + 8 + k * sizeof(Number));
  }
  std::string bytes() const { return writer_.bytes; }

 private:
  template <class T>
  void add(std::size_t at) {
    Field::Kind const kind = std::is_same_v<T, bool>       ? Field::byte
                             : std::is_enum_v<T>           ? Field::choice
                             : std::is_floating_point_v<T> ? Field::real
                                                           : Field::whole;
    fields.push_back({kind, at, sizeof(T)});
  }
  tektite::detail::CheckpointWriter writer_;
};

std::string number_bytes(auto value, std::size_t size) {
  return std::string(reinterpret_cast<char const*>(&value), size);
}

/// What a stranger may write in place of a field, in one or more ways.
std::vector<std::string> replacements(Field const& field) {
  std::vector<std::string> all;
  using Limits = std::numeric_limits<double>;
  switch (field.kind) {
    case Field::real:
      for (double const x :
           {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), -1., 0., 1e300, -1e300, 1e40, 1e4, 1e-300})
        all.push_back(number_bytes(x, 8));
      break;
    case Field::whole:
      for (std::int64_t const k : {std::int64_t(-1), std::int64_t(0), std::int64_t(2), std::int64_t(2000000000),
                                   std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()})
        all.push_back(number_bytes(k, field.size));
      break;
    case Field::byte:
      for (int const k : {0, 1, 2, 255}) all.push_back(number_bytes(k, 1));
      break;
    case Field::choice:
      for (int const k : {0, 1, 2, 3, 99, -1}) all.push_back(number_bytes(k, field.size));
      break;
    case Field::length:
      for (std::uint64_t const k :
           {std::uint64_t(0), std::uint64_t(1), std::uint64_t(field.count) - 1, std::uint64_t(field.count) + 1,
            std::uint64_t(1) << 31, std::uint64_t(1) << 61, std::uint64_t(1) << 63, ~std::uint64_t(0)})
        all.push_back(number_bytes(k, 8));
      break;
  }
  return all;
}

/// The rules of floating-point exceptions of the tests do not hold for values of strangers.
struct NoTraps {
  std::fenv_t saved{};
  NoTraps() { std::feholdexcept(&saved); }
  ~NoTraps() { std::fesetenv(&saved); }
};

}  // namespace

TEST_CASE("a checkpoint with the right checksum and any wrong field is refused, or restored as it says", "[long]") {
  bool const prepared = GENERATE(true, false);
  int const which = prepared ? 3 : 0;
  Folder const folder;
  auto const file = folder.path / "state", again = folder.path / "again";
  auto const forces = [] {
    return reference::cuzr_forces(Exec{}, {.evaluation = EamEvaluation::compact, .inner_skin = 0.3});
  };
  auto source_forces = forces();
  using EamSim = Simulation<Exec, EamForces<Exec>>;
  NeighborListOptions const list{.cutoff = source_forces.cutoff(), .skin = 0.8};
  EamSim source(Exec{}, reference::cuzr_crystal(Exec{}, source_forces.masses(), 900), source_forces, list);
  source.set_ensemble(options(which));
  source.run(20);
  source.thermo();  // energy and virial, which the writer computes in a copy
  if (!prepared) source.positions_changed();
  io::write_checkpoint(file, source, "notes");
  std::string const good = read_file(file);

  FieldFinder finder;
  using Snapshot = tektite::detail::SimulationSnapshot<FieldFinder>;
  auto sorted = Snapshot::sorted_positions(source);
  REQUIRE((sorted.extent(0) > 0) == prepared);
  Snapshot::simulation(finder, source, sorted);
  constexpr std::size_t head = io::checkpoint_magic.size() + 8;
  bool const found = good.substr(head, finder.bytes().size()) == finder.bytes();
  REQUIRE(found);

  auto target_forces = forces();
  EamSim target(Exec{}, reference::cuzr_crystal(Exec{}, target_forces.masses(), 300), target_forces, list);
  target.run(2);
  std::string const before = bits(target);
  NoTraps const no_traps;
  std::size_t refused = 0, restored = 0;
  bool in_arrays = false;
  auto const attempt = [&](std::string bytes, bool run) {
    bytes.resize(bytes.size() - 8);
    bytes += number_bytes(io::checksum(bytes), 8);
    write_file(file, bytes);
    EamSim trial = target;
    try {
      io::read_checkpoint(file, trial);
    } catch (Error const& error) {
      CHECK_THAT(error.what(), ContainsSubstring(file.string() + ": "));
      ++refused;
      return;
    }
    ++restored;
    io::write_checkpoint(again, trial, "notes");
    bool const same = read_file(again) == bytes;
    CHECK(same);
    if (!run) return;
    try {
      trial.run(2);
    } catch (Error const&) {  // a run that cannot go on says so
    }
  };
  for (Field const& field : finder.fields) {
    // Thermostat, barostat and targets are free, but make runs that no computer can do.
    if (field.kind == Field::length) in_arrays = true;
    bool const run = in_arrays || field.kind != Field::real;
    INFO("field at " << field.at << " of kind " << int(field.kind));
    for (std::string const& value : replacements(field)) {
      std::string bytes = good;
      bytes.replace(head + field.at, field.size, value);
      attempt(bytes, run);
    }
    if (field.kind != Field::length || field.count == 0) continue;
    // Arrays that are shorter or longer, with the right number of bytes.
    std::size_t const first = head + field.at + 8, size = field.item_size;
    for (std::size_t const count : {std::size_t(0), std::size_t(1), field.count - 1, field.count + 1}) {
      std::string items = good.substr(first, field.count * size);
      items += items.substr(0, size);
      attempt(good.substr(0, first - 8) + number_bytes(std::uint64_t(count), 8) + items.substr(0, count * size) +
                  good.substr(first + field.count * size),
              run);
    }
  }
  CHECK(refused > 500);
  CHECK(restored > 50);
  bool const unchanged = bits(target) == before;
  CHECK(unchanged);
  target.run(2);
  write_file(file, good);
  CHECK(io::read_checkpoint(file, target) == "notes");
}

TEST_CASE("a checkpoint of another number of types is refused, and what is no file") {
  Folder const folder;
  auto const file = folder.path / "state";
  Forces forces;
  Sim simulation = start(forces, 1);
  io::write_checkpoint(file, simulation);
  auto system = reference::fcc<Exec>(3, 4.0);
  system.masses = to_device(Exec{}, std::vector<double>{60, 90, 100});
  Sim other(Exec{}, system, forces, {.cutoff = 5.0, .skin = 0.1});
  CHECK_THROWS_WITH(io::read_checkpoint(file, other),
                    ContainsSubstring(file.string()) && ContainsSubstring("but the simulation has 3 types"));
  CHECK_THROWS_WITH(io::read_checkpoint(folder.path, simulation), ContainsSubstring("not a checkpoint"));
  CHECK_THROWS_WITH(io::read_checkpoint("/dev/zero", simulation), ContainsSubstring("not a checkpoint"));
}

}  // namespace checkpoint_test
