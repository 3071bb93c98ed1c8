// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files tektite_study_config
#include "study/folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <type_traits>
#include <vector>

#include "common/machine.hpp"
#include "study/sha256.hpp"
#include "study/toml_text.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/atomic_file.hpp"
#include "tektite/io/gzip.hpp"
#include "tektite/io/read_eam.hpp"
#include "tektite/version.hpp"

namespace study {

namespace fs = std::filesystem;
using tektite::fail;

std::string glass_name(std::int64_t seed) { return "seed-" + std::to_string(seed); }

std::string sample_name(std::int64_t seed, double connectivity) {
  return glass_name(seed) + "/chi-" + connectivity_name(connectivity);
}

std::string read_file(fs::path const& path, std::size_t most_bytes) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file || fs::is_directory(path)) {
    fail(path.string(), ": cannot be opened: ", fs::is_directory(path) ? "it is a folder" : std::strerror(errno));
  }
  std::string text;
  std::vector<char> block(1 << 16);
  while (file && text.size() < most_bytes) {
    auto const wanted = std::min(block.size(), most_bytes - text.size());
    file.read(block.data(), static_cast<std::streamsize>(wanted));
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) fail(path.string(), ": cannot be read");
  return text;
}

void write_file(fs::path const& path, std::string const& text) {
  tektite::io::AtomicFile file(path);
  file.write(text);
  file.commit();
}

std::string quoted(std::string const& text) {
  std::string result = "\"";
  for (char const c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (static_cast<unsigned char>(c) < 32) {
      result += ' ';
    } else {
      result += c;
    }
  }
  return result + '"';
}

namespace {

std::string json(double value) {
  char text[64];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}
std::string json(std::int64_t value) { return std::to_string(value); }
std::string json(std::string const& value) { return quoted(value); }
template <class T>
std::string json(std::vector<T> const& values) {
  std::string text = "[";
  for (std::size_t i = 0; i < values.size(); ++i) text += (i ? ", " : "") + json(values[i]);
  return text + "]";
}

/// The unpacked potential's checksum: the same file may be packed in many ways.
std::string checksum_of_potential(fs::path const& path) {
  tektite::io::GzipStream stream(path.string());
  try {
    return sha256(std::string(std::istreambuf_iterator<char>(stream), {}));
  } catch (tektite::Error const& error) {
    fail(path.string(), ": ", error.what());
  }
}

/// What is being done, with what: everything that decides the results.
std::string manifest(Config const& c, std::string const& config_text, std::string const& potential_checksum) {
  std::ostringstream out;
  out << "{\n  \"config_sha256\": " << quoted(sha256(config_text))
      << ",\n  \"potential\": {\"file\": " << quoted(fs::path(c.potential).filename().string())
      << ", \"sha256\": " << quoted(potential_checksum)
      << "},\n  \"versions\": {\"tektite\": " << quoted(TEKTITE_VERSION_STRING)
      << ", \"kokkos\": " << quoted(tektite::examples::kokkos_version())
      << ", \"backend\": " << quoted(Kokkos::DefaultExecutionSpace::name())
      << ", \"compiler\": " << quoted(tektite::examples::compiler_version()) << "},\n  \"config\": {";
  char const* separator = "\n";
  for_each_key(c, [&](char const* key, auto const& value) {
    out << separator << "    " << quoted(key) << ": " << json(value);
    separator = ",\n";
  });
  out << "\n  }\n}\n";
  return out.str();
}

/// Room for the longest configuration as JSON.
constexpr std::size_t most_manifest_bytes = 4 * most_toml_bytes;

/// A configuration, or so much of it that `parse_config` finds it too long: it may be a pipe without an end.
std::string read_config(fs::path const& path) { return read_file(path, most_toml_bytes + 1); }

/// Refuses a potential that cannot be kept in a study: it is no ordinary file, which can be read several times, has the
/// name of another file there, or does not have an element.
void check_potential(fs::path const& config_file, fs::path const& path, Config const& config) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    bool const there = fs::exists(path, error);
    fail(config_file.string(), ": material.potential: ", path.string(),
         there ? " is no ordinary file" : " is not there", ", expected a potential");
  }
  for (char const* used : {"config.toml", "study.json", "study.h5", "log.jsonl", "stages", "data", "figures",
                           "report.html", "report.json", ".lock"}) {
    if (path.filename() != used) continue;
    fail(config_file.string(), ": material.potential: a study has another file ", used, ", expected another name");
  }
  auto const potential = tektite::io::read_eam(path);
  for (std::string const& element : config.elements) potential.element(element);
}

}  // namespace

