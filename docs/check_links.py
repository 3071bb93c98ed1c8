#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Checks that the targets of all links and pictures within the site exist.

usage: check_links.py FOLDER-OF-HTML
"""

import html
import re
import sys
from pathlib import Path
from urllib.parse import unquote

LEAST = 1000  # links that the site has at least: with fewer the check itself has failed


def main(folder: str) -> None:
    """Prints the broken links and ends with an error if there are any."""
    texts = {path.resolve(): path.read_text(errors="replace") for path in Path(folder).rglob("*.html")}
    anchors = {path: set(re.findall(r'(?:id|name)="([^"]+)"', text)) for path, text in texts.items()}
    count, broken = 0, []
    for path, text in texts.items():
        for target in map(html.unescape, re.findall(r'(?:href|src)="([^"]+)"', text)):
            if re.match(r"https?:|javascript:|mailto:|data:", target):
                continue
            count += 1
            name, _, anchor = target.partition("#")
            page = (path.parent / unquote(name.partition("?")[0])).resolve() if name else path
            if not page.exists() or (anchor and unquote(anchor) not in anchors.get(page, {unquote(anchor)})):
                broken.append(f"{path}: {target}")
    print(*broken, sep="\n")
    if broken or count < LEAST:
        sys.exit(f"{len(broken)} of {count} links are broken")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
