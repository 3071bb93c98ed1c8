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
    ["eam", "stats", "voronoi", "percolation"],
    ["strain", "order", "network"],
    ["dynamics"],
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
    "order": "bonds, q_l and w_l",
    "io": "files, checkpoints (host only)",
    "adaptors": "Boost, Eigen",
}
BOTTOM = dict.fromkeys(["eam", "stats", "voronoi", "percolation"], 2.2875)
WIDTH = {"strain": 3.2, "network": 3.05, "order": 3.05} | BOTTOM
GROUND = {"core", "detail"}
HEIGHT = 0.8


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
    """Draws a box per folder; returns left edge, right edge and bottom of each."""
    boxes = {}
    for floor, topics in enumerate(FLOORS):
        left = 0.0
        for topic in topics:
            width = WIDTH.get(topic, 9.6)
            bottom = 1.35 * floor
            color = "#d9e6ee" if topic in GROUND else "#f3f6f8"
            frame = plt.Rectangle((left, bottom), width, HEIGHT, facecolor=color, edgecolor="#26566e", linewidth=1.2)
            frame.set_zorder(2)
            axes.add_patch(frame)
            middle = left + width / 2
            axes.text(middle, bottom + 0.53, topic, ha="center", va="center", fontsize=12, weight="bold", zorder=3)
            axes.text(middle, bottom + 0.22, TEXT[topic], ha="center", va="center", fontsize=8, zorder=3)
            boxes[topic] = (left, left + width, bottom)
            left += width + 0.15
    return boxes


def arrow_positions(boxes: dict[str, tuple[float, float, float]], arrows: list[tuple[str, str]]) -> list[float]:
    """Returns where each arrow goes down: below its start, above its end, apart from the others at that end."""
    positions = []
    for topic, target in arrows:
        left = max(boxes[topic][0], boxes[target][0])
        right = min(boxes[topic][1], boxes[target][1])
        near = {t for t in boxes if t == topic or (boxes[t][0] < right and boxes[t][1] > left)}
        rivals = [t for t, other in arrows if other == target and t in near]
        positions.append(left + (right - left) * (rivals.index(topic) + 1) / (len(rivals) + 1))
    return positions


def draw(root: pathlib.Path, out: str) -> None:
    """Draws the figure."""
    figure, axes = plt.subplots(figsize=(9.8, 8.7))
    boxes = draw_boxes(axes)
    count = includes(root)
    arrows = sorted(count, key=lambda arrow: (boxes[arrow[0]][2], arrow))
    for (topic, target), x in zip(arrows, arrow_positions(boxes, arrows), strict=True):
        # Behind the boxes in between, from which it comes out at the same x.
        width = 0.8 + 0.15 * min(count[topic, target], 8)
        style = {"arrowstyle": "-|>", "color": "#7a8f9a", "linewidth": width, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (x, boxes[target][2] + HEIGHT), (x, boxes[topic][2]), zorder=1, arrowprops=style)
    axes.set_xlim(-0.1, 9.75)
    axes.set_ylim(-0.1, 1.35 * len(FLOORS) - 0.4)
    axes.axis("off")
    figure.savefig(out, dpi=130, bbox_inches="tight", metadata={"Software": None})


if __name__ == "__main__":
    draw(pathlib.Path(sys.argv[1]), sys.argv[2])
