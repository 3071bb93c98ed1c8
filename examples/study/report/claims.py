# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The paper's claims, each with what this run measured and a verdict by a stated rule. Nothing here is written by hand
after a run: value, error and verdict come from the data."""

import numpy as np

import style
from figures_structure import counting, index_fractions, most_frequent
from measures import contrast, correspondence, jackknife, late_mean, localization, skewness, spearman

AGREES, DISAGREES, UNDECIDED = "agrees", "disagrees", "not decidable at this size"

RULE = """A quantity is measured for every glass; its value is the mean over glasses. With three or more glasses the error is the
standard error of the mean (of the paired differences where connectivities are compared: both samples come from the same
glass), and an effect must exceed 2 errors. With fewer, the error is estimated within the samples: leave-one-octant-out
jackknife for averages over atoms, the scatter over the last frames (strain above 5/6 of the largest) for clusters. That
error knows nothing of the spread between glasses, so an effect must then exceed 3 errors. Larger than that and of the
claimed sign: agrees; larger and of the other sign: disagrees; smaller: not decidable at this size."""


class Claim:
    def __init__(self, figure, text, measured, verdict, rule):
        self.figure, self.text, self.measured, self.verdict, self.rule = figure, text, measured, verdict, rule


def combine(study, pairs):
    """Mean and error of (value, error within the sample), one pair per glass."""
    values, errors = np.array([p[0] for p in pairs], float), np.array([p[1] for p in pairs], float)
    within = float(np.sqrt((errors ** 2).sum()) / len(errors))
    if len(values) >= 3:
        return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))
    return float(values.mean()), within


def sigma(study):
    return 2.0 if len(study.seeds) >= 3 else 3.0


def judge(study, value, error):
    """Verdict on the claim value > 0."""
    if not np.isfinite(value) or abs(value) <= sigma(study) * error or value == 0:
        return UNDECIDED
    return AGREES if value > 0 else DISAGREES


def ends(study):
    return min(study.chis), max(study.chis)


def number(value, error=None):
    if error is None:
        return f"{value:.3g}"
    if not error > 0:
        return f"{value:.4g}"
    digits = max(0, min(6, 1 - int(np.floor(np.log10(error)))))
    return f"{value:.{digits}f} ± {error:.{digits}f}"


def compare(study, figure, text, what, measure, unit="", sign=1):
    """Claim: the quantity is larger (sign -1: smaller) at the highest connectivity than at the lowest."""
    low, high = ends(study)
    at = {chi: combine(study, [measure(s) for s in study.samples[chi]]) for chi in study.chis}
    differences = []
    for a, b in zip(study.samples[low], study.samples[high]):
        (va, ea), (vb, eb) = measure(a), measure(b)
        differences.append((vb - va, float(np.hypot(ea, eb))))
    value, error = combine(study, differences)
    shown = study.shown()
    measured = f"{what}: " + "; ".join(f"χ = {chi:g}: {number(*at[chi])}" for chi in shown)
    measured += f"{unit and ' ' + unit}. Difference χ = {high:g} − {low:g}: {number(value, error)}{unit and ' ' + unit}"
    if low == high:
        return Claim(figure, text, measured, UNDECIDED, "one connectivity only")
    return Claim(figure, text, measured, judge(study, sign * value, error), f"difference above {sigma(study):g} errors")


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
    claim = compare(study, "5b", "Localisation begins earlier the higher the connectivity.",
                    "strain where the band parts from the matrix by 10 % (one frame beyond the last: never)", onset, sign=-1)
    found = [combine(study, [excess(s) for s in study.samples[chi]]) for chi in ends(study)]
    if not any(judge(study, *pair) == AGREES for pair in found):
        claim.measured += ". Neither end's band differs significantly from its matrix at the last strain: there is no localisation to date"
        claim.verdict = UNDECIDED
    claim.rule += "; and at least one of the two must have localised (Λ band − matrix above that)"
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
    pairs = {chi: combine(study, [energy_gap(element)(s) for s in study.samples[chi]]) for chi in study.chis}
    verdicts = [judge(study, *pair) for pair in pairs.values()]
    verdict = AGREES if all(v == AGREES for v in verdicts) else DISAGREES if DISAGREES in verdicts else UNDECIDED
    measured = f"matrix − regions, {element}: " + "; ".join(
        f"χ = {chi:g}: {number(1000 * v, 1000 * e)}" for chi, (v, e) in pairs.items()) + " meV per atom"
    return Claim(f"3{panel}", f"{element} atoms in the relaxed regions have less potential energy than those in the matrix.",
                 measured, verdict, f"agrees: above {sigma(study):g} errors for every χ; disagrees: below −{sigma(study):g} for any")


def same_energy(study):
    low, high = ends(study)
    means = {chi: np.mean([s_value(s, "energy_eV") for s in study.samples[chi]]) for chi in study.chis}
    spread = max(means.values()) - min(means.values())
    gap, error = combine(study, [mean_gap(study)(s) for s in study.samples[high]])
    limit = 0.1 * abs(gap)
    verdict = UNDECIDED if abs(gap) <= sigma(study) * error else AGREES if spread <= limit else DISAGREES
    return Claim("3a, b", "The energy of the whole sample hardly depends on the connectivity.",
                 f"largest difference between connectivities {1000 * spread:.2f} meV per atom; regions against matrix at "
                 f"χ = {high:g}: {number(1000 * gap, 1000 * error)} meV",
                 verdict, "agrees: the difference is at most a tenth of that between regions and matrix")


def s_value(sample, quantity, stage="structure"):
    table = sample.table(f"{stage}/summary.csv")
    return float(table["value"][table["quantity"] == quantity][0])


def contrast_text(found, factor, unit):
    """The last sentence of a claim of sameness, where there are several glasses."""
    if found is None:
        return ""
    return (f". Standard deviation between connectivities {factor * found[0]:.2g}{unit}, between glasses {factor * found[1]:.2g}{unit} "
            "(rms)")


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
    shown = study.shown()
    found = {chi: index_fractions(study.samples[chi]) for chi in shown}
    keys, total = most_frequent(found.values())
    squares, largest = 0.0, 0.0
    for key in keys:
        expected = {chi: total[key] * found[chi][1] / sum(f[1] for f in found.values()) for chi in shown}
        squares += sum((found[chi][0].get(key, 0) - expected[chi]) ** 2 / expected[chi] for chi in shown)
        fractions = [found[chi][0].get(key, 0) / found[chi][1] for chi in shown]
        largest = max(largest, max(fractions) - min(fractions))
    freedom = len(keys) * (len(shown) - 1)
    # Wilson and Hilferty's normal form of chi-squared.
    z = ((squares / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / np.sqrt(2 / (9 * freedom)) if freedom else 0.0
    return Claim("3c", "The fractions of all kinds of Voronoi clusters are almost the same at every connectivity.",
                 f"largest deviation of the 20 most frequent: {100 * largest:.2f} percentage points; all 20 together: "
                 f"{z:+.1f} standard deviations from what counting alone would give"
                 + contrast_text(index_contrast(study), 100, " points"),
                 AGREES if z < 2.33 else DISAGREES,
                 "agrees: the deviations are within counting statistics (chi-squared, 99 %). The samples share most atoms of one "
                 "glass, so this is a strict test of difference and a weak one of sameness")


def same_rdf(study):
    shown, scores, largest = study.shown(), [], 0.0
    mean = {}
    for chi in shown:
        tables = [s.table("structure/rdf.csv") for s in study.samples[chi]]
        mean[chi] = style.over_seeds(tables, "g")[0], sum(t["pairs"] for t in tables)
    peak = max(g.max() for g, _ in mean.values())
    for chi in shown[1:]:
        difference = mean[chi][0] - mean[shown[0]][0]
        noise = np.hypot(counting(mean[chi]), counting(mean[shown[0]]))
        good = noise > 0
        scores.append(np.sqrt(np.mean((difference[good] / noise[good]) ** 2)))
        largest = max(largest, np.abs(difference).max())
    score = max(scores) if scores else 0.0
    return Claim("3d", "The radial distribution functions are almost identical.",
                 f"largest |Δg| {largest:.3f} ({100 * largest / peak:.1f} % of the first peak); rms deviation over counting error {score:.2f}"
                 + contrast_text(rdf_contrast(study), 1, ""),
                 DISAGREES if score >= 1.5 else AGREES if scores and largest < 0.1 * peak else UNDECIDED,
                 "disagrees: rms of 1.5 counting errors or more; agrees: less, and below a tenth of the first peak everywhere")


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
    if rising:
        claim.measured += f". In {rising} of {len(tables)} samples the largest α₂ is at one of the last two times, so that the peak may lie beyond"
        claim.verdict = UNDECIDED
    claim.rule += "; and every sample must have passed its peak"
    return claim


def homogeneous(study):
    values = []
    for glass in study.glasses:
        _, band, matrix = style.band_and_matrix(glass.table("shear/profile.csv"), "lambda")
        values.append(band[-1] / matrix[-1])
    value = float(np.mean(values))
    error = float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) >= 3 else 0.05 * value
    low, high = value - error, value + error
    verdict = AGREES if high < 1.5 else DISAGREES if low > 1.5 else UNDECIDED
    return Claim("1", "The untreated, fast-quenched glass deforms nearly homogeneously, without a shear band.",
                 f"Λ in its most strained slabs over the rest at the last strain: {value:.2f} (1: homogeneous)", verdict,
                 "agrees: below 1.5 (a limit of this study; the paper gives none)")


def overlap(study):
    high = ends(study)[1]
    pairs = []
    for sample in study.samples[high]:
        atoms = last_atoms(sample)
        good = atoms["status"] == 0
        a, b, groups = atoms["lambda"][good], atoms["eta"][good], atoms.octants()[good]
        pairs.append(jackknife(groups, lambda m: spearman(a[m], b[m])))
    value, error = combine(study, pairs)
    return Claim("6", "Where the strain gradient is high the strain is high: the η region overlaps the band.",
                 f"Spearman's rank correlation of Λ and η over atoms at χ = {high:g}: {number(value, error)}",
                 judge(study, value, error), f"correlation above {sigma(study):g} errors")


def carriers(study):
    pairs = {chi: combine(study, [(c["spearman"], c["spearman_error"]) for c in map(correspondence, study.samples[chi])])
             for chi in study.chis}
    verdicts = [judge(study, *pair) for pair in pairs.values()]
    agree = sum(v == AGREES for v in verdicts)
    verdict = AGREES if 2 * agree > len(verdicts) else DISAGREES if DISAGREES in verdicts else UNDECIDED
    return Claim("7", "Places without interpenetrating icosahedra are where the strain localises.",
                 "rank correlation of the distance to the 15 largest networks with Λ: " +
                 "; ".join(f"χ = {chi:g}: {number(v, e)}" for chi, (v, e) in pairs.items()), verdict,
                 f"agrees: positive above {sigma(study):g} errors for most χ")


def dilatation_dominates(study):
    values = []
    for chi in study.chis:
        for sample in study.samples[chi]:
            d, s, r = (growth(f"xi_{k}_ratio")(sample) for k in "dsr")
            other = max(s, r)
            values.append((d[0] - other[0], float(np.hypot(d[1], other[1]))))
    value = float(np.mean([v[0] for v in values]))
    error = float(np.sqrt(sum(v[1] ** 2 for v in values)) / len(values))
    return Claim("9", "Dilatation localises most: its extreme ratio lies above those of shear and rotation.",
                 f"ratio of dilatation minus the larger of the others, mean over samples above strain 0.15: {number(value, error)}",
                 judge(study, value, error), f"difference above {sigma(study):g} errors")


def evaluate(study):
    """All claims, in the order of the figures."""
    for group in study.samples.values():
        for sample in group:
            sample.normal = study.sheared_axes()[1]
    strain = study.config["shear.strain"]
    first, second = study.elements[:2]
    lam, eta = band_excess("lambda"), band_excess("eta", 10.0)
    return [
        homogeneous(study),
        stability(study, first, "a"),
        stability(study, second, "b"),
        compare(study, "3a, b", "The energy reduction in the regions grows with the connectivity.",
                "matrix − regions, mean of both elements", _times(mean_gap(study), 1000), "meV per atom"),
        same_energy(study),
        same_indices(study),
        same_rdf(study),
        compare(study, "4a", "Icosahedra join to larger networks at high connectivity.",
                "share of atoms in the largest network", network_share, "%"),
        compare(study, "4b", "The distribution of D²min/⟨D²min⟩ has a longer tail at high connectivity.",
                f"atoms above 3 times the mean at strain {strain:g}",
                on_atoms("d2min", lambda v: 100 * np.mean(v > 3 * v.mean())), "%"),
        compare(study, "4c", "Localization factor Ψ grows with the connectivity.", f"Ψ at strain {strain:g}",
                on_atoms("d2min", localization)),
        compare(study, "4d", "Skewness S_k grows with the connectivity.", f"S_k at strain {strain:g}",
                on_atoms("d2min", skewness)),
        compare(study, "5b", "The mismatch of Λ between band and matrix grows with the connectivity.",
                f"Λ band − matrix at strain {strain:g}", lam),
        begins_earlier(study, lam),
        compare(study, "6b", "The strain-gradient effect in the band grows with the connectivity.",
                f"η band − matrix at strain {strain:g}", eta, "1/nm"),
        overlap(study),
        carriers(study),
        compare(study, "8a", "The largest cluster of plastic atoms grows most at high connectivity.",
                "S_max, late in the shear", late("largest"), "atoms"),
        compare(study, "8b", "S_max/S_all rises more at high connectivity: the plastic atoms percolate.",
                "S_max/S_all, late in the shear", late("largest", "plastic")),
        dilatation_dominates(study),
        compare(study, "9", "Beyond strain 0.15 the extreme ratio of dilatation grows with the connectivity.",
                "ξ_DX/⟨ξ_D⟩, mean above strain 0.15", growth("xi_d_ratio")),
        compare(study, "9", "Beyond strain 0.15 the extreme ratio of shear grows with the connectivity.",
                "ξ_SX/⟨ξ_S⟩, mean above strain 0.15", growth("xi_s_ratio")),
        dynamics(study),
    ]


def _times(measure, factor):
    return lambda sample: tuple(factor * x for x in measure(sample))
