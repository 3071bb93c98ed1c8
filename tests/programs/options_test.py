#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""options_test.py FOLDER-OF-PROGRAMS SOURCE-TREE: options and files that no run can work with are refused at once.

At once means: exit code 2, one line on standard error, and every file as it was. `refused` is a table of such calls.
`sweep` gives every option that a program's help names a few values that hardly any option takes.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

POTENTIAL = "cu_zr.eam.fs.gz"
# A call: options with their values, None for a flag; then the files, by any name without a dash.
Words = dict[str, str | None]
MATERIAL: Words = {"--potential": POTENTIAL, "--elements": "Cu,Zr"}
IN_OUT: Words = {"IN": "glass.dump", "OUT": "out"}
QUENCH: Words = {"--composition": "0.5,0.5", "--atoms": "32", "--rate": "4e16", "--melt": "0.004", "--hold": "0.01"}
RELAX: Words = {"--connectivity": "1", "--regions": "3", "--time": "0.01", "--rest": "0.004"}
SHEAR: Words = {"--rate": "2e12", "--to": "0.02", "--hold": "0.004", "--frames": "2"}
AQS: Words = {"--to": "0.002", "--step": "0.001", "--event-energy": "1000", "--refinements": "0", "--frames": "2"}
AQS |= {"--d2min-cutoff": "3.5", "--d2min-above": "1", "--tolerance": "0.5", "--most": "300"}
# Each of these works, and takes no time.
CALLS: dict[str, Words] = {
    "quench": {**MATERIAL, **QUENCH, "OUT": "out"},
    "relax": {**MATERIAL, **RELAX, **IN_OUT},
    "shear": {**MATERIAL, **SHEAR, "IN": "glass.dump", "PREFIX": "out"},
    "aqs": {**MATERIAL, **AQS, "IN": "glass.dump", "PREFIX": "out"},
    "alpha2": {**MATERIAL, "--time": "0.02", "--hold": "0.004", **IN_OUT},
    "percolation": {"--property": "x", "--above": "5", "--cutoff": "3.5", "--null": "2", **IN_OUT},
    "network": IN_OUT,
    "voronoi": IN_OUT,
    "forces": {**MATERIAL, **IN_OUT},
    "stress": {**MATERIAL, "--slabs": "3", "--profile": "slabs.csv", **IN_OUT},
    "strain": {"--cutoff": "4", "REFERENCE": "other.dump", **IN_OUT},
    "order": {"--cutoff": "3.5", **IN_OUT},
    "relaxation": {"--q": "3", "--distance": "1", "--interval": "1", "--time": "1", "IN": "walk.dump", "OUT": "out"},
    "rdf": {"--cutoff": "5", "--bins": "10", **IN_OUT},
}
DYNAMICS = ["quench", "relax", "shear", "alpha2"]
INPUT = [name for name in CALLS if name not in ("quench", "relaxation")]
HOSTILE = ["", "-1", "x", "nan", "inf", "1e400", "1e300", "1e-300", "9223372036854775807", "a,a"]
FILES = ["", ".", "folder", "folder/", "empty", "missing", "no/such/file", 300 * "x"]

HANGS = 60  # seconds: no call takes a tenth of it

