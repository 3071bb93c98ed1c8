// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/scratch_folder.hpp"
#include "tektite/core/error.hpp"

/// \file
/// What all fuzz targets share. A target is one file X_target.cpp: it takes any bytes, and lets nothing out but what is
/// a finding. It is run in two ways: by driver.cpp over corpus/X in the ordinary tests, and by libFuzzer
/// (scripts/fuzz.sh).

/// The entry that libFuzzer and driver.cpp call. \param data,size the input \returns 0
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace fuzz {

/// Inputs beside those in the corpus, for formats that this build writes itself. \returns any number of them
std::vector<std::string> seeds();

/// A result that no input may give.
class Finding : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Ends the run with a finding unless a condition holds. \param condition must be true \param parts of the text
template <class... Parts>
void expect(bool condition, Parts const&... parts) {
  if (condition) return;
  std::ostringstream line;
  line.precision(17);
  (line << ... << parts);
  throw Finding(line.str());
}

/// A folder for files, in memory where TMPDIR names no other and the machine has such a file system; removed at exit.
inline ScratchFolder const& scratch_folder() {
  bool const in_memory = std::getenv("TMPDIR") == nullptr && ::access("/dev/shm", W_OK) == 0;
  static ScratchFolder const folder(in_memory ? std::filesystem::path("/dev/shm")
                                              : std::filesystem::temp_directory_path());
  return folder;
}

/// The file of this process that holds the input. \param bytes its content \returns its path
inline std::string const& input_file(std::string_view bytes) {
  static std::string const path = (scratch_folder() / "input").string();
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  if (!file.flush()) throw std::runtime_error(path + " cannot be written");
  return path;
}

/// All bytes of a file. \param path of the file \returns its content, empty where there is none
inline std::string bytes_of(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Holds a message to the rules: one short line of characters that a terminal prints.
///
/// \param message of an error
/// \param file    whose name it must begin with; empty: any beginning
inline void check_message(std::string_view message, std::string_view file) {
  constexpr std::size_t longest = 1000;
  expect(message.size() <= longest, "a message has ", message.size(), " characters: ", message.substr(0, 200));
  expect(message.starts_with(file), "a message does not begin with the file ", file, ": ", message);
  auto const control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  auto const at = std::find_if(message.begin(), message.end(), control);
  expect(at == message.end(), "a message has the control character ", at == message.end() ? 0 : int(*at));
}

/// Calls a function that may refuse its input. Any exception but `Error` passes through.
///
/// \param file whose name messages must begin with; empty: any beginning
/// \param work to be done
/// \returns    whether it was done, not refused
template <class Work>
bool accepted(std::string_view file, Work const& work) {
  try {
    work();
  } catch (tektite::Error const& refusal) {
    check_message(refusal.what(), file);
    if (std::getenv("TEKTITE_FUZZ_VERBOSE")) std::fprintf(stderr, "refused: %s\n", refusal.what());
    return false;
  }
  return true;
}

}  // namespace fuzz
