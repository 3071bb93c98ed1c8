// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <sanitizer/asan_interface.h>
#include <Kokkos_Core.hpp>

#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

/// Memory of a device, in tests of its path on the host: the address sanitizer ends the test where the host reads or
/// writes a View of the library (label "tektite::...") while no kernel, fill or copy of Kokkos runs. With a GPU the
/// copy would be missing there.

namespace {

/// Kokkos' own data before the first entry of each allocation; the host may touch it.
constexpr std::size_t header = 128;

std::map<void const*, std::size_t> views;  // start of the allocation, and bytes of entries
int running = 0;                           // kernels, fills and copies within each other

void forbid(std::pair<void const* const, std::size_t> const& view) {
  __asan_poison_memory_region(static_cast<char const*>(view.first) + header, view.second);
}
void allow(std::pair<void const* const, std::size_t> const& view) {
  __asan_unpoison_memory_region(static_cast<char const*>(view.first) + header, view.second);
}

void on_allocation(Kokkos_Profiling_SpaceHandle, char const* label, void const* start, std::uint64_t bytes) {
  std::string_view const name = label;
  // A mirror has the label of its View, and is the host's.
  if (!name.starts_with("tektite::") || name.ends_with("_mirror")) return;
  auto const view = views.emplace(start, bytes).first;
  if (running == 0) forbid(*view);
}
void on_release(Kokkos_Profiling_SpaceHandle, char const*, void const* start, std::uint64_t) {
  auto const view = views.find(start);
  if (view == views.end()) return;
  allow(*view);
  views.erase(view);
}

void begin() {
  if (running++ == 0)
    for (auto const& view : views) allow(view);
}
void end() {
  if (--running == 0)
    for (auto const& view : views) forbid(view);
}
void on_begin(char const*, std::uint32_t, std::uint64_t*) { begin(); }
void on_end(std::uint64_t) { end(); }
void on_begin_copy(Kokkos_Profiling_SpaceHandle, char const*, void const*, Kokkos_Profiling_SpaceHandle, char const*,
                   void const*, std::uint64_t) {
  begin();
}
void on_end_copy() { end(); }

struct DeviceMemory : Catch::EventListenerBase {
  using EventListenerBase::EventListenerBase;

  void testRunStarting(Catch::TestRunInfo const&) override {
    using namespace Kokkos::Tools::Experimental;
    set_allocate_data_callback(on_allocation);
    set_deallocate_data_callback(on_release);
    set_begin_parallel_for_callback(on_begin);
    set_end_parallel_for_callback(on_end);
    set_begin_parallel_reduce_callback(on_begin);
    set_end_parallel_reduce_callback(on_end);
    set_begin_parallel_scan_callback(on_begin);
    set_end_parallel_scan_callback(on_end);
    set_begin_deep_copy_callback(on_begin_copy);
    set_end_deep_copy_callback(on_end_copy);
  }
};

}  // namespace

CATCH_REGISTER_LISTENER(DeviceMemory)
