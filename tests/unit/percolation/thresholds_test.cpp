// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Site percolation on sc, bcc and fcc: thresholds and exponents by finite-size scaling. Minutes of work; what the
// figure in docs/percolation.md shows goes to percolation_scaling.csv in the working folder.

#include <tektite/percolation.hpp>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/lattice_percolation.hpp"

namespace thresholds_test {

using reference::Ensemble;
using reference::Lattice;

namespace {

// Universal values of percolation in three dimensions: Wang, Zhou, Zhang, Garoni, Deng, Phys. Rev. E 87, 052107 (2013),
// doi:10.1103/PhysRevE.87.052107. tau = 1 + 3 / d_f.
constexpr double beta_over_nu = 0.47705, fractal_dimension = 3 - beta_over_nu, tau = 1 + 3 / fractal_dimension;
// Leading correction to scaling, same source.
constexpr double omega = 1.2;

/// Slope and its error of y = a + b x + c z by weighted least squares.
std::pair<double, double> slope(std::vector<std::array<double, 4>> const& rows) {  // x, z, y, error of y
  tektite::Mat3 normal{};
  tektite::Vec3<double> right{};
  for (auto const& [x, z, y, error] : rows) {
    double const w = 1 / (error * error);
    tektite::Vec3<double> const terms{1, x, z};
    for (int i = 0; i < 3; ++i) {
      for (int k = 0; k < 3; ++k) normal(i, k) += w * terms[i] * terms[k];
      right[i] += w * terms[i] * y;
    }
  }
  auto const inverted = inverse(normal);
  return {(inverted * right).y, std::sqrt(inverted(1, 1))};
}

struct Scaling {
  double threshold, threshold_error, dimension, dimension_error;
};

Scaling scale(Lattice const& lattice, std::vector<int> const& cells, std::vector<int> const& samples,
              std::ofstream& table) {
  std::vector<Ensemble> sizes;
  std::vector<std::array<double, 4>> rows;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    sizes.emplace_back(lattice, cells[k], samples[k], 100 + k);
    auto const& e = sizes.back();
    auto const [largest, error] = e.largest();
    double const edge = std::cbrt(double(e.sites));  // in units that make one site per volume
    rows.push_back({std::log(edge), std::pow(edge, -omega), std::log(largest), error / largest});
    table << lattice.name << ",largest," << cells[k] << "," << edge << "," << largest << "," << error << "\n";
    for (int m = -40; m <= 40; ++m) {
      double const p = lattice.threshold + 0.0005 * m;
      table << lattice.name << ",wrapping," << cells[k] << "," << p << "," << e.wrapping(p) << ","
            << e.wrapping_error(p) << "\n";
    }
  }
  auto const [p, error] =
      crossing(sizes[sizes.size() - 2], sizes.back(), lattice.threshold - 0.02, lattice.threshold + 0.02);
  auto const [dimension, dimension_error] = slope(rows);
  std::printf("%s: threshold %.5f +- %.5f (literature %.5f), d_f %.4f +- %.4f, wrapping probability there %.4f\n",
              lattice.name.c_str(), p, error, lattice.threshold, dimension, dimension_error, sizes.back().wrapping(p));
  return {p, error, dimension, dimension_error};
}

}  // namespace

TEST_CASE("thresholds from crossings of wrapping probabilities, beta/nu and d_f from the largest cluster", "[.slow]") {
  std::ofstream table("percolation_scaling.csv");
  table.precision(10);
  table << "lattice,quantity,cells,x,y,error\n";
  std::vector<int> const samples{40000, 30000, 10000, 3500};
  std::vector<Scaling> const found{scale(reference::simple_cubic(), {8, 16, 32, 64}, samples, table),
                                   scale(reference::body_centered(), {6, 12, 24, 48}, samples, table),
                                   scale(reference::face_centered(), {5, 10, 20, 40}, samples, table)};
  std::vector<double> const thresholds{0.31161, 0.24596, 0.19924};
  double weights = 0, sum = 0;
  for (std::size_t k = 0; k < found.size(); ++k) {
    CAPTURE(k, found[k].threshold, found[k].threshold_error);
    REQUIRE(found[k].threshold_error < 3e-4);
    REQUIRE(std::abs(found[k].threshold - thresholds[k]) < 1e-3);
    REQUIRE(std::abs(found[k].dimension / fractal_dimension - 1) < 0.02);
    double const w = 1 / (found[k].dimension_error * found[k].dimension_error);
    weights += w;
    sum += w * found[k].dimension;
  }
  // One exponent for all three lattices.
  double const dimension = sum / weights, exponent = 3 - dimension;
  std::printf("together: d_f %.4f +- %.4f (literature %.5f), beta/nu %.4f (literature %.5f)\n", dimension,
              1 / std::sqrt(weights), fractal_dimension, exponent, beta_over_nu);
  CAPTURE(dimension, exponent);
  REQUIRE(std::abs(exponent / beta_over_nu - 1) < 0.02);
}

