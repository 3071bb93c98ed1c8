// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Kokkos_Core.hpp>
#include <catch2/catch_session.hpp>

#if defined(__GLIBC__)
#include <cfenv>
#endif

int main(int argc, char** argv) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
#if defined(__GLIBC__)
  // The operation that makes a NaN ends the test, instead of a later check of a result that depends on it.
  feenableexcept(FE_INVALID | FE_DIVBYZERO);
#endif
  return Catch::Session().run(argc, argv);
}
