# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Writes walk.dump, a random walk with a drift, and what relaxation finds in it: relaxation.csv and van_hove.csv.

python3 relaxation.py, with numpy: sums over all pairs and images, by the definitions in docs/statistics.md.
"""

import itertools
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent
ATOMS, FRAMES, Q, DISTANCE, BOND, BROKEN, CUTOFF, BINS = 24, 13, 3.0, 0.7, 2.0, 2.5, 4.0, 8
BOX = np.array([[6, 0, 0], [1.5, 6, 0], [-1, 0.5, 6]], dtype=float)  # rows
random = np.random.default_rng(7)
types = np.arange(ATOMS) % 2
start = random.random((ATOMS, 3)) @ BOX
steps = random.normal(size=(FRAMES - 1, ATOMS, 3)) * np.where(types == 0, 0.15, 0.3)[None, :, None] + 0.1
paths = np.round(np.concatenate([start[None], start[None] + np.cumsum(steps, axis=0)]), 6)
IMAGES = np.array(list(itertools.product(range(-3, 4), repeat=3))) @ BOX


def bonds(x: np.ndarray, cutoff: float) -> np.ndarray:
    """Which atoms are within a distance: below half the box, so that one image counts."""
    d = x[None, :] - x[:, None]
    d -= np.round(d @ np.linalg.inv(BOX)) @ BOX
    near = np.array([np.linalg.norm(d + shift, axis=2) <= cutoff for shift in IMAGES]).sum(axis=0)
    np.fill_diagonal(near, 0)
    assert near.max() <= 1
    return near


def curves(before: np.ndarray, now: np.ndarray) -> tuple[list[float], np.ndarray]:
    """Correlations, and columns of van Hove functions, of two frames."""
    moved = now - before
    drift = moved.mean(axis=0)
    r = np.linalg.norm(moved - drift, axis=1)
    then, later = bonds(before, BOND), bonds(now, BROKEN)
    edges = np.linspace(0, CUTOFF, BINS + 1)
    shells = 4 * np.pi / 3 * (edges[1:] ** 3 - edges[:-1] ** 3)
    groups = [np.full(ATOMS, True), types == 0, types == 1]
    values = [np.mean(np.sin(Q * r[g]) / (Q * r[g])) for g in groups]
    values += [np.mean(r[g] < DISTANCE) for g in groups]
    values += [(then * later)[g].sum() / then[g].sum() for g in groups]
    columns = [np.histogram(r[g], edges)[0] / g.sum() / shells for g in groups]
    # From each former place to each present one, and its images; not to the atom itself where it has gone.
    d = (now - drift)[None, :] - before[:, None]
    whole = np.round(d @ np.linalg.inv(BOX)) @ BOX
    near = np.array([d - whole + shift for shift in IMAGES])
    length = np.linalg.norm(near, axis=3)
    for i in range(ATOMS):
        own = np.argmin(np.linalg.norm(near[:, i, i] - (moved[i] - drift), axis=1))
        length[own, i, i] = np.inf
    volume = abs(np.linalg.det(BOX))
    for a, b in [(None, None), (0, 0), (0, 1), (1, 1)]:
        first = groups[0] if a is None else types == a
        second = groups[0] if b is None else types == b
        counts = np.histogram(length[:, first][:, :, second], edges)[0].astype(float)
        if a != b:
            counts = (counts + np.histogram(length[:, second][:, :, first], edges)[0]) / 2
        columns.append(counts / (first.sum() * second.sum() * shells / volume))
    return values, np.array(columns)


with (FOLDER / "walk.dump").open("w") as out:
    for f, x in enumerate(paths):
        out.write(f"ITEM: TIMESTEP\n{10 * f}\nITEM: NUMBER OF ATOMS\n{ATOMS}\nITEM: BOX BOUNDS xy xz yz pp pp pp\n")
        out.write("-1 7.5 1.5\n0 6.5 -1\n0 6 0.5\nITEM: ATOMS id type xu yu zu\n")
        out.writelines(f"{i + 1} {types[i] + 1} {r[0]:.6f} {r[1]:.6f} {r[2]:.6f}\n" for i, r in enumerate(x))
names = [n + e for n in ("fs", "overlap", "bonds") for e in ("", "_1", "_2")]
with (FOLDER / "relaxation.csv").open("w") as out, (FOLDER / "van_hove.csv").open("w") as hove:
    out.write(",".join(["lag", *names]) + "\n")
    hove.write("lag,r,gs,gs_1,gs_2,gd,gd_11,gd_12,gd_22\n")
    for lag in range(1, 5):
        pairs = [curves(paths[o], paths[o + lag]) for o in range(FRAMES - lag)]
        out.write(",".join([str(lag), *(f"{v:.12g}" for v in np.mean([p[0] for p in pairs], axis=0))]) + "\n")
        means = np.mean([p[1] for p in pairs], axis=0)
        for k in range(BINS):
            r = (k + 0.5) * CUTOFF / BINS
            hove.write(",".join([str(lag), f"{r:.12g}", *(f"{v:.12g}" for v in means[:, k])]) + "\n")