TEST_CASE("mass and radius of the clusters at the threshold: d_f; their number by size: tau", "[.slow]") {
  auto const lattice = reference::simple_cubic();
  reference::LatticeContacts const contacts(lattice, 128);
  reference::Host const exec{};
  Kokkos::View<int*, reference::HostMemory> const mask("mask", contacts.sites);
  std::mt19937_64 random(31);
  // Mean square radii by size in bins of a factor of two.
  constexpr int bins = 24;
  std::vector<double> squares(bins, 0), masses(bins, 0), counts(bins, 0);
  std::vector<double> taus, errors;
  for (int sample = 0; sample < 80; ++sample) {
    for (int i = 0; i < contacts.sites; ++i) mask(i) = double(random() >> 11) * 0x1p-53 < lattice.threshold;
    auto const clusters = percolation_clusters(exec, contacts.contacts, mask);
    auto const geometry = cluster_geometry(exec, contacts.positions, contacts.box, clusters);
    for (std::size_t k = 0; k < clusters.count(); ++k) {
      if (geometry.status(k) != tektite::Status::ok) continue;
      int const bin = std::ilogb(double(clusters.sizes(k)));
      squares[bin] += geometry.gyration_radii(k) * geometry.gyration_radii(k);
      masses[bin] += std::log(double(clusters.sizes(k)));
      counts[bin] += 1;
    }
    auto const fit = tektite::size_exponent(exec, clusters.sizes, {.min_size = 64, .max_size = 16384});
    REQUIRE(fit.defined);
    taus.push_back(fit.tau);
    errors.push_back(fit.error);
  }
  std::ofstream table("percolation_radii.csv");
  table.precision(10);
  table << "size,radius,clusters\n";
  for (int b = 0; b < bins; ++b)
    if (counts[b] > 0)
      table << std::exp(masses[b] / counts[b]) << "," << std::sqrt(squares[b] / counts[b]) << "," << counts[b] << "\n";
  // Small clusters are more compact: ln R = a + ln(s) / d_f + c s^(-omega / d_f), from 16 particles up. The squares of
  // the radii in a bin vary by about half.
  std::vector<std::array<double, 4>> rows;
  for (int b = 4; b < 14; ++b) {
    double const size = masses[b] / counts[b];
    rows.push_back({size, std::exp(-omega / fractal_dimension * size), 0.5 * std::log(squares[b] / counts[b]),
                    0.25 / std::sqrt(counts[b])});
  }
  auto const [inverse_dimension, inverse_error] = slope(rows);
  double const dimension = 1 / inverse_dimension;
  double mean = 0, error = 0;
  for (std::size_t k = 0; k < taus.size(); ++k) {
    mean += taus[k] / double(taus.size());
    error += errors[k] * errors[k];
  }
  error = std::sqrt(error) / double(taus.size());
  std::printf("mass and radius: d_f %.4f +- %.4f (literature %.5f); sizes: tau %.4f +- %.4f (literature %.4f)\n",
              dimension, inverse_error * dimension * dimension, fractal_dimension, mean, error, tau);
  REQUIRE(std::abs(dimension / fractal_dimension - 1) < 0.02);
  REQUIRE(std::abs(mean / tau - 1) < 0.02);
}

}  // namespace thresholds_test
