// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

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

/// Restores a simulation. Everything in it is replaced but its instance and its force field; its Views are new.
///
/// The continued run has the same bits as one without interruption if backend, build and force field are the same.
/// Fences the simulation's instance.
///
/// \param path       of a file that `write_checkpoint` has written
/// \param simulation made with the same kind of force field
/// \returns          `extra` of `write_checkpoint`
/// \throws Error     a file that is missing, truncated, altered, of another version or of a machine with another byte
///                   order; the simulation is then unchanged
template <ExecutionSpace Exec, class Forces>
std::string read_checkpoint(std::filesystem::path const& path, Simulation<Exec, Forces>& simulation) {
  std::string const name = path.string();
  std::ifstream file(path, std::ios::binary);
  require(file.is_open(), name, ": cannot be read");
  std::string const bytes(std::istreambuf_iterator<char>(file), {});
  require(bytes.starts_with(checkpoint_magic), name, ": not a checkpoint");
  constexpr std::size_t head = checkpoint_magic.size() + 2 * sizeof(std::uint32_t), tail = sizeof(std::uint64_t);
  require(bytes.size() >= head + tail, name, ": checkpoint ends early");
  std::string_view const all(bytes);
  tektite::detail::CheckpointReader check(all.substr(checkpoint_magic.size()), name);
  std::uint32_t version = 0, order = 0;
  check(version);
  check(order);
  require(order == 0x01020304, name, ": checkpoint of a machine with another byte order");
  require(version == checkpoint_version, name, ": checkpoint version ", version, ", expected ", checkpoint_version);
  std::uint64_t stored = 0;
  tektite::detail::CheckpointReader(all.substr(all.size() - tail), name)(stored);
  require(stored == checksum(all.substr(0, all.size() - tail)), name,
          ": checkpoint is truncated or altered (checksum differs)");
  tektite::detail::CheckpointReader reader(all.substr(head, all.size() - head - tail), name);
  auto restored = simulation;
  using Snapshot = tektite::detail::SimulationSnapshot<tektite::detail::CheckpointReader>;
  Snapshot::template SitePositions<Exec> sorted;
  Snapshot::simulation(reader, restored, sorted);
  std::string extra;
  reader(extra);
  require(reader.finished(), name, ": checkpoint has more bytes than expected");
  Snapshot::restore_list(restored, sorted);
  simulation = restored;
  return extra;
}

}  // namespace tektite::io
