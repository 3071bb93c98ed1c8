// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/frame_files.hpp"

#include <cstdio>
#include <filesystem>

#include "common/command_line.hpp"
#include "common/molecular_dynamics.hpp"
#include "common/run_checkpoint.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/atomic_file.hpp"

namespace tektite::examples {

std::string frame_path(std::string const& prefix, std::int64_t k) {
  char number[32];
  std::snprintf(number, sizeof number, ".%04lld.dump", static_cast<long long>(k));
  return prefix + number;
}

void require_frame_files(std::string const& prefix, std::int64_t frames, std::vector<std::string> const& endings,
                         std::vector<std::string> const& inputs) {
  std::string const name = std::filesystem::path(prefix).filename().string();
  require(prefix != "-", "OUT-PREFIX is -, expected the beginning of file names");
  require(!name.empty() && name != "." && name != "..", prefix, ": is a folder, expected the beginning of file names");
  for (std::string const& ending : endings) require_output(prefix + ending, inputs);
  require_output(checkpoint_path(prefix), inputs);
  for (std::int64_t k = 0; k <= frames; ++k) {
    for (std::string const& input : inputs) require_other_file(input, frame_path(prefix, k));
    io::AtomicPath const probe(frame_path(prefix, k));  // makes no file
  }
}

}  // namespace tektite::examples
