// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <string>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/strain/detail/fit_neighbors.hpp"

namespace tektite::detail {

/// The kernel of all local fits. One item is a group: `lanes` consecutive entries of `FitPoints::order`, fewer in the
/// last group. Each lane fits one particle, and its results are written at the index of that particle.
///
/// \tparam Neighbors a `FitNeighbors`
/// \tparam Model     a fit, or several fits that share the visits of the neighbours. It has
/// - `Sums<P>`: sums over the neighbours of the particles in the lanes of P,
/// - `Solution<P>`: the solutions for these particles, and their residuals,
/// - `add<weight>(batch, sums)`: adds the neighbours of a batch to the sums,
/// - `solve(sums, solution)`: computes the solutions,
/// - `add_residual<weight>(batch, solution)`: adds the neighbours of a batch to the residuals,
/// - `write(neighbors, found, members, particles, sums, solution)`: writes the results of the first `members` lanes.
///
/// `add` and `add_residual` are static; `weight` is the index of the first weight in the batch, or -1 where all weights
/// are 1.
template <class Neighbors, class Model>
struct FitKernel {
  using Pack = typename Neighbors::Pack;
  static constexpr int lanes = Neighbors::lanes, weight = Neighbors::unit_weight ? -1 : 0;

  Neighbors neighbors;
  Model model;

  KOKKOS_FUNCTION void operator()(int group) const {
    int const first = group * lanes, remaining = static_cast<int>(neighbors.points.owned) - first;
    int const members = remaining < lanes ? remaining : lanes;
    typename Neighbors::Batch batch;
    typename Model::template Sums<Pack> sums;
    auto const found = neighbors.visit(first, members, batch, [&](auto const& neighbors_found) {
      Model::template add<weight>(neighbors_found, sums);
    });
    typename Model::template Solution<Pack> solution;
    model.solve(sums, solution);
    neighbors.visit_again(first, members, batch, found, [&](auto const& neighbors_found) {
      Model::template add_residual<weight>(neighbors_found, solution);
    });
    int particles[lanes];
    neighbors.points.particles(first, members, particles);
    model.write(neighbors, found, members, particles, sums, solution);
  }
};

/// Fits all owned particles: launches the kernel and does not fence.
template <ExecutionSpace Exec, class Neighbors, class Model>
void run_fit(Exec const& exec, std::string const& label, Neighbors const& neighbors, Model const& model) {
  std::size_t const groups = (neighbors.points.owned + Neighbors::lanes - 1) / Neighbors::lanes;
  launch(exec, label, groups, FitKernel<Neighbors, Model>{neighbors, model});
}

}  // namespace tektite::detail
