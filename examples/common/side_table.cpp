// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/side_table.hpp"

#include <cstddef>

#include "tektite/core/error.hpp"
#include "tektite/io/atomic_file.hpp"

namespace tektite::examples {

void SideTable::check(Program& program, FrameJob const& job, std::vector<std::string> const& inputs) {
  if (!wanted()) return;
  for (auto const& [other, file] : {std::pair{"OUT", job.out}, std::pair{"--table", job.table()}})
    require(file.empty() || !is_same_name(name_, file), option_, " and ", other, " are the same file: ", name_);
  require_other_file(job.in, name_);
  for (std::string const& in : inputs) require_other_file(in, name_);
  target_ = program.output(name_);
  io::AtomicFile const probe(target_);  // it is written last, and must not fail after OUT
}

void SideTable::add(FrameJob::Row const& row) {
  if (table_.columns.empty())
    for (auto const& entry : row) table_.columns.push_back({entry.first, {}});
  for (std::size_t k = 0; k < row.size(); ++k) table_.columns[k].values.push_back(row[k].second);
}

}  // namespace tektite::examples
