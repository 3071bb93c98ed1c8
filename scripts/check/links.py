#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Relative links of Markdown pages lead to files that exist, and to headings that exist.

usage: links.py [--root FOLDER] PAGE...
"""

import argparse
import pathlib
import re
import sys
from collections.abc import Iterator

LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+(?:\([^()\s]*\))?)(?:\s+\"[^\"]*\")?\)")
REFERENCE = re.compile(r"^\[[^\]]+\]:\s*(\S+)")


def lines_of_prose(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, without fenced blocks and inline code."""
    fence = False
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"\s*(```|~~~)", line):
            fence = not fence
        elif not fence:
            yield number, re.sub(r"`[^`]*`", "", line)


def anchors(text: str) -> set[str]:
    """Anchors of a page's headings, as hosts of repositories make them, and those it sets itself."""
    found = set(re.findall(r"(?:id|name)=\"([^\"]+)\"|\{#([\w-]+)\}", text))
    names = {name for pair in found for name in pair if name}
    fence = False
    for line in text.split("\n"):
        if re.match(r"\s*(```|~~~)", line):
            fence = not fence
        heading = None if fence else re.match(r"#+\s+(.*)", line)
        if heading:
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1)).strip().lower()
            names.add(re.sub(r"[^\w\- ]", "", words).replace(" ", "-"))
    return names


def check_page(root: pathlib.Path, page: str) -> Iterator[str]:
    """Broken links of one page."""
    text = (root / page).read_text(encoding="utf-8")
    for number, line in lines_of_prose(text):
        for link in LINK.findall(line) + REFERENCE.findall(line):
            if re.match(r"[a-z][a-z+.-]*:|<", link):
                continue
            name, _, anchor = link.partition("#")
            target = (root / page).parent / name if name else root / page
            if not target.exists():
                yield f"{page}:{number}: {link}: no such file"
            elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text(encoding="utf-8")):
                yield f"{page}:{number}: {link}: no such heading"


def main() -> int:
    """Prints the broken links."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path.cwd(), help="here by default")
    parser.add_argument("pages", nargs="*", help="paths relative to the root")
    options = parser.parse_args()
    broken = [finding for page in options.pages for finding in check_page(options.root, page)]
    if broken:
        print(*broken, sep="\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
