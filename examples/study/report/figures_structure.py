# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figures 2, 3, 7 and 10: regions, statistics of the structure, correspondence, dynamics."""

import matplotlib.pyplot as plt
import numpy as np

import style
from measures import correspondence, mean_and_error
from study_data import Table


def regions(study):
    """Fig. 2."""
    chis = study.chis
    columns = min(3, len(chis))
    rows = -(-len(chis) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(max(6.4, 3.2 * columns), 3.35 * rows + 0.3), squeeze=False)
    out = {"seed": [], "chi": [], "region": [], "kind": [], "x_A": [], "y_A": [], "z_A": []}
    for k, axis in enumerate(axes.flat):
        if k >= len(chis):
            axis.set_axis_off()
            continue
        sample = study.lead(chis[k])
        style.show(
            axis,
            style.region_image(sample.atoms("structure/atoms.dump"), width=460),
            f"({'abcdefgh'[k]})  {style.chi_label(chis[k])}",
        )
        for other in study.samples[chis[k]]:
            found = other.table("relax/regions.csv")
            n = len(found["region"])
            out["seed"] += [other.seed] * n
            out["chi"] += [chis[k]] * n
            out["region"] += list(found["region"])
            out["kind"] += ["connected" if kind == 2 else "separate" for kind in found["kind"]]
            for axis_name in "xyz":
                out[f"{axis_name}_A"] += list(found[axis_name])
    marks = [
        plt.Line2D([], [], marker="o", linestyle="", color=color, label=label, markersize=size)
        for color, label, size in (
            (style.MATRIX, "matrix (drawn small)", 4),
            (style.SEPARATE, "separate regions", 7),
            (style.CONNECTED, "connected regions", 7),
        )
    ]
    figure.legend(handles=marks, loc="lower center", ncol=3)
    figure.subplots_adjust(left=0.01, right=0.99, top=0.94, bottom=0.09 / rows + 0.01, wspace=0.03, hspace=0.1)
    path = style.save(study, figure, "fig02.png")
    c = study.config
    place = study.lead(chis[-1]).table("relax/placement.csv")
    edges = [place[f"edge_{d}_A"][0] for d in "xyz"]
    small = (
        ""
        if max(edges) > 0.8 * c["relax.edge_A"]
        else (
            f"; this cell is too small for {c['relax.min_regions']:g} cubes of {c['relax.edge_A']:g} Å, so they are smaller"
        )
    )
    return style.Figure(
        2,
        "Regions relaxed at high temperature, by connectivity",
        path,
        f"{place['regions'][0]:g} cubes (edge {np.mean(edges):.1f} Å{small}) hold {100 * c['relax.fraction']:g} % of the volume "
        f"of every sample. Before the measurements they are kept at {c['relax.temperature_K']:g} K for {c['relax.time_ps']:g} ps "
        f"(the paper: 1 ns), the rest at {c['relax.matrix_temperature_K']:g} K. The connectivity is the connected share of them (rounded to whole regions). Connected regions share "
        "faces and form chains along the shear direction that close on themselves through the boundary where their "
        f"number allows; separate ones keep {c['relax.clearance_A']:g} Å. Matrix atoms are drawn small so that the regions "
        f"show. {_one_glass(study)}<b>Open in the paper:</b> the number of regions, the arrangement of the chains, the distance kept.",
        [style.table(study, "fig02_regions.csv", out)],
    )


def _one_glass(study):
    seeds = sorted({study.lead(chi).seed for chi in study.chis})
    return f"Pictures: seed {seeds[0]}. " if len(seeds) == 1 else ""


