# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figure 7: regions, networks and strain side by side, and their correspondence as numbers."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.gridspec import GridSpec

import captions
import style
from measures import Correspondence, correspondence, mean_and_error
from study_data import Study

Pair = tuple[float, float]


def draw(study: Study) -> style.Figure:
    """Draws figure 7."""
    pictured = _pictured(study)
    found = {chi: [correspondence(sample) for sample in study.samples[chi]] for chi in study.chis}
    mean = {chi: _means(results) for chi, results in found.items()}
    columns = max(3, len(pictured))
    figure = plt.figure(figsize=(3.3 * columns + 0.75, 13.6))
    grid = figure.add_gridspec(
        4,
        columns,
        height_ratios=[1, 1, 1.16, 0.95],
        hspace=0.08,
        wspace=0.03,
        left=0.045,
        right=0.9,
        top=0.97,
        bottom=0.045,
    )
    _pictures(study, figure, grid, pictured, mean)
    below = grid[3, 0].get_position(figure)
    height = below.height - 0.025
    _profiles(study, figure.add_axes([0.095, below.y0, 0.385, height]), pictured, found)
    _correspondences(study, figure.add_axes([0.585, below.y0, 0.385, height]), mean)
    path = style.save(study, figure, "fig07.png")
    title = "Regions, networks and strain side by side, and their correspondence as a number"
    left_open = "it shows this correspondence by eye only; both numbers are this study's"
    return style.Figure(7, title, path, _caption(study), _tables(study, found), left_open)


def _papers_own(study: Study) -> list[float]:
    """The connectivities that the paper shows, as far as the study has them."""
    return [chi for chi in (0.7, 0.8, 0.9) if any(abs(chi - c) < 1e-9 for c in study.chis)]


def _pictured(study: Study) -> list[float]:
    papers_own = _papers_own(study)
    return papers_own if len(papers_own) == 3 else study.shown()


def _means(results: list[Correspondence]) -> dict[str, Pair]:
    """Rank correlation and AUC over glasses, each with its error."""
    return {
        "spearman": mean_and_error([one.spearman for one in results]),
        "auc": mean_and_error([one.auc for one in results]),
    }


def _pictures(
    study: Study, figure: Canvas, grid: GridSpec, pictured: list[float], mean: dict[float, dict[str, Pair]]
) -> None:
    """The upper three rows: regions, networks, D2min with its bar of colours."""
    finals = {chi: study.lead(chi).last_atoms() for chi in pictured}
    limit = style.nice_limit(np.median([np.quantile(atoms["d2min"], 0.95) for atoms in finals.values()]))
    for k, chi in enumerate(pictured):
        atoms = study.lead(chi).atoms("structure/atoms.dump")
        title = f"({'abc'[k]})  {style.chi_label(chi)}"
        style.show(figure.add_subplot(grid[0, k]), style.region_image(atoms), title)
        style.show(figure.add_subplot(grid[1, k]), style.network_image(atoms))
        axes = figure.add_subplot(grid[2, k])
        style.show(axes, style.field_image(finals[chi], finals[chi]["d2min"], limit))
        rho, area = mean[chi]["spearman"], mean[chi]["auc"]
        text = "rank correlation {:.3f} ± {:.3f}\nAUC {:.3f} ± {:.3f}".format(*rho, *area)
        place = {"transform": axes.transAxes, "ha": "center", "va": "top"}
        axes.text(0.5, -0.02, text, fontsize=9.5, linespacing=1.35, **place)
    box = axes.get_position()
    bar = figure.add_axes([box.x1 + 0.015, box.y0 + 0.03, 0.014, box.height - 0.06])
    style.color_bar(figure, bar, limit, style.D2MIN_LABEL)
    strain = f"{study.config['shear.strain']:g}"
    for k, text in enumerate(("relaxed regions", "15 largest networks", r"$D^2_{min}$, strain " + strain)):
        style.side_text(figure, grid[k, 0].get_position(figure), 0.02, text, fontsize=10.5)


