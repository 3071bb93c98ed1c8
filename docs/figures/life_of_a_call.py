#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure of docs/architecture.md: the life of one call, on the host and on the instance.

usage: life_of_a_call.py OUT.png
"""

import sys
from pathlib import Path

import numpy as np
from drawing import BLUE, GREEN, INK, NEUTRAL, ORANGE, arrow, panels, save
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

# Name, what happens on the host, what on the instance, what the host waits for.
STEPS = [
    ("types", "concepts refuse wrong\ntypes while compiling", "", ""),
    ("checks", "require: numbers, sizes", "are all positions finite?", "answers"),
    ("sites", "memory for the images", "particles and images,\npositions of all", "number\nof images"),
    ("search", "memory for the grid", "sorted into grid cells", "bounds\nof the grid"),
    ("kernel", "launches it, goes on", "one parallel_for\nover particles", ""),
    ("result", "returns Views at once;\nto_host waits", "numbers and a Status\nof each particle", ""),
]
STEP, HOST, INSTANCE = 1.5, 0.0, 4.4


def draw_box(axes: Axes, x: float, y: float, text: str, color: str) -> None:
    """A box with words."""
    style = {"boxstyle": "round,pad=0.03", "facecolor": "white", "edgecolor": color, "lw": 1.6}
    axes.add_patch(FancyBboxPatch((x - 1.25, y - 0.4), 2.5, 0.8, **style))
    axes.text(x, y, text, ha="center", va="center", fontsize=8.6, color=INK, zorder=4)


def main(out: Path) -> None:
    """Draws the steps from top to bottom."""
    figure, (axes,) = panels(1, (5.8, 7.0))
    low = -STEP * (len(STEPS) - 1) - 0.6
    for x, color, name in ((HOST, BLUE, "host"), (INSTANCE, GREEN, "exec")):
        axes.axvspan(x - 1.5, x + 1.5, color=color, alpha=0.09, lw=0)
        axes.text(x, 0.95, name, ha="center", va="center", fontsize=11, color=color, fontweight="bold")
    for k, (name, host, instance, waits) in enumerate(STEPS):
        y = -STEP * k
        axes.text(HOST - 1.7, y, f"{k + 1}. {name}", ha="right", va="center", fontsize=10, color=INK, fontweight="bold")
        draw_box(axes, HOST, y, host, BLUE)
        if k > 0:
            arrow(axes, np.array([HOST, y + STEP - 0.44]), np.array([HOST, y + 0.44]), NEUTRAL, 1.2)
        if not instance:
            continue
        draw_box(axes, INSTANCE, y, instance, GREEN)
        there = y + 0.2 if waits else y
        arrow(axes, np.array([HOST + 1.28, there]), np.array([INSTANCE - 1.28, there]), NEUTRAL, 1.2)
        if waits:
            arrow(axes, np.array([INSTANCE - 1.28, y - 0.2]), np.array([HOST + 1.28, y - 0.2]), ORANGE, 2.0)
            middle = 0.5 * (HOST + INSTANCE)
            axes.text(middle, y - 0.3, f"fence:\n{waits}", fontsize=8.6, color=ORANGE, ha="center", va="top")
    axes.set_xlim(HOST - 3.4, INSTANCE + 1.6)
    axes.set_ylim(low, 1.25)
    save(figure, out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
