#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""usage: lammps_in_situ_test.py FOLDER-OF-PROGRAMS SOURCE-TREE MPIRUN

A tilted glass, sheared by LAMMPS on 1, 2 and 4 ranks and analysed in place: the same numbers for every atom, and those
that the programs voronoi, strain and percolation find in the whole periodic box.
"""

import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

INTEGERS = ("type", "i_n3", "i_n4", "i_n5", "i_n6", "i_cluster")
SKIPPED = 77  # the exit code that ctest takes as "skipped"
# More ranks than cores, as root in a container, where one process may not read another's memory. With sanitizers: MPI
# and LAMMPS leave memory behind. New memory is filled, so that a number that was never set is seen.
ENVIRONMENT = dict(
    os.environ,
    OMP_NUM_THREADS="1",
    OMPI_ALLOW_RUN_AS_ROOT="1",
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
    OMPI_MCA_rmaps_base_oversubscribe="1",
    PRTE_MCA_rmaps_default_mapping_policy=":oversubscribe",
    OMPI_MCA_btl_vader_single_copy_mechanism="none",
    ASAN_OPTIONS="detect_leaks=0",
    MALLOC_PERTURB_="165",
)

Atoms = dict[int, dict[str, str]]  # by id and column
Frame = tuple[str, Atoms]  # with its text


class Programs:
    """The programs, run in one folder."""

    def __init__(self, programs: str, mpirun: str, work: Path) -> None:
        self.programs, self.mpirun, self.work = programs, mpirun, work

    def in_situ(self, ranks: int, *options: str) -> subprocess.CompletedProcess[str]:
        """Runs the program that calls LAMMPS, on this number of ranks."""
        command = [
            *(self.mpirun, "-np", str(ranks), f"{self.programs}/host_codes/lammps_in_situ"),
            *("--potential", "CuZr.eam.fs", "--elements", "Cu,Zr", "--every", "100", "--log", f"log.{ranks}"),
            *options,
        ]
        return subprocess.run(command, cwd=self.work, env=ENVIRONMENT, capture_output=True, text=True)

    def run(self, program: str, *arguments: str) -> None:
        """Runs one of the programs for dump files."""
        command = [f"{self.programs}/{program}", *arguments]
        subprocess.run(command, cwd=self.work, env=ENVIRONMENT, check=True, capture_output=True)


def table(result: subprocess.CompletedProcess[str]) -> list[list[str]]:
    """Returns the rows that a run in situ printed."""
    assert result.returncode == 0, result.stdout + result.stderr + "(what LAMMPS says is in its log)"
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0][0] == "step", result.stdout
    return rows[1:]


def frames(path: Path) -> Iterator[Frame]:
    """Yields the frames of a dump file."""
    for part in path.read_text().split("ITEM: TIMESTEP\n")[1:]:
        _, body = part.split("ITEM: ATOMS ")
        lines = body.splitlines()
        columns = lines[0].split()
        atoms = (dict(zip(columns, line.split())) for line in lines[1:])
        yield "ITEM: TIMESTEP\n" + part, {int(atom["id"]): atom for atom in atoms}


def check_against_whole_box(programs: Programs, first: Frame, last: Frame) -> None:
    """Compares the last frame with what the programs find that have the whole box.

    Not while the cell is sheared: LAMMPS moves the atoms with it at the end of a step, after the analysis and before
    the dump.
    """
    work = programs.work
    (work / "first.dump").write_text(first[0])
    (work / "last.dump").write_text(last[0])
    programs.run("voronoi", "last.dump", "cells.dump")
    programs.run("strain", "--cutoff", "6", "--ttg-cutoff", "6", "first.dump", "last.dump", "strain.dump")
    plastic = ("--property", "d_lambda", "--above", "0.25", "--cutoff", "3.8", "--null", "0")
    programs.run("percolation", *plastic, "last.dump", "clusters.dump")
    cells, strains, clusters = (next(frames(work / f"{name}.dump"))[1] for name in ("cells", "strain", "clusters"))
    for number, atom in last[1].items():
        for k in "3456":
            assert atom["i_n" + k] == cells[number]["n" + k], (number, atom, cells[number])
        assert abs(float(atom["d_lambda"]) - float(strains[number]["lambda"])) < 1e-9, (number, atom, strains[number])
        # The programs number clusters by the order of atoms in the file, which is by id here.
        assert atom["i_cluster"] == clusters[number]["cluster"], (number, atom, clusters[number])
    assert any(atom["i_cluster"] == "2" for atom in last[1].values()), "too simple: one cluster"


def check_quench(programs: Programs) -> None:
    """A quench: ids differ with the number of ranks, what is counted does not. Leaves glass.data behind."""
    quench = ("--atoms", "500", "--tilt", "2,-4,6", "--melt", "0.4", "--rate", "5e15", "--strain", "0")
    one = table(programs.in_situ(1, *quench, "--save", "glass.data", "--dump", "quench.dump"))
    assert len(one) == 5 and any(int(row[6]) > 0 for row in one), one
    assert table(programs.in_situ(2, *quench)) == one
    cooling = list(frames(programs.work / "quench.dump"))
    check_against_whole_box(programs, cooling[3], cooling[4])


def check_shear(programs: Programs, shear: tuple[str, ...]) -> None:
    """A shear from one data file: the same for every atom on every number of ranks."""
    tables, dumps = {}, {}
    for ranks in (1, 2, 4):
        tables[ranks] = table(programs.in_situ(ranks, *shear, "--dump", f"{ranks}.dump"))
        dumps[ranks] = list(frames(programs.work / f"{ranks}.dump"))
        assert len(tables[ranks]) == len(dumps[ranks]) == 5
        assert tables[ranks] == tables[1], (tables[1], tables[ranks])
        for (_, atoms), (_, expected) in zip(dumps[ranks], dumps[1]):
            for number, atom in atoms.items():
                for name in INTEGERS:
                    assert atom[name] == expected[number][name], (ranks, name, atom, expected[number])
                difference = abs(float(atom["d_lambda"]) - float(expected[number]["d_lambda"]))
                assert difference < 1e-9, (ranks, atom, expected[number])


def check_too_few_ghosts(programs: Programs, shear: tuple[str, ...]) -> None:
    """With too few ghosts: one line, and no number that could be wrong."""
    narrow = programs.in_situ(2, *shear, "--ghosts", "6")
    assert narrow.returncode == 2, narrow
    said = [line for line in narrow.stderr.splitlines() if line.startswith("lammps_in_situ: ")]
    assert len(said) == 1 and "ghosts are complete within 5.000000 A" in said[0], narrow.stderr
    assert len(narrow.stdout.splitlines()) <= 1, narrow.stdout


def main(programs: str, source: str, mpirun: str) -> None:
    """Runs all checks in a folder of its own."""
    if subprocess.run([mpirun, "-np", "4", "true"], env=ENVIRONMENT, capture_output=True).returncode != 0:
        print("lammps_in_situ_test: skipped, mpirun cannot start four processes here")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as work:
        here = Programs(programs, mpirun, Path(work))
        potential = gzip.decompress(Path(source, "data", "Cu-Zr_4.eam.fs.gz").read_bytes())
        (here.work / "CuZr.eam.fs").write_bytes(potential)
        check_quench(here)
        shear = ("--data", "glass.data", "--strain", "0.2", "--strain-rate", "2.5e11")
        check_shear(here, shear)
        check_too_few_ghosts(here, shear)


if __name__ == "__main__":
    main(*sys.argv[1:4])
