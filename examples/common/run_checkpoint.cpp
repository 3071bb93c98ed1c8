// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/run_checkpoint.hpp"

#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

#include "common/command_line.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/checkpoint.hpp"
#include "tektite/io/checksum.hpp"

namespace tektite::examples {

std::string checkpoint_path(std::string const& output) { return output + ".checkpoint"; }

std::string run_identity(Program const& program, std::vector<std::string> const& inputs) {
  std::string identity = program.settings();
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    // A pipe cannot be read again.
    std::ifstream file;
    if (std::filesystem::is_regular_file(inputs[k])) file.open(inputs[k], std::ios::binary);
    std::string const bytes(std::istreambuf_iterator<char>(file), {});
    char line[64];
    std::snprintf(line, sizeof line, "contents of input %zu=%016llx\n", k + 1,
                  static_cast<unsigned long long>(io::checksum(bytes)));
    identity += line;
  }
  return identity;
}

void RunCheckpoint::require_none() const {
  require(!exists(), name(), ": left by an interrupted run: --resume goes on with it; remove it to start anew");
}

void RunCheckpoint::save(EamSimulation const& simulation, std::string const& extra) const {
  std::string bytes = identity_;
  if (!bytes.empty()) bytes += '\0';
  io::write_checkpoint(path_, simulation, bytes + extra);
}

std::string RunCheckpoint::load(EamSimulation& simulation) const {
  EamSimulation restored = simulation;
  std::string extra = io::read_checkpoint(path_, restored);
  if (!identity_.empty()) {
    std::size_t const end = extra.find('\0');
    require(end != std::string::npos, name(), ": is not of this program");
    require_identity(extra.substr(0, end));
    extra.erase(0, end + 1);
  }
  require_same_atoms(restored, simulation);
  simulation = restored;
  return extra;
}

void RunCheckpoint::remove() const {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void RunCheckpoint::require_identity(std::string const& found) const {
  std::istringstream before(found), now(identity_);
  for (std::string old_line, line; std::getline(before, old_line) && std::getline(now, line);)
    require(old_line == line, name(), ": is of a run with ", old_line, ", not ", line, "; remove it to start anew");
  require(found == identity_, name(), ": is of a run with other arguments");
}

void RunCheckpoint::require_same_atoms(EamSimulation const& restored, EamSimulation const& present) const {
  auto const &then = restored.system(), &now = present.system();
  require(then.size() == now.size(), name(), ": is of a run with ", then.size(), " atoms, not ", now.size(),
          "; remove it to start anew");
  require(to_host(then.ids) == to_host(now.ids) && to_host(then.types) == to_host(now.types) &&
              to_host(then.masses) == to_host(now.masses),
          name(), ": is of a run with other atoms; remove it to start anew");
  require(restored.list().cutoff == present.list().cutoff && restored.list().skin == present.list().skin, name(),
          ": is of a run with cutoff ", restored.list().cutoff, " and skin ", restored.list().skin, ", not ",
          present.list().cutoff, " and ", present.list().skin, "; remove it to start anew");
}

}  // namespace tektite::examples
