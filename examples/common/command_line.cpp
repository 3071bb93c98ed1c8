// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/command_line.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <Kokkos_Core.hpp>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <set>
#include <system_error>
#include <utility>

#ifdef KOKKOS_ENABLE_OPENMP
#include <omp.h>
#endif

#include "common/frame_choice.hpp"
#include "common/interrupt.hpp"
#include "common/manual.hpp"
#include "common/waiting_threads.hpp"
#include "tektite/core/workspace.hpp"
#include "tektite/version.hpp"

namespace tektite::examples {

namespace {

/// Calls `store`; an error there becomes CLI11's for a wrong value of an option.
template <class Store>
void rethrow_as_wrong(std::string const& flag, Store const& store) {
  try {
    store();
  } catch (Error const& error) {
    throw CLI::ValidationError(flag, error.what());
  }
}

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts(1);
  for (char const c : text) {
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  for (std::string const& part : parts)
    require(!part.empty(), "'", text, "' has an empty entry, expected values separated by commas");
  return parts;
}

std::vector<std::pair<std::string, double>> parse_named_numbers(std::string_view text) {
  std::vector<std::pair<std::string, double>> pairs;
  std::set<std::string> names;
  for (std::string const& part : split_list(text)) {
    std::size_t const equals = part.find('=');
    double value = 0;
    require(equals != std::string::npos && equals > 0 && io::parse_number(part.substr(equals + 1), value),
            io::quote(part), " is no name=number in the list ", io::quote(text));
    std::string const name = part.substr(0, equals);
    require(names.insert(name).second, io::quote(name), " appears twice in the list ", io::quote(text));
    pairs.emplace_back(name, value);
  }
  return pairs;
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  constexpr std::size_t longest = 1000, head = 700, tail = 250;
  if (text.size() > longest) text = text.substr(0, head) + " ... " + text.substr(text.size() - tail);
  return printable(text);
}

void print_note(std::string const& text) { std::fprintf(stderr, "%s\n", one_line(text).c_str()); }

void require_other_file(std::string const& in, std::string const& out) {
  std::error_code ignored;
  require(!std::filesystem::is_regular_file(out, ignored) || !std::filesystem::equivalent(in, out, ignored), out,
          ": is the input ", in, ", expected another file for the output");
}

bool is_same_name(std::string const& one, std::string const& other) {
  std::error_code ignored;
  // Without `absolute` a name of no file stays as it is written: "./x" and "x" differ.
  auto const whole = [&](std::string const& name) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(name, ignored), ignored);
  };
  return whole(one) == whole(other);
}

void require_known_ending(std::string const& out) {
  std::string lower = out;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (std::string const ending : {".zst", ".bz2", ".xz", ".lz4", ".zip", ".z"}) {
    if (lower.ends_with(ending))
      fail(out, ": only .gz is written compressed, expected a name without ", out.substr(out.size() - ending.size()));
  }
  for (std::string const format : {"", ".dump", ".lammpstrj", ".csv", ".xyz", ".extxyz"}) {
    for (std::string const packed : {"", ".gz"}) {
      std::string const ending = format + packed;
      if (lower.ends_with(ending) && !out.ends_with(ending))
        fail(out, ": the ending decides the format, expected ", ending, " instead of ",
             out.substr(out.size() - ending.size()));
    }
  }
}

Option* Option::required(bool value) {
  option_.required(value);
  return this;
}

Option* Option::configurable(bool value) {
  option_.configurable(value);
  return this;
}

Option* Option::capture_default_str() {
  option_.capture_default_str();
  return this;
}

Option* Option::within(std::int64_t low, std::int64_t high) {
  option_.check(CLI::Range(low, high));
  return this;
}

Option* Option::one_of(std::vector<std::string> const& words) {
  option_.check(CLI::IsMember(words));
  return this;
}

Option* Option::excludes(Option const& other) {
  option_.excludes(&other.option_);
  return this;
}

template <class T>
Option* Command::add_option(std::string const& name, T& value, std::string const& help) {
  return keep(app_.add_option(name, value, help));
}

template Option* Command::add_option(std::string const&, std::string&, std::string const&);
template Option* Command::add_option(std::string const&, double&, std::string const&);
template Option* Command::add_option(std::string const&, int&, std::string const&);
template Option* Command::add_option(std::string const&, std::int64_t&, std::string const&);
template Option* Command::add_option(std::string const&, std::uint64_t&, std::string const&);
template Option* Command::add_option(std::string const&, std::optional<double>&, std::string const&);
template Option* Command::add_option(std::string const&, std::optional<std::int64_t>&, std::string const&);

Option* Command::add_flag(std::string const& flag, bool& value, std::string const& help) {
  return keep(app_.add_flag(flag, value, help));
}

Option* Command::add_word(std::string const& flag, std::string const& help, std::string const& form,
                          std::function<void(std::string const&)> const& store) {
  // A list of all words up to the next option would include IN and OUT.
  return keep(
      app_.add_option_function<std::string>(
              flag, [flag, store](std::string const& text) { rethrow_as_wrong(flag, [&] { store(text); }); }, help)
          ->type_name(form));
}

