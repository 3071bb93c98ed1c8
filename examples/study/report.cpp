// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_study_config
#include "study/report.hpp"

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "common/python.hpp"
#include "study/stages.hpp"
#include "tektite/core/error.hpp"

namespace study {

namespace fs = std::filesystem;
using tektite::fail;

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
  namespace ex = tektite::examples;
  std::string const script = ex::shared_file("examples/study/report/report.py").string();
  std::printf("study: drawing the report\n");
  std::fflush(stdout);
  std::string const python = ex::find_python("; the data are there, install them and run: study report DIR");
  int const code = ex::execute({python, script, folder.root().string()});
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
