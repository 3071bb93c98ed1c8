#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""resume_test.py FOLDER-OF-PROGRAMS SOURCE-TREE: killed and resumed runs end in the same bytes as undisturbed ones.

quench, relax, shear, alpha2 and aqs are each killed 20 times at random moments and resumed with another number of
threads.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

KILLS = 20
RESUMED = 5  # kills that have to come after a checkpoint


def check(condition: object, text: str) -> None:
    """Ends the test with an error unless the condition holds."""
    if not condition:
        sys.exit(f"resume_test: {text}")


def files(folder: Path) -> dict[str, bytes]:
    """Returns the files of a folder."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


class Case:
    """A program with its arguments and the files that it writes."""

    def __init__(
        self, programs: Path, source: Path, name: str, arguments: str, outputs: list[str], other: str = "timestep=0.002"
    ) -> None:
        self.name, self.outputs = name, outputs
        self.other = other  # an option that must not change, as the message shows it
        potential = source / "data" / "Cu-Zr_4.eam.fs.gz"
        self.command = [programs / name, "--potential", potential, "--elements", "Cu,Zr", *arguments.split()]

    def start(self, folder: Path, extra: Sequence[str] = (), threads: int = 1) -> subprocess.Popen[str]:
        """Starts the program in a folder."""
        folder.mkdir(exist_ok=True)
        environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OMP_WAIT_POLICY="passive", OMP_PROC_BIND="false")
        return subprocess.Popen(
            [*self.command, *extra],
            cwd=folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(
        self, folder: Path, extra: Sequence[str] = (), threads: int = 1, limit: float | None = None
    ) -> tuple[int, str, str]:
        """Returns exit code, standard output and standard error; the process is killed after `limit` seconds."""
        process = self.start(folder, extra, threads)
        try:
            out, error = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            out, error = process.communicate()
        return process.returncode, out, error

    def interrupt(self, folder: Path) -> tuple[int, str]:
        """Sends an interrupt once there is a checkpoint; returns exit code (0 if the run ended sooner) and errors."""
        process = self.start(folder, ["--checkpoint", "0.001"])
        while process.poll() is None and not list(folder.glob("*.checkpoint")):
            time.sleep(0.001)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        _, error = process.communicate()
        return process.returncode, error


@dataclass
class Expected:
    """The result of an undisturbed run."""

    files: dict[str, bytes]
    last_line: str
    duration: float  # in seconds


def run_whole(case: Case, folder: Path) -> Expected:
    """Runs a case without disturbing it."""
    start = time.monotonic()
    code, out, error = case.run(folder)
    duration = time.monotonic() - start
    check(code == 0 and not error, f"{case.name} failed: {error}")
    found = files(folder)
    check(sorted(found) == sorted(case.outputs), f"{case.name} made {sorted(found)}")
    return Expected(found, out.splitlines()[-1], duration)


def run_killed(case: Case, folder: Path, expected: Expected, chance: random.Random) -> tuple[int, int]:
    """Kills and resumes a case again and again, compares what it ends in; returns the kills and the resumed runs."""
    kills = resumed = 0
    code = None
    enough = False
    while not enough or code != 0:
        limit = None if enough else chance.uniform(0.05, 0.35) * expected.duration
        extra = ["--resume", "--checkpoint", "0.02"]
        code, text, error = case.run(folder, extra, threads=chance.choice([1, 2]), limit=limit)
        check(code in (0, -signal.SIGKILL), f"{case.name} failed: exit code {code}, {error}")
        resumed += ", resumed" in text
        kills += code == -signal.SIGKILL
        # How far a process gets until it is killed depends on the load of the machine.
        enough = (kills >= KILLS and resumed >= RESUMED) or kills >= 10 * KILLS
        if code == 0:
            check_same(case, folder, expected, text, kills)
            for path in folder.iterdir():
                path.unlink()
    check(resumed >= RESUMED, f"{case.name}: only {resumed} of {kills} kills came after a checkpoint")
    return kills, resumed


def check_same(case: Case, folder: Path, expected: Expected, text: str, kills: int) -> None:
    """Compares files and last line of a run with those of the undisturbed one."""
    found = files(folder)
    check(found.keys() == expected.files.keys(), f"{case.name}: files {sorted(found)}")
    other = [name for name in found if found[name] != expected.files[name]]
    check(not other, f"{case.name}: after {kills} kills these differ: {other}")
    check(text.splitlines()[-1] == expected.last_line, f"{case.name}: another last line")


def refused(case: Case, folder: Path, words: str, extra: Sequence[str] = ()) -> None:
    """Checks that a run ends with one line that holds these words, and changes nothing."""
    before = files(folder)
    code, _, error = case.run(folder, extra)
    check(
        code == 2 and words in error and len(error.splitlines()) == 1,
        f"{case.name}: expected '{words}', exit code {code}, {error!r}",
    )
    check(files(folder) == before, f"{case.name}: a refused run changed files")


def check_interrupt(case: Case, folder: Path, expected: Expected, glass: Path) -> None:
    """An interrupt leaves a checkpoint, which is used by --resume alone and for the same run and inputs alone."""
    for _ in range(20):
        code, error = case.interrupt(folder)
        if code != 0:
            break
    check(
        code == 130 and "--resume" in error and len(error.splitlines()) == 1,
        f"{case.name}: Ctrl-C ended with exit code {code}, {error!r}",
    )
    refused(case, folder, "left by an interrupted run")
    refused(case, folder, f"is of a run with {case.other}", ["--resume", f"--{case.other.split('=')[0]}", "0.001"])
    checkpoint = next(folder.glob("*.checkpoint"))
    good = checkpoint.read_bytes()
    checkpoint.write_bytes(good[: len(good) // 2])
    refused(case, folder, "truncated or altered", ["--resume"])
    checkpoint.write_bytes(good)
    if case.name != "quench":  # the glass is its input
        text = glass.read_bytes()
        glass.write_bytes(text.replace(b"pp pp pp\n0 ", b"pp pp pp\n0.0 ", 1))
        refused(case, folder, "contents of input 1", ["--resume"])
        glass.write_bytes(text)
    code, _, error = case.run(folder, ["--resume"], threads=2)
    check(code == 0 and files(folder) == expected.files, f"{case.name}: other bytes after Ctrl-C: {error}")


def cases(programs: Path, source: Path) -> list[Case]:
    """Returns the cases; the first makes the glass that the others read."""
    quench = "--composition 0.5,0.5 --atoms 256 --to 300 --rate 1e15 --melt 0.5 --hold 0.3 glass.dump"
    relax = "--connectivity 0.5 --regions 4 --time 1.5 --rest 1.5 ../glass.dump r.dump"
    shear = "--rate 5e11 --to 1.2 --flip --frames 12 --hold 0.4 ../glass.dump s"
    alpha2 = "--temperature 900 --time 1.6 --hold 0.5 ../glass.dump a.csv"
    events = "--d2min-cutoff 3.8 --d2min-above 0.5"
    aqs = f"--to 0.06 --step 0.004 --cycles 1 --frames 5 --refinements 3 --tolerance 1e-3 {events} ../glass.dump q"
    frames = [f"s.{k:04d}.dump" for k in range(13)]
    minima = [f"q.{k:04d}.dump" for k in range(6)]
    return [
        Case(programs, source, "quench", quench, ["glass.dump"]),
        Case(programs, source, "relax", relax, ["r.dump"]),
        Case(programs, source, "shear", shear, ["s.csv", *frames]),
        Case(programs, source, "alpha2", alpha2, ["a.csv"]),
        Case(programs, source, "aqs", aqs, [*minima, "q.csv", "q.events.csv"], other="skin=1"),
    ]


def main() -> None:
    """Runs all cases in a folder of its own."""
    programs, source = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    seed = int(os.environ.get("TEKTITE_TEST_SEED", time.time_ns() % 100000))
    print(f"resume_test: seed {seed} (TEKTITE_TEST_SEED repeats it)")
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        glass = scratch / "glass.dump"
        for case in cases(programs, source):
            expected = run_whole(case, scratch / f"{case.name}-whole")
            if case.name == "quench":
                glass.write_bytes(expected.files["glass.dump"])
            broken = scratch / f"{case.name}-broken"
            kills, resumed = run_killed(case, broken, expected, chance)
            check_interrupt(case, broken, expected, glass)
            print(
                f"resume_test: {case.name}: same bytes after {kills} kills, {resumed} resumed; "
                f"one run {expected.duration:.1f} s"
            )


if __name__ == "__main__":
    main()
