// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/status.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Selections: which particles an algorithm works on.
///
/// \source none: comparisons only

namespace tektite {

namespace detail {

/// What an entry of a selection may be.
template <class T>
concept SelectionEntry = std::integral<T> || std::same_as<T, Status>;

}  // namespace detail

/// A selection of particles: a View with one entry for each. A particle is selected where a `bool` is true, an integer
/// is not 0, or a `Status` is valid (`is_valid`).
template <class V>
concept Selection =
    Kokkos::is_view_v<V> && (V::rank() == 1) && detail::SelectionEntry<typename V::non_const_value_type>;

/// Selects all particles, for device code that asks a functor.
struct EveryParticle {
  /// Whether a particle is selected. \returns true
  KOKKOS_FUNCTION constexpr bool operator()(std::size_t) const { return true; }
};

namespace detail {

/// A selection as device-callable `bool(index)`.
template <class View>
struct Selected {
  View selection;

  template <class Index>
  KOKKOS_FUNCTION bool operator()(Index i) const {
    if constexpr (std::same_as<typename View::non_const_value_type, Status>)
      return is_valid(selection(i));
    else
      return static_cast<bool>(selection(i));
  }
};

/// Throws unless a selection has one entry for each of n particles or values.
///
/// \param caller name of the public function, for the message
/// \param what   there are n of
template <class View>
void require_selection(char const* caller, View const& selection, std::size_t n, char const* what = "particles") {
  require(selection.extent(0) == n, caller, ": ", selection.extent(0), " selected for ", n, " ", what);
}

/// Marks the particles for which a test is true. Does not fence.
///
/// \param test device-callable `bool(std::size_t)`
template <ExecutionSpace Exec, class Test>
Kokkos::View<bool*, typename Exec::memory_space> mark(Exec const& exec, std::string_view label, std::size_t n,
                                                      Test const& test) {
  auto const marks = allocate<Kokkos::View<bool*, typename Exec::memory_space>>(exec, label, n);
  launch<std::size_t>(exec, label, n, KOKKOS_LAMBDA(std::size_t i) { marks(i) = test(i); });
  return marks;
}

/// A selection as a View of `bool` in the memory of `exec`: itself where it is such a View, else a copy. Does not
/// fence.
template <ExecutionSpace Exec, Selection S>
Kokkos::View<bool*, typename Exec::memory_space> marks_of(Exec const& exec, S const& selection) {
  using Marks = Kokkos::View<bool*, typename Exec::memory_space>;
  constexpr bool contiguous = std::same_as<typename S::array_layout, typename Marks::array_layout>;
  if constexpr (contiguous && std::is_convertible_v<S, Marks>)
    return selection;
  else
    return mark(exec, "selection", selection.extent(0), Selected<S>{selection});
}

}  // namespace detail

/// Selects the particles with values above a threshold.
///
/// \param exec      execution space instance that runs everything
/// \param values    n values, any unit
/// \param threshold in the unit of the values
/// \returns         n marks; false where a value is not a number
/// \throws Error    the threshold is not a number
/// \cost            O(n) work; 1 byte per value, the result
/// \fences          none
/// \determinism     each entry depends on its value alone
template <ExecutionSpace Exec, ViewOf<double, 1> Values>
Kokkos::View<bool*, typename Exec::memory_space> select_above(Exec const& exec, Values const& values,
                                                              double threshold) {
  require(threshold == threshold, "select_above: the threshold is not a number");
  return detail::mark(
      exec, "select_above", values.extent(0), KOKKOS_LAMBDA(std::size_t i) {
        double const value = values(i);
        return !Kokkos::isnan(value) && value > threshold;
      });
}

/// Overload that runs on the default instance of the values' memory.
///
/// \param values,threshold as above
/// \returns                as above
template <ViewOf<double, 1> Values>
auto select_above(Values const& values, double threshold) {
  return select_above(typename Values::execution_space{}, values, threshold);
}

/// Selects the particles with values below a threshold.
///
/// \param exec      execution space instance that runs everything
/// \param values    n values, any unit
/// \param threshold in the unit of the values
/// \returns         n marks; false where a value is not a number
/// \throws Error    the threshold is not a number
/// \cost            O(n) work; 1 byte per value, the result
/// \fences          none
/// \determinism     each entry depends on its value alone
template <ExecutionSpace Exec, ViewOf<double, 1> Values>
Kokkos::View<bool*, typename Exec::memory_space> select_below(Exec const& exec, Values const& values,
                                                              double threshold) {
  require(threshold == threshold, "select_below: the threshold is not a number");
  return detail::mark(
      exec, "select_below", values.extent(0), KOKKOS_LAMBDA(std::size_t i) {
        double const value = values(i);
        return !Kokkos::isnan(value) && value < threshold;
      });
}

/// Overload that runs on the default instance of the values' memory.
///
/// \param values,threshold as above
/// \returns                as above
template <ViewOf<double, 1> Values>
auto select_below(Values const& values, double threshold) {
  return select_below(typename Values::execution_space{}, values, threshold);
}

/// Selects the particles of one type.
///
/// \param exec      execution space instance that runs everything
/// \param types     n types
/// \param type      the type that is wanted
/// \returns         n marks
/// \throws nothing
/// \cost            O(n) work; 1 byte per particle, the result
/// \fences          none
/// \determinism     each entry depends on its type alone
template <ExecutionSpace Exec, ViewOf<int, 1> Types>
Kokkos::View<bool*, typename Exec::memory_space> select_type(Exec const& exec, Types const& types, int type) {
  return detail::mark(
      exec, "select_type", types.extent(0),
      KOKKOS_LAMBDA(std::size_t i) { return static_cast<long long>(types(i)) == type; });
}

/// Overload that runs on the default instance of the types' memory.
///
/// \param types,type as above
/// \returns          as above
template <ViewOf<int, 1> Types>
auto select_type(Types const& types, int type) {
  return select_type(typename Types::execution_space{}, types, type);
}

/// Selects the particles of one status. For all particles with results take the View of statuses itself as the
/// selection, or `select_valid`.
///
/// \param exec      execution space instance that runs everything
/// \param status    n statuses
/// \param wanted    the status that is wanted
/// \returns         n marks
/// \throws nothing
/// \cost            O(n) work; 1 byte per particle, the result
/// \fences          none
/// \determinism     each entry depends on its status alone
template <ExecutionSpace Exec, StatusView S>
Kokkos::View<bool*, typename Exec::memory_space> select_status(Exec const& exec, S const& status, Status wanted) {
  return detail::mark(
      exec, "select_status", status.extent(0), KOKKOS_LAMBDA(std::size_t i) { return status(i) == wanted; });
}

/// Overload that runs on the default instance of the statuses' memory.
///
/// \param status,wanted as above
/// \returns             as above
template <StatusView S>
auto select_status(S const& status, Status wanted) {
  return select_status(typename S::execution_space{}, status, wanted);
}

/// Selects the particles with results: those whose status is `ok` or `degenerate`.
///
/// \param exec      execution space instance that runs everything
/// \param status    n statuses
/// \returns         n marks
/// \throws nothing
/// \cost            O(n) work; 1 byte per particle, the result
/// \fences          none
/// \determinism     each entry depends on its status alone
template <ExecutionSpace Exec, StatusView S>
Kokkos::View<bool*, typename Exec::memory_space> select_valid(Exec const& exec, S const& status) {
  return detail::mark(exec, "select_valid", status.extent(0), detail::Selected<S>{status});
}

/// Overload that runs on the default instance of the statuses' memory.
///
/// \param status as above
/// \returns      as above
template <StatusView S>
auto select_valid(S const& status) {
  return select_valid(typename S::execution_space{}, status);
}

/// Selects the particles that two selections have in common.
///
/// \param exec      execution space instance that runs everything
/// \param a,b       selections of n particles each
/// \returns         n marks
/// \throws Error    selections of unequal lengths
/// \cost            O(n) work; 1 byte per particle, the result
/// \fences          none
/// \determinism     each entry depends on the two entries alone
template <ExecutionSpace Exec, Selection A, Selection B>
Kokkos::View<bool*, typename Exec::memory_space> select_both(Exec const& exec, A const& a, B const& b) {
  detail::require_selection("select_both", b, a.extent(0));
  detail::Selected<A> const in_a{a};
  detail::Selected<B> const in_b{b};
  return detail::mark(exec, "select_both", a.extent(0), KOKKOS_LAMBDA(std::size_t i) { return in_a(i) && in_b(i); });
}

/// Overload that runs on the default instance of the selections' memory.
///
/// \param a,b as above
/// \returns   as above
template <Selection A, Selection B>
auto select_both(A const& a, B const& b) {
  return select_both(typename A::execution_space{}, a, b);
}

/// Selects the particles that a selection leaves out.
///
/// \param exec      execution space instance that runs everything
/// \param selection of n particles
/// \returns         n marks
/// \throws nothing
/// \cost            O(n) work; 1 byte per particle, the result
/// \fences          none
/// \determinism     each entry depends on that of the selection alone
template <ExecutionSpace Exec, Selection S>
Kokkos::View<bool*, typename Exec::memory_space> select_not(Exec const& exec, S const& selection) {
  detail::Selected<S> const selected{selection};
  return detail::mark(exec, "select_not", selection.extent(0), KOKKOS_LAMBDA(std::size_t i) { return !selected(i); });
}

/// Overload that runs on the default instance of the selection's memory.
///
/// \param selection as above
/// \returns         as above
template <Selection S>
auto select_not(S const& selection) {
  return select_not(typename S::execution_space{}, selection);
}

}  // namespace tektite
