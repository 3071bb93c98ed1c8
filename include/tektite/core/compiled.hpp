// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/detail/memory.hpp"

/// \file
/// Instances of algorithms for the types that most callers on a host have, compiled once: the library tektite::host.
///
/// A header ends with the instances of its templates, each a macro of its topic. Where the headers stand alone the
/// macros are empty. A program that links tektite::host has TEKTITE_USES_HOST defined; then the macros declare the
/// instances. A source of the library defines the macro of its topic before it includes the topic's headers; then they
/// define them.

/// \cond
#ifdef TEKTITE_USES_HOST
#define TEKTITE_DECLARE_INSTANCE(...) extern template __VA_ARGS__
#else
#define TEKTITE_DECLARE_INSTANCE(...) static_assert(true)
#endif

#ifndef TEKTITE_CORE_INSTANCE
#define TEKTITE_CORE_INSTANCE(...) TEKTITE_DECLARE_INSTANCE(__VA_ARGS__)
#endif
#ifndef TEKTITE_NEIGHBORS_INSTANCE
#define TEKTITE_NEIGHBORS_INSTANCE(...) TEKTITE_DECLARE_INSTANCE(__VA_ARGS__)
#endif
#ifndef TEKTITE_EAM_INSTANCE
#define TEKTITE_EAM_INSTANCE(...) TEKTITE_DECLARE_INSTANCE(__VA_ARGS__)
#endif
#ifndef TEKTITE_VORONOI_INSTANCE
#define TEKTITE_VORONOI_INSTANCE(...) TEKTITE_DECLARE_INSTANCE(__VA_ARGS__)
#endif
#ifndef TEKTITE_STRAIN_INSTANCE
#define TEKTITE_STRAIN_INSTANCE(...) TEKTITE_DECLARE_INSTANCE(__VA_ARGS__)
#endif
#ifndef TEKTITE_PERCOLATION_INSTANCE
#define TEKTITE_PERCOLATION_INSTANCE(...) TEKTITE_DECLARE_INSTANCE(__VA_ARGS__)
#endif
#ifndef TEKTITE_STATS_INSTANCE
#define TEKTITE_STATS_INSTANCE(...) TEKTITE_DECLARE_INSTANCE(__VA_ARGS__)
#endif
#ifndef TEKTITE_DYNAMICS_INSTANCE
#define TEKTITE_DYNAMICS_INSTANCE(...) TEKTITE_DECLARE_INSTANCE(__VA_ARGS__)
#endif
#ifndef TEKTITE_ORDER_INSTANCE
#define TEKTITE_ORDER_INSTANCE(...) TEKTITE_DECLARE_INSTANCE(__VA_ARGS__)
#endif
#ifndef TEKTITE_NETWORK_INSTANCE
#define TEKTITE_NETWORK_INSTANCE(...) TEKTITE_DECLARE_INSTANCE(__VA_ARGS__)
#endif
/// \endcond

namespace tektite::compiled {

/// Compiled in tektite::host for its own length of vectors only. So a program that was compiled for another one does
/// not link: arrays have room for whole vectors.
///
/// \returns true
template <int vector_bytes>
bool has_vectors_of() {
  return true;
}

#ifdef TEKTITE_USES_HOST
TEKTITE_CORE_INSTANCE(bool has_vectors_of<detail::vector_bytes>());
inline bool const vectors_match = has_vectors_of<detail::vector_bytes>();  ///< refers to the function above
#endif

/// Where the instances run.
using Exec = Kokkos::DefaultHostExecutionSpace;

/// The memory that they read and write.
using Memory = Exec::memory_space;

/// Arrays of the instances: what algorithms on the host return.
template <class T>
using View = Kokkos::View<T, Memory>;

/// Rows of three doubles at any stride. Algorithms read Views of rows of doubles, Views of `Vec3<double>`, and
/// `InterleavedArray<double>` in this form.
using Positions = detail::Rows<double const, Memory>;

/// Rows of three doubles to write, for the same Views.
using Vectors = detail::Rows<double, Memory>;

/// One number per particle at any stride: types, masks, weights.
template <class T>
using Values = detail::Values<T const, Memory>;

}  // namespace tektite::compiled
