// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/percolation.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace size_exponent_test {

using tektite::to_device;

namespace {

/// Sizes from p(s) ~ s^-tau on [first, last], by inverting the cumulative sum.
struct Sizes {
  int first;
  std::vector<double> sum{0};

  Sizes(double tau, int first_size, int last) : first(first_size) {
    for (int s = first; s <= last; ++s) sum.push_back(sum.back() + std::pow(double(s), -tau));
  }

  std::vector<int> draw(int count, std::mt19937_64& random) const {
    std::uniform_real_distribution<double> uniform(0, sum.back());
    std::vector<int> sizes(count);
    for (int& s : sizes) s = first - 1 + int(std::upper_bound(sum.begin(), sum.end(), uniform(random)) - sum.begin());
    return sizes;
  }
};

}  // namespace

TEST_CASE("moments of ln s equal the plain sums, for any exponent and range", "[long]") {
  for (double const tau : {-1.5, 0.0, 0.9999999, 1.0, 1.5, 2.189, 3.0, 6.0}) {
    for (auto const& [first, last] :
         {std::pair{1, 2}, {1, 150}, {1, 201}, {1, 202}, {1, 400000}, {17, 3000}, {500, 90000}}) {
      CAPTURE(tau, first, last);
      long double sum[3] = {0, 0, 0};
      for (int s = first; s <= last; ++s) {
        long double const l = std::log((long double)(s)), p = std::exp(-tau * (l - std::log((long double)(first))));
        sum[0] += p;
        sum[1] += p * l;
        sum[2] += p * l * l;
      }
      double const mean = double(sum[1] / sum[0]),
                   variance = double(sum[2] / sum[0] - sum[1] / sum[0] * sum[1] / sum[0]);
      tektite::detail::LogSizeMoments const found(tau, first, last);
      REQUIRE(std::abs(found.mean - mean) < 1e-9 * (1 + mean));
      REQUIRE(std::abs(found.variance - variance) < 1e-8 * (1 + variance));
    }
  }
}

TEST_CASE("without an end, <ln s> is that of the zeta distribution") {
  // -zeta'(tau) / zeta(tau) at tau = 2, 3: 0.569960993095, 0.164822682158.
  int const end = std::numeric_limits<int>::max();
  REQUIRE(std::abs(tektite::detail::LogSizeMoments(2.0, 1, end).mean - 0.56996099309) < 2e-8);
  REQUIRE(std::abs(tektite::detail::LogSizeMoments(3.0, 1, end).mean - 0.16482268216) < 1e-9);
}

TEST_CASE("tau of drawn sizes is found within its error, and the error is the spread") {
  struct Case {
    double tau;
    int first, last;
  };
  Case const c = GENERATE(Case{2.189, 1, 100000}, Case{2.189, 20, 100000}, Case{1.5, 3, 4000}, Case{0.7, 5, 500},
                          Case{2.5, 1, 100000});
  CAPTURE(c.tau, c.first, c.last);
  Sizes const from_law(c.tau, c.first, c.last);
  std::mt19937_64 random(13);
  double sum = 0, squares = 0;
  int const repeats = 200, count = 1500;
  for (int r = 0; r < repeats; ++r) {
    auto sizes = from_law.draw(count, random);
    for (int k = 0; k < 50; ++k) sizes.push_back(k % 2 && c.first > 1 ? c.first - 1 : c.last + 1 + k);
    auto const fit = tektite::size_exponent(to_device(sizes), {.min_size = c.first, .max_size = c.last});
    REQUIRE(fit.defined);
    REQUIRE(fit.count == count);
    double const deviation = (fit.tau - c.tau) / fit.error;
    REQUIRE(std::abs(deviation) < 4.5);
    sum += deviation;
    squares += deviation * deviation;
  }
  REQUIRE(std::abs(sum / repeats) < 0.3);  // 4 standard errors of 200
  REQUIRE(std::abs(std::sqrt(squares / repeats) - 1) < 0.2);
}

TEST_CASE("what has no exponent says so") {
  auto const fit = [](std::vector<int> const& sizes, tektite::SizeExponentOptions const& options = {}) {
    auto const result = tektite::size_exponent(to_device(sizes), options);
    if (!result.defined) REQUIRE((result.tau == 0 && result.error == 0));
    return result;
  };
  REQUIRE(!fit({}).defined);
  REQUIRE(!fit({}, {.without_largest = true}).defined);
  REQUIRE(!fit({5}).defined);
  REQUIRE(!fit({5, 3}, {.without_largest = true}).defined);
  REQUIRE(!fit({1, 1, 1, 1}).defined);
  REQUIRE(!fit({9, 9, 9}, {.max_size = 9}).defined);
  REQUIRE(fit({2, 1, 1}).defined);
  auto const all = fit({900, 3, 2, 1, 1, 1}), rest = fit({900, 3, 2, 1, 1, 1}, {.without_largest = true});
  REQUIRE((all.count == 6 && rest.count == 5 && rest.tau > all.tau));
  using Catch::Matchers::ContainsSubstring;
  REQUIRE_THROWS_WITH(fit({1, 2}, {.min_size = 0}), ContainsSubstring("sizes from 0"));
  REQUIRE_THROWS_WITH(fit({1, 2}, {.min_size = 4, .max_size = 4}), ContainsSubstring("from 4 to 4"));
}

}  // namespace size_exponent_test
