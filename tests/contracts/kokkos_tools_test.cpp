// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/tektite.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "support/cuzr_crystal.hpp"

namespace kokkos_tools_test {

/// Every algorithm is called on an instance of its own while Kokkos' tool callbacks report its kernels, allocations,
/// copies and fences. With a backend that numbers its instances (CUDA, HIP, SYCL) this finds work on another instance.
/// OpenMP gives all its instances the same number; the test therefore also searches the sources for policies, copies
/// and fences without an instance.

using tektite::Box;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

namespace {

/// Counts events and collects breaches of the rules. It is one global object, because Kokkos' callbacks are functions
/// without state.
struct Watch {
  std::uint32_t device = 0;
  int kernels = 0, allocations = 0, copies = 0;
  std::vector<std::string> breaches;

  void start(Exec const& exec) {
    *this = Watch{};
    device = Kokkos::Tools::Experimental::device_id(exec);
  }
};

Watch watch;

bool begins(std::string const& text, char const* prefix) { return text.rfind(prefix, 0) == 0; }
bool ours(std::string const& label) { return begins(label, "tektite::"); }
// Labels of Kokkos itself: fills of Views, its own scratch memory.
bool internal(std::string const& label) { return begins(label, "Kokkos::"); }

void on_kernel(char const* name, std::uint32_t device, std::uint64_t*) {
  ++watch.kernels;
  if (!ours(name) && !internal(name)) watch.breaches.push_back("kernel label " + std::string(name));
  if (begins(name, "Kokkos::View::initialization") && std::string(name).find("[tektite::") == std::string::npos)
    watch.breaches.push_back("filled View without our label: " + std::string(name));
  if (device != watch.device) watch.breaches.push_back("kernel on another instance: " + std::string(name));
}

void on_allocation(Kokkos_Profiling_SpaceHandle, char const* name, void const*, std::uint64_t) {
  ++watch.allocations;
  if (!ours(name) && !internal(name)) watch.breaches.push_back("allocation label " + std::string(name));
}

void on_copy(Kokkos_Profiling_SpaceHandle, char const*, void const*, Kokkos_Profiling_SpaceHandle, char const*,
             void const*, std::uint64_t) {
  ++watch.copies;
}

void on_fence(char const* name, std::uint32_t device, std::uint64_t*) {
  if (device == watch.device) return;
  std::string const label = name;
  // Fences of Kokkos itself: before it frees memory, and around the callbacks of a tool.
  bool const kokkos = label.find("before free") != std::string::npos || label.find("Tool Fence") != std::string::npos;
  if (!kokkos) watch.breaches.push_back("fence of more than the instance: " + label);
}

/// Runs `call` while events are counted. The callbacks are reset when it returns.
template <class Call>
Watch const& watched(Exec const& exec, Call const& call) {
  using namespace Kokkos::Tools::Experimental;
  watch.start(exec);
  auto const before = get_callbacks();
  set_begin_parallel_for_callback(on_kernel);
  set_begin_parallel_reduce_callback(on_kernel);
  set_begin_parallel_scan_callback(on_kernel);
  set_allocate_data_callback(on_allocation);
  set_begin_deep_copy_callback(on_copy);
  set_begin_fence_callback(on_fence);
  call();
  set_callbacks(before);
  return watch;
}

/// Input of the algorithms: a small two-component fluid. It is made while events are not counted.
struct Sample {
  static constexpr int n = 600;
  Box box = Box::triclinic({9, 10, 11}, 3, -2, 1);
  Kokkos::View<double* [3], Memory> positions{"positions", n}, later{"later", n};
  Kokkos::View<int*, Memory> types{"types", n}, mask{"mask", n};
  Kokkos::View<Vec3<int>*, Memory> images{"images", n};
  Kokkos::View<double*, Memory> values{"values", n};

