# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figure 2: the regions that are relaxed at high temperature."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure as Canvas

import captions
import style
from study_data import Study


def draw(study: Study) -> style.Figure:
    """Draws figure 2."""
    path = style.save(study, _pictures(study), "fig02.png")
    return style.Figure(
        2,
        "Regions relaxed at high temperature, by connectivity",
        path,
        _caption(study),
        [style.table(study, "fig02_regions.csv", _regions(study))],
        "the number of regions, the arrangement of the chains, the distance kept",
    )


def _pictures(study: Study) -> Canvas:
    chis = study.chis
    columns = min(3, len(chis))
    rows = -(-len(chis) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(max(6.4, 3.2 * columns), 3.35 * rows + 0.3), squeeze=False)
    for axis in axes.flat[len(chis) :]:
        axis.set_axis_off()
    for k, chi in enumerate(chis):
        image = style.region_image(study.lead(chi).atoms("structure/atoms.dump"), width=460)
        style.show(axes.flat[k], image, f"({chr(ord('a') + k)})  {style.chi_label(chi)}")
    marks = [
        style.mark("matrix (drawn small)", "o", style.MATRIX, markersize=4),
        style.mark("separate regions", "o", style.SEPARATE, markersize=7),
        style.mark("connected regions", "o", style.CONNECTED, markersize=7),
    ]
    figure.legend(handles=marks, loc="lower center", ncol=3)
    figure.subplots_adjust(left=0.01, right=0.99, top=0.94, bottom=0.09 / rows + 0.01, wspace=0.03, hspace=0.1)
    return figure


def _regions(study: Study) -> dict[str, list]:
    """Kind and place of every region of every sample."""
    out: dict[str, list] = {"seed": [], "chi": [], "region": [], "kind": [], "x_A": [], "y_A": [], "z_A": []}
    for sample in study.all_samples():
        found = sample.table("relax/regions.csv")
        for region, kind, *place in zip(*(found[name] for name in ("region", "kind", "x", "y", "z"))):
            name = "connected" if kind == 2 else "separate"
            style.append_row(out, (sample.seed, sample.chi, region, name, *place))
    return out


def _caption(study: Study) -> str:
    c = study.config
    place = study.lead(study.chis[-1]).table("relax/placement.csv")
    edges = [place[f"edge_{d}_A"][0] for d in "xyz"]
    small = ""
    if max(edges) <= 0.8 * c["relax.edge_A"]:
        small = (
            f"; this cell is too small for {c['relax.min_regions']:g} cubes of {c['relax.edge_A']:g} Å, "
            "so they are smaller"
        )
    return (
        f"{place['regions'][0]:g} cubes (edge {np.mean(edges):.1f} Å{small}) hold {100 * c['relax.fraction']:g} % of "
        f"the volume of every sample. Before the measurements they are kept at {c['relax.temperature_K']:g} K for "
        f"{c['relax.time_ps']:g} ps (the paper: 1 ns), the rest at {c['relax.matrix_temperature_K']:g} K. The "
        "connectivity is the connected share of them (rounded to whole regions). Connected regions share faces and "
        "form chains along the shear direction that close on themselves through the boundary where their number "
        f"allows; separate ones keep {c['relax.clearance_A']:g} Å. Matrix atoms are drawn small so that the regions "
        f"show. {captions.pictured_glass(study)}"
    )
