# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figure 10: the non-Gaussian parameter and its peak."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

import captions
import style
from measures import mean_and_error, over_seeds
from study_data import Study


def draw(study: Study) -> style.Figure:
    """Draws figure 10."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.5), constrained_layout=True)
    curves = _curves(study, left)
    peaks = _peaks(study, right)
    path = style.save(study, figure, "fig10.png")
    tables = [style.table(study, "fig10_alpha2.csv", curves), style.table(study, "fig10_peaks.csv", peaks)]
    title, left_open = "Non-Gaussian parameter and its peak", "the time origins and the heating to 300 K"
    return style.Figure(10, title, path, _caption(study), tables, left_open)


def _curves(study: Study, axes: Axes) -> dict[str, np.ndarray]:
    """Panel a; returns the curves."""
    out: dict[str, np.ndarray] = {}
    for chi in study.chis:
        tables = [sample.table("alpha2/alpha2.csv") for sample in study.samples[chi]]
        t = tables[0]["t_ps"]
        mean, error = over_seeds(tables, "alpha2")
        if len(tables) == 1:
            error = tables[0]["alpha2_error"]
        style.chi_curve(study, axes, t, mean, error, chi)
        out.setdefault("t_ps", t)
        out[f"alpha2_chi{chi:g}"], out[f"error_chi{chi:g}"] = mean, error
        out[f"msd_A2_chi{chi:g}"] = over_seeds(tables, "msd_A2")[0]
    axes.set_xscale("log")
    axes.set_xlabel("time t (ps)")
    axes.set_ylabel(r"$\alpha_2$")
    axes.legend()
    style.letter(axes, "(a)", x=-0.08)
    return out


def _peaks(study: Study, axes: Axes) -> dict[str, list]:
    """Panel b; returns the peak of every sample."""
    out: dict[str, list] = {"seed": [], "chi": [], "t_peak_ps": [], "alpha2_max": [], "error": []}
    for chi in study.chis:
        values = []
        for sample in study.samples[chi]:
            table = sample.table("alpha2/alpha2.csv")
            k = int(np.argmax(table["alpha2"]))
            time, value, error = (table[name][k] for name in ("t_ps", "alpha2", "alpha2_error"))
            style.append_row(out, (sample.seed, chi, time, value, error))
            values.append((value, error))
        value, error = mean_and_error(values)
        axes.errorbar(chi, value, error, marker="o", markersize=6, capsize=3, color=style.chi_color(chi))
    axes.set_xlabel(r"$\chi_{con}$")
    axes.set_ylabel(r"largest $\alpha_2$")
    axes.margins(x=0.12, y=0.25)
    style.letter(axes, "(b)", x=-0.08)
    return out


def _caption(study: Study) -> str:
    c = study.config
    over_glasses, glasses = "", ""
    if len(study.seeds) > 1:
        over_glasses = "standard error over glasses (b: where there are three); otherwise "
        glasses = captions.glasses(study)
    return (
        f"α₂(t) = 3⟨r⁴⟩/(5⟨r²⟩²) − 1 at {c['alpha2.temperature_K']:g} K over {c['alpha2.time_ps']:g} ps (the paper: 1 "
        f"ns) on unwrapped displacements without drift, at constant volume after {c['alpha2.rest_time_ps']:g} ps of "
        f"NPT at that temperature; four time origins in the first half. Bands and bars: {over_glasses}jackknife over "
        f"eight groups of atoms.{glasses}"
    )
