# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Figures 1, 4, 5, 6, 8 and 9: what the shear does."""

import matplotlib.pyplot as plt
import numpy as np

import style


def _protocol(study):
    c = study.config
    return (
        f"{c['material.atoms']:g} atoms, {c['shear.plane']} shear at {style.rate(c['shear.rate_per_s'])} /s and "
        f"{c['shear.temperature_K']:g} K under NPT at zero pressure, time step "
        f"{1000 * c['material.timestep_ps']:g} fs"
    )


def _untreated_text(study):
    n = len(study.glasses)
    return (
        f"Line: mean over {n} independent glasses; band: standard error; snapshots: seed {study.glasses[0].seed}."
        if n > 1
        else "One glass."
    )


def stress_strain(study):
    """Fig. 1."""
    glass = study.glasses[0]
    shots = glass.snapshots()
    figure = plt.figure(figsize=(2.55 * max(3, len(shots)) + 0.5, 6.6))
    grid = figure.add_gridspec(
        2,
        max(3, len(shots)) + 1,
        height_ratios=[1.25, 1],
        left=0.07,
        right=0.93,
        top=0.97,
        bottom=0.02,
        hspace=0.24,
        wspace=0.04,
        width_ratios=[1] * max(3, len(shots)) + [0.05],
    )
    axis = figure.add_subplot(grid[0, :-1])
    out = {}
    thermo = [glass.table("shear/thermo.csv") for glass in study.glasses]
    strain = thermo[0]["strain"]
    mean, error = style.over_seeds(thermo, "stress_GPa")
    width = max(1, int(round(0.01 / max(1e-12, strain[-1] / max(1, len(strain) - 1)))))
    axis.plot(strain, mean, color="#b9c4d0", linewidth=0.7, label="instantaneous")
    style.curve(
        axis,
        strain,
        style.smooth(mean, width),
        style.smooth(error, width),
        style.chi_color(None),
        "running mean over 0.01 of strain",
        linewidth=2,
    )
    axis.set_xlabel("shear strain")
    axis.set_ylabel(f"shear stress $\\sigma_{{{study.config['shear.plane']}}}$ (GPa)")
    axis.set_xlim(0, strain[-1] * 1.005)
    axis.legend(loc="lower right")
    out["strain"], out["stress_GPa"], out["stress_running_mean_GPa"], out["standard_error_GPa"] = (
        strain,
        mean,
        style.smooth(mean, width),
        error,
    )
    limit = style.nice_limit(np.quantile(glass.atoms(shots[-1][1])["d2min"], 0.95))
    top = style.smooth(mean, width)
    frame = glass.atoms(shots[-1][1]).cell
    for k, (at, name) in enumerate(shots):
        atoms = glass.atoms(name)
        mark = "ABCDEFGHIJ"[k]
        style.show(
            figure.add_subplot(grid[1, k]),
            style.field_image(atoms, atoms["d2min"], limit, width=420, frame_cell=frame),
            f"{mark}   strain {at:.3g}",
        )
        height = np.interp(at, strain, top)
        axis.plot([at], [height], "o", color="#c1272d", markersize=5, zorder=5)
        axis.annotate(mark, (at, height), textcoords="offset points", xytext=(0, 9), ha="center", weight="bold")
    bar = figure.add_subplot(grid[1, -1])
    mappable = plt.cm.ScalarMappable(plt.Normalize(0, limit), style.FIELD_MAP)
    figure.colorbar(mappable, cax=bar, extend="max").set_label(r"$D^2_{min}$ (Å$^2$)")
    path = style.save(study, figure, "fig01.png")
    c = study.config
    return style.Figure(
        1,
        "Stress-strain curve of the untreated glass, and its non-affine displacements",
        path,
        f"Cu50Zr50 quenched at {style.rate(c['quench.rate_K_per_s'])} K/s; {_protocol(study)}. Snapshots: D²<sub>min</sub> of Falk and "
        f"Langer, a sum over all neighbours within {c['deformation.d2min_cutoff_A']:g} Å in the unstrained reference. "
        f"{_untreated_text(study)} <b>Open in the paper:</b> D²<sub>min</sub>'s cutoff, its reference, and whether it is a sum or a mean.",
        [style.table(study, "fig01_stress_strain.csv", out)],
    )


