#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""benchmarks_test.py MACHINE-BENCHMARK SOURCE-TREE: what a record says of its run, and what the report makes of records:
medians, gains and ratios of known numbers."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def check(condition, text):
    if not condition:
        sys.exit(f"benchmarks_test: {text}")


def record(folder, program, threads, benchmarks):
    """Three repetitions each: the value, 10 % less, and thrice as much; the median is the value."""
    entries = [
        {"run_name": name, "run_type": "iteration", **{key: factor * value for key, value in counters.items()}}
        for name, counters in benchmarks.items()
        for factor in (1.0, 0.9, 3.0)
    ]
    entries.append({"run_name": "broken", "run_type": "iteration", "error_occurred": True})
    context = {"program": f"{program}_benchmark", "threads": str(threads), "git": "abc", "device": "a processor"}
    (folder / f"{program}-{threads}.json").write_text(json.dumps({"context": context, "benchmarks": entries}))


def report(source, folder):
    return subprocess.run(
        [sys.executable, source / "scripts" / "benchmark_report.py", folder], capture_output=True, text=True
    )


def main():
    program, source = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
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

        empty = report(source, scratch / "nothing")
        check(empty.returncode == 1 and "no records" in empty.stderr, f"without records: {empty.stderr!r}")

        ours, peer = "tektite_cells/atoms:13500/random:0/outputs:0", "voropp_cells/atoms:13500/random:0/outputs:0"
        record(scratch, "voronoi", 1, {f"{ours}/real_time": {"cells": 600e3}, f"{peer}/real_time": {"cells": 120e3}})
        record(
            scratch,
            "consumer",
            1,
            {"consumer/stats/iterations:1/manual_time": {"real_time": 2.0, "object_bytes": 150e3}},
        )
        record(scratch, "voronoi", 2, {f"{ours}/real_time": {"cells": 1.14e6}})
        record(
            scratch,
            "eam",
            1,
            {
                "dynamics/compact/1/iterations:2/manual_time": {"atom_steps": 1.2e6},
                "lammps/plain/1/iterations:1/manual_time": {"atom_steps": 3e5},
                "lammps/opt/1/iterations:1/manual_time": {"atom_steps": 4e5},
            },
        )
        record(scratch, "machine", 1, {"fma/real_time": {"flops": 1e11}, "triad/33554432/real_time": {"bytes": 1e10}})
        record(
            scratch, "scaling", 1, {"eam_forces/glass/13500/min_time:0.200/manual_time": {"atoms": 1e6, "peak_B": 40.0}}
        )
        out.unlink()
        done = report(source, scratch)
        check(done.returncode == 0, done.stderr)
        rows = [
            [cell.strip() for cell in line.split("|")[1:-1]]
            for line in (scratch / "tables.md").read_text().splitlines()
        ]
        for row in (
            ["Voronoi indices (cells)", "600 k", "210 %", "1.14 M", "1.90", "120 k", "5.0"],
            ["EAM dynamics, double, 13 500 atoms (atom_steps)", "1.2 M", "210 %", "", "", "400 k", "3.0"],
            ["stats", "2", "150"],
            ["EAM forces, glass", "1000", "40"],
            ["EAM forces", "13500", "6 G", "6 %", "1.9 G", "19 %"],
        ):
            check(row in rows, f"no row {row} in {rows}")
        for picture in ("rate.png", "peers.png", "roofline.png"):
            check((scratch / picture).stat().st_size > 1000, f"no {picture}")
        print("benchmarks_test: records say where they come from, the report's numbers are right")


if __name__ == "__main__":
    main()
