# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Statistics that the figures and the table of claims share, with their errors. NumPy only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from study_data import Sample, Study, Table, select

Statistic = Callable[[np.ndarray], float]  # of a mask of atoms
Index = tuple[int, int, int, int]  # Voronoi index n3 n4 n5 n6


def ranks(values: np.ndarray) -> np.ndarray:
    """Returns the ranks of the values from 1; equal values share the mean of their ranks."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    start = np.flatnonzero(first)
    end = np.append(start[1:], len(values))
    rank = np.empty(len(values))
    rank[order] = np.repeat(0.5 * (start + end + 1), end - start)
    return rank


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    """Returns Spearman's rank correlation; 0 where one of the arrays is constant."""
    ra, rb = ranks(a), ranks(b)
    ra, rb = ra - ra.mean(), rb - rb.mean()
    scale = np.sqrt((ra @ ra) * (rb @ rb))
    return float(ra @ rb / scale) if scale > 0 else 0.0


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    """Returns the area under the ROC curve: the probability that a positive has a larger score than a negative.

    Equal scores count one half. 0.5 where all are positive or none is.
    """
    n = int(positive.sum())
    if n == 0 or n == len(score):
        return 0.5
    return float((ranks(score)[positive].sum() - 0.5 * n * (n + 1)) / (n * (len(score) - n)))


