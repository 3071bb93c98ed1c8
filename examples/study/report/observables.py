# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The quantities that the claims are about, measured in one sample: a value and its error within the sample."""

from collections.abc import Callable

import numpy as np

from measures import band_and_matrix, band_slabs, jackknife, last_frame, late_mean, spearman
from study_data import Sample, select

Pair = tuple[float, float]  # a value and its error


def field_statistic(sample: Sample, column: str, statistic: Callable[[np.ndarray], float], kind: str = "") -> Pair:
    """Returns a statistic of a per-atom field at the last strain, with its jackknife error.

    Here and below kind is "/inherent" for the measures without thermal motion.
    """
    atoms = sample.last_atoms(kind)
    good = atoms["status"] == 0
    values, groups = atoms[column][good], atoms.octants()[good]
    return jackknife(groups, lambda mask: statistic(values[mask]))


def band_excess(sample: Sample, column: str, normal: int, factor: float = 1.0, kind: str = "") -> Pair:
    """Returns the mean in the band minus that in the matrix at the last strain.

    The error is from leaving out octants, with the same slabs as the band. `normal` is the axis across the slabs.
    """
    profile = sample.table(f"shear{kind}/profile.csv")
    band = band_slabs(profile)
    reference = sample.atoms(f"structure{kind}/atoms.dump")
    atoms = sample.last_atoms(kind)
    inside = band[reference.slabs(len(last_frame(profile)["slab"]), normal)]
    good = atoms["status"] == 0
    values = factor * atoms[column]

    def difference(mask: np.ndarray) -> float:
        a, b = values[mask & inside & good], values[mask & ~inside & good]
        return a.mean() - b.mean() if len(a) and len(b) else 0.0

    return jackknife(reference.octants(), difference)


def parting(sample: Sample, excess: float) -> float:
    """Returns the strain from which on Lambda of the band is above that of the matrix by this fraction.

    One frame beyond the last strain where that is never so.
    """
    strain, band, matrix = band_and_matrix(sample.table("shear/profile.csv"), "lambda")
    together = np.flatnonzero(band <= (1 + excess) * np.maximum(matrix, 1e-12))
    first = together[-1] + 1 if len(together) else 0
    return float(strain[first]) if first < len(strain) else float(2 * strain[-1] - strain[-2])


def onset(sample: Sample) -> Pair:
    """Returns the strain where band and matrix part by 10 %.

    The error is half the difference between the choices 5 % and 20 %, at least one frame.
    """
    strain = sample.table("shear/frames.csv")["strain"]
    early, late = parting(sample, 0.05), parting(sample, 0.2)
    return parting(sample, 0.1), max(float(strain[1] - strain[0]), 0.5 * (late - early))


def late_value(sample: Sample, column: str, divisor: str | None = None) -> Pair:
    """Returns the mean of a column of the frames (over another one where given) above 5/6 of the last strain."""
    table = sample.table("shear/frames.csv")
    values = table[column] / np.maximum(table[divisor], 1) if divisor else table[column]
    return late_mean(table["strain"], values, 5 / 6 * table["strain"][-1])


def growth(sample: Sample, column: str) -> Pair:
    """Returns the mean of a column of the frames above strain 0.15 (the second half where the shear ends earlier)."""
    table = sample.table("shear/frames.csv")
    start = min(0.15, 0.5 * table["strain"][-1])
    mean, scatter = late_mean(table["strain"], table[column], start)
    frames = max(1, int((table["strain"] >= start).sum()))
    # Neighbouring frames are correlated: every fifth counts as independent.
    return mean, scatter / np.sqrt(max(1.0, frames / 5))


def energy_gap(sample: Sample, element: str, kind: str = "") -> Pair:
    """Returns the energy of the matrix minus that of the regions, in eV per atom of the element."""
    table = sample.table(f"structure{kind}/energies.csv")
    of_element = table["element"] == element
    matrix, regions = (select(table, of_element & (table["group"] == group)) for group in ("matrix", "regions"))
    errors = (rows["sd_eV"][0] / np.sqrt(max(1, rows["atoms"][0])) for rows in (matrix, regions))
    return float(matrix["mean_eV"][0] - regions["mean_eV"][0]), float(np.hypot(*errors))


def mean_gap(sample: Sample, elements: list[str], kind: str = "") -> Pair:
    """Returns the energy gap averaged over elements, in eV per atom."""
    gaps = [energy_gap(sample, element, kind) for element in elements]
    error = float(np.sqrt(sum(error**2 for _, error in gaps)) / len(gaps))
    return float(np.mean([value for value, _ in gaps])), error


def network_share(sample: Sample, kind: str = "") -> Pair:
    """Returns the percentage of all atoms that are in the largest network; error from leaving out octants."""
    atoms = sample.atoms(f"structure{kind}/atoms.dump")
    member = atoms["network"] == 1
    return jackknife(atoms.octants(), lambda mask: 100 * member[mask].mean())


def alpha2_peak(sample: Sample) -> Pair:
    """Returns the largest alpha_2 with its error."""
    table = sample.table("alpha2/alpha2.csv")
    k = int(np.argmax(table["alpha2"]))
    return float(table["alpha2"][k]), float(table["alpha2_error"][k])


def strain_correlation(sample: Sample) -> Pair:
    """Returns the rank correlation of Lambda and eta over the atoms at the last strain."""
    atoms = sample.last_atoms()
    good = atoms["status"] == 0
    a, b, groups = atoms["lambda"][good], atoms["eta"][good], atoms.octants()[good]
    return jackknife(groups, lambda mask: spearman(a[mask], b[mask]))


def dilatation_lead(sample: Sample) -> Pair:
    """Returns the extreme ratio of dilatation minus the larger one of shear and rotation, above strain 0.15."""
    dilatation, shear, rotation = (growth(sample, f"xi_{kind}_ratio") for kind in "dsr")
    other = max(shear, rotation)
    return dilatation[0] - other[0], float(np.hypot(dilatation[1], other[1]))
