#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Makes the golden EAM data: small analytic potentials, configurations, and LAMMPS' results for them.

Run in this folder with `lmp` on the path, for all files or for those named; needs ../../../data/Cu-Zr_4.eam.fs.gz.
"""

import gzip
import math
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent.resolve()
FS, ALLOY, CUZR = "toy.eam.fs", "toy.eam.alloy", "../../../data/Cu-Zr_4.eam.fs.gz"
FUNCFL_AL, FUNCFL_FE = "toy_Al.eam", "toy_Fe.eam"
CUTOFF, NR, NRHO, DRHO = 5.5, 250, 120, 0.25

Vector = tuple[float, float, float]


def smooth(r: float) -> float:
    """Returns the factor that takes all functions to zero at the cutoff."""
    return (1 - (r / CUTOFF) ** 2) ** 3 if r < CUTOFF else 0.0


def rho(amplitude: float, decay: float) -> list[float]:
    """Returns a table of a density function."""
    return [amplitude * math.exp(-decay * (k * CUTOFF / NR - 2.5)) * smooth(k * CUTOFF / NR) for k in range(NR)]


def r_phi(strength: float, decay: float, size: float) -> list[float]:
    """Returns a table of distance times pair energy."""
    out = []
    for k in range(NR):
        r = k * CUTOFF / NR
        out.append(r * strength * (math.exp(-2 * decay * (r - size)) - 1.1 * math.exp(-decay * (r - size))) * smooth(r))
    return out


def embedding(root: float, square: float) -> list[float]:
    """Returns a table of an embedding energy."""
    return [-root * math.sqrt(k * DRHO) + square * (k * DRHO) ** 2 for k in range(NRHO)]


ELEMENTS = {"Aa": (13, 26.98, embedding(0.9, 2e-3)), "Bb": (26, 55.85, embedding(1.3, 1e-3))}
# density that the first makes at the second: all four differ
DENSITY = {
    ("Aa", "Aa"): rho(0.9, 1.1),
    ("Aa", "Bb"): rho(1.4, 0.8),
    ("Bb", "Aa"): rho(0.6, 1.6),
    ("Bb", "Bb"): rho(1.1, 1.3),
}
PAIR = [r_phi(0.35, 1.4, 2.7), r_phi(0.45, 1.5, 2.55), r_phi(0.40, 1.6, 2.4)]


def rows(values: list[float], columns: int) -> list[str]:
    """Returns values as lines of this many columns."""
    return [" ".join(f"{v:.9e}" for v in values[k : k + columns]) for k in range(0, len(values), columns)]


def write_potential(name: str, finnis_sinclair: bool) -> None:
    """Writes the analytic potential, with one density per pair of elements or per element."""
    lines = [
        "Analytic functions, for tests only",
        "made by generate.py",
        "no material",
        "2 Aa Bb",
        f"{NRHO} {DRHO} {NR} {CUTOFF / NR!r} {CUTOFF}",
    ]
    for name_a, (number, mass, f) in ELEMENTS.items():
        lines.append(f"{number} {mass} 4.0 fcc")
        lines += rows(f, 5)
        for name_b in ELEMENTS if finnis_sinclair else [name_a]:
            lines += rows(DENSITY[name_a, name_b], 5)
    for values in PAIR:
        lines += rows(values, 5)
    (HERE / name).write_text("\n".join(lines) + "\n")


def write_funcfl(name: str, header: str, grid: tuple[int, float, int, float], cutoff: float, size: float) -> None:
    """Writes a potential of one element: F, effective charge, density, on a grid of `Nrho drho Nr dr`."""
    nrho, drho, nr, dr = grid
    lines = ["Analytic functions, for tests only; made by generate.py", header]
    lines.append(f"{nrho} {drho} {nr} {dr} {cutoff}")
    distances = [k * dr for k in range(nr)]
    tail = [max(0.0, 1 - (r / cutoff) ** 2) ** 3 for r in distances]
    lines += rows([-size * math.sqrt(k * drho) + 2e-3 * (k * drho) ** 2 for k in range(nrho)], 5)
    lines += rows([3 * size * math.exp(-0.5 * r) * t for r, t in zip(distances, tail)], 4)
    lines += rows([size * math.exp(-1.2 * (r - 2.5)) * t for r, t in zip(distances, tail)], 3)
    (HERE / name).write_text("\n".join(lines) + "\n")


@dataclass
class Case:
    """A configuration of random atoms in a tilted cell."""

    name: str
    potential: str  # its file; of funcfl one for each type
    style: str
    elements: str  # by type
    lengths: Vector
    tilts: Vector
    types: list[int]
    apart: float  # least distance of the random atoms
    temperature: float  # that they are heated to after they are relaxed; 0: neither
    seed: int


def random_points(case: Case) -> list[Vector]:
    """Returns points in the cell such that no images of two are closer than `apart`."""
    (a, b, c), (xy, xz, yz) = case.lengths, case.tilts
    edges = [(a, 0, 0), (xy, b, 0), (xz, yz, c)]
    rng, reach = random.Random(case.seed), range(-3, 4)
    points: list[Vector] = []
    shifts = [
        tuple(i * edges[0][d] + j * edges[1][d] + k * edges[2][d] for d in range(3))
        for i in reach
        for j in reach
        for k in reach
    ]
    while len(points) < len(case.types):
        s = [rng.random() for _ in range(3)]
        x = tuple(sum(s[k] * edges[k][d] for k in range(3)) for d in range(3))
        if all(sum((x[d] - p[d] + t[d]) ** 2 for d in range(3)) > case.apart**2 for p in points for t in shifts):
            points.append(x)
    return points


class Lammps:
    """LAMMPS, run on a case in a folder."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case, self.folder = case, folder

    def run(self, name: str, positions: Sequence[Sequence[object]], commands: str) -> tuple[str, list[str]]:
        """Runs commands on these positions; returns what is printed, and the atoms' lines of the dump `name`.dump."""
        case = self.case
        (xy, xz, yz), (lx, ly, lz) = case.tilts, case.lengths
        header = (
            f"\n\n{len(positions)} atoms\n{len(case.elements.split())} atom types\n0 {lx} xlo xhi\n0 {ly} ylo yhi\n"
            f"0 {lz} zlo zhi\n{xy} {xz} {yz} xy xz yz\n\nAtoms\n\n"
        )
        atoms = (f"{k + 1} {case.types[k]} {x} {y} {z}\n" for k, (x, y, z) in enumerate(positions))
        (self.folder / f"{name}.data").write_text(header + "".join(atoms))
        coefficients = f"pair_coeff * * potential {case.elements}\n"
        if case.style == "eam":
            files = case.potential.split()
            coefficients = "".join(f"pair_coeff {k + 1} {k + 1} {HERE / file}\n" for k, file in enumerate(files))
        (self.folder / f"in.{name}").write_text(
            f"units metal\nboundary p p p\nbox tilt large\nread_data {name}.data\npair_style {case.style}\n"
            f"{coefficients}mass * 50.0\nneighbor 0.5 bin\n{commands}"
        )
        command = ["lmp", "-in", f"in.{name}", "-log", "none"]
        done = subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout, (self.folder / f"{name}.dump").read_text().splitlines()[9:]


