#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""picture.py SCENE OUT: atoms as shaded spheres in their box, coloured by a column or by kind.

SCENE is a JSON file by the program `picture`, which calls this. Needs NumPy and Matplotlib.
"""

import json
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import look
import spheres

WIDTH = 5.6  # inches of the picture alone
PIXELS = 900


def field_colors(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Returns a colour for each value."""
    span = high - low if high > low else 1.0
    return plt.get_cmap(look.FIELD_MAP)(np.clip((values - low) / span, 0, 1))[:, :3]


def draw(scene: dict, out: Path) -> None:
    """Draws the scene."""
    positions = np.array(scene["positions"], float).reshape(-1, 3)
    values = np.array(scene["values"], float)
    kinds = scene["kinds"]
    if kinds:
        palette = np.array([plt.matplotlib.colors.to_rgb(look.SERIES[k % len(look.SERIES)]) for k in range(len(kinds))])
        colors = palette[values.astype(int)]
    else:
        colors = field_colors(values, scene["low"], scene["high"])
    image = spheres.render(
        positions,
        np.array(scene["radii"], float),
        colors,
        np.array(scene["cell"], float),
        np.array(scene["origin"], float),
        width=PIXELS,
        view=tuple(scene["view"]),
    )
    height = WIDTH * image.shape[0] / image.shape[1]
    figure, (axes, side) = plt.subplots(
        1, 2, figsize=(WIDTH + 1.3, height), width_ratios=(WIDTH, 0.16), layout="constrained"
    )
    axes.imshow(image, interpolation="lanczos")
    axes.set_axis_off()
    if kinds:
        side.set_axis_off()
        for k, kind in enumerate(kinds):
            side.plot([], [], "o", markersize=8, color=look.SERIES[k % len(look.SERIES)], label=kind)
        side.legend(loc="center left", bbox_to_anchor=(-2, 0.5), borderaxespad=0)
    else:
        low, high = scene["low"], scene["high"]
        beyond = ("min" if values.size and values.min() < low else "") + (
            "max" if values.size and values.max() > high else ""
        )
        extend = {"": "neither", "min": "min", "max": "max", "minmax": "both"}[beyond]
        mappable = plt.cm.ScalarMappable(plt.Normalize(low, high), look.FIELD_MAP)
        figure.colorbar(mappable, cax=side, extend=extend).set_label(scene["label"])
    look.save(figure, out)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    draw(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
