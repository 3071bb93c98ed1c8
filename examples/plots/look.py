# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""How all figures look, those of programs, of the report and of the manual: sizes, colours, curves, colour bars."""

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

plt.rcParams.update(
    {
        "font.size": 10,
        "axes.titlesize": 10,
        "axes.labelsize": 10,
        "legend.fontsize": 9,
        "figure.dpi": 160,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#e8e8e8",
        "grid.linewidth": 0.6,
        "axes.axisbelow": True,
        "lines.linewidth": 1.8,
        "legend.frameon": False,
        "savefig.facecolor": "white",
        "axes.edgecolor": "#555555",
        "xtick.color": "#333333",
        "ytick.color": "#333333",
        "legend.handlelength": 1.6,
        "mathtext.default": "regular",
        "svg.hashsalt": "tektite",
    }
)

NEUTRAL = "#555555"  # what stands for no single curve
FIELD_MAP = "RdYlBu_r"  # of fields on atoms; told apart by all readers, as the colours below
# Okabe and Ito's colours, without the yellow that is pale on white.
SERIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")


def curve(
    axes: Axes,
    x: np.ndarray,
    mean: np.ndarray,
    error: np.ndarray | None,
    color: Any,  # noqa: ANN401 - any colour that Matplotlib takes
    label: str | None = None,
    **style: Any,  # noqa: ANN401
) -> None:
    """Draws a curve with a band of its error."""
    axes.plot(x, mean, color=color, label=label, **style)
    if error is not None and np.any(error > 0):
        axes.fill_between(x, mean - error, mean + error, color=color, alpha=0.2, linewidth=0)


def save(figure: Canvas, path: Path) -> None:
    """Writes a figure as PNG, SVG or PDF, as its name says, and closes it. The same figure gives the same bytes."""
    times = {".png": {"Software": None}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    figure.savefig(path, dpi=160, metadata=times.get(path.suffix))
    plt.close(figure)


def nice_limit(value: float) -> float:
    """Returns the next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten."""
    if not value > 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return next(m * power for m in (1, 1.5, 2, 3, 4, 5, 6, 8, 10.0001) if m * power >= value)
