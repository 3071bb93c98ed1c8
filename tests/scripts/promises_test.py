#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
r"""What the documentation says about fences and memory is what tests/contracts measure.

tests/contracts/promises.csv has a row TOPIC/FUNCTION for each public function that takes an execution space instance;
of functions of one name in a topic the second one is "FUNCTION 2". The tests in C++ compare the row with what a call
does. Here it is compared with the documentation block: `\fences` begins with a number in words or refers to another
function (`as \`f\``), and the bytes per particle are the sum of those that `\cost` names.
"""

import csv
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check"))
from cpp_declarations import read_header
from doc_blocks import commands

ROOT = pathlib.Path(__file__).resolve().parents[2]
NUMBERS = {"none": 0, "once": 1, "twice": 2, "three times": 3}
ITEMS = r"particle|site|point|value|position|member|entry"


def fences_in_words(text: str) -> int | None:
    """The number of fences that a block names; None where it depends on the input."""
    text = text.removeprefix("`exec`, ")
    found = re.match(r"(none|once|twice|three times)(?=[,:;]|$)", text)
    if not found or re.search(r", and (?:once|twice)", text):
        return None
    return NUMBERS[found.group(1)]


def bytes_in_words(text: str) -> int | None:
    """The sum of the bytes per particle that a block names; None where there are none, or other terms.

    In the sample a site is a particle. What stands in parentheses is about other cases, and memory of the host is not
    that of Views.
    """
    text = re.sub(r"\([^)]*\)", "", text)
    number = r"(\d+)(?: bytes)?(?: more)?(?: of \w+)?"
    all_terms = re.findall(rf"{number} per (\w+)(?! on the host| to the host)\b", text)
    if re.search(r"\bas `|that of `", text) or any(not re.fullmatch(ITEMS, item) for _, item in all_terms):
        return None
    numbers = [int(size) for size, _ in all_terms]
    numbers += [int(size) for size in re.findall(r"(\d+) more during the call", text)]
    return sum(numbers) if numbers else None


def public_functions(root: pathlib.Path) -> dict[str, str]:
    """The block of each function that takes an instance, by topic and name, without overloads."""
    blocks: dict[str, str] = {}
    for path in sorted((root / "include" / "tektite").glob("*/*.hpp")):
        topic = path.parent.name
        for function in read_header(path.read_text()).functions:
            private = function.namespace[:1] != ("tektite",) or "detail" in function.namespace
            if private or not function.takes_exec or re.match(r"\s*Overload", function.block):
                continue
            name = f"{topic}/{function.name}"
            number = sum(key == name or key.startswith(f"{name} ") for key in blocks)
            blocks[f"{name} {number + 1}" if number else name] = function.block
    return blocks


def read_table(root: pathlib.Path) -> dict[str, tuple[int, float]]:
    """Fences and bytes per particle by function."""
    with (root / "tests" / "contracts" / "promises.csv").open(newline="") as file:
        return {row["function"]: (int(row["fences"]), float(row["bytes"])) for row in csv.DictReader(file)}


def fences_of(function: str, table: dict[str, tuple[int, float]]) -> int | None:
    """The fences of the function of this name, in whatever topic; None if it has no row."""
    return next((row[0] for name, row in table.items() if name.split("/")[1] == function), None)


def findings(blocks: dict[str, str], table: dict[str, tuple[int, float]]) -> list[str]:
    """Where blocks and table differ."""
    found = [f"{name}: no row in promises.csv" for name in blocks if name not in table]
    found += [f"{name}: no such function" for name in table if name not in blocks]
    for name in blocks.keys() & table.keys():
        fences, measured = table[name]
        said = " ".join(" ".join(commands(blocks[name], "fences")).split())
        other = re.fullmatch(r"as `(\w+)`", said)
        expected = fences_of(other[1], table) if other else fences_in_words(said)
        if fences != expected if expected is not None else fences == 0:
            found.append(f"{name}: {fences} fences, but the block says '{said}'")
        cost = " ".join(" ".join(commands(blocks[name], "cost")).split())
        memory = bytes_in_words(cost)
        if memory is not None and abs(measured - memory) > max(1, 0.02 * memory):
            found.append(f"{name}: {measured} bytes per particle, but the block says {memory}: '{cost}'")
        elif "no memory" in cost and measured > 1:
            found.append(f"{name}: {measured} bytes per particle, but the block says '{cost}'")
    return sorted(found)


class Promises(unittest.TestCase):
    """The blocks of the library, and planted faults."""

    def test_blocks_and_table_agree(self) -> None:
        """Every function has a row, and its block says what the row says."""
        self.maxDiff = None
        self.assertEqual(findings(public_functions(ROOT), read_table(ROOT)), [])

    def test_differences_are_found(self) -> None:
        """One fault of each kind."""
        block = "Sums.\n\\cost O(n) work; 8 bytes per particle,\n 4 more per site\n\\fences once, for the sum\n"
        self.assertEqual(findings({"a/f": block}, {"a/f": (1, 12.0)}), [])
        self.assertEqual(len(findings({"a/f": block}, {"a/f": (2, 12.0)})), 1)
        self.assertEqual(len(findings({"a/f": block}, {"a/f": (1, 16.0)})), 1)
        self.assertEqual(len(findings({"a/f": block}, {})), 1)
        self.assertEqual(len(findings({}, {"a/f": (1, 12.0)})), 1)
        as_other = "Sums.\n\\cost in place, no memory\n\\fences as `f`\n"
        self.assertEqual(findings({"a/f": block, "a/g": as_other}, {"a/f": (1, 12.0), "a/g": (1, 0.0)}), [])
        self.assertEqual(len(findings({"a/f": block, "a/g": as_other}, {"a/f": (1, 12.0), "a/g": (0, 8.0)})), 2)
        several = "Sums.\n\\cost O(n)\n\\fences where the host needs a number\n"
        self.assertEqual(findings({"a/f": several}, {"a/f": (3, 12.0)}), [])
        self.assertEqual(len(findings({"a/f": several}, {"a/f": (0, 12.0)})), 1)

    def test_bytes_in_words(self) -> None:
        """Terms that the sample does not have leave the sum open."""
        self.assertEqual(bytes_in_words("O(n) work; 4 bytes per particle, 32 more during the call"), 36)
        self.assertEqual(bytes_in_words("104 bytes per particle of results and 108 bytes per site (150 before)"), 212)
        for text in ("12 bytes per particle and 16 per cluster", "as `f`, and 8 bytes per particle", "O(n) work"):
            self.assertIsNone(bytes_in_words(text))
        self.assertIsNone(bytes_in_words("copies 20 bytes per particle to the host"))

    def test_numbers_in_words(self) -> None:
        """A number that depends on the input is none."""
        for text in ("once in each pass", "once or more", "three times, and once more for each level"):
            self.assertIsNone(fences_in_words(text))
        self.assertEqual(fences_in_words("`exec`, three times: after the copies"), 3)
        self.assertEqual(fences_in_words("twice, once for each copy"), 2)


if __name__ == "__main__":
    unittest.main()
