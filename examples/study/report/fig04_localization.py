# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figure 4: icosahedral networks before the shear, and how the strain localises."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.gridspec import SubplotSpec

import captions
import style
from measures import after_start, over_seeds
from study_data import Study


def draw(study: Study) -> style.Figure:
    """Draws figure 4."""
    figure = plt.figure(figsize=(10.2, 7.2))
    upper, lower = figure.add_gridspec(
        2, 1, height_ratios=[1.18, 1], hspace=0.12, left=0.075, right=0.985, top=0.955, bottom=0.075
    )
    _networks(study, figure, upper)
    panels = [figure.add_subplot(place) for place in lower.subgridspec(1, 3, wspace=0.27)]
    density = _distribution(study, panels[0])
    series: dict[str, np.ndarray] = {}
    _series(study, panels[1], "psi", r"localization factor $\Psi$", series)
    _series(study, panels[2], "skewness", r"skewness $S_k$", series)
    for axes, mark in zip(panels, "bcd"):
        style.letter(axes, f"({mark})", x=-0.08)
    path = style.save(study, figure, "fig04.png")
    tables = [
        style.table(study, "fig04_networks.csv", _largest_networks(study)),
        style.table(study, "fig04_distribution.csv", density),
        style.table(study, "fig04_localization.csv", series),
    ]
    return style.Figure(4, "Icosahedral networks and localization of the strain", path, _caption(study), tables)


def _networks(study: Study, figure: Canvas, place: SubplotSpec) -> None:
    """Panel a: pictures of the networks."""
    shown = study.shown()
    grid = place.subgridspec(1, len(shown), wspace=0.03)
    for k, chi in enumerate(shown):
        sample = study.lead(chi)
        atoms = sample.table("structure/networks.csv")["atoms"]
        size = f"largest: {int(atoms[0])} atoms" if len(atoms) else "no network"
        axes = figure.add_subplot(grid[k])
        image = style.network_image(sample.atoms("structure/atoms.dump"), width=460)
        style.show(axes, image, f"{style.chi_label(chi)}   ({size})")
        if k == 0:
            style.letter(axes, "(a)", x=0.02)


def _largest_networks(study: Study) -> dict[str, list]:
    """Sizes of the 15 largest networks of every sample."""
    out: dict[str, list] = {"seed": [], "chi": [], "network": [], "atoms": [], "centers": []}
    for sample in study.all_samples():
        found = sample.table("structure/networks.csv")
        for row in zip(*(found[name][:15] for name in ("network", "atoms", "centers"))):
            style.append_row(out, (sample.seed, sample.chi, *row))
    return out


def _distribution(study: Study, axes: Axes) -> dict[str, np.ndarray]:
    """Panel b; returns the distributions."""
    density = _d2min_density(study)
    middle = 0.5 * (density["low"] + density["high"])
    for chi in study.chis:
        value = density[f"density_chi{chi:g}"]
        axes.plot(middle[value > 0], value[value > 0], color=style.chi_color(chi), label=style.chi_label(chi))
    axes.set_yscale("log")
    axes.set_xlabel(r"$D^2_{min}/\langle D^2_{min}\rangle$")
    axes.set_ylabel("probability density")
    axes.legend()
    return density


def _d2min_density(study: Study) -> dict[str, np.ndarray]:
    """Histogram of D2min/<D2min> over all glasses for every connectivity, on shared bins."""
    edges = np.concatenate([np.arange(0, 4, 0.1), np.arange(4, 12.01, 0.4)])
    out = {"low": edges[:-1], "high": edges[1:]}
    for chi in study.chis:
        parts = []
        for sample in study.samples[chi]:
            atoms = sample.last_atoms()
            values = atoms["d2min"][atoms["status"] == 0]
            parts.append(values / values.mean())
        values = np.concatenate(parts)
        out[f"density_chi{chi:g}"] = np.histogram(values, edges)[0] / (len(values) * np.diff(edges))
    return out


def _series(study: Study, axes: Axes, column: str, label: str, out: dict[str, np.ndarray]) -> None:
    """A panel of a column of the frames against strain; adds its curves to `out`."""
    for chi in study.chis:
        tables = [after_start(sample.table("shear/frames.csv")) for sample in study.samples[chi]]
        mean, error = over_seeds(tables, column)
        style.chi_curve(study, axes, tables[0]["strain"], mean, error, chi)
        out["strain"] = tables[0]["strain"]
        out[f"{column}_chi{chi:g}"], out[f"{column}_error_chi{chi:g}"] = mean, error
    axes.set_xlabel("shear strain")
    axes.set_ylabel(label)


def _caption(study: Study) -> str:
    c = study.config
    index = " ".join(str(n) for n in c["structure.index"])
    return (
        f"(a) The 15 largest networks of ⟨{index}⟩ clusters (a centre and its Voronoi neighbours; two clusters are "
        f"connected if they share at least {c['structure.min_shared']} atom), each in its colour, before the shear. "
        f"(b) Distribution of D²<sub>min</sub> over its mean at strain {c['shear.strain']:g}. (c) Ψ, the relative "
        "standard deviation of D²<sub>min</sub>, and (d) its skewness, against strain. "
        f"Cutoff {c['deformation.d2min_cutoff_A']:g} Å, reference: the unstrained sample.{captions.glasses(study)}"
    )
