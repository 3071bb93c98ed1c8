#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure of docs/strain.md: the two terms of the two-term gradient, fitted to a drawn field in two dimensions.

usage: two_terms.py OUT.png
"""

import sys
from pathlib import Path

import numpy as np
from drawing import BLUE, GREEN, INK, NEUTRAL, ORANGE, PALE, note, panels, save
from matplotlib.axes import Axes

CUTOFF = 1.0


def moved(x: np.ndarray) -> np.ndarray:
    """A shear that is stronger above than below, and a little random motion."""
    random = np.random.default_rng(4)
    shift = np.column_stack([0.35 * x[:, 1] + 0.42 * x[:, 1] ** 2, -0.16 * x[:, 0] * x[:, 1]])
    return x + shift + random.normal(0, 0.015, x.shape)


def points() -> np.ndarray:
    """Neighbours in a disc."""
    random = np.random.default_rng(1)
    grid = np.array([(i * 0.27 + 0.135 * (j % 2), j * 0.235) for i in range(-5, 6) for j in range(-5, 6)])
    grid = grid + random.uniform(-0.05, 0.05, grid.shape)
    return grid[np.linalg.norm(grid, axis=1) < CUTOFF]


def columns(x: np.ndarray, second: bool) -> np.ndarray:
    """The functions of the fit: linear ones, and quadratic ones for the second term."""
    linear = [x[:, 0], x[:, 1]]
    quadratic = [0.5 * x[:, 0] ** 2, 0.5 * x[:, 1] ** 2, x[:, 0] * x[:, 1]]
    return np.column_stack(linear + quadratic if second else linear)


def draw_grid(axes: Axes, coefficients: np.ndarray | None, second: bool, color: str) -> None:
    """The lines of a grid in the disc, as the fit moves them."""
    line = np.linspace(-CUTOFF, CUTOFF, 81)
    for value in np.linspace(-0.8, 0.8, 5):
        for x in (np.column_stack([line, np.full(81, value)]), np.column_stack([np.full(81, value), line])):
            inside = x[np.linalg.norm(x, axis=1) <= CUTOFF]
            there = inside if coefficients is None else columns(inside, second) @ coefficients
            axes.plot(*there.T, color=color, lw=1.1, zorder=2)
    turn = np.linspace(0, 2 * np.pi, 200)
    circle = CUTOFF * np.column_stack([np.cos(turn), np.sin(turn)])
    there = circle if coefficients is None else columns(circle, second) @ coefficients
    axes.plot(*there.T, color=color, lw=1.8, zorder=2)


def draw_fit(axes: Axes, x: np.ndarray, y: np.ndarray, second: bool, color: str) -> float:
    """The fit, the neighbours where they are, and what is left; returns the root mean square of that."""
    functions = columns(x, second)
    coefficients = np.linalg.lstsq(functions, y, rcond=None)[0]
    draw_grid(axes, coefficients, second, color)
    for predicted, there in zip(functions @ coefficients, y):
        axes.plot(*np.array([predicted, there]).T, color=INK, lw=1.6, zorder=3)
    axes.scatter(*y.T, s=26, color=BLUE, zorder=4)
    return float(np.sqrt(((functions @ coefficients - y) ** 2).sum(1).mean()))


def main(out: Path) -> None:
    """Draws the reference and both fits."""
    x = points()
    y = moved(x)
    figure, (reference, affine, both) = panels(3, (4.6, 10.4))
    draw_grid(reference, None, False, PALE)
    reference.scatter(*x.T, s=26, color=BLUE, zorder=4)
    reference.scatter(0, 0, s=80, color=ORANGE, zorder=5)
    reference.set_title("reference: neighbours X\nwithin the cutoff", color=INK)
    first = draw_fit(affine, x, y, False, NEUTRAL)
    affine.set_title("first term alone: x = F X\n(straight lines stay straight)", color=INK)
    second = draw_fit(both, x, y, True, GREEN)
    both.set_title("both terms: x = F X + ½ G : (X ⊗ X)\n(F changes from place to place)", color=INK)
    for axes, left in ((affine, first), (both, second)):
        note(axes, np.array([0.25, -1.28]), f"rms of what is left: {left:.3f} cutoffs")
    for axes in (reference, affine, both):
        axes.set_xlim(-1.35, 1.75)
        axes.set_ylim(-1.4, 1.15)
    save(figure, out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