Folder Folder::create(fs::path const& config_file, fs::path root) {
  std::string const text = read_config(config_file);
  Folder folder;
  folder.config_ = parse_config(text, config_file.string());
  folder.root_ = std::move(root);
  fs::path const source = config_file.parent_path() / folder.config_.potential;
  std::error_code error;
  if (fs::exists(folder.root_ / "study.json", error)) {
    if (read_config(folder.root_ / "config.toml") != text) {
      fail(folder.root_.string(), ": holds a study with another configuration; choose another folder with --output");
    }
    return open(folder.root_);
  }
  check_potential(config_file, source, folder.config_);  // before anything is written
  std::string const checksum = checksum_of_potential(source);
  fs::create_directories(folder.root_, error);
  if (error) fail(folder.root_.string(), ": cannot be made: ", error.message());
  write_file(folder.root_ / "config.toml", text);
  write_file(folder.potential(), read_file(source));
  write_file(folder.root_ / "study.json", manifest(folder.config_, text, checksum));
  return folder;
}

Folder Folder::open(fs::path root) {
  Folder folder;
  folder.root_ = std::move(root);
  std::error_code error;
  if (!fs::exists(folder.root_ / "study.json", error)) fail(folder.root_.string(), ": holds no study");
  std::string const stored = read_file(folder.root_ / "study.json", most_manifest_bytes);
  std::string const text = read_config(folder.root_ / "config.toml");
  if (stored.find(sha256(text)) == std::string::npos) {
    fail((folder.root_ / "config.toml").string(),
         ": was altered since the study began; start a new one with study run");
  }
  folder.config_ = parse_config(text, (folder.root_ / "config.toml").string());
  if (stored.find(checksum_of_potential(folder.potential())) == std::string::npos) {
    fail(folder.potential().string(), ": was altered since the study began");
  }
  return folder;
}

Lock::~Lock() {
  if (file_ >= 0) ::close(file_);
}

namespace {

std::optional<Lock> try_lock(fs::path const& folder) {
  fs::path const path = folder / ".lock";
  int const file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) fail(path.string(), ": cannot be written: ", std::strerror(errno));
  Lock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) return {};
  return lock;
}

template <class Iterator>
void remove_half_written(fs::path const& folder) {
  std::vector<fs::path> leftovers;
  for (auto const& entry : Iterator(folder)) {
    std::string const name = entry.path().filename().string();
    if (entry.is_regular_file() && name[0] == '.' && name.find(".part-") != std::string::npos) {
      leftovers.push_back(entry.path());
    }
  }
  for (auto const& path : leftovers) fs::remove(path);
}

}  // namespace

std::optional<Lock> Folder::lock_glass(std::int64_t seed) const {
  fs::path const folder = stage(glass_name(seed));
  auto lock = try_lock(folder);
  if (lock) remove_half_written<fs::recursive_directory_iterator>(folder);
  return lock;
}

std::optional<Lock> Folder::lock_root() const {
  auto lock = try_lock(root_);
  if (lock) remove_half_written<fs::directory_iterator>(root_);
  return lock;
}

fs::path Folder::stage(std::string const& name) const {
  fs::path const path = root_ / "stages" / name;
  std::error_code error;
  fs::create_directories(path, error);
  if (error) fail(path.string(), ": cannot be made: ", error.message());
  return path;
}

bool Folder::done(std::string const& stage) const { return fs::exists(root_ / "stages" / stage / "done"); }

void Folder::mark_done(std::string const& name) const { write_file(stage(name) / "done", ""); }

void Folder::log(std::string const& fields) const {
  char time[32];
  std::time_t const now = std::time(nullptr);
  std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  std::string const line = std::string("{\"time\": \"") + time + "\", " + fields + "}\n";
  int const file = ::open((root_ / "log.jsonl").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  bool const fine = file >= 0 && ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  int const reason = errno;
  if (file >= 0) ::close(file);
  if (!fine) fail((root_ / "log.jsonl").string(), ": cannot be written: ", std::strerror(reason));
}

}  // namespace study