def d2min_density(study):
    """Histogram of D2min/<D2min> over all seeds for every connectivity, on shared bins."""
    edges = np.concatenate([np.arange(0, 4, 0.1), np.arange(4, 12.01, 0.4)])
    out = {"low": edges[:-1], "high": edges[1:]}
    for chi in study.chis:
        parts = []
        for sample in study.samples[chi]:
            atoms = sample.atoms(sample.snapshots()[-1][1])
            values = atoms["d2min"][atoms["status"] == 0]
            parts.append(values / values.mean())
        values = np.concatenate(parts)
        out[f"density_chi{chi:g}"] = np.histogram(values, edges)[0] / (len(values) * np.diff(edges))
    return out


def localization(study):
    """Fig. 4."""
    shown = study.shown()
    n = len(shown)
    figure = plt.figure(figsize=(10.2, 7.2))
    grid = figure.add_gridspec(
        2, 1, height_ratios=[1.18, 1], hspace=0.12, left=0.075, right=0.985, top=0.955, bottom=0.075
    )
    upper = grid[0].subgridspec(1, n, wspace=0.03)
    for k, chi in enumerate(shown):
        axis = figure.add_subplot(upper[k])
        sample = study.lead(chi)
        table = sample.table("structure/networks.csv")
        size = f"largest: {int(table['atoms'][0])} atoms" if len(table["atoms"]) else "no network"
        style.show(
            axis,
            style.network_image(sample.atoms("structure/atoms.dump"), width=460),
            f"{style.chi_label(chi)}   ({size})",
        )
        if k == 0:
            style.letter(axis, "(a)", x=0.02)
    networks = {"seed": [], "chi": [], "network": [], "atoms": [], "centers": []}
    for chi in study.chis:
        for sample in study.samples[chi]:
            found = sample.table("structure/networks.csv")
            m = min(15, len(found["network"]))
            networks["seed"] += [sample.seed] * m
            networks["chi"] += [chi] * m
            for name in ("network", "atoms", "centers"):
                networks[name] += list(found[name][:m])
    lower = grid[1].subgridspec(1, 3, wspace=0.27)
    density = d2min_density(study)
    axis = figure.add_subplot(lower[0])
    middle = 0.5 * (density["low"] + density["high"])
    for chi in study.chis:
        value = density[f"density_chi{chi:g}"]
        axis.plot(middle[value > 0], value[value > 0], color=style.chi_color(chi), label=style.chi_label(chi))
    axis.set_yscale("log")
    axis.set_xlabel(r"$D^2_{min}/\langle D^2_{min}\rangle$")
    axis.set_ylabel("probability density")
    axis.legend()
    style.letter(axis, "(b)", x=-0.08)
    series = {}
    for k, (column, label) in enumerate((("psi", r"localization factor $\Psi$"), ("skewness", r"skewness $S_k$"))):
        axis = figure.add_subplot(lower[k + 1])
        for chi in study.chis:
            tables = [_after_start(sample.table("shear/frames.csv")) for sample in study.samples[chi]]
            mean, error = style.over_seeds(tables, column)
            style.chi_curve(study, axis, tables[0]["strain"], mean, error, chi)
            series["strain"] = tables[0]["strain"]
            series[f"{column}_chi{chi:g}"], series[f"{column}_error_chi{chi:g}"] = mean, error
        axis.set_xlabel("shear strain")
        axis.set_ylabel(label)
        style.letter(axis, f"({'cd'[k]})", x=-0.08)
    path = style.save(study, figure, "fig04.png")
    c = study.config
    index = " ".join(str(n) for n in c["structure.index"])
    return style.Figure(
        4,
        "Icosahedral networks and localization of the strain",
        path,
        f"(a) The 15 largest networks of ⟨{index}⟩ clusters (a centre and its Voronoi neighbours; two clusters are connected if "
        f"they share at least {c['structure.min_shared']} atom), each in its colour, before the shear. (b) Distribution of "
        f"D²<sub>min</sub> over its mean at strain {c['shear.strain']:g}. (c) Ψ, the relative standard deviation of "
        f"D²<sub>min</sub>, and (d) its skewness, against strain. {_protocol(study)}; cutoff {c['deformation.d2min_cutoff_A']:g} Å, "
        f"reference: the unstrained sample. {style.glasses_text(study)}",
        [
            style.table(study, "fig04_networks.csv", networks),
            style.table(study, "fig04_distribution.csv", density),
            style.table(study, "fig04_localization.csv", series),
        ],
    )