Option* Command::add_words(std::string const& flag, std::string const& help, std::string const& form,
                           std::function<void(std::vector<std::string> const&)> const& store) {
  return keep(
      app_.add_option_function<std::vector<std::string>>(
              flag,
              [flag, store](std::vector<std::string> const& texts) { rethrow_as_wrong(flag, [&] { store(texts); }); },
              help)
          ->type_name(form)
          ->allow_extra_args(false));
}

Option* Command::add_names(std::string const& flag, std::vector<std::string>& names, std::string const& help) {
  return add_word(flag, help, "NAME,NAME,...", [&names](std::string const& text) { names = split_list(text); });
}

Option* Command::add_named_numbers(std::string const& flag, std::vector<std::pair<std::string, double>>& pairs,
                                   std::string const& help) {
  return add_word(flag, help, "NAME=X,NAME=X,...",
                  [&pairs](std::string const& text) { pairs = parse_named_numbers(text); });
}

std::size_t Command::count(std::string const& name) const { return app_.count(name); }

bool Command::given() const { return app_.parsed(); }

Option* Command::keep(CLI::Option* option) { return &options_.emplace_back(*option); }

Program::Program(std::string const& name, std::string const& description)
    : Program(std::make_unique<CLI::App>(description, name)) {}

Program::Program(std::unique_ptr<CLI::App> app) : Command(*app), owner_(std::move(app)) {
  add_option("--kokkos-num-threads", threads_, "number of threads (default: OMP_NUM_THREADS, else all cores)")
      ->within(1, most_threads)
      ->configurable(false);
  add_option("--kokkos-device-id", device_, "which GPU")->within(0, 1000)->configurable(false);
  add_flag("--quiet", quiet_, "print nothing but errors and notes")->configurable(false);
  app_.set_version_flag("--version", "Tektite " TEKTITE_VERSION_STRING, "print the version and exit");
}

Program::~Program() = default;

void Program::files(std::string& in, std::string& out) {
  add_option("IN", in, "LAMMPS dump or data file, or extended XYZ; compressed or not")->required();
  add_option("OUT", out, "the file to write")->required();
}

void Program::add_frame(std::optional<std::int64_t>& number) {
  add_option("--frame", number, "frame of IN to start from: 0 is the first (default), -1 the last");
}

void Program::add_frames(FrameChoice& choice) {
  Option const* const one = keep(app_.add_option_function<std::int64_t>(
      "--frame", [&choice](std::int64_t number) { choice = FrameChoice::one(number); },
      "work on one frame: 0 is the first, -1 the last (default: all frames)"));
  add_word("--frames", "work on frames A, A + STEP, ... before B; negative ones count from the end", "A:B:STEP",
           [&choice](std::string const& text) { choice = FrameChoice::range(text); })
      ->excludes(*one);
}

Command* Program::add_command(std::string const& name, std::string const& help) {
  app_.require_subcommand(1);
  app_.fallthrough();
  return &commands_.emplace_back(*app_.add_subcommand(name, help));
}

void Program::footer(std::string const& text) { app_.footer(text); }

std::string Program::get_name() const { return app_.get_name(); }

std::string Program::settings() const { return app_.config_to_str(true); }

std::string Program::output(std::string const& out) {
  bool standard = out == "-";
  for (char const* name : {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}) standard = standard || out == name;
  if (!standard) {
    require_known_ending(out);
    return out;
  }
  // A reader that stops early (`| head`) ends the process quietly, as it ends other tools.
  std::signal(SIGPIPE, SIG_DFL);
  require(!output_closed_, "standard output is closed");
  if (data_ < 0) {
    std::fflush(stdout);
    data_ = ::dup(STDOUT_FILENO);
    require(data_ >= 0 && ::dup2(STDERR_FILENO, STDOUT_FILENO) >= 0, "standard output: ", std::strerror(errno));
  }
  return "/dev/fd/" + std::to_string(data_);
}

bool Program::parse(int argc, char const* const* argv) {
  // What the package and the shell ask for: examples/install.
  std::string_view const only = argc == 2 ? argv[1] : "";
  if (only == "--man-page" || only == "--completions") {
    std::fputs((only == "--man-page" ? man_page(app_) : completions(app_)).c_str(), stdout);
    return false;
  }
  try {
    check_names(argc, argv);
    app_.parse(argc, argv);
    check_words(app_);
    check_threads();
  } catch (CLI::Success const& help) {
    app_.exit(help);
    return false;
  } catch (CLI::ConversionError const& error) {
    fail(what_is_no_number(error));
  } catch (CLI::ParseError const& error) {
    fail(error.what());
  }
  return true;
}

