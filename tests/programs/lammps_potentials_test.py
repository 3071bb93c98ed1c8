#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Holds `forces` to LAMMPS, run here and now, on every setfl potential that LAMMPS comes with.

usage: lammps_potentials_test.py FOLDER-OF-PROGRAMS LMP FOLDER-OF-POTENTIALS

Each potential gets 256 atoms of all its elements on a displaced lattice in a strongly tilted box. The reference
evaluation has to agree to 1e-10 of the rms force, the compact one to 1e-7 eV/A beyond that, the mixed one to 1e-5 of the
rms force, energies to 1e-12.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAMS, LMP, POTENTIALS = sys.argv[1:]
LATTICE, CELLS = 4.1, 4


def table(path, columns):
    lines = path.read_text().split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("ITEM: ATOMS"))
    names = lines[start].split()[2:]
    where = [names.index(c) for c in columns]
    rows = (line.split() for line in lines[start + 1 :] if line)
    return {int(row[0]): [float(row[k]) for k in where] for row in rows}


def run_lammps(folder, potential, style, elements):
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
    out = subprocess.run([LMP, "-log", "none", "-in", folder / "in"], capture_output=True, text=True).stdout
    if "ERROR" in out:
        return None
    return float(re.search(r"PotEng\s*\n\s*(\S+)", out).group(1))


def run_forces(folder, potential, elements, *options):
    out = subprocess.run(
        [
            f"{PROGRAMS}/forces",
            "--potential",
            potential,
            "--elements",
            ",".join(elements),
            *options,
            folder / "in.dump",
            folder / "out.dump",
        ],
        capture_output=True,
        text=True,
    )
    if out.returncode != 0:
        sys.exit(f"{potential.name}: {out.stderr.strip()}")
    return out.stdout


def largest_difference(a, b):
    return max(abs(x - y) for i in a for x, y in zip(a[i], b[i]))


compared, columns = 0, ("fx", "fy", "fz")
for potential in sorted(pathlib.Path(POTENTIALS).glob("*.eam.*")):
    style = {".fs": "eam/fs", ".alloy": "eam/alloy"}.get(potential.suffix)
    if style is None:
        continue
    elements = potential.read_text(errors="replace").split("\n")[3].split()[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        energy = run_lammps(folder, potential, style, elements)
        if energy is None:
            print(f"{potential.name}: LAMMPS does not take it")
            continue
        expected = table(folder / "in.dump", columns)
        rms = (sum(f * f for row in expected.values() for f in row) / (3 * len(expected))) ** 0.5
        for option, allowed in (("--reference", 1e-10 * rms), (None, 1e-7 + 1e-10 * rms), ("--mixed", 1e-5 * rms)):
            text = run_forces(folder, potential, elements, *([option] if option else []))
            wrong = largest_difference(table(folder / "out.dump", columns), expected)
            found = float(re.search(r"total energy (\S+)", text).group(1))
            print(
                f"{potential.name} {option or 'compact'}: {wrong:.1e} eV/A of rms {rms:.2f}, energy {found - energy:.0e} eV"
            )
            if not wrong <= allowed:
                sys.exit(f"{potential.name} {option or 'compact'}: forces differ by {wrong}, allowed {allowed}")
            if not abs(found - energy) <= 1e-12 * abs(energy) + 1e-9:
                sys.exit(f"{potential.name} {option or 'compact'}: energy {found}, LAMMPS {energy}")
        compared += 1
if compared < 5:
    sys.exit(f"only {compared} potentials in {POTENTIALS}")
print(f"{compared} potentials agree")