# (programs, options or files instead of those above, what the message says)
TABLE: list[tuple[list[str], Words, str]] = [
    # Times and counts that end nowhere.
    (["quench"], {"--rate": "1"}, r"cooling time 2e\+15 ps takes 1e\+18 steps of 0.002 ps, expected at most 1e\+11"),
    (["quench"], {"--rate": "1e300"}, "cooling time .* ps is less than one step of 0.002 ps"),
    (["quench"], {"--melt": "1e9"}, "--melt 1e.09 ps takes .* steps"),
    (["quench", "alpha2", "shear"], {"--hold": "1e9"}, "--hold 1e.09 ps takes .* steps"),
    (["quench", "alpha2", "shear"], {"--hold": "1e-5"}, "--hold 1e-05 ps is less than one step of 0.002 ps"),
    (["relax", "alpha2"], {"--time": "1e9"}, "--time 1e.09 ps takes .* steps"),
    (["relax"], {"--time": "1e300"}, "--time 1e.300 ps takes .* steps"),
    (["relax"], {"--rest": "1e9"}, "--rest 1e.09 ps takes .* steps"),
    (["shear"], {"--rate": "1e-3"}, "time of shear .* ps takes .* steps"),
    (["shear"], {"--to": "1e9", "--rate": "1e18"}, r"final strain 1e\+09 must lie between -100 and 100, not 0"),
    (["shear"], {"--to": "1e9"}, r"final strain 1e\+09"),
    (DYNAMICS, {"--timestep": "1e-300"}, "takes .* steps of 1e-300 ps"),
    (["quench", "relax"], {"--timestep": "1e9"}, "is less than one step of 1e.09 ps"),
    (DYNAMICS, {"--skin": "1000"}, "--skin 1000 must lie between 0 and 20 A"),
    (DYNAMICS, {"--thermo": "-1"}, "--thermo -1 must not be negative"),
    (["relax", "shear", "alpha2"], {"--temperature": "1e300"}, "--temperature: temperature 1e.300 K must lie between"),
    (["relax"], {"--matrix": "1e-300"}, "--matrix: temperature 1e-300 K must lie between"),
    (["quench"], {"--from": "1e9"}, "--from: temperature 1e.09 K must lie between"),
    (["quench"], {"--to": "1e-300"}, "--to: temperature 1e-300 K must lie between"),
    (["quench"], {"--lattice": "1e9"}, "lattice constant 1e.09 A must be positive and at most 100"),
    (["quench"], {"--atoms": "400000000", "--to": "-1"}, "--to: temperature -1 K must lie between"),
    (["relax"], {"--gap": "100000"}, "--gap 1e.05 A is larger than half the box"),
    (["relax"], {"--regions": "1000000000"}, "are too many or too small for 256 atoms"),
    (["relax"], {"--fraction": "1e-6", "--regions": "500"}, "are too many or too small for 256 atoms"),
    (["relax"], {"--fraction": "1e-6", "--regions": "0", "--edge": "1e-5"}, "are too many or too small"),
    (["relax"], {"--rescale": "0"}, "--rescale 0 steps, expected at least 1"),
    (["percolation"], {"--null": "1000000000"}, "--null 1000000000, expected 0, or 2 to 1000000 random choices"),
    (["voronoi"], {"--relative-face-threshold": "1.01"}, "1.01 must lie between 0 and 1"),
    (
        ["percolation", "strain"],
        {"--cutoff": "300"},
        "--cutoff 300: an atom has about .* neighbours .* too many for 256",
    ),
    (["rdf"], {"--cutoff": "3000"}, "--cutoff 3000: an atom has about .* neighbours"),
    (["strain"], {"--ttg-cutoff": "300"}, "--ttg-cutoff 300: an atom has about .* neighbours"),
    (["aqs"], {"--step": "1e-300"}, r"--to 0.002 takes 2e\+297 steps of 1e-300, expected at most 1e9"),
    (["aqs"], {"--to": "101"}, "amplitude 101 must lie between -100 and 100, not 0"),
    (["aqs"], {"--to": "0"}, "amplitude 0 must lie between -100 and 100, not 0"),
    (["aqs"], {"--cycles": "1000000000"}, "1000000000 cycles, expected at least 0 and at most 1e9 steps in all"),
    (["aqs"], {"--frames": "3"}, "--frames 3: the path has 2 steps"),
    (["aqs"], {"--refinements": "31"}, "31 refinements, expected 0 to 30"),
    (["aqs"], {"--pressure-tolerance": "1"}, "at a fixed volume, without --pressure, it has no use"),
    (["aqs"], {"--d2min-cutoff": "300"}, "--d2min-cutoff 300: an atom has about .* neighbours"),
    (["aqs"], {"--most": "2", "--tolerance": "1e-9"}, "at strain 0 no minimum after 2 force evaluations"),
    # Words that are no numbers.
    (["rdf"], {"--bins": "x"}, "--bins 'x' is no integer"),
    (["rdf"], {"--cutoff": "x"}, "--cutoff 'x' is no finite number"),
    (["quench"], {"--seed": "1e9"}, "--seed '1e9' is no whole number"),
    # Names.
    ([*DYNAMICS, "forces"], {"--elements": "Cu,,Zr"}, "'Cu,,Zr' has an empty entry"),
    ([*DYNAMICS, "forces"], {"--elements": "Cu,Zr,Al"}, "element 'Al' is not in the potential"),
    (["relax", "shear", "alpha2", "forces"], {"--elements": "Cu"}, "has type 2 .Zr., but the elements are Cu"),
    (["quench"], {"--elements": "Cu"}, "2 fractions in the composition for 1 elements"),
    ([*DYNAMICS, "forces"], {"--potential": ""}, "--potential '' is empty, expected a name"),
    (["percolation"], {"--table": ""}, "--table '' is empty, expected a name"),
    (["percolation"], {"--property": ""}, "--property '' is empty, expected a name"),
    # What is known before the run is said before the run.
    (["aqs"], {"IN": "slab.dump"}, "the cell must be periodic along all axes"),
    (["relax", "shear", "alpha2"], {"IN": "slab.dump"}, "a barostat needs a cell that is periodic along all axes"),
    # An output in the place of an input.
    (INPUT, {"OUT": "glass.dump", "PREFIX": "glass"}, "is the input"),
    (INPUT, {"OUT": "./folder/../glass.dump", "PREFIX": "folder/../glass"}, "is the input"),
    (INPUT, {"OUT": "symbolic.dump", "PREFIX": "symbolic"}, "is the input"),
    (INPUT, {"OUT": "hard.dump", "PREFIX": "hard"}, "is the input"),
    (["strain"], {"OUT": "other.dump"}, "is the input"),
    (["relaxation"], {"OUT": "walk.dump"}, "is the input"),
    (["stress"], {"--profile": "glass.dump"}, "is the input"),
    (["strain"], {"--lagged": "glass.dump"}, "is the input"),
    (["quench", "relax", "alpha2", "forces"], {"OUT": POTENTIAL}, "is the input"),
    (["relax", "alpha2"], {"IN": "a.checkpoint", "OUT": "a"}, "a.checkpoint: is the input"),
    (["relax", "alpha2"], {"IN": "a.checkpoint", "OUT": "a", "--resume": None}, "a.checkpoint: is the input"),
    (["quench"], {"--potential": "p.checkpoint", "OUT": "p"}, "p.checkpoint: is the input"),
    (["shear", "aqs"], {"IN": "a.checkpoint", "PREFIX": "a"}, "a.checkpoint: is the input"),
    (["shear", "aqs"], {"IN": "s.0002.dump", "PREFIX": "s"}, "s.0002.dump: is the input"),
    (["shear", "aqs"], {"--potential": "s.csv", "PREFIX": "s"}, "s.csv: is the input"),
    (["percolation"], {"--table": "hard.dump"}, "is the input"),
    # Files that the run could not write at its end.
    (["shear", "aqs"], {"PREFIX": "folder/"}, "folder/: is a folder, expected the beginning of file names"),
    (["shear"], {"PREFIX": "."}, r"\.: is a folder"),
    (["shear", "aqs"], {"PREFIX": "busy"}, "busy.0001.dump: cannot be written: it is a folder"),
    (["quench", "relax", "alpha2"], {"OUT": 235 * "n"}, "checkpoint: cannot be written: File name too long"),
    (["quench", "relax", "alpha2"], {"OUT": "locked"}, "locked.checkpoint: cannot be written: it is a folder"),
]