int Program::run(int argc, char const* const* argv, std::function<void()> const& work) {
  let_waiting_threads_sleep();
  // A closed pipe and a full quota are errors of the write that meets them, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  open_standard_files();
  try {
    if (!parse(argc, argv)) return finish_output();
  } catch (std::exception const& error) {
    return complain(error.what());
  }
  try {
    // Kokkos' advice on thread pinning is for jobs that are alone on a machine.
    Kokkos::InitializationSettings settings;
    settings.set_disable_warnings(true);
    if (threads_ > 0) settings.set_num_threads(threads_);
    if (device_ >= 0) settings.set_device_id(device_);
    Kokkos::ScopeGuard const kokkos(settings);
    if (quiet_) {
      data_ = ::dup(STDOUT_FILENO);
      require(std::freopen("/dev/null", "w", stdout) != nullptr, "--quiet: ", std::strerror(errno));
    }
    Workspace const workspace;  // what one frame needs, the next one needs again
    work();
  } catch (Interrupted const& stop) {
    complain(std::string(stop.what()) + "; --resume goes on from there");
    return 130;
  } catch (std::bad_alloc const&) {
    return complain("not enough memory");
  } catch (std::exception const& error) {
    return complain(error.what());
  }
  return finish_output();
}

void Program::check_names(int argc, char const* const* argv) const {
  std::set<std::string> names;
  auto const add = [&](CLI::App const& app) {
    for (CLI::Option const* option : app.get_options())
      for (std::string const& name : option->get_lnames()) names.insert("--" + name);
  };
  add(app_);
  for (CLI::App const* command : app_.get_subcommands({})) add(*command);
  for (int k = 1; k < argc && std::string_view(argv[k]) != "--"; ++k) {
    std::string_view word = argv[k];
    // One dash and a letter: -frame. -5: is a number, and -h an option of its own.
    bool const one_dash = word.size() > 2 && word[0] == '-' && std::isalpha(static_cast<unsigned char>(word[1]));
    if (word.substr(0, 2) != "--" && !one_dash) continue;
    word = word.substr(0, word.find('='));
    if (names.contains(std::string(word))) continue;
    auto const far = [&](std::string const& name) { return io::edit_distance(word, name); };
    auto const nearest =
        std::min_element(names.begin(), names.end(), [&](auto const& a, auto const& b) { return far(a) < far(b); });
    bool const near = nearest != names.end() && 3 * far(*nearest) <= word.size();
    fail("there is no option ", io::quote(word), near ? ", did you mean " + *nearest + "?" : "; --help lists them");
  }
}

void Program::check_words(CLI::App const& app) {
  for (CLI::App const* command : app.get_subcommands()) check_words(*command);
  for (CLI::Option const* option : app.get_options()) {
    std::string const type = option->get_type_name();
    for (std::string const& text : option->results()) {
      double real;
      std::uint64_t whole;
      std::int64_t integer;
      if (type.starts_with("FLOAT"))
        require(io::parse_number(text, real), option->get_name(), " ", io::quote(text), " is no finite number");
      if (type.starts_with("UINT"))
        require(io::parse_number(text, whole), option->get_name(), " ", io::quote(text),
                " is no whole number from 0 to 2^64 - 1");
      if (type.starts_with("INT"))
        require(io::parse_number(text, integer), option->get_name(), " ", io::quote(text), " is no integer");
      require(!text.empty(), option->get_name(), option->get_positional() ? "" : " ''", " is empty, expected a name");
    }
  }
}

std::string Program::what_is_no_number(CLI::ConversionError const& error) const {
  try {
    check_words(app_);
  } catch (Error const& reason) {
    return reason.what();
  }
  return error.what() + std::string(", expected a number such as 12 or 1.5e-3 within the option's range");
}

void Program::check_threads() const {
  if (threads_ > 0) return;
  std::int64_t threads = 0;
  char const* const wanted = std::getenv("KOKKOS_NUM_THREADS");
  if (wanted != nullptr && io::parse_number(wanted, threads))
    require(threads <= most_threads, "KOKKOS_NUM_THREADS is ", threads, ", expected at most ", most_threads);
#ifdef KOKKOS_ENABLE_OPENMP
  require(wanted != nullptr || omp_get_max_threads() <= most_threads, "OMP_NUM_THREADS asks for ",
          omp_get_max_threads(), " threads, expected at most ", most_threads);
#endif
}

int Program::complain(std::string message) const {
  std::fflush(stdout);
  std::string const data = "/dev/fd/" + std::to_string(data_) + ":";
  if (data_ >= 0 && message.starts_with(data)) message = "standard output:" + message.substr(data.size());
  print_note(get_name() + ": " + message);
  return 2;
}

// A file that the program opens must not get the number of a standard one: what is printed would go into it.
void Program::open_standard_files() {
  for (int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(number, F_GETFD) != -1 || errno != EBADF) continue;
    if (number == STDOUT_FILENO) output_closed_ = true;
    if (::open("/dev/null", O_RDWR) != number) std::abort();  // the lowest number that is free
  }
}

int Program::finish_output() const {
  errno = 0;
  if ((std::fflush(stdout) != 0 || std::ferror(stdout)) && errno != EPIPE)
    return complain(std::string("standard output: cannot be written: ") + std::strerror(errno ? errno : EIO));
  return 0;
}

}  // namespace tektite::examples
