// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/core/copy.hpp>
#include <tektite/io/configuration.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace tektite::examples {

/// The present state of a simulation for a file: types from 1, positions in the cell with their image flags.
template <class Simulation>
io::Configuration configuration_from(Simulation const& simulation, std::vector<std::string> const& elements) {
  auto const& system = simulation.system();
  io::Configuration c;
  c.timestep = simulation.step();
  c.box = system.box;
  c.ids = to_host(system.ids);
  c.types = to_host(system.types);
  for (int& type : c.types) ++type;
  c.elements = elements;
  c.positions = to_host(system.positions);
  c.images = to_host(system.images);
  c.velocities = to_host(system.velocities);
  for (std::size_t i = 0; i < c.size(); ++i) c.positions[i] = c.box.wrap(c.positions[i], c.images[i]);
  return c;
}

}  // namespace tektite::examples
