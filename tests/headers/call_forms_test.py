#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Holds the table of call forms in docs/concepts.md to the headers.

call_forms_test.py ROOT: the row of `f(exec, ...)` and `f(...)` names exactly the public functions that have both
forms. Without findings the same check runs on the page with a name taken away, and with one too many.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check"))

from cpp_declarations import read_header

ROW = "| `f(exec, ...)` and `f(...)` |"
ADAPTED = "adaptors"  # its functions belong to other libraries' interfaces, and its pages list them


def with_both_forms(include: pathlib.Path) -> set[str]:
    """Returns the names of the public functions with an overload that takes an instance and one that does not."""
    forms: dict[str, set[bool]] = {}
    for header in sorted(include.glob("*/*.hpp")):
        if header.parent.name in ("detail", ADAPTED):
            continue
        for function in read_header(header.read_text()).functions:
            if function.namespace[:1] == ("tektite",) and "detail" not in function.namespace:
                forms.setdefault("::".join(function.namespace + (function.name,)), set()).add(function.takes_exec)
    return {name for name, found in forms.items() if len(found) == 2}


def named(page: str) -> set[str]:
    """Returns the functions in the table's row; those of `tektite::io` follow these words."""
    row = next((line for line in page.split("\n") if line.startswith(ROW)), "")
    core, _, files = row.removeprefix(ROW).partition("in `tektite::io`:")
    names = {"tektite::" + name for name in re.findall(r"`(\w+)`", core)}
    return names | {"tektite::io::" + name for name in re.findall(r"`(\w+)`", files)}


def findings(expected: set[str], page: str) -> list[str]:
    """Returns what the page and the headers do not agree on."""
    found = named(page)
    missing = [f"{name} has both forms, but is not in the row {ROW}" for name in sorted(expected - found)]
    return missing + [f"{name} is in the row {ROW}, but has not both forms" for name in sorted(found - expected)]


def main() -> int:
    """Prints the findings; returns 1 where there are any."""
    root = pathlib.Path(sys.argv[1])
    expected = with_both_forms(root / "include" / "tektite")
    page = (root / "docs" / "concepts.md").read_text()
    found = findings(expected, page)
    if not found:
        for changed in (page.replace("`voronoi`, ", "", 1), page.replace("`voronoi`, ", "`voronoi`, `kick`, ", 1)):
            if len(findings(expected, changed)) != 1:
                found.append("a planted fault was not found")
    print("\n".join(found) if found else f"call forms: ok, {len(expected)} functions have both")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
