#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure of docs/voronoi.md from the cell that voronoi_golden_test leaves behind.

usage: voronoi_cell.py voronoi_cell.obj OUT.png   (needs matplotlib)
"""

import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from mpl_toolkits.mplot3d.axes3d import Axes3D

LIGHT = np.array([0.3, -0.6, 0.75])
COLORS = {1.28: ("#c9743d", "Cu"), 1.60: ("#4a78b0", "Zr")}  # by radius
ELEVATION, AZIMUTH = 18, -62  # of the view, in degrees


def read(path: str) -> tuple[np.ndarray, list[list[int]], np.ndarray]:
    """Returns vertices, faces as indices of vertices, and atoms (x, y, z, radius), the cell's own at the origin."""
    vertices, faces, atoms = [], [], []
    with open(path) as file:
        for words in map(str.split, file):
            if words[0] == "v":
                vertices.append([float(w) for w in words[1:]])
            elif words[0] == "f":
                faces.append([int(w) - 1 for w in words[1:]])
            else:
                atoms.append([float(w) for w in words[2:]])
    return np.array(vertices), faces, np.array(atoms)


def draw_faces(axes: Axes3D, polygons: list[np.ndarray]) -> None:
    """Draws shaded, transparent faces."""
    normals = [np.cross(p[1] - p[0], p[2] - p[1]) for p in polygons]
    # The vertices of a face are counter-clockwise seen from outside, so the normals point outwards.
    bright = [0.5 + 0.5 * max(0, n @ LIGHT / np.linalg.norm(n) / np.linalg.norm(LIGHT)) for n in normals]
    colors = [(0.55 * b, 0.78 * b, 0.72 * b, 0.72) for b in bright]
    axes.add_collection3d(Poly3DCollection(polygons, facecolors=colors, edgecolors="#203a36", linewidths=1.2, zorder=2))


def draw_atoms(axes: Axes3D, atoms: np.ndarray) -> None:
    """Draws the atom of the cell and its neighbours, those behind the cell below it, with lines to the faces."""
    elevation, azimuth = np.radians(ELEVATION), np.radians(AZIMUTH)
    view = np.array(
        [np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)]
    )  # towards the viewer
    named = set()
    for x, y, z, radius in atoms:
        color, name = COLORS[radius]
        r = np.array([x, y, z])
        center = not r.any()
        behind = r @ view < 0
        if not center:
            axes.plot(*np.array([r / 2, r]).T, color="#999999", lw=0.7, zorder=1 if behind else 3)
        axes.scatter(
            x,
            y,
            z,
            s=190 * (radius / 1.28) ** 2,
            color=color,
            edgecolors="black",
            linewidths=0.6,
            depthshade=False,
            zorder=1 if center or behind else 4,
            label=None if name in named else name,
        )
        named.add(name)


def main(path: str, out: str) -> None:
    """Draws the figure."""
    vertices, faces, atoms = read(path)
    figure = plt.figure(figsize=(5, 4.6))
    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    draw_faces(axes, [vertices[face] for face in faces])
    draw_atoms(axes, atoms)
    size = np.abs(atoms[:, :3]).max() * 0.62
    axes.set(xlim=(-size, size), ylim=(-size, size), zlim=(-size, size))
    axes.set_box_aspect((1, 1, 1))
    axes.view_init(elev=ELEVATION, azim=AZIMUTH)
    axes.set_axis_off()
    axes.legend(frameon=False, loc="upper right", labelspacing=1.2)
    figure.subplots_adjust(0, 0, 1, 1)
    figure.savefig(out, dpi=110)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
