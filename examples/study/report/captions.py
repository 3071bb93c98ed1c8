# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Sentences that the captions of several figures share."""

from study_data import Study
from style import rate


def protocol(study: Study) -> str:
    """Returns how the samples were sheared."""
    c = study.config
    return (
        f"{c['material.atoms']:g} atoms, {c['shear.plane']} shear at {rate(c['shear.rate_per_s'])} /s and "
        f"{c['shear.temperature_K']:g} K under NPT at zero pressure, "
        f"time step {1000 * c['material.timestep_ps']:g} fs"
    )


def glasses(study: Study) -> str:
    """Returns what lines and bands are."""
    counts = {chi: len(group) for chi, group in study.samples.items()}
    thin = ""
    if len(study.chis) > len(study.shown()):
        thin = (
            " Connectivities between those of the paper's own comparison are drawn thin, without bands; "
            "their errors are in the data."
        )
    if set(counts.values()) == {1}:
        return "One glass, no error bands." + thin
    if len(set(counts.values())) == 1:
        return f"Lines: mean over {next(iter(counts.values()))} independent glasses; bands: standard error." + thin
    each = ", ".join(f"χ = {chi:g}: {n}" for chi, n in counts.items())
    return f"Lines: mean over the glasses that are finished ({each}); bands: standard error." + thin


def pictured_glass(study: Study) -> str:
    """Returns which glass the pictures show, if they show the same one at all connectivities."""
    seeds = sorted({study.lead(chi).seed for chi in study.chis})
    return f"Pictures: seed {seeds[0]}. " if len(seeds) == 1 else ""
