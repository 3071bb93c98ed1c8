// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/text_reader.hpp"

namespace study {

/// The place of something in a file, for the beginning of a message.
inline std::string place(std::string const& file, toml::source_region const& at) {
  if (!at.begin) return file + ": ";
  return file + ":" + std::to_string(at.begin.line) + ":" + std::to_string(at.begin.column) + ": ";
}

/// What names there are, and the nearest one where it may be meant.
inline std::string known_names(std::string_view wrong, std::vector<std::string> const& names) {
  std::string nearest, all;
  std::size_t least = wrong.size();
  for (std::string const& name : names) {
    all += (all.empty() ? "" : ", ") + name;
    constexpr std::size_t longest = 40;
    if (wrong.size() > longest) continue;
    std::size_t const here = tektite::io::edit_distance(wrong, name);
    // Two letters that changed places are two differences, a unit left out three.
    if (here < least && here <= (std::max(wrong.size(), name.size()) + 1) / 3) {
      least = here;
      nearest = name;
    }
  }
  return (nearest.empty() ? "; there are: " : "; did you mean " + nearest + "? There are: ") + all;
}

/// A section of the file. It notes which of its keys were asked for.
class Section {
 public:
  Section(toml::table const& root, std::string const& name, std::string const& file) : name_(name), file_(file) {
    auto const* node = root.get(name_);
    if (!node) return;
    table_ = node->as_table();
    if (!table_) fail_at(*node, "[", name_, "] must be a table");
  }

  /// Reads a number, an integer or a text, which is left as it is where the file does not have the key.
  /// \param limits of numbers: the lowest and the highest, and for real ones whether the lowest is too low itself
  template <class T, class... Limits>
  void read(std::string const& key, T& value, Limits... limits) {
    if (auto const* node = find(key)) get({*node, full_name(key), false}, value, limits...);
  }

  /// Reads a list of these.
  template <class T, class... Limits>
  void read(std::string const& key, std::vector<T>& values, Limits... limits) {
    auto const* node = find(key);
    if (!node) return;
    auto const* array = node->as_array();
    if (!array || array->empty()) fail_at(*node, full_name(key), " must be a list of ", plural(T()));
    values.clear();
    for (auto const& item : *array) get({item, full_name(key), true}, values.emplace_back(), limits...);
  }

  /// A key that was not asked for is an error: a misspelt option must not be ignored.
  void finish() const {
    if (!table_) return;
    for (auto const& [key, node] : *table_) {
      if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
      auto names = known_;
      std::sort(names.begin(), names.end());
      tektite::fail(place(file_, key.source()), "unknown key ", name_, ".", tektite::shortened(key.str()),
                    known_names(key.str(), names));
    }
  }

  /// An error at a key, or without a line where the file does not have the key.
  template <class... Parts>
  [[noreturn]] void fail(std::string const& key, Parts const&... parts) const {
    auto const* node = table_ ? table_->get(key) : nullptr;
    tektite::fail(place(file_, node ? node->source() : toml::source_region{}), full_name(key), " ", parts...);
  }

 private:
  struct Value {
    toml::node const& node;
    std::string name;
    bool in_list;

    /// "a.b must be X" or "a.b must hold Xs".
    template <class T>
    std::string wanted(T const& type) const {
      return name + (in_list ? " must hold " + plural(type) : " must be " + singular(type));
    }
  };

  static std::string singular(double) { return "a number"; }
  static std::string singular(std::int64_t) { return "an integer"; }
  static std::string singular(std::string const&) { return "a text that is not empty"; }
  static std::string plural(double) { return "numbers"; }
  static std::string plural(std::int64_t) { return "integers"; }
  static std::string plural(std::string const&) { return "texts that are not empty"; }

  template <class... Parts>
  [[noreturn]] void fail_at(toml::node const& node, Parts const&... parts) const {
    tektite::fail(place(file_, node.source()), parts...);
  }

  template <class T, class... Parts>
  [[noreturn]] void fail_limits(Value const& value, T got, Parts const&... parts) const {
    fail_at(value.node, value.name, value.in_list ? " holds " : " = ", got, value.in_list ? ", which must " : " must ",
            parts...);
  }

  std::string full_name(std::string const& key) const { return name_ + "." + key; }

  toml::node const* find(std::string const& key) {
    known_.push_back(key);
    return table_ ? table_->get(key) : nullptr;
  }

  void get(Value const& value, double& result, double low, double high, bool above_low = false) const {
    auto const* integer = value.node.as_integer();
    auto const* real = value.node.as_floating_point();
    if (!integer && !real) fail_at(value.node, value.wanted(result));
    double const got = integer ? static_cast<double>(integer->get()) : real->get();
    if (!std::isfinite(got))
      fail_at(value.node, value.name, value.in_list ? " must hold finite numbers" : " must be finite");
    if (got > high || got < low || (above_low && got == low)) {
      fail_limits(value, got, "be ", above_low ? "above " : "at least ", low, " and at most ", high);
    }
    result = got + 0.0;  // no -0, which would have a folder of its own
  }

  void get(Value const& value, std::int64_t& result, std::int64_t low, std::int64_t high) const {
    auto const* got = value.node.as_integer();
    if (!got) fail_at(value.node, value.wanted(result));
    if (got->get() < low || got->get() > high) {
      fail_limits(value, got->get(), "lie between ", low, " and ", high);
    }
    result = got->get();
  }

  void get(Value const& value, std::string& result) const {
    auto const* got = value.node.as_string();
    if (!got || got->get().empty()) fail_at(value.node, value.wanted(result));
    if (tektite::printable(got->get()) != got->get()) {
      fail_limits(value, "\"" + tektite::shortened(got->get()) + "\"", "have no control characters");
    }
    result = got->get();
  }

  toml::table const* table_ = nullptr;
  std::string const name_, file_;
  std::vector<std::string> known_;
};

}  // namespace study
