# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""report.html: one file that opens anywhere; report.json: the same for programs."""

import base64
import json
from html import escape
from typing import Any

from controls import band_rows, inherent_rows, planted_strains
from findings import findings, missing
from sections import Rows, checks, glass_check, how, pill, plain, spent
from study_data import Study, Table, write_file
from style import Figure
from template import CSS, PAGE
from verdicts import AGREES, DISAGREES, PENDING, RULE, Claim

Figures = dict[int, Figure | None]  # by number, None for those that cannot be drawn yet

CLAIM_HEADER = ("figure", "the paper says", "this run", "verdict")


def build(study: Study, figures: Figures, claims: list[Claim], reference: Table) -> None:
    """Writes report.html and report.json into the study's folder."""
    glass, checked, made = glass_check(study, reference), checks(study), how(study)
    times, times_text = spent(study)
    sentences = findings(study, claims)
    open_text, open_lines = missing(study, [number for number, figure in figures.items() if figure is None])
    controls = _controls(study, claims)
    judged = Rows((_claim_row(claim) for claim in claims), CLAIM_HEADER, "claims")
    html = PAGE.substitute(
        css=CSS,
        version=escape(study.manifest["versions"]["tektite"]),
        atoms=f"{study.config['material.atoms']:,}",
        seeds=", ".join(str(seed) for seed in study.seeds),
        banner=_banner(open_text, open_lines),
        findings="".join(f"<li>{text}</li>" for text in sentences),
        links="".join(f'<a href="#fig{number}">Fig. {number}</a>' for number in figures),
        stored=_stored(study),
        figures="".join(_figure(number, figure) for number, figure in figures.items()),
        rule=RULE,
        claims=judged.html(),
        controls=_controls_html(controls),
        glass=glass.html(),
        checks=checked.html(),
        made=made.html(),
        times=times.html(),
        times_text=times_text,
        config=escape((study.folder / "config.toml").read_text(encoding="utf-8")),
    )
    # docs/study/publish.py reads it.
    summary = {
        "missing": {"text": plain(open_text), "lines": open_lines},
        "findings": [plain(text) for text in sentences],
        "figures": [_figure_entry(figure) for figure in figures.values() if figure],
        "rule": RULE,
        "claims": Rows((_plain_claim_row(claim) for claim in claims), CLAIM_HEADER).plain(),
        "controls": [{"text": text, "table": table.plain()} for text, table in controls],
        "glass": glass.plain(),
        "checks": checked.plain(),
        "made": made.plain(),
        "times": times.plain(),
        "times_text": plain(times_text),
    }
    write_file(study.folder / "report.html", html)
    write_file(study.folder / "report.json", json.dumps(summary, indent=1, ensure_ascii=False) + "\n")


def _controls(study: Study, claims: list[Claim]) -> list[tuple[str, Rows]]:
    """What the measures can see, and what they show without thermal motion: a text and a table each."""
    found = []
    sheared = study.part("structure", "shear")
    if sheared.glasses:
        rows, header = band_rows(sheared, claims)
        text = (
            f"Bands of {planted_strains(sheared)[1]:.1f} Å were planted into the last frame of each untreated glass: "
            "their atoms are displaced so that the band is sheared by so much more than the rest. The table has the "
            "change of each measure, mean over glasses, beside the change that a difference between connectivities "
            "must exceed in this study to be told from nothing."
        )
        found.append((text, Rows(rows, header, "controls")))
    rows, header = inherent_rows(sheared)
    if rows:
        text = (
            "The same differences between connectivities, measured at the temperature of the shear and at the nearest "
            "minima of the energy (inherent structures; the frames of the shear and its start are both at minima)."
        )
        found.append((text, Rows(rows, header)))
    return found


def _controls_html(controls: list[tuple[str, Rows]]) -> str:
    if not controls:
        return '<p class="note">Nothing is sheared yet.</p>'
    return "".join(f'<p class="note">{escape(text)}</p>{table.html()}' for text, table in controls)


def _banner(text: str, lines: list[str]) -> str:
    if not text:
        return ""
    return f'<div class="missing">{text}Missing:<ul>' + "".join(f"<li>{line}</li>" for line in lines) + "</ul></div>"


def _stored(study: Study) -> str:
    if study.missing():
        return "study.h5 is written when all stages are finished"
    return 'tables and stored configurations are in <a href="study.h5">study.h5</a> (H5MD layout)'


def _figure(number: int, figure: Figure | None) -> str:
    """A figure with its caption; the picture is part of the page."""
    if figure is None:
        return f'<p class="note" id="fig{number}">Figure {number}: nothing of it is finished yet.</p>'
    image = base64.b64encode(figure.path.read_bytes()).decode()
    links = " · ".join(f'<a href="{table}">{table.split("/")[1]}</a>' for table in figure.tables)
    picture = f'<a href="figures/{figure.path.name}">{figure.path.name}</a>'
    title = escape(figure.title)
    return (
        f'<figure id="fig{number}"><img src="data:image/png;base64,{image}" alt="Figure {number}: {title}">'
        f"<figcaption><b>Figure {number}. {title}.</b> {figure.caption}"
        f'<span class="data">Data: {links} · picture: {picture}</span></figcaption></figure>'
    )


def _figure_entry(figure: Figure) -> dict[str, Any]:
    return {
        "number": figure.number,
        "title": figure.title,
        "caption": figure.caption,
        "picture": f"figures/{figure.path.name}",
        "data": figure.tables,
    }


def _claim_row(claim: Claim) -> tuple[str, ...]:
    measured = escape(claim.quantity) + (f": {escape(claim.values())}" if claim.at else "")
    if claim.effect:
        measured += f"<br><b>{escape(claim.decisive())}</b>"
    measured += "".join(f"<br>{escape(note)}" for note in claim.notes)
    number = "".join(character for character in claim.figure.split(",")[0] if character.isdigit())
    kind = {AGREES: "agrees", DISAGREES: "disagrees", PENDING: "pending"}.get(claim.verdict, "undecided")
    reason = f"<small>{escape(claim.why)}</small>" if claim.why else ""
    return (
        f'<a href="#fig{number}">Fig. {claim.figure}</a>',
        escape(claim.text),
        f"{measured}<small>{escape(claim.rule)}</small>",
        pill(kind, claim.verdict) + reason,
    )


def _plain_claim_row(claim: Claim) -> tuple[str, ...]:
    reason = escape(f": {claim.why}", quote=False) if claim.why else ""
    return (
        claim.figure,
        escape(claim.text, quote=False),
        escape(claim.measured(), quote=False),
        f"<b>{claim.verdict}</b>{reason}",
    )
