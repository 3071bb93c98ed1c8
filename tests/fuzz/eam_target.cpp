// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
// mutations: 200
//
// EAM potentials: setfl and funcfl. What is accepted gives forces on a small crystal.
#include <cmath>
#include <tektite/core/copy.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/io/read_eam.hpp>

#include "target.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

std::vector<std::string> fuzz::seeds() { return {}; }

namespace {

/// An fcc crystal of 32 atoms, a little displaced, in which the nearest neighbours are at 0.45 of a length.
struct Crystal {
  Box box;
  std::vector<Vec3<double>> positions;
  std::vector<int> types;

  Crystal(double length, std::size_t type_count) : box(Box::orthogonal(edge(length), edge(length), edge(length))) {
    double const a = 0.5 * edge(length);
    for (int k = 0; k < 32; ++k) {
      int const site = k % 4, cell = k / 4;
      Vec3<double> const corner{double(cell & 1), double(cell >> 1 & 1), double(cell >> 2)};
      Vec3<double> const face{site == 1 || site == 2 ? 0.5 : 0, site == 1 || site == 3 ? 0.5 : 0,
                              site == 2 || site == 3 ? 0.5 : 0};
      Vec3<double> const noise{std::sin(1.0 + k), std::sin(2.0 + 3 * k), std::sin(3.0 + 5 * k)};
      positions.push_back(a * (corner + face + 0.03 * noise));
      types.push_back(int(std::size_t(k) % type_count));
    }
  }
  static double edge(double length) { return 2 * std::sqrt(2.0) * 0.45 * length; }
};

/// Forces of one evaluation. They are finite and add up to zero.
std::vector<Vec3<double>> forces(EamPotential const& potential, EamEvaluation evaluation) {
  Exec const exec{};
  std::vector<std::string> elements;
  for (auto const& element : potential.elements) elements.push_back(element.name);
  EamForces<Exec> eam(exec, potential, elements, {.evaluation = evaluation});
  Crystal const crystal(eam.cutoff(), elements.size());
  auto const x = to_device(exec, crystal.positions);
  auto const types = to_device(exec, crystal.types);
  auto const list = build_neighbor_list(exec, x, crystal.box, {.cutoff = eam.cutoff()});
  Kokkos::View<Vec3<double>*, Exec::memory_space> const out("forces", crystal.positions.size());
  eam.compute(x, types, crystal.box, list, out);
  auto const result = to_host(exec, out);
  Vec3<double> sum{};
  double largest = 0;
  for (auto const& force : result) {
    sum = sum + force;
    largest = std::max(largest, norm(force));
  }
  fuzz::expect(std::isfinite(largest), "a force is not finite");
  fuzz::expect(std::isfinite(eam.energy()), "the energy is ", eam.energy());
  // The rule of the program `forces`, which ends with an error where it does not hold.
  double const part = evaluation == EamEvaluation::mixed ? 1e-6 : 1e-10;
  for (int d = 0; d < 3; ++d)
    fuzz::expect(std::abs(sum[d]) <= part * double(result.size()) * std::max(1.0, largest), "forces add up to ", sum[d],
                 ", the largest is ", largest);
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const& path = fuzz::input_file({reinterpret_cast<char const*>(data), size});
  EamPotential potential;
  if (!fuzz::accepted(path, [&] { potential = io::read_eam(path); })) return 0;
  constexpr std::size_t most_elements = 3, most_points = 5000;
  if (potential.elements.size() > most_elements || potential.density_count > most_points ||
      potential.distance_count > most_points)
    return 0;
  for (auto const evaluation : {EamEvaluation::reference, EamEvaluation::compact, EamEvaluation::mixed}) {
    fuzz::accepted("", [&] { forces(potential, evaluation); });
  }
  return 0;
}
