#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""pages_test.py FOLDER-OF-PROGRAMS SOURCE-TREE [--write]: the pages of the programs say what the programs say.

A page docs/programs/NAME.md has blocks between the lines "<!-- program: KIND -->" and "<!-- end -->", which are made
from the program's own man page (synopsis, options) and from what it prints in its example (output). Tables with the
heading "| column of `FILE` | meaning |" have a name for each column that the example writes. The test makes the blocks
again and compares: words as they are, numbers to three digits. With --write it puts the blocks and the pictures of the
examples into the pages.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?!\w)")
TABLE = re.compile(r"^\| column of `(\S+)` \| meaning \|\n\|---\|---\|\n((?:\|.*\n)+)", re.MULTILINE)
BLOCK = re.compile(r"(<!-- program: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
# What a file of atoms has besides results.
ATOMS = ("id", "type", "x", "y", "z", "vx", "vy", "vz", "ix", "iy", "iz", "element")
# Options of every program: the page programs.md has them.
COMMON = ("--help", "--kokkos-num-threads", "--kokkos-device-id", "--quiet", "--version")


def plain(troff: str) -> str:
    """A line of a man page without its requests."""
    troff = re.sub(r"\\f[BIR]|\\&", "", troff).replace("\\-", "-").replace("\\e", "\\")
    return re.sub(r"^\.\w+ ", "", troff)


def markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_<>\[\]$|{}#~])", r"\\\1", text)


def sections(program: Path) -> dict[str, list[str]]:
    """The lines of a program's man page, by section: OPTIONS, or "run OPTIONS" of the command `run`."""
    found: dict[str, list[str]] = {}
    name = command = ""
    text = subprocess.run([program, "--man-page"], check=True, capture_output=True, text=True).stdout
    for line in text.splitlines():
        if line.startswith(".SH COMMAND "):
            command = line.removeprefix(".SH COMMAND ") + " "
        if line.startswith((".SH ", ".SS ")):
            name = line[4:] if line.startswith(".SH ") else command + line[4:]
            found[name] = []
        elif name:
            found[name].append(line)
    return found


def entries(lines: list[str]) -> list[tuple[str, str]]:
    """Options and what the man page says of them."""
    parts = "\n".join(lines).split(".TP\n")[1:]
    return [(plain(part.split("\n")[0]), plain(" ".join(part.split("\n")[1:])).strip()) for part in parts]


def synopsis(page: dict[str, list[str]]) -> str:
    """What a program does, and how it is called."""
    about = plain(page["NAME"][0]).split(" - ", 1)[1]
    calls = [plain(line) for line in page["SYNOPSIS"] if line != ".br"]
    return f"{markdown(about)}.\n\n```text\n" + "\n".join(map(" ".join, zip(calls[::2], calls[1::2]))) + "\n```\n"


def options(page: dict[str, list[str]]) -> str:
    """Tables of the arguments and options."""
    out = []
    for command in dict.fromkeys(name.rpartition(" ")[0] for name in page if name.endswith(("ARGUMENTS", "OPTIONS"))):
        rows = []
        for kind in ("ARGUMENTS", "OPTIONS"):
            for names, meaning in entries(page.get(f"{command} {kind}".strip(), [])):
                if not any(common in names for common in COMMON):
                    rows.append(f"| `{names}` | {markdown(meaning)} |")
        if rows:
            heading = f"`{command}`" if command else "option"
            out.append("\n".join([f"| {heading} | meaning |", "|---|---|", *rows]))
    return "\n\n".join(out) + "\n"


def common_options(page: dict[str, list[str]]) -> str:
    """The table of the options that all programs have."""
    rows = [(names, meaning) for names, meaning in entries(page["OPTIONS"]) if any(o in names for o in COMMON)]
    return "| option | meaning |\n|---|---|\n" + "".join(f"| `{n}` | {markdown(m)} |\n" for n, m in rows)


def list_of(programs: Path, pages: list[Path]) -> str:
    """A table of all programs."""
    rows = []
    for page in pages:
        about = synopsis(sections(programs / page.stem)).split("\n")[0].removesuffix(".")
        rows.append(f"| [{page.stem}](programs/{page.name}) | {about} |\n")
    return "| program | what it does |\n|---|---|\n" + "".join(rows)


def names_in(path: Path) -> list[str]:
    """The columns of a table, or those of a file of atoms that are results."""
    with path.open() as file:
        if path.suffix == ".csv":
            return file.readline().strip().split(",")
        header = next(line for line in file if line.startswith("ITEM: ATOMS")).split()[2:]
    return [name for name in header if name not in ATOMS]


def check_columns(text: str, work: Path) -> list[str]:
    """Tables of columns that are not those of the file."""
    wrong = []
    for name, rows in TABLE.findall(text):
        present, listed = names_in(work / name), []
        for row in rows.splitlines():
            words = re.findall(r"`([^`]+)`", row.split(" | ")[0])
            missing = [word for word in words if word not in present]
            if missing:
                return [f"{name} has no columns {missing}, but {present}"]
            if "` to `" in row.split(" | ")[0]:
                words = present[present.index(words[0]) : present.index(words[1]) + 1]
            listed += words
        if listed != present:
            wrong.append(f"{name} has the columns {present}, the page {listed}")
    return wrong


def is_same(one: str, other: str) -> bool:
    """Whether texts have the same words, and numbers that agree to three digits."""
    if NUMBER.sub("0", one).split() != NUMBER.sub("0", other).split():
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other))
    return all(abs(float(a) - float(b)) <= 1e-3 * abs(float(b)) + 1e-6 for a, b in pairs)


