# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""How every figure looks: one colour per connectivity, one way to draw atoms, one way to average over seeds."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402

import spheres  # noqa: E402
from study_data import write_table  # noqa: E402

plt.rcParams.update(
    {
        "font.size": 10,
        "axes.titlesize": 10,
        "axes.labelsize": 10,
        "legend.fontsize": 9,
        "figure.dpi": 160,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#e8e8e8",
        "grid.linewidth": 0.6,
        "axes.axisbelow": True,
        "lines.linewidth": 1.8,
        "legend.frameon": False,
        "savefig.facecolor": "white",
        "axes.edgecolor": "#555555",
        "xtick.color": "#333333",
        "ytick.color": "#333333",
        "legend.handlelength": 1.6,
        "mathtext.default": "regular",
        "svg.hashsalt": "tektite",
    }
)

MATRIX, SEPARATE, CONNECTED = "#aebfd8", "#f2b705", "#cf2a27"
ELEMENT_RADIUS = {1: 1.30, 2: 1.62}  # drawn, in Angstrom
FIELD_MAP = "RdYlBu_r"
_CHI = {0.0: "#2166ac", 0.5: "#e08a00", 0.7: "#6aa321", 0.8: "#12948c", 0.9: "#8648c2", 1.0: "#b2182b"}


def rate(value):
    """1e14, not 1e+14"""
    return f"{value:.3g}".replace("e+", "e")


def chi_color(chi):
    if chi is None:
        return "#444444"
    return _CHI.get(round(chi, 6), plt.get_cmap("viridis")(chi))


def chi_label(chi):
    return "untreated" if chi is None else rf"$\chi_{{con}}$ = {chi:g}"


def letter(axes, text, x=-0.02, y=1.02):
    axes.text(x, y, text, transform=axes.transAxes, ha="right", va="bottom", weight="bold", fontsize=11)


def save(study, figure, name):
    path = study.folder / "figures" / name
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=160, metadata={"Software": None})
    plt.close(figure)
    return path


def glasses_text(study):
    """What lines and bands are, for a caption."""
    counts = {chi: len(group) for chi, group in study.samples.items()}
    thin = (
        " Connectivities between those of the paper's own comparison are drawn thin, without bands; their errors are in the data."
        if len(study.chis) > len(study.shown())
        else ""
    )
    if set(counts.values()) == {1}:
        return "One glass, no error bands." + thin
    if len(set(counts.values())) == 1:
        return f"Lines: mean over {next(iter(counts.values()))} independent glasses; bands: standard error." + thin
    each = ", ".join(f"χ = {chi:g}: {n}" for chi, n in counts.items())
    return f"Lines: mean over the glasses that are finished ({each}); bands: standard error." + thin


def over_seeds(tables, column):
    """Mean over samples of a column that all share, and its standard error (zero for one sample)."""
    values = np.array([table[column] for table in tables], float)
    mean = values.mean(axis=0)
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.zeros_like(mean)
    return mean, error


def curve(axes, x, mean, error, color, label=None, **style):
    axes.plot(x, mean, color=color, label=label, **style)
    if np.any(error > 0):
        axes.fill_between(x, mean - error, mean + error, color=color, alpha=0.2, linewidth=0)


def chi_curve(study, axes, x, mean, error, chi, **style):
    """The curve of one connectivity: with its band if it is one of those that are compared, thin and alone otherwise."""
    if chi in study.shown():
        curve(axes, x, mean, error, chi_color(chi), chi_label(chi), zorder=3, **style)
    else:
        axes.plot(x, mean, color=chi_color(chi), label=chi_label(chi), linewidth=0.9, alpha=0.9, zorder=2, **style)


