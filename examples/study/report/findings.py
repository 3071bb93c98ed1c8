# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The top of the report: the answer with its reason, what supports it, and what is missing of an unfinished study."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from controls import planted_strains, seen_bands
from measures import summary_value
from motions import sentence as motions_sentence
from sections import Rows, verdict_pill
from study_data import Sample, Study
from style import rate
from verdicts import AGREES, DISAGREES, PENDING, UNDECIDED, Claim

# The claims on the localisation of the strain, by figure and first word.
LOCALISATION = (
    ("4b", "The"),
    ("4c", "Localization"),
    ("4d", "Skewness"),
    ("5b", "The"),
    ("5b", "Localisation"),
    ("6b", "The"),
    ("8a", "The"),
    ("8b", "S_max/S_all"),
)
# What the first table shows: a claim on a quantity, and the quantity in plain words.
SHOWN = (
    (("4a", "Icosahedra"), "order: share of the atoms in the largest network of icosahedra"),
    (("4c", "Localization"), "localisation: relative spread Ψ of the non-affine displacements D²min"),
    (("5b", "The"), "localisation: effective strain Λ in the most strained layer minus that of the rest"),
    (("8b", "S_max/S_all"), "localisation: share of the plastic atoms that are in one cluster"),
    (("10b", "The"), "dynamics: largest non-Gaussian parameter α₂ of the displacements in time"),
)
SYMBOLS = (
    ("χ", "connectivity: share of the relaxed regions that touch each other; 0: all apart, 1: all in chains"),
    ("⟨n3 n4 n5 n6⟩", "Voronoi index: numbers of faces with three to six edges; ⟨0 0 12 0⟩ is a full icosahedron"),
    ("g(r)", "radial distribution function (RDF)"),
    ("D²min", "non-affine displacement of an atom's neighbours since the start of the shear"),
    ("Ψ, S_k", "localization factor, the relative standard deviation of D²min over the atoms; its skewness"),
    ("Λ, η", "effective strain at an atom; effective gradient of the strain there"),
    ("band, matrix", "the layers of largest Λ; all others"),
    ("S_max, S_all", "plastic atoms in the largest cluster of them; all plastic atoms"),
    ("ξ_R, ξ_D, ξ_S", "local rotation, dilatation and shear; with X: mean of the largest values only"),
    ("α₂", "non-Gaussian parameter: 0 if the displacements in a given time have a normal distribution"),
    ("AUC", "chance that the larger of two values is told from the smaller one; 0.5: by luck alone"),
)
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass
class Answer:
    """The answer to the question of the study, in plain words."""

    short: str  # the answer itself
    reason: str  # why it can or cannot be given
    limits: str  # what the run could have seen; empty before the shear


def answer(study: Study, claims: list[Claim]) -> Answer:
    """Returns the answer that the verdicts on the localisation of the strain give."""
    by = _by_name(claims)
    verdicts = [by[key].verdict for key in LOCALISATION]
    agree, disagree, pending = (verdicts.count(kind) for kind in (AGREES, DISAGREES, PENDING))
    count = len(verdicts)
    if pending == count:
        return Answer(
            "Whether connected clusters make the strain localise has not been measured yet", "no two are compared", ""
        )
    if agree > count / 2 and not disagree:
        short = "Yes: in this run connected clusters make the strain localise, as the paper says"
    elif disagree > count / 2 and not agree:
        short = "No: in this run connected clusters do not make the strain localise, against the paper"
    else:
        short = "This run cannot tell whether connected clusters make the strain localise"
    parts = [
        _part(agree, "agrees", "agree"),
        _part(disagree, "disagrees with the paper", "disagree with the paper"),
        _part(verdicts.count(UNDECIDED), "is undecided (within its error)", "are undecided (within their errors)"),
        _part(pending, "is not measured yet", "are not measured yet"),
    ]
    reason = f"of the {_word(count)} comparisons that would show it, " + _listed([part for part in parts if part])
    return Answer(short, reason, _limits(study, claims, [by[key] for key in LOCALISATION]))


def _by_name(claims: list[Claim]) -> dict[tuple[str, str], Claim]:
    """The claims by figure and first word."""
    return {(claim.figure, claim.text.split()[0]): claim for claim in claims}


def _part(count: int, one: str, several: str) -> str:
    return f"{_word(count)} {one if count == 1 else several}" if count else ""


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _word(count: int) -> str:
    return WORDS[count] if count < len(WORDS) else str(count)


def _limits(study: Study, claims: list[Claim], strain: list[Claim]) -> str:
    """Which band the run could have seen, and what more glasses would bring."""
    texts = []
    sheared = study.part("structure", "shear")
    if sheared.glasses:
        strains, width = planted_strains(sheared)
        known = [one.smallest for one in seen_bands(sheared, claims) if one.needed is not None]
        seen = [strain for strain in known if strain is not None]
        band = f"A shear band {width / 10:.1f} nm wide"
        if seen:
            texts.append(f"{band} is noticed here from an extra strain of {min(seen):g} on.")
        elif known:
            texts.append(f"{band} is not noticed here, up to an extra strain of {max(strains):g}.")
    effects = [claim.effect for claim in strain if claim.effect is not None and claim.verdict == UNDECIDED]
    needed = [effect.glasses_needed() for effect in effects]
    if effects and None in needed:
        glasses = max(effect.glasses for effect in effects)
        texts.append(f"From {_glasses(glasses, glasses).lower()} it is not known how much glasses differ.")
    elif effects:
        texts.append(f"The undecided comparison nearest to a decision takes about {min(needed)} such glasses.")
    return " ".join(texts)


