// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
// mutations: 500
//
// Compressed files, damaged. Only the unpacked text is looked at; the target `configuration` has what follows.
#include <tektite/io/read_configuration.hpp>

#include "target.hpp"
#include "use_configuration.hpp"

std::vector<std::string> fuzz::seeds() { return {}; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const& path = fuzz::input_file({reinterpret_cast<char const*>(data), size});
  fuzz::accepted(path, [&] {
    tektite::io::FrameReader reader{std::filesystem::path(path)};
    for (auto frame = reader.next(); frame; frame = reader.next()) fuzz::check_content(*frame);
  });
  return 0;
}
