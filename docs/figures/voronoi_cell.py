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

LIGHT = np.array([0.3, -0.6, 0.75])
COLOURS = {1.28: ("#c9743d", "Cu"), 1.60: ("#4a78b0", "Zr")}


def main(path, out):
    vertices, faces, atoms = [], [], []
    with open(path) as file:
        for words in map(str.split, file):
            if words[0] == "v":
                vertices.append([float(w) for w in words[1:]])
            elif words[0] == "f":
                faces.append([int(w) - 1 for w in words[1:]])
            else:
                atoms.append([float(w) for w in words[2:]])
    vertices, atoms = np.array(vertices), np.array(atoms)
    figure = plt.figure(figsize=(5, 4.6))
    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    polygons = [vertices[f] for f in faces]
    normals = [np.cross(p[1] - p[0], p[2] - p[1]) for p in polygons]
    # Cycles are counter-clockwise seen from outside: so the sign of the light is right.
    bright = [0.5 + 0.5 * max(0, n @ LIGHT / np.linalg.norm(n) / np.linalg.norm(LIGHT)) for n in normals]
    axes.add_collection3d(
        Poly3DCollection(
            polygons,
            facecolors=[(0.55 * b, 0.78 * b, 0.72 * b, 0.72) for b in bright],
            edgecolors="#203a36",
            linewidths=1.2,
            zorder=2,
        )
    )
    view = np.array(
        [
            np.cos(np.radians(18)) * np.cos(np.radians(-62)),
            np.cos(np.radians(18)) * np.sin(np.radians(-62)),
            np.sin(np.radians(18)),
        ]
    )
    named = set()
    for x, y, z, radius in atoms:
        colour, name = COLOURS[radius]
        r = np.array([x, y, z])
        center = not r.any()
        if not center:
            axes.plot(*np.array([r / 2, r]).T, color="#999999", lw=0.7, zorder=1 if r @ view < 0 else 3)
        axes.scatter(
            x,
            y,
            z,
            s=190 * (radius / 1.28) ** 2,
            color=colour,
            edgecolors="black",
            linewidths=0.6,
            depthshade=False,
            zorder=1 if center or r @ view < 0 else 4,
            label=None if name in named else name,
        )
        named.add(name)
    size = np.abs(atoms[:, :3]).max() * 0.62
    axes.set(xlim=(-size, size), ylim=(-size, size), zlim=(-size, size))
    axes.set_box_aspect((1, 1, 1))
    axes.view_init(elev=18, azim=-62)
    axes.set_axis_off()
    axes.legend(frameon=False, loc="upper right", labelspacing=1.2)
    figure.subplots_adjust(0, 0, 1, 1)
    figure.savefig(out, dpi=110)


if __name__ == "__main__":
    main(*sys.argv[1:])
