// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/core/copy.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/neighbors/spatial_order.hpp>

#include <cstddef>

/// \file
/// The reference glass of `data/`, repeated to any size.

namespace tektite::benchmarks {

/// Cu50Zr50, 13 500 atoms at 48 K, `copies` times along each axis, in spatial order, as LAMMPS puts its atoms by
/// itself.
inline io::Configuration glass(int copies) {
  auto const one = io::read_configuration("data/glass_cuzr_13500.xyz.gz");
  io::Configuration all;
  all.elements = one.elements;
  all.box = one.box.with_edges(double(copies) * one.box.edges());
  for (int n = 0; n < copies * copies * copies; ++n) {
    auto const shift = one.box.translation({n % copies, n / copies % copies, n / copies / copies});
    for (auto const& r : one.positions) all.positions.push_back(r + shift);
    all.types.insert(all.types.end(), one.types.begin(), one.types.end());
  }
  Kokkos::DefaultExecutionSpace const exec;
  auto const positions = to_device(exec, all.positions);
  auto const types = to_device(exec, all.types);
  auto const order = spatial_order(exec, positions, all.box);
  reorder(exec, order, positions);
  reorder(exec, order, types);
  exec.fence();
  all.positions = to_host(positions);
  all.types = to_host(types);
  return all;
}

}  // namespace tektite::benchmarks
