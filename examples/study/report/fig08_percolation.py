# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figure 8: percolation of the plastic atoms."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

import captions
import style
from measures import mean_over_seeds, over_seeds
from study_data import Study, Table

ENOUGH = 20  # plastic atoms: the share of fewer in the largest cluster says nothing


def draw(study: Study) -> style.Figure:
    """Draws figure 8."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.5), constrained_layout=True)
    out: dict[str, np.ndarray] = {}
    for chi in study.chis:
        _curves(study, left, right, chi, out)
    left.set_ylabel(r"$S_{max}$ (atoms)")
    right.set_ylabel(r"$S_{max}/S_{all}$")
    for axes, mark in ((left, "a"), (right, "b")):
        axes.set_xlabel("shear strain")
        axes.set_xlim(0, None)
        axes.set_ylim(0, None)
        style.letter(axes, f"({mark})", x=-0.07)
    right.set_ylim(0, 1.03)
    total = study.config["material.atoms"]
    share = left.secondary_yaxis("right", functions=(lambda n: n / total, lambda f: f * total))
    share.set_ylabel("share of all atoms")
    handles, _ = left.get_legend_handles_labels()
    left.legend(handles=[*handles, style.mark("first wraps the cell", "v")], loc="upper left")
    path = style.save(study, figure, "fig08.png")
    tables = [style.table(study, "fig08_percolation.csv", out)]
    return style.Figure(
        8, "Percolation of the plastic atoms", path, _caption(study), tables, "the criterion for linking plastic atoms"
    )


def _curves(study: Study, left: Axes, right: Axes, chi: float, out: dict[str, np.ndarray]) -> None:
    """Both panels for one connectivity; adds the curves to `out`."""
    tables = [sample.table("shear/frames.csv") for sample in study.samples[chi]]
    strain = out["strain"] = tables[0]["strain"]

    largest, largest_error = over_seeds(tables, "largest")
    style.chi_curve(study, left, strain, largest, largest_error, chi)
    out[f"largest_chi{chi:g}"], out[f"largest_error_chi{chi:g}"] = largest, largest_error

    ratio, ratio_error = mean_over_seeds([_ratio(table) for table in tables])
    plastic, _ = over_seeds(tables, "plastic")
    enough = plastic >= ENOUGH
    style.chi_curve(study, right, strain[enough], ratio[enough], ratio_error[enough], chi)
    out[f"ratio_chi{chi:g}"], out[f"ratio_error_chi{chi:g}"] = ratio, ratio_error
    out[f"plastic_chi{chi:g}"] = plastic

    wraps = np.array([(t["wraps_x"] + t["wraps_y"] + t["wraps_z"]) > 0 for t in tables]).mean(axis=0) >= 0.5
    if wraps.any():
        first = int(np.argmax(wraps))
        left.plot(strain[first], largest[first], "v", color=style.chi_color(chi), markersize=7)
    out[f"wraps_chi{chi:g}"] = wraps.astype(int)


def _ratio(table: Table) -> np.ndarray:
    return np.where(table["plastic"] > 0, table["largest"] / np.maximum(table["plastic"], 1), 0)


def _caption(study: Study) -> str:
    return (
        f"Plastic atoms have Λ above {study.config['deformation.plastic_strain']:g}; two are linked within the first "
        "minimum of the total RDF of their sample, in the sheared configuration. (a) Size of the largest cluster; "
        "triangle: first frame where it wraps around the periodic cell, by winding. (b) Its share of all plastic "
        f"atoms, shown where there are at least {ENOUGH}.{captions.glasses(study)}"
    )
