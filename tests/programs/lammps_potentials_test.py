#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Compares `forces` with LAMMPS, run here and now, for every setfl potential that LAMMPS comes with.

usage: lammps_potentials_test.py FOLDER-OF-PROGRAMS LMP FOLDER-OF-POTENTIALS

Each potential gets 256 atoms of all its elements on a displaced lattice in a strongly tilted box. The forces of the
reference evaluation have to agree to 1e-10 of their rms, those of the compact one to 1e-7 eV/A beyond that, those of
the mixed one to 1e-5 of the rms, energies to 1e-12.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

LATTICE, CELLS = 4.1, 4
STYLES = {".fs": "eam/fs", ".alloy": "eam/alloy"}

Forces = dict[int, list[float]]  # by atom id


def read_forces(path: Path) -> Forces:
    """Returns the forces of a dump file of one frame."""
    lines = path.read_text().split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("ITEM: ATOMS"))
    names = lines[start].split()[2:]
    where = [names.index(name) for name in ("fx", "fy", "fz")]
    rows = (line.split() for line in lines[start + 1 :] if line)
    return {int(row[0]): [float(row[k]) for k in where] for row in rows}


def run_lammps(lmp: str, folder: Path, potential: Path, style: str, elements: list[str]) -> float | None:
    """Writes in.dump with LAMMPS' forces and returns its energy, None if it does not take the potential."""
    fractions = "\n".join(f"set type 1 type/fraction {k + 1} {1 / (k + 1)} {12 + k}" for k in range(1, len(elements)))
    (folder / "in").write_text(f"""units metal
atom_style atomic
lattice fcc {LATTICE}
region box prism 0 {CELLS} 0 {CELLS} 0 {CELLS} {0.4 * CELLS} {-0.3 * CELLS} {0.2 * CELLS}
create_box {len(elements)} box
create_atoms 1 box
displace_atoms all random 0.3 0.3 0.3 771
{fractions}
pair_style {style}
pair_coeff * * {potential} {" ".join(elements)}
dump 1 all custom 1 {folder}/in.dump id type x y z fx fy fz
dump_modify 1 format float %.17g sort id
thermo_style custom pe
thermo_modify format float %.15g
run 0
""")
    out = subprocess.run([lmp, "-log", "none", "-in", folder / "in"], capture_output=True, text=True).stdout
    if "ERROR" in out:
        return None
    return float(re.search(r"PotEng\s*\n\s*(\S+)", out).group(1))


def run_forces(
    programs: str, folder: Path, potential: Path, elements: list[str], *options: str
) -> tuple[Forces, float]:
    """Returns forces and energy of the program `forces` for the atoms of in.dump."""
    command = [f"{programs}/forces", "--potential", potential, "--elements", ",".join(elements), *options]
    out = subprocess.run([*command, folder / "in.dump", folder / "out.dump"], capture_output=True, text=True)
    if out.returncode != 0:
        sys.exit(f"{potential.name}: {out.stderr.strip()}")
    return read_forces(folder / "out.dump"), float(re.search(r"total energy (\S+)", out.stdout).group(1))


def largest_difference(a: Forces, b: Forces) -> float:
    """Returns the largest difference of a force component."""
    return max(abs(x - y) for i in a for x, y in zip(a[i], b[i]))


def compare(programs: str, lmp: str, folder: Path, potential: Path) -> bool:
    """Compares all evaluations for one potential; returns False if LAMMPS does not take it."""
    elements = potential.read_text(errors="replace").split("\n")[3].split()[1:]
    energy = run_lammps(lmp, folder, potential, STYLES[potential.suffix], elements)
    if energy is None:
        print(f"{potential.name}: LAMMPS does not take it")
        return False
    expected = read_forces(folder / "in.dump")
    rms = (sum(f * f for row in expected.values() for f in row) / (3 * len(expected))) ** 0.5
    for option, allowed in (("--reference", 1e-10 * rms), (None, 1e-7 + 1e-10 * rms), ("--mixed", 1e-5 * rms)):
        forces, found = run_forces(programs, folder, potential, elements, *([option] if option else []))
        wrong = largest_difference(forces, expected)
        name = f"{potential.name} {option or 'compact'}"
        print(f"{name}: {wrong:.1e} eV/A of rms {rms:.2f}, energy {found - energy:.0e} eV")
        if not wrong <= allowed:
            sys.exit(f"{name}: forces differ by {wrong}, allowed {allowed}")
        if not abs(found - energy) <= 1e-12 * abs(energy) + 1e-9:
            sys.exit(f"{name}: energy {found}, LAMMPS {energy}")
    return True


def main(programs: str, lmp: str, potentials: str) -> None:
    """Compares all potentials of a folder; at least five have to be found."""
    compared = 0
    for potential in sorted(Path(potentials).glob("*.eam.*")):
        if potential.suffix in STYLES:
            with tempfile.TemporaryDirectory() as folder:
                compared += compare(programs, lmp, Path(folder), potential)
    if compared < 5:
        sys.exit(f"only {compared} potentials in {potentials}")
    print(f"{compared} potentials agree")


if __name__ == "__main__":
    main(*sys.argv[1:])
