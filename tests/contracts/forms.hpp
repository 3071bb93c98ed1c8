// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/core/box.hpp>
#include <tektite/core/host_arrays.hpp>
#include <tektite/core/particles.hpp>
#include <tektite/core/vec3.hpp>

#include <Kokkos_Core.hpp>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

/// \file
/// The same positions in every form that a host code may have, and the bits of what a function makes of them.
///
/// The tests *_forms_test.cpp name every public function that takes positions; tests/scripts/forms_test.py compares
/// them with the headers.

namespace forms {

using tektite::Box;
using tektite::Vec3;
using Host = Kokkos::HostSpace;
using Exec = Kokkos::DefaultHostExecutionSpace;

/// A class of a host code: particles in slots of an array, in an order of its own.
struct Slots {
  double const* x;
  int const* slot;
  std::size_t count;
};

/// An atom of a host code, with more than its position.
struct Atom {
  int tag;
  float x, y, z;
  short type;
};

}  // namespace forms

template <>
struct tektite::ParticleTraits<forms::Slots> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(forms::Slots const& p) { return p.count; }
  KOKKOS_FUNCTION static Vec3<double> get(forms::Slots const& p, std::size_t i) {
    double const* const x = p.x + 5 * p.slot[i];
    return {x[0], x[2], x[4]};
  }
};

namespace forms {

/// One configuration in all forms. Its coordinates are floats, so that all forms hold the same numbers.
class Positions {
 public:
  explicit Positions(std::vector<Vec3<double>> const& points)
      : n_(points.size()),
        vectors_("vectors", n_),
        right_("right", n_),
        left_("left", n_),
        any_("any", n_, 3),
        floats_("floats", n_),
        coordinates_("coordinates", 3, n_),
        spread_(7 * n_, -1e9),
        arrays_(n_),
        atoms_(n_),
        slots_(5 * n_, -1e9),
        slot_(n_) {
    for (std::size_t i = 0; i < n_; ++i) {
      vectors_(i) = points[i];
      slot_[i] = int(n_ - 1 - i);
      atoms_[i] = {int(i), float(points[i].x), float(points[i].y), float(points[i].z), 0};
      for (int d = 0; d < 3; ++d) {
        double const r = points[i][d];
        right_(i, d) = left_(i, d) = any_(i, d) = coordinates_(d, i) = spread_[7 * i + 2 * d] = r;
        floats_(i, d) = float(r);
        arrays_[i][d] = r;
        slots_[5 * slot_[i] + 2 * d] = r;
      }
    }
  }

  /// The form that the others are compared with. \returns a View of vectors
  auto vectors() const { return vectors_; }

  /// \returns the other forms
  auto others() const {
    using Strided = Kokkos::View<double const* [3], Kokkos::LayoutStride, Host, Kokkos::MemoryUnmanaged>;
    using Unmanaged = Kokkos::View<double* [3], Kokkos::LayoutRight, Host, Kokkos::MemoryUnmanaged>;
    auto const line = [&](int d) { return Kokkos::subview(coordinates_, d, Kokkos::ALL); };
    return std::tuple(Kokkos::View<Vec3<double> const*, Host>(vectors_), right_, left_, any_,
                      Strided(spread_.data(), Kokkos::LayoutStride(n_, 7, 3, 2)), Unmanaged(right_.data(), n_),
                      tektite::InterleavedArray<double>{right_.data(), n_}, tektite::rows(arrays_),
                      tektite::rows(reinterpret_cast<double const(*)[3]>(right_.data()), n_), floats_,
                      tektite::rows(atoms_), tektite::SeparateArrays<decltype(line(0))>{line(0), line(1), line(2)},
                      Slots{slots_.data(), slot_.data(), n_});
  }

  /// Their names, in this order.
  static constexpr std::array names = {"a View of constant vectors",
                                       "rows in LayoutRight",
                                       "rows in LayoutLeft",
                                       "rows of an extent at run time",
                                       "strided rows",
                                       "unmanaged rows",
                                       "a pointer to numbers",
                                       "a vector of arrays",
                                       "a pointer to C arrays",
                                       "rows of floats",
                                       "a vector of structs",
                                       "three arrays",
                                       "a class of the host code"};

