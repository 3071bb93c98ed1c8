// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/start_frame.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "common/chosen_frames.hpp"
#include "common/command_line.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/read_configuration.hpp"
#include "tektite/io/types.hpp"

namespace tektite::examples {

io::Configuration start_frame(std::string const& path, std::optional<std::int64_t> number) {
  if (number) return chosen_frame(path, *number, "--frame");
  io::FrameReader frames(path);
  std::optional<io::Configuration> first = frames.next();
  require(first.has_value(), path, ": has no frames");
  bool more = true;
  try {
    more = frames.next().has_value();
  } catch (Error const&) {
    // A second frame that is not complete, as in a trajectory that is still written.
  }
  if (more) print_note(path + ": holds several frames; the first one is used (--frame chooses)");
  return std::move(*first);
}

void note_outside_walls(std::string const& path, io::Configuration const& c) {
  std::size_t outside = 0;
  for (auto const& r : c.positions) {
    auto const s = c.box.fractional(r);
    bool out = false;
    for (int d = 0; d < 3; ++d) out = out || (!c.box.periodic(d) && (s[d] < -1e-6 || s[d] > 1 + 1e-6));
    outside += out;
  }
  if (outside > 0)
    print_note(path + ": " + std::to_string(outside) +
               " atoms lie outside the box along axes that are not periodic; their cells end at its walls");
}

void note_unused_elements(std::string const& path, io::Configuration const& c,
                          std::vector<std::string> const& elements) {
  // A name may stand for several types.
  std::set<std::string> unused(elements.begin(), elements.end());
  for (int const type : io::types_by_element(c, elements)) unused.erase(elements[static_cast<std::size_t>(type)]);
  for (std::string const& name : unused) print_note(path + ": no atom is " + name + ", which --elements names");
}

}  // namespace tektite::examples
