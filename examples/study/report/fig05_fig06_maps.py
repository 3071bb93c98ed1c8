# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figures 5 and 6: maps of the effective strain and of its gradient, band and matrix, profile across the band."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.gridspec import GridSpec

import captions
import style
from measures import band_and_matrix, band_slabs, last_frame, mean_over_seeds
from study_data import Study

BELOW = 3.1  # height of the panels below the maps with their labels, in inches


@dataclass
class Field:
    """A per-atom field of the shear's configurations and how it is drawn."""

    column: str
    label: str
    factor: float  # from the column's unit to the drawn one


def draw_strain(study: Study) -> style.Figure:
    """Draws figure 5."""
    c = study.config
    caption = (
        "(a) Λ = √(2/3 e:e) of the two-term gradient fit (root mean square over the fit sphere, "
        f"{c['deformation.ttg_cutoff_A']:g} Å, uniform weight), per atom. (b) Its mean in the band and in the matrix "
        f"against strain. (c) Its profile at the last strain. {_band(study)}{captions.glasses(study)}"
    )
    left_open = "the fit's cutoff and weight, how the band is told from the matrix"
    field = Field("lambda", r"$\Lambda$", 1.0)
    return _draw(study, 5, field, "Effective strain, and how it concentrates", caption, left_open)


def draw_gradient(study: Study) -> style.Figure:
    """Draws figure 6."""
    c = study.config
    caption = (
        "(a) η = ½√(η′:η′) of the second-order term, without its hydrostatic part, per atom; two-term gradient fit "
        f"with {c['deformation.ttg_cutoff_A']:g} Å. (b) Its mean in the band and in the matrix, defined by Λ as in "
        f"Fig. 5. (c) Its profile at the last strain, in the slabs of that figure.{captions.glasses(study)}"
    )
    left_open = "as for Fig. 5, and the coefficients of η"
    field = Field("eta", r"$\eta$ (1/nm)", 10.0)
    return _draw(study, 6, field, "Effective strain gradient, and how it concentrates", caption, left_open)


def _band(study: Study) -> str:
    slabs = len(last_frame(study.all_samples()[0].table("shear/profile.csv"))["slab"])
    return (
        f"The profile has {slabs} slabs of {study.config['deformation.slab_A'] / 10:g} nm (about; the cell's height "
        "divided evenly) across the shear plane's normal, by the atoms' reference places, one value each. The "
        "band (thick in c) is the contiguous slabs above mean + one standard deviation of Λ at the last strain, at "
        "least one slab; the matrix is the rest."
    )


def _draw(study: Study, number: int, field: Field, title: str, caption: str, left_open: str) -> style.Figure:
    shown = study.shown()
    count = len(study.lead(shown[0]).snapshots())
    height = 2.22 * len(shown) + 3.35
    figure = plt.figure(figsize=(2.5 * count + 0.75, height))
    grid = figure.add_gridspec(
        len(shown),
        count + 1,
        left=0.045,
        right=0.915,
        top=1 - 0.3 / height,
        bottom=BELOW / height,
        hspace=0.03,
        wspace=0.03,
        width_ratios=[1] * count + [0.06],
    )
    _maps(study, figure, grid, field)
    figure.text(0.012, 1 - 0.22 / height, "(a)", weight="bold", fontsize=10.5)
    low, tall = 0.55 / height, 2.25 / height
    curves = _curves(study, figure.add_axes([0.095, low, 0.46, tall]), field)
    profiles = _profiles(study, figure.add_axes([0.66, low, 0.255, tall]), field)
    path = style.save(study, figure, f"fig{number:02d}.png")
    tables = [
        style.table(study, f"fig{number:02d}_{field.column}_band_matrix.csv", curves),
        style.table(study, f"fig{number:02d}_{field.column}_profile.csv", profiles),
    ]
    return style.Figure(number, title, path, caption, tables, left_open)


