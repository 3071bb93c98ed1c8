// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/stages.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "common/command_line.hpp"
#include "common/interrupt.hpp"
#include "common/progress.hpp"
#include "common/run_checkpoint.hpp"
#include "tektite/io/atomic_file.hpp"

namespace tektite::examples {

void require_outputs(std::string const& output, std::vector<std::string> const& inputs) {
  require_output(output, inputs);
  // Beside a device, such as /dev/null, there may be none: only runs of minutes need it.
  std::error_code ignored;
  bool const device = std::filesystem::exists(output, ignored) && !std::filesystem::is_regular_file(output, ignored);
  if (!device) require_output(checkpoint_path(output), inputs);
}

Stages::Stages(Program const& program, DynamicsArguments const& arguments, EamSimulation& simulation,
               std::string const& output, std::vector<std::string> const& inputs, Memo memo)
    : simulation_(simulation),
      thermo_every_(arguments.thermo_every),
      run_(simulation, options(program, arguments, output, inputs, std::move(memo))) {
  if (arguments.resume) io::remove_abandoned(output);
  catch_stop_signals();
}

void Stages::run(std::string const& name, std::int64_t steps, std::function<void()> const& begin, std::int64_t every,
                 std::function<void()> const& between) {
  auto const atoms = double(simulation_.system().size());
  auto const thermo_every = thermo_every_ > 0 ? thermo_every_ : std::max<std::int64_t>(1, steps / 20);
  Progress progress(name, steps, "atom-steps", atoms);
  auto const begin_or_resume = [&](bool resumed) {
    if (!resumed) begin();
    if (steps == 0) return;
    std::printf("# %s: %lld steps", name.c_str(), static_cast<long long>(steps));
    if (resumed) std::printf(", resumed at step %lld", static_cast<long long>(run_.done()));
    std::printf("\n");
    print_thermo_head();
    print_thermo(simulation_.thermo());
    progress.skip(run_.done());
  };
  auto const print = [&](std::int64_t) {
    progress.wipe();
    print_thermo(simulation_.thermo());
  };
  run_.run({.name = name,
            .steps = steps,
            .begin = begin_or_resume,
            .actions = {{.act = [&](std::int64_t) { between(); }, .every = every},
                        {.act = print, .every = thermo_every, .at_end = true}},
            .after_stretch = [&](std::int64_t done) { progress.update(done); }});
}

CheckpointedRun::Options Stages::options(Program const& program, DynamicsArguments const& arguments,
                                         std::string const& output, std::vector<std::string> const& inputs, Memo memo) {
  RunCheckpoint const checkpoint(checkpoint_path(output), run_identity(program, inputs));
  if (!arguments.resume) checkpoint.require_none();
  return {.checkpoint = checkpoint.name(),
          .seconds = arguments.checkpoint_every,
          .memo = std::move(memo),
          .identity = checkpoint.identity()};
}

}  // namespace tektite::examples
