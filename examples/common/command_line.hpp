// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// What all example programs have in common: arguments, Kokkos, errors, exit codes. CLI11 reads the arguments; this
/// header does not include it, since each file that does takes the compiler four seconds longer.
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

namespace CLI {
class App;
class ConversionError;
class Option;
}  // namespace CLI

namespace tektite::examples {

struct FrameChoice;

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

/// Throws if a name ends as if the file had a compression that is not written, or a format in capital letters.
void require_known_ending(std::string const& out);

/// Whether two names are of one file, also where it does not exist yet.
bool is_same_name(std::string const& one, std::string const& other);

/// Throws if a program would replace a file that it reads, by whatever name or link.
void require_other_file(std::string const& in, std::string const& out);

/// An option or argument that was added: what more there is to say about it.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(option) {}

  Option* required(bool value = true);

  /// Whether a run that is resumed must have the same value. It must, if nothing else is said.
  Option* configurable(bool value);

  /// The help shows the value that the variable has before.
  Option* capture_default_str();

  /// Any other number is an error.
  Option* within(std::int64_t low, std::int64_t high);

  /// Any other word is an error.
  Option* one_of(std::vector<std::string> const& words);

  /// It is an error to give both.
  Option* excludes(Option const& other);

 private:
  CLI::Option& option_;
};

/// Options and arguments of a program, or of one of its commands such as `study run`.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(app) {}
  Command(Command const&) = delete;
  Command& operator=(Command const&) = delete;
  virtual ~Command() = default;

  /// An option `--name` or an argument `NAME`.
  /// \param value a word or a number: `std::string`, `double`, `int`, `std::int64_t`, `std::uint64_t`; or a
  /// `std::optional` of a number, for the help to show no default
  template <class T>
  Option* add_option(std::string const& name, T& value, std::string const& help);

  Option* add_flag(std::string const& flag, bool& value, std::string const& help);

  /// An option of one word, which `store` reads. \param form the word in the help: "A:B:STEP"
  Option* add_word(std::string const& flag, std::string const& help, std::string const& form,
                   std::function<void(std::string const&)> const& store);

  /// The same for an option that may be given several times.
  Option* add_words(std::string const& flag, std::string const& help, std::string const& form,
                    std::function<void(std::vector<std::string> const&)> const& store);

  /// An option with a list of names: `--elements Cu,Zr`. Two types may be of one element: a name may be there twice.
  Option* add_names(std::string const& flag, std::vector<std::string>& names, std::string const& help);

  /// An option with a list of numbers: `--composition 0.5,0.5`.
  template <class T>
  Option* add_numbers(std::string const& flag, std::vector<T>& numbers, std::string const& help) {
    return add_word(flag, help, "X,X,...", [&numbers](std::string const& text) { numbers = parse_numbers<T>(text); });
  }

  /// An option with a list of named numbers: `--radii Cu=1.28,Zr=1.60`.
  Option* add_named_numbers(std::string const& flag, std::vector<std::pair<std::string, double>>& pairs,
                            std::string const& help);

  /// How often an option was given.
  std::size_t count(std::string const& name) const;

  /// Whether the user gave this command.
  bool given() const;

 protected:
  Option* keep(CLI::Option* option);

  CLI::App& app_;

 private:
  std::deque<Option> options_;
};

/// A program: reads its arguments, starts Kokkos, and turns errors into one line and an exit code.
class Program : public Command {
 public:
  Program(std::string const& name, std::string const& description);
  ~Program() override;

  /// The positional arguments IN OUT.
  void files(std::string& in, std::string& out);

  /// The option `--frame N` of a program that starts from one frame.
  void add_frame(std::optional<std::int64_t>& number);

  /// The options `--frame N` and `--frames A:B:STEP`.
  void add_frames(FrameChoice& choice);

  /// A command, of which the user must give one. Options of the program may follow it.
  Command* add_command(std::string const& name, std::string const& help);

  /// Text below the help.
  void footer(std::string const& text);

  std::string get_name() const;

  /// The arguments that must be the same where a run is resumed.
  std::string settings() const;

  /// The name to write to where OUT may be `-`: standard output, while what is printed goes to standard error.
  std::string output(std::string const& out);

  /// Reads the arguments. \returns whether there is something to do: not after `--help`, which is printed here
  /// \throws Error an argument that is wrong
  bool parse(int argc, char const* const* argv);

  /// Parses the arguments, starts Kokkos, does the work. Every error is one line on stderr.
  /// \returns the exit code: 0; 2 after bad usage, bad input or a failed write; 130 after Ctrl-C in a run that can
  /// resume
  int run(int argc, char const* const* argv, std::function<void()> const& work);

 private:
  explicit Program(std::unique_ptr<CLI::App> app);

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

  std::unique_ptr<CLI::App> owner_;
  std::deque<Command> commands_;
  int threads_ = 0, device_ = -1;
  bool quiet_ = false;
  int data_ = -1;  // standard output where what is printed goes elsewhere
  bool output_closed_ = false;
};

}  // namespace tektite::examples
