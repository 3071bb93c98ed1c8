// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <string>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/memory.hpp"

namespace tektite {

namespace detail {

/// How many items one thread adds up. A GPU has more threads than a processor, and less patience with each.
template <bool apart>
inline constexpr std::size_t items_per_part = apart ? 32 : 256;

/// The items of one part: consecutive ones, or, on a GPU, as many apart as there are parts, so that threads side by
/// side read side by side.
template <bool apart>
struct PartItems {
  std::size_t begin, end, step;

  KOKKOS_FUNCTION PartItems(std::size_t part, std::size_t parts, std::size_t items)
      : begin(apart ? part : part * items_per_part<apart>),
        end(apart ? items : Kokkos::min(items, begin + items_per_part<apart>)),
        step(apart ? parts : 1) {}
};

template <bool apart, class Value, ExecutionSpace Exec, class Accumulate, class Combine>
void reduce_in_parts(Exec const& exec, std::string const& label, std::size_t n, Value const& identity,
                     Accumulate const& accumulate, Combine const& combine,
                     Kokkos::View<Value, typename Exec::memory_space> const& result,
                     Kokkos::View<Value*, typename Exec::memory_space>& scratch) {
  using Policy = Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>;
  constexpr std::size_t each = items_per_part<apart>;
  auto const parts_of = [](std::size_t items) { return items == 0 ? 1 : (items + each - 1) / each; };
  std::size_t const parts = parts_of(n);
  std::size_t room = 0;
  for (std::size_t count = parts; count > 1; count = parts_of(count)) room += count;
  if (scratch.extent(0) < room) {
    scratch = {};
    scratch = allocate<Kokkos::View<Value*, typename Exec::memory_space>>(exec, label + "::scratch", room);
  }

  Value* partial = parts == 1 ? result.data() : scratch.data();
  Kokkos::parallel_for(
      "tektite::" + label, Policy(exec, 0, parts), KOKKOS_LAMBDA(std::size_t part) {
        PartItems<apart> const items(part, parts, n);
        Value sum = identity;
        for (std::size_t i = items.begin; i < items.end; i += items.step) accumulate(i, sum);
        partial[part] = sum;
      });
  for (std::size_t count = parts; count > 1;) {
    std::size_t const before = count, now = parts_of(count);
    Value* const next = now == 1 ? result.data() : partial + before;
    Kokkos::parallel_for(
        "tektite::" + label, Policy(exec, 0, now), KOKKOS_LAMBDA(std::size_t part) {
          PartItems<apart> const items(part, now, before);
          Value sum = partial[items.begin];
          for (std::size_t i = items.begin + items.step; i < items.end; i += items.step) combine(sum, partial[i]);
          next[part] = sum;
        });
    partial = next;
    count = now;
  }
}

}  // namespace detail

/// A reduction whose result does not depend on the number of threads.
///
/// Kokkos' own reductions add floating-point numbers in an order that follows the thread count. Here each of a fixed
/// number of parts is summed in order, and the parts' results in parts again, so the tree of additions is a function
/// of `n` and of the kind of device alone: 256 consecutive items on a processor, 32 far apart on a GPU.
///
/// \param exec       runs everything
/// \param n          number of items
/// \param identity   value of an empty reduction
/// \param accumulate device-callable `void(std::size_t i, Value& sum)`: adds item i
/// \param combine    device-callable `void(Value& sum, Value const& other)`: adds another partial result
/// \param result     where the sum goes, on the device. Does not fence
/// \param scratch    grows where it must; who sums again and again keeps it
///
/// O(n) work; scratch memory for n / 256 values, on a GPU n / 31.
template <class Value, ExecutionSpace Exec, class Accumulate, class Combine>
void deterministic_reduce(Exec const& exec, std::string const& label, std::size_t n, Value const& identity,
                          Accumulate const& accumulate, Combine const& combine,
                          Kokkos::View<Value, typename Exec::memory_space> const& result,
                          Kokkos::View<Value*, typename Exec::memory_space>& scratch) {
  constexpr bool apart = !detail::on_host<typename Exec::memory_space>;
  detail::reduce_in_parts<apart>(exec, label, n, identity, accumulate, combine, result, scratch);
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