def smooth(values, width):
    """Running mean that narrows at the ends."""
    n = len(values)
    total = np.concatenate([[0.0], np.cumsum(values)])
    reach = np.minimum(width // 2, np.minimum(np.arange(n), n - 1 - np.arange(n)))
    index = np.arange(n)
    return (total[index + reach + 1] - total[index - reach]) / (2 * reach + 1)


def show(axes, image, title=None):
    axes.imshow(image, interpolation="lanczos")
    axes.set_axis_off()
    if title:
        axes.set_title(title, pad=3)


def field_image(atoms, values, limit, width=420, frame_cell=None, cmap=FIELD_MAP):
    """Every atom, coloured by a field between 0 and limit."""
    colors = plt.get_cmap(cmap)(np.clip(values / limit, 0, 1))[:, :3]
    return spheres.render(
        atoms.positions(), _radii(atoms), colors, atoms.cell, atoms.origin, width=width, frame_cell=frame_cell
    )


def region_image(atoms, width=420):
    """Relaxed regions as spheres among the matrix' atoms as dots."""
    region = atoms["region"]
    palette = np.array([matplotlib.colors.to_rgb(c) for c in (MATRIX, SEPARATE, CONNECTED)])
    radii = np.where(region == 0, 0.25 if atoms.count < 50000 else 0.18, _radii(atoms) * 1.05)
    return spheres.render(atoms.positions(), radii, palette[region.astype(int)], atoms.cell, atoms.origin, width=width)


def network_colors(count):
    base = plt.get_cmap("tab20")(np.arange(20))[:, :3]
    order = [0, 6, 4, 2, 8, 10, 12, 16, 18, 1, 7, 5, 3, 9, 11, 13, 17, 19, 14, 15]
    return base[np.array(order)[np.arange(count) % 20]]


def network_image(atoms, count=15, width=420):
    """The largest networks, each in its colour; nothing else."""
    network = atoms["network"].astype(int)
    chosen = (network > 0) & (network <= count)
    colors = network_colors(count)[network[chosen] - 1] if chosen.any() else np.zeros((0, 3))
    return spheres.render(
        atoms.positions()[chosen], _radii(atoms)[chosen], colors, atoms.cell, atoms.origin, width=width
    )


def _radii(atoms):
    kind = atoms["type"].astype(int)
    return np.where(kind == 1, ELEMENT_RADIUS[1], ELEMENT_RADIUS[2])


def color_bar(figure, axes, limit, label, cmap=FIELD_MAP, shrink=0.9):
    mappable = plt.cm.ScalarMappable(matplotlib.colors.Normalize(0, limit), cmap)
    bar = figure.colorbar(mappable, ax=axes, shrink=shrink, aspect=26, pad=0.015, extend="max")
    bar.set_label(label)
    bar.outline.set_linewidth(0.4)
    return bar


def nice_limit(value):
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten."""
    if not value > 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return next(m * power for m in (1, 1.5, 2, 3, 4, 5, 6, 8, 10.0001) if m * power >= value)


def band_slabs(profile):
    """Which slabs are the band, by the profile of Lambda at the last frame.

    The contiguous slabs (the cell repeats) above mean + one standard deviation; of several such runs the one with the
    most strain; at least the slab of the largest Lambda.
    """
    last = profile.where(profile["frame"] == profile["frame"].max())
    value = last["lambda"]
    above = value > value.mean() + value.std()
    if not above.any():
        above = value == value.max()
    n, best, best_weight = len(value), None, -np.inf
    if above.all():
        return above
    for start in range(n):
        if above[start] and not above[start - 1]:
            run = []
            k = start
            while above[k % n] and len(run) < n:
                run.append(k % n)
                k += 1
            weight = value[run].sum()
            if weight > best_weight:
                best, best_weight = run, weight
    band = np.zeros(n, bool)
    band[best] = True
    return band


def band_and_matrix(profile, column):
    """(strain, mean in the band, mean in the matrix) of lambda or eta for every frame."""
    band = band_slabs(profile)
    strain, inside, outside = [], [], []
    for frame in np.unique(profile["frame"]):
        rows = profile.where(profile["frame"] == frame)
        weight = rows["atoms"]
        strain.append(rows["strain"][0])
        inside.append(np.average(rows[column][band], weights=weight[band]))
        outside.append(np.average(rows[column][~band], weights=weight[~band]) if (~band).any() else inside[-1])
    return np.array(strain), np.array(inside), np.array(outside)


class Figure:
    """A finished figure: its picture, its caption (HTML), the tables behind it."""

    def __init__(self, number, title, path, caption, tables):
        self.number, self.title, self.path, self.caption, self.tables = number, title, path, caption, tables


def table(study, name, columns):
    return write_table(study.folder, name, columns)
