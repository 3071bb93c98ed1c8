// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// A project of one file that uses Tektite from outside.
#include <Kokkos_Core.hpp>
#include <cstdio>
#include <tektite/version.hpp>

int main(int argc, char** argv) {
  Kokkos::ScopeGuard kokkos(argc, argv);
  int sum = 0;
  Kokkos::parallel_reduce("sum", 10, KOKKOS_LAMBDA(int i, int& partial) { partial += i; }, sum);
  std::printf("tektite %s, sum %d\n", TEKTITE_VERSION_STRING, sum);
  return sum == 45 ? 0 : 1;
}
