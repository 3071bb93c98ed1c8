#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Every public function that takes positions is called with positions in every form.

The tests tests/contracts/*_forms_test.cpp name the functions in their calls of `require_same_bits`. Here the names are
compared with the headers.
"""

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check"))
from cpp_declarations import read_header

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Template parameters for positions have these names in all headers.
TAKES_POSITIONS = re.compile(r"\b(?:P|Coordinates|Velocities) const & |\bR const & reference\b")


def functions_of_positions(root: pathlib.Path) -> set[str]:
    """The names of the public functions that take an instance and any `Positions`."""
    names = set()
    for path in sorted((root / "include" / "tektite").glob("*/*.hpp")):
        for function in read_header(path.read_text()).functions:
            public = function.namespace[:1] == ("tektite",) and "detail" not in function.namespace
            if public and function.takes_exec and TAKES_POSITIONS.search(function.signature):
                names.add(function.name)
    return names


def named_in_tests(texts: list[str]) -> set[str]:
    """The functions that the tests name."""
    calls = [call for text in texts for call in re.findall(r'require_same_bits(?:_of_both)?\(\s*"([^"]*)"', text)]
    return {name for call in calls for name in re.findall(r"\w+", call)}


class Forms(unittest.TestCase):
    """The library, and planted faults."""

    def test_all_functions_are_named(self) -> None:
        """No function that takes positions is left out."""
        texts = [path.read_text() for path in sorted((ROOT / "tests" / "contracts").glob("*_forms_test.cpp"))]
        functions = functions_of_positions(ROOT)
        self.assertIn("voronoi", functions)
        self.assertIn("drift", functions)
        self.assertEqual(sorted(functions - named_in_tests(texts)), [])

    def test_a_function_that_is_not_named_is_found(self) -> None:
        """Names are those in the calls, one or several in each."""
        text = 's.require_same_bits("voronoi", f); s.require_same_bits_of_both(\n    "refresh_list, update_list", f);'
        self.assertEqual(named_in_tests([text]), {"voronoi", "refresh_list", "update_list"})


if __name__ == "__main__":
    unittest.main()
