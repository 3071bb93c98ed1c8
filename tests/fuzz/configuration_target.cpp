// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
// mutations: 50
//
// Text files of atoms, recognised by content. What is accepted goes on into the algorithms.
#include <tektite/io/read_configuration.hpp>

#include "target.hpp"
#include "use_configuration.hpp"

std::vector<std::string> fuzz::seeds() { return {}; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const& path = fuzz::input_file({reinterpret_cast<char const*>(data), size});
  constexpr int most_frames = 3;
  std::vector<tektite::io::Configuration> frames;
  fuzz::accepted(path, [&] {
    tektite::io::FrameReader reader{std::filesystem::path(path)};
    for (auto frame = reader.next(); frame; frame = reader.next())
      if (frames.size() < most_frames) frames.push_back(std::move(*frame));
  });
  for (auto const& frame : frames) fuzz::use(frame);
  // The same atoms, by the function that most programs call.
  if (frames.empty()) return 0;
  auto const first = tektite::io::read_configuration(path);
  fuzz::expect(first.ids == frames[0].ids && first.positions == frames[0].positions, "read_configuration differs");
  return 0;
}
