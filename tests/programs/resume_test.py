#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""resume_test.py FOLDER-OF-PROGRAMS SOURCE-TREE: quench, relax, shear and alpha2, each killed 20 times at random
moments and resumed with another number of threads, end in the same bytes as when they are left alone."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KILLS = 20


def check(condition, text):
    if not condition:
        sys.exit(f"resume_test: {text}")


def files(folder):
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


class Case:
    def __init__(self, programs, source, name, arguments, outputs):
        self.name, self.outputs = name, outputs
        self.command = [
            programs / name,
            "--potential",
            source / "data" / "Cu-Zr_4.eam.fs.gz",
            "--elements",
            "Cu,Zr",
            *arguments.split(),
        ]

    def start(self, folder, extra=(), threads=1):
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

    def run(self, folder, extra=(), threads=1, limit=None):
        """Exit code, standard output, standard error; the process is killed after `limit` seconds."""
        process = self.start(folder, extra, threads)
        try:
            out, error = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            out, error = process.communicate()
        return process.returncode, out, error

    def interrupt(self, folder):
        """Ctrl-C once there is a checkpoint. Exit code, standard error; 0 where the run was over sooner."""
        process = self.start(folder, ["--checkpoint", "0.001"])
        while process.poll() is None and not list(folder.glob("*.checkpoint")):
            time.sleep(0.001)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        _, error = process.communicate()
        return process.returncode, error


def refused(case, folder, words, **arguments):
    before = files(folder)
    code, _, error = case.run(folder, **arguments)
    check(
        code == 2 and words in error and len(error.splitlines()) == 1,
        f"{case.name}: expected '{words}', exit code {code}, {error!r}",
    )
    check(files(folder) == before, f"{case.name}: a refused run changed files")


def main():
    programs, source = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    seed = int(os.environ.get("TEKTITE_TEST_SEED", time.time_ns() % 100000))
    print(f"resume_test: seed {seed} (TEKTITE_TEST_SEED repeats it)")
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        quench = Case(
            programs,
            source,
            "quench",
            "--composition 0.5,0.5 --atoms 256 --to 300 --rate 1e15 --melt 0.5 --hold 0.3 glass.dump",
            ["glass.dump"],
        )
        frames = [f"s.{k:04d}.dump" for k in range(13)]
        cases = [
            quench,
            Case(
                programs,
                source,
                "relax",
                "--connectivity 0.5 --regions 4 --time 1.5 --rest 1.5 ../glass.dump r.dump",
                ["r.dump"],
            ),
            Case(
                programs,
                source,
                "shear",
                "--rate 5e11 --to 1.2 --flip --frames 12 --hold 0.4 ../glass.dump s",
                ["s.csv", *frames],
            ),
            Case(programs, source, "alpha2", "--temperature 900 --time 1.6 --hold 0.5 ../glass.dump a.csv", ["a.csv"]),
        ]
        for case in cases:
            whole, broken = scratch / f"{case.name}-whole", scratch / f"{case.name}-broken"
            start = time.monotonic()
            code, out, error = case.run(whole)
            duration = time.monotonic() - start
            check(code == 0 and not error, f"{case.name} failed: {error}")
            expected = files(whole)
            check(sorted(expected) == sorted(case.outputs), f"{case.name} made {sorted(expected)}")
            if case is quench:
                (scratch / "glass.dump").write_bytes(expected["glass.dump"])

            resume = ["--resume", "--checkpoint", "0.02"]
            kills = resumed = 0
            code = None
            # How far a process gets until it is killed depends on what else the machine does.
            enough = lambda: kills >= KILLS and resumed >= 5 or kills >= 10 * KILLS  # noqa: E731
            while not enough() or code != 0:
                code, text, error = case.run(
                    broken,
                    resume,
                    threads=chance.choice([1, 2]),
                    limit=None if enough() else chance.uniform(0.05, 0.35) * duration,
                )
                resumed += ", resumed" in text
                kills += code == -signal.SIGKILL
                if code == 0:
                    found = files(broken)
                    check(found.keys() == expected.keys(), f"{case.name}: files {sorted(found)}")
                    other = [name for name in expected if found[name] != expected[name]]
                    check(not other, f"{case.name}: after {kills} kills these differ: {other}")
                    check(text.splitlines()[-1] == out.splitlines()[-1], f"{case.name}: another last line")
                    for path in broken.iterdir():
                        path.unlink()
                check(code in (0, -signal.SIGKILL), f"{case.name} failed: exit code {code}, {error}")
            check(resumed >= 5, f"{case.name}: only {resumed} of {kills} kills came after a checkpoint")

            # Ctrl-C: saved, said in one line, and refused without --resume or with anything changed.
            for _ in range(20):
                code, error = case.interrupt(broken)
                if code != 0:
                    break
            check(
                code == 130 and "--resume" in error and len(error.splitlines()) == 1,
                f"{case.name}: Ctrl-C ended with exit code {code}, {error!r}",
            )
            checkpoint = next(broken.glob("*.checkpoint"))
            refused(case, broken, "left by an interrupted run")
            refused(case, broken, "is of a run with timestep=0.002", extra=["--resume", "--timestep", "0.001"])
            good = checkpoint.read_bytes()
            checkpoint.write_bytes(good[: len(good) // 2])
            refused(case, broken, "truncated or altered", extra=["--resume"])
            checkpoint.write_bytes(good)
            if case is not quench:
                glass = (scratch / "glass.dump").read_bytes()
                (scratch / "glass.dump").write_bytes(glass.replace(b"pp pp pp\n0 ", b"pp pp pp\n0.0 ", 1))
                refused(case, broken, "contents of input 1", extra=["--resume"])
                (scratch / "glass.dump").write_bytes(glass)
            code, _, error = case.run(broken, ["--resume"], threads=2)
            check(code == 0 and files(broken) == expected, f"{case.name}: other bytes after Ctrl-C: {error}")
            print(
                f"resume_test: {case.name}: same bytes after {kills} kills, {resumed} resumed; one run {duration:.1f} s"
            )


if __name__ == "__main__":
    main()
