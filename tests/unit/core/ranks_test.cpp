// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/ranks.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>
#include <vector>

namespace ranks_test {

using Catch::Matchers::Message;
using tektite::on_all_ranks;
using tektite::OneRank;
using tektite::sum_over_ranks;

namespace {

/// The first of two ranks, the other of which always gathers the same: numbers, counts and text.
struct WithOther {
  std::vector<double> numbers;
  std::vector<std::int64_t> counts;
  std::string text;

  std::vector<double> gather(std::vector<double> values) const { return joined(std::move(values), numbers); }
  std::vector<std::int64_t> gather(std::vector<std::int64_t> values) const { return joined(std::move(values), counts); }
  std::vector<char> gather(std::vector<char> values) const { return joined(std::move(values), text); }

 private:
  template <class T, class Other>
  static std::vector<T> joined(std::vector<T> values, Other const& other) {
    values.insert(values.end(), other.begin(), other.end());
    return values;
  }
};

static_assert(tektite::Ranks<OneRank>);
static_assert(tektite::Ranks<WithOther>);
static_assert(!tektite::Ranks<int>);

}  // namespace

TEST_CASE("one rank has the values of all") { CHECK(OneRank{}.gather(std::vector{3, 1, 2}) == std::vector{3, 1, 2}); }

TEST_CASE("an error on one rank is thrown on all, that of the first rank that has one") {
  auto const fails = []() -> int { throw tektite::Error("no room"); };
  auto const works = [] { return 7; };
  CHECK(on_all_ranks(OneRank{}, works) == 7);
  CHECK_THROWS_MATCHES(on_all_ranks(OneRank{}, fails), tektite::Error, Message("no room"));
  CHECK(on_all_ranks(WithOther{{}, {}, ""}, works) == 7);
  CHECK_THROWS_MATCHES(on_all_ranks(WithOther{{}, {}, "disk full\n"}, works), tektite::Error, Message("disk full"));
  CHECK_THROWS_MATCHES(on_all_ranks(WithOther{{}, {}, "disk full\n"}, fails), tektite::Error, Message("no room"));
}

TEST_CASE("sums are over ranks, entry by entry") {
  CHECK(sum_over_ranks(OneRank{}, std::vector{1.5, -2.0}) == std::vector{1.5, -2.0});
  CHECK(sum_over_ranks(OneRank{}, std::vector<double>{}).empty());
  CHECK(sum_over_ranks(WithOther{{0.25, 8}, {2}, ""}, std::vector{1.5, -2.0}) == std::vector{1.75, 6.0});
  CHECK_THROWS_MATCHES(sum_over_ranks(WithOther{{0.25}, {1}, ""}, std::vector{1.5, -2.0}), tektite::Error,
                       Message("sum_over_ranks: one rank has 2 values, another 1"));
}

}  // namespace ranks_test
