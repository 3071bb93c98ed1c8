# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""What the drawn figures of the manual share: sizes, colours that all readers tell apart, panels without axes."""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "plots"))
from look import NEUTRAL, SERIES, save  # noqa: E402

BLUE, ORANGE, GREEN = SERIES[:3]
PALE = "#d9d9d9"
INK = "#222222"

__all__ = ["BLUE", "GREEN", "INK", "NEUTRAL", "ORANGE", "PALE", "arrow", "closed", "note", "panels", "save"]


def panels(count: int, size: tuple[float, float]) -> tuple[Figure, list[Axes]]:
    """A figure with panels one below the other, for phones, without ticks, of equal scale along both axes."""
    figure, axes = plt.subplots(count, 1, figsize=size, constrained_layout=True, squeeze=False)
    for panel in axes[:, 0]:
        panel.set_aspect("equal")
        panel.axis("off")
    return figure, list(axes[:, 0])


def closed(points: np.ndarray) -> np.ndarray:
    """The corners of a polygon, the first one again at the end."""
    return np.vstack([points, points[:1]])


def arrow(axes: Axes, tail: np.ndarray, head: np.ndarray, color: str, width: float = 1.6) -> None:
    """An arrow between two points."""
    style = {"arrowstyle": "-|>", "color": color, "lw": width, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 13}
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=style, zorder=6)


def note(axes: Axes, at: np.ndarray, text: str, color: str = INK, **style: object) -> None:
    """Words at a place, on a pale ground so that lines do not cross them."""
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.2}
    axes.text(*at, text, color=color, fontsize=10, ha="center", va="center", bbox=box, zorder=8, **style)
