#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""clang-tidy on some C++ files, with the commands of a build folder.

usage: tidy.py [--version MAJOR] FILE...

A source is checked by its own command. A header is checked alone, in a source that includes nothing else, by the
command of a unit test. Files that the build does not compile are named and left out.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

OUTPUT = pathlib.Path("build/tidy")
# GCC's vector intrinsics and warnings that Clang does not have are no concern of clang-tidy.
EXTRA = ("-Wno-unknown-warning-option", "-Wno-unknown-attributes", "-Wno-pass-failed", "-Wno-error")


def find_tool(version: str) -> str:
    """clang-tidy of the given major version, empty if there is none."""
    for name in (os.environ.get("TEKTITE_CLANG_TIDY", ""), f"clang-tidy-{version}", "clang-tidy"):
        if name and shutil.which(name):
            answer = subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout
            if f"version {version}." in answer:
                return name
    return ""


def read_commands() -> dict[str, list[str]]:
    """Arguments by absolute path of the source, of the newest build folder that has any."""
    databases = sorted(pathlib.Path("build").glob("*/compile_commands.json"), key=lambda path: path.stat().st_mtime)
    databases = [path for path in databases if path.parent != OUTPUT]
    if not databases:
        return {}
    entries = json.loads(databases[-1].read_text(encoding="utf-8"))
    return {
        str(pathlib.Path(entry["directory"], entry["file"]).resolve()): shlex.split(entry["command"])
        for entry in entries
        if "command" in entry
    }


def openmp_header() -> list[str]:
    """A folder with GCC's omp.h, for a clang-tidy that comes without one; less the attributes that Clang refuses."""
    answer = subprocess.run(
        ["c++", "-print-file-name=include/omp.h"], capture_output=True, text=True, check=False
    ).stdout
    header = pathlib.Path(answer.strip())
    if not header.is_absolute():
        return []
    folder = OUTPUT / "omp"
    folder.mkdir(parents=True, exist_ok=True)
    text = re.sub(r"__malloc__ \(\w+\),?", "", header.read_text(encoding="utf-8"))
    (folder / "omp.h").write_text(text, encoding="utf-8")
    return ["-idirafter", str(folder.resolve())]


def compile_arguments(command: list[str], source: str) -> list[str]:
    """A command of the database for another source, without launcher and outputs."""
    arguments, skip = [], False
    start = next(k for k, word in enumerate(command) if "ccache" not in pathlib.Path(word).name)
    for word in command[start:]:
        if skip:
            skip = False
        elif word in ("-o", "-c", "-MF", "-MT", "-MQ"):
            skip = True
        elif word not in ("-MD", "-MMD", "-Werror"):
            arguments.append(word)
    return [*arguments, *EXTRA, *openmp_header(), "-c", source]


def write_entry(name: str, commands: dict[str, list[str]]) -> str:
    """The entry of the database for one file, as JSON text; empty if the build does not have it."""
    path = pathlib.Path(name).resolve()
    source, command = str(path), commands.get(str(path))
    if path.suffix == ".hpp":
        command = next((c for file, c in sorted(commands.items()) if "/tests/unit/" in file), None)
        wrapper = OUTPUT / (name.replace("/", "_") + ".cpp")
        wrapper.write_text(f'#include "{path}"\n', encoding="utf-8")
        source = str(wrapper.resolve())
    if command is None:
        return ""
    entry = {"directory": str(pathlib.Path.cwd()), "file": source, "arguments": compile_arguments(command, source)}
    return json.dumps(entry)


def run_tidy(tool: str, name: str, entry: str) -> tuple[bool, str]:
    """Whether clang-tidy passed, and what it printed."""
    source = json.loads(entry)["file"]
    # Findings in other headers are not of this file.
    headers = f"{pathlib.Path(name).resolve()}$" if name.endswith(".hpp") else "^$"
    command = [tool, "--quiet", "--warnings-as-errors=*", f"--header-filter={headers}", "-p", str(OUTPUT), source]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    errors = result.stderr if result.returncode and "error:" not in result.stdout else ""
    return result.returncode == 0, result.stdout + errors


def main() -> int:
    """Checks the files of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", default="19", metavar="MAJOR")
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    files = [name for name in options.files if name.endswith((".cpp", ".hpp")) and pathlib.Path(name).is_file()]
    tool, commands = find_tool(options.version), read_commands()
    if not tool:
        sys.exit(f"tidy: clang-tidy {options.version} is missing; scripts/setup_checks.sh installs it")
    if not commands:
        sys.exit("tidy: no build folder with compile_commands.json; run cmake --preset ci")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    entries = {name: write_entry(name, commands) for name in files}
    (OUTPUT / "compile_commands.json").write_text("[" + ",\n".join(filter(None, entries.values())) + "]")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {name: pool.submit(run_tidy, tool, name, entry) for name, entry in entries.items() if entry}
        for name, entry in entries.items():
            passed, output = jobs[name].result() if entry else (True, "")
            failed += not passed
            print(f"tidy {name}: {('ok' if passed else 'failed') if entry else 'not in this build'}")
            if not passed:
                print(output)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
