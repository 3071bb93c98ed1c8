// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include <tektite/percolation/contacts.hpp>

/// A ring of n particles: each touches the next, the last one the first one's image.
struct Ring {
  int n;
  std::size_t size() const { return std::size_t(n); }
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    int const i = int(row);
    visit(tektite::Contact{i, (i + 1) % n, {i + 1 == n, 0, 0}});
  }
};
