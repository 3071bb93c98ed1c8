// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Holds the pages to the tests: every block of code on a page is a region of a file that is compiled or run, and says
// of which in the comment above it, "<!-- tests/docs/concepts_test.cpp: loop -->". A region lies between the lines
// "//[loop]" and "//[/loop]" (in scripts and CMake files "#[loop]" and "#[/loop]").

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

fs::path const root = TEKTITE_SOURCE_DIR;

std::vector<std::string> lines_of(fs::path const& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<fs::path> pages() {
  std::vector<fs::path> found{root / "README.md", root / "CONTRIBUTING.md", root / "CHANGELOG.md"};
  for (auto const& entry : fs::recursive_directory_iterator(root / "docs"))
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  return found;
}

/// Adds the regions of a source, without their indentation, by "FILE: REGION".
void add_regions(fs::path const& file, std::map<std::string, std::string>& regions) {
  std::string const prefix = fs::relative(file, root).generic_string() + ": ";
  std::string const mark = file.extension() == ".cpp" || file.extension() == ".hpp" ? "//[" : "#[";
  std::string name;
  std::size_t indent = 0;
  for (auto const& line : lines_of(file)) {
    std::size_t const first = line.find_first_not_of(' ');
    bool const marked = first != std::string::npos && line.compare(first, mark.size(), mark) == 0;
    if (marked && name.empty()) {
      name = prefix + line.substr(first + mark.size(), line.find(']', first) - first - mark.size());
      indent = first;
      REQUIRE(regions.count(name) == 0);
    } else if (marked) {
      REQUIRE(prefix + line.substr(first) == prefix + mark + "/" + name.substr(prefix.size()) + "]");
      name.clear();
    } else if (!name.empty()) {
      regions[name] += (line.size() > indent ? line.substr(indent) : "") + "\n";
    }
  }
  REQUIRE(name.empty());
}

std::map<std::string, std::string> all_regions() {
  std::map<std::string, std::string> regions;
  std::set<std::string> const sources{".cpp", ".hpp", ".sh", ".txt"};
  for (char const* folder : {"tests", "examples"})
    for (auto const& entry : fs::recursive_directory_iterator(root / folder))
      if (sources.count(entry.path().extension().string())) add_regions(entry.path(), regions);
  return regions;
}

}  // namespace

TEST_CASE("the code on the pages is that of the tests") {
  auto const regions = all_regions();
  REQUIRE(regions.count("tests/docs/concepts_test.cpp: traits") == 1);
  std::map<std::string, int> shown;
  for (auto const& page : pages()) {
    // The first block of the README is a program of its own: tests/readme compiles and runs it.
    bool program = page.filename() == "README.md";
    std::string above;
    auto const lines = lines_of(page);
    for (std::size_t k = 0; k < lines.size(); ++k) {
      CAPTURE(page, k + 1);
      if (!lines[k].starts_with("```")) {
        // Indented blocks are formulas and calls of scripts; code is fenced.
        REQUIRE_FALSE((lines[k].starts_with("    ") && lines[k].ends_with(";")));
        if (!lines[k].empty()) above = lines[k];
        continue;
      }
      std::string const language = lines[k].substr(3);
      std::string block;
      while (++k < lines.size() && lines[k] != "```") block += lines[k] + "\n";
      if (program && language == "cpp") {
        program = false;
      } else if (language != "text") {
        std::string const opening = "<!-- ";
        REQUIRE(above.starts_with(opening));
        std::string const region = above.substr(opening.size(), above.find(" -->") - opening.size());
        CAPTURE(region);
        REQUIRE(regions.count(region) == 1);
        REQUIRE(block == regions.at(region));
        ++shown[region];
      }
      above.clear();
    }
  }
  for (auto const& [region, code] : regions) {
    CAPTURE(region);
    REQUIRE(shown[region] == 1);
  }
}

TEST_CASE("links and pictures of the pages lead somewhere") {
  for (auto const& page : pages()) {
    bool code = false;
    for (auto const& line : lines_of(page)) {
      if (line.starts_with("```")) code = !code;
      if (code) continue;
      for (std::size_t at = line.find("]("); at != std::string::npos; at = line.find("](", at + 1)) {
        std::string const target = line.substr(at + 2, line.find(')', at) - at - 2);
        if (target.find("://") != std::string::npos) continue;
        CAPTURE(page, target);
        REQUIRE(fs::exists(page.parent_path() / target.substr(0, target.find('#'))));
      }
    }
  }
}

TEST_CASE("pages of algorithms have the same sections in the same order") {
  std::vector<std::string> const order{"What it is for", "Definition", "Call", "Options",
                                       "Results",        "Accuracy",   "Cost", "Sources"};
  bool inside = false;
  int count = 0;
  for (auto const& name : lines_of(root / "docs" / "navigation.txt")) {
    if (name.ends_with(":")) inside = name == "Algorithms:";
    if (!inside || name.ends_with(":")) continue;
    CAPTURE(name);
    std::vector<std::string> sections;
    bool code = false;
    for (auto const& line : lines_of(root / "docs" / (name + ".md"))) {
      if (line.starts_with("```")) code = !code;
      if (!code && line.starts_with("## ")) sections.push_back(line.substr(3));
    }
    REQUIRE(sections == order);
    ++count;
  }
  REQUIRE(count > 8);
}

TEST_CASE("the navigation of the manual has every page, and no other") {
  std::set<fs::path> listed{"docs/index.md"};
  for (auto const& line : lines_of(root / "docs" / "navigation.txt"))
    if (!line.empty() && !line.starts_with("#") && !line.ends_with(":"))
      listed.insert(("docs" / fs::path(line + ".md")).lexically_normal());
  std::set<fs::path> present;
  for (auto const& page : pages())
    if (page.filename() != "README.md") present.insert(fs::relative(page, root));
  REQUIRE(listed == present);
}
