# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""report.py DIR: draws the ten figures of a finished study, judges the paper's claims, writes DIR/report.html.

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

FIGURES = {1: deformation.stress_strain, 2: structure.regions, 3: structure.statistics, 4: deformation.localization,
           5: deformation.strain_maps, 6: deformation.gradient_maps, 7: structure.correspondence_figure,
           8: deformation.percolation, 9: deformation.extremes, 10: structure.dynamics}


def work(task):
    folder, number = task
    study = Study(folder)
    if number == 0:
        return claims.evaluate(study)
    return FIGURES[number](study)


def main(folder):
    study = Study(folder)
    # The slow ones first.
    tasks = [(folder, number) for number in (0, 5, 6, 7, 4, 1, 2, 3, 10, 9, 8)]
    threads = min(len(os.sched_getaffinity(0)), 8)
    with multiprocessing.Pool(threads) as pool:
        done = dict(zip((number for _, number in tasks), pool.map(work, tasks, chunksize=1)))
    judged = done.pop(0)
    write_table(study.folder, "claims.csv", {
        "figure": [f'"{c.figure}"' for c in judged], "verdict": [c.verdict for c in judged],
        "claim": [_csv(c.text) for c in judged], "measured": [_csv(c.measured) for c in judged]})
    reference = page.read_reference(Path(__file__).resolve().parents[3] / "data" / "reference_glass.csv")
    page.build(study, [done[number] for number in sorted(done)], judged, reference)


def _csv(text):
    return '"' + text.replace('"', '""') + '"'


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("report: usage: report.py DIR")
    try:
        main(sys.argv[1])
    except (ReportError, OSError) as error:
        sys.exit(f"report: {error}")