def mean_and_error(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Returns the mean over glasses of (value, error within the sample), and the error of this mean.

    With three or more glasses the error is the standard error of the mean. With fewer it comes from the errors within
    the samples, since the scatter of two values is no estimate.
    """
    values, errors = np.array([p[0] for p in pairs], float), np.array([p[1] for p in pairs], float)
    if len(values) >= 3:
        return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))
    return float(values.mean()), float(np.sqrt((errors**2).sum()) / len(errors))


def jackknife(groups: np.ndarray, statistic: Statistic) -> tuple[float, float]:
    """Returns statistic(mask of atoms) of all atoms, and its error from leaving out one group of atoms at a time."""
    whole = statistic(np.ones(len(groups), bool))
    parts = np.array([statistic(groups != g) for g in np.unique(groups)])
    n = len(parts)
    return whole, float(np.sqrt((n - 1) / n * ((parts - parts.mean()) ** 2).sum())) if n > 1 else 0.0


def chi_squared_deviate(squares: float, freedom: int) -> float:
    """Returns the standard normal deviate with the upper tail of a sum of squares, by Wilson and Hilferty's cube root.

    E. B. Wilson and M. M. Hilferty, Proc. Natl. Acad. Sci. 17, 684 (1931).
    """
    return ((squares / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / np.sqrt(2 / (9 * freedom))


def localization(values: np.ndarray) -> float:
    """Returns the localization factor Psi: the relative standard deviation."""
    return float(np.sqrt(np.mean((values / values.mean() - 1) ** 2)))


def skewness(values: np.ndarray) -> float:
    """Returns the third standardised moment."""
    return float(np.mean(((values - values.mean()) / values.std()) ** 3))


def late_mean(strain: np.ndarray, values: np.ndarray, start: float) -> tuple[float, float]:
    """Returns mean and standard deviation of the values at strains from `start` on."""
    late = values[strain >= start - 1e-9]
    return float(late.mean()), float(late.std(ddof=1)) if len(late) > 1 else 0.0


def over_seeds(tables: Sequence[Table], column: str) -> tuple[np.ndarray, np.ndarray]:
    """Returns the mean over samples of a column, and its standard error (zero for one sample)."""
    return mean_over_seeds([table[column] for table in tables])


def mean_over_seeds(curves: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Returns the mean over samples of a curve, and its standard error (zero for one sample)."""
    values = np.array(curves, float)
    mean = values.mean(axis=0)
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.zeros_like(mean)
    return mean, error


def smooth(values: np.ndarray, width: int) -> np.ndarray:
    """Returns the running mean over `width` values, over fewer near the ends."""
    n = len(values)
    total = np.concatenate([[0.0], np.cumsum(values)])
    reach = np.minimum(width // 2, np.minimum(np.arange(n), n - 1 - np.arange(n)))
    index = np.arange(n)
    return (total[index + reach + 1] - total[index - reach]) / (2 * reach + 1)


def first_peak(r: np.ndarray, g: np.ndarray, width: float = 0.1) -> float:
    """Returns the radius of the highest peak of g(r), smoothed by a Gaussian since single bins are noisy."""
    kernel = np.exp(-0.5 * ((r[:, None] - r[None, :]) / width) ** 2)
    smoothed = kernel @ g / kernel.sum(axis=1)
    k = int(np.argmax(smoothed))
    if k == 0 or k == len(r) - 1:
        return float(r[k])
    left, top, right = smoothed[k - 1 : k + 2]
    return float(r[k] + 0.5 * (r[1] - r[0]) * (left - right) / (left - 2 * top + right))


def counting_error(g: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Returns the Poisson error of g(r) from the number of pairs in each bin."""
    return np.where(pairs > 0, g / np.sqrt(np.maximum(pairs, 1)), 0)


def pooled_rdf(samples: Sequence[Sample]) -> tuple[np.ndarray, np.ndarray]:
    """Returns the mean of g(r) over samples, and the number of pairs of all samples in each bin."""
    tables = [sample.table("structure/rdf.csv") for sample in samples]
    return over_seeds(tables, "g")[0], np.sum([table["pairs"] for table in tables], axis=0)


def index_counts(samples: Iterable[Sample]) -> tuple[dict[Index, float], float]:
    """Returns the number of atoms of each Voronoi index over all samples, and the number of all atoms."""
    counts: dict[Index, float] = {}
    atoms = 0
    for sample in samples:
        found = sample.table("structure/indices.csv")
        for n3, n4, n5, n6, count in zip(*(found[name] for name in ("n3", "n4", "n5", "n6", "atoms"))):
            key = int(n3), int(n4), int(n5), int(n6)
            counts[key] = counts.get(key, 0) + count
        atoms += found["atoms"].sum()
    return counts, atoms


def most_frequent(
    counts: Iterable[tuple[dict[Index, float], float]], number: int = 20
) -> tuple[list[Index], dict[Index, float]]:
    """Returns the most frequent indices over several results of index_counts, and the number of atoms of each index."""
    total: dict[Index, float] = {}
    for found, _ in counts:
        for key, n in found.items():
            total[key] = total.get(key, 0) + n
    return sorted(total, key=lambda key: (-total[key], key))[:number], total


def summary_value(sample: Sample, quantity: str, kind: str = "") -> float:
    """Returns one number of the summary of the stage `structure`; kind "/inherent": without thermal motion."""
    table = sample.table(f"structure{kind}/summary.csv")
    return float(table["value"][table["quantity"] == quantity][0])


def last_frame(table: Table) -> Table:
    """Returns the rows of the last frame."""
    return select(table, table["frame"] == table["frame"].max())


def after_start(table: Table) -> Table:
    """Returns the rows of all frames but the reference, where nothing has moved."""
    return select(table, table["strain"] > 0)


def band_slabs(profile: Table) -> np.ndarray:
    """Returns which slabs are the shear band, from the profile of Lambda at the last frame.

    The band is a contiguous run of slabs (the cell is periodic) above mean + one standard deviation; of several such
    runs the one with the largest sum of Lambda; at least the slab of the largest Lambda.
    """
    value = last_frame(profile)["lambda"]
    above = value > value.mean() + value.std()
    if not above.any():
        above = value == value.max()
    if above.all():
        return above
    n = len(value)
    best: list[int] = []
    best_weight = -np.inf
    for start in range(n):
        if above[start] and not above[start - 1]:
            run: list[int] = []
            while above[(start + len(run)) % n]:
                run.append((start + len(run)) % n)
            weight = value[run].sum()
            if weight > best_weight:
                best, best_weight = run, weight
    band = np.zeros(n, bool)
    band[best] = True
    return band


def band_and_matrix(profile: Table, column: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns strain, mean in the band and mean in the matrix of lambda or eta for every frame."""
    band = band_slabs(profile)
    strain, inside, outside = [], [], []
    for frame in np.unique(profile["frame"]):
        rows = select(profile, profile["frame"] == frame)
        weight = rows["atoms"]
        strain.append(rows["strain"][0])
        inside.append(np.average(rows[column][band], weights=weight[band]))
        outside.append(np.average(rows[column][~band], weights=weight[~band]) if (~band).any() else inside[-1])
    return np.array(strain), np.array(inside), np.array(outside)


@dataclass
class Correspondence:
    """How the distance to the icosahedral networks before the shear and Lambda after it go together."""

    spearman: tuple[float, float]  # with its error
    auc: tuple[float, float]  # with its error
    profile: list[tuple[float, int, float, float]]  # by distance: distance, atoms, mean Lambda, its error


def correspondence(sample: Sample) -> Correspondence:
    """Returns rank correlation and AUC of network distance and Lambda, and the mean of Lambda by distance."""
    before, after = sample.atoms("structure/atoms.dump"), sample.last_atoms()
    after_lambda = after["lambda"]
    if not np.array_equal(before["id"], after["id"]):
        order = np.argsort(after["id"])
        after_lambda = after_lambda[order][np.argsort(np.argsort(before["id"]))]
    distance = before["network_distance"]
    known = np.isfinite(after_lambda) & (distance >= 0)
    distance, strain, groups = distance[known], after_lambda[known], before.octants()[known]
    if len(distance) == 0:  # no network at all
        return Correspondence((0.0, 0.0), (0.5, 0.0), [])
    high = strain >= np.quantile(strain, 0.9)
    return Correspondence(
        jackknife(groups, lambda m: spearman(distance[m], strain[m])),
        jackknife(groups, lambda m: auc(distance[m], high[m])),
        _profile(distance, strain),
    )


def _profile(distance: np.ndarray, strain: np.ndarray) -> list[tuple[float, int, float, float]]:
    """Mean of the strain by distance; the first bin holds the members, bins of few atoms are left out."""
    profile = []
    edges = np.concatenate([[-1, 1e-9], np.arange(3.0, 12.1, 1.0)])
    for low, up in zip(edges, edges[1:]):
        inside = (distance > low) & (distance <= up)
        count = int(inside.sum())
        if count >= 8:
            error = float(strain[inside].std(ddof=1) / np.sqrt(count))
            profile.append((float(distance[inside].mean()), count, float(strain[inside].mean()), error))
    return profile


def contrast(study: Study, vector: Callable[[Sample], Sequence[float] | np.ndarray]) -> tuple[float, float] | None:
    """Returns how much a vector of numbers per sample differs between connectivities, and between glasses.

    Standard deviations of the means over the other one, root mean square over the entries; None if there is one of
    either. Every connectivity must have the same glasses (Study.common).
    """
    if len(study.chis) < 2 or len(study.samples[study.chis[0]]) < 2:
        return None
    data = np.array([[vector(sample) for sample in study.samples[chi]] for chi in study.chis], float)
    connectivities, glasses = (float(np.sqrt(data.mean(axis=k).var(axis=0, ddof=1).mean())) for k in (1, 0))
    return connectivities, glasses
