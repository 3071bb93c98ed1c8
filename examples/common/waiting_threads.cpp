// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/waiting_threads.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

namespace tektite::examples {

void let_waiting_threads_sleep() {
  for (char const* const name : {"OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME"})
    if (std::getenv(name) != nullptr) return;
  std::error_code error;
  auto const program = std::filesystem::read_symlink("/proc/self/exe", error);
  std::ifstream command("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(command, word, '\0');) words.push_back(word);
  command.close();  // it has the number of a standard file where that one is closed
  if (error || words.empty()) return;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  // Set even where the program cannot start again: LLVM's runtime reads its variable later. And it never starts twice.
  if (setenv("GOMP_SPINCOUNT", "1000", 1) != 0 || setenv("KMP_BLOCKTIME", "0", 1) != 0) return;
  execv(program.c_str(), arguments.data());
}

}  // namespace tektite::examples
