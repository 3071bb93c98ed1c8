#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Every public function has a documentation block that follows the template, and prose is plain.

usage: doc_blocks.py [--root FOLDER] [--words | --blocks] [FILE...]

Without files it reads all that git tracks below the root. The template, for headers in include/tektite/<topic>/ and
functions at namespace scope (members are checked by doxygen):
- Every function has a `///` block that begins with a sentence.
- A function that takes an execution space instance first has `\\param` for every parameter, `\\returns` unless it
  returns void, `\\throws Error ...` or `\\throws nothing`, `\\cost`, `\\fences`, `\\determinism`, and `\\source` in its
  block or in the `\\file` block of the header.
- A block that begins with "Overload" needs `\\param` and `\\returns` only.

Words that name people where data are meant, and idioms, are refused in comments of C++ files and in pages. A line with
`words-ok` is excepted, for titles of papers.
"""

import argparse
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cpp_declarations import Function, read_header, tokenize

PERSON = "names a person; name the particle, site, thread or caller"
IDIOM = "is an idiom; say what happens"
WORDS = (
    (r"who|whom|whoever|whomever", PERSON),
    (r"(?:every|any|no|some)body", PERSON),
    (r"(?:every|any|some)one", PERSON),
    (r"patience", IDIOM),
    (r"business", "is an idiom; say which function or header is responsible"),
    (r"hangs?|hung", "is an idiom; a node is attached to a root, a call does not return"),
    (r"complain(?:s|ed|ing|ts?)?", "is what people do; errors are thrown or reported"),
    (r"(?:some|any|no)thing to say", "is what people do; errors are thrown or reported"),
    (r"lack(?:s|ed|ing)?", "is vague; say what is missing, or name the state"),
    (r"behind \w+(?:['\N{RIGHT SINGLE QUOTATION MARK}]s?)? backs?", IDIOM),
)
WORD_PATTERN = re.compile(r"\b(?:" + "|".join(f"({pattern})" for pattern, _ in WORDS) + r")\b", re.IGNORECASE)
UNCHECKED_PAGES = re.compile(r"^docs/study/|^CHANGELOG\.md$")


def commands(block: str, name: str) -> list[str]:
    """The text behind each `\\name` of a block, up to the next command or empty line."""
    pattern = rf"(?<!\w)[\\@](?:{name})(?![a-z])(?:\[[^\]]*\])?(.*?)(?=\n[ \t]*(?:\n|[\\@][a-z])|\Z)"
    return [found.strip() for found in re.findall(pattern, block, re.DOTALL)]


def documented_parameters(block: str) -> list[str]:
    """Names that have a `\\param` with text; one command may name several, separated by commas."""
    names: list[str] = []
    for text in commands(block, "param"):
        found = re.match(r"([\w.]+(?:\s*,\s*[\w.]+)*)\s+\S", text)
        if found:
            names += [name.removesuffix("...") for name in re.split(r"\s*,\s*", found.group(1))]
    return names


def missing_items(function: Function, file_block: str) -> list[str]:
    """What the block of a function does not say, by the template."""
    block = function.block.strip()
    brief = re.split(r"(?<!\w)[\\@](?!brief|ref|p\b|c\b|a\b)[a-z]+|\n\s*\n", block, maxsplit=1)[0]
    brief = re.sub(r"[\\@]brief\b", "", brief).strip()
    if not block:
        return ["documentation block"]
    missing = [] if len(brief.split()) >= 2 and re.search(r"[.:](?:\s|$)", brief) else ["first sentence"]
    overload = re.match(r"Overloads?\b", brief) is not None
    if not function.takes_exec and not overload:
        return missing
    documented = documented_parameters(block)
    absent = [name for name in function.parameters if name not in documented]
    if absent:
        missing.append("\\param " + ",".join(absent))
    if not function.returns_void and not any(commands(block, "returns?|result")):
        missing.append("\\returns")
    if overload:
        return missing
    throws = commands(block, "throws?|exception")
    if not any(re.match(r"(?:[\w:]*Error|nothing)\b", text) for text in throws):
        missing.append("\\throws")
    missing += [f"\\{name}" for name in ("cost", "fences", "determinism") if not any(commands(block, name))]
    if not any(commands(block, "source")) and not any(commands(file_block, "source")):
        missing.append("\\source")
    return missing


def is_public_header(path: str) -> bool:
    """Whether a header stands directly in the folder of a topic."""
    parts = pathlib.PurePosixPath(path).parts
    return len(parts) == 4 and parts[:2] == ("include", "tektite") and parts[2] != "detail" and path.endswith(".hpp")


def check_blocks(path: str, text: str) -> Iterator[str]:
    """Findings on the blocks of one public header."""
    header = read_header(text)
    public = [f for f in header.functions if f.namespace[:1] == ("tektite",)]
    public = [f for f in public if not {"detail", "impl"} & set(f.namespace)]
    seen: dict[tuple[object, ...], tuple[Function, list[str]]] = {}
    for function in public:
        # A declaration and its definition are one function; either may hold the block.
        key = (function.namespace, function.name, function.signature)
        missing = missing_items(function, header.file_block)
        if key not in seen or (function.block and not seen[key][0].block):
            seen[key] = (function, missing)
    for function, missing in seen.values():
        if missing:
            yield f"{path}:{function.line}: {function.name}: missing {', '.join(missing)}"
        for name in documented_parameters(function.block):
            if function.parameters and name not in function.parameters:
                yield f"{path}:{function.line}: {function.name}: has no parameter {name}"


def prose(path: str, text: str) -> Iterator[tuple[int, str]]:
    """Lines of prose: comments of a C++ file, or a page without its code."""
    if path.endswith((".hpp", ".cpp")):
        for first, _, comment in tokenize(text)[1]:
            for k, row in enumerate(comment.split("\n")):
                yield first + k, re.sub(r"`[^`]*`", "", row)
        return
    fence = False
    for number, row in enumerate(text.split("\n"), 1):
        if re.match(r"\s*(```|~~~)", row):
            fence = not fence
        elif not fence:
            yield number, re.sub(r"`[^`]*`|\]\([^)]*\)", "", row)


def check_words(path: str, text: str) -> Iterator[str]:
    """Findings on the words of one file."""
    for number, row in prose(path, text):
        if "words-ok" in row:
            continue
        # A word in quotes is spoken about, not used.
        for found in {found.group(): found for found in WORD_PATTERN.finditer(re.sub(r'"\w+"', '""', row))}.values():
            reason = WORDS[(found.lastindex or 1) - 1][1]
            yield f"{path}:{number}: '{found.group()}' {reason}"


def has_prose(path: str) -> bool:
    """Whether the words of a file are checked."""
    page = path.endswith(".md") and (path.startswith("docs/") or "/" not in path)
    return (page and not UNCHECKED_PAGES.search(path)) or path.endswith((".hpp", ".cpp"))


def tracked_files(root: pathlib.Path) -> list[str]:
    """All files that git tracks or would add."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted({name for name in listing.stdout.split("\n") if name and (root / name).is_file()})


def check(root: pathlib.Path, files: Iterable[str], blocks: bool, words: bool) -> list[str]:
    """All findings."""
    findings: list[str] = []
    for name in files:
        if not (blocks and is_public_header(name)) and not (words and has_prose(name)):
            continue
        text = (root / name).read_text(encoding="utf-8", errors="replace")
        if blocks and is_public_header(name):
            findings += check_blocks(name, text)
        if words and has_prose(name):
            findings += check_words(name, text)
    return findings


def main() -> int:
    """Runs the checks that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path.cwd(), help="here by default")
    parser.add_argument("--words", action="store_true", help="only the words")
    parser.add_argument("--blocks", action="store_true", help="only the documentation blocks")
    parser.add_argument("files", nargs="*", help="paths relative to the root")
    options = parser.parse_args()
    both = options.words == options.blocks
    findings = check(
        options.root, options.files or tracked_files(options.root), both or options.blocks, both or options.words
    )
    if findings:
        print(*findings, sep="\n")
        print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
