#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Puts the tested code into the pages.

A block of code on a page is a region of a file that is compiled or run; the comment above the block names both:
<!-- FILE: REGION -->. After a change of such a file, run this script: it copies the regions into the pages.
tests/docs/pages_test.cpp checks that they agree.
"""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent


def region(file: pathlib.Path, name: str) -> str:
    """Returns the lines between the marks [name] and [/name] of a file, without their indentation."""
    mark = "//" if file.suffix in (".cpp", ".hpp") else "#"
    lines = file.read_text().splitlines()
    begin = next((n for n, line in enumerate(lines) if line.strip().startswith(f"{mark}[{name}]")), None)
    end = next((n for n, line in enumerate(lines) if line.strip().startswith(f"{mark}[/{name}]")), None)
    if begin is None or end is None:
        raise SystemExit(f"{file.relative_to(ROOT)}: has no region {name}")
    indent = len(lines[begin]) - len(lines[begin].lstrip())
    return "\n".join(line[indent:] for line in lines[begin + 1 : end])


def main() -> None:
    """Copies all regions into README.md, CONTRIBUTING.md and the pages of docs/."""
    # The block may be empty: what it holds ends at the first line that is ```.
    block = re.compile(r"(<!-- (\S+): (\S+) -->\n```\w*\n)(.*?)^```$", re.DOTALL | re.MULTILINE)
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = page.read_text()
        new = block.sub(lambda m: m.group(1) + region(ROOT / m.group(2), m.group(3)) + "\n```", text)
        if new != text:
            page.write_text(new)
            print(page.relative_to(ROOT))


if __name__ == "__main__":
    main()