  Sample() {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> uniform(0, 1);
    auto x = Kokkos::create_mirror_view(positions);
    auto y = Kokkos::create_mirror_view(later);
    auto t = Kokkos::create_mirror_view(types);
    auto m = Kokkos::create_mirror_view(mask);
    auto v = Kokkos::create_mirror_view(values);
    for (int i = 0; i < n; ++i) {
      Vec3<double> const r = box.cartesian({uniform(random), uniform(random), uniform(random)});
      for (int d = 0; d < 3; ++d) {
        x(i, d) = r[d];
        y(i, d) = r[d] + 0.1 * uniform(random);
      }
      t(i) = i % 2;
      m(i) = i % 3 != 0;
      v(i) = uniform(random);
    }
    Kokkos::deep_copy(positions, x);
    Kokkos::deep_copy(later, y);
    Kokkos::deep_copy(types, t);
    Kokkos::deep_copy(mask, m);
    Kokkos::deep_copy(values, v);
  }
};

struct Algorithm {
  std::string name;
  std::function<void(Exec const&, Sample const&)> call;
};

/// A few steps of two ensembles, and the functions on velocities and positions, on a small CuZr crystal.
void run_dynamics(Exec const& exec, Sample const&) {
  auto forces = reference::cuzr_forces(exec, {.inner_skin = 0.3});
  auto const system = reference::cuzr_crystal(exec, forces.masses(), 300.0);
  tektite::Simulation simulation(exec, system, forces, {.cutoff = forces.cutoff(), .skin = 1.0});
  simulation.run(2);
  simulation.set_ensemble({.thermostat = tektite::ThermostatOptions{.start = 300, .stop = 300},
                           .barostat = tektite::BarostatOptions{},
                           .shear = tektite::ShearOptions{.rate = 1e-3}});
  simulation.run(2);
  forces.energy();
  forces.virial();
  temperature(exec, system);
  set_temperature(exec, system, 50.0);
  remove_mean_velocity(exec, system);
  wrap(exec, system);
}

std::vector<Algorithm> const algorithms{
    {"build_neighbor_list",
     [](Exec const& exec, Sample const& s) { build_neighbor_list(exec, s.positions, s.box, {.cutoff = 2.0}); }},
    {"spatial_order, reorder, restore",
     [](Exec const& exec, Sample const& s) {
       auto const order = spatial_order(exec, s.positions, s.box);
       reorder(exec, order, s.positions);
       reorder(exec, order, s.types);
       restore(exec, order, s.positions);
       restore(exec, order, s.types);
     }},
    {"update_list",
     [](Exec const& exec, Sample const& s) {
       tektite::RefreshedList<Memory> refreshed;
       refreshed.cutoff = 2;
       refreshed.skin = 1;
       for (int k = 0; k < 2; ++k) update_list(exec, s.positions, s.box, refreshed);
     }},
    {"build_neighbor_list with ghosts",
     [](Exec const& exec, Sample const& s) {
       build_neighbor_list(exec, s.positions, tektite::WithGhosts{400}, {.cutoff = 2.0, .half = true});
     }},
    {"connected_components",
     [](Exec const& exec, Sample const& s) {
       connected_components(exec, s.n, contacts_within(exec, s.positions, s.box, 1.0));
       auto const list = build_neighbor_list(exec, s.positions, s.box, {.cutoff = 2.0});
       connected_components(exec, s.n, list);
       connected_components(exec, s.n, list, s.mask);  // as ids
       // Many particles and few pairs: in blocks.
       Kokkos::View<int* [2], Memory> const pairs(Kokkos::view_alloc(exec, "tektite::test::pairs"), 10);
       connected_components(exec, 100000, tektite::PairContacts<Memory>{pairs, {}});
     }},
    {"percolation_clusters",
     [](Exec const& exec, Sample const& s) {
       auto const list = build_neighbor_list(exec, s.positions, s.box, {.cutoff = 1.0});
       auto const clusters = percolation_clusters(exec, list, s.mask);
       percolation_clusters(exec, list, s.mask, s.mask);  // as ids
       percolation_clusters(exec, voronoi(exec, s.positions, s.box), tektite::select_not(exec, s.mask));
       tektite::canonical_labels(exec, connected_components(exec, s.n, list), s.mask);
       size_distribution(exec, clusters);
       tektite::size_exponent(exec, clusters.sizes);
       cluster_geometry(exec, s.positions, s.box, clusters);
       auto const slab = tektite::Box::orthogonal(30, 30, 30, {}, {true, false, true});
       spanning_axes(exec, s.positions, slab, clusters, {.depth = 1.0});
       percolation_null_model(exec, list, clusters, {.repeats = 2});
     }},
    {"percolation_clusters over more than 1023 boxes",
     [](Exec const& exec, Sample const& s) {
       Kokkos::View<int* [2], Exec::memory_space> const pair(Kokkos::view_alloc(exec, "tektite::test"), 1);
       Kokkos::View<tektite::Vec3<int>*, Exec::memory_space> const shift(Kokkos::view_alloc(exec, "tektite::test"), 1);
       Kokkos::deep_copy(exec, shift, tektite::Vec3<int>{2000, 0, 0});
       percolation_clusters(exec, tektite::PairContacts<Exec::memory_space>{pair, shift}, s.mask);
     }},
    {"selections and statuses",
     [](Exec const& exec, Sample const& s) {
       auto const above = tektite::select_above(exec, s.values, 0.5);
       tektite::select_both(exec, above, tektite::select_below(exec, s.values, 0.9));
       tektite::select_both(exec, tektite::select_not(exec, above), tektite::select_type(exec, s.types, 1));
       Kokkos::View<tektite::Status*, Memory> const status(Kokkos::view_alloc(exec, "tektite::test::status"), s.n);
       tektite::count_status(exec, status);
       tektite::select_both(exec, tektite::select_valid(exec, status),
                            tektite::select_status(exec, status, tektite::Status::ok));
     }},
    {"radial_distribution",
     [](Exec const& exec, Sample const& s) {
       auto const rdf = radial_distribution(exec, s.positions, s.types, s.box, {.cutoff = 4.0, .bins = 80});
       tektite::first_shell(exec, rdf.r, rdf.total);
     }},
    {"displacement_moments",
     [](Exec const& exec, Sample const& s) {
       displacement_moments(exec, s.positions, unwrap(exec, s.later, s.images, s.box));
       tektite::displacement_moments(exec, s.positions, s.later, s.values, s.mask);
     }},
    {"Alpha2Recorder",
     [](Exec const& exec, Sample const& s) {
       tektite::Alpha2Recorder recorder(exec, {.lags = {1, 2}, .origin_every = 1});
       recorder.record(0, s.positions);
       recorder.record(1, s.later);
       recorder.results();
     }},
    {"RelaxationRecorder",
     [](Exec const& exec, Sample const& s) {
       tektite::RelaxationRecorder recorder(
           exec, {.at = {.q = 2, .distance = 1}, .lags = {1, 2}, .origin_every = 1, .type_count = 2}, s.types);
       recorder.record(0, s.positions);
       recorder.record(1, s.later);
       recorder.results();
       tektite::self_correlation(exec, s.positions, s.later, s.values, s.mask, {.q = 2, .distance = 1});
     }},
    {"van Hove functions and bonds that break",
     [](Exec const& exec, Sample const& s) {
       tektite::van_hove_self(exec, s.positions, s.later, s.mask, {.cutoff = 2, .bins = 10});
       van_hove_distinct(exec, s.positions, s.later, s.types, s.box, {.cutoff = 4.0, .bins = 80});
       auto const then = build_neighbor_list(exec, s.positions, s.box, {.cutoff = 2.5});
       auto const broken = bond_breaking(exec, then, build_neighbor_list(exec, s.later, s.box, {.cutoff = 3}));
       bond_correlation(exec, broken);
       bond_correlation(exec, broken, s.mask);
     }},
    {"stresses of particles, in slabs and as fields",
     [](Exec const& exec, Sample const& s) {
       auto const masses = tektite::to_device(exec, std::vector<double>{1, 2}, "tektite::test");
       auto const list = build_neighbor_list(exec, s.positions, s.box, {.cutoff = 2.5});
       Kokkos::View<double*, Memory> const forces(Kokkos::view_alloc(exec, "tektite::test"), list.neighbors.extent(0));
       auto const field = stress_field(exec, s.later, s.positions, s.later, s.types, s.box, masses, list, forces, 1.5);
       tektite::stress_of(exec, field);
       slab_profile(exec, s.positions, tektite::particle_stress(exec, s.later, s.types, masses, {}), s.box,
                    {.slabs = 3});
     }},
    {"lagged_correlation",
     [](Exec const& exec, Sample const& s) {
       Kokkos::View<double const**, Kokkos::LayoutRight, Memory> const frame(s.values.data(), 1, s.n);
       tektite::lagged_correlation(exec, frame, frame, {.largest_lag = 0, .controls = 2});
     }},
    {"moments, extremes, histogram",
     [](Exec const& exec, Sample const& s) {
       tektite::moments(exec, s.values);
       tektite::moments(exec, s.values, s.values);
       tektite::top_fraction(exec, s.values);
       tektite::quantile(exec, s.values, 0.3);
       tektite::histogram(exec, s.values, {.bins = 5, .low = 0, .high = 1});
       tektite::moments(exec, s.values, s.mask);
       tektite::top_fraction(exec, s.values, s.mask);
       tektite::quantile(exec, s.values, s.mask, 0.3);
       tektite::histogram(exec, s.values, s.mask, {.bins = 5, .low = 0, .high = 1});
     }},
    {"affine_fit",
     [](Exec const& exec, Sample const& s) {
       auto const matched = match_frames(exec, s.positions, s.box, s.later, s.box);
       affine_fit(exec, s.positions, s.box, matched.positions, matched.box, {.cutoff = 2.5});
     }},
    {"local_fits",
     [](Exec const& exec, Sample const& s) {
       local_fits(exec, s.positions, s.box, s.later, s.box, {.cutoff = 2.5}, {.cutoff = 2.5});
       local_fits(exec, s.positions, s.box, s.later, s.box, {.cutoff = 2.0}, {.cutoff = 2.5});
       local_deformation(exec, s.positions, s.box, s.later, s.box,
                         {.affine = {.cutoff = 2.0}, .two_term = {.cutoff = 2.5}});
     }},
    {"two_term_gradient",
     [](Exec const& exec, Sample const& s) {
       auto const field = two_term_gradient(exec, s.positions, s.box, s.later, s.box, {.cutoff = 2.5});
       auto const measures = deformation_measures(exec, field);
       dominant_motion(exec, measures, mean_motions(exec, measures));
     }},
    {"voronoi and networks",
     [](Exec const& exec, Sample const& s) {
       auto const cells = voronoi(exec, s.positions, s.box);
       auto const indices = cells.indices;
       auto const most = index_histogram(exec, cells).front().index;
       ordered_networks(exec, cells, tektite::select_index(exec, indices, most));
       tektite::face_fractions(exec, cells);
       auto const bonds =
           bonds_of(exec, s.positions, s.box, build_neighbor_list(exec, s.positions, s.box, {.cutoff = 1.5}));
       tektite::pair_histogram(exec, tektite::pair_signatures(exec, bonds, 1.5));
       chemical_order(exec, bonds, s.types, 2);
     }},
    {"radical_voronoi", [](Exec const& exec, Sample const& s) { radical_voronoi(exec, s.positions, s.values, s.box); }},
    {"forces and dynamics", run_dynamics},
};

}  // namespace

TEST_CASE("every algorithm runs on its instance only and labels its kernels and allocations") {
  Sample const sample;
  auto const instances = Kokkos::Experimental::partition_space(Exec{}, 1, 1);
  for (auto const& algorithm : algorithms) {
    DYNAMIC_SECTION(algorithm.name) {
      auto const& seen = watched(instances[1], [&] {
        algorithm.call(instances[1], sample);
        instances[1].fence("tektite::test");
      });
      CAPTURE(seen.breaches);
      REQUIRE(seen.breaches.empty());
      REQUIRE(seen.kernels > 0);
      REQUIRE(seen.allocations > 0);
    }
  }
}

TEST_CASE("the watch reports each kind of breach") {
  Exec const exec{};
  REQUIRE(watched(exec, [] { Kokkos::fence(); }).breaches.size() == 1);
  REQUIRE(watched(exec, [&] {
            Kokkos::View<int*, Memory> view(Kokkos::view_alloc(exec, "mine"), 5);
          }).breaches.size() == 2);  // its allocation and its fill
  Kokkos::View<int*, Memory> const view("view", 5);
  auto const run = [&](Exec const& where) {
    return watched(exec, [&] {
      Kokkos::parallel_for("other", Kokkos::RangePolicy<Exec>(where, 0, 5), KOKKOS_LAMBDA(int i) { view(i) = i; });
    });
  };
  REQUIRE(run(exec).breaches.size() == 1);
  auto const other = Kokkos::Experimental::partition_space(exec, 1, 1)[1];
  using Kokkos::Tools::Experimental::device_id;
  if (device_id(other) != device_id(exec)) REQUIRE(run(other).breaches.size() == 2);
}

TEST_CASE("every policy, copy and fence in the library names an instance") {
  struct Rule {
    char const* what;
    std::regex pattern;
  };
  // Instances are called exec, exec_ or space throughout.
  std::string const instance = R"((?!\s*(?:exec|exec_|space)\b))";
  std::vector<Rule> const rules{
      {"a policy", std::regex(R"(\b(?:\w*Policy)(?:<[^;(){}]*>)?\()" + instance)},
      {"a deep copy", std::regex(R"(\bdeep_copy\()" + instance)},
      {"a global fence", std::regex(R"(\bKokkos::fence\b)")},
      {"a mirror copy without an instance", std::regex(R"(\bcreate_mirror_view_and_copy\((?!Kokkos::view_alloc\())")},
      {"a kernel without a policy", std::regex(R"(parallel_(?:for|reduce|scan)\(\s*"[^"]*",\s*[\w.]+\s*,)")},
  };
  int headers = 0;
  for (auto const& entry :
       std::filesystem::recursive_directory_iterator(std::string(TEKTITE_SOURCE_DIR) + "/include/tektite")) {
    if (entry.path().extension() != ".hpp") continue;
    ++headers;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    std::string const source = std::regex_replace(text.str(), std::regex("//[^\n]*"), "");
    for (auto const& rule : rules) {
      for (std::sregex_iterator hit(source.begin(), source.end(), rule.pattern), none; hit != none; ++hit) {
        std::string const around = source.substr(hit->position(), 120);
        FAIL_CHECK(entry.path().filename().string() << ": " << rule.what << ": " << around);
      }
    }
  }
  REQUIRE(headers > 20);
}

}  // namespace kokkos_tools_test
