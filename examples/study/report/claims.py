# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The paper's claims, each with what this run measured and a verdict by a stated rule. Nothing here is written by hand
after a run: value, error and verdict come from the data."""

import numpy as np

import style
from figures_structure import counting, index_fractions, most_frequent
from measures import contrast, correspondence, jackknife, late_mean, localization, mean_and_error, skewness, spearman

AGREES, DISAGREES, UNDECIDED = "agrees", "disagrees", "not decidable at this size"
PENDING = "not measured yet"

RULE = """A quantity is measured for every glass; its value is the mean over glasses. With three or more glasses the error is the
standard error of the mean (of the paired differences where connectivities are compared: both samples come from the same
glass), and an effect must exceed 2 errors. With fewer, the error is estimated within the samples: leave-one-octant-out
jackknife for averages over atoms, the scatter over the last frames (strain above 5/6 of the largest) for clusters. That
error knows nothing of the spread between glasses, so an effect must then exceed 3 errors. Larger than that and of the
claimed sign: agrees; larger and of the other sign: disagrees; smaller: not decidable at this size."""


class Estimate:
    """A mean over glasses, its error, and the number of errors beyond which it counts."""

    def __init__(self, pairs):
        """pairs: (value, error within the sample), one per glass"""
        self.glasses = len(pairs)
        self.value, self.error = mean_and_error(pairs)
        self.needed = 2.0 if self.glasses >= 3 else 3.0

    def verdict(self, sign=1):
        """Verdict on the claim sign * value > 0."""
        if not np.isfinite(self.value) or abs(self.value) <= self.needed * self.error or self.value == 0:
            return UNDECIDED
        return AGREES if sign * self.value > 0 else DISAGREES

    def why(self):
        """Why it cannot be decided."""
        ratio = abs(self.value) / self.error if self.error > 0 else 0.0
        text = f"{ratio:.1f} of the {self.needed:g} errors that it takes"
        if self.glasses < 3:
            return f"{text}; {_glasses(self.glasses)} only, so the spread between glasses is not known"
        wanted = self.glasses * (self.needed / max(ratio, 1e-3)) ** 2
        return text + (
            f"; if the effect is real, about {int(np.ceil(wanted))} such glasses would show it"
            if wanted < 300
            else "; an effect so small drowns in the spread between glasses"
        )

    def text(self, plus=False):
        return ("+" if plus and self.value > 0 else "") + number(self.value, self.error)


def _glasses(count):
    return "one glass" if count == 1 else f"{count} glasses"


class Claim:
    """One of the paper's claims: what was measured for it (at each connectivity, where that makes sense), the effect that
    decides with its error, and the verdict with its reason."""

    def __init__(
        self,
        figure,
        text,
        quantity,
        unit="",
        at=None,
        effect=None,
        effect_name="",
        verdict=PENDING,
        why="",
        rule="",
        notes=(),
    ):
        self.figure, self.text, self.quantity, self.unit = figure, text, quantity, unit
        self.at, self.effect, self.effect_name = at or {}, effect, effect_name
        self.verdict, self.why, self.rule, self.notes = verdict, why, rule, list(notes)
        if verdict == UNDECIDED and not why and effect is not None:
            self.why = effect.why()

    def values(self):
        """The quantity at each connectivity, as text."""
        unit = f" {self.unit}" if self.unit else ""
        return "; ".join(f"χ = {chi:g}: {estimate.text()}" for chi, estimate in self.at.items()) + (
            unit if self.at else ""
        )

    def decisive(self):
        """The effect with its error, as text."""
        if self.effect is None:
            return ""
        unit = f" {self.unit}" if self.unit else ""
        difference = "minus" in self.effect_name
        return f"{self.effect_name}: {self.effect.text(plus=difference)}{unit}"

    def measured(self):
        return "; ".join(
            x for x in (self.quantity + (": " + self.values() if self.at else ""), self.decisive(), *self.notes) if x
        )


def number(value, error=None):
    if error is None:
        return f"{value:.3g}"
    if not error > 0:
        return f"{value:.4g}"
    digits = max(0, min(6, 1 - int(np.floor(np.log10(error)))))
    return f"{value:.{digits}f} ± {error:.{digits}f}".replace("-", "−")


def compare(study, figure, text, quantity, measure, unit="", sign=1):
    """Claim: the quantity is larger (sign -1: smaller) at the highest connectivity than at the lowest."""
    low, high = study.ends
    rule = "the difference of the two ends counts when it exceeds 2 standard errors (3 with fewer than three glasses)"
    at = {chi: Estimate([measure(s) for s in study.samples[chi]]) for chi in study.shown()}
    if low == high:
        return Claim(figure, text, quantity, unit, at, verdict=UNDECIDED, why="one connectivity only", rule=rule)
    of = {chi: {s.seed: s for s in study.samples.get(chi, ())} for chi in (low, high)}
    differences = []
    for seed in sorted(of[low].keys() & of[high].keys()):
        (va, ea), (vb, eb) = measure(of[low][seed]), measure(of[high][seed])
        differences.append((vb - va, float(np.hypot(ea, eb))))
    if not differences:
        return Claim(
            figure, text, quantity, unit, at, rule=rule, why=f"no glass has both χ = {low:g} and χ = {high:g} yet"
        )
    effect = Estimate(differences)
    return Claim(
        figure, text, quantity, unit, at, effect, f"χ = {high:g} minus χ = {low:g}", effect.verdict(sign), rule=rule
    )


def last_atoms(sample, stage="shear"):
    return sample.atoms(sample.snapshots(stage)[-1][1])


def on_atoms(column, statistic):
    """A statistic of a per-atom field at the last strain, with its jackknife error."""
    cache = {}

    def measure(sample):
        if sample not in cache:
            atoms = last_atoms(sample)
            good = atoms["status"] == 0
            values, groups = atoms[column][good], atoms.octants()[good]
            cache[sample] = jackknife(groups, lambda m: statistic(values[m]))
        return cache[sample]

    return measure


def band_excess(column, factor=1.0):
    """Band minus matrix at the last strain; error by leaving out octants, the slabs of the band kept."""
    cache = {}

    def measure(sample):
        if sample not in cache:
            profile = sample.table("shear/profile.csv")
            last = profile.where(profile["frame"] == profile["frame"].max())
            band = style.band_slabs(profile)
            reference = sample.atoms(f"{'structure'}/atoms.dump")
            atoms = last_atoms(sample)
            slab = _slab_of(reference, len(last["slab"]), sample.normal)
            inside = band[slab]
            good = atoms["status"] == 0
            values = factor * atoms[column]

            def statistic(mask):
                a, b = values[mask & inside & good], values[mask & ~inside & good]
                return a.mean() - b.mean() if len(a) and len(b) else 0.0

            cache[sample] = jackknife(reference.octants(), statistic)
        return cache[sample]

    return measure


def _slab_of(reference, count, normal):
    r = np.column_stack([reference["x"], reference["y"], reference["z"]])
    s = np.linalg.solve(reference.cell.T, (r - reference.origin).T).T[:, normal]
    return np.minimum((count * (s - np.floor(s))).astype(int), count - 1)


def parting(sample, excess):
    """Strain from which on the band's Lambda stays above the matrix' by this share; a frame beyond the last: never."""
    strain, band, matrix = style.band_and_matrix(sample.table("shear/profile.csv"), "lambda")
    together = np.flatnonzero(band <= (1 + excess) * np.maximum(matrix, 1e-12))
    first = together[-1] + 1 if len(together) else 0
    return float(strain[first]) if first < len(strain) else float(2 * strain[-1] - strain[-2])


def onset(sample):
    """Parting by 10 %; its error is what another choice between 5 and 20 % would change, at least a frame."""
    strain = sample.table("shear/frames.csv")["strain"]
    early, late_one = parting(sample, 0.05), parting(sample, 0.2)
    return parting(sample, 0.1), max(float(strain[1] - strain[0]), 0.5 * (late_one - early))


def begins_earlier(study, excess):
    claim = compare(
        study,
        "5b",
        "Localisation begins earlier the higher the connectivity.",
        "strain where the band parts from the matrix by 10 % (one frame beyond the last: never)",
        onset,
        sign=-1,
    )
    claim.rule += "; and at least one of the two ends must have localised (Λ band − matrix beyond the same limit)"
    ends = [chi for chi in study.ends if chi in study.samples]
    found = [Estimate([excess(s) for s in study.samples[chi]]) for chi in ends]
    if claim.verdict != PENDING and not any(e.verdict() == AGREES for e in found):
        claim.verdict, claim.why = (
            UNDECIDED,
            "neither end's band differs significantly from its matrix at the last strain",
        )
    return claim


def late(column, ratio_of=None):
    def measure(sample):
        table = sample.table("shear/frames.csv")
        values = table[column] / np.maximum(table[ratio_of], 1) if ratio_of else table[column]
        return late_mean(table["strain"], values, 5 / 6 * table["strain"][-1])

    return measure


def growth(column):
    """Mean of a curve over strains above 0.15 (the second half where the shear ends earlier), with its scatter."""

    def measure(sample):
        table = sample.table("shear/frames.csv")
        start = min(0.15, 0.5 * table["strain"][-1])
        mean, scatter = late_mean(table["strain"], table[column], start)
        frames = max(1, int((table["strain"] >= start).sum()))
        # Neighbouring frames are alike: count every fifth as independent.
        return mean, scatter / np.sqrt(max(1.0, frames / 5))

    return measure


def energy_gap(element):
    """Matrix minus regions, eV per atom; positive where the regions are more stable."""

    def measure(sample):
        t = sample.table("structure/energies.csv")
        pick = {g: (t["element"] == element) & (t["group"] == g) for g in ("regions", "matrix")}
        m, r = (t.where(pick[g]) for g in ("matrix", "regions"))
        error = np.hypot(m["sd_eV"][0] / np.sqrt(max(1, m["atoms"][0])), r["sd_eV"][0] / np.sqrt(max(1, r["atoms"][0])))
        return float(m["mean_eV"][0] - r["mean_eV"][0]), float(error)

    return measure


def mean_gap(study):
    """The gap averaged over elements, for comparing connectivities."""

    def measure(sample):
        parts = [energy_gap(e)(sample) for e in study.elements]
        return float(np.mean([p[0] for p in parts])), float(np.sqrt(sum(p[1] ** 2 for p in parts)) / len(parts))

    return measure


def stability(study, element, panel):
    at = {chi: Estimate([_times(energy_gap(element), 1000)(s) for s in study.samples[chi]]) for chi in study.chis}
    verdicts = [e.verdict() for e in at.values()]
    verdict = AGREES if all(v == AGREES for v in verdicts) else DISAGREES if DISAGREES in verdicts else UNDECIDED
    text = f"{element} atoms in the relaxed regions have less potential energy than those in the matrix."
    quantity = f"energy of the matrix minus that of the regions, {element}"
    if not at:
        return Claim(f"3{panel}", text, quantity)
    weakest = min(at.values(), key=lambda e: e.value / e.error if e.error > 0 else np.inf)
    against = [f"{chi:g}" for chi, e in at.items() if e.verdict() == DISAGREES]
    why = (
        "at the least clear connectivity " + weakest.why()
        if verdict == UNDECIDED
        else "the regions lie higher at χ = " + ", ".join(against)
        if verdict == DISAGREES
        else ""
    )
    return Claim(
        f"3{panel}",
        text,
        quantity,
        "meV per atom",
        at,
        verdict=verdict,
        why=why,
        rule="agrees: positive beyond 2 errors (3 with fewer than three glasses) for every χ; disagrees: negative beyond "
        "that for any",
    )


def same_energy(study):
    high = study.ends[1]
    part = study.common()
    text, quantity = (
        "The energy of the whole sample hardly depends on the connectivity.",
        "energy of the whole sample, largest difference",
    )
    rule = "agrees: at most a tenth of the difference between regions and matrix at the highest χ, where that is beyond its errors"
    if high not in part.samples or len(part.chis) < 2:
        return Claim("3a, b", text, quantity, rule=rule, why="no glass has all of the compared connectivities yet")
    means = {chi: 1000 * np.mean([s_value(s, "energy_eV") for s in part.samples[chi]]) for chi in part.chis}
    spread = max(means.values()) - min(means.values())
    gap = Estimate([_times(mean_gap(study), 1000)(s) for s in study.samples[high]])
    limit = 0.1 * abs(gap.value)
    verdict = UNDECIDED if abs(gap.value) <= gap.needed * gap.error else AGREES if spread <= limit else DISAGREES
    why = (
        f"the yardstick, regions against matrix, is itself within its errors: {gap.text()} meV"
        if verdict == UNDECIDED
        else ""
    )
    return Claim(
        "3a, b",
        text,
        quantity,
        verdict=verdict,
        why=why,
        rule=rule,
        notes=[
            f"{spread:.2f} meV per atom between connectivities; regions against matrix at χ = {high:g}: {gap.text()} meV"
        ],
    )


def s_value(sample, quantity, stage="structure"):
    table = sample.table(f"{stage}/summary.csv")
    return float(table["value"][table["quantity"] == quantity][0])


def contrast_text(found, factor, unit):
    """A note to a claim of sameness, where there are several glasses."""
    if found is None:
        return []
    return [
        f"standard deviation between connectivities {factor * found[0]:.2g}{unit}, between glasses {factor * found[1]:.2g}{unit} "
        "(rms)"
    ]


def index_contrast(study):
    """`contrast` of the fractions of the 20 most frequent indices."""
    keys, _ = most_frequent([index_fractions(group) for group in study.samples.values()])

    def vector(sample):
        counts, atoms = index_fractions([sample])
        return [counts.get(key, 0) / atoms for key in keys]

    return contrast(study, vector)


def rdf_contrast(study):
    return contrast(study, lambda sample: sample.table("structure/rdf.csv")["g"])


def same_indices(study):
    text = "The fractions of all kinds of Voronoi clusters are almost the same at every connectivity."
    quantity = "20 most frequent indices"
    rule = (
        "agrees: the deviations are within counting statistics (chi-squared, 99 %). The samples share most atoms of one "
        "glass, so this is a strict test of difference and a weak one of sameness"
    )
    part = study.common()
    chis = part.chis
    if len(chis) < 2:
        return Claim("3c", text, quantity, rule=rule, why="no glass has all of the compared connectivities yet")
    found = {chi: index_fractions(part.samples[chi]) for chi in chis}
    keys, total = most_frequent(found.values())
    squares, largest = 0.0, 0.0
    for key in keys:
        expected = {chi: total[key] * found[chi][1] / sum(f[1] for f in found.values()) for chi in chis}
        squares += sum((found[chi][0].get(key, 0) - expected[chi]) ** 2 / expected[chi] for chi in chis)
        fractions = [found[chi][0].get(key, 0) / found[chi][1] for chi in chis]
        largest = max(largest, max(fractions) - min(fractions))
    freedom = len(keys) * (len(chis) - 1)
    # Wilson and Hilferty's normal form of chi-squared.
    z = ((squares / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / np.sqrt(2 / (9 * freedom))
    claim = Claim(
        "3c",
        text,
        quantity,
        verdict=AGREES if z < 2.33 else DISAGREES,
        rule=rule,
        notes=[
            f"largest deviation {100 * largest:.2f} percentage points; all 20 together: {z:+.1f} standard "
            "deviations from what counting alone would give".replace("-", "−")
        ]
        + contrast_text(index_contrast(part), 100, " points"),
    )
    claim.largest = largest
    return claim


def same_rdf(study):
    text, quantity = "The radial distribution functions are almost identical.", "total g(r)"
    rule = "disagrees: rms of 1.5 counting errors or more; agrees: less, and below a tenth of the first peak everywhere"
    part = study.common()
    chis, scores, largest = part.chis, [], 0.0
    if len(chis) < 2:
        return Claim("3d", text, quantity, rule=rule, why="no glass has all of the compared connectivities yet")
    mean = {}
    for chi in chis:
        tables = [s.table("structure/rdf.csv") for s in part.samples[chi]]
        mean[chi] = style.over_seeds(tables, "g")[0], sum(t["pairs"] for t in tables)
    peak = max(g.max() for g, _ in mean.values())
    for chi in chis[1:]:
        difference = mean[chi][0] - mean[chis[0]][0]
        noise = np.hypot(counting(mean[chi]), counting(mean[chis[0]]))
        good = noise > 0
        scores.append(np.sqrt(np.mean((difference[good] / noise[good]) ** 2)))
        largest = max(largest, np.abs(difference).max())
    score = max(scores)
    verdict = DISAGREES if score >= 1.5 else AGREES if largest < 0.1 * peak else UNDECIDED
    return Claim(
        "3d",
        text,
        quantity,
        verdict=verdict,
        rule=rule,
        why="counting noise is above a tenth of the first peak" if verdict == UNDECIDED else "",
        notes=[
            f"largest |Δg| {largest:.3f} ({100 * largest / peak:.1f} % of the first peak); rms deviation "
            f"{score:.2f} counting errors"
        ]
        + contrast_text(rdf_contrast(part), 1, ""),
    )


def network_share(sample):
    """Share of all atoms in the largest network; error by leaving out octants."""
    atoms = sample.atoms("structure/atoms.dump")
    member = atoms["network"] == 1
    return jackknife(atoms.octants(), lambda m: 100 * member[m].mean())


def alpha2_peak(sample):
    table = sample.table("alpha2/alpha2.csv")
    k = int(np.argmax(table["alpha2"]))
    return float(table["alpha2"][k]), float(table["alpha2_error"][k])


def dynamics(study):
    claim = compare(study, "10b", "The peak of α₂ grows with the connectivity.", "largest α₂", alpha2_peak)
    tables = [s.table("alpha2/alpha2.csv") for group in study.samples.values() for s in group]
    rising = sum(np.argmax(t["alpha2"]) >= len(t["alpha2"]) - 2 for t in tables)
    claim.rule += "; and every sample must have passed its peak"
    if rising and claim.verdict != PENDING:
        claim.verdict = UNDECIDED
        claim.why = (
            f"in {rising} of {len(tables)} samples the largest α₂ is at one of the last two times, so that the peak may "
            "lie beyond the run"
        )
    return claim


def homogeneous(study):
    pairs = []
    for glass in study.glasses:
        _, band, matrix = style.band_and_matrix(glass.table("shear/profile.csv"), "lambda")
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


def overlap(study):
    high = study.ends[1]
    text = "Where the strain gradient is high the strain is high: the η region overlaps the band."
    quantity = "Spearman's rank correlation of Λ and η over the atoms at the last strain"
    if high not in study.samples:
        return Claim("6", text, quantity, why=f"χ = {high:g} has not been sheared yet")
    pairs = []
    for sample in study.samples[high]:
        atoms = last_atoms(sample)
        good = atoms["status"] == 0
        a, b, groups = atoms["lambda"][good], atoms["eta"][good], atoms.octants()[good]
        pairs.append(jackknife(groups, lambda m: spearman(a[m], b[m])))
    effect = Estimate(pairs)
    return Claim(
        "6",
        text,
        quantity,
        effect=effect,
        effect_name=f"χ = {high:g}",
        verdict=effect.verdict(),
        rule="correlation beyond 2 errors (3 with fewer than three glasses)",
    )


def carriers(study):
    at = {
        chi: Estimate([(c["spearman"], c["spearman_error"]) for c in map(correspondence, study.samples[chi])])
        for chi in study.chis
    }
    text, quantity = (
        "Places without interpenetrating icosahedra are where the strain localises.",
        "rank correlation of the distance to the 15 largest networks with Λ",
    )
    if not at:
        return Claim("7", text, quantity)
    verdicts = [e.verdict() for e in at.values()]
    agree = sum(v == AGREES for v in verdicts)
    verdict = AGREES if 2 * agree > len(verdicts) else DISAGREES if DISAGREES in verdicts else UNDECIDED
    return Claim(
        "7",
        text,
        quantity,
        at=at,
        verdict=verdict,
        why=f"positive beyond its errors at {agree} of {len(verdicts)} connectivities" if verdict != DISAGREES else "",
        rule="agrees: positive beyond 2 errors (3 with fewer than three glasses) at most connectivities",
    )


def dilatation_dominates(study):
    pairs = {}
    for chi in study.chis:
        for sample in study.samples[chi]:
            d, s, r = (growth(f"xi_{k}_ratio")(sample) for k in "dsr")
            other = max(s, r)
            pairs.setdefault(sample.seed, []).append((d[0] - other[0], float(np.hypot(d[1], other[1]))))
    text, quantity = (
        "Dilatation localises most: its extreme ratio lies above those of shear and rotation.",
        "ratio of dilatation minus the larger of the others, above strain 0.15",
    )
    if not pairs:
        return Claim("9", text, quantity)
    effect = Estimate(
        [(np.mean([p[0] for p in of]), np.hypot.reduce([p[1] for p in of]) / len(of)) for of in pairs.values()]
    )
    return Claim(
        "9",
        text,
        quantity,
        effect=effect,
        effect_name="mean over all connectivities",
        verdict=effect.verdict(),
        rule="difference beyond 2 errors (3 with fewer than three glasses)",
    )


def evaluate(study):
    """All claims, in the order of the figures. What needs a stage that no sample has finished is pending."""
    for group in study.samples.values():
        for sample in group:
            sample.normal = study.sheared_axes()[1]
    strain = study.config["shear.strain"]
    first, second = study.elements[:2]
    lam, eta = band_excess("lambda"), band_excess("eta", 10.0)
    structure, shear, alpha2 = (
        study.part("relax", "structure"),
        study.part("relax", "structure", "shear"),
        study.part("alpha2"),
    )
    found = [
        homogeneous(study.part("structure", "shear")),
        stability(structure, first, "a"),
        stability(structure, second, "b"),
        compare(
            structure,
            "3a, b",
            "The energy reduction in the regions grows with the connectivity.",
            "energy of the matrix minus that of the regions, mean of both elements",
            _times(mean_gap(study), 1000),
            "meV per atom",
        ),
        same_energy(structure),
        same_indices(structure),
        same_rdf(structure),
        compare(
            structure,
            "4a",
            "Icosahedra join to larger networks at high connectivity.",
            "share of atoms in the largest network",
            network_share,
            "%",
        ),
        compare(
            shear,
            "4b",
            "The distribution of D²min/⟨D²min⟩ has a longer tail at high connectivity.",
            f"atoms above 3 times the mean at strain {strain:g}",
            on_atoms("d2min", lambda v: 100 * np.mean(v > 3 * v.mean())),
            "%",
        ),
        compare(
            shear,
            "4c",
            "Localization factor Ψ grows with the connectivity.",
            f"Ψ at strain {strain:g}",
            on_atoms("d2min", localization),
        ),
        compare(
            shear,
            "4d",
            "Skewness S_k grows with the connectivity.",
            f"S_k at strain {strain:g}",
            on_atoms("d2min", skewness),
        ),
        compare(
            shear,
            "5b",
            "The mismatch of Λ between band and matrix grows with the connectivity.",
            f"Λ band − matrix at strain {strain:g}",
            lam,
        ),
        begins_earlier(shear, lam),
        compare(
            shear,
            "6b",
            "The strain-gradient effect in the band grows with the connectivity.",
            f"η band − matrix at strain {strain:g}",
            eta,
            "1/nm",
        ),
        overlap(shear),
        carriers(shear),
        compare(
            shear,
            "8a",
            "The largest cluster of plastic atoms grows most at high connectivity.",
            "S_max, late in the shear",
            late("largest"),
            "atoms",
        ),
        compare(
            shear,
            "8b",
            "S_max/S_all rises more at high connectivity: the plastic atoms percolate.",
            "S_max/S_all, late in the shear",
            late("largest", "plastic"),
        ),
        dilatation_dominates(shear),
        compare(
            shear,
            "9",
            "Beyond strain 0.15 the extreme ratio of dilatation grows with the connectivity.",
            "ξ_DX/⟨ξ_D⟩, mean above strain 0.15",
            growth("xi_d_ratio"),
        ),
        compare(
            shear,
            "9",
            "Beyond strain 0.15 the extreme ratio of shear grows with the connectivity.",
            "ξ_SX/⟨ξ_S⟩, mean above strain 0.15",
            growth("xi_s_ratio"),
        ),
        dynamics(alpha2),
    ]
    for claim in found:
        if claim.verdict == PENDING and not claim.why:
            claim.why = "no sample has reached this stage yet"
    return found


def _times(measure, factor):
    return lambda sample: tuple(factor * x for x in measure(sample))
