#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Makes the golden EAM data: two small analytic potentials, configurations, and LAMMPS' results for them.

Run in this folder with `lmp` on the path, for all files or for those named; needs ../../../data/Cu-Zr_4.eam.fs.gz.
"""

import gzip, math, pathlib, random, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).parent.resolve()
CUTOFF, NR, NRHO, DRHO = 5.5, 250, 120, 0.25


def smooth(r):
    return (1 - (r / CUTOFF) ** 2) ** 3 if r < CUTOFF else 0.0


def rho(amplitude, decay):
    return [amplitude * math.exp(-decay * (k * CUTOFF / NR - 2.5)) * smooth(k * CUTOFF / NR) for k in range(NR)]


def r_phi(strength, decay, size):
    out = []
    for k in range(NR):
        r = k * CUTOFF / NR
        out.append(r * strength * (math.exp(-2 * decay * (r - size)) - 1.1 * math.exp(-decay * (r - size))) * smooth(r))
    return out


def embedding(root, square):
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


def write_potential(name, finnis_sinclair):
    lines = [
        "Analytic functions, for tests only",
        "made by generate.py",
        "no material",
        "2 Aa Bb",
        f"{NRHO} {DRHO} {NR} {CUTOFF / NR!r} {CUTOFF}",
    ]

    def table(values, columns):
        for k in range(0, len(values), columns):
            lines.append(" ".join(f"{v:.9e}" for v in values[k : k + columns]))

    for name_a, (number, mass, f) in ELEMENTS.items():
        lines.append(f"{number} {mass} 4.0 fcc")
        table(f, 5)
        for name_b in ELEMENTS if finnis_sinclair else [name_a]:
            table(DENSITY[name_a, name_b], 5)
    for values in PAIR:
        table(values, 5)
    (HERE / name).write_text("\n".join(lines) + "\n")


def cells(lengths, tilts):
    return [(lengths[0], 0, 0), (tilts[0], lengths[1], 0), (tilts[1], tilts[2], lengths[2])]


def random_points(n, lengths, tilts, apart, seed):
    """Points in the cell, no two images of any closer than `apart`."""
    rng, edges, points = random.Random(seed), cells(lengths, tilts), []
    reach = range(-3, 4)
    shifts = [
        tuple(a * edges[0][d] + b * edges[1][d] + c * edges[2][d] for d in range(3))
        for a in reach
        for b in reach
        for c in reach
    ]
    while len(points) < n:
        s = [rng.random() for _ in range(3)]
        x = tuple(sum(s[k] * edges[k][d] for k in range(3)) for d in range(3))
        if all(sum((x[d] - p[d] + t[d]) ** 2 for d in range(3)) > apart**2 for p in points for t in shifts):
            points.append(x)
    return points


def run(name, potential, style, elements, lengths, tilts, types, apart, temperature, seed):
    """Relaxes and heats a random configuration, then takes LAMMPS' answer for the positions as printed."""
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    points = random_points(len(types), lengths, tilts, apart, seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "potential").write_bytes(potential)
        header = (
            f"\n\n{len(points)} atoms\n{len(elements)} atom types\n0 {lengths[0]} xlo xhi\n0 {lengths[1]} ylo yhi\n"
            f"0 {lengths[2]} zlo zhi\n{tilts[0]} {tilts[1]} {tilts[2]} xy xz yz\n\nAtoms\n\n"
        )

        def data(file, positions):
            (folder / file).write_text(
                header + "".join(f"{k + 1} {types[k]} {x} {y} {z}\n" for k, (x, y, z) in enumerate(positions))
            )

        common = (
            f"units metal\nboundary p p p\nbox tilt large\nread_data {{}}\npair_style {style}\n"
            f"pair_coeff * * potential {' '.join(elements)}\nmass * 50.0\nneighbor 0.5 bin\n"
        )
        data("start.data", points)
        heat = (
            (
                f"velocity all create {temperature} {seed}\nfix 1 all nve\nfix 2 all langevin {temperature} {temperature} 0.05 "
                f"{seed}\ntimestep 0.001\nrun 500\n"
            )
            if temperature
            else ""
        )
        (folder / "in.start").write_text(
            common.format("start.data") + f"minimize 0 0.05 {200 if temperature else 1} 1000\n{heat}"
            "dump 1 all custom 1 start.dump id xu yu zu\n"
            "dump_modify 1 sort id format float %.12g\nrun 0\n"
        )
        lmp = lambda script: subprocess.run(
            ["lmp", "-in", script, "-log", "none"], cwd=folder, check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        lmp("in.start")
        rows = (folder / "start.dump").read_text().splitlines()[9:]
        data("final.data", [row.split()[1:4] for row in rows])
        # Unwrapped, as printed: the test sees positions outside the cell.
        (folder / "in.final").write_text(
            common.format("final.data") + "compute pe all pe/atom\ncompute st all stress/atom NULL virial\n"
            "velocity all set 0 0 0\nthermo_style custom pe pxx pyy pzz pxy pxz pyz\n"
            "thermo_modify format float %.15g\n"
            "dump 1 all custom 1 final.dump id type xu yu zu fx fy fz c_pe c_st[1] c_st[2] c_st[3] "
            "c_st[4] c_st[5] c_st[6]\ndump_modify 1 sort id format float %.15g\nrun 0\n"
        )
        output = lmp("in.final").splitlines()
        thermo = output[next(k for k, line in enumerate(output) if line.split()[:1] == ["PotEng"]) + 1]
        results = (folder / "final.dump").read_text().splitlines()[9:]
    given = [row.split()[1:4] for row in rows]
    lines = [
        f"# {name}: {style}, {' '.join(elements)}; LAMMPS 29 Sep 2021",
        "# lx ly lz xy xz yz; energy; pressure xx yy zz xy xz yz in bar",
        " ".join(str(v) for v in (*lengths, *tilts)),
        thermo.split()[0],
        " ".join(thermo.split()[1:7]),
        "# type x y z fx fy fz energy and stress/atom in bar A^3",
    ]
    for k, row in enumerate(results):
        fields = row.split()
        lines.append(" ".join([fields[1], *given[k], *fields[5:]]))
    with gzip.GzipFile(HERE / f"{name}.txt.gz", "wb", mtime=0) as out:
        out.write(("\n".join(lines) + "\n").encode())
    print(name, thermo)


def main():
    write_potential("toy.eam.fs", True)
    write_potential("toy.eam.alloy", False)
    cuzr = gzip.decompress((HERE / "../../../data/Cu-Zr_4.eam.fs.gz").read_bytes())
    fs, alloy = (HERE / "toy.eam.fs").read_bytes(), (HERE / "toy.eam.alloy").read_bytes()
    mixed = lambda n, parts, seed: random.Random(seed).choices(range(1, len(parts) + 1), parts, k=n)
    run("cuzr_liquid", cuzr, "eam/fs", ["Cu", "Zr"], (17, 18, 17.5), (0, 0, 0), mixed(300, (1, 1), 1), 2.1, 2000, 11)
    run("cuzr_tilted", cuzr, "eam/fs", ["Zr", "Cu"], (15, 14, 16), (12, -11, 13), mixed(170, (4, 1), 2), 2.2, 1500, 12)
    run(
        "cuzr_thin", cuzr, "eam/fs", ["Cu", "Zr"], (6.5, 7.6, 8.6), (1.5, -2.0, 1.0), mixed(24, (1, 1), 3), 2.0, 800, 13
    )
    run("fs_toy", fs, "eam/fs", ["Bb", "Aa", "Bb"], (12, 13, 11), (-3, 4, 5), mixed(110, (1, 1, 1), 4), 1.9, 600, 14)
    run("alloy_toy", alloy, "eam/alloy", ["Aa", "Bb"], (12, 12, 12), (0, 2, -4), mixed(120, (2, 1), 5), 1.9, 600, 15)
    run("fs_dense", fs, "eam/fs", ["Aa", "Bb"], (5.6, 5.4, 5.3), (0, 0, 0), mixed(60, (1, 1), 6), 1.0, 0, 16)


main()
