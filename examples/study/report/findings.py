# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The sentences at the top of the report: what was found, and what is missing of a study that is not finished."""

from html import escape

import numpy as np

from measures import summary_value
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


def findings(study: Study, claims: list[Claim]) -> list[str]:
    """Returns five sentences (HTML) made of the measured numbers."""
    by = {(c.figure, c.text.split()[0]): c for c in claims}
    share, psi, band, alpha2 = (
        _sentence(by[key]) for key in (("4a", "Icosahedra"), ("4c", "Localization"), ("5b", "The"), ("10b", "The"))
    )
    strain = study.config["shear.strain"]
    return [
        _glass(study),
        f"Order: {_same_indices(by['3c', 'The'])}; the share of atoms in the largest icosahedral network is {share}.",
        f"Localisation: the localization factor Ψ of D²min at strain {strain:g} is {psi}.",
        f"Band and dynamics: the excess of Λ in the band over the matrix is {band}; the largest α₂ is {alpha2}.",
        _verdicts(claims, [by[key] for key in LOCALISATION]),
    ]


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
    return f"{text}; untreated, under shear at {rate(c['shear.rate_per_s'])} /s, they flow at {np.mean(flow):.2f} GPa."


def _glasses(count: int, wanted: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    word = words[count] if count < len(words) else str(count)
    return word + (f" of {wanted}" if count < wanted else "") + (" glass" if wanted == 1 else " glasses")


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


def _sentence(claim: Claim) -> str:
    """What a comparison of connectivities found, in words."""
    if claim.effect is None:
        return f"not known{' yet' if claim.verdict == PENDING else ''} ({escape(claim.why)})"
    verdicts = {AGREES: "as the paper has it", DISAGREES: "against the paper"}
    verdict = verdicts.get(claim.verdict, "which decides nothing at this size")
    low, high = min(claim.at), max(claim.at)
    difference = claim.with_unit(claim.effect.text(plus=True))
    return escape(
        f"{claim.with_unit(claim.at[low].text())} at χ = {low:g} and {claim.with_unit(claim.at[high].text())} at "
        f"χ = {high:g} (difference {difference}), {verdict}"
    )


def _verdicts(claims: list[Claim], strain: list[Claim]) -> str:
    """How many claims agree, of all and of those on the localisation of the strain."""
    all_of, of_strain = ([claim.verdict for claim in group] for group in (claims, strain))
    agree, disagree = of_strain.count(AGREES), of_strain.count(DISAGREES)
    if of_strain.count(PENDING) == len(strain):
        answer = "whether connectivity makes the strain localise has not been measured yet"
    elif agree > len(strain) / 2 and not disagree:
        answer = "in this run connectivity makes the strain localise, as the paper says"
    elif disagree > len(strain) / 2 and not agree:
        answer = "in this run connectivity does not make the strain localise, against the paper"
    else:
        answer = "this run neither confirms nor refutes that connectivity makes the strain localise"
    waiting = all_of.count(PENDING)
    pending = f", {waiting} {'is' if waiting == 1 else 'are'} not measured yet" if waiting else ""
    return (
        f"Of the paper's {len(claims)} claims, {_verb(all_of.count(AGREES), 'agree')} with this run, "
        f"{_verb(all_of.count(DISAGREES), 'disagree')} and {all_of.count(UNDECIDED)} cannot be decided at this "
        f"size{pending}; of the {len(strain)} on the localisation of the strain {_verb(agree, 'agree')} and "
        f"{_verb(disagree, 'disagree')}, so {answer}."
    )


def _verb(count: int, verb: str) -> str:
    return f"{count or 'none'} {verb}{'' if count > 1 else 's'}"


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
