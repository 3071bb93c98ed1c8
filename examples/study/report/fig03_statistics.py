# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figure 3: potential energy, Voronoi indices and radial distribution functions."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.gridspec import SubplotSpec

import style
from measures import counting_error, index_counts, mean_and_error, most_frequent, pooled_rdf
from study_data import Study


def draw(study: Study) -> style.Figure:
    """Draws figure 3."""
    # What is subtracted must be of the same glasses.
    common = study.common()
    compared, shown = (common, common.chis) if common.chis else (study, study.chis[:1])
    figure = plt.figure(figsize=(10.2, 9.8))
    top, bottom = figure.add_gridspec(
        2, 1, height_ratios=[1, 2.5], hspace=0.17, left=0.105, right=0.985, top=0.965, bottom=0.095
    )
    left, right = bottom.subgridspec(1, 2, wspace=0.24)
    tables = [
        _energies(study, figure, top),
        _indices(compared, figure, left, shown),
        _rdfs(compared, figure, right, shown),
    ]
    path = style.save(study, figure, "fig03.png")
    title = "Potential energy, Voronoi indices and radial distribution functions"
    left_open = "the temperature of the energies, the threshold for small faces, plain or radical cells"
    return style.Figure(3, title, path, _caption(compared, shown), tables, left_open, cuts=(0.305,))


def _caption(compared: Study, shown: list[float]) -> str:
    c = compared.config
    face, share, edge = (
        c[f"structure.{name}"] for name in ("face_threshold_A2", "relative_face_threshold", "edge_threshold_A")
    )
    thresholds = f"faces up to {face:g} Å² or {100 * share:g} % of the surface and edges up to {edge:g} Å do not count."
    if face == share == edge == 0:
        thresholds = "all faces and edges count."
    glasses = len(compared.samples[shown[0]])
    pooled = "one glass" if glasses == 1 else f"the {glasses} glasses that have all of these"
    return (
        f"(a, b) Potential energy per atom at {c['shear.temperature_K']:g} K of Cu and Zr in the relaxed regions and "
        "in the matrix; bars: standard error over atoms, or over glasses where there are three; dashed: all atoms. "
        "(c) The 20 most frequent Voronoi indices ⟨n3 n4 n5 n6⟩ and their deviations from "
        f"χ = {shown[0]:g}, in percentage points; bars: counting error. (d) Total g(r) and its deviations; grey: twice "
        f"the counting error. (c) and (d) pool {pooled}. Plain (not radical) Voronoi cells; {thresholds} One "
        "configuration per sample, thermal motion included, not quenched to its inherent structure."
    )


def _energies(study: Study, figure: Canvas, place: SubplotSpec) -> str:
    """Panels a and b; returns the path of their table."""
    grid = place.subgridspec(1, 2, wspace=0.24)
    names = ("seed", "chi", "element", "group", "atoms", "mean_eV", "sd_eV")
    out: dict[str, list] = {name: [] for name in names}
    for k, element in enumerate(study.elements[:2]):
        axes = figure.add_subplot(grid[k])
        _element_energies(study, axes, element, out)
        style.letter(axes, f"({'ab'[k]})", x=-0.1)
    return style.table(study, "fig03_energies.csv", out)


def _element_energies(study: Study, axes: Axes, element: str, out: dict[str, list]) -> None:
    """The energies of one element by connectivity; appends its rows to `out`."""
    averages = []
    for position, chi in enumerate(study.chis):
        groups: dict[str, list] = {}
        for sample in study.samples[chi]:
            energies = sample.table("structure/energies.csv")
            for row in zip(*(energies[name] for name in ("element", "group", "atoms", "mean_eV", "sd_eV"))):
                if row[0] == element:
                    groups.setdefault(row[1], []).append(row[2:])
                    style.append_row(out, (sample.seed, chi, *row))
        color = style.chi_color(chi)
        for name, marker, shift, face in (("regions", "s", 0.1, color), ("matrix", "o", -0.1, "white")):
            n, mean, deviation = np.array(groups[name]).T
            value = np.average(mean, weights=n)
            _, error = mean_and_error(list(zip(mean, deviation / np.sqrt(n))))
            axes.errorbar(
                position + shift,
                value,
                error,
                marker=marker,
                color=color,
                capsize=3,
                markersize=6,
                markerfacecolor=face,
            )
        averages.append(np.mean([mean for _, mean, _ in groups["all"]]))
    axes.plot(range(len(study.chis)), averages, "--", color=style.NEUTRAL, linewidth=1.1)
    style.chi_ticks(study, axes, 0.5, labelpad=0)
    axes.set_ylabel(f"energy per {element} atom (eV)")
    handles = [
        style.mark("regions", "s"),
        style.mark("matrix", "o", markerfacecolor="white"),
        style.mark("all", linestyle="--", linewidth=1.1),
    ]
    axes.legend(handles=handles, ncol=3, loc="best", columnspacing=1, handletextpad=0.3)


