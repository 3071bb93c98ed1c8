// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/dynamics/simulation.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/types.hpp"

/// \file
/// From a file's `Configuration` to the `System` of a simulation, and back.
///
/// Units are not converted: a system has Angstrom, ps and g/mol.
///
/// \source none: these functions only copy

namespace tektite::io {

/// A system made of a file's atoms, with their ids, and with velocities and image flags where the file has them.
///
/// Velocities and image flags that the file does not have are zero, as in `make_system`.
///
/// \param exec    execution space instance that copies everything
/// \param c       n atoms; positions and velocities in Angstrom and Angstrom/ps
/// \param symbols of elements, in the order of the system's types; `types_by_element` says how they are matched
/// \param masses  by type, in the order of `symbols`, in g/mol; masses in the file are not used
/// \returns       system with n particles in the order of the file
/// \throws Error  as `types_by_element` and `make_system`; or the numbers of ids, velocities
///                or images and atoms differ
/// \cost          O(n) work; 96 bytes per particle in the memory of `exec`, and 8 more during the call (12 if there are
///                image flags, 24 if there are velocities)
/// \fences        once for each array that is copied
/// \determinism   values are copied: the same at any thread count
template <ExecutionSpace Exec>
System<typename Exec::memory_space> system_from(Exec const& exec, Configuration const& c,
                                                std::vector<std::string> const& symbols,
                                                std::vector<double> const& masses) {
  std::size_t const n = c.size();
  tektite::require(c.ids.size() == n, "configuration: ", c.ids.size(), " ids for ", n, " atoms");
  tektite::require(c.images.empty() || c.images.size() == n, "configuration: ", c.images.size(), " images for ", n,
                   " atoms");
  tektite::require(c.velocities.empty() || c.velocities.size() == n, "configuration: ", c.velocities.size(),
                   " velocities for ", n, " atoms");
  auto system = make_system(exec, c.positions, types_by_element(c, symbols), c.box, masses);
  system.ids = to_device(exec, c.ids, "ids");
  if (!c.images.empty()) system.images = to_device(exec, c.images, "images");
  if (!c.velocities.empty()) system.velocities = to_device(exec, c.velocities, "velocities");
  return system;
}

/// Overload that runs on the default instance of the default execution space.
///
/// \param c,symbols,masses as above
/// \returns as above
inline System<Kokkos::DefaultExecutionSpace::memory_space> system_from(Configuration const& c,
                                                                       std::vector<std::string> const& symbols,
                                                                       std::vector<double> const& masses) {
  return system_from(Kokkos::DefaultExecutionSpace{}, c, symbols, masses);
}

/// The present state of a system for a file: atoms in the order of the system, positions in the cell with image flags.
///
/// A `Configuration` has ascending ids: `restore` a system first that `reorder` has put into another order.
///
/// \param exec     execution space instance that copies everything; work on the system must be on it, or finished
/// \param system   n particles
/// \param symbols  element of each type, in the order of the system's types; empty where the file shall name none
/// \param timestep number of the frame
/// \returns        ids, types, wrapped positions, image flags and velocities of all particles; no masses
/// \throws nothing
/// \cost           O(n) work on the host; 72 bytes per particle on the host, and one array at a time in the memory of
///                 `exec`
/// \fences         once for each of five arrays
/// \determinism    the same bits at any thread count
template <ExecutionSpace Exec>
Configuration configuration_from(Exec const& exec, System<typename Exec::memory_space> const& system,
                                 std::vector<std::string> const& symbols, std::int64_t timestep = 0) {
  Configuration c;
  c.timestep = timestep;
  c.box = system.box;
  c.ids = to_host(exec, system.ids);
  c.types = to_host(exec, system.types);
  c.elements = symbols;
  c.positions = to_host(exec, system.positions);
  c.images = to_host(exec, system.images);
  c.velocities = to_host(exec, system.velocities);
  for (std::size_t i = 0; i < c.size(); ++i) c.positions[i] = c.box.wrap(c.positions[i], c.images[i]);
  return c;
}

/// Overload for a simulation, on its instance and with its step as number of the frame.
///
/// \param simulation in any state
/// \param symbols   as above
/// \returns          as above
template <ExecutionSpace Exec, class Forces>
Configuration configuration_from(Simulation<Exec, Forces> const& simulation, std::vector<std::string> const& symbols) {
  return configuration_from(simulation.exec(), simulation.system(), symbols, simulation.step());
}

}  // namespace tektite::io
