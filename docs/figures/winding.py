#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure of docs/percolation.md: a cluster that crosses the boundary, and one that winds around the box.

usage: winding.py OUT.png
"""

import sys
from pathlib import Path

import numpy as np
from drawing import BLUE, GREEN, INK, NEUTRAL, ORANGE, arrow, note, panels, save
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

EDGE = 8.0
# Unwrapped positions along a path of contacts; the second one ends at an image of its first particle.
CROSSING = np.array([(3.2, 1.4), (4.3, 1.9), (5.2, 2.7), (6.3, 3.0), (7.3, 3.5), (8.4, 3.7), (9.5, 3.3), (10.4, 2.6)])
WINDING = np.array([(2.2, 5.6), (3.3, 6.2), (4.4, 6.0), (5.3, 5.2), (6.4, 4.9), (7.4, 5.4), (8.5, 5.9), (9.4, 5.5)])
OTHERS = np.array([(1.1, 3.0), (6.6, 1.2), (0.6, 4.6), (7.2, 2.1), (3.4, 3.6), (5.0, 0.9)])


def draw_boxes(axes: Axes) -> None:
    """The box and its image to the right, with the particles that are not selected."""
    for image in (0, 1):
        style = {"edgecolor": INK, "lw": 1.6} if image == 0 else {"edgecolor": NEUTRAL, "lw": 1.0, "ls": "--"}
        axes.add_patch(Rectangle((EDGE * image, 0), EDGE, EDGE, facecolor="#f7f7f7" if image else "#eef4f9", **style))
        axes.scatter(*(OTHERS + [EDGE * image, 0]).T, s=46, facecolor="white", edgecolor="#aaaaaa", zorder=2)
        note(axes, np.array([EDGE * (image + 0.5), -0.7]), "the box" if image == 0 else "its image along a")


def draw_path(axes: Axes, path: np.ndarray, color: str) -> None:
    """A cluster as its path leads through it, with the image in which each particle is reached."""
    for shift in (-EDGE, EDGE):
        inside = path[(path[:, 0] + shift >= 0) & (path[:, 0] + shift < 2 * EDGE)]
        axes.scatter(*(inside + [shift, 0]).T, s=70, facecolor="white", edgecolor=color, lw=1.4, zorder=3)
    axes.plot(*path.T, color=color, lw=2.2, zorder=4)
    axes.scatter(*path.T, s=80, color=color, zorder=5)
    for x in path:
        note(axes, x + np.array([0.0, 0.55]), f"{int(x[0] // EDGE)}", color)


def main(out: Path) -> None:
    """Draws both clusters."""
    figure, (left, right) = panels(2, (5.6, 7.4))
    for axes in (left, right):
        draw_boxes(axes)
        axes.set_xlim(-0.3, 2 * EDGE + 0.3)
        axes.set_ylim(-1.1, EDGE + 0.3)
    draw_path(left, CROSSING, BLUE)
    left.set_title(
        "crosses the boundary, but does not close: no particle\nis met again (numbers: image in which it is met)",
        color=INK,
    )
    path = np.vstack([WINDING, WINDING[:1] + [EDGE, 0]])
    draw_path(right, path, ORANGE)
    right.scatter(*path[[0, -1]].T, s=120, color=GREEN, zorder=6)
    arrow(right, path[0] + [0, 1.4], path[-1] + [0, 1.4], GREEN, 1.8)
    note(right, 0.5 * (path[0] + path[-1]) + [0, 1.85], "the same particle, one edge further", GREEN)
    right.set_title("winds: the path from a particle leads to another image\nof the same particle", color=INK)
    save(figure, out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