def statistics(study):
    """Fig. 3."""
    # What is subtracted must be of the same glasses.
    compared = study.common() if study.common().chis else study
    shown = compared.chis if study.common().chis else study.chis[:1]
    figure = plt.figure(figsize=(10.2, 9.8))
    outer = figure.add_gridspec(
        2, 1, height_ratios=[1, 2.5], hspace=0.17, left=0.105, right=0.985, top=0.965, bottom=0.095
    )
    top = outer[0].subgridspec(1, 2, wspace=0.24)
    tables = [_energies(study, figure, top)]
    bottom = outer[1].subgridspec(1, 2, wspace=0.24)
    left = bottom[0].subgridspec(len(shown) + max(1, len(shown) - 1), 1, hspace=0.25)
    right = bottom[1].subgridspec(len(shown) + max(1, len(shown) - 1), 1, hspace=0.25)
    tables.append(_indices(compared, figure, left, shown))
    tables.append(_rdfs(compared, figure, right, shown))
    path = style.save(study, figure, "fig03.png")
    c = study.config
    return style.Figure(
        3,
        "Potential energy, Voronoi indices and radial distribution functions",
        path,
        "(a, b) Potential energy per atom at "
        f"{c['shear.temperature_K']:g} K of Cu and Zr in the relaxed regions and in the matrix; bars: standard error over "
        f"atoms, or over glasses where there are three; dashed: all atoms. (c) The 20 most frequent Voronoi indices ⟨n3 n4 n5 n6⟩ and their deviations from "
        f"{_plain(shown[0])}, in percentage points; bars: counting error. (d) Total g(r) and its deviations; grey: twice "
        f"the counting error. (c) and (d) pool {_count(len(compared.samples[shown[0]]))}. Plain (not radical) Voronoi cells; "
        + _thresholds(c)
        + " One "
        "configuration per sample, thermal motion included, not quenched to its inherent structure. <b>Open in the "
        "paper:</b> the temperature of the energies, small-face threshold, plain or radical cells.",
        tables,
    )


def _count(glasses):
    return "one glass" if glasses == 1 else f"the {glasses} glasses that have all of these"


def _thresholds(c):
    face, share, edge = (
        c[f"structure.{name}"] for name in ("face_threshold_A2", "relative_face_threshold", "edge_threshold_A")
    )
    if face == share == edge == 0:
        return "all faces and edges count."
    return f"faces up to {face:g} Å² or {100 * share:g} % of the surface and edges up to {edge:g} Å do not count."


def _plain(chi):
    return f"χ = {chi:g}"


def _energies(study, figure, grid):
    out = {"seed": [], "chi": [], "element": [], "group": [], "atoms": [], "mean_eV": [], "sd_eV": []}
    for k, element in enumerate(study.elements[:2]):
        axis = figure.add_subplot(grid[k])
        every = []
        for position, chi in enumerate(study.chis):
            group = {}
            for sample in study.samples[chi]:
                energies = sample.table("structure/energies.csv")
                for row in zip(*(energies[name] for name in ("element", "group", "atoms", "mean_eV", "sd_eV"))):
                    if row[0] != element:
                        continue
                    group.setdefault(row[1], []).append(row[2:])
                    for name, value in zip(out, (sample.seed, chi) + row):
                        out[name].append(value)
            for name, marker, shift in (("regions", "s", 0.1), ("matrix", "o", -0.1)):
                n, mean, sd = np.array(group[name]).T
                value = np.average(mean, weights=n)
                error = mean_and_error(list(zip(mean, sd / np.sqrt(n))))[1]
                axis.errorbar(
                    position + shift,
                    value,
                    error,
                    marker=marker,
                    color=style.chi_color(chi),
                    capsize=3,
                    markersize=6,
                    markerfacecolor=style.chi_color(chi) if name == "regions" else "white",
                )
            every.append(np.mean([g[1] for g in group["all"]]))
        axis.plot(range(len(study.chis)), every, "--", color="#555555", linewidth=1.1)
        axis.set_xticks(range(len(study.chis)), [f"{chi:g}" for chi in study.chis])
        axis.set_xlim(-0.5, len(study.chis) - 0.5)
        axis.set_xlabel(r"$\chi_{con}$", labelpad=0)
        axis.set_ylabel(f"energy per {element} atom (eV)")
        handles = [
            plt.Line2D([], [], marker="s", linestyle="", color="#555555", label="regions"),
            plt.Line2D([], [], marker="o", linestyle="", color="#555555", markerfacecolor="white", label="matrix"),
            plt.Line2D([], [], linestyle="--", color="#555555", linewidth=1.1, label="all"),
        ]
        axis.legend(handles=handles, ncol=3, loc="best", columnspacing=1, handletextpad=0.3)
        style.letter(axis, f"({'ab'[k]})", x=-0.1)
    return style.table(study, "fig03_energies.csv", out)


