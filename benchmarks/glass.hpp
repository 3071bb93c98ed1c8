// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/io/copy.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/neighbors/spatial_order.hpp>

#include <cstddef>

/// \file
/// The reference glass of `data/`, repeated to any size.

namespace tektite::benchmarks {

/// Cu50Zr50, 13 500 atoms at 48 K, `copies` times along each axis, in spatial order, as LAMMPS puts its atoms by itself.
/// Types are 0-based.
inline io::Configuration glass(int copies) {
  auto const one = io::read_configuration("data/glass_cuzr_13500.xyz.gz");
  io::Configuration all;
  all.elements = one.elements;
  all.box = one.box.with_edges(double(copies) * one.box.edges());
  for (int n = 0; n < copies * copies * copies; ++n) {
    auto const shift = one.box.translation({n % copies, n / copies % copies, n / copies / copies});
    for (std::size_t i = 0; i < one.size(); ++i) {
      all.positions.push_back(one.positions[i] + shift);
      all.types.push_back(one.types[i] - 1);
    }
  }
  Kokkos::DefaultExecutionSpace const exec;
  auto const order = io::to_host(spatial_order(exec, io::to_device(exec, all.positions), all.box).particle);
  io::Configuration ordered = all;
  for (std::size_t k = 0; k < order.size(); ++k) {
    ordered.positions[k] = all.positions[order[k]];
    ordered.types[k] = all.types[order[k]];
  }
  return ordered;
}

}  // namespace tektite::benchmarks
