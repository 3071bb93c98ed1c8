// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/device_flag.hpp>

#include <catch2/catch_test_macros.hpp>

namespace device_flag_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

TEST_CASE("flags that share a word are raised one by one, by any number of threads") {
  Kokkos::View<unsigned*, Memory> const words("words", 1);
  Kokkos::View<unsigned, Memory> const word(words.data());
  DeviceFlag<Memory> const first{word, 1}, third{word, 4};
  Kokkos::parallel_for(
      "raise", Kokkos::RangePolicy<Exec>(0, 10000), KOKKOS_LAMBDA(int i) {
        if (i % 3 == 0) third.raise();
      });
  Exec().fence();
  REQUIRE(to_host(words)[0] == 4);
  Kokkos::parallel_for("raise", Kokkos::RangePolicy<Exec>(0, 10000), KOKKOS_LAMBDA(int) { first.raise(); });
  Exec().fence();
  REQUIRE(to_host(words)[0] == 5);
}

TEST_CASE("a flag without a word may be raised and does nothing") {
  DeviceFlag<Memory> const none{};
  Kokkos::parallel_for("raise", Kokkos::RangePolicy<Exec>(0, 10), KOKKOS_LAMBDA(int) { none.raise(); });
  Exec().fence();
  REQUIRE(none.word.data() == nullptr);
}

}  // namespace device_flag_test
