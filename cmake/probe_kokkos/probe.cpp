// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <Kokkos_Core.hpp>

int main(int argc, char** argv) { Kokkos::ScopeGuard guard(argc, argv); }
