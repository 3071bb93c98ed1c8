#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""curves.py KIND TABLE.csv OUT: the picture of a table that a program wrote; KIND is the program's name.

Called by the programs' option --plot. Needs NumPy and Matplotlib.
"""

import csv
import re
import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import look

Table = dict[str, np.ndarray]
MOST = len(look.SERIES)  # curves in one panel that can be told apart
WIDTH, HEIGHT = 6.4, 4.0  # inches
ENOUGH = 10  # selected atoms: the largest cluster's share of fewer says nothing


def read(path: str) -> Table:
    """Returns the columns of a CSV file by name."""
    with open(path) as file:
        names, *rows = csv.reader(file)
    return {name: np.array([float(row[k]) for row in rows]) for k, name in enumerate(names)}


def one_panel() -> tuple[Figure, Axes]:
    """Returns a figure with one panel."""
    return plt.subplots(figsize=(WIDTH, HEIGHT), layout="constrained")


def draw_pairs(axes: Axes, table: Table, x: str, quantity: str) -> None:
    """A quantity of all atoms, with its error over the frames, and of pairs of types."""
    pairs = [name for name in table if re.fullmatch(rf"{quantity}_\d+(_\d+)?", name)]
    if len(pairs) > 1:
        for color, name in zip(look.SERIES, pairs[: MOST - 1]):
            types = name[2:].replace("_", "-") if "_" in name[2:] else "-".join(name[2:])
            axes.plot(table[x], table[name], color=color, linewidth=1.2, label=f"types {types}")
    look.curve(axes, table[x], table[quantity], table.get(f"{quantity}_error"), "black", "all atoms")


def draw_rdf(table: Table) -> Figure:
    """g(r) of all atoms and of pairs of types."""
    figure, axes = one_panel()
    draw_pairs(axes, table, "r", "g")
    axes.set(xlabel="r (Å)", ylabel="g(r)", xlim=(0, table["r"][-1] + table["r"][0]), ylim=(0, None))
    axes.legend()
    return figure


def draw_structure_factor(table: Table) -> Figure:
    """S(q) of all atoms and of pairs of types, and from g(r)."""
    figure, axes = one_panel()
    draw_pairs(axes, table, "q", "S")
    if "S_from_g" in table:
        axes.plot(table["q"], table["S_from_g"], "--", color=look.NEUTRAL, linewidth=1.2, label="all atoms, from g(r)")
    axes.set(xlabel=r"q ($\mathrm{\AA}^{-1}$)", ylabel="S(q)", xlim=(0, None))
    axes.legend()
    return figure


def draw_alpha2(table: Table) -> Figure:
    """Mean squared displacement and non-Gaussian parameter against time, of all atoms and by type."""
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(WIDTH, 6.0), sharex=True, layout="constrained")
    types = [name[3:] for name in table if re.fullmatch(r"msd_\d+", name)]
    groups = [("", "black", "all atoms")]
    if len(types) > 1:
        groups += [(ending, color, f"type {ending[1:]}") for color, ending in zip(look.SERIES, types[: MOST - 1])]
    for ending, color, label in groups:
        for axes, quantity in ((upper, "msd"), (lower, "alpha2")):
            error = table.get(f"{quantity}_error{ending}")
            look.curve(axes, table["t"], table[quantity + ending], error, color, label, marker="o", markersize=3)
    upper.set(ylabel=r"mean squared displacement (Å$^2$)", xscale="log")
    if np.all(table["msd"] > 0):
        upper.set_yscale("log")
    lower.set(xlabel="t (ps)", ylabel=r"$\alpha_2$")
    upper.legend()
    return figure


def draw_relaxation(table: Table) -> Figure:
    """F_s, overlap and chi4 against time, of all atoms and by type."""
    quantities = [("fs", r"$F_s(q, t)$"), ("overlap", "Q(t)"), ("chi4", r"$\chi_4(t)$")]
    shown = [(name, label) for name, label in quantities if name in table]
    figure, panels = plt.subplots(len(shown), 1, figsize=(WIDTH, 3.0 * len(shown)), sharex=True, layout="constrained")
    types = [name[2:] for name in table if re.fullmatch(r"fs_\d+", name)]
    groups = [("", "black", "all atoms")]
    if len(types) > 1:
        groups += [(ending, color, f"type {ending[1:]}") for color, ending in zip(look.SERIES, types[: MOST - 1])]
    for axes, (quantity, label) in zip(panels, shown):
        for ending, color, name in groups:
            error = table.get(f"{quantity}_error{ending}")
            look.curve(axes, table["t"], table[quantity + ending], error, color, name, marker="o", markersize=3)
        axes.set(ylabel=label, xscale="log")
    panels[-1].set(xlabel="t (ps)")
    panels[0].legend()
    return figure


def draw_shear(table: Table) -> Figure:
    """Stress against strain."""
    figure, axes = one_panel()
    axes.plot(table["strain"], table["stress_GPa"], color=look.SERIES[0])
    axes.set(xlabel="shear strain", ylabel="shear stress (GPa)", xlim=(0, None) if table["strain"][-1] > 0 else None)
    return figure


def draw_aqs(table: Table) -> Figure:
    """Stress against strain of a quasistatic shear; a dot ends each step with an event."""
    figure, axes = one_panel()
    strain, stress = table["strain"], table["stress_GPa"]
    axes.plot(strain, stress, color=look.SERIES[0], linewidth=1.2)
    after = np.diff(table["events"], prepend=0) > 0
    if np.any(after):
        axes.plot(strain[after], stress[after], "o", markersize=3, color=look.SERIES[1], label="after an event")
        axes.legend()
    axes.set(xlabel="shear strain", ylabel="shear stress (GPa)")
    return figure


def draw_percolation(table: Table) -> Figure:
    """The share of the largest cluster in all selected atoms, frame by frame, beside that of atoms at random."""
    figure, axes = one_panel()
    bounds = [name for name in ("above", "below") if name in table]
    thresholds = sorted(set(zip(*(table[name] for name in bounds))))
    for color, threshold in zip(look.SERIES, thresholds[:MOST]):
        rows = np.logical_and.reduce([table[name] == value for name, value in zip(bounds, threshold)])
        rows &= table["s_all"] >= ENOUGH
        label = ", ".join(f"{name} {value:g}" for name, value in zip(bounds, threshold))
        frame, ratio = table["frame"][rows], table["ratio"][rows]
        axes.plot(frame, ratio, color=color, label=label)
        wraps = sum(table[f"wraps_{axis}"][rows] for axis in "abc") > 0
        axes.plot(frame[wraps], ratio[wraps], "o", markersize=4, color=color)
        null = table["null_ratio"][rows]
        if np.any(null > 0):
            grey = look.NEUTRAL if len(thresholds) == 1 else color
            look.curve(axes, frame, null, table["null_deviation"][rows], grey, linestyle="--", linewidth=1)
    axes.plot([], [], "o", markersize=4, color=look.NEUTRAL, label="the largest cluster wraps around the box")
    if np.any(table["null_ratio"] > 0):
        axes.plot([], [], "--", linewidth=1, color=look.NEUTRAL, label="as many atoms at random")
    axes.set(xlabel="frame", ylabel=r"$S_{max}/S_{all}$", ylim=(0, 1.05))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncol=2)
    return figure


DRAW: dict[str, Callable[[Table], Figure]] = {
    "rdf": draw_rdf,
    "structure_factor": draw_structure_factor,
    "alpha2": draw_alpha2,
    "relaxation": draw_relaxation,
    "shear": draw_shear,
    "aqs": draw_aqs,
    "percolation": draw_percolation,
}


def main(kind: str, table: str, out: str) -> None:
    """Draws a table."""
    look.save(DRAW[kind](read(table)), Path(out))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
