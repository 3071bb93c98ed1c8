# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figure 9: extreme values of rotation, dilatation and shear."""

import matplotlib.pyplot as plt
import numpy as np

import captions
import style
from measures import after_start, over_seeds
from study_data import Study

KINDS = (
    ("xi_r_ratio", r"$\xi_{RX}/\langle\xi_R\rangle$", "rotation"),
    ("xi_d_ratio", r"$\xi_{DX}/\langle\xi_D\rangle$", "dilatation"),
    ("xi_s_ratio", r"$\xi_{SX}/\langle\xi_S\rangle$", "shear"),
)


def draw(study: Study) -> style.Figure:
    """Draws figure 9."""
    figure, panels = plt.subplots(1, 3, figsize=(10.2, 3.4), constrained_layout=True, sharey=True)
    out: dict[str, np.ndarray] = {}
    for axes, (column, label, name), mark in zip(panels, KINDS, "abc"):
        for chi in study.chis:
            tables = [after_start(sample.table("shear/frames.csv")) for sample in study.samples[chi]]
            mean, error = over_seeds(tables, column)
            style.chi_curve(study, axes, tables[0]["strain"], mean, error, chi)
            out["strain"] = tables[0]["strain"]
            out[f"{column}_chi{chi:g}"], out[f"{column}_error_chi{chi:g}"] = mean, error
        axes.set_title(name)
        axes.set_xlabel("shear strain")
        axes.set_ylabel(label)
        axes.tick_params(labelleft=True)
        axes.axvline(0.15, color="#999999", linewidth=0.8, linestyle=":")
        axes.set_xlim(0, None)
        style.letter(axes, f"({mark})", x=-0.04)
    panels[0].legend()
    path = style.save(study, figure, "fig09.png")
    title = "Extreme values of rotation, dilatation and shear"
    tables = [style.table(study, "fig09_extremes.csv", out)]
    return style.Figure(9, title, path, _caption(study), tables, "the cutoff, and which form of ξ it uses")


def _caption(study: Study) -> str:
    c = study.config
    return (
        f"Mean of the largest {100 * c['deformation.top_fraction']:g} % over the mean of all atoms, of the two-term "
        "forms of ξ_R (angle of R in F = RU), ξ_D (|det F − 1|) and ξ_S (effective deviatoric strain), fit within "
        f"{c['deformation.ttg_cutoff_A']:g} Å. Dotted: strain 0.15, beyond which the paper sees the connectivities "
        f"part.{captions.glasses(study)}"
    )
