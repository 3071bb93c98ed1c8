#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Holds the headers to the layout that CONTRIBUTING describes.

layers_test.py ROOT: reads the includes of ROOT/include/tektite and reports
- an include of a topic that stands higher, or beside, or a circle of files;
- an include of another topic's detail folder;
- a private header in an umbrella, a public header that its umbrella misses;
- a header that is in no known folder, or in a detail folder outside namespace detail;
- `detail::` in examples, benchmarks or docs;
- a public header that has functions, and no file TOPIC/X_test.cpp in ROOT/tests/unit.
Without findings the same checks run on copies with one planted fault of each kind, which must be found.
"""

import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check"))

from cpp_declarations import read_header

# From the ground floor up. A topic may include those before its line, and itself.
FLOORS = [
    ["detail"],
    ["core"],
    ["neighbors"],
    ["eam", "stats", "voronoi", "percolation"],
    ["strain", "network", "order"],
    ["dynamics"],
    ["io"],
    ["adaptors"],
]
FLOOR = {topic: number for number, topics in enumerate(FLOORS) for topic in topics}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]tektite/([^">]+)[">]', re.MULTILINE)


def needs(header: pathlib.Path) -> set[str]:
    """Returns the outside libraries that a header names in its line "// needs: ..."."""
    line = re.search(r"^// needs: (.*)$", header.read_text(), re.MULTILINE)
    return set(line.group(1).split()) if line else set()


def arrows(headers: dict[str, list[str]]) -> list[str]:
    """Returns the includes between topics that are not allowed."""
    found = []
    for header, included in headers.items():
        topic = header.split("/")[0]
        if "/" not in header:
            continue
        if topic not in FLOOR:
            found.append(f"{header}: no such topic; CONTRIBUTING and this test list them")
            continue
        for other in included:
            target = other.split("/")[0]
            if "/" not in other:
                if other != "version.hpp":
                    found.append(f"{header}: includes the umbrella {other}")
            elif target != topic and FLOOR.get(target, 99) >= FLOOR[topic]:
                found.append(f"{header}: includes {other}, which stands higher or beside")
            elif target != topic and "/detail/" in other and target != "detail":
                found.append(f"{header}: includes {other}, which is private to {target}")
    return found


def circles(headers: dict[str, list[str]]) -> list[str]:
    """Returns the headers that include themselves by way of others."""
    found, done = [], set()

    def visit(header: str, path: list[str]) -> None:
        if header in path:
            found.append("circle: " + " -> ".join([*path[path.index(header) :], header]))
        elif header not in done:
            for other in headers.get(header, []):
                visit(other, [*path, header])
            done.add(header)

    for header in headers:
        visit(header, [])
    return found


def umbrellas(root: pathlib.Path, headers: dict[str, list[str]]) -> list[str]:
    """Returns what the umbrellas hold too much or too little.

    tektite/TOPIC.hpp includes the public headers of TOPIC that need no outside library but those that the umbrella
    itself names; tektite.hpp includes the umbrellas that need none.
    """
    found = []
    for umbrella in sorted(root.glob("*.hpp")):
        name = umbrella.name
        if name == "tektite.hpp":
            expected = {u.name for u in root.glob("*.hpp") if u.name != name and not needs(u)}
        elif (root / umbrella.stem).is_dir():
            public = (root / umbrella.stem).glob("*.hpp")
            expected = {f"{umbrella.stem}/{h.name}" for h in public if needs(h) <= needs(umbrella)}
        else:
            continue
        actual = set(headers[name])
        found += [f"{name}: includes {header}, which is not public there" for header in sorted(actual - expected)]
        found += [f"{name}: misses the public header {header}" for header in sorted(expected - actual)]
    for topic in sorted(path.name for path in root.iterdir() if path.is_dir()):
        if topic not in ("detail", "adaptors") and not (root / f"{topic}.hpp").exists():
            found.append(f"{topic}: has no umbrella {topic}.hpp")
    return found


def private_names(root: pathlib.Path, headers: dict[str, list[str]]) -> list[str]:
    """Returns private headers that open a public namespace, and uses of detail:: by others than the library."""
    found = []
    for header in headers:
        if header.startswith("detail/") or "/detail/" in header:
            spaces = re.findall(r"^namespace ([\w:]+) \{", (root / header).read_text(), re.MULTILINE)
            found += [f"{header}: opens namespace {s}" for s in spaces if not s.endswith("detail")]
    top = root.parent.parent
    for folder in ("examples", "benchmarks", "docs"):
        for file in sorted((top / folder).rglob("*")):
            if file.suffix in (".hpp", ".cpp", ".md", ".py", ".dox"):
                for number, line in enumerate(file.read_text().splitlines(), 1):
                    if "detail::" in line:
                        found.append(f"{file.relative_to(top)}:{number}: uses detail::")
    return found


def untested(root: pathlib.Path, headers: dict[str, list[str]]) -> list[str]:
    """Returns the public headers with functions whose test file does not exist; types alone need none."""
    found = []
    for header in headers:
        if header.count("/") != 1 or header.startswith("detail/"):
            continue
        functions = read_header((root / header).read_text()).functions
        public = [f.name for f in functions if "detail" not in f.namespace]
        test = pathlib.Path("tests", "unit", header.removesuffix(".hpp") + "_test.cpp")
        if public and not (root.parent.parent / test).exists():
            found.append(f"{header}: has the function {public[0]}, but no test {test}")
    return found


def findings(top: pathlib.Path) -> list[str]:
    """Returns one line for each departure from the layout."""
    root = top / "include" / "tektite"
    headers = {str(p.relative_to(root)): INCLUDE.findall(p.read_text()) for p in sorted(root.rglob("*.hpp"))}
    missing = [
        f"{h}: includes {o}, which does not exist" for h, all_ in headers.items() for o in all_ if o not in headers
    ]
    found = missing + arrows(headers) + circles(headers) + umbrellas(root, headers)
    return found + private_names(root, headers) + untested(root, headers)


# What is planted, where, and what the report must say of it. Where no text is planted, the file is removed.
FAULTS = [
    ("core/box.hpp", '#include "tektite/neighbors/sites.hpp"\n', "stands higher"),
    ("stats/moments.hpp", '#include "tektite/voronoi/voronoi.hpp"\n', "or beside"),
    ("network/ordered_networks.hpp", '#include "tektite/voronoi/detail/walls.hpp"\n', "private to voronoi"),
    ("eam/forces.hpp", '#include "tektite/io.hpp"\n', "the umbrella io.hpp"),
    ("core/vec3.hpp", '#include "tektite/core/box.hpp"\n', "circle: "),
    ("eam.hpp", '#include "tektite/eam/detail/pairs.hpp"\n', "not public there"),
    ("eam/another.hpp", "#pragma once\n", "misses the public header eam/another.hpp"),
    ("eam/detail/another.hpp", "namespace tektite {\n}\n", "opens namespace tektite"),
    ("novelty/another.hpp", "#pragma once\n", "no such topic"),
    ("../../examples/forces.cpp", "using tektite::detail::member;\n", "uses detail::"),
    ("../../docs/eam.md", "`tektite::detail::member`\n", "uses detail::"),
    ("../../tests/unit/eam/spline_test.cpp", None, "eam/spline.hpp: has the function"),
    ("core/concepts.hpp", "namespace tektite {\nint one();\n}\n", "no test tests/unit/core/concepts_test.cpp"),
]


def planted(top: pathlib.Path) -> list[str]:
    """Returns the faults that were planted in a copy and not found."""
    missed = []
    for where, text, expected in FAULTS:
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder)
            for part in ("include", "examples", "benchmarks", "docs", "tests/unit"):
                shutil.copytree(top / part, copy / part)
            file = copy / "include" / "tektite" / where
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(exist_ok=True)
                file.write_text((file.read_text() if file.exists() else "") + text)
            if not any(expected in line for line in findings(copy)):
                missed.append(f"planted and not found: {where}: {text!r}")
    return missed


def main() -> int:
    """Prints the findings; returns 1 where there are any."""
    top = pathlib.Path(sys.argv[1]).resolve()
    found = findings(top) or planted(top)
    print("\n".join(found) if found else f"layers: ok, {len(FAULTS)} planted faults of {len(FAULTS)} found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
