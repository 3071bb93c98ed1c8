# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""What the measures can see: bands of known strain, and the same measures without thermal motion. NumPy only.

Without them "no band was found" says nothing: a measure may be blind, or drown in noise.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from measures import band_and_matrix, localization, skewness, summary_value
from observables import Pair, band_excess, field_statistic, mean_gap, network_share
from study_data import Sample, Study, select, write_table
from verdicts import Claim, Estimate, number, paired_differences

INHERENT = "/inherent"


@dataclass
class Seen:
    """What one measure shows of planted bands."""

    name: str  # of the column in planted_bands.csv
    quantity: str
    changes: np.ndarray  # by planted strain: the measure with the band minus that without, mean over glasses
    needed: float | None  # the smallest change that the study can tell from nothing; None where not known
    smallest: float | None  # the smallest planted strain that is seen; None: none of those that were planted


def planted_strains(study: Study) -> tuple[np.ndarray, float]:
    """Returns the extra strains of the planted bands, and the width of the bands in Angstrom."""
    table = study.glasses[0].table("shear/planted/planted.csv")
    return table["strain"], float(table["width_A"][0])


def seen_bands(study: Study, claims: list[Claim]) -> list[Seen]:
    """Returns for each measure of localisation which of the planted bands it sees.

    A band is seen if it changes the measure by more than a claim on this measure needs: so many errors of the
    difference between connectivities.
    """
    # Two claims of figure 9 begin alike; the last one is on the extreme ratio of shear.
    by = {(claim.figure, claim.text.split()[0]): claim for claim in claims}
    strains, _ = planted_strains(study)
    found = []
    for name, claim, quantity, values in MEASURES:
        changes = np.mean([values(glass) - values(glass)[0] for glass in study.glasses], axis=0)
        effect = by[claim].effect
        needed = effect.needed * effect.error if effect is not None and effect.error > 0 else None
        found.append(Seen(name, quantity, changes, needed, smallest_seen(strains, changes, needed)))
    return found


def _column(glass: Sample, name: str) -> np.ndarray:
    return glass.table("shear/planted/frames.csv")[name]


def _share(glass: Sample) -> np.ndarray:
    """Share of the plastic atoms that are in the largest cluster."""
    return _column(glass, "largest") / np.maximum(_column(glass, "plastic"), 1)


def band_excess_of_planted(glass: Sample, name: str) -> np.ndarray:
    """Returns the mean in the band minus that in the matrix of each planted frame; the band is that of the claims."""
    profile = glass.table("shear/planted/profile.csv")
    values = []
    for frame in np.unique(profile["frame"]):
        _, band, matrix = band_and_matrix(select(profile, profile["frame"] == frame), name)
        values.append(band[-1] - matrix[-1])
    return np.array(values)


# Name, the claim on it by figure and first word, quantity, and what measures it in the planted frames of a glass.
MEASURES: tuple[tuple[str, tuple[str, str], str, Callable[[Sample], np.ndarray]], ...] = (
    ("psi", ("4c", "Localization"), "localization factor Ψ of D²min", lambda glass: _column(glass, "psi")),
    ("skewness", ("4d", "Skewness"), "skewness S_k of D²min", lambda glass: _column(glass, "skewness")),
    ("lambda_excess", ("5b", "The"), "Λ band − matrix", lambda glass: band_excess_of_planted(glass, "lambda")),
    ("eta_excess", ("6b", "The"), "η band − matrix (1/nm)", lambda glass: 10 * band_excess_of_planted(glass, "eta")),
    ("largest", ("8a", "The"), "largest cluster of plastic atoms S_max", lambda glass: _column(glass, "largest")),
    ("largest_share", ("8b", "S_max/S_all"), "S_max/S_all", lambda glass: _share(glass)),
    ("xi_s_ratio", ("9", "Beyond"), "extreme ratio of shear ξ_SX/⟨ξ_S⟩", lambda glass: _column(glass, "xi_s_ratio")),
)


