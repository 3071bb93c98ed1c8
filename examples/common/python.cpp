// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/python.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "common/command_line.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/atomic_file.hpp"

namespace tektite::examples {

namespace fs = std::filesystem;

fs::path shared_file(std::string const& name) {
  std::error_code ignored;
  fs::path const program = fs::read_symlink("/proc/self/exe", ignored);
  fs::path const installed = program.parent_path() / TEKTITE_SHARED_FROM_PROGRAMS / name;
  return fs::exists(installed, ignored) ? installed : fs::path(TEKTITE_SOURCE_DIR) / name;
}

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

std::string find_python(std::string const& otherwise) {
  std::vector<std::string> candidates;
  if (char const* const wanted = std::getenv("TEKTITE_PYTHON")) candidates.push_back(wanted);
  candidates.insert(candidates.end(), {"python3", "/usr/bin/python3"});
  std::string const probe =
      "import importlib.util, sys\n"
      "sys.exit(any(importlib.util.find_spec(m) is None for m in ('numpy', 'matplotlib')))";
  for (std::string const& python : candidates) {
    if (execute({python, "-c", probe}) == 0) return python;
  }
  fail("no python3 with NumPy and Matplotlib", otherwise);
}

void PlotOption::add_to(Program& program) {
  program
      .add_option("--plot", file_, "a picture of the result to draw: .png, .svg or .pdf; needs Python with Matplotlib")
      ->configurable(false);
}

void PlotOption::check(std::string const& table, std::string const& what,
                       std::vector<std::string> const& inputs) const {
  if (file_.empty()) return;
  require(!table.empty() && table != "-" && !table.starts_with("/dev/"), "--plot needs a table to draw, expected ",
          what, " to name a file");
  require(!table.ends_with(".gz"), "--plot draws a table that is not compressed, expected ", what, " without .gz");
  require_picture(file_, inputs);
  find_python(", which --plot needs: scripts/setup.sh names the packages, TEKTITE_PYTHON another Python");
}

void PlotOption::draw(std::string const& kind, std::string const& table) const {
  if (!file_.empty()) run_plot_script("examples/plots/curves.py", {kind, table}, file_);
}

void require_picture(std::string const& file, std::vector<std::string> const& inputs) {
  fs::path const ending = fs::path(file).extension();
  require(ending == ".png" || ending == ".svg" || ending == ".pdf", file,
          ": a picture ends in .png, .svg or .pdf, not '", ending.string(), "'");
  for (std::string const& in : inputs) {
    require_other_file(in, file);
    require(!is_same_name(in, file), "the picture ", file, " and ", in, " are the same file");
  }
  io::AtomicFile const probe(file);
}

void run_plot_script(std::string const& script, std::vector<std::string> const& words, std::string const& picture) {
  // Matplotlib chooses the format by the ending.
  fs::path const target(picture);
  fs::path const part = target.parent_path() / ("." + target.stem().string() + ".part-" + std::to_string(::getpid()) +
                                                target.extension().string());
  std::vector<std::string> command{find_python(""), shared_file(script).string()};
  command.insert(command.end(), words.begin(), words.end());
  command.push_back(part.string());
  int const code = execute(command);
  std::error_code error;
  if (code == 0) fs::rename(part, target, error);
  fs::remove(part, error);
  require(code == 0 && fs::exists(target, error), picture, ": the picture failed, see above; the table is there");
}

}  // namespace tektite::examples