def index_fractions(samples):
    """Fractions by index over the atoms of all samples, and the number of atoms."""
    counts, atoms = {}, 0
    for sample in samples:
        found = sample.table("structure/indices.csv")
        for row in zip(found["n3"], found["n4"], found["n5"], found["n6"], found["atoms"]):
            key = tuple(int(n) for n in row[:4])
            counts[key] = counts.get(key, 0) + row[4]
        atoms += found["atoms"].sum()
    return counts, atoms


def most_frequent(counts, number=20):
    """The indices that most atoms have, from several results of index_fractions, and how many atoms have each index."""
    total = {}
    for found, _ in counts:
        for key, n in found.items():
            total[key] = total.get(key, 0) + n
    return sorted(total, key=lambda key: (-total[key], key))[:number], total


def _indices(study, figure, grid, shown):
    found = {chi: index_fractions(study.samples[chi]) for chi in shown}
    keys, _ = most_frequent(found.values())
    names = [f"⟨{' '.join(str(n) for n in key)}⟩" for key in keys]
    x = np.arange(len(keys))
    out = {
        "n3": [k[0] for k in keys],
        "n4": [k[1] for k in keys],
        "n5": [k[2] for k in keys],
        "n6": [k[3] for k in keys],
    }
    fraction = {chi: np.array([counts.get(key, 0) for key in keys]) / atoms for chi, (counts, atoms) in found.items()}
    error = {chi: np.sqrt(fraction[chi] * (1 - fraction[chi]) / found[chi][1]) for chi in shown}
    ymax = 118 * max(f.max() for f in fraction.values())
    row = 0
    for chi in shown:
        axis = figure.add_subplot(grid[row])
        axis.bar(x, 100 * fraction[chi], 0.72, color=style.chi_color(chi))
        axis.set_ylim(0, ymax)
        axis.text(0.985, 0.9, style.chi_label(chi), transform=axis.transAxes, ha="right", va="top")
        axis.set_ylabel("%")
        axis.set_xticks(x, [])
        axis.grid(axis="x", visible=False)
        if row == 0:
            style.letter(axis, "(c)", x=-0.1)
        out[f"fraction_chi{chi:g}"] = fraction[chi]
        row += 1
    for chi in shown[1:]:
        axis = figure.add_subplot(grid[row])
        difference = 100 * (fraction[chi] - fraction[shown[0]])
        bar = 100 * np.hypot(error[chi], error[shown[0]])
        axis.bar(
            x,
            difference,
            0.72,
            color=style.chi_color(chi),
            alpha=0.75,
            yerr=bar,
            ecolor="#666666",
            capsize=1.5,
            error_kw={"linewidth": 0.8},
        )
        axis.axhline(0, color="#555555", linewidth=0.8)
        reach = 1.15 * np.abs(np.concatenate([difference - bar, difference + bar])).max()
        axis.set_ylim(-reach, reach)
        axis.set_ylabel(r"$\Delta$ (%)")
        axis.text(0.985, 0.93, f"{chi:g} − {shown[0]:g}", transform=axis.transAxes, ha="right", va="top")
        axis.set_xticks(x, [])
        axis.grid(axis="x", visible=False)
        out[f"deviation_chi{chi:g}"] = difference / 100
        out[f"counting_error_chi{chi:g}"] = bar / 100
        row += 1
    axis.set_xticks(x, names, rotation=90, fontsize=8)
    return style.table(study, "fig03_indices.csv", out)


