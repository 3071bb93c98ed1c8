#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure of docs/voronoi.md: the walk along the edges of a cell, in two dimensions.

usage: voronoi_walk.py OUT.png
"""

import sys
from pathlib import Path

import numpy as np
from drawing import BLUE, GREEN, INK, NEUTRAL, ORANGE, PALE, arrow, note, panels, save
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

REACH = 2.4  # what is drawn


def neighbors() -> np.ndarray:
    """Positions relative to the particle, which is at the origin."""
    random = np.random.default_rng(3)
    angles = np.radians([5, 62, 118, 171, 232, 290, 32, 205, 330, 88])
    lengths = np.array([2.0, 2.1, 2.25, 1.95, 2.2, 2.15, 3.6, 3.5, 3.7, 3.9]) + random.uniform(-0.1, 0.1, 10)
    return lengths[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])


def crossings(start: np.ndarray, direction: np.ndarray, sites: np.ndarray, skip: set[int]) -> dict[int, float]:
    """Where a ray meets the planes halfway to the sites: distances along it."""
    found = {}
    for k, r in enumerate(sites):
        slope = direction @ r
        if k not in skip and slope > 1e-12:
            found[k] = (0.5 * r @ r - start @ r) / slope
    return found


def walk(sites: np.ndarray) -> list[tuple[np.ndarray, int]]:
    """Vertices of the cell, each with the plane along which the walk goes on."""
    plane = int(np.argmin(np.linalg.norm(sites, axis=1)))
    at = 0.5 * sites[plane]
    steps: list[tuple[np.ndarray, int]] = []
    while len(steps) < 12 and (len(steps) < 2 or plane != steps[0][1]):
        along = np.array([-sites[plane][1], sites[plane][0]])
        along /= np.linalg.norm(along)
        met = crossings(at, along, sites, {plane})
        following = min(met, key=met.get)
        at = at + met[following] * along
        plane = following
        steps.append((at, plane))
    return steps[:-1]  # the last one is the first one again


def draw_planes(axes: Axes, sites: np.ndarray, chosen: set[int]) -> None:
    """Planes halfway to the sites; those of the cell are darker."""
    for k, r in enumerate(sites):
        along = np.array([-r[1], r[0]]) / np.linalg.norm(r)
        ends = 0.5 * r + np.outer([-6, 6], along)
        axes.plot(*ends.T, color=NEUTRAL if k in chosen else PALE, lw=1.0, zorder=1)
    axes.scatter(*sites.T, s=70, color=BLUE, zorder=4)
    axes.scatter(0, 0, s=110, color=ORANGE, zorder=5)


def main(out: Path) -> None:
    """Draws one step, and the whole walk."""
    sites = neighbors()
    steps = walk(sites)
    polygon = np.array([at for at, _ in steps])
    figure, (left, right) = panels(2, (5.6, 9.8))
    start, plane = steps[0]
    along = np.array([-sites[plane][1], sites[plane][0]]) / np.linalg.norm(sites[plane])
    met = crossings(start, along, sites, {plane, steps[-1][1]})
    draw_planes(left, sites, {plane})
    first = min(met.values())
    left.scatter(*start, s=80, color=INK, zorder=6)
    note(left, start + np.array([0.5, 0.0]) * np.sign(start[0]) + [0, -0.22], "vertex")
    arrow(left, start, start + 2.6 * along, NEUTRAL, 1.2)
    arrow(left, start, start + first * along, ORANGE, 2.6)
    for distance in met.values():
        at = start + distance * along
        if distance == first:
            left.scatter(*at, s=90, color=ORANGE, zorder=7)
            note(left, at + np.array([0.62, 0.24]), "next vertex", ORANGE)
        elif np.abs(at).max() < REACH and distance < 2.6:
            left.scatter(*at, s=45, facecolor="white", edgecolor=INK, zorder=7)
    left.set_title("one step: of all planes that the edge meets,\nthe first one gives the next vertex", color=INK)
    draw_planes(right, sites, {k for _, k in steps})
    right.add_patch(Polygon(polygon, facecolor="#fde6d3", edgecolor="none", zorder=0))
    for k, (at, _) in enumerate(steps):
        arrow(right, polygon[k - 1], at, ORANGE, 2.2)
        note(right, 1.17 * at, str(k + 1), GREEN, fontweight="bold")
    right.set_title(
        "the walk ends where it began; planes that it\ndid not meet (pale) are not part of the cell", color=INK
    )
    for axes in (left, right):
        axes.set_xlim(-REACH, REACH)
        axes.set_ylim(-REACH, REACH)
    save(figure, out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
