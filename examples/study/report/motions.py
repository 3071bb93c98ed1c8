# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Which of shear, dilatation and rotation comes first, and whether they part: claims of a second paper. NumPy only.

The abstract on the two-term gradient model, Phys. Rev. Research 4, 023220 (2022), says that dilatation comes first,
then shear and rotation, and that the motions go from synchronous to separate at the onset of the strain's localisation.
"""

from collections.abc import Callable

import numpy as np

from measures import jackknife, spearman
from observables import Pair
from study_data import Atoms, Sample, Study, write_table
from verdicts import DISAGREES, PENDING, UNDECIDED, Claim, Estimate, number

TABLE = "shear/motion_order.csv"
MOTIONS = ("xi_s", "xi_d", "xi_r")
PAIRS = ("dilatation_shear", "dilatation_rotation", "shear_rotation")


def evaluate(study: Study) -> list[Claim]:
    """Returns the claims on the order of the motions; pending where the study has not measured it."""
    sheared = study.part("shear")
    recorded = [sample for sample in sheared.all_samples() if (sample.folder / TABLE).exists()]
    why = "no sample has been sheared yet" if not sheared.samples else "the frames were measured without it"
    claims = []
    for second in ("shear", "rotation"):
        claims.append(
            _over_glasses(
                f"Dilatation comes before {second}.",
                f"correlation of the growth of dilatation with that of {second} later, minus with that earlier",
                recorded,
                lambda sample, second=second: lead(sample, f"dilatation_{second}"),
                why,
            )
        )
    several = [sample for sample in sheared.all_samples() if len(sample.snapshots()) > 1]
    parted = _over_glasses(
        "The motions are at the same atoms at first, and part when the strain localises.",
        "rank correlation of two motions over the atoms, mean of the three pairs, first minus last stored strain",
        several,
        parting,
        why if not sheared.samples else "one configuration only was stored",
    )
    if several:
        parted.notes = [_by_strain(several)]
    return [*claims, parted]


def _over_glasses(
    text: str, quantity: str, samples: list[Sample], measure: Callable[[Sample], Pair], why: str
) -> Claim:
    """Judges the claim that a quantity is positive, from its mean over connectivities in each glass."""
    if not samples:
        return Claim("motions", text, quantity, verdict=PENDING, why=why)
    by_seed: dict[int, list[Pair]] = {}
    for sample in samples:
        by_seed.setdefault(sample.seed, []).append(measure(sample))
    effect = Estimate([mean_of_pairs(pairs) for pairs in by_seed.values()])
    name = "mean over all connectivities"
    return Claim("motions", text, quantity, effect=effect, effect_name=name, verdict=effect.verdict())


def mean_of_pairs(pairs: list[Pair]) -> Pair:
    """Returns the mean of values with errors. The samples are of one glass, so errors are not taken as independent."""
    values, errors = zip(*pairs)
    return float(np.mean(values)), float(np.mean(errors))


def lead(sample: Sample, pair: str) -> Pair:
    """Returns the mean over lags of C(lag) minus C(-lag); the error is that of the shuffled controls."""
    table = sample.table(TABLE)
    later, earlier = table["lag"] > 0, table["lag"] < 0
    count = int(later.sum())
    value = (table[pair][later].sum() - table[pair][earlier].sum()) / count
    error = np.sqrt((table[f"{pair}_deviation"][later | earlier] ** 2).sum()) / count
    return float(value), float(error)


def parting(sample: Sample) -> Pair:
    """Returns by how much the mean rank correlation of the motions falls from the first to the last stored strain."""
    frames = [sample.atoms(name) for _, name in (sample.snapshots()[0], sample.snapshots()[-1])]
    frames = [_by_id(atoms) for atoms in frames]
    good = (frames[0]["status"] == 0) & (frames[1]["status"] == 0)
    first, last = ({name: atoms[name][good] for name in MOTIONS} for atoms in frames)

    def fall(mask: np.ndarray) -> float:
        return together(first, mask) - together(last, mask)

    return jackknife(_by_id(sample.atoms("structure/atoms.dump")).octants()[good], fall)


def together(motions: dict[str, np.ndarray] | Atoms, mask: np.ndarray) -> float:
    """Returns the mean over the three pairs of motions of their rank correlation over atoms."""
    s, d, r = (motions[name][mask] for name in MOTIONS)
    return float(np.mean([spearman(s, d), spearman(s, r), spearman(d, r)]))


def _by_id(atoms: Atoms) -> Atoms:
    order = np.argsort(atoms["id"], kind="stable")
    return Atoms({name: column[order] for name, column in atoms.columns.items()}, atoms.cell, atoms.origin)


def _by_strain(samples: list[Sample]) -> str:
    """The mean rank correlation of the motions at each stored strain, as text."""
    found: dict[float, list[float]] = {}
    for sample in samples:
        for strain, name in sample.snapshots():
            atoms = sample.atoms(name)
            found.setdefault(round(strain, 6), []).append(together(atoms, atoms["status"] == 0))
    return "by strain: " + "; ".join(f"{strain:g}: {np.mean(values):.3f}" for strain, values in sorted(found.items()))


def write(study: Study) -> str | None:
    """Writes the correlations by lag, mean over all samples, as data/motion_order.csv; returns its path."""
    tables = [s.table(TABLE) for s in study.part("shear").all_samples() if (s.folder / TABLE).exists()]
    if not tables:
        return None
    columns = {"lag": tables[0]["lag"], "strain": tables[0]["strain"]}
    for pair in PAIRS:
        columns[pair] = np.mean([table[pair] for table in tables], axis=0)
        columns[f"{pair}_deviation"] = np.mean([table[f"{pair}_deviation"] for table in tables], axis=0)
    return write_table(study.folder, "motion_order.csv", columns)


def sentence(claims: list[Claim]) -> str:
    """Returns what was found, in words."""
    known = [claim for claim in claims if claim.effect is not None]
    if not known:
        return "Order of the motions: not measured."
    words = {DISAGREES: "disagrees", UNDECIDED: "is undecided"}
    parts = [f"“{claim.text.rstrip('.')}” {words.get(claim.verdict, 'agrees')}" for claim in known]
    values = "; ".join(number(claim.effect.value, claim.effect.error) for claim in known if claim.effect)
    return f"Order of the motions (a second paper): {', '.join(parts)} ({values})."
