// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_study_config
#include "study/report.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "study/stages.hpp"
#include "tektite/core/error.hpp"

extern char** environ;

namespace study {

namespace fs = std::filesystem;
using tektite::fail;

namespace {

/// Runs a program with this process' input and output. \returns its exit code, -1 where it cannot be started
int execute(std::vector<std::string> const& words) {
  std::vector<char*> argv;
  for (std::string const& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environ) != 0) return -1;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/// A Python that has what the report needs: TEKTITE_PYTHON, the first one in the path, the system's.
std::string find_python() {
  std::vector<std::string> candidates;
  if (char const* const wanted = std::getenv("TEKTITE_PYTHON")) candidates.push_back(wanted);
  candidates.insert(candidates.end(), {"python3", "/usr/bin/python3"});
  std::string const probe =
      "import importlib.util, sys\n"
      "sys.exit(any(importlib.util.find_spec(m) is None for m in ('numpy', 'matplotlib')))";
  for (std::string const& python : candidates) {
    if (execute({python, "-c", probe}) == 0) return python;
  }
  fail("no python3 with NumPy and Matplotlib; the data are there, install them and run: study report DIR");
}

}  // namespace

void make_report(Folder const& folder) {
  std::size_t stages = 0, done = 0;
  bool glass = false;
  for (Stage const& stage : plan(folder.config())) {
    ++stages;
    done += folder.done(stage.name);
    glass = glass || (folder.done(stage.name) && stage.name == glass_name(stage.seed) + "/structure");
  }
  if (!glass) {
    fail(folder.root().string(), ": nothing to show yet, no glass is quenched and measured; go on with: study resume ",
         folder.root().string());
  }
  if (done < stages) std::printf("study: %zu of %zu stages are finished; the report shows these\n", done, stages);
  fs::path const script = fs::path(TEKTITE_SOURCE_DIR) / "examples/study/report/report.py";
  std::printf("study: drawing the report\n");
  std::fflush(stdout);
  int const code = execute({find_python(), script.string(), folder.root().string()});
  if (code != 0)
    fail("the report failed, see above; the data are not touched, try again with: study report ",
         folder.root().string());
  std::printf("study: %s\n", (folder.root() / "report.html").c_str());
}

void print_status(Folder const& folder) {
  double total = 0, done = 0;
  for (Stage const& stage : plan(folder.config())) {
    bool const finished = folder.done(stage.name);
    bool const begun = fs::exists(folder.root() / "stages" / stage.name / "checkpoint.bin");
    total += double(stage.steps);
    if (finished) done += double(stage.steps);
    std::printf("%-9s %s\n", finished ? "done" : begun ? "begun" : "to do", stage.title.c_str());
  }
  std::printf("%.0f %% of the steps are in finished stages\n", total > 0 ? 100 * done / total : 100.0);
}

}  // namespace study
