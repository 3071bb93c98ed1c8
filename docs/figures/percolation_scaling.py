#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure of docs/percolation.md from what percolation_thresholds_test leaves behind.

usage: percolation_scaling.py FOLDER OUT.png

Needs matplotlib. FOLDER holds percolation_scaling.csv and percolation_radii.csv.
"""

import csv
import sys
from collections import defaultdict

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

THRESHOLD = {"sc": 0.31160768, "bcc": 0.24595971, "fcc": 0.19923517}
INVERSE_NU, FRACTAL_DIMENSION = 1.1410, 2.52295
COLORS = {"sc": "#1f5fa8", "bcc": "#b5532a", "fcc": "#3b8f5a"}
SHADES = [0.3, 0.5, 0.75, 1.0]  # by size of the lattice

Points = list[tuple[float, float]]
Wrapping = dict[tuple[str, int], Points]  # by lattice and its edge in cells


def read_scaling(path: str) -> tuple[Wrapping, dict[tuple[str, int], float], dict[str, Points]]:
    """Returns wrapping probabilities, edges N^(1/3) by lattice and cells, and the largest clusters by lattice."""
    wrapping, largest = defaultdict(list), defaultdict(list)
    edges = {}
    with open(path) as file:
        for row in csv.DictReader(file):
            key = row["lattice"], int(row["cells"])
            point = float(row["x"]), float(row["y"])
            if row["quantity"] == "wrapping":
                wrapping[key].append(point)
            else:
                edges[key] = point[0]
                largest[row["lattice"]].append(point)
    return wrapping, edges, largest


def draw_wrapping(crossing: Axes, collapse: Axes, wrapping: Wrapping, edges: dict[tuple[str, int], float]) -> None:
    """Draws the wrapping probability against the occupation, as it is for sc and scaled for all lattices."""
    for (name, cells), points in sorted(wrapping.items()):
        shade = SHADES[sorted(c for n, c in wrapping if n == name).index(cells)]
        if name == "sc":
            crossing.plot(*zip(*points), color=COLORS[name], alpha=shade, label=f"L = {cells}")
        scaled = [((p - THRESHOLD[name]) * edges[name, cells] ** INVERSE_NU, r) for p, r in points]
        inside = [(x, r) for x, r in scaled if abs(x) < 1.5]
        label = name if shade == SHADES[-1] else None
        collapse.plot(*zip(*inside), color=COLORS[name], alpha=shade, label=label)
    ylabel = "wrapping probability, one axis"
    crossing.axvline(THRESHOLD["sc"], color="0.6", lw=0.8, zorder=0)
    crossing.set(xlabel="p", ylabel=ylabel, title="sc: curves cross at the threshold", xlim=(0.296, 0.327))
    crossing.legend(frameon=False)
    collapse.set(xlabel=r"$(p - p_c)\,N^{1/3\nu}$", ylabel=ylabel, title="all lattices and sizes in one curve each")
    collapse.legend(frameon=False)


def draw_growth(axes: Axes, largest: dict[str, Points]) -> None:
    """Draws the largest cluster at the threshold against the size of the lattice, with lines of the known slope."""
    for name, points in largest.items():
        x, y = zip(*points)
        axes.loglog(x, y, "o", ms=4, color=COLORS[name], label=name)
        axes.loglog(x, [y[-1] * (v / x[-1]) ** FRACTAL_DIMENSION for v in x], color=COLORS[name], lw=0.8)
    axes.set(xlabel=r"$N^{1/3}$", ylabel=r"$S_{max}$ at $p_c$", title="largest cluster; lines: slope 2.523")
    axes.set_xticks([8, 16, 32, 64], ["8", "16", "32", "64"], minor=False)
    axes.xaxis.set_minor_formatter(matplotlib.ticker.NullFormatter())
    axes.legend(frameon=False)


def draw_mass(axes: Axes, path: str) -> None:
    """Draws the size of clusters against their radius of gyration, with a line of the known slope."""
    with open(path) as file:
        radii = [(float(r["size"]), float(r["radius"]), float(r["clusters"])) for r in csv.DictReader(file)]
    size, radius = zip(*((s, r) for s, r, count in radii if r > 0 and count >= 10))
    axes.loglog(radius, size, "o", ms=4, color=COLORS["sc"])
    axes.loglog(radius, [size[-1] * (v / radius[-1]) ** FRACTAL_DIMENSION for v in radius], color="0.4", lw=0.8)
    axes.set(xlabel="radius of gyration", ylabel="size", title="sc at $p_c$, 128$^3$ sites; line: slope 2.523")


def main(folder: str, out: str) -> None:
    """Draws the figure."""
    wrapping, edges, largest = read_scaling(f"{folder}/percolation_scaling.csv")
    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "lines.linewidth": 1.3})
    figure, ((crossing, collapse), (growth, mass)) = plt.subplots(2, 2, figsize=(8.4, 6.6), layout="constrained")
    draw_wrapping(crossing, collapse, wrapping, edges)
    draw_growth(growth, largest)
    draw_mass(mass, f"{folder}/percolation_radii.csv")
    figure.savefig(out, dpi=110)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
