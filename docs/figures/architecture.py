#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure of docs/architecture.md: the folders of the library and the includes between them.

usage: architecture.py SOURCE_TREE OUT.png

The arrows are read from the headers. Includes of core and detail are left out: every folder has them.
"""

import collections
import pathlib
import re
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

FLOORS = [
    ["detail"],
    ["core"],
    ["neighbors"],
    ["eam", "strain", "voronoi", "percolation", "stats"],
    ["dynamics", "network"],
    ["io"],
    ["adaptors"],
]
TEXT = {
    "detail": "memory, scan, sort, vectors",
    "core": "box, positions, domain, errors, reductions",
    "neighbors": "sites, cell list, neighbour list",
    "eam": "tables, forces",
    "strain": "affine and two-term fits",
    "voronoi": "cells, indices",
    "percolation": "union-find, clusters",
    "stats": "moments, quantiles",
    "dynamics": "integrators, ensembles",
    "network": "ordered clusters",
    "io": "files, checkpoints (host only)",
    "adaptors": "Boost, Eigen",
}
WIDTH = {"core": 9.6, "detail": 9.6, "neighbors": 9.6, "io": 9.6, "adaptors": 9.6, "dynamics": 4.7, "network": 4.7}
GROUND = {"core", "detail"}


def includes(root: pathlib.Path) -> dict[tuple[str, str], int]:
    """Returns how many headers of one folder include one of another."""
    count: dict[tuple[str, str], int] = collections.Counter()
    for header in (root / "include" / "tektite").glob("*/**/*.hpp"):
        topic = header.relative_to(root / "include" / "tektite").parts[0]
        targets = set(re.findall(r'#include "tektite/(\w+)/', header.read_text()))
        for target in targets - {topic} - GROUND:
            count[topic, target] += 1
    return count


def draw_boxes(axes: Axes) -> dict[str, tuple[float, float, float]]:
    """Draws a box per folder; returns centre and height of each."""
    place = {}
    for floor, topics in enumerate(FLOORS):
        x = 0.0
        for topic in topics:
            width = WIDTH.get(topic, 1.8)
            y = 1.35 * floor
            color = "#d9e6ee" if topic in GROUND else "#f3f6f8"
            axes.add_patch(plt.Rectangle((x, y), width, 0.8, facecolor=color, edgecolor="#26566e", linewidth=1.2, zorder=2))
            axes.text(x + width / 2, y + 0.53, topic, ha="center", va="center", fontsize=12, weight="bold", zorder=3)
            axes.text(x + width / 2, y + 0.22, TEXT[topic], ha="center", va="center", fontsize=8, zorder=3)
            place[topic] = (x + width / 2, y, 0.8)
            x += width + 0.15
    return place


def draw(root: pathlib.Path, out: str) -> None:
    """Draws the figure."""
    figure, axes = plt.subplots(figsize=(9.8, 7.6))
    place = draw_boxes(axes)
    for (topic, target), number in sorted(includes(root).items()):
        (x0, y0, _), (x1, y1, height) = place[topic], place[target]
        axes.annotate(
            "",
            (x1 + 0.55 * (x0 - x1) / 9.6, y1 + height),
            (x0 + 0.55 * (x1 - x0) / 9.6, y0),
            zorder=1,
            arrowprops={"arrowstyle": "-|>", "color": "#7a8f9a", "linewidth": 0.8 + 0.15 * min(number, 8)},
        )
    axes.set_xlim(-0.1, 9.75)
    axes.set_ylim(-0.1, 1.35 * len(FLOORS) - 0.4)
    axes.axis("off")
    figure.savefig(out, dpi=130, bbox_inches="tight", metadata={"Software": None})


if __name__ == "__main__":
    draw(pathlib.Path(sys.argv[1]), sys.argv[2])
