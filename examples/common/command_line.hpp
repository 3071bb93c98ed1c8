// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/CLI.hpp>
#include <Kokkos_Core.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/chosen_frames.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// What all example programs have in common: arguments, Kokkos, errors, exit codes.
///
/// needs: tektite::files CLI11::CLI11, which the program's source names in a line of its own (`// needs: ...`).
///
///     int main(int argc, char** argv) {
///       tektite::examples::Program program("rdf", "Radial distribution functions of a configuration");
///       std::string in, out;
///       double cutoff = 0;
///       program.add_option("--cutoff", cutoff, "largest distance (A)")->required();
///       program.files(in, out);
///       return program.run(argc, argv, [&] { ... });
///     }

namespace tektite::examples {

/// The parts of "Cu,Zr".
std::vector<std::string> split_list(std::string_view text);

/// The numbers of "0.5,0.5" or "0,0,12,0".
template <class T>
std::vector<T> parse_numbers(std::string_view text) {
  using Parsed = std::conditional_t<std::is_integral_v<T>, std::int64_t, double>;
  std::vector<T> numbers;
  for (std::string const& part : split_list(text)) {
    Parsed value{};
    bool fine = io::parse_number(part, value);
    if constexpr (std::is_integral_v<T>) fine = fine && std::in_range<T>(value);
    require(fine, io::quote(part), " is no ", std::is_integral_v<T> ? "integer" : "finite number", " in the list ",
            io::quote(text));
    numbers.push_back(static_cast<T>(value));
  }
  return numbers;
}

/// The pairs of "Cu=1.28,Zr=1.60": each name once.
std::vector<std::pair<std::string, double>> parse_named_numbers(std::string_view text);

/// A message as one line that does no harm to a terminal, whatever names of a file or of the command line it holds:
/// line ends become blanks, the rest `printable`, and what is too long is cut in the middle.
std::string one_line(std::string text);

/// A word on stderr for something that the user may not expect. The program goes on.
void print_note(std::string const& text);

/// Throws if a program would replace a file that it reads, by whatever name or link.
void require_other_file(std::string const& in, std::string const& out);

/// A `CLI::App` that also starts Kokkos and turns errors into one line and an exit code.
class Program : public CLI::App {
 public:
  Program(std::string name, std::string description);
  ~Program() override;

  /// The positional arguments IN OUT.
  void files(std::string& in, std::string& out);

  /// The option `--frame N` of a program that starts from one frame.
  void add_frame(std::optional<std::int64_t>& number);

  /// The options `--frame N` and `--frames A:B:STEP`.
  void add_frames(FrameChoice& choice);

  /// The name to write to where OUT may be `-`: standard output, while what is printed goes to standard error.
  std::string output(std::string const& out);

  /// An option with a list of names: `--elements Cu,Zr`. Two types may be of one element: a name may be there twice.
  CLI::Option* add_names(std::string const& flag, std::vector<std::string>& names, std::string const& help);

  /// An option with a list of numbers: `--composition 0.5,0.5`.
  template <class T>
  CLI::Option* add_numbers(std::string const& flag, std::vector<T>& numbers, std::string const& help) {
    return add_word(flag, help, "X,X,...", [&numbers](std::string const& text) { numbers = parse_numbers<T>(text); });
  }

  /// An option with a list of named numbers: `--radii Cu=1.28,Zr=1.60`.
  CLI::Option* add_named_numbers(std::string const& flag, std::vector<std::pair<std::string, double>>& pairs,
                                 std::string const& help);

  /// Parses the arguments, starts Kokkos, does the work. Every error is one line on stderr.
  /// \returns the exit code: 0; 2 after bad usage, bad input or a failed write; 130 after Ctrl-C in a run that can
  /// resume
  int run(int argc, char const* const* argv, std::function<void()> const& work);

 private:
  /// An option of one word: a list of all words up to the next option would include IN and OUT.
  CLI::Option* add_word(std::string const& flag, std::string const& help, std::string const& form,
                        std::function<void(std::string const&)> const& store);

  /// An option that does not exist is the first thing to say, before those that are missing.
  void check_names(int argc, char const* const* argv) const;

  /// CLI11 takes an empty word for 0, hexadecimal for decimal, and turns a negative or too large seed into another one.
  static void check_words(CLI::App const& app);

  /// CLI11 does not say what it expected.
  std::string what_is_no_number(CLI::ConversionError const& error) const;

  /// Those of the environment count where the option does not.
  void check_threads() const;

  int complain(std::string message) const;

  void open_standard_files();

  // Output that cannot be written is an error. A closed pipe (`| head`) is none.
  int finish_output() const;

  // Kokkos' arrays for threads of OpenMP have this length: with more it crashes.
  static constexpr int most_threads = 512;

  int threads_ = 0, device_ = -1;
  bool quiet_ = false;
  int data_ = -1;  // standard output where what is printed goes elsewhere
  bool output_closed_ = false;
};

}  // namespace tektite::examples
