#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""benchmarks_test.py MACHINE-BENCHMARK SOURCE-TREE: a record describes its run, and the report of records is right.

The report's medians, gains and ratios are compared with those of known numbers.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

OURS = "tektite_cells/atoms:13500/random:0/outputs:0"
PEER = "voropp_cells/atoms:13500/random:0/outputs:0"


def check(condition: object, text: str) -> None:
    """Ends the test with an error unless the condition holds."""
    if not condition:
        sys.exit(f"benchmarks_test: {text}")


def record(folder: Path, program: str, threads: int, benchmarks: dict[str, dict[str, float]]) -> None:
    """Writes a record of three repetitions: the value, 10 % less, and three times as much; the value is the median."""
    entries = [
        {"run_name": name, "run_type": "iteration", **{key: factor * value for key, value in counters.items()}}
        for name, counters in benchmarks.items()
        for factor in (1.0, 0.9, 3.0)
    ]
    entries.append({"run_name": "broken", "run_type": "iteration", "error_occurred": True})
    context = {"program": f"{program}_benchmark", "threads": str(threads), "git": "abc", "device": "a processor"}
    (folder / f"{program}-{threads}.json").write_text(json.dumps({"context": context, "benchmarks": entries}))


def report(source: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs benchmark_report.py on a folder of records."""
    command = [sys.executable, source / "scripts" / "benchmark_report.py", folder]
    return subprocess.run(command, capture_output=True, text=True)


def check_record(program: str, scratch: Path) -> None:
    """Runs a benchmark: its record describes the run, a wrong option is an error."""
    out = scratch / "machine.json"
    subprocess.run(
        [
            program,
            "--benchmark_filter=triad/100000/",
            "--benchmark_min_time=0.01",
            f"--benchmark_out={out}",
            "--benchmark_out_format=json",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        env=dict(os.environ, OMP_NUM_THREADS="1", OMP_PROC_BIND="false"),
    )
    context = json.loads(out.read_text())["context"]
    for key in ("git", "processor", "device", "backend", "threads", "kokkos", "compiler", "flags"):
        check(context.get(key), f"a record does not say its {key}")
    bad = subprocess.run([program, "--no-such-option"], capture_output=True, text=True)
    check(bad.returncode == 2, f"a wrong option ended with exit code {bad.returncode}")
    out.unlink()


def write_records(folder: Path) -> None:
    """Writes records of known numbers."""
    record(folder, "voronoi", 1, {f"{OURS}/real_time": {"cells": 600e3}, f"{PEER}/real_time": {"cells": 120e3}})
    record(folder, "voronoi", 2, {f"{OURS}/real_time": {"cells": 1.14e6}})
    consumers = {
        "consumer/stats/iterations:1/manual_time": {"real_time": 2.0, "object_bytes": 150e3},
        "consumer_of_host/stats/iterations:1/manual_time": {"real_time": 1.0, "object_bytes": 50e3},
    }
    record(folder, "consumer", 1, consumers)
    dynamics = {
        "dynamics/compact/1/iterations:2/manual_time": {"atom_steps": 1.2e6},
        "lammps/plain/1/iterations:1/manual_time": {"atom_steps": 3e5},
        "lammps/opt/1/iterations:1/manual_time": {"atom_steps": 4e5},
    }
    record(folder, "eam", 1, dynamics)
    record(folder, "machine", 1, {"fma/real_time": {"flops": 1e11}, "triad/33554432/real_time": {"bytes": 1e10}})
    scaling = {"atoms": 1e6, "peak_B": 40.0}
    record(folder, "scaling", 1, {"eam_forces/glass/13500/min_time:0.200/manual_time": scaling})


def check_report(source: Path, folder: Path) -> None:
    """Compares the tables with the known numbers."""
    done = report(source, folder)
    check(done.returncode == 0, done.stderr)
    lines = (folder / "tables.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    for row in (
        ["Voronoi indices (cells)", "600 k", "210 %", "1.14 M", "1.90", "120 k", "5.0"],
        ["EAM dynamics, double, 13 500 atoms (atom_steps)", "1.2 M", "210 %", "", "", "400 k", "3.0"],
        ["stats", "2", "1", "150", "50"],
        ["EAM forces, glass", "1000", "40"],
        ["EAM forces", "13500", "6 G", "6 %", "1.9 G", "19 %"],
    ):
        check(row in rows, f"no row {row} in {rows}")
    for picture in ("rate.png", "peers.png", "roofline.png"):
        check((folder / picture).stat().st_size > 1000, f"no {picture}")


def main() -> None:
    """Runs all checks in a folder of its own."""
    program, source = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        check_record(program, scratch)
        empty = report(source, scratch / "nothing")
        check(empty.returncode == 1 and "no records" in empty.stderr, f"without records: {empty.stderr!r}")
        write_records(scratch)
        check_report(source, scratch)
    print("benchmarks_test: records say where they come from, the report's numbers are right")


if __name__ == "__main__":
    main()
