#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure of docs/neighbors.md: a box, the images within the cutoff of it, and the grid cells of a search.

usage: images.py OUT.png
"""

import sys
from itertools import product
from pathlib import Path

import numpy as np
from drawing import BLUE, GREEN, INK, NEUTRAL, ORANGE, PALE, closed, panels, save
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Polygon

EDGES = np.array([[6.0, 1.7], [0.0, 5.0]])  # columns: a, b
CUTOFF = 1.9
CHOSEN = 4


def particles() -> np.ndarray:
    """Fractional coordinates of a shaken lattice."""
    random = np.random.default_rng(7)
    lattice = np.array(list(product((np.arange(5) + 0.5) / 5, (np.arange(4) + 0.5) / 4)))
    return (lattice + random.uniform(-0.055, 0.055, lattice.shape)) % 1.0


def sites(fractional: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of all sites within the cutoff of the box, and which of them are particles."""
    heights = abs(np.linalg.det(EDGES)) / np.array([np.hypot(*EDGES[:, 1]), np.hypot(*EDGES[:, 0])])
    reach = CUTOFF / heights
    found, owned = [], []
    for shift in product((-1, 0, 1), repeat=2):
        for x in fractional + shift:
            if np.all(x > -reach) and np.all(x < 1 + reach):
                found.append(EDGES @ x)
                owned.append(shift == (0, 0))
    return np.array(found), np.array(owned)


def draw_box(axes: Axes, points: np.ndarray, owned: np.ndarray) -> None:
    """The box, particles and images."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) @ EDGES.T
    axes.add_patch(Polygon(corners, facecolor="#eef4f9", edgecolor=INK, lw=1.6, zorder=1))
    axes.scatter(*points[~owned].T, s=70, facecolor="white", edgecolor=NEUTRAL, lw=1.1, zorder=3)
    axes.scatter(*points[owned].T, s=70, color=BLUE, zorder=4)


def draw_search(axes: Axes, points: np.ndarray, center: np.ndarray) -> None:
    """The grid along the edges of the box, the cells that are searched, and the neighbours."""
    inverse = np.linalg.inv(EDGES)
    height = abs(np.linalg.det(EDGES)) / np.array([np.hypot(*EDGES[:, 1]), np.hypot(*EDGES[:, 0])])
    width = 0.5 * CUTOFF / height
    low = (points @ inverse.T).min(0)
    counts = np.ceil(((points @ inverse.T).max(0) - low) / width).astype(int)
    home = ((inverse @ center - low) / width).astype(int)
    for i, j in product(range(counts[0]), range(counts[1])):
        corners = (low + width * (np.array([i, j]) + [[0, 0], [1, 0], [1, 1], [0, 1]])) @ EDGES.T
        searched = max(abs(i - home[0]), abs(j - home[1])) <= 2
        axes.plot(*closed(corners).T, color=PALE, lw=0.7, zorder=1)
        if searched:
            axes.add_patch(Polygon(corners, facecolor="#fde6d3", edgecolor="#f2c199", lw=0.7, zorder=2))
    axes.add_patch(Circle(tuple(center), CUTOFF, fill=False, edgecolor=ORANGE, lw=1.8, zorder=5))
    near = np.linalg.norm(points - center, axis=1)
    chosen = (near <= CUTOFF) & (near > 0)
    axes.plot(*closed(np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) @ EDGES.T).T, color=INK, lw=1.6, zorder=2)
    axes.scatter(*points.T, s=50, facecolor="white", edgecolor=NEUTRAL, lw=1.0, zorder=3)
    axes.scatter(*points[chosen].T, s=70, color=GREEN, zorder=4)
    axes.scatter(*center, s=90, color=ORANGE, zorder=6)


def main(out: Path) -> None:
    """Draws both panels."""
    points, owned = sites(particles())
    center = points[owned][CHOSEN]
    figure, (left, right) = panels(2, (5.6, 8.2))
    draw_box(left, points, owned)
    left.set_title("sites: particles (blue) and images (open)\nwithin the cutoff of the box", color=INK)
    draw_search(right, points, center)
    right.set_title(
        "grid cells of half the cutoff along the edges; the shaded\n"
        "ones are searched for sites within the cutoff (circle)",
        color=INK,
    )
    for axes in (left, right):
        axes.set_xlim(points[:, 0].min() - 0.5, points[:, 0].max() + 0.5)
        axes.set_ylim(points[:, 1].min() - 0.5, points[:, 1].max() + 1.0)
    save(figure, out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