def run_examples(programs: Path, source: Path, work: Path) -> dict[str, str]:
    """Runs all examples; returns what each prints."""
    environment = {**os.environ, "TEKTITE": str(source), "PATH": f"{programs}:{os.environ['PATH']}"}
    text = subprocess.run(
        ["bash", source / "tests/programs/pages.sh"],
        cwd=work, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip
    parts = re.split(r"^\[(\w+)\]\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def copy_picture(picture: Path, target: Path) -> None:
    """A picture with 256 colours, no wider than a page."""
    from PIL import Image

    image = Image.open(picture).convert("RGB")
    image.thumbnail((1000, 1000))
    image.quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)


def main(programs: Path, source: Path, write: bool) -> int:
    """Compares all pages, or writes them; returns how many are wrong."""
    pages = sorted((source / "docs" / "programs").glob("*.md"))
    wrong = []
    present = {path.stem for path in (source / "examples").glob("*.cpp")} | {"study"}
    if {page.stem for page in pages} != present:
        wrong.append(f"pages of {[page.stem for page in pages]}, programs {sorted(present)}")
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        printed = run_examples(programs, source, work)
        for page in [source / "docs" / "programs.md", *pages]:
            text = page.read_text()
            man = sections(programs / ("voronoi" if page.name == "programs.md" else page.stem))
            blocks: dict[str, Callable[[], str]] = {
                "synopsis": lambda man=man: synopsis(man),
                "options": lambda man=man: options(man),
                "common": lambda man=man: common_options(man),
                "list": lambda: list_of(programs, pages),
                "output": lambda page=page: f"```text\n{printed[page.stem].rstrip()}\n```\n",
            }
            new = BLOCK.sub(lambda m, blocks=blocks: m[1] + "\n" + blocks[m[2]]() + "\n" + m[4], text)
            if write:
                page.write_text(new)
                if (work / f"{page.stem}.png").exists():
                    copy_picture(work / f"{page.stem}.png", page.with_suffix(".png"))
            elif not is_same(new, text):
                page_blocks = zip(BLOCK.findall(text), BLOCK.findall(new))
                found = next(f"has\n{old[2]}\nbut the program says\n{made[2]}" for old, made in page_blocks
                             if not is_same(old[2], made[2]))  # fmt: skip
                wrong.append(f"{page.relative_to(source)} {found}")
            wrong += [f"{page.relative_to(source)}: {line}" for line in check_columns(text, work)]
    print(*wrong, sep="\n")
    return len(wrong)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), "--write" in sys.argv))
