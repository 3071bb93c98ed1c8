# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The paper's claims, each with what this run measured and a verdict by the rule of verdicts.py.

Values, errors and verdicts come from the data; none is written by hand. NumPy only.
"""

from collections.abc import Callable

import numpy as np

from measures import (
    band_and_matrix,
    chi_squared_deviate,
    contrast,
    correspondence,
    counting_error,
    index_counts,
    localization,
    most_frequent,
    pooled_rdf,
    skewness,
    summary_value,
)
from observables import (
    Pair,
    alpha2_peak,
    band_excess,
    dilatation_lead,
    energy_gap,
    field_statistic,
    growth,
    late_value,
    mean_gap,
    network_share,
    onset,
    strain_correlation,
)
from study_data import Sample, Study
from verdicts import AGREES, DISAGREES, PENDING, UNDECIDED, Claim, Estimate, paired_differences

Measure = Callable[[Sample], Pair]


def compare(
    study: Study, figure: str, text: str, quantity: str, measure: Measure, unit: str = "", sign: int = 1
) -> Claim:
    """Judges the claim that a quantity is larger (sign -1: smaller) at the highest connectivity than at the lowest."""
    low, high = study.ends
    shown = study.shown()
    wanted = [chi for chi in study.chis if chi in (*shown, low, high)]
    found = {chi: {s.seed: measure(s) for s in study.samples[chi]} for chi in wanted}
    at = {chi: Estimate(list(found[chi].values())) for chi in shown}
    if low == high:
        why = "one connectivity only"
        return Claim(figure, text, quantity, unit, at, verdict=UNDECIDED, why=why)
    differences = paired_differences(found.get(low, {}), found.get(high, {}))
    if not differences:
        why = f"no glass has both χ = {low:g} and χ = {high:g} yet"
        return Claim(figure, text, quantity, unit, at, why=why)
    effect = Estimate(differences)
    name = f"χ = {high:g} minus χ = {low:g}"
    return Claim(figure, text, quantity, unit, at, effect, name, effect.verdict(sign))


def _milli(pair: Pair) -> Pair:
    return 1000 * pair[0], 1000 * pair[1]


# ---------------------------------------------------------------- claims that are not comparisons of two connectivities


def homogeneous(study: Study) -> Claim:
    """Judges whether the untreated glass deforms without a shear band."""
    pairs = []
    for glass in study.glasses:
        _, band, matrix = band_and_matrix(glass.table("shear/profile.csv"), "lambda")
        pairs.append((band[-1] / matrix[-1], 0.05 * band[-1] / matrix[-1]))
    text = "The untreated, fast-quenched glass deforms nearly homogeneously, without a shear band."
    quantity = "Λ in the most strained slabs over the rest, at the last strain (1: homogeneous)"
    if not pairs:
        return Claim("1", text, quantity)
    found = Estimate(pairs)
    low, high = found.value - found.error, found.value + found.error
    verdict = AGREES if high < 1.5 else DISAGREES if low > 1.5 else UNDECIDED
    return Claim(
        "1",
        text,
        quantity,
        effect=found,
        effect_name="untreated glass",
        verdict=verdict,
        why="1.5 is within the error" if verdict == UNDECIDED else "",
        rule="agrees: below 1.5 (a limit of this study; the paper gives none)",
    )


def stability(study: Study, element: str, panel: str) -> Claim:
    """Judges whether the atoms of an element have less energy in the relaxed regions than in the matrix."""
    at = {chi: Estimate([_milli(energy_gap(s, element)) for s in study.samples[chi]]) for chi in study.chis}
    text = f"{element} atoms in the relaxed regions have less potential energy than those in the matrix."
    quantity = f"energy of the matrix minus that of the regions, {element}"
    if not at:
        return Claim(f"3{panel}", text, quantity)
    verdicts = {chi: estimate.verdict() for chi, estimate in at.items()}
    against = [f"{chi:g}" for chi, verdict in verdicts.items() if verdict == DISAGREES]
    why = ""
    if all(verdict == AGREES for verdict in verdicts.values()):
        verdict = AGREES
    elif against:
        verdict = DISAGREES
        why = "the regions lie higher at χ = " + ", ".join(against)
    else:
        verdict = UNDECIDED
        weakest = min(at.values(), key=lambda e: e.value / e.error if e.error > 0 else np.inf)
        why = "at the least clear connectivity " + weakest.why()
    rule = "agrees: positive for every χ; disagrees: negative for any"
    return Claim(f"3{panel}", text, quantity, "meV per atom", at, verdict=verdict, why=why, rule=rule)


def same_energy(study: Study) -> Claim:
    """Judges whether the energy of the whole sample is independent of the connectivity."""
    high = study.ends[1]
    part = study.common()
    text = "The energy of the whole sample hardly depends on the connectivity."
    quantity = "energy of the whole sample, largest difference"
    rule = (
        "agrees: at most a tenth of the difference between regions and matrix at the highest χ, "
        "where that is beyond its errors"
    )
    if high not in part.samples or len(part.chis) < 2:
        why = "no glass has all of the compared connectivities yet"
        return Claim("3a, b", text, quantity, rule=rule, why=why)
    means = [1000 * np.mean([summary_value(s, "energy_eV") for s in group]) for group in part.samples.values()]
    spread = max(means) - min(means)
    gap = Estimate([_milli(mean_gap(s, study.elements)) for s in study.samples[high]])
    why = ""
    if abs(gap.value) <= gap.needed * gap.error:
        verdict = UNDECIDED
        why = f"the yardstick, regions against matrix, is itself within its errors: {gap.text()} meV"
    else:
        verdict = AGREES if spread <= 0.1 * abs(gap.value) else DISAGREES
    note = f"{spread:.2f} meV per atom between connectivities; regions against matrix at χ = {high:g}: {gap.text()} meV"
    return Claim("3a, b", text, quantity, verdict=verdict, why=why, rule=rule, notes=[note])


def index_contrast(study: Study) -> tuple[float, float] | None:
    """Returns `contrast` of the fractions of the 20 most frequent indices."""
    keys, _ = most_frequent([index_counts(group) for group in study.samples.values()])

    def fractions(sample: Sample) -> list[float]:
        counts, atoms = index_counts([sample])
        return [counts.get(key, 0) / atoms for key in keys]

    return contrast(study, fractions)


def rdf_contrast(study: Study) -> tuple[float, float] | None:
    """Returns `contrast` of the total radial distribution function."""
    return contrast(study, lambda sample: sample.table("structure/rdf.csv")["g"])


def _contrast_notes(found: tuple[float, float] | None, factor: float, unit: str) -> list[str]:
    """A note to a claim of sameness, where there are several glasses."""
    if found is None:
        return []
    connectivities, glasses = (f"{factor * deviation:.2g}{unit}" for deviation in found)
    return [f"standard deviation between connectivities {connectivities}, between glasses {glasses} (rms)"]


def same_indices(study: Study) -> Claim:
    """Judges whether the fractions of the Voronoi indices are the same at every connectivity."""
    text = "The fractions of all kinds of Voronoi clusters are almost the same at every connectivity."
    quantity = "20 most frequent indices"
    rule = (
        "agrees: the deviations are within counting statistics (chi-squared, 99 %). The samples share most atoms of "
        "one glass, so this is a strict test of difference and a weak one of sameness"
    )
    part = study.common()
    chis = part.chis
    if len(chis) < 2:
        return Claim("3c", text, quantity, rule=rule, why="no glass has all of the compared connectivities yet")
    found = {chi: index_counts(part.samples[chi]) for chi in chis}
    keys, total = most_frequent(found.values())
    all_atoms = sum(atoms for _, atoms in found.values())
    squares, largest = 0.0, 0.0
    for key in keys:
        expected = {chi: total[key] * found[chi][1] / all_atoms for chi in chis}
        squares += sum((found[chi][0].get(key, 0) - expected[chi]) ** 2 / expected[chi] for chi in chis)
        fractions = [found[chi][0].get(key, 0) / found[chi][1] for chi in chis]
        largest = max(largest, max(fractions) - min(fractions))
    z = chi_squared_deviate(squares, len(keys) * (len(chis) - 1))
    note = (
        f"largest deviation {100 * largest:.2f} percentage points; all 20 together: {z:+.1f} standard "
        "deviations from what counting alone would give"
    )
    return Claim(
        "3c",
        text,
        quantity,
        verdict=AGREES if z < 2.33 else DISAGREES,
        rule=rule,
        notes=[note.replace("-", "−"), *_contrast_notes(index_contrast(part), 100, " points")],
        largest_deviation=largest,
    )


def same_rdf(study: Study) -> Claim:
    """Judges whether the radial distribution functions are the same at every connectivity."""
    text, quantity = "The radial distribution functions are almost identical.", "total g(r)"
    rule = "disagrees: rms of 1.5 counting errors or more; agrees: less, and below a tenth of the first peak everywhere"
    part = study.common()
    if len(part.chis) < 2:
        return Claim("3d", text, quantity, rule=rule, why="no glass has all of the compared connectivities yet")
    (first, first_pairs), *others = (pooled_rdf(part.samples[chi]) for chi in part.chis)
    peak = max(first.max(), *(g.max() for g, _ in others))
    scores, largest = [], 0.0
    for g, pairs in others:
        noise = np.hypot(counting_error(g, pairs), counting_error(first, first_pairs))
        good = noise > 0
        scores.append(np.sqrt(np.mean(((g - first)[good] / noise[good]) ** 2)))
        largest = max(largest, np.abs(g - first).max())
    score = max(scores)
    verdict = DISAGREES if score >= 1.5 else AGREES if largest < 0.1 * peak else UNDECIDED
    why = "counting noise is above a tenth of the first peak" if verdict == UNDECIDED else ""
    note = (
        f"largest |Δg| {largest:.3f} ({100 * largest / peak:.1f} % of the first peak); "
        f"rms deviation {score:.2f} counting errors"
    )
    notes = [note, *_contrast_notes(rdf_contrast(part), 1, "")]
    return Claim("3d", text, quantity, verdict=verdict, why=why, rule=rule, notes=notes)


def begins_earlier(study: Study, band: Claim) -> Claim:
    """Judges whether the strain localises earlier at high connectivity.

    `band` is the claim on the difference of Lambda between band and matrix: at least one of its ends must be
    significant, since otherwise no band has formed.
    """
    text = "Localisation begins earlier the higher the connectivity."
    quantity = "strain where the band parts from the matrix by 10 % (one frame beyond the last: never)"
    claim = compare(study, "5b", text, quantity, onset, sign=-1)
    claim.rule = "one of the two ends must have a band, too: Λ band − matrix beyond its errors"
    ends = [band.at[chi] for chi in study.ends if chi in band.at]
    if claim.verdict != PENDING and not any(end.verdict() == AGREES for end in ends):
        claim.verdict = UNDECIDED
        claim.why = "neither end's band differs significantly from its matrix at the last strain"
    return claim


def overlap(study: Study) -> Claim:
    """Judges whether strain and strain gradient are high at the same places."""
    high = study.ends[1]
    text = "Where the strain gradient is high the strain is high: the η region overlaps the band."
    quantity = "Spearman's rank correlation of Λ and η over the atoms at the last strain"
    if high not in study.samples:
        return Claim("6", text, quantity, why=f"χ = {high:g} has not been sheared yet")
    effect = Estimate([strain_correlation(sample) for sample in study.samples[high]])
    rule = "agrees: positive beyond its errors"
    name = f"χ = {high:g}"
    return Claim("6", text, quantity, effect=effect, effect_name=name, verdict=effect.verdict(), rule=rule)


def carriers(study: Study) -> Claim:
    """Judges whether the strain localises at places far from the icosahedral networks."""
    at = {}
    for chi in study.chis:
        at[chi] = Estimate([correspondence(sample).spearman for sample in study.samples[chi]])
    text = "Places without interpenetrating icosahedra are where the strain localises."
    quantity = "rank correlation of the distance to the 15 largest networks with Λ"
    if not at:
        return Claim("7", text, quantity)
    verdicts = [estimate.verdict() for estimate in at.values()]
    agree = verdicts.count(AGREES)
    verdict = AGREES if 2 * agree > len(verdicts) else DISAGREES if DISAGREES in verdicts else UNDECIDED
    why = ""
    if verdict != DISAGREES:
        why = f"positive beyond its errors at {agree} of {len(verdicts)} connectivities"
    rule = "agrees: positive beyond its errors at most connectivities"
    return Claim("7", text, quantity, at=at, verdict=verdict, why=why, rule=rule)


def dilatation_dominates(study: Study) -> Claim:
    """Judges whether dilatation has a larger extreme ratio than shear and rotation."""
    by_seed: dict[int, list[Pair]] = {}
    for sample in study.all_samples():
        by_seed.setdefault(sample.seed, []).append(dilatation_lead(sample))
    text = "Dilatation localises most: its extreme ratio lies above those of shear and rotation."
    quantity = "ratio of dilatation minus the larger of the others, above strain 0.15"
    if not by_seed:
        return Claim("9", text, quantity)
    effect = Estimate([_mean_of_pairs(pairs) for pairs in by_seed.values()])
    return Claim(
        "9",
        text,
        quantity,
        effect=effect,
        effect_name="mean over all connectivities",
        verdict=effect.verdict(),
        rule="agrees: positive beyond its errors",
    )


def _mean_of_pairs(pairs: list[Pair]) -> Pair:
    error = np.hypot.reduce([error for _, error in pairs]) / len(pairs)
    return float(np.mean([value for value, _ in pairs])), float(error)


def dynamics(study: Study) -> Claim:
    """Judges whether the peak of alpha_2 grows with the connectivity."""
    claim = compare(study, "10b", "The peak of α₂ grows with the connectivity.", "largest α₂", alpha2_peak)
    curves = [sample.table("alpha2/alpha2.csv")["alpha2"] for sample in study.all_samples()]
    rising = sum(np.argmax(curve) >= len(curve) - 2 for curve in curves)
    claim.rule = "every sample must have passed its peak, too"
    if rising and claim.verdict != PENDING:
        claim.verdict = UNDECIDED
        claim.why = (
            f"in {rising} of {len(curves)} samples the largest α₂ is at one of the last two times, "
            "so that the peak may lie beyond the run"
        )
    return claim


# ---------------------------------------------------------------- all claims


def evaluate(study: Study) -> list[Claim]:
    """Returns all claims in the order of the figures.

    A claim is pending if no sample has finished a stage that it needs.
    """
    claims = [
        homogeneous(study.part("structure", "shear")),
        *_structure_claims(study.part("relax", "structure")),
        *_shear_claims(study.part("relax", "structure", "shear")),
        dynamics(study.part("alpha2")),
    ]
    for claim in claims:
        if claim.verdict == PENDING and not claim.why:
            claim.why = "no sample has reached this stage yet"
    return claims


def _structure_claims(study: Study) -> list[Claim]:
    """Claims on figures 3 and 4a."""
    first, second = study.elements[:2]
    return [
        stability(study, first, "a"),
        stability(study, second, "b"),
        compare(
            study,
            "3a, b",
            "The energy reduction in the regions grows with the connectivity.",
            "energy of the matrix minus that of the regions, mean of both elements",
            lambda sample: _milli(mean_gap(sample, study.elements)),
            "meV per atom",
        ),
        same_energy(study),
        same_indices(study),
        same_rdf(study),
        compare(
            study,
            "4a",
            "Icosahedra join to larger networks at high connectivity.",
            "share of atoms in the largest network",
            network_share,
            "%",
        ),
    ]


def _shear_claims(study: Study) -> list[Claim]:
    """Claims on figures 4b to 9."""
    return [*_distribution_claims(study), *_band_claims(study), *_cluster_claims(study), *_extreme_claims(study)]


def _distribution_claims(study: Study) -> list[Claim]:
    strain = study.config["shear.strain"]
    return [
        compare(
            study,
            "4b",
            "The distribution of D²min/⟨D²min⟩ has a longer tail at high connectivity.",
            f"atoms above 3 times the mean at strain {strain:g}",
            lambda sample: field_statistic(sample, "d2min", lambda v: 100 * np.mean(v > 3 * v.mean())),
            "%",
        ),
        compare(
            study,
            "4c",
            "Localization factor Ψ grows with the connectivity.",
            f"Ψ at strain {strain:g}",
            lambda sample: field_statistic(sample, "d2min", localization),
        ),
        compare(
            study,
            "4d",
            "Skewness S_k grows with the connectivity.",
            f"S_k at strain {strain:g}",
            lambda sample: field_statistic(sample, "d2min", skewness),
        ),
    ]


def _band_claims(study: Study) -> list[Claim]:
    strain = study.config["shear.strain"]
    normal = study.sheared_axes()[1]
    band = compare(
        study,
        "5b",
        "The mismatch of Λ between band and matrix grows with the connectivity.",
        f"Λ band − matrix at strain {strain:g}",
        lambda sample: band_excess(sample, "lambda", normal),
    )
    gradient = compare(
        study,
        "6b",
        "The strain-gradient effect in the band grows with the connectivity.",
        f"η band − matrix at strain {strain:g}",
        lambda sample: band_excess(sample, "eta", normal, 10.0),
        "1/nm",
    )
    return [band, begins_earlier(study, band), gradient, overlap(study), carriers(study)]


def _cluster_claims(study: Study) -> list[Claim]:
    return [
        compare(
            study,
            "8a",
            "The largest cluster of plastic atoms grows most at high connectivity.",
            "S_max, late in the shear",
            lambda sample: late_value(sample, "largest"),
            "atoms",
        ),
        compare(
            study,
            "8b",
            "S_max/S_all rises more at high connectivity: the plastic atoms percolate.",
            "S_max/S_all, late in the shear",
            lambda sample: late_value(sample, "largest", "plastic"),
        ),
    ]


def _extreme_claims(study: Study) -> list[Claim]:
    return [
        dilatation_dominates(study),
        compare(
            study,
            "9",
            "Beyond strain 0.15 the extreme ratio of dilatation grows with the connectivity.",
            "ξ_DX/⟨ξ_D⟩, mean above strain 0.15",
            lambda sample: growth(sample, "xi_d_ratio"),
        ),
        compare(
            study,
            "9",
            "Beyond strain 0.15 the extreme ratio of shear grows with the connectivity.",
            "ξ_SX/⟨ξ_S⟩, mean above strain 0.15",
            lambda sample: growth(sample, "xi_s_ratio"),
        ),
    ]