def _profiles(study: Study, axes: Axes, pictured: list[float], found: dict[float, list[Correspondence]]) -> None:
    """Panel d: mean of Lambda by distance to the networks."""
    for chi in study.chis:
        if chi in pictured:
            distance, mean, error = _mean_profile([one.profile for one in found[chi]])
            axes.errorbar(
                distance + 0.06 * (pictured.index(chi) - 1),
                mean,
                error,
                color=style.chi_color(chi),
                marker="o",
                markersize=4,
                capsize=2,
                label=style.chi_label(chi),
            )
    axes.set_xlabel("distance to the nearest atom of the 15 networks (Å)")
    axes.set_ylabel(r"mean $\Lambda$ at strain " + f"{study.config['shear.strain']:g}")
    axes.legend()
    style.letter(axes, "(d)", x=-0.1)


def _mean_profile(profiles: list[list[tuple]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance, mean and error of Lambda over glasses, at the distances that all glasses have."""
    common = min((len(p) for p in profiles), default=0)
    data = np.array([p[:common] for p in profiles], float).reshape(len(profiles), common, 4)
    mean = data.mean(axis=0)
    error = data[:, :, 2].std(axis=0, ddof=1) / np.sqrt(len(data)) if len(data) > 1 else mean[:, 3]
    return mean[:, 0], mean[:, 2], error


def _correspondences(study: Study, axes: Axes, mean: dict[float, dict[str, Pair]]) -> None:
    """Panel e: rank correlation and AUC by connectivity."""
    for position, chi in enumerate(study.chis):
        for offset, name, marker in ((-0.1, "spearman", "o"), (0.1, "auc", "^")):
            value, error = mean[chi][name]
            look = {"marker": marker, "color": style.chi_color(chi), "capsize": 3, "markersize": 6}
            axes.errorbar(position + offset, value, error, **look)
    axes.axhline(0, color="#888888", linewidth=0.9)
    axes.axhline(0.5, color="#888888", linewidth=0.9, linestyle=":")
    style.chi_ticks(study, axes, 0.6)
    axes.set_ylabel(r"distance against $\Lambda$")
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, -0.1), max(high, 1.0))
    marks = [
        style.mark("AUC, top tenth (dotted: chance)", "^"),
        style.mark("rank correlation (line: none)", "o"),
    ]
    axes.legend(handles=marks, loc="upper right", handletextpad=0.2)
    style.letter(axes, "(e)", x=-0.1)


def _tables(study: Study, found: dict[float, list[Correspondence]]) -> list[str]:
    profile_names = ("seed", "chi", "distance_A", "atoms", "lambda_mean", "lambda_error")
    number_names = ("seed", "chi", "spearman", "spearman_error", "auc", "auc_error")
    profiles: dict[str, list] = {name: [] for name in profile_names}
    numbers: dict[str, list] = {name: [] for name in number_names}
    for chi in study.chis:
        for sample, one in zip(study.samples[chi], found[chi]):
            style.append_row(numbers, (sample.seed, chi, *one.spearman, *one.auc))
            for row in one.profile:
                style.append_row(profiles, (sample.seed, chi, *row))
    return [
        style.table(study, "fig07_profile.csv", profiles),
        style.table(study, "fig07_correspondence.csv", numbers),
    ]


def _caption(study: Study) -> str:
    replaced = ""
    if len(_papers_own(study)) < 3:
        chis = ", ".join(f"{chi:g}" for chi in study.chis)
        replaced = f" The paper shows χ = 0.7, 0.8, 0.9; this run has {chis}."
    return (
        f"(a to c) Regions, the 15 largest icosahedral networks before the shear, D²<sub>min</sub> after it.{replaced} "
        f"{captions.pictured_glass(study)}(d) Mean Λ by distance to the nearest atom of those networks before the "
        "shear (0: member). (e) Spearman's rank correlation of that distance with Λ, and the area under the ROC curve "
        "(AUC) when the distance is to tell the tenth of the atoms with the largest Λ; the numbers under the maps are "
        "these. Errors: standard error over glasses where there are several (e: at least three), otherwise over atoms "
        "(d) and by jackknife over the cell's eight octants (e)."
    )
