// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/checkpointed_run.hpp"

#include <cmath>
#include <cstring>
#include <exception>
#include <sstream>

#include "common/interrupt.hpp"
#include "tektite/core/error.hpp"

namespace tektite::examples {

Memo memo_of_numbers(std::function<std::vector<double>()> save, std::function<void(std::vector<double> const&)> load) {
  return {[save = std::move(save)] {
            std::vector<double> const numbers = save();
            return std::string(reinterpret_cast<char const*>(numbers.data()), numbers.size() * sizeof(double));
          },
          [load = std::move(load)](std::string const& bytes) {
            require(bytes.size() % sizeof(double) == 0, "the checkpoint is not of this program");
            std::vector<double> numbers(bytes.size() / sizeof(double));
            if (!numbers.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
            for (double const x : numbers) require(std::isfinite(x), "a number of the program is not finite");
            load(numbers);
          }};
}

CheckpointedRun::CheckpointedRun(EamSimulation& simulation, Options options)
    : simulation_(simulation), options_(std::move(options)), checkpoint_(options_.checkpoint, options_.identity) {
  if (checkpoint_.exists()) load();
}

void CheckpointedRun::run(RunStage const& stage) {
  std::uint64_t const number = next_stage_++;
  if (number < stage_) return;
  stage_ = number;
  require(done_ <= stage.steps, checkpoint_.name(), ": is of another run");
  if (stage.begin) stage.begin(done_ > 0);
  // Clock and signals are read after so many steps: few enough to answer Ctrl-C at once, enough to cost nothing.
  double const atoms = double(simulation_.system().size());
  auto const stretch = std::max<std::int64_t>(1, static_cast<std::int64_t>(1e5 / atoms));
  while (done_ < stage.steps) {
    std::int64_t next = std::min(stage.steps, done_ + stretch);
    for (StageAction const& action : stage.actions) next = action.next(done_, next);
    simulation_.run(next - done_);
    done_ = next;
    for (StageAction const& action : stage.actions)
      if (action.due(done_, stage.steps)) action.act(done_);
    if (stage.after_stretch) stage.after_stretch(done_);
    if (stop_requested() || Clock::now() - saved_ > std::chrono::duration<double>(options_.seconds)) save();
    if (stop_requested()) {
      std::ostringstream text;
      text << "interrupted in stage " << stage.name << " at step " << done_;
      throw Interrupted(text.str());
    }
  }
  stage_ = next_stage_;
  done_ = 0;
}

void CheckpointedRun::finish() const {
  require(stage_ <= next_stage_, checkpoint_.name(), ": is of another run");
  checkpoint_.remove();
}

void CheckpointedRun::save() {
  std::string const memo = options_.memo.save();
  std::string extra;
  extra.append(reinterpret_cast<char const*>(&stage_), sizeof stage_);
  extra.append(reinterpret_cast<char const*>(&done_), sizeof done_);
  checkpoint_.save(simulation_, extra + memo);
  saved_ = Clock::now();
  if (options_.after_save) options_.after_save();
}

void CheckpointedRun::load() {
  std::string const name = checkpoint_.name();
  EamSimulation restored = simulation_;
  std::string const extra = checkpoint_.load(restored);
  constexpr std::size_t head = sizeof stage_ + sizeof done_;
  require(extra.size() >= head, name, ": is not of this program");
  std::uint64_t stage = 0;
  std::int64_t done = 0;
  std::memcpy(&stage, extra.data(), sizeof stage);
  std::memcpy(&done, extra.data() + sizeof stage, sizeof done);
  // No run has so many stages or steps: the bytes have another meaning.
  constexpr std::int64_t most = std::int64_t(1) << 53;
  require(stage < std::uint64_t(most) && done > 0 && done < most && done <= restored.step(), name,
          ": is not of this program");
  try {
    options_.memo.load(extra.substr(head));
  } catch (std::exception const& error) {
    fail(name, ": is not of this program (", error.what(), ")");
  }
  simulation_ = restored;
  stage_ = stage;
  done_ = done;
}

}  // namespace tektite::examples