def support(study: Study, claims: list[Claim], ordered: list[Claim]) -> list[str]:
    """Returns sentences (HTML) on what the answer rests on; `ordered` are the claims on the order of the motions."""
    agree = [claim.figure for claim in claims if claim.verdict == AGREES]
    disagree = [claim.figure for claim in claims if claim.verdict == DISAGREES]
    waiting = sum(claim.verdict == PENDING for claim in claims)
    parts = [
        _part(len(agree), "agrees", "agree") + _figures(agree) if agree else "none agrees",
        _part(len(disagree), "disagrees", "disagree") + _figures(disagree) if disagree else "none disagrees",
        _part(sum(claim.verdict == UNDECIDED for claim in claims), "is undecided", "are undecided"),
        _part(waiting, "is not measured yet", "are not measured yet"),
    ]
    return [
        _glass(study),
        f"Short-range order: {_same_indices(_by_name(claims)['3c', 'The'])}.",
        f"Of all {len(claims)} claims of the paper {_listed([part for part in parts if part])}.",
        motions_sentence(ordered),
    ]


def _figures(names: list[str]) -> str:
    return f" (Fig. {', '.join(dict.fromkeys(names))})"


def comparison(study: Study, claims: list[Claim]) -> Rows:
    """Returns the table of the main quantities at the largest and the smallest connectivity."""
    low, high = study.ends
    by = _by_name(claims)
    items = []
    for key, words in SHOWN:
        claim = by[key]
        values = [claim.with_unit(claim.at[chi].text()) if chi in claim.at else "–" for chi in (low, high)]
        difference = claim.with_unit(claim.effect.text(plus=True)) if claim.effect else "–"
        items.append((escape(words), verdict_pill(claim.verdict), *(escape(text) for text in (*values, difference))))
    return Rows(items, ("quantity", "the paper: it grows", f"χ = {low:g}", f"χ = {high:g}", "difference"))


def _glass(study: Study) -> str:
    c = study.config
    made = study.part("structure").glasses
    energy = np.mean([summary_value(glass, "energy_eV") for glass in made])
    density = np.mean([summary_value(glass, "density_g_cm3") for glass in made])
    text = (
        f"{_glasses(len(made), len(study.seeds))} of {c['material.atoms']:,} atoms quenched at "
        f"{rate(c['quench.rate_K_per_s'])} K/s: {energy:.4f} eV per atom and {density:.3f} g/cm³"
    ).replace("-", "−")
    flow = [_flow_stress(glass) for glass in study.part("shear").glasses]
    if not flow:
        return f"{text}; none has been sheared yet."
    shear = f"under shear at {rate(c['shear.rate_per_s'])} /s"
    flows = "it flows" if len(flow) == 1 else "they flow"
    return f"{text}; untreated, {flows} {shear} at {np.mean(flow):.2f} GPa."


def _glasses(count: int, wanted: int) -> str:
    word = _word(count).capitalize() + (f" of {wanted}" if count < wanted else "")
    return word + (" glass" if wanted == 1 else " glasses")


def _flow_stress(glass: Sample) -> float:
    table = glass.table("shear/thermo.csv")
    return table["stress_GPa"][table["strain"] > 0.5 * table["strain"][-1]].mean()


def _same_indices(claim: Claim) -> str:
    if claim.largest_deviation is None:
        return "the Voronoi indices are not compared yet"
    return (
        f"the 20 most frequent Voronoi indices differ by at most {100 * claim.largest_deviation:.2f} percentage points "
        "between connectivities"
    )


def missing(study: Study, absent: list[int]) -> tuple[str, list[str]]:
    """Returns what is not finished: a sentence (HTML) and a line per glass; empty for a finished study.

    `absent` are the numbers of the figures that cannot be drawn.
    """
    found = study.missing()
    if not found:
        return "", []
    total = study.stage_count()
    done = total - sum(len(stages) for _, stages in found)
    text = (
        f"<b>This study is not finished: {done} of its {total} stages are.</b> Figures, errors and verdicts below are "
        "of what is finished; each says of how many glasses. "
    )
    if absent:
        numbers = ", ".join(str(number) for number in absent)
        text += f"Nothing can be drawn yet of figure{'s' if len(absent) > 1 else ''} {numbers}. "
    lines = []
    for seed in study.seeds:
        of_seed = [(sample, stages) for sample, stages in found if sample.seed == seed]
        if of_seed:
            lines.append(f"seed {seed}: {_missing_stages(of_seed, total // len(study.seeds))}")
    return text, lines


def _missing_stages(found: list[tuple[Sample, list[str]]], stages_per_glass: int) -> str:
    """The unfinished stages of one glass and its samples."""
    if sum(len(stages) for _, stages in found) == stages_per_glass:
        return "everything"
    parts, whole = [], []
    for sample, stages in found:
        name = "the untreated glass" if sample.chi is None else f"χ = {sample.chi:g}"
        if len(stages) == len(sample.stages()):
            whole.append(name)
        else:
            parts.append(f"{', '.join(stages)} of {name}")
    return "; ".join(parts + ([f"all of {', '.join(whole)}"] if whole else []))
