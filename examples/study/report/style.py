# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""How every figure looks: one colour per connectivity, one way to draw curves and atoms, one way to save."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from pictures import Picture
from study_data import Atoms, Study, write_table

# What programs, pages and report share.
sys.path.append(str(Path(__file__).resolve().parents[2] / "plots"))

import matplotlib.pyplot as plt

import look
import spheres
from look import FIELD_MAP, NEUTRAL, curve
from look import nice_limit as nice_limit

MATRIX, SEPARATE, CONNECTED = "#aebfd8", "#f2b705", "#cf2a27"
ELEMENT_RADIUS = {1: 1.30, 2: 1.62}  # drawn, in Angstrom
D2MIN_LABEL = r"$D^2_{min}$ (Å$^2$)"
_CHI = {0.0: "#2166ac", 0.5: "#e08a00", 0.7: "#6aa321", 0.8: "#12948c", 0.9: "#8648c2", 1.0: "#b2182b"}

Columns = Mapping[str, Sequence | np.ndarray]


@dataclass
class Figure:
    """A finished figure: its picture, its caption (HTML), the tables behind it, what the paper says nothing of."""

    number: int
    title: str
    path: Path
    caption: str
    tables: list[str]
    left_open: str = ""
    cuts: tuple[float, ...] = ()  # where a page may end, in heights of the picture from its top
    parts: list[Picture] = field(default_factory=list)  # the picture as the page shows it, between the cuts


def rate(value: float) -> str:
    """Returns a rate as text: 1e14, not 1e+14."""
    return f"{value:.3g}".replace("e+", "e")


def chi_color(chi: float | None) -> Any:  # noqa: ANN401 - any colour that Matplotlib takes
    """Returns the colour of a connectivity (None: the untreated glass)."""
    if chi is None:
        return "#444444"
    return _CHI.get(round(chi, 6), plt.get_cmap("viridis")(chi))


def chi_label(chi: float | None) -> str:
    """Returns the label of a connectivity (None: the untreated glass)."""
    return "untreated" if chi is None else rf"$\chi_{{con}}$ = {chi:g}"


def letter(axes: Axes, text: str, x: float = -0.02, y: float = 1.02) -> None:
    """Writes the letter of a panel at its upper left corner."""
    axes.text(x, y, text, transform=axes.transAxes, ha="right", va="bottom", weight="bold", fontsize=11)


def side_text(figure: Canvas, axes_position: Any, x: float, text: str, **style: Any) -> None:  # noqa: ANN401
    """Writes upright text beside a row of panels; `axes_position` is the box of one of them."""
    middle = 0.5 * (axes_position.y0 + axes_position.y1)
    figure.text(x, middle, text, rotation=90, va="center", ha="center", **style)


def mark(label: str, marker: str = "", color: str = NEUTRAL, linestyle: str = "", **style: Any) -> Line2D:  # noqa: ANN401
    """Returns an entry for a legend that stands for no single curve."""
    return Line2D([], [], marker=marker, linestyle=linestyle, color=color, label=label, **style)


def save(study: Study, figure: Canvas, name: str) -> Path:
    """Writes a figure as PNG into the study's folder `figures` and closes it."""
    path = study.folder / "figures" / name
    path.parent.mkdir(exist_ok=True)
    look.save(figure, path)
    return path


def table(study: Study, name: str, columns: Columns) -> str:
    """Writes the data of a figure as CSV and returns its path relative to the study's folder."""
    return write_table(study.folder, name, columns)


def append_row(columns: dict[str, list], values: Iterable[Any]) -> None:
    """Appends one row to columns, in their order."""
    for column, value in zip(columns.values(), values):
        column.append(value)


def chi_curve(study: Study, axes: Axes, x: np.ndarray, mean: np.ndarray, error: np.ndarray, chi: float) -> None:
    """Draws the curve of one connectivity: with its band if it is one of those compared, thin and alone otherwise."""
    if chi in study.shown():
        curve(axes, x, mean, error, chi_color(chi), chi_label(chi), zorder=3)
    else:
        axes.plot(x, mean, color=chi_color(chi), label=chi_label(chi), linewidth=0.9, alpha=0.9, zorder=2)


def chi_ticks(study: Study, axes: Axes, margin: float, **style: Any) -> None:  # noqa: ANN401
    """Marks the connectivities at 0, 1, ... on the x axis, with some room at the ends."""
    axes.set_xticks(range(len(study.chis)), [f"{chi:g}" for chi in study.chis])
    axes.set_xlim(-margin, len(study.chis) - 1 + margin)
    axes.set_xlabel(r"$\chi_{con}$", **style)


def show(axes: Axes, image: np.ndarray, title: str | None = None) -> None:
    """Draws an image without axes."""
    axes.imshow(image, interpolation="hanning")
    axes.set_axis_off()
    if title:
        axes.set_title(title, pad=3)


def field_image(
    atoms: Atoms, values: np.ndarray, limit: float, width: int = 420, frame_cell: np.ndarray | None = None
) -> np.ndarray:
    """Returns an image of all atoms, coloured by a field between 0 and limit."""
    colors = plt.get_cmap(FIELD_MAP)(np.clip(values / limit, 0, 1))[:, :3]
    return spheres.render(
        atoms.positions(), _radii(atoms), colors, atoms.cell, atoms.origin, width=width, frame_cell=frame_cell
    )


def region_image(atoms: Atoms, width: int = 420) -> np.ndarray:
    """Returns an image of the relaxed regions as spheres and of the matrix' atoms as dots."""
    region = atoms["region"]
    palette = np.array([matplotlib.colors.to_rgb(c) for c in (MATRIX, SEPARATE, CONNECTED)])
    radii = np.where(region == 0, 0.25 if atoms.count < 50000 else 0.18, _radii(atoms) * 1.05)
    return spheres.render(atoms.positions(), radii, palette[region.astype(int)], atoms.cell, atoms.origin, width=width)


def network_image(atoms: Atoms, count: int = 15, width: int = 420) -> np.ndarray:
    """Returns an image of the largest networks alone, each in its colour."""
    network = atoms["network"].astype(int)
    chosen = (network > 0) & (network <= count)
    colors = _network_colors(count)[network[chosen] - 1] if chosen.any() else np.zeros((0, 3))
    return spheres.render(
        atoms.positions()[chosen], _radii(atoms)[chosen], colors, atoms.cell, atoms.origin, width=width
    )


def _network_colors(count: int) -> np.ndarray:
    base = plt.get_cmap("tab20")(np.arange(20))[:, :3]
    order = [0, 6, 4, 2, 8, 10, 12, 16, 18, 1, 7, 5, 3, 9, 11, 13, 17, 19, 14, 15]
    return base[np.array(order)[np.arange(count) % 20]]


def _radii(atoms: Atoms) -> np.ndarray:
    kind = atoms["type"].astype(int)
    return np.where(kind == 1, ELEMENT_RADIUS[1], ELEMENT_RADIUS[2])


def color_bar(figure: Canvas, axes: Axes, limit: float, label: str) -> None:
    """Draws the colours of `field_image` from 0 to limit as a bar that fills the axes."""
    mappable = plt.cm.ScalarMappable(plt.Normalize(0, limit), FIELD_MAP)
    figure.colorbar(mappable, cax=axes, extend="max").set_label(label)
