#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure of docs/percolation.md from what percolation_thresholds_test leaves behind.

usage: percolation_scaling.py FOLDER OUT.png   (needs matplotlib; FOLDER holds percolation_scaling.csv, percolation_radii.csv)
"""

import csv
import sys
from collections import defaultdict

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

THRESHOLD = {"sc": 0.31160768, "bcc": 0.24595971, "fcc": 0.19923517}
INVERSE_NU, FRACTAL_DIMENSION = 1.1410, 2.52295


def main(folder, out):
    wrapping, largest = defaultdict(list), defaultdict(list)
    edges = {}
    with open(f"{folder}/percolation_scaling.csv") as file:
        for row in csv.DictReader(file):
            key = row["lattice"], int(row["cells"])
            if row["quantity"] == "wrapping":
                wrapping[key].append((float(row["x"]), float(row["y"])))
            else:
                edges[key] = float(row["x"])
                largest[row["lattice"]].append((float(row["x"]), float(row["y"])))
    with open(f"{folder}/percolation_radii.csv") as file:
        radii = [(float(r["size"]), float(r["radius"]), float(r["clusters"])) for r in csv.DictReader(file)]

    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "lines.linewidth": 1.3})
    figure, ((crossing, collapse), (growth, mass)) = plt.subplots(2, 2, figsize=(8.4, 6.6), layout="constrained")
    colours = {"sc": "#1f5fa8", "bcc": "#b5532a", "fcc": "#3b8f5a"}
    shades = [0.3, 0.5, 0.75, 1.0]

    for (name, cells), points in sorted(wrapping.items()):
        shade = shades[sorted(c for n, c in wrapping if n == name).index(cells)]
        p, r = zip(*points)
        if name == "sc":
            crossing.plot(p, r, color=colours[name], alpha=shade, label=f"L = {cells}")
        scaled = [(x - THRESHOLD[name]) * edges[name, cells] ** INVERSE_NU for x in p]
        inside = [(x, y) for x, y in zip(scaled, r) if abs(x) < 1.5]
        collapse.plot(*zip(*inside), color=colours[name], alpha=shade, label=name if shade == shades[-1] else None)
    crossing.axvline(THRESHOLD["sc"], color="0.6", lw=0.8, zorder=0)
    crossing.set(
        xlabel="p",
        ylabel="wrapping probability, one axis",
        title="sc: curves cross at the threshold",
        xlim=(0.296, 0.327),
    )
    crossing.legend(frameon=False)
    collapse.set(
        xlabel=r"$(p - p_c)\,N^{1/3\nu}$",
        ylabel="wrapping probability, one axis",
        title="all lattices and sizes in one curve each",
    )
    collapse.legend(frameon=False)

    for name, points in largest.items():
        x, y = zip(*points)
        growth.loglog(x, y, "o", ms=4, color=colours[name], label=name)
        growth.loglog(x, [y[-1] * (v / x[-1]) ** FRACTAL_DIMENSION for v in x], color=colours[name], lw=0.8)
    growth.set(xlabel=r"$N^{1/3}$", ylabel=r"$S_{max}$ at $p_c$", title="largest cluster; lines: slope 2.523")
    growth.set_xticks([8, 16, 32, 64], ["8", "16", "32", "64"], minor=False)
    growth.xaxis.set_minor_formatter(matplotlib.ticker.NullFormatter())
    growth.legend(frameon=False)

    shown = [(s, r) for s, r, count in radii if r > 0 and count >= 10]
    size, radius = zip(*shown)
    mass.loglog(radius, size, "o", ms=4, color=colours["sc"])
    mass.loglog(radius, [size[-1] * (v / radius[-1]) ** FRACTAL_DIMENSION for v in radius], color="0.4", lw=0.8)
    mass.set(xlabel="radius of gyration", ylabel="size", title="sc at $p_c$, 128$^3$ sites; line: slope 2.523")
    figure.savefig(out, dpi=110)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
