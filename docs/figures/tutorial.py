#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The plot of docs/tutorial.md: the largest cluster of plastic atoms against strain, beside that of random atoms.

usage: tutorial.py SERIES.csv STRAIN-PER-FRAME OUT.png   (needs matplotlib; SERIES.csv is by percolation --table)
"""

import csv
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

ENOUGH = 10  # plastic atoms: the ratio of fewer says nothing


def main(series: str, step: str, out: str) -> None:
    """Draws the plot."""
    with open(series) as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    rows = [row for row in rows if row["s_all"] >= ENOUGH]
    strain = [float(step) * row["frame"] for row in rows]
    chance = [row["null_ratio"] for row in rows]
    low, high = ([row["null_ratio"] + sign * row["null_deviation"] for row in rows] for sign in (-1, 1))
    around = [(x, row["ratio"]) for x, row in zip(strain, rows) if row["wraps_a"] + row["wraps_b"] + row["wraps_c"] > 0]

    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "lines.linewidth": 1.3})
    figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    axes.fill_between(strain, low, high, color="0.85", lw=0)
    axes.plot(strain, chance, color="0.5", label="as many atoms at random")
    axes.plot(strain, [row["ratio"] for row in rows], color="#1f5fa8", label=r"atoms with $\Lambda > 0.25$")
    axes.plot(*zip(*around), "o", ms=4, color="#1f5fa8", label="the largest cluster winds around the box")
    axes.set(xlabel="shear strain", ylabel=r"$S_{\max}/S_{\mathrm{all}}$", ylim=(0, 1.05))
    axes.legend(frameon=False, loc="lower right")
    figure.savefig(out, dpi=150)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
