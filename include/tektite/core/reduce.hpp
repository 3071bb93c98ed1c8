// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <string>

#include "tektite/core/concepts.hpp"

namespace tektite {

/// A reduction whose result does not depend on the number of threads.
///
/// Kokkos' own reductions add floating-point numbers in an order that follows the thread count. Here items are summed
/// in blocks of a fixed size, in order, and the block results in blocks again, so the tree of additions is a function
/// of `n` alone.
///
/// \param exec       runs everything
/// \param n          number of items
/// \param identity   value of an empty reduction
/// \param accumulate device-callable `void(std::size_t i, Value& sum)`: adds item i
/// \param combine    device-callable `void(Value& sum, Value const& other)`: adds a later partial result
/// \param result     where the sum goes, on the device. Does not fence
/// \param scratch    grows where it must; who sums again and again keeps it
///
/// O(n) work, n / 256 values of scratch memory.
template <class Value, ExecutionSpace Exec, class Accumulate, class Combine>
void deterministic_reduce(Exec const& exec, std::string const& label, std::size_t n, Value const& identity,
                          Accumulate const& accumulate, Combine const& combine,
                          Kokkos::View<Value, typename Exec::memory_space> const& result,
                          Kokkos::View<Value*, typename Exec::memory_space>& scratch) {
  constexpr std::size_t block = 256;
  using Policy = Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>;
  auto const blocks_of = [](std::size_t items) { return items == 0 ? 1 : (items + block - 1) / block; };
  std::size_t room = 0;
  for (std::size_t count = blocks_of(n); count > 1; count = blocks_of(count)) room += count;
  if (scratch.extent(0) < room) {
    scratch = {};
    scratch = detail::allocate<Kokkos::View<Value*, typename Exec::memory_space>>(exec, label + "::scratch", room);
  }

  std::size_t count = blocks_of(n);
  Value* partial = count == 1 ? result.data() : scratch.data();
  Kokkos::parallel_for(
      "tektite::" + label, Policy(exec, 0, count), KOKKOS_LAMBDA(std::size_t b) {
        Value sum = identity;
        std::size_t const end = Kokkos::min(n, (b + 1) * block);
        for (std::size_t i = b * block; i < end; ++i) accumulate(i, sum);
        partial[b] = sum;
      });
  while (count > 1) {
    std::size_t const items = count;
    count = blocks_of(items);
    Value* const next = count == 1 ? result.data() : partial + items;
    Kokkos::parallel_for(
        "tektite::" + label, Policy(exec, 0, count), KOKKOS_LAMBDA(std::size_t b) {
          Value sum = partial[b * block];
          std::size_t const end = Kokkos::min(items, (b + 1) * block);
          for (std::size_t i = b * block + 1; i < end; ++i) combine(sum, partial[i]);
          next[b] = sum;
        });
    partial = next;
  }
}

/// The same for the host, which waits for it: fences `exec` once, at the end.
template <class Value, ExecutionSpace Exec, class Accumulate, class Combine>
Value deterministic_reduce(Exec const& exec, std::string const& label, std::size_t n, Value const& identity,
                           Accumulate const& accumulate, Combine const& combine) {
  if (n == 0) return identity;
  auto const result = detail::allocate<Kokkos::View<Value, typename Exec::memory_space>>(exec, label + "::result");
  Kokkos::View<Value*, typename Exec::memory_space> scratch;
  deterministic_reduce(exec, label, n, identity, accumulate, combine, result, scratch);
  return detail::fetch(exec, result);
}

/// The sum of `term(i)` for i in [0, n), the same bits at any thread count. Fences `exec`.
template <class Value, ExecutionSpace Exec, class Term>
Value deterministic_sum(Exec const& exec, std::string const& label, std::size_t n, Term const& term) {
  return deterministic_reduce(
      exec, label, n, Value{}, KOKKOS_LAMBDA(std::size_t i, Value& sum) { sum += term(i); },
      KOKKOS_LAMBDA(Value & sum, Value const& other) { sum += other; });
}

}  // namespace tektite