class Checker:
    """Calls programs in a folder of small files, and collects what went wrong."""

    def __init__(self, programs: Path, source: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.faults: list[str] = []
        potential = (source / "data" / "Cu-Zr_4.eam.fs.gz").read_bytes()
        for name in (POTENTIAL, "p.checkpoint", "s.csv"):
            (folder / name).write_bytes(potential)
        self.start("quench", {**CALLS["quench"], "--atoms": "256", "OUT": "glass.dump"})
        glass = (folder / "glass.dump").read_text()
        for name in ("other.dump", "a.checkpoint", "s.0002.dump"):
            (folder / name).write_text(glass)
        (folder / "slab.dump").write_text(glass.replace("pp pp pp", "pp pp ff"))
        step = int(glass.split("\n")[1])
        (folder / "walk.dump").write_text(glass + glass.replace(f"TIMESTEP\n{step}\n", f"TIMESTEP\n{step + 10}\n"))
        # Links, also as frames that `shear` makes of a prefix.
        for name in ("glass.0000.dump", "symbolic.dump", "symbolic.0000.dump"):
            (folder / name).symlink_to("glass.dump")
        for name in ("hard.dump", "hard.0000.dump"):
            os.link(folder / "glass.dump", folder / name)
        for name in ("folder", "busy.0001.dump", "locked.checkpoint"):
            (folder / name).mkdir()
        for name in ("out", "out.csv", "out.events.csv", "out.0000.dump"):
            (folder / name).write_text("precious\n")
        (folder / "empty").touch()
        self.files = self.all_files()

    def all_files(self) -> dict[Path, bytes]:
        """Returns the bytes of all files, hidden ones, too."""
        return {p: p.read_bytes() if p.is_file() else b"" for p in sorted(self.folder.rglob("*"))}

    def restore(self) -> list[str]:
        """Makes all files as they were. Returns the names of those that were not."""
        now = self.all_files()
        changed = [p for p in {**now, **self.files} if now.get(p) != self.files.get(p)]
        for path in changed:
            if path in self.files:
                path.write_bytes(self.files[path])
            elif path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        return [path.name for path in changed]

    def start(self, program: str, call: Words, more: tuple[str, ...] = ()) -> tuple[int, str]:
        """Returns exit code and standard error."""
        options = [word for option, value in call.items() if option[0] == "-" for word in (option, value)]
        files = [file for name, file in call.items() if name[0] != "-"]
        words = [self.programs / program, *(w for w in [*options, *files] if w is not None), *more]
        environment = dict(os.environ, OMP_NUM_THREADS="1", OMP_PROC_BIND="false")
        try:
            done = subprocess.run(
                words, cwd=self.folder, env=environment, capture_output=True, timeout=HANGS, check=False
            )
        except subprocess.TimeoutExpired:
            return -1, "it does not end"
        return done.returncode, done.stderr.decode(errors="replace")

    def check(self, program: str, call: Words, more: tuple[str, ...] = (), message: str | None = None) -> None:
        """Notes a fault unless the call is refused, with this message, or, without a message, works."""
        code, error = self.start(program, call, more)
        changed = self.restore()
        refused = code == 2 and error.startswith(f"{program}: ") and error.count("\n") == 1 and not changed
        told = not re.search(r"\d{40}", error)  # CLI11's largest number with all digits
        if message is None:
            fine = code == 0 or (refused and told)
        else:
            fine = refused and re.search(message, error)
        if not fine:
            words = " ".join(f"{name} {value!r}" for name, value in {**call, **dict.fromkeys(more)}.items())
            self.faults.append(f"{program} {words}\n    {code}, changed {changed}: {error.strip()[:300]}")


def sweep(checker: Checker, program: str) -> None:
    """Gives every option of a program bad values, no value, and two values; every file bad names."""
    call = CALLS[program]
    text = subprocess.run([checker.programs / program, "--help"], capture_output=True, text=True, check=True).stdout
    options = re.findall(r"^ +(--[a-z0-9-]+)( [A-Z]\S*)?", text, re.MULTILINE)
    if set(call) - {name for name, _ in options} - {name for name in call if name[0] != "-"}:
        checker.faults.append(f"{program}: options that are not in its help")
    for option, kind in options:
        if not kind:
            continue
        others = {name: value for name, value in call.items() if name != option}
        checker.check(program, others, (option,), message=option)
        checker.check(program, {**call, option: call.get(option, "1")}, (option, "1"), message=option)
        for value in HOSTILE:
            checker.check(program, {**call, option: value})
    for name in call:
        if name[0] != "-":
            for file in FILES:
                checker.check(program, {**call, name: file})
    checker.check(program, call, ("another",), message="not expected: another")
    checker.check(program, call, ("--no-such-option",), message="there is no option '--no-such-option'")


def check_waiting_threads(checker: Checker) -> None:
    """Lets GCC's runtime say how threads wait: for a thousand spins, or as the user's environment has it."""
    names = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME")
    rest = {name: value for name, value in os.environ.items() if name not in names}
    for chosen, spins in (({}, "1000"), ({"GOMP_SPINCOUNT": "77"}, "77"), ({"OMP_WAIT_POLICY": "passive"}, "0")):
        environment = {**rest, **chosen, "OMP_DISPLAY_ENV": "verbose"}
        done = subprocess.run(
            [checker.programs / "rdf", "--version"], capture_output=True, text=True, env=environment, check=True
        )
        said = re.findall(r"GOMP_SPINCOUNT = '(\w+)'", done.stderr)
        if said and said[-1] != spins:
            checker.faults.append(f"with {chosen} waiting threads spin {said[-1]} times, expected {spins}")


def main() -> None:
    """Does the table, then the sweep."""
    programs, source = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        checker = Checker(programs, source, Path(folder))
        for names, words, message in TABLE:
            for program in names:
                known = {name: value for name, value in words.items() if name[0] == "-" or name in CALLS[program]}
                checker.check(program, {**CALLS[program], **known}, message=message)
        for program, call in CALLS.items():
            code, error = checker.start(program, call)
            if code != 0 or error or not checker.restore():
                checker.faults.append(f"{program}: a good call fails: {error}")
            sweep(checker, program)
        check_waiting_threads(checker)
    if checker.faults:
        sys.exit("options_test: " + "\n".join(checker.faults))


if __name__ == "__main__":
    main()