def _after_start(table):
    """Without the reference frame, where nothing has moved."""
    return table.where(table["strain"] > 0)


def _maps(study, number, column, symbol, unit, factor, title, caption):
    shown = study.shown()
    shots = study.lead(shown[0]).snapshots()
    m = len(shots)
    figure = plt.figure(figsize=(2.5 * m + 0.75, 2.22 * len(shown) + 3.35))
    height = figure.get_figheight()
    grid = figure.add_gridspec(
        len(shown),
        m + 1,
        left=0.045,
        right=0.915,
        top=1 - 0.3 / height,
        bottom=3.1 / height,
        hspace=0.03,
        wspace=0.03,
        width_ratios=[1] * m + [0.06],
    )
    limit = style.nice_limit(
        np.median(
            [
                np.quantile(_finite(s.atoms(s.snapshots()[-1][1])[column]) * factor, 0.97)
                for s in (study.lead(chi) for chi in shown)
            ]
        )
    )
    for row, chi in enumerate(shown):
        sample = study.lead(chi)
        frame = sample.atoms(sample.snapshots()[-1][1]).cell
        for k, (at, name) in enumerate(sample.snapshots()[:m]):
            atoms = sample.atoms(name)
            axis = figure.add_subplot(grid[row, k])
            values = np.nan_to_num(atoms[column] * factor)
            style.show(
                axis,
                style.field_image(atoms, values, limit, width=400, frame_cell=frame),
                f"strain {at:.3g}" if row == 0 else None,
            )
        position = grid[row, 0].get_position(figure)
        figure.text(
            0.022,
            0.5 * (position.y0 + position.y1),
            style.chi_label(chi),
            rotation=90,
            va="center",
            ha="center",
            color=style.chi_color(chi),
            fontsize=10,
        )
    figure.text(0.012, 1 - 0.22 / height, "(a)", weight="bold", fontsize=10.5)
    bar = figure.add_subplot(grid[:, -1])
    mappable = plt.cm.ScalarMappable(plt.Normalize(0, limit), style.FIELD_MAP)
    label = f"${symbol}$" + (f" ({unit})" if unit else "")
    figure.colorbar(mappable, cax=bar, extend="max").set_label(label)

    axis = figure.add_axes([0.095, 0.55 / height, 0.46, 2.25 / height])
    out = {}
    for chi in study.chis:
        curves = [style.band_and_matrix(sample.table("shear/profile.csv"), column) for sample in study.samples[chi]]
        strain = curves[0][0]
        out["strain"] = strain
        for which, line, name in ((1, "-", "band"), (2, "--", "matrix")):
            values = factor * np.array([one[which] for one in curves])
            mean = values.mean(axis=0)
            error = values.std(axis=0, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.zeros_like(mean)
            style.curve(axis, strain, mean, error, style.chi_color(chi), linestyle=line)
            out[f"{column}_{name}_chi{chi:g}"], out[f"{column}_{name}_error_chi{chi:g}"] = mean, error
    axis.set_xlabel("shear strain")
    axis.set_ylabel(label)
    handles = [plt.Line2D([], [], color=style.chi_color(chi), label=style.chi_label(chi)) for chi in study.chis]
    handles += [
        plt.Line2D([], [], color="#555555", label="band"),
        plt.Line2D([], [], color="#555555", linestyle="--", label="matrix"),
    ]
    axis.legend(handles=handles, loc="upper left", ncol=2 if len(study.chis) > 3 else 1)
    axis.set_xlim(0, None)
    axis.set_ylim(0, None)
    style.letter(axis, "(b)", x=-0.1)

    axis = figure.add_axes([0.66, 0.55 / height, 0.255, 2.25 / height])
    profiles = {}
    for chi in study.chis:
        table = study.lead(chi).table("shear/profile.csv")
        last = table.where(table["frame"] == table["frame"].max())
        band = style.band_slabs(table)
        axis.plot(
            factor * last[column],
            0.1 * last["center_A"],
            color=style.chi_color(chi),
            marker="o",
            markersize=3.5,
            markerfacecolor="white",
        )
        axis.plot(
            factor * last[column][band], 0.1 * last["center_A"][band], "o", color=style.chi_color(chi), markersize=5
        )
        profiles.setdefault("chi", []).extend([chi] * len(band))
        for name, values in (
            ("center_nm", 0.1 * last["center_A"]),
            ("atoms", last["atoms"]),
            (column, factor * last[column]),
            ("band", band.astype(int)),
        ):
            profiles.setdefault(name, []).extend(values)
    axis.set_xlabel(f"{label}, last strain")
    axis.set_ylabel(f"{study.config['shear.plane'][1]} (nm)")
    style.letter(axis, "(c)", x=-0.16)
    path = style.save(study, figure, f"fig{number:02d}.png")
    return style.Figure(
        number,
        title,
        path,
        caption,
        [
            style.table(study, f"fig{number:02d}_{column}_band_matrix.csv", out),
            style.table(study, f"fig{number:02d}_{column}_profile.csv", profiles),
        ],
    )


def _finite(values):
    return values[np.isfinite(values)]


def _band_text(study):
    c = study.config
    return (
        f"The profile is taken in slabs of {c['deformation.slab_A'] / 10:g} nm (about; the cell's height divided evenly) across the shear "
        "plane's normal, by the atoms' reference places; the band (filled marks in c) is the contiguous slabs above mean + one standard deviation of Λ at "
        "the last strain, at least one slab; the matrix is the rest. "
    )


def strain_maps(study):
    """Fig. 5."""
    c = study.config
    return _maps(
        study,
        5,
        "lambda",
        r"\Lambda",
        "",
        1.0,
        "Effective strain, and how it concentrates",
        (
            f"(a) Λ = √(2/3 e:e) of the two-term gradient fit (root mean square over the fit sphere, {c['deformation.ttg_cutoff_A']:g} Å, "
            "uniform weight), per atom. (b) Its mean in the band and in the matrix against strain. (c) Its profile at the "
            f"last strain. {_band_text(study)}{_protocol(study)}. {style.glasses_text(study)} <b>Open in the paper:</b> the fit's cutoff and "
            "weight, how the band is told from the matrix."
        ),
    )


def gradient_maps(study):
    """Fig. 6."""
    c = study.config
    return _maps(
        study,
        6,
        "eta",
        r"\eta",
        "1/nm",
        10.0,
        "Effective strain gradient, and how it concentrates",
        (
            "(a) η = ½√(η′:η′) of the second-order term, without its hydrostatic part, per atom; two-term gradient fit with "
            f"{c['deformation.ttg_cutoff_A']:g} Å. (b) Its mean in the band and in the matrix, defined by Λ as in Fig. 5. (c) Its profile at the last strain. "
            f"{_band_text(study)}{_protocol(study)}. {style.glasses_text(study)} <b>Open in the paper:</b> as for Fig. 5, and the "
            "coefficients of η."
        ),
    )


def percolation(study):
    """Fig. 8."""
    figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.5), constrained_layout=True)
    out = {}
    total = study.config["material.atoms"]
    for chi in study.chis:
        tables = [sample.table("shear/frames.csv") for sample in study.samples[chi]]
        for table in tables:
            table["ratio"] = np.where(table["plastic"] > 0, table["largest"] / np.maximum(table["plastic"], 1), 0)
        strain = tables[0]["strain"]
        out["strain"] = strain
        for axis, column in zip(axes, ("largest", "ratio")):
            mean, error = style.over_seeds(tables, column)
            # The share of a handful of atoms says nothing.
            enough = (
                np.ones(len(strain), bool) if column == "largest" else np.mean([t["plastic"] for t in tables], 0) >= 20
            )
            style.chi_curve(study, axis, strain[enough], mean[enough], error[enough], chi)
            out[f"{column}_chi{chi:g}"], out[f"{column}_error_chi{chi:g}"] = mean, error
        out[f"plastic_chi{chi:g}"] = style.over_seeds(tables, "plastic")[0]
        wraps = np.array([(t["wraps_x"] + t["wraps_y"] + t["wraps_z"]) > 0 for t in tables]).mean(axis=0) >= 0.5
        if wraps.any():
            first = int(np.argmax(wraps))
            axes[0].plot(
                strain[first], out[f"largest_chi{chi:g}"][first], "v", color=style.chi_color(chi), markersize=7
            )
        out[f"wraps_chi{chi:g}"] = wraps.astype(int)
    axes[0].set_ylabel(r"$S_{max}$ (atoms)")
    axes[1].set_ylabel(r"$S_{max}/S_{all}$")
    for axis, mark in zip(axes, "ab"):
        axis.set_xlabel("shear strain")
        axis.set_xlim(0, None)
        axis.set_ylim(0, None)
        style.letter(axis, f"({mark})", x=-0.07)
    axes[1].set_ylim(0, 1.03)
    right = axes[0].secondary_yaxis("right", functions=(lambda n: n / total, lambda f: f * total))
    right.set_ylabel("share of all atoms")
    handles, labels = axes[0].get_legend_handles_labels()
    handles.append(plt.Line2D([], [], marker="v", linestyle="", color="#555555"))
    axes[0].legend(handles, labels + ["first wraps the cell"], loc="upper left")
    path = style.save(study, figure, "fig08.png")
    c = study.config
    return style.Figure(
        8,
        "Percolation of the plastic atoms",
        path,
        f"Plastic atoms have Λ above {c['deformation.plastic_strain']:g}; two are linked within the first minimum of the total "
        "RDF of their sample, in the sheared configuration. (a) Size of the largest cluster; triangle: first frame where it wraps around the "
        f"periodic cell, by winding. (b) Its share of all plastic atoms, shown where there are at least 20. {_protocol(study)}. {style.glasses_text(study)} <b>Open in the paper:</b> "
        "the criterion for linking plastic atoms.",
        [style.table(study, "fig08_percolation.csv", out)],
    )


