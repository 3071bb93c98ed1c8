// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib CLI11::CLI11
//
// Relaxes small regions of a glass, apart or connected, while the rest stays cold.

#include "common/configuration_from.hpp"
#include "common/stages.hpp"

namespace {

using namespace tektite::examples;

Kokkos::View<int*, Memory> in_any_region(Exec const& exec, Kokkos::View<int*, Memory> const& labels) {
  auto const hot = tektite::detail::allocate<Kokkos::View<int*, Memory>>(exec, "relax::hot", labels.extent(0));
  Kokkos::parallel_for(
      "tektite::relax::hot", Kokkos::RangePolicy<Exec>(exec, 0, labels.extent(0)),
      KOKKOS_LAMBDA(int i) { hot(i) = labels(i) != 0; });
  return hot;
}

}  // namespace

int main(int argc, char** argv) {
  Program program("relax", "Relaxes regions of prescribed connectivity at one temperature, the matrix at another");
  DynamicsArguments run;
  run.add_to(program);
  tektite::RegionOptions place;
  double hot = 850, cold = 50, time = 0, rest = 2;
  std::int64_t every = 1;
  std::string axis = "x", in, out;
  program.add_option("--connectivity", place.connectivity, "regions in chains / all regions")->required();
  program.add_option("--temperature", hot, "of the regions (K)")->capture_default_str();
  program.add_option("--matrix", cold, "temperature of all other atoms (K)")->capture_default_str();
  program.add_option("--time", time, "how long both are held (ps)")->required();
  program.add_option("--seed", place.seed, "seed of the places and velocities")->capture_default_str();
  program.add_option("--fraction", place.fraction, "of the volume in all regions")->capture_default_str();
  program.add_option("--edge", place.edge, "wanted edge of a region (A)")->capture_default_str();
  program.add_option("--regions", place.count, "number of regions (default: as the fraction gives, at least 10)");
  program.add_option("--gap", place.gap, "clear distance of separate regions (A; at least one edge is kept)");
  program.add_option("--axis", axis, "along which chains run")
      ->check(CLI::IsMember({"x", "y", "z"}))
      ->capture_default_str();
  program.add_option("--rescale", every, "steps between rescalings of velocities")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  program.add_option("--rest", rest, "time afterwards, all at the matrix' temperature and zero pressure (ps)")
      ->capture_default_str();
  program.files(in, out);
  return program.run(argc, argv, [&] {
    require_writable(out);
    place.axis = axis[0] - 'x';
    Exec const exec{};
    auto const configuration = tektite::io::read_configuration(in);
    auto forces = run.forces(exec);
    auto simulation = run.simulation(exec, system_from(exec, configuration, run.elements, forces.masses()), forces);
    auto const& system = simulation.system();
    auto const steps = run.steps("--time", time), resting = run.steps("--rest", rest);
    for (double const t : {hot, cold}) simulation.set_ensemble(run.nvt(t, t));  // checks the temperatures

    auto const regions = place_regions(exec, system.positions, system.box, place);
    std::printf(
        "%zu regions of %.3f x %.3f x %.3f A, %d connected (connectivity %.4g) in %d closed and %d open chains\n",
        regions.regions.size(), regions.edges.x, regions.edges.y, regions.edges.z, regions.connected,
        regions.connectivity(), regions.closed_chains, regions.open_chains);
    std::printf("%zu atoms in separate regions, %zu in connected ones: %.3f %% of %zu\n", regions.separate_particles,
                regions.connected_particles,
                100.0 * double(regions.separate_particles + regions.connected_particles) / double(system.size()),
                system.size());

    require(regions.separate_particles + regions.connected_particles > 0,
            "no atom lies in any region: ask for larger ones");
    auto const inside = in_any_region(exec, regions.labels);
    auto const hold = [&](double temperature_inside) {
      set_temperature(exec, system, temperature_inside, {inside, 1});
      set_temperature(exec, system, cold, {inside, 0});
      simulation.velocities_changed();
    };
    double sum_inside = 0, sum_outside = 0, samples = 0;
    auto const rescale = [&] {
      // Between two rescalings heat flows out of the regions: the mean of before and after is the time's.
      sum_inside += 0.5 * (hot + temperature(exec, system, {inside, 1}));
      sum_outside += 0.5 * (cold + temperature(exec, system, {inside, 0}));
      ++samples;
      hold(hot);
    };
    Memo const sums{[&] { return std::vector{sum_inside, sum_outside, samples}; },
                    [&](std::vector<double> const& saved) {
                      tektite::examples::require(saved.size() == 3, "the checkpoint is not of this program");
                      sum_inside = saved[0];
                      sum_outside = saved[1];
                      samples = saved[2];
                    }};
    Stages stages(program, run, simulation, out, {in, run.potential}, sums);
    stages.run(
        "relax", steps,
        [&] {
          if (configuration.velocities.empty()) start_velocities(exec, system, cold, place.seed);
          hold(hot);
          simulation.set_ensemble({.timestep = run.timestep});
        },
        every, rescale);
    if (samples > 0) {
      std::printf("mean temperature: regions %.2f K, matrix %.2f K\n", sum_inside / samples, sum_outside / samples);
    }
    stages.run("rest", resting, [&] {
      hold(cold);
      simulation.set_ensemble(run.npt(cold, cold, tektite::Coupling::per_axis));
    });
    write_dump(out, configuration_from(simulation, run.elements), {column("region", regions.labels)},
               {.velocities = true, .images = true});
    stages.finish();
  });
}
