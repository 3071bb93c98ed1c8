#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The figure and the table of docs/strain.md: how the two-term fit depends on its cutoff.

usage: strain_cutoff.py STRAIN_PROGRAM OUT.png REFERENCE CURRENT:LABEL ...
"""

import re
import subprocess
import sys
import tempfile

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

CUTOFFS = np.arange(4.0, 8.01, 0.5)


def measure(program, reference, current, cutoff):
    with tempfile.NamedTemporaryFile(suffix=".dump") as out:
        text = subprocess.run(
            [program, "--cutoff", str(cutoff), "--ttg-cutoff", str(cutoff), reference, current, out.name],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        with open(out.name) as lines:
            header = next(line for line in lines if line.startswith("ITEM: ATOMS")).split()[2:]
            values = np.loadtxt(lines)
    good = values[values[:, header.index("status")] == 0]
    column = lambda name: good[:, header.index(name)]
    median, largest = map(float, re.search(r"median (\S+), largest (\S+)", text).groups())
    return dict(
        lam=column("lambda"),
        eta=column("eta"),
        share=np.sqrt(column("residual").sum() / column("d2min").sum()),
        first=first_term(good, header),
        median=median,
        largest=largest,
        failed=len(values) - len(good),
    )


def first_term(rows, header):
    """Lambda of the first term alone."""
    F = np.stack([rows[:, header.index("T%d%d" % (k, a))] for k in (1, 2, 3) for a in (1, 2, 3)], 1).reshape(-1, 3, 3)
    E = 0.5 * (F.transpose(0, 2, 1) @ F - np.eye(3))
    e = E - np.trace(E, axis1=1, axis2=2)[:, None, None] / 3 * np.eye(3)
    return np.sqrt(2 / 3 * (e * e).sum((1, 2)))


def main():
    program, picture, reference, *frames = sys.argv[1:]
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), constrained_layout=True)
    for frame, color in zip(frames, ("tab:blue", "tab:red", "tab:green")):
        current, label = frame.rsplit(":", 1)
        results = [measure(program, reference, current, cutoff) for cutoff in CUTOFFS]
        print(f"{label}\n cutoff  mean L  first  plastic  mean eta  rms left  cond median  largest  failed")
        for cutoff, r in zip(CUTOFFS, results):
            print(
                "%6.1f  %7.4f %6.4f  %6.4f  %8.5f  %7.3f  %8.0f  %9.0f  %d"
                % (
                    cutoff,
                    r["lam"].mean(),
                    r["first"].mean(),
                    (r["lam"] > 0.25).mean(),
                    r["eta"].mean(),
                    r["share"],
                    r["median"],
                    r["largest"],
                    r["failed"],
                )
            )
        for axis, name in zip(axes, ("lam", "eta")):
            low, middle, high = np.array([np.quantile(r[name], (0.1, 0.5, 0.9)) for r in results]).T
            axis.fill_between(CUTOFFS, low, high, alpha=0.2, color=color, linewidth=0)
            axis.plot(CUTOFFS, middle, "o-", ms=3, color=color, label=label)
        axes[0].plot(CUTOFFS, [np.median(r["first"]) for r in results], "--", color=color, label="first term")
        if frame == frames[-1]:
            axes[2].plot(CUTOFFS, [r["median"] for r in results], "o-", ms=3, color="black", label="median")
            axes[2].plot(CUTOFFS, [r["largest"] for r in results], "--", color="black", label="largest")
    axes[0].set_ylabel(r"effective strain $\Lambda$")
    axes[1].set_ylabel(r"effective strain gradient $\eta$ (1/Å)")
    axes[2].set_ylabel(r"condition number tr$(N)\,$tr$(N^{-1})$")
    axes[1].set_yscale("log")
    for axis in axes:
        axis.set_xlabel("cutoff (Å)")
        axis.set_xlim(4, 8)
        axis.legend(frameon=False, fontsize=8)
    axes[0].set_ylim(bottom=0)
    axes[2].set_ylim(bottom=0)
    figure.savefig(picture, dpi=110)


if __name__ == "__main__":
    main()
