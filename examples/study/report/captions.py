# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Sentences that the captions of several figures share."""

from study_data import Study
from style import rate


def for_all(study: Study) -> str:
    """Returns what holds for all figures: how samples were sheared, what lines and bands are."""
    c = study.config
    texts = [
        f"All samples have {c['material.atoms']:g} atoms. They are sheared in {c['shear.plane']} at "
        f"{rate(c['shear.rate_per_s'])} /s and {c['shear.temperature_K']:g} K under NPT at zero pressure, with a time "
        f"step of {1000 * c['material.timestep_ps']:g} fs."
    ]
    if len(study.seeds) == 1:
        texts.append("There is one glass, so curves have no error bands.")
    else:
        texts.append("Lines are means over independent glasses, bands their standard errors.")
    if len(study.chis) > len(study.shown()):
        texts.append(
            "Connectivities that the paper does not compare are drawn thin, without bands; "
            "their errors are in the data."
        )
    return " ".join(texts)


def glasses(study: Study) -> str:
    """Returns of which glasses a figure is, if some are not finished."""
    counts = {chi: len(group) for chi, group in study.samples.items()}
    if set(counts.values()) == {len(study.seeds)}:
        return ""
    return " Finished glasses: " + ", ".join(f"χ = {chi:g}: {n}" for chi, n in counts.items()) + "."


def pictured_glass(study: Study) -> str:
    """Returns which glass the pictures show, if they show the same one at all connectivities."""
    seeds = sorted({study.lead(chi).seed for chi in study.chis})
    return f"Pictures: seed {seeds[0]}. " if len(seeds) == 1 else ""
