// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
// mutations: 300
//
// Checkpoints. The input is what stands between the head of the file and its checksum; both are made right here. A
// simulation that is restored goes on, is saved and restored again.
#include <cmath>
#include <cstring>
#include <tektite/io/checkpoint.hpp>

#include "support/lennard_jones.hpp"
#include "target.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Forces = reference::LennardJonesForces<Exec>;

namespace {

constexpr std::size_t head_size = io::checkpoint_magic.size() + 2 * sizeof(std::uint32_t);

EnsembleOptions ensemble(int which) {
  EnsembleOptions o;
  o.ramp_steps = 100;
  if (which >= 1) o.thermostat = ThermostatOptions{.start = 600, .stop = 300};
  if (which == 2) o.barostat = BarostatOptions{.damping = 0.5, .coupling = Coupling::per_axis};
  if (which == 3) o.shear = ShearOptions{.plane = Plane::xy, .rate = 0.4};
  return o;
}

Simulation<Exec, Forces> start(Forces& forces, int which) {
  auto system = reference::fcc<Exec>(1, 3.56);
  draw_velocities(Exec{}, system, {.kelvin = 600, .seed = 7});
  Simulation<Exec, Forces> simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.3});
  simulation.set_ensemble(ensemble(which));
  return simulation;
}

template <class T>
void append(std::string& bytes, T const& value) {
  bytes.append(reinterpret_cast<char const*>(&value), sizeof value);
}

std::string with_head_and_checksum(std::string_view contents) {
  std::string bytes(io::checkpoint_magic);
  append(bytes, io::checkpoint_version);
  append(bytes, std::uint32_t(0x01020304));
  bytes += contents;
  append(bytes, io::checksum(bytes));
  return bytes;
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
  std::vector<std::string> contents;
  for (int const which : {0, 1, 2, 3}) {
    Forces forces(reference::SmoothLennardJones{.cutoff = 3.5});
    auto simulation = start(forces, which);
    simulation.run(which == 0 ? 0 : 3);
    std::string const path = (scratch_folder() / "seed").string();
    io::write_checkpoint(path, simulation, "notes");
    std::string const all = bytes_of(path);
    contents.push_back(all.substr(head_size, all.size() - head_size - sizeof(std::uint64_t)));
  }
  return contents;
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const& path = fuzz::input_file(with_head_and_checksum({reinterpret_cast<char const*>(data), size}));
  Forces forces(reference::SmoothLennardJones{.cutoff = 3.5});
  auto const fresh = start(forces, 0);
  auto simulation = fresh;
  if (!fuzz::accepted(path, [&] { io::read_checkpoint(path, simulation); })) return 0;
  bool const ran = fuzz::accepted("", [&] { simulation.run(2); });
  if (!ran) return 0;
  std::string const again = (fuzz::scratch_folder() / "again").string();
  io::write_checkpoint(again, simulation);
  auto restored = fresh;
  fuzz::accepted(again, [&] { io::read_checkpoint(again, restored); });
  return 0;
}
