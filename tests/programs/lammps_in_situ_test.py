#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""usage: lammps_in_situ_test.py FOLDER-OF-PROGRAMS SOURCE-TREE MPIRUN

A tilted glass, sheared by LAMMPS on 1, 2 and 4 ranks and analysed in place: the same numbers for every atom, and those
that the programs voronoi, strain and percolation find in the whole periodic box."""

import gzip
import os
import subprocess
import sys
import tempfile

programs, source, mpirun = sys.argv[1:4]
INTEGERS = ("type", "i_n3", "i_n4", "i_n5", "i_n6", "i_cluster")
# More ranks than cores, as root in a container, where one process may not read another's memory. With sanitizers: MPI
# and LAMMPS leave memory behind.
environment = dict(
    os.environ,
    OMP_NUM_THREADS="1",
    OMPI_ALLOW_RUN_AS_ROOT="1",
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
    OMPI_MCA_rmaps_base_oversubscribe="1",
    PRTE_MCA_rmaps_default_mapping_policy=":oversubscribe",
    OMPI_MCA_btl_vader_single_copy_mechanism="none",
    ASAN_OPTIONS="detect_leaks=0",
)


def in_situ(work, ranks, *options):
    command = [
        mpirun,
        "-np",
        str(ranks),
        programs + "/host_codes/lammps_in_situ",
        "--potential",
        "CuZr.eam.fs",
        "--elements",
        "Cu,Zr",
        "--every",
        "100",
        "--log",
        f"log.{ranks}",
        *options,
    ]
    return subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True)


def table(result):
    assert result.returncode == 0, result.stdout + result.stderr + "(what LAMMPS says is in its log)"
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0][0] == "step", result.stdout
    return rows[1:]


def frames(path):
    """Per frame its text, and a dictionary by atom id of dictionaries by column."""
    for part in open(path).read().split("ITEM: TIMESTEP\n")[1:]:
        head, body = part.split("ITEM: ATOMS ")
        lines = body.splitlines()
        columns = lines[0].split()
        atoms = (dict(zip(columns, line.split())) for line in lines[1:])
        yield "ITEM: TIMESTEP\n" + part, {int(atom["id"]): atom for atom in atoms}


def run(work, program, *arguments):
    subprocess.run([f"{programs}/{program}", *arguments], cwd=work, env=environment, check=True, capture_output=True)


def check_against_whole_box(work, first, last):
    """The last frame once more, by the programs that know nothing of ranks. Not while the cell is sheared: LAMMPS moves
    the atoms with it at the end of a step, after the analysis and before the dump."""
    for name, text in (("first", first[0]), ("last", last[0])):
        with open(f"{work}/{name}.dump", "w") as file:
            file.write(text)
    run(work, "voronoi", "last.dump", "cells.dump")
    run(work, "strain", "--cutoff", "6", "--ttg-cutoff", "6", "first.dump", "last.dump", "strain.dump")
    run(
        work,
        "percolation",
        "--property",
        "d_lambda",
        "--above",
        "0.25",
        "--cutoff",
        "3.8",
        "--null",
        "0",
        "last.dump",
        "clusters.dump",
    )
    cells, strains, clusters = (next(frames(f"{work}/{name}.dump"))[1] for name in ("cells", "strain", "clusters"))
    for number, atom in last[1].items():
        for k in "3456":
            assert atom["i_n" + k] == cells[number]["n" + k], (number, atom, cells[number])
        assert abs(float(atom["d_lambda"]) - float(strains[number]["lambda"])) < 1e-9, (number, atom, strains[number])
    # The programs number clusters by the order of atoms in the file, which is by id here.
    for number, atom in last[1].items():
        assert atom["i_cluster"] == clusters[number]["cluster"], (number, atom, clusters[number])
    assert any(atom["i_cluster"] == "2" for atom in last[1].values()), "too simple: one cluster"


if subprocess.run([mpirun, "-np", "4", "true"], env=environment, capture_output=True).returncode != 0:
    print("lammps_in_situ_test: skipped, mpirun cannot start four processes here")
    sys.exit(77)

with tempfile.TemporaryDirectory() as work:
    with gzip.open(source + "/data/Cu-Zr_4.eam.fs.gz", "rb") as packed, open(work + "/CuZr.eam.fs", "wb") as file:
        file.write(packed.read())

    # Quench: ids differ with the number of ranks, what is counted does not.
    quench = ("--atoms", "500", "--tilt", "2,-4,6", "--melt", "0.4", "--rate", "5e15", "--strain", "0")
    one = table(in_situ(work, 1, *quench, "--save", "glass.data", "--dump", "quench.dump"))
    assert len(one) == 5 and any(int(row[6]) > 0 for row in one), one
    assert table(in_situ(work, 2, *quench)) == one
    cooling = list(frames(work + "/quench.dump"))
    check_against_whole_box(work, cooling[3], cooling[4])

    # Shear, from one data file: the same for every atom.
    shear = ("--data", "glass.data", "--strain", "0.2", "--strain-rate", "2.5e11")
    tables, dumps = {}, {}
    for ranks in (1, 2, 4):
        tables[ranks] = table(in_situ(work, ranks, *shear, "--dump", f"{ranks}.dump"))
        dumps[ranks] = list(frames(f"{work}/{ranks}.dump"))
        assert len(tables[ranks]) == len(dumps[ranks]) == 5
        assert tables[ranks] == tables[1], (tables[1], tables[ranks])
        for (_, atoms), (_, expected) in zip(dumps[ranks], dumps[1]):
            for number, atom in atoms.items():
                for name in INTEGERS:
                    assert atom[name] == expected[number][name], (ranks, name, atom, expected[number])
                difference = abs(float(atom["d_lambda"]) - float(expected[number]["d_lambda"]))
                assert difference < 1e-9, (ranks, atom, expected[number])

    # Too few ghosts: one line, and no number that could be wrong.
    narrow = in_situ(work, 2, *shear, "--ghosts", "6")
    assert narrow.returncode == 2, narrow
    said = [line for line in narrow.stderr.splitlines() if line.startswith("lammps_in_situ: ")]
    assert len(said) == 1 and "ghosts are complete within 5.000000 A" in said[0], narrow.stderr
    assert len(narrow.stdout.splitlines()) <= 1, narrow.stdout