def _panels(figure: Canvas, place: SubplotSpec, shown: list[float], mark: str) -> tuple[list[Axes], list[Axes]]:
    """Panels below each other: one per connectivity, then one per deviation from the first of them."""
    grid = place.subgridspec(len(shown) + max(1, len(shown) - 1), 1, hspace=0.25)
    panels = [figure.add_subplot(grid[row]) for row in range(2 * len(shown) - 1)]
    values, deviations = panels[: len(shown)], panels[len(shown) :]
    for axes, chi in zip(values, shown):
        axes.text(0.985, 0.9, style.chi_label(chi), transform=axes.transAxes, ha="right", va="top")
    for axes, chi in zip(deviations, shown[1:]):
        axes.text(0.985, 0.93, f"{chi:g} − {shown[0]:g}", transform=axes.transAxes, ha="right", va="top")
    style.letter(values[0], mark, x=-0.1)
    return values, deviations


def _indices(study: Study, figure: Canvas, place: SubplotSpec, shown: list[float]) -> str:
    """Panel c; returns the path of its table."""
    found = {chi: index_counts(study.samples[chi]) for chi in shown}
    keys, _ = most_frequent(found.values())
    fraction, error = {}, {}
    for chi, (counts, atoms) in found.items():
        fraction[chi] = np.array([counts.get(key, 0) for key in keys]) / atoms
        error[chi] = np.sqrt(fraction[chi] * (1 - fraction[chi]) / atoms)
    out = {name: np.array([key[k] for key in keys]) for k, name in enumerate(("n3", "n4", "n5", "n6"))}
    values, deviations = _panels(figure, place, shown, "(c)")
    x = np.arange(len(keys))
    limit = 118 * max(f.max() for f in fraction.values())
    for axes, chi in zip(values, shown):
        axes.bar(x, 100 * fraction[chi], 0.72, color=style.chi_color(chi))
        axes.set_ylim(0, limit)
        axes.set_ylabel("%")
        out[f"fraction_chi{chi:g}"] = fraction[chi]
    for axes, chi in zip(deviations, shown[1:]):
        difference = 100 * (fraction[chi] - fraction[shown[0]])
        bar = 100 * np.hypot(error[chi], error[shown[0]])
        _deviation_bars(axes, x, difference, bar, chi)
        out[f"deviation_chi{chi:g}"] = difference / 100
        out[f"counting_error_chi{chi:g}"] = bar / 100
    for axes in values + deviations:
        axes.set_xticks(x, [])
        axes.grid(axis="x", visible=False)
    names = [f"⟨{' '.join(str(n) for n in key)}⟩" for key in keys]
    (values + deviations)[-1].set_xticks(x, names, rotation=90, fontsize=8)
    return style.table(study, "fig03_indices.csv", out)


def _deviation_bars(axes: Axes, x: np.ndarray, difference: np.ndarray, error: np.ndarray, chi: float) -> None:
    axes.bar(
        x,
        difference,
        0.72,
        color=style.chi_color(chi),
        alpha=0.75,
        yerr=error,
        ecolor="#666666",
        capsize=1.5,
        error_kw={"linewidth": 0.8},
    )
    axes.axhline(0, color=style.NEUTRAL, linewidth=0.8)
    reach = 1.15 * np.abs(np.concatenate([difference - error, difference + error])).max()
    axes.set_ylim(-reach, reach)
    axes.set_ylabel(r"$\Delta$ (%)")


def _rdfs(study: Study, figure: Canvas, place: SubplotSpec, shown: list[float]) -> str:
    """Panel d; returns the path of its table."""
    r = study.samples[shown[0]][0].table("structure/rdf.csv")["r"]
    pooled = {chi: pooled_rdf(study.samples[chi]) for chi in shown}
    out = {"r_A": r, **{f"g_chi{chi:g}": g for chi, (g, _) in pooled.items()}}
    values, deviations = _panels(figure, place, shown, "(d)")
    for axes, chi in zip(values, shown):
        axes.plot(r, pooled[chi][0], color=style.chi_color(chi))
        axes.set_ylabel("g(r)")
    for axes, chi in zip(deviations, shown[1:]):
        difference = pooled[chi][0] - pooled[shown[0]][0]
        noise = np.hypot(counting_error(*pooled[chi]), counting_error(*pooled[shown[0]]))
        axes.fill_between(r, -2 * noise, 2 * noise, color="#d9d9d9", linewidth=0)
        axes.plot(r, difference, color=style.chi_color(chi), linewidth=1.1)
        reach = 1.2 * max(np.abs(difference).max(), 2 * np.max(noise))
        axes.set_ylim(-reach, reach)
        axes.set_ylabel(r"$\Delta$ g")
        out[f"deviation_chi{chi:g}"] = difference
        out[f"counting_error_chi{chi:g}"] = noise
    panels = values + deviations
    for axes in panels:
        axes.set_xlim(0, r[-1])
        axes.tick_params(labelbottom=axes is panels[-1])
    panels[-1].set_xlabel("r (Å)")
    return style.table(study, "fig03_rdf.csv", out)