def start_commands(case: Case) -> str:
    """Returns the commands that relax and heat the random atoms."""
    heat = ""
    if case.temperature:
        heat = (
            f"velocity all create {case.temperature} {case.seed}\nfix 1 all nve\n"
            f"fix 2 all langevin {case.temperature} {case.temperature} 0.05 {case.seed}\ntimestep 0.001\nrun 500\n"
        )
    return (
        f"minimize 0 0.05 {200 if case.temperature else 1} 1000\n{heat}"
        "dump 1 all custom 1 start.dump id xu yu zu\n"
        "dump_modify 1 sort id format float %.12g\nrun 0\n"
    )


FINAL_COMMANDS = (
    "compute pe all pe/atom\ncompute st all stress/atom NULL virial\n"
    "velocity all set 0 0 0\nthermo_style custom pe pxx pyy pzz pxy pxz pyz\n"
    "thermo_modify format float %.15g\n"
    "dump 1 all custom 1 final.dump id type xu yu zu fx fy fz c_pe c_st[1] c_st[2] c_st[3] "
    "c_st[4] c_st[5] c_st[6]\ndump_modify 1 sort id format float %.15g\nrun 0\n"
)


def generate(case: Case, potential: bytes) -> None:
    """Relaxes and heats a random configuration, then writes LAMMPS' results for the positions as printed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "potential").write_bytes(potential)
        lammps = Lammps(case, folder)
        _, start = lammps.run("start", random_points(case), start_commands(case))
        # Unwrapped, as printed: the test sees positions outside the cell.
        given = [line.split()[1:4] for line in start]
        printed, results = lammps.run("final", given, FINAL_COMMANDS)
    output = printed.splitlines()
    thermo = output[next(k for k, line in enumerate(output) if line.split()[:1] == ["PotEng"]) + 1]
    lines = [
        f"# {case.name}: {case.style}, {case.elements}; LAMMPS 29 Sep 2021",
        "# lx ly lz xy xz yz; energy; pressure xx yy zz xy xz yz in bar",
        " ".join(str(v) for v in (*case.lengths, *case.tilts)),
        thermo.split()[0],
        " ".join(thermo.split()[1:7]),
        "# type x y z fx fy fz energy and stress/atom in bar A^3",
    ]
    for k, row in enumerate(results):
        fields = row.split()
        lines.append(" ".join([fields[1], *given[k], *fields[5:]]))
    with gzip.GzipFile(HERE / f"{case.name}.txt.gz", "wb", mtime=0) as out:
        out.write(("\n".join(lines) + "\n").encode())
    print(case.name, thermo)


def mixed(n: int, parts: tuple[int, ...], seed: int) -> list[int]:
    """Returns n random types in these parts."""
    return random.Random(seed).choices(range(1, len(parts) + 1), parts, k=n)


CASES = [
    Case("cuzr_liquid", CUZR, "eam/fs", "Cu Zr", (17, 18, 17.5), (0, 0, 0), mixed(300, (1, 1), 1), 2.1, 2000, 11),
    Case("cuzr_tilted", CUZR, "eam/fs", "Zr Cu", (15, 14, 16), (12, -11, 13), mixed(170, (4, 1), 2), 2.2, 1500, 12),
    Case("cuzr_thin", CUZR, "eam/fs", "Cu Zr", (6.5, 7.6, 8.6), (1.5, -2.0, 1.0), mixed(24, (1, 1), 3), 2.0, 800, 13),
    Case("fs_toy", FS, "eam/fs", "Bb Aa Bb", (12, 13, 11), (-3, 4, 5), mixed(110, (1, 1, 1), 4), 1.9, 600, 14),
    Case("alloy_toy", ALLOY, "eam/alloy", "Aa Bb", (12, 12, 12), (0, 2, -4), mixed(120, (2, 1), 5), 1.9, 600, 15),
    Case("fs_dense", FS, "eam/fs", "Aa Bb", (5.6, 5.4, 5.3), (0, 0, 0), mixed(60, (1, 1), 6), 1.0, 0, 16),
    Case(
        "funcfl_toy",
        f"{FUNCFL_FE} {FUNCFL_AL}",
        "eam",
        "Fe Al",
        (12, 11, 12),
        (2, -3, 1),
        mixed(100, (1, 1), 7),
        1.9,
        600,
        17,
    ),
    Case("funcfl_dense", FUNCFL_AL, "eam", "Al", (5.6, 5.4, 5.3), (0, 0, 0), [1] * 50, 1.0, 0, 18),
]


def main() -> None:
    """Writes the potentials, and the cases that are named on the command line or all."""
    write_potential(FS, True)
    write_potential(ALLOY, False)
    write_funcfl(FUNCFL_AL, "13 26.98 4.05 fcc", (120, 0.25, 250, 0.022), 5.5, 0.9)
    write_funcfl(FUNCFL_FE, "26 55.85 2.87 bcc", (90, 0.31, 190, 0.0275), 5.2, 1.2)
    for case in CASES:
        if not sys.argv[1:] or case.name in sys.argv[1:]:
            packed = (HERE / case.potential.split()[0]).read_bytes()
            generate(case, gzip.decompress(packed) if case.potential == CUZR else packed)


if __name__ == "__main__":
    main()
