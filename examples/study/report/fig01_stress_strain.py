# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figure 1: stress-strain curve of the untreated glass, and its non-affine displacements."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.gridspec import GridSpec

import style
from measures import over_seeds, smooth
from study_data import Study


def draw(study: Study) -> style.Figure:
    """Draws figure 1."""
    count = max(3, len(study.glasses[0].snapshots()))
    figure = plt.figure(figsize=(2.55 * count + 0.5, 6.6))
    grid = figure.add_gridspec(
        2,
        count + 1,
        height_ratios=[1.25, 1],
        left=0.07,
        right=0.93,
        top=0.97,
        bottom=0.02,
        hspace=0.24,
        wspace=0.04,
        width_ratios=[1] * count + [0.05],
    )
    axes = figure.add_subplot(grid[0, :-1])
    out = _stress(study, axes)
    _snapshots(study, figure, grid, axes, out)
    path = style.save(study, figure, "fig01.png")
    return style.Figure(
        1,
        "Stress-strain curve of the untreated glass, and its non-affine displacements",
        path,
        _caption(study),
        [style.table(study, "fig01_stress_strain.csv", out)],
        "the cutoff of D²min, its reference, and whether it is a sum or a mean",
        cuts=(0.565,),
    )


def _stress(study: Study, axes: Axes) -> dict[str, np.ndarray]:
    """The stress against strain; returns the curves."""
    thermo = [glass.table("shear/thermo.csv") for glass in study.glasses]
    strain = thermo[0]["strain"]
    mean, error = over_seeds(thermo, "stress_GPa")
    step = strain[-1] / max(1, len(strain) - 1)
    width = max(1, int(round(0.01 / max(1e-12, step))))
    running = smooth(mean, width)
    axes.plot(strain, mean, color="#b9c4d0", linewidth=0.7, label="instantaneous")
    label = "running mean over 0.01 of strain"
    style.curve(axes, strain, running, smooth(error, width), style.chi_color(None), label, linewidth=2)
    axes.set_xlabel("shear strain")
    axes.set_ylabel(f"shear stress $\\sigma_{{{study.config['shear.plane']}}}$ (GPa)")
    axes.set_xlim(0, strain[-1] * 1.005)
    axes.legend(loc="lower right")
    return {
        "strain": strain,
        "stress_GPa": mean,
        "stress_running_mean_GPa": running,
        "standard_error_GPa": error,
    }


def _snapshots(study: Study, figure: Canvas, grid: GridSpec, axes: Axes, curves: dict[str, np.ndarray]) -> None:
    """The stored configurations below the curve, and their marks on it."""
    glass = study.glasses[0]
    last = glass.last_atoms()
    limit = style.nice_limit(np.quantile(last["d2min"], 0.95))
    for k, (strain, name) in enumerate(glass.snapshots()):
        atoms = glass.atoms(name)
        mark = "ABCDEFGHIJ"[k]
        image = style.field_image(atoms, atoms["d2min"], limit, frame_cell=last.cell)
        style.show(figure.add_subplot(grid[1, k]), image, f"{mark}   strain {strain:.3g}")
        height = np.interp(strain, curves["strain"], curves["stress_running_mean_GPa"])
        axes.plot([strain], [height], "o", color="#c1272d", markersize=5, zorder=5)
        axes.annotate(mark, (strain, height), textcoords="offset points", xytext=(0, 9), ha="center", weight="bold")
    style.color_bar(figure, figure.add_subplot(grid[1, -1]), limit, style.D2MIN_LABEL)


def _caption(study: Study) -> str:
    c = study.config
    lines = ""
    if len(study.glasses) > 1:
        lines = f" Curve: {len(study.glasses)} glasses; snapshots: seed {study.glasses[0].seed}."
    return (
        f"Cu50Zr50 quenched at {style.rate(c['quench.rate_K_per_s'])} K/s. "
        "Snapshots: D²<sub>min</sub> of Falk and Langer, a sum over all neighbours within "
        f"{c['deformation.d2min_cutoff_A']:g} Å in the unstrained reference.{lines}"
    )