def extremes(study):
    """Fig. 9."""
    kinds = (
        ("xi_r_ratio", r"$\xi_{RX}/\langle\xi_R\rangle$", "rotation"),
        ("xi_d_ratio", r"$\xi_{DX}/\langle\xi_D\rangle$", "dilatation"),
        ("xi_s_ratio", r"$\xi_{SX}/\langle\xi_S\rangle$", "shear"),
    )
    figure, axes = plt.subplots(1, 3, figsize=(10.2, 3.4), constrained_layout=True, sharey=True)
    out = {}
    for axis, (column, label, name), mark in zip(axes, kinds, "abc"):
        for chi in study.chis:
            tables = [_after_start(sample.table("shear/frames.csv")) for sample in study.samples[chi]]
            mean, error = style.over_seeds(tables, column)
            style.chi_curve(study, axis, tables[0]["strain"], mean, error, chi)
            out["strain"] = tables[0]["strain"]
            out[f"{column}_chi{chi:g}"], out[f"{column}_error_chi{chi:g}"] = mean, error
        axis.set_title(name)
        axis.set_xlabel("shear strain")
        axis.set_ylabel(label)
        axis.tick_params(labelleft=True)
        axis.axvline(0.15, color="#999999", linewidth=0.8, linestyle=":")
        axis.set_xlim(0, None)
        style.letter(axis, f"({mark})", x=-0.04)
    axes[0].legend()
    path = style.save(study, figure, "fig09.png")
    c = study.config
    return style.Figure(
        9,
        "Extreme values of rotation, dilatation and shear",
        path,
        f"Mean of the largest {100 * c['deformation.top_fraction']:g} % over the mean of all atoms, of the two-term forms of ξ_R (angle of R in "
        "F = RU), ξ_D (|det F − 1|) and ξ_S (effective deviatoric strain), fit within "
        f"{c['deformation.ttg_cutoff_A']:g} Å. Dotted: strain 0.15, beyond which the paper sees the connectivities part. "
        f"{_protocol(study)}. {style.glasses_text(study)} <b>Open in the paper:</b> the cutoff, and which form of ξ it uses.",
        [style.table(study, "fig09_extremes.csv", out)],
    )