def _rdfs(study, figure, grid, shown):
    mean = {}
    for chi in shown:
        tables = [sample.table("structure/rdf.csv") for sample in study.samples[chi]]
        r = tables[0]["r"]
        mean[chi] = style.over_seeds(tables, "g")[0], sum(t["pairs"] for t in tables)
    out = {"r_A": r, **{f"g_chi{chi:g}": mean[chi][0] for chi in shown}}
    row = 0
    for chi in shown:
        axis = figure.add_subplot(grid[row])
        axis.plot(r, mean[chi][0], color=style.chi_color(chi))
        axis.text(0.985, 0.9, style.chi_label(chi), transform=axis.transAxes, ha="right", va="top")
        axis.set_ylabel("g(r)")
        axis.set_xlim(0, r[-1])
        axis.tick_params(labelbottom=False)
        if row == 0:
            style.letter(axis, "(d)", x=-0.1)
        row += 1
    for chi in shown[1:]:
        axis = figure.add_subplot(grid[row])
        difference = mean[chi][0] - mean[shown[0]][0]
        noise = np.hypot(counting(mean[chi]), counting(mean[shown[0]]))
        axis.fill_between(r, -2 * noise, 2 * noise, color="#d9d9d9", linewidth=0)
        axis.plot(r, difference, color=style.chi_color(chi), linewidth=1.1)
        reach = 1.2 * max(np.abs(difference).max(), 2 * np.max(noise))
        axis.set_ylim(-reach, reach)
        axis.set_xlim(0, r[-1])
        axis.set_ylabel(r"$\Delta$ g")
        axis.text(0.985, 0.93, f"{chi:g} − {shown[0]:g}", transform=axis.transAxes, ha="right", va="top")
        axis.tick_params(labelbottom=row == 2 * len(shown) - 2)
        out[f"deviation_chi{chi:g}"] = difference
        out[f"counting_error_chi{chi:g}"] = noise
        row += 1
    axis.set_xlabel("r (Å)")
    axis.tick_params(labelbottom=True)
    return style.table(study, "fig03_rdf.csv", out)


def counting(pair):
    """Poisson error of g from the number of pairs in each bin."""
    g, pairs = pair
    return np.where(pairs > 0, g / np.sqrt(np.maximum(pairs, 1)), 0)


