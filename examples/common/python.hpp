// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// \file
/// Pictures: the Python scripts that draw them, and a Python that can.

namespace tektite::examples {

class Program;

/// A file of the source tree, or of what is installed beside the programs. \param name such as
/// "examples/plots/curves.py"
std::filesystem::path shared_file(std::string const& name);

/// A Python with NumPy and Matplotlib: TEKTITE_PYTHON, the first one in the path, the system's, where `setup.sh` puts
/// them.
/// \throws Error there is none \param otherwise the message goes on with this
std::string find_python(std::string const& otherwise);

/// Runs a program and waits for it. \returns its exit code; -1 where it cannot be started
int execute(std::vector<std::string> const& words);

/// The option `--plot FILE`: a picture of the table that a program writes.
class PlotOption {
 public:
  void add_to(Program& program);

  /// Throws where there could be no picture: before the work. \param table the name of the table's file; empty or "-":
  /// none \param what the option or argument that names it
  void check(std::string const& table, std::string const& what, std::vector<std::string> const& inputs) const;

  /// Draws the table, if asked to. \param kind the name of the program
  void draw(std::string const& kind, std::string const& table) const;

 private:
  std::string file_;
};

/// Throws unless a picture of this name can be written: .png, .svg, .pdf.
void require_picture(std::string const& file, std::vector<std::string> const& inputs);

/// Draws by a script of examples/plots; the picture appears under its name when it is complete.
void run_plot_script(std::string const& script, std::vector<std::string> const& words, std::string const& picture);

}  // namespace tektite::examples
