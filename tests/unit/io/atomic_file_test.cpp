// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/atomic_file.hpp>
#include <tektite/io/write_dump.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>

#include "reference/full_disk.hpp"
#include "support/sample_configuration.hpp"
#include "support/scratch_folder.hpp"

namespace atomic_file_test {

using Catch::Matchers::ContainsSubstring;
using tektite::Error;
using namespace samples;

TEST_CASE("a failed write leaves the old file and nothing else") {
  ScratchFolder const folder;
  auto const path = folder / "a.dump";
  Configuration const c = sample(Box::orthogonal(10, 10, 10), 20000);
  write_dump(path, sample(Box::orthogonal(10, 10, 10), 3));
  std::string const before = folder.bytes("a.dump");
  SECTION("full disk, in the middle of the text and in what is left at the end") {
    std::size_t const limit = GENERATE(0u, 10u, 500000u, 1100000u);
    FullDisk const disk(limit);
    REQUIRE_THROWS_WITH(write_dump(path, c), ContainsSubstring("a.dump: cannot be written: File too large"));
  }
  SECTION("full disk, compressed") {
    FullDisk const disk(1000);
    REQUIRE_THROWS_WITH(write_dump(folder / "a.dump.gz", c),
                        ContainsSubstring("a.dump.gz: cannot be written: File too large"));
  }
  SECTION("given up before the end") {
    tektite::io::TextWriter out(path);
    out << std::string(5 << 20, 'x');
  }
  REQUIRE(folder.bytes("a.dump") == before);
  REQUIRE(folder.count() == 1);
}

TEST_CASE("what killed processes left half-written of a file goes, and nothing else") {
  ScratchFolder folder;
  for (char const* name :
       {".s.csv.part-12-0", ".s.0003.dump.part-99999-17", ".sample.dump.part-3-1", ".s.csv", "s.csv", "s.csv.part-1-1"})
    std::ofstream(folder / name) << "x";
  tektite::io::remove_abandoned(folder / "s");
  REQUIRE(folder.count() == 4);
  REQUIRE(std::filesystem::exists(folder / ".sample.dump.part-3-1"));
  tektite::io::remove_abandoned(folder / "sample.dump");
  REQUIRE(folder.count() == 3);
  REQUIRE_NOTHROW(tektite::io::remove_abandoned(folder / "no-such-folder/s"));
}

TEST_CASE("files that cannot be made say why") {
  ScratchFolder const folder;
  Configuration const c = sample(Box::orthogonal(10, 10, 10), 3);
  REQUIRE_THROWS_WITH(write_dump(folder / "none" / "a", c),
                      ContainsSubstring("none/a: cannot be written: No such file or directory"));
  REQUIRE_THROWS_WITH(write_dump(folder / "", c), ContainsSubstring("cannot be written: it is a folder"));
  std::ofstream(folder / "file") << "x";
  REQUIRE_THROWS_WITH(write_dump(folder / "file" / "a", c),
                      ContainsSubstring("file/a: cannot be written: Not a directory"));
  // While it is open its name is longer: known at once, not when a long run ends.
  REQUIRE_THROWS_WITH(tektite::io::AtomicFile(folder / std::string(250, 'n')),
                      ContainsSubstring("cannot be written: File name too long"));
  REQUIRE_THROWS_WITH(write_dump("/dev/full", c),
                      ContainsSubstring("/dev/full: cannot be written: No space left on device"));
  REQUIRE_NOTHROW(write_dump("/dev/null", c));
  REQUIRE(std::filesystem::is_character_file("/dev/null"));
  REQUIRE(folder.count() == 1);
}

TEST_CASE("protected files and folders stay as they are") {
  ScratchFolder const folder;
  Configuration const c = sample(Box::orthogonal(10, 10, 10), 3);
  auto const path = folder / "a.dump";
  std::ofstream(path) << "old\n";
  chmod(path.c_str(), 0444);
  // Root may write to every file, so the test changes the effective user for this call.
  uid_t const user = geteuid();
  if (user == 0) {
    REQUIRE(chown(path.parent_path().c_str(), 65534, 65534) == 0);
    REQUIRE(seteuid(65534) == 0);
  }
  std::string file_message, folder_message;
  try {
    write_dump(path, c);
  } catch (Error const& error) {
    file_message = error.what();
  }
  chmod(path.parent_path().c_str(), 0555);
  try {
    write_dump(folder / "b.dump", c);
  } catch (Error const& error) {
    folder_message = error.what();
  }
  chmod(path.parent_path().c_str(), 0755);
  if (user == 0) REQUIRE(seteuid(0) == 0);
  REQUIRE_THAT(file_message, ContainsSubstring("a.dump: cannot be written: Permission denied"));
  REQUIRE_THAT(folder_message, ContainsSubstring("b.dump: cannot be written: Permission denied"));
  REQUIRE(folder.bytes("a.dump") == "old\n");
  REQUIRE(folder.count() == 1);
}

TEST_CASE("a symbolic link stays one, its file is replaced") {
  ScratchFolder const folder;
  std::ofstream(folder / "real") << "old\n";
  std::filesystem::create_symlink("real", folder / "link");
  write_dump(folder / "link", sample(Box::orthogonal(10, 10, 10), 3));
  REQUIRE(std::filesystem::is_symlink(folder / "link"));
  REQUIRE(folder.bytes("real").starts_with("ITEM:"));
  REQUIRE(folder.count() == 2);
}

TEST_CASE("a file appears as a whole, at its commit") {
  ScratchFolder const folder;
  std::string const large(3 << 20, 'x');  // more than the buffer
  {
    tektite::io::AtomicFile file(folder / "a");
    file.write("first ");
    file.write(large);
    file.write(" last");
    REQUIRE_FALSE(std::filesystem::exists(folder / "a"));
    file.commit();
    REQUIRE(folder.bytes("a") == "first " + large + " last");
    tektite::io::AtomicFile given_up(folder / "a");
    given_up.write("other");
    REQUIRE(folder.count() <= 2);
  }
  REQUIRE(folder.bytes("a").size() == large.size() + 11);
  REQUIRE(folder.count() == 1);
  tektite::io::AtomicPath path(folder / "b");
  REQUIRE((path.target() == folder / "b" && path.temporary().parent_path() == path.target().parent_path()));
  REQUIRE_THROWS_WITH(path.commit(), ContainsSubstring("b: cannot be written: No such file"));
  std::ofstream(path.temporary()) << "b";
  path.commit();
  REQUIRE(folder.bytes("b") == "b");
}

TEST_CASE("a killed process leaves nothing behind where files need no name") {
  ScratchFolder const folder;
  int const probe = ::open((folder / ".").c_str(), O_WRONLY | O_TMPFILE, 0600);
  if (probe < 0) SKIP("this file system has no files without a name");
  ::close(probe);
  std::ofstream(folder / "a") << "old";
  pid_t const child = ::fork();
  if (child == 0) {
    tektite::io::AtomicFile file(folder / "a");
    file.write(std::string(3 << 20, 'x'));
    ::raise(SIGKILL);
  }
  REQUIRE(child > 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
  REQUIRE(folder.bytes("a") == "old");
  REQUIRE(folder.count() == 1);
}

TEST_CASE("an open descriptor is written to as it is, and nothing is replaced") {
  ScratchFolder const folder;
  std::ofstream(folder / "log") << "kept\n";
  int const log = ::open((folder / "log").c_str(), O_WRONLY | O_APPEND);
  REQUIRE(log >= 0);
  {
    tektite::io::AtomicFile file("/dev/fd/" + std::to_string(log));
    file.write("added\n");
    file.commit();
  }
  ::close(log);
  REQUIRE(folder.bytes("log") == "kept\nadded\n");
  REQUIRE(folder.count() == 1);
  REQUIRE_THROWS_WITH(tektite::io::AtomicFile("/dev/fd/" + std::to_string(log)),
                      ContainsSubstring("cannot be written: Bad file descriptor"));
}

TEST_CASE("a link to a file that does not exist yet makes that file, and a file keeps its mode") {
  ScratchFolder const folder;
  std::filesystem::create_symlink("second", folder / "first");
  std::filesystem::create_symlink("file", folder / "second");
  auto const write = [&](std::string const& text) {
    tektite::io::AtomicFile file(folder / "first");
    file.write(text);
    file.commit();
  };
  write("new\n");
  REQUIRE(std::filesystem::is_symlink(folder / "first"));
  REQUIRE(std::filesystem::is_symlink(folder / "second"));
  REQUIRE(folder.bytes("file") == "new\n");
  ::chmod((folder / "file").c_str(), 0640);
  write("newer\n");
  REQUIRE(folder.bytes("file") == "newer\n");
  struct stat status;
  REQUIRE(::stat((folder / "file").c_str(), &status) == 0);
  REQUIRE((status.st_mode & 07777) == 0640);
  REQUIRE(folder.count() == 3);
}

}  // namespace atomic_file_test
