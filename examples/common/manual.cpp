// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/manual.hpp"

#include <CLI/CLI.hpp>

#include <cctype>
#include <set>

#include "tektite/version.hpp"

namespace tektite::examples {

namespace {

/// Text as troff prints it: minus signs instead of hyphens, no line that is a request.
std::string troff(std::string const& text) {
  std::string out;
  for (char const c : text) {
    if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

bool is_hidden(CLI::Option const& option) { return option.get_group().empty(); }

/// "FLOAT", or "INT in [1 - 512]" where CLI11 has "INT:INT in [1 - 512]"; nothing for a flag.
std::string type_of(CLI::Option const& option) {
  std::string const type = option.get_type_name();
  std::size_t const colon = type.find(':');
  return colon == std::string::npos || type.find(' ') == std::string::npos ? type : type.substr(colon + 1);
}

std::string entry(CLI::Option const& option) {
  std::string names;
  if (option.get_positional()) names = "\\fB" + troff(option.get_name(true)) + "\\fR";
  auto const add = [&](std::string const& dashes, std::string const& name) {
    names += (names.empty() ? "\\fB" : ", \\fB") + dashes + troff(name) + "\\fR";
  };
  for (std::string const& name : option.get_snames()) add("\\-", name);
  for (std::string const& name : option.get_lnames()) add("\\-\\-", name);
  if (!option.get_positional() && !type_of(option).empty()) names += " \\fI" + troff(type_of(option)) + "\\fR";
  std::string text = option.get_description();
  if (option.get_required() && !option.get_positional()) text += " (required)";
  if (!option.get_default_str().empty()) text += " (default: " + option.get_default_str() + ")";
  return ".TP\n" + names + "\n" + troff(text) + "\n";
}

/// Arguments, then options, each under its heading.
std::string entries(CLI::App const& app) {
  std::string arguments, options;
  for (CLI::Option const* option : app.get_options()) {
    if (is_hidden(*option)) continue;
    (option->get_positional() ? arguments : options) += entry(*option);
  }
  return (arguments.empty() ? "" : ".SH ARGUMENTS\n" + arguments) + (options.empty() ? "" : ".SH OPTIONS\n" + options);
}

std::string synopsis(CLI::App const& app, std::string const& words) {
  std::string text = ".B tektite " + words + "\n[\\fIOPTIONS\\fR]";
  for (CLI::Option const* option : app.get_options())
    if (option->get_positional()) text += " \\fI" + troff(option->get_name(true)) + "\\fR";
  return text + "\n";
}

void add_words(CLI::App const& app, std::set<std::string>& known, std::string& lines) {
  auto const add = [&](std::string const& word, std::string const& text) {
    if (known.insert(word).second) lines += word + ":" + text + "\n";
  };
  for (CLI::App const* command : app.get_subcommands({})) add(command->get_name(), command->get_description());
  for (CLI::Option const* option : app.get_options())
    if (!is_hidden(*option))
      for (std::string const& name : option->get_lnames()) add("--" + name, option->get_description());
  for (CLI::App const* command : app.get_subcommands({})) add_words(*command, known, lines);
}

}  // namespace

std::string man_page(CLI::App const& app) {
  std::string const name = app.get_name();
  std::string title = "TEKTITE-" + name;
  for (char& c : title) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string page = ".TH " + title +
                     " 1 \"\" \"Tektite " TEKTITE_VERSION_STRING "\" \"Tektite\"\n.SH NAME\ntektite\\-" + troff(name) +
                     " \\- " + troff(app.get_description()) + "\n.SH SYNOPSIS\n";
  auto const commands = app.get_subcommands({});
  if (commands.empty()) page += synopsis(app, name);
  for (CLI::App const* command : commands) page += synopsis(*command, name + " " + command->get_name()) + ".br\n";
  std::string const footer = app.get_footer();
  if (!footer.empty()) page += ".SH DESCRIPTION\n" + troff(footer) + "\n";
  page += entries(app);
  for (CLI::App const* command : commands) {
    std::string text = entries(*command);
    for (std::size_t at = 0; (at = text.find(".SH ", at)) != std::string::npos;) text.replace(at, 4, ".SS ");
    page += ".SH COMMAND " + troff(command->get_name()) + "\n" + troff(command->get_description()) + "\n" + text;
  }
  page +=
      ".SH EXIT STATUS\n0 after success, 2 after bad usage, bad input or a failed write, 130 after an interrupt of a "
      "run that\ncan be resumed.\n.SH SEE ALSO\n.BR tektite (1)\n";
  return page;
}

std::string completions(CLI::App const& app) {
  std::set<std::string> known;
  std::string lines;
  add_words(app, known, lines);
  return lines;
}

}  // namespace tektite::examples
