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
  // A NaN that is born in a kernel ends the test here, not three results later.
  feenableexcept(FE_INVALID | FE_DIVBYZERO);
#endif
  return Catch::Session().run(argc, argv);
}