def smallest_seen(strains: np.ndarray, changes: np.ndarray, needed: float | None) -> float | None:
    """Returns the strain from which on all planted bands change the measure by more than is needed."""
    if needed is None:
        return None
    seen = changes > needed
    for k in range(len(strains)):
        if k > 0 and seen[k:].all():
            return float(strains[k])
    return None


def _change(change: float, needed: float | None) -> str:
    """A change with the digits that matter beside the one that is needed."""
    if not needed:
        return f"{change:+.3g}".replace("-", "−")
    digits = max(0, 1 - int(np.floor(np.log10(needed))))
    text = f"{change:+.{digits}f}".replace("-", "−")
    return text if text.strip("+−0.") else "0"


def band_rows(study: Study, claims: list[Claim]) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """Returns rows and header of the table of planted bands; writes them as data/planted_bands.csv."""
    strains, _ = planted_strains(study)
    found = seen_bands(study, claims)
    write_table(
        study.folder,
        "planted_bands.csv",
        {"strain": strains, **{one.name: one.changes for one in found}},
    )
    shown = [k for k, strain in enumerate(strains) if strain > 0]
    rows = []
    for one in found:
        changes = (_change(one.changes[k], one.needed) for k in shown)
        limit = "not known" if one.needed is None else _change(one.needed, one.needed)[1:]
        if one.needed is None:
            smallest = "not known"
        else:
            smallest = "none of these" if one.smallest is None else f"{one.smallest:g}"
        rows.append((one.quantity, *changes, limit, smallest))
    header = ("measure", *(f"+{strains[k]:g}" for k in shown), "change needed", "smallest band seen")
    return rows, header


# ---------------------------------------------------------------- with and without thermal motion


def _difference(study: Study, measure: Callable[[Sample], Pair]) -> Estimate | None:
    """The measure at the highest connectivity minus that at the lowest, by glass."""
    if study.ends[0] == study.ends[1]:
        return None
    low, high = ({s.seed: measure(s) for s in study.samples.get(chi, [])} for chi in study.ends)
    differences = paired_differences(low, high)
    return Estimate(differences) if differences else None


def inherent_rows(study: Study) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """Returns rows and header of a table: differences between connectivities with and without thermal motion."""
    normal = study.sheared_axes()[1]
    measures: list[tuple[str, Callable[[Sample, str], Pair]]] = [
        ("energy of matrix − regions (meV per atom)", lambda s, kind: _scaled(1000, mean_gap(s, study.elements, kind))),
        ("energy of the sample (meV per atom)", lambda s, kind: (1000 * summary_value(s, "energy_eV", kind), 0.0)),
        ("full icosahedra (%)", lambda s, kind: (100 * summary_value(s, "index_fraction", kind), 0.0)),
        ("atoms in the largest network (%)", network_share),
        ("Ψ at the last strain", lambda s, kind: field_statistic(s, "d2min", localization, kind)),
        ("S_k at the last strain", lambda s, kind: field_statistic(s, "d2min", skewness, kind)),
        ("Λ band − matrix", lambda s, kind: band_excess(s, "lambda", normal, kind=kind)),
    ]
    rows = []
    for label, measure in measures:
        thermal, inherent = (
            _difference(study, lambda sample, kind=kind, measure=measure: measure(sample, kind))
            for kind in ("", INHERENT)
        )
        if thermal is None or inherent is None:
            continue
        ratio = f"{inherent.error / thermal.error:.2f}" if min(thermal.error, inherent.error) > 0 else "not known"
        rows.append((label, number(thermal.value, thermal.error), number(inherent.value, inherent.error), ratio))
    low, high = study.ends
    return rows, (f"χ = {high:g} minus χ = {low:g}", "at the temperature", "inherent", "error, inherent over thermal")


def _scaled(factor: float, pair: Pair) -> Pair:
    return factor * pair[0], factor * pair[1]