def correspondence_figure(study):
    """Fig. 7."""
    wanted = [chi for chi in (0.7, 0.8, 0.9) if any(abs(chi - c) < 1e-9 for c in study.chis)]
    chis = wanted if len(wanted) == 3 else study.shown()
    n = len(chis)
    columns = max(3, n)
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
    finals = {chi: study.lead(chi).atoms(study.lead(chi).snapshots()[-1][1]) for chi in chis}
    limit = style.nice_limit(np.median([np.quantile(a["d2min"], 0.95) for a in finals.values()]))
    found = {chi: [correspondence(sample) for sample in study.samples[chi]] for chi in study.chis}
    mean = {
        chi: {
            name: mean_and_error([(one[name], one[name + "_error"]) for one in found[chi]])
            for name in ("spearman", "auc")
        }
        for chi in study.chis
    }
    for k, chi in enumerate(chis):
        atoms = study.lead(chi).atoms("structure/atoms.dump")
        style.show(figure.add_subplot(grid[0, k]), style.region_image(atoms), f"({'abc'[k]})  {style.chi_label(chi)}")
        style.show(figure.add_subplot(grid[1, k]), style.network_image(atoms))
        axis = figure.add_subplot(grid[2, k])
        style.show(axis, style.field_image(finals[chi], finals[chi]["d2min"], limit))
        axis.text(
            0.5,
            -0.02,
            "rank correlation {:.3f} ± {:.3f}\nAUC {:.3f} ± {:.3f}".format(*mean[chi]["spearman"], *mean[chi]["auc"]),
            transform=axis.transAxes,
            ha="center",
            va="top",
            fontsize=9.5,
            linespacing=1.35,
        )
    box = axis.get_position()
    bar = figure.add_axes([box.x1 + 0.015, box.y0 + 0.03, 0.014, box.height - 0.06])
    mappable = plt.cm.ScalarMappable(plt.Normalize(0, limit), style.FIELD_MAP)
    figure.colorbar(mappable, cax=bar, extend="max").set_label(r"$D^2_{min}$ (Å$^2$)")
    for k, text in enumerate(
        ("relaxed regions", "15 largest networks", r"$D^2_{min}$, strain " f"{study.config['shear.strain']:g}")
    ):
        position = grid[k, 0].get_position(figure)
        figure.text(0.02, 0.5 * (position.y0 + position.y1), text, rotation=90, va="center", ha="center", fontsize=10.5)

    below = grid[3, 0].get_position(figure)
    height = below.height - 0.025
    left, right = figure.add_axes([0.095, below.y0, 0.385, height]), figure.add_axes([0.585, below.y0, 0.385, height])
    out = {"seed": [], "chi": [], "distance_A": [], "atoms": [], "lambda_mean": [], "lambda_error": []}
    numbers = {"seed": [], "chi": [], "spearman": [], "spearman_error": [], "auc": [], "auc_error": []}
    for position, chi in enumerate(study.chis):
        for sample, one in zip(study.samples[chi], found[chi]):
            for name in ("spearman", "spearman_error", "auc", "auc_error"):
                numbers[name].append(one[name])
            numbers["seed"].append(sample.seed)
            numbers["chi"].append(chi)
            for row in one["profile"]:
                for name, value in zip(out, (sample.seed, chi) + row):
                    out[name].append(value)
        if chi in chis:
            profile = _mean_profile([one["profile"] for one in found[chi]])
            left.errorbar(
                profile[:, 0] + 0.06 * (chis.index(chi) - 1),
                profile[:, 1],
                profile[:, 2],
                color=style.chi_color(chi),
                marker="o",
                markersize=4,
                capsize=2,
                label=style.chi_label(chi),
            )
        for offset, name, marker in ((-0.1, "spearman", "o"), (0.1, "auc", "^")):
            right.errorbar(
                position + offset, *mean[chi][name], marker=marker, color=style.chi_color(chi), capsize=3, markersize=6
            )
    left.set_xlabel("distance to the nearest atom of the 15 networks (Å)")
    left.set_ylabel(r"mean $\Lambda$ at strain " f"{study.config['shear.strain']:g}")
    left.legend()
    style.letter(left, "(d)", x=-0.1)
    right.axhline(0, color="#888888", linewidth=0.9)
    right.axhline(0.5, color="#888888", linewidth=0.9, linestyle=":")
    right.set_xticks(range(len(study.chis)), [f"{chi:g}" for chi in study.chis])
    right.set_xlim(-0.6, len(study.chis) - 0.4)
    right.set_xlabel(r"$\chi_{con}$")
    right.set_ylabel("distance against " r"$\Lambda$")
    low, high = right.get_ylim()
    right.set_ylim(min(low, -0.1), max(high, 1.0))
    right.legend(
        handles=[
            plt.Line2D([], [], marker="^", linestyle="", color="#555555", label="AUC, top tenth (dotted: chance)"),
            plt.Line2D([], [], marker="o", linestyle="", color="#555555", label="rank correlation (line: none)"),
        ],
        loc="upper right",
        handletextpad=0.2,
    )
    style.letter(right, "(e)", x=-0.1)
    path = style.save(study, figure, "fig07.png")
    replaced = (
        ""
        if len(wanted) == 3
        else (f" The paper shows χ = 0.7, 0.8, 0.9; this run has {', '.join(f'{chi:g}' for chi in study.chis)}.")
    )
    return style.Figure(
        7,
        "Regions, networks and strain side by side, and their correspondence as a number",
        path,
        "(a to c) Regions, the 15 largest icosahedral networks before the shear, D²<sub>min</sub> after it."
        + replaced
        + " "
        + _one_glass(study)
        + "(d) Mean Λ by distance to the nearest atom of those networks before the shear (0: member). (e) Spearman's rank "
        "correlation of that distance with Λ, and the area under the ROC curve (AUC) when the distance is to tell the tenth of "
        "the atoms with the largest Λ; the numbers under the maps are these. Errors: standard error over glasses where there are "
        "several (e: at least three), otherwise over atoms (d) and by jackknife over the cell's eight octants (e). "
        "<b>Open in the paper:</b> it shows this correspondence by eye only; both numbers are this study's.",
        [style.table(study, "fig07_profile.csv", out), style.table(study, "fig07_correspondence.csv", numbers)],
    )


