#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure and the table of docs/strain.md: how the two-term fit depends on its cutoff.

usage: strain_cutoff.py STRAIN_PROGRAM OUT.png REFERENCE CURRENT:LABEL ...
"""

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

CUTOFFS = np.arange(4.0, 8.01, 0.5)


@dataclass
class Result:
    """The fits of one frame at one cutoff."""

    strain: np.ndarray  # Lambda, by atom
    gradient: np.ndarray  # eta, by atom
    first: np.ndarray  # Lambda of the first term alone, by atom
    share: float  # rms of what the two-term fit leaves over that of the affine one
    median: float  # of the condition numbers
    largest: float  # of the condition numbers
    failed: int  # atoms that could not be fitted


def measure(program: str, reference: str, current: str, cutoff: float) -> Result:
    """Runs the program `strain` with this cutoff and returns its results."""
    with tempfile.NamedTemporaryFile(suffix=".dump") as out:
        command = [program, "--cutoff", str(cutoff), "--ttg-cutoff", str(cutoff), reference, current, out.name]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        with open(out.name) as lines:
            header = next(line for line in lines if line.startswith("ITEM: ATOMS")).split()[2:]
            values = np.loadtxt(lines)
    good = values[values[:, header.index("status")] == 0]
    columns = dict(zip(header, good.T))
    median, largest = map(float, re.search(r"median (\S+), largest (\S+)", text).groups())
    return Result(
        columns["lambda"],
        columns["eta"],
        first_term(columns),
        np.sqrt(columns["residual"].sum() / columns["d2min"].sum()),
        median,
        largest,
        len(values) - len(good),
    )


def first_term(columns: dict[str, np.ndarray]) -> np.ndarray:
    """Returns Lambda of the first term alone."""
    F = np.stack([columns[f"T{k}{a}"] for k in (1, 2, 3) for a in (1, 2, 3)], 1).reshape(-1, 3, 3)
    E = 0.5 * (F.transpose(0, 2, 1) @ F - np.eye(3))
    e = E - np.trace(E, axis1=1, axis2=2)[:, None, None] / 3 * np.eye(3)
    return np.sqrt(2 / 3 * (e * e).sum((1, 2)))


def print_table(label: str, results: list[Result]) -> None:
    """Prints a row per cutoff."""
    print(f"{label}\n cutoff  mean L  first  plastic  mean eta  rms left  cond median  largest  failed")
    for cutoff, r in zip(CUTOFFS, results):
        print(
            f"{cutoff:6.1f}  {r.strain.mean():7.4f} {r.first.mean():6.4f}  {(r.strain > 0.25).mean():6.4f}  "
            f"{r.gradient.mean():8.5f}  {r.share:7.3f}  {r.median:8.0f}  {r.largest:9.0f}  {r.failed}"
        )


def draw_quantiles(axes: Axes, values: list[np.ndarray], color: str, label: str) -> None:
    """Draws the median against the cutoff, and a band that holds 80 % of the atoms."""
    low, middle, high = np.array([np.quantile(v, (0.1, 0.5, 0.9)) for v in values]).T
    axes.fill_between(CUTOFFS, low, high, alpha=0.2, color=color, linewidth=0)
    axes.plot(CUTOFFS, middle, "o-", ms=3, color=color, label=label)


def main(program: str, picture: str, reference: str, *frames: str) -> None:
    """Prints the table of every frame and draws the figure."""
    figure, panels = plt.subplots(1, 3, figsize=(12, 3.6), constrained_layout=True)
    strain, gradient, condition = panels
    for frame, color in zip(frames, ("tab:blue", "tab:red", "tab:green")):
        current, label = frame.rsplit(":", 1)
        results = [measure(program, reference, current, cutoff) for cutoff in CUTOFFS]
        print_table(label, results)
        draw_quantiles(strain, [r.strain for r in results], color, label)
        draw_quantiles(gradient, [r.gradient for r in results], color, label)
        strain.plot(CUTOFFS, [np.median(r.first) for r in results], "--", color=color, label="first term")
        if frame == frames[-1]:
            condition.plot(CUTOFFS, [r.median for r in results], "o-", ms=3, color="black", label="median")
            condition.plot(CUTOFFS, [r.largest for r in results], "--", color="black", label="largest")
    strain.set_ylabel(r"effective strain $\Lambda$")
    gradient.set_ylabel(r"effective strain gradient $\eta$ (1/Å)")
    condition.set_ylabel(r"condition number tr$(N)\,$tr$(N^{-1})$")
    gradient.set_yscale("log")
    for axes in panels:
        axes.set_xlabel("cutoff (Å)")
        axes.set_xlim(4, 8)
        axes.legend(frameon=False, fontsize=8)
    strain.set_ylim(bottom=0)
    condition.set_ylim(bottom=0)
    figure.savefig(picture, dpi=110)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
