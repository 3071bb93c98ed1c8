# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""report.py DIR: draws the ten figures of a study, judges the paper's claims, writes DIR/report.html.

What is not finished is left out, and the page says so. Called by `study report`. Needs NumPy and Matplotlib.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from pathlib import Path

# Figures are drawn in several processes; each needs one thread only.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
# The user's configuration and cache of Matplotlib stay as they are.
os.environ.setdefault("MPLBACKEND", "Agg")

import claims
import fig01_stress_strain
import fig02_regions
import fig03_statistics
import fig04_localization
import fig05_fig06_maps
import fig07_correspondence
import fig08_percolation
import fig09_extremes
import fig10_dynamics
import findings
import motions
import page
import pictures
from study_data import ReportError, Study, read_table, write_table
from style import Figure
from verdicts import Claim

REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference_glass.csv"

# By number: what draws the figure, and the stages that a sample (of the first figure: a glass) must have finished.
FIGURES: dict[int, tuple[Callable[[Study], Figure], tuple[str, ...]]] = {
    1: (fig01_stress_strain.draw, ("shear",)),
    2: (fig02_regions.draw, ("relax", "structure")),
    3: (fig03_statistics.draw, ("relax", "structure")),
    4: (fig04_localization.draw, ("relax", "structure", "shear")),
    5: (fig05_fig06_maps.draw_strain, ("shear",)),
    6: (fig05_fig06_maps.draw_gradient, ("shear",)),
    7: (fig07_correspondence.draw, ("relax", "structure", "shear")),
    8: (fig08_percolation.draw, ("shear",)),
    9: (fig09_extremes.draw, ("shear",)),
    10: (fig10_dynamics.draw, ("alpha2",)),
}
ORDER = (5, 6, 7, 4, 1, 2, 3, 10, 9, 8)  # the slow ones first


def draw(folder: str, number: int) -> Figure | None:
    """Draws the figure of this number; returns None if nothing of it is finished."""
    draw_part, stages = FIGURES[number]
    part = Study(folder).part(*stages)
    if not (part.glasses if number == 1 else part.samples):
        return None
    figure = draw_part(part)
    figure.parts = pictures.parts(figure.path, figure.cuts)
    return figure


def main(folder: str) -> None:
    """Makes the report of the study in this folder."""
    study = Study(folder)
    if not study.part("structure").glasses:
        raise ReportError(
            f"{study.folder}: nothing to show yet, no glass is quenched and measured; "
            f"go on with: study resume {study.folder}"
        )
    # Nothing of an earlier report may stay beside a figure that is not in this one.
    for old in [*study.folder.glob("figures/fig*.png"), *study.folder.glob("data/fig*.csv")]:
        old.unlink()
    processes = min(len(os.sched_getaffinity(0)), 8)
    with multiprocessing.Pool(processes) as pool:
        drawing = pool.starmap_async(draw, [(folder, number) for number in ORDER], chunksize=1)
        # What was found needs no figure: it is said while these are drawn.
        judged, ordered = claims.evaluate(study), motions.evaluate(study)
        write_claims(study, judged + ordered)
        found = findings.answer(study, judged)
        print(f"study: {found.short}: {found.reason}.", flush=True)
        drawn = dict(zip(ORDER, drawing.get()))
    page.build(study, {number: drawn[number] for number in sorted(drawn)}, judged, ordered, read_table(REFERENCE))


def write_claims(study: Study, judged: list[Claim]) -> None:
    """Writes the claims as data/claims.csv."""
    effects = [claim.effect for claim in judged]
    write_table(
        study.folder,
        "claims.csv",
        {
            "figure": [_quoted(claim.figure) for claim in judged],
            "verdict": [claim.verdict for claim in judged],
            "claim": [_quoted(claim.text) for claim in judged],
            "quantity": [_quoted(claim.quantity) for claim in judged],
            "effect": [effect.value if effect else "" for effect in effects],
            "error": [effect.error if effect else "" for effect in effects],
            "unit": [claim.unit for claim in judged],
            "glasses": [effect.glasses if effect else "" for effect in effects],
            "measured": [_quoted(claim.measured()) for claim in judged],
            "why": [_quoted(claim.reason()) for claim in judged],
        },
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("report: usage: report.py DIR")
    try:
        main(sys.argv[1])
    except (ReportError, OSError) as error:
        sys.exit(f"report: {error}")