def _mean_profile(profiles):
    """Distance, mean and error of Lambda by distance, over glasses; distances that all glasses have."""
    common = min((len(p) for p in profiles), default=0)
    data = np.array([p[:common] for p in profiles], float).reshape(len(profiles), common, 4)
    mean = data.mean(axis=0)
    error = data[:, :, 2].std(axis=0, ddof=1) / np.sqrt(len(data)) if len(data) > 1 else mean[:, 3]
    return np.column_stack([mean[:, 0], mean[:, 2], error])


def dynamics(study):
    """Fig. 10."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.5), constrained_layout=True)
    out = {}
    peaks = {"seed": [], "chi": [], "t_peak_ps": [], "alpha2_max": [], "error": []}
    for chi in study.chis:
        tables = [sample.table("alpha2/alpha2.csv") for sample in study.samples[chi]]
        t = tables[0]["t_ps"]
        mean, error = style.over_seeds(tables, "alpha2")
        if len(tables) == 1:
            error = tables[0]["alpha2_error"]
        style.chi_curve(study, left, t, mean, error, chi)
        out.setdefault("t_ps", t)
        out[f"alpha2_chi{chi:g}"], out[f"error_chi{chi:g}"] = mean, error
        out[f"msd_A2_chi{chi:g}"] = style.over_seeds(tables, "msd_A2")[0]
        values = []
        for sample, one in zip(study.samples[chi], tables):
            k = int(np.argmax(one["alpha2"]))
            for name, value in zip(peaks, (sample.seed, chi, one["t_ps"][k], one["alpha2"][k], one["alpha2_error"][k])):
                peaks[name].append(value)
            values.append((one["alpha2"][k], one["alpha2_error"][k]))
        right.errorbar(chi, *mean_and_error(values), marker="o", markersize=6, capsize=3, color=style.chi_color(chi))
    left.set_xscale("log")
    left.set_xlabel("time t (ps)")
    left.set_ylabel(r"$\alpha_2$")
    left.legend()
    style.letter(left, "(a)", x=-0.08)
    right.set_xlabel(r"$\chi_{con}$")
    right.set_ylabel(r"largest $\alpha_2$")
    right.margins(x=0.12, y=0.25)
    style.letter(right, "(b)", x=-0.08)
    path = style.save(study, figure, "fig10.png")
    c = study.config
    return style.Figure(
        10,
        "Non-Gaussian parameter and its peak",
        path,
        f"α₂(t) = 3⟨r⁴⟩/(5⟨r²⟩²) − 1 at {c['alpha2.temperature_K']:g} K over {c['alpha2.time_ps']:g} ps (the paper: 1 ns) on "
        f"unwrapped displacements without drift, at constant volume after {c['alpha2.rest_time_ps']:g} ps of NPT at that "
        "temperature; four time origins in the first half. Bands and bars: "
        + ("standard error over glasses (b: where there are three); otherwise " if len(study.seeds) > 1 else "")
        + "jackknife over eight groups of atoms. "
        + (style.glasses_text(study) if len(study.seeds) > 1 else "")
        + " <b>Open in the paper:</b> the time origins and the heating to 300 K.",
        [style.table(study, "fig10_alpha2.csv", out), style.table(study, "fig10_peaks.csv", peaks)],
    )
