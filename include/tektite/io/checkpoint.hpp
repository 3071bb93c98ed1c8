// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>
#include <string_view>
#include <system_error>

#include "tektite/core/error.hpp"
#include "tektite/dynamics/simulation.hpp"
#include "tektite/io/atomic_file.hpp"
#include "tektite/io/checksum.hpp"
#include "tektite/io/detail/simulation_snapshot.hpp"

/// \file
/// Checkpoints: a simulation is saved and restored, and continues with the same bits on the same backend and build.
///
/// A checkpoint holds everything that the next step depends on, also the forces, the reference positions of the
/// neighbour list and the state of the force field. So the time and number of checkpoints have no effect on a run. The
/// file is binary: magic, version, contents, checksum (64-bit FNV-1a). It is written as `AtomicFile` does: at any
/// moment there is the old file or the new one.

namespace tektite::io {

/// The first bytes of every checkpoint.
inline constexpr std::string_view checkpoint_magic{"tektite checkpoint\n"};
/// Version of the contents, increased with each change of them.
inline constexpr std::uint32_t checkpoint_version = 2;

/// Saves a simulation, and any text of the caller with it.
///
/// Memory on the host: the size of the file, and one array more. Fences the simulation's instance.
///
/// \param path       of the file; an older one is replaced
/// \param simulation in any state between steps; it is not changed
/// \param extra      any bytes, for `read_checkpoint` to return
/// \throws Error     with file and reason where it cannot be written; an older file is then unchanged
template <ExecutionSpace Exec, class Forces>
void write_checkpoint(std::filesystem::path const& path, Simulation<Exec, Forces> const& simulation,
                      std::string const& extra = {}) {
  tektite::detail::CheckpointWriter writer;
  writer.bytes = checkpoint_magic;
  writer(checkpoint_version);
  writer(std::uint32_t(0x01020304));
  auto copy = simulation;  // Views are shared; reading and writing use the same visitor, which needs a mutable object.
  using Snapshot = tektite::detail::SimulationSnapshot<tektite::detail::CheckpointWriter>;
  Snapshot::compute_averages(copy);
  auto sorted = Snapshot::sorted_positions(copy);
  Snapshot::simulation(writer, copy, sorted);
  writer(extra);
  writer(checksum(writer.bytes));
  AtomicFile file(path);
  file.write(writer.bytes);
  file.commit();
}

namespace detail {

/// All bytes of a checkpoint. \param path of the file \throws Error it cannot be read, or is something else
inline std::string read_checkpoint_bytes(std::filesystem::path const& path) {
  std::string const name = path.string();
  std::error_code error;
  auto const status = std::filesystem::status(path, error);
  std::ifstream file(path, std::ios::binary);
  tektite::require(file.is_open(), name, ": cannot be read");
  tektite::require(std::filesystem::is_regular_file(status), name, ": not a checkpoint, but a folder or a device");
  auto const size = std::filesystem::file_size(path, error);
  tektite::require(!error, name, ": cannot be read: ", error.message());
  std::string bytes(std::min<std::uintmax_t>(size, checkpoint_magic.size()), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  tektite::require(file.good() && bytes == checkpoint_magic, name, ": not a checkpoint");
  bytes.resize(size);
  char* const rest = bytes.data() + checkpoint_magic.size();
  file.read(rest, static_cast<std::streamsize>(size - checkpoint_magic.size()));
  tektite::require(static_cast<std::uintmax_t>(file.gcount()) == size - checkpoint_magic.size(), name,
                   ": cannot be read to its end");
  return bytes;
}

/// The contents of a checkpoint, between version and checksum. \throws Error the file is not whole, or not for here
inline std::string_view checkpoint_contents(std::string_view bytes, std::string const& name) {
  constexpr std::size_t head = checkpoint_magic.size() + 2 * sizeof(std::uint32_t), tail = sizeof(std::uint64_t);
  tektite::require(bytes.size() >= head + tail, name, ": checkpoint ends early");
  tektite::detail::CheckpointReader check(bytes.substr(checkpoint_magic.size()));
  std::uint32_t version = 0, order = 0;
  check(version);
  check(order);
  tektite::require(order == 0x01020304, name, ": checkpoint of a machine with another byte order");
  tektite::require(version == checkpoint_version, name, ": checkpoint version ", version, ", expected ",
                   checkpoint_version, ": it was written by another version of Tektite");
  std::uint64_t stored = 0;
  tektite::detail::CheckpointReader last(bytes.substr(bytes.size() - tail));
  last(stored);
  tektite::require(stored == checksum(bytes.substr(0, bytes.size() - tail)), name,
                   ": checkpoint is truncated or altered (checksum differs)");
  return bytes.substr(head, bytes.size() - head - tail);
}

}  // namespace detail

/// Restores a simulation. Everything in it is replaced but its instance and its force field; its Views are new.
///
/// The continued run has the same bits as one without interruption if backend, build and force field are the same.
/// Every length and value is checked before the simulation is changed, so a file of a stranger gives an `Error`, too.
/// Fences the simulation's instance.
///
/// \param path       of a file that `write_checkpoint` has written
/// \param simulation made with the same kind of force field, and with as many types
/// \returns          `extra` of `write_checkpoint`
/// \throws Error     with the file: it is missing, truncated, altered, of another version or of a machine with another
///                   byte order; of another number of types; arrays differ in length, or a value is none that a
///                   simulation can have; the simulation is then unchanged
template <ExecutionSpace Exec, class Forces>
std::string read_checkpoint(std::filesystem::path const& path, Simulation<Exec, Forces>& simulation) {
  std::string const bytes = detail::read_checkpoint_bytes(path);
  tektite::detail::CheckpointReader reader(detail::checkpoint_contents(bytes, path.string()));
  auto restored = simulation;
  using Snapshot = tektite::detail::SimulationSnapshot<tektite::detail::CheckpointReader>;
  typename Snapshot::template SitePositions<Exec> sorted;
  std::string extra;
  try {
    Snapshot::simulation(reader, restored, sorted);
    reader(extra);
    require(reader.finished(), "the file has more bytes than expected");
    Snapshot::restore_list(restored, sorted);
  } catch (Error const& error) {
    fail(path.string(), ": cannot go on from this checkpoint: ", error.what());
  }
  simulation = restored;
  return extra;
}

}  // namespace tektite::io