def _maps(study: Study, figure: Canvas, grid: GridSpec, field: Field) -> None:
    """Panel a: one row per connectivity, one column per stored strain, and the bar of colours."""
    shown = study.shown()
    count = grid.ncols - 1
    limit = style.nice_limit(float(np.median([_high_value(study, chi, field) for chi in shown])))
    for row, chi in enumerate(shown):
        sample = study.lead(chi)
        frame = sample.last_atoms().cell
        for k, (strain, name) in enumerate(sample.snapshots()[:count]):
            atoms = sample.atoms(name)
            values = np.nan_to_num(atoms[field.column] * field.factor)
            image = style.field_image(atoms, values, limit, width=400, frame_cell=frame)
            title = f"strain {strain:.3g}" if row == 0 else None
            style.show(figure.add_subplot(grid[row, k]), image, title)
        position = grid[row, 0].get_position(figure)
        style.side_text(figure, position, 0.022, style.chi_label(chi), color=style.chi_color(chi), fontsize=10)
    style.color_bar(figure, figure.add_subplot(grid[:, -1]), limit, field.label)


def _high_value(study: Study, chi: float, field: Field) -> float:
    """The value that 97 % of the atoms are below, at the last strain."""
    values = study.lead(chi).last_atoms()[field.column]
    return np.quantile(values[np.isfinite(values)] * field.factor, 0.97)


def _curves(study: Study, axes: Axes, field: Field) -> dict[str, np.ndarray]:
    """Panel b: means in band and matrix against strain; returns the curves."""
    out: dict[str, np.ndarray] = {}
    for chi in study.chis:
        found = [band_and_matrix(s.table("shear/profile.csv"), field.column) for s in study.samples[chi]]
        strains, bands, matrices = zip(*found)
        out["strain"] = strains[0]
        for name, line, values in (("band", "-", bands), ("matrix", "--", matrices)):
            mean, error = mean_over_seeds([field.factor * value for value in values])
            style.curve(axes, strains[0], mean, error, style.chi_color(chi), linestyle=line)
            out[f"{field.column}_{name}_chi{chi:g}"] = mean
            out[f"{field.column}_{name}_error_chi{chi:g}"] = error
    axes.set_xlabel("shear strain")
    axes.set_ylabel(field.label)
    handles = [style.mark(style.chi_label(chi), color=style.chi_color(chi), linestyle="-") for chi in study.chis]
    handles += [style.mark("band", linestyle="-"), style.mark("matrix", linestyle="--")]
    axes.legend(handles=handles, loc="upper left", ncol=2 if len(study.chis) > 3 else 1)
    axes.set_xlim(0, None)
    axes.set_ylim(0, None)
    style.letter(axes, "(b)", x=-0.1)
    return out


def _profiles(study: Study, axes: Axes, field: Field) -> dict[str, list]:
    """Panel c: profile across the slabs at the last strain, a step for each slab; returns the profiles."""
    out: dict[str, list] = {"chi": [], "center_nm": [], "atoms": [], field.column: [], "band": []}
    for chi in study.chis:
        table = study.lead(chi).table("shear/profile.csv")
        last = last_frame(table)
        band = band_slabs(table)
        value, height = field.factor * last[field.column], 0.1 * last["center_A"]
        color = style.chi_color(chi)
        edges = slab_edges(height)
        axes.stairs(value, edges, orientation="horizontal", baseline=None, color=color, linewidth=1.3)
        for k in np.flatnonzero(band):
            axes.plot([value[k]] * 2, edges[k : k + 2], color=color, linewidth=4, solid_capstyle="butt")
        for row in zip(height, last["atoms"], value, band.astype(int)):
            style.append_row(out, (chi, *row))
    axes.set_xlabel(f"{field.label}, last strain")
    axes.set_ylabel(f"{study.config['shear.plane'][1]} (nm)")
    axes.set_ylim(0, None)
    low, high = min(out[field.column]), max(out[field.column])
    axes.set_xlim(low - 0.15 * (high - low), high + 0.15 * (high - low))
    style.letter(axes, "(c)", x=-0.16)
    return out


def slab_edges(centers: np.ndarray) -> np.ndarray:
    """Returns the edges of equal slabs that fill a cell from 0 on, from their centres."""
    return np.linspace(0, 2 * centers.mean(), len(centers) + 1)
