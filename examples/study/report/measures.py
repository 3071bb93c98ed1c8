# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Numbers that several figures and the table of claims share, with their errors."""

import numpy as np


def ranks(values):
    """Ranks from 1, ties averaged."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    start = np.flatnonzero(first)
    end = np.append(start[1:], len(values))
    rank = np.empty(len(values))
    rank[order] = np.repeat(0.5 * (start + end + 1), end - start)
    return rank


def spearman(a, b):
    ra, rb = ranks(a), ranks(b)
    ra, rb = ra - ra.mean(), rb - rb.mean()
    scale = np.sqrt((ra @ ra) * (rb @ rb))
    return float(ra @ rb / scale) if scale > 0 else 0.0


def auc(score, positive):
    """Chance that a positive outranks a negative."""
    n = int(positive.sum())
    if n == 0 or n == len(score):
        return 0.5
    return float((ranks(score)[positive].sum() - 0.5 * n * (n + 1)) / (n * (len(score) - n)))


def mean_and_error(pairs):
    """Mean over glasses of (value, error within the sample), and its error: the standard error over three or more glasses;
    with fewer, what the errors within the samples give, since the scatter of two is no measure."""
    values, errors = np.array([p[0] for p in pairs], float), np.array([p[1] for p in pairs], float)
    if len(values) >= 3:
        return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))
    return float(values.mean()), float(np.sqrt((errors**2).sum()) / len(errors))


def jackknife(groups, statistic):
    """statistic(mask of atoms) on all atoms, and its error from leaving out one group at a time."""
    whole = statistic(np.ones(len(groups), bool))
    parts = np.array([statistic(groups != g) for g in np.unique(groups)])
    n = len(parts)
    return whole, float(np.sqrt((n - 1) / n * ((parts - parts.mean()) ** 2).sum())) if n > 1 else 0.0


def correspondence(sample):
    """How the distance to the icosahedral networks before the shear goes with Lambda after it."""
    before = sample.atoms("structure/atoms.dump")
    after = sample.atoms(sample.snapshots()[-1][1])
    if not np.array_equal(before["id"], after["id"]):
        order = np.argsort(after["id"])
        after_lambda = after["lambda"][order][np.argsort(np.argsort(before["id"]))]
    else:
        after_lambda = after["lambda"]
    distance = before["network_distance"]
    known = np.isfinite(after_lambda) & (distance >= 0)
    distance, strain, groups = distance[known], after_lambda[known], before.octants()[known]
    if len(distance) == 0:  # no network at all
        return {"spearman": 0.0, "spearman_error": 0.0, "auc": 0.5, "auc_error": 0.0, "profile": []}
    high = strain >= np.quantile(strain, 0.9)
    rho, rho_error = jackknife(groups, lambda m: spearman(distance[m], strain[m]))
    area, area_error = jackknife(groups, lambda m: auc(distance[m], high[m]))
    profile = []
    edges = np.concatenate([[-1, 1e-9], np.arange(3.0, 12.1, 1.0)])
    for low, up in zip(edges, edges[1:]):
        inside = (distance > low) & (distance <= up)
        if inside.sum() >= 8:
            profile.append(
                (
                    float(distance[inside].mean()),
                    int(inside.sum()),
                    float(strain[inside].mean()),
                    float(strain[inside].std(ddof=1) / np.sqrt(inside.sum())),
                )
            )
    return {"spearman": rho, "spearman_error": rho_error, "auc": area, "auc_error": area_error, "profile": profile}


def localization(values):
    return float(np.sqrt(np.mean((values / values.mean() - 1) ** 2)))


def skewness(values):
    return float(np.mean(((values - values.mean()) / values.std()) ** 3))


def late_mean(strain, values, start):
    """Mean and scatter of a curve over the last part of the shear."""
    late = values[strain >= start - 1e-9]
    return float(late.mean()), float(late.std(ddof=1)) if len(late) > 1 else 0.0


def first_peak(r, g, width=0.1):
    """Radius of the highest peak of g(r) after smoothing by a Gaussian: single bins of a small sample are too noisy."""
    kernel = np.exp(-0.5 * ((r[:, None] - r[None, :]) / width) ** 2)
    smooth = kernel @ g / kernel.sum(axis=1)
    k = int(np.argmax(smooth))
    if k == 0 or k == len(r) - 1:
        return float(r[k])
    left, top, right = smooth[k - 1 : k + 2]
    return float(r[k] + 0.5 * (r[1] - r[0]) * (left - right) / (left - 2 * top + right))


def contrast(study, vector):
    """How much a vector of numbers per sample differs between connectivities (means over glasses) and between glasses
    (means over connectivities): standard deviations, root mean square over the entries. None for one of either. Every
    connectivity must have the same glasses (`common`)."""
    if len(study.chis) < 2 or len(study.samples[study.chis[0]]) < 2:
        return None
    data = np.array([[vector(sample) for sample in study.samples[chi]] for chi in study.chis], float)
    return tuple(float(np.sqrt(data.mean(axis=axis).var(axis=0, ddof=1).mean())) for axis in (1, 0))