 private:
  std::size_t n_;
  Kokkos::View<Vec3<double>*, Host> vectors_;
  Kokkos::View<double* [3], Kokkos::LayoutRight, Host> right_;
  Kokkos::View<double* [3], Kokkos::LayoutLeft, Host> left_;
  Kokkos::View<double**, Kokkos::LayoutRight, Host> any_;
  Kokkos::View<float* [3], Kokkos::LayoutLeft, Host> floats_;
  Kokkos::View<double**, Kokkos::LayoutRight, Host> coordinates_;
  std::vector<double> spread_;
  std::vector<std::array<double, 3>> arrays_;
  std::vector<Atom> atoms_;
  std::vector<double> slots_;
  std::vector<int> slot_;
};

using Bits = std::vector<unsigned char>;

/// Adds the bytes of a View, or of a number or vector.
template <class T>
void add_bits(Bits& bits, T const& result) {
  if constexpr (Kokkos::is_view_v<T>) {
    auto const* const first = reinterpret_cast<unsigned char const*>(result.data());
    bits.insert(bits.end(), first, first + result.span() * sizeof(typename T::value_type));
  } else {
    auto const* const first = reinterpret_cast<unsigned char const*>(&result);
    bits.insert(bits.end(), first, first + sizeof(T));
  }
}

/// The bytes of results.
template <class... Results>
Bits bits_of(Results const&... results) {
  Kokkos::fence("forms");
  Bits bits;
  (add_bits(bits, results), ...);
  return bits;
}

/// Particles near a cubic lattice, now and later, in a periodic box.
struct Frames {
  static constexpr int layers = 7;
  static constexpr double spacing = 2.5;
  Exec exec;
  Box box = Box::triclinic({layers * spacing, layers* spacing, layers* spacing}, 1.5, -1, 2);
  Box open = Box::orthogonal(layers * spacing, layers* spacing, layers* spacing, {}, {false, true, false});
  Positions now{points(0)}, later{points(1)};
  Kokkos::View<int*, Host> types{"types", layers* layers* layers};
  Kokkos::View<double*, Host> values{"values", layers* layers* layers};

  Frames() {
    for (std::size_t i = 0; i < types.extent(0); ++i) {
      types(i) = int(i % 2);
      values(i) = 0.5 + double(i % 7) / 16;
    }
  }

  /// \param call `Bits(positions)`: what a function makes of them
  template <class Call>
  void require_same_bits(std::string const& function, Call const& call) const {
    Bits const expected = call(now.vectors());
    compare(function, expected, now.others(), [&](auto const& x) { return call(x); });
  }

  /// \param call `Bits(positions, later ones)`: what a function makes of two frames
  template <class Call>
  void require_same_bits_of_both(std::string const& function, Call const& call) const {
    Bits const expected = call(now.vectors(), later.vectors());
    auto const y = later.others();
    std::size_t form = 0;
    std::apply(
        [&](auto const&... x) {
          std::apply([&](auto const&... r) { (compare_one(function, expected, form++, call(x, r)), ...); }, y);
        },
        now.others());
  }

 private:
  static std::vector<Vec3<double>> points(unsigned frame) {
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform(0, 1);
    std::vector<Vec3<double>> x;
    for (int i = 0; i < layers * layers * layers; ++i) {
      Vec3<double> r =
          spacing * Vec3<double>{double(i % layers), double(i / layers % layers), double(i / layers / layers)};
      for (int d = 0; d < 3; ++d) r[d] = float(r[d]) + 0.5F * uniform(random);
      for (int d = 0; d < 3; ++d) r[d] = float(r[d]) + (frame == 0 ? 0 : 0.25F * uniform(random));
      for (int d = 0; d < 3; ++d) r[d] = float(r[d]);
      x.push_back(r);
    }
    return x;
  }

  static void compare_one(std::string const& function, Bits const& expected, std::size_t form, Bits const& bits) {
    std::string const name = Positions::names[form];
    CAPTURE(function, name);
    CHECK(!expected.empty());
    CHECK((bits == expected));
  }

  template <class Forms, class Call>
  static void compare(std::string const& function, Bits const& expected, Forms const& forms, Call const& call) {
    std::size_t form = 0;
    std::apply([&](auto const&... x) { (compare_one(function, expected, form++, call(x)), ...); }, forms);
  }
};

}  // namespace forms
