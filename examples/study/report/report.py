# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""report.py DIR: draws the ten figures of a study, judges the paper's claims, writes DIR/report.html. What is not
finished is left out, and the page says so.

Called by `study report`. Needs NumPy and Matplotlib.
"""

import multiprocessing
import os
import sys
from pathlib import Path

# Figures are drawn in several processes; each needs one thread only.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
# The user's configuration and cache of Matplotlib stay as they are.
os.environ.setdefault("MPLBACKEND", "Agg")

import claims  # noqa: E402
import figures_deformation as deformation  # noqa: E402
import figures_structure as structure  # noqa: E402
import page  # noqa: E402
from study_data import ReportError, Study, write_table  # noqa: E402

# number: what draws it, the stages that a sample needs to be in it (the first figure: a glass)
FIGURES = {
    1: (deformation.stress_strain, ("shear",)),
    2: (structure.regions, ("relax", "structure")),
    3: (structure.statistics, ("relax", "structure")),
    4: (deformation.localization, ("relax", "structure", "shear")),
    5: (deformation.strain_maps, ("shear",)),
    6: (deformation.gradient_maps, ("shear",)),
    7: (structure.correspondence_figure, ("relax", "structure", "shear")),
    8: (deformation.percolation, ("shear",)),
    9: (deformation.extremes, ("shear",)),
    10: (structure.dynamics, ("alpha2",)),
}


def work(task):
    """A figure, None if nothing of it is finished; number 0: the claims."""
    folder, number = task
    study = Study(folder)
    if number == 0:
        return claims.evaluate(study)
    draw, stages = FIGURES[number]
    part = study.part(*stages)
    return draw(part) if (part.glasses if number == 1 else part.samples) else None


def main(folder):
    study = Study(folder)
    if not study.part("structure").glasses:
        raise ReportError(
            f"{study.folder}: nothing to show yet, no glass is quenched and measured; go on with: study resume {study.folder}"
        )
    # Nothing of an earlier report may stay beside a figure that is not in this one.
    for old in [*study.folder.glob("figures/fig*.png"), *study.folder.glob("data/fig*.csv")]:
        old.unlink()
    # The slow ones first.
    tasks = [(folder, number) for number in (0, 5, 6, 7, 4, 1, 2, 3, 10, 9, 8)]
    threads = min(len(os.sched_getaffinity(0)), 8)
    with multiprocessing.Pool(threads) as pool:
        done = dict(zip((number for _, number in tasks), pool.map(work, tasks, chunksize=1)))
    judged = done.pop(0)
    write_table(
        study.folder,
        "claims.csv",
        {
            "figure": [_csv(c.figure) for c in judged],
            "verdict": [c.verdict for c in judged],
            "claim": [_csv(c.text) for c in judged],
            "quantity": [_csv(c.quantity) for c in judged],
            "effect": [c.effect.value if c.effect else "" for c in judged],
            "error": [c.effect.error if c.effect else "" for c in judged],
            "unit": [c.unit for c in judged],
            "glasses": [c.effect.glasses if c.effect else "" for c in judged],
            "measured": [_csv(c.measured()) for c in judged],
            "why": [_csv(c.why) for c in judged],
        },
    )
    reference = page.read_reference(Path(__file__).resolve().parents[3] / "data" / "reference_glass.csv")
    page.build(study, {number: done[number] for number in sorted(done)}, judged, reference)


def _csv(text):
    return '"' + text.replace('"', '""') + '"'


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("report: usage: report.py DIR")
    try:
        main(sys.argv[1])
    except (ReportError, OSError) as error:
        sys.exit(f"report: {error}")
