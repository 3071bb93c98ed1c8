#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The manual as a site: the pages of navigation.txt and the reference from Doxygen's XML, made by Sphinx.

usage: make_site.py SOURCE XML OUT VERSION    (run by the Python that has Sphinx: scripts/setup_docs.sh)

SOURCE is the root of the source tree. The site is OUT/html; OUT/pages has what Sphinx reads.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import reference

PICTURES = {".png", ".webp", ".svg"}


def navigation(file: Path) -> list[tuple[str, list[str]]]:
    """Headings and their pages."""
    parts: list[tuple[str, list[str]]] = []
    for line in file.read_text().splitlines():
        if line.endswith(":") and not line.startswith("#"):
            parts.append((line[:-1], []))
        elif line and not line.startswith("#"):
            parts[-1][1].append(line)
    return parts


def with_site_links(text: str) -> str:
    """Links between docs/ and the root of the source tree as they are on the site, which has one folder less."""
    text = re.sub(r"\]\(docs/", "](", text)
    return re.sub(r"\]\(\.\./(CONTRIBUTING|CHANGELOG)\.md", r"](\1.md", text)


def copy_pages(source: Path, pages: Path) -> list[str]:
    """Copies pages and pictures; returns the part of the first page that has the navigation."""
    for path in (source / "docs").rglob("*"):
        if path.suffix in PICTURES | {".md", ".css"}:
            target = pages / path.relative_to(source / "docs")
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".md":
                target.write_text(with_site_links(path.read_text()))
            else:
                shutil.copy(path, target)
    trees = []
    for heading, names in navigation(source / "docs" / "navigation.txt"):
        for name in names:
            if name.startswith("../"):
                text = with_site_links((source / f"{name[3:]}.md").read_text())
                (pages / f"{name[3:]}.md").write_text(text)
        trees += tree(heading, [name.removeprefix("../") for name in names])
    return trees


def tree(heading: str, names: list[str]) -> list[str]:
    """A part of the navigation."""
    return ["", "```{toctree}", ":hidden:", f":caption: {heading}", ":maxdepth: 2", "", *names, "```"]


def main(source: Path, xml: Path, out: Path, version: str) -> int:
    """Makes the site; returns Sphinx' exit status."""
    pages = out / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    shutil.rmtree(out / "html", ignore_errors=True)
    (pages / "_static").mkdir(parents=True)
    trees = copy_pages(source, pages)
    trees += tree("Reference", reference.write(xml, pages))
    with (pages / "index.md").open("a") as index:
        index.write("\n".join(trees) + "\n")
    shutil.copy(source / "docs" / "style.css", pages / "_static" / "manual.css")
    shutil.copy(source / "docs" / "conf.py", pages / "conf.py")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-D", f"version={version}"]
    return subprocess.run([*command, "-D", f"release={version}", pages, out / "html"], check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]))
