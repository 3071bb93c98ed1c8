// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

namespace tektite {

namespace detail {

/// Number of items that one thread adds up. A GPU needs more threads than a CPU to be fully used, each with less work.
///
/// `strided` is true on a GPU: see `PartItems`.
template <bool strided>
inline constexpr std::size_t items_per_part = strided ? 32 : 256;

/// The items that one thread adds up: consecutive ones on a CPU. On a GPU (`strided`) the step between them is the
/// number of parts, so that neighbouring threads read neighbouring items.
template <bool strided>
struct PartItems {
  std::size_t begin, end, step;  ///< items begin, begin + step, ... below end

  /// \param part  number of the part
  /// \param parts number of parts
  /// \param items number of items of all parts together
  KOKKOS_FUNCTION PartItems(std::size_t part, std::size_t parts, std::size_t items)
      : begin(strided ? part : part * items_per_part<strided>),
        end(strided ? items : Kokkos::min(items, begin + items_per_part<strided>)),
        step(strided ? parts : 1) {}
};

/// Number of parts of the items of one level, at least 1.
template <bool strided>
std::size_t parts_of(std::size_t items) {
  constexpr std::size_t each = items_per_part<strided>;
  return items == 0 ? 1 : (items + each - 1) / each;
}

/// Number of partial results of all levels but the last, which has the result.
template <bool strided>
std::size_t partial_results(std::size_t n) {
  std::size_t sum = 0;
  for (std::size_t count = parts_of<strided>(n); count > 1; count = parts_of<strided>(count)) sum += count;
  return sum;
}

/// `deterministic_reduce` in levels, one kernel each, in which one thread adds up one part: of the items in the first
/// level, of the partial results of the level before in the next ones, until one is left. Levels lie one after the
/// other in `scratch`, so that no kernel writes what it reads; the last one is `result`.
///
/// \param result  one value in the memory of `exec`
/// \param scratch `partial_results` values in the memory of `exec`
template <bool strided, class Value, ExecutionSpace Exec, class Accumulate, class Combine>
void reduce_in_parts(Exec const& exec, std::string_view label, std::size_t n, Value const& identity,
                     Accumulate const& accumulate, Combine const& combine, Value* result, Value* scratch) {
  std::size_t const parts = parts_of<strided>(n);
  Value* partial = parts == 1 ? result : scratch;
  launch<std::size_t>(
      exec, label, parts, KOKKOS_LAMBDA(std::size_t part) {
        PartItems<strided> const items(part, parts, n);
        Value sum = identity;
        for (std::size_t i = items.begin; i < items.end; i += items.step) accumulate(i, sum);
        partial[part] = sum;
      });
  for (std::size_t count = parts; count > 1;) {
    std::size_t const before = count, now = parts_of<strided>(count);
    Value* const next = now == 1 ? result : partial + before;
    launch<std::size_t>(
        exec, label, now, KOKKOS_LAMBDA(std::size_t part) {
          PartItems<strided> const items(part, now, before);
          Value sum = partial[items.begin];
          for (std::size_t i = items.begin + items.step; i < items.end; i += items.step) combine(sum, partial[i]);
          next[part] = sum;
        });
    partial = next;
    count = now;
  }
}

}  // namespace detail

/// A reduction into device memory whose result does not depend on the number of threads.
///
/// Kokkos' own reductions add floating-point numbers in an order that depends on the thread count. Here the items are
/// divided into parts of fixed size, each part is summed in order, and the parts' results are summed in the same way.
/// So the tree of additions depends only on `n` and the kind of device: 256 consecutive items per part on a CPU, at
/// most 32 items with a constant step between them on a GPU.
///
/// \param exec       execution space instance that runs everything
/// \param label      name of the kernels, after the prefix `tektite::`
/// \param n          number of items
/// \param identity   value of an empty reduction
/// \param accumulate device-callable `void(std::size_t i, Value& sum)`: adds item i; called once for each item
/// \param combine    device-callable `void(Value& sum, Value const& other)`: adds another partial result
/// \param result     the sum is written here
/// \param scratch    reused if large enough, else reallocated; keep it between calls to avoid allocations
/// \throws nothing
/// \cost             O(n) work; scratch memory for n / 255 values, on a GPU n / 31
/// \fences           none
/// \determinism      the same bits at any thread count; a GPU and a CPU add in different orders
/// \source           none
template <class Value, ExecutionSpace Exec, class Accumulate, class Combine>
void deterministic_reduce(Exec const& exec, std::string_view label, std::size_t n, Value const& identity,
                          Accumulate const& accumulate, Combine const& combine,
                          Kokkos::View<Value, typename Exec::memory_space> const& result,
                          Kokkos::View<Value*, typename Exec::memory_space>& scratch) {
  using Memory = typename Exec::memory_space;
  constexpr bool strided = !detail::on_host<Memory>;
  std::size_t const partial_results = detail::partial_results<strided>(n);
  if (scratch.extent(0) < partial_results) {
    scratch = {};
    scratch =
        detail::allocate<Kokkos::View<Value*, Memory>>(exec, std::string(label).append("::scratch"), partial_results);
  }
  detail::reduce_in_parts<strided>(exec, label, n, identity, accumulate, combine, result.data(), scratch.data());
}

/// A reduction onto the host whose result does not depend on the number of threads; the tree of additions is that of
/// the overload above.
///
/// \param exec       execution space instance that runs everything
/// \param label      name of the kernels, after the prefix `tektite::`
/// \param n          number of items
/// \param identity   value of an empty reduction
/// \param accumulate device-callable `void(std::size_t i, Value& sum)`: adds item i; called once for each item
/// \param combine    device-callable `void(Value& sum, Value const& other)`: adds another partial result
/// \returns          the sum; `identity` for n = 0
/// \throws nothing
/// \cost             O(n) work; scratch memory for n / 255 values, on a GPU n / 31, allocated in each call
/// \fences           once, at the end, for the result; not for n = 0
/// \determinism      the same bits at any thread count; a GPU and a CPU add in different orders
/// \source           none
template <class Value, ExecutionSpace Exec, class Accumulate, class Combine>
Value deterministic_reduce(Exec const& exec, std::string_view label, std::size_t n, Value const& identity,
                           Accumulate const& accumulate, Combine const& combine) {
  static_assert(std::is_trivially_copyable_v<Value>, "the sum is copied to the host as bytes");
  if (n == 0) return identity;
  using Memory = typename Exec::memory_space;
  constexpr bool strided = !detail::on_host<Memory>;
  // The result, then the partial results. As bytes, so that Kokkos' allocation is compiled once for all types.
  auto const room = detail::allocate<Kokkos::View<char*, Memory>>(
      exec, std::string(label).append("::scratch"), (1 + detail::partial_results<strided>(n)) * sizeof(Value));
  auto* const result = reinterpret_cast<Value*>(room.data());
  detail::reduce_in_parts<strided>(exec, label, n, identity, accumulate, combine, result, result + 1);
  Value sum = identity;
  detail::fetch_bytes<Memory>(exec, &sum, result, sizeof sum);
  return sum;
}

/// The sum of `term(i)` for i in [0, n), by `deterministic_reduce`.
///
/// \param exec  execution space instance that runs everything
/// \param label name of the kernels, after the prefix `tektite::`
/// \param n     number of terms
/// \param term  device-callable `Value(std::size_t i)`
/// \returns     the sum, in the unit of the terms; `Value{}` for n = 0
/// \throws nothing
/// \cost        O(n) work; scratch memory for n / 255 values, on a GPU n / 31, allocated in each call
/// \fences      once, at the end, for the result; not for n = 0
/// \determinism the same bits at any thread count; a GPU and a CPU add in different orders
/// \source      none
template <class Value, ExecutionSpace Exec, class Term>
Value deterministic_sum(Exec const& exec, std::string_view label, std::size_t n, Term const& term) {
  return deterministic_reduce(
      exec, label, n, Value{}, KOKKOS_LAMBDA(std::size_t i, Value& sum) { sum += term(i); },
      KOKKOS_LAMBDA(Value & sum, Value const& other) { sum += other; });
}

namespace detail {

/// The sum of a View of numbers, as `deterministic_sum` adds them.
template <ExecutionSpace Exec>
double sum_of(Exec const& exec, std::string_view label,
              Kokkos::View<double*, typename Exec::memory_space> const& values) {
  return deterministic_sum<double>(exec, label, values.extent(0), KOKKOS_LAMBDA(std::size_t i) { return values(i); });
}

TEKTITE_CORE_INSTANCE(double sum_of(compiled::Exec const&, std::string_view, compiled::View<double*> const&));

}  // namespace detail

}  // namespace tektite
