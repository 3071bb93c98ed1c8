#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The version is the same wherever it stands: version.hpp, CITATION.cff, CHANGELOG.md, the pages, the packages.

usage: versions.py [--root FOLDER] [--release VERSION]

With --release also: it is this version, CITATION.cff has the date of CHANGELOG.md's section, and nothing is unreleased.
"""

import argparse
import pathlib
import re
import sys
from collections.abc import Iterator

HEADER = "include/tektite/version.hpp"
# Where pages name the version: two or three numbers.
MENTIONS = (r"find_package\(tektite (\d+(?:\.\d+)+)", r"this is version (\d+(?:\.\d+)+)", r"GIT_TAG v(\d+(?:\.\d+)+)")
# Where recipes of packages name it: the newest entry counts.
PACKAGES = {
    "packaging/conda/recipe.yaml": r'^  version: "([\d.]+)"$',
    "packaging/debian/changelog": r"^tektite \(([\d.]+)-\d+\)",
    "packaging/spack/packages/tektite/package.py": r'^    version\("([\d.]+)"',
    "packaging/vcpkg/ports/tektite/vcpkg.json": r'^  "version": "([\d.]+)",$',
}


def header_version(text: str) -> str:
    """The version of the three macros."""
    parts = [re.search(rf"^#define TEKTITE_VERSION_{part} (\d+)$", text, re.M) for part in ("MAJOR", "MINOR", "PATCH")]
    return ".".join(part.group(1) if part else "?" for part in parts)


def citation_entry(text: str, key: str) -> str:
    """An entry at the top level of CITATION.cff, empty if there is none."""
    found = re.search(rf"^{key}: *[\"']?([^\"'\n#]*?)[\"']? *$", text, re.M)
    return found.group(1) if found else ""


def newest_release(text: str) -> tuple[str, str]:
    """Version and date of the newest release of CHANGELOG.md."""
    found = re.search(r"^## \[(\d+\.\d+\.\d+)\](?: - (\S+))?", text, re.M)
    return (found.group(1), found.group(2) or "") if found else ("", "")


def unreleased_entries(text: str) -> int:
    """Number of entries under [Unreleased]."""
    section = re.search(r"^## \[Unreleased\][^\n]*\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return len(re.findall(r"^- ", section.group(1), re.M)) if section else 0


def compare_pages(root: pathlib.Path, version: str) -> Iterator[str]:
    """Pages that name another version."""
    for page in (root / "README.md", *sorted((root / "docs").glob("*.md"))):
        for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
            for mention in MENTIONS:
                for found in re.findall(mention, line):
                    if found != version and found != version.rpartition(".")[0]:
                        yield f"{page.relative_to(root)}:{number}: version {found}, but {HEADER} has {version}"


def compare_packages(root: pathlib.Path, version: str) -> Iterator[str]:
    """Recipes that name another version, or none; a source tree without recipes is right, too."""
    for name, pattern in PACKAGES.items():
        if (root / name).exists():
            found = re.search(pattern, (root / name).read_text(encoding="utf-8"), re.M)
            if not found or found.group(1) != version:
                yield f"{name}: version {found.group(1) if found else 'missing'}, but {HEADER} has {version}"


def check(root: pathlib.Path, release: str = "") -> list[str]:
    """All disagreements."""
    version = header_version((root / HEADER).read_text(encoding="utf-8"))
    citation = (root / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, date = newest_release(changelog)
    cited, cited_date = citation_entry(citation, "version"), citation_entry(citation, "date-released")
    findings = []
    if cited != version:
        findings.append(f"CITATION.cff: version {cited or 'missing'}, but {HEADER} has {version}")
    if newest != version:
        findings.append(f"CHANGELOG.md: newest release {newest or 'missing'}, but {HEADER} has {version}")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        findings.append(f"CHANGELOG.md: release {newest} needs a date, year-month-day")
    if cited_date != date:
        findings.append(f"CITATION.cff: date-released {cited_date or 'missing'}, but CHANGELOG.md has {date or 'none'}")
    findings += compare_pages(root, version)
    findings += compare_packages(root, version)
    if release and release != version:
        findings.append(f"{HEADER}: version {version}, but {release} is to be released")
    if release and unreleased_entries(changelog):
        findings.append(f"CHANGELOG.md: {unreleased_entries(changelog)} entries are still under [Unreleased]")
    return findings


def main() -> int:
    """Prints the disagreements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path.cwd(), help="here by default")
    parser.add_argument("--release", default="", metavar="VERSION", help="the version to be released")
    options = parser.parse_args()
    findings = check(options.root, options.release)
    if findings:
        print(*findings, sep="\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
