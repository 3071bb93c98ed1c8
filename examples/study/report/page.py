# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""report.html: one file that opens anywhere; report.json: the same for programs."""

import base64
import json
from html import escape
from typing import Any

import captions
import motions
from checks import checks, glass_check, glass_limit, heating_text
from controls import band_rows, inherent_rows, planted_strains
from findings import SYMBOLS, answer, comparison, missing, support
from sections import Rows, how, plain, spent, verdict_pill
from study_data import Study, Table, write_file
from style import Figure
from template import CSS, PAGE
from verdicts import RULE, UNDECIDED, Claim

Figures = dict[int, Figure | None]  # by number, None for those that cannot be drawn yet


def build(study: Study, figures: Figures, claims: list[Claim], ordered: list[Claim], reference: Table) -> None:
    """Writes report.html and report.json into the study's folder.

    `claims` are those of the paper, `ordered` those on the order of the motions.
    """
    glass, checked, made = glass_check(study, reference), checks(study, reference), how(study)
    times, times_text = spent(study)
    found, sentences, compared = answer(study, claims), support(study, claims, ordered), comparison(study, claims)
    open_text, open_lines = missing(study, [number for number, figure in figures.items() if figure is None])
    controls = _controls(study, claims)
    judged = Rows((_claim_row(claim) for claim in claims), _claim_header(study), "claims")
    motions_table = Rows((_claim_row(claim)[1:] for claim in ordered), _claim_header(study)[1:], "motions")
    by_lag = motions.write(study)
    for_all, warm, limit = captions.for_all(study), heating_text(study), glass_limit(reference)
    drawn = [figure for figure in figures.values() if figure]
    left_open = Rows([(f"Fig. {f.number}", escape(f.left_open)) for f in drawn if f.left_open], kind="open")
    html = PAGE.substitute(
        css=CSS,
        version=escape(study.manifest["versions"]["tektite"]),
        atoms=f"{study.config['material.atoms']:,}",
        seeds=f"seed{'s' if len(study.seeds) > 1 else ''} {', '.join(str(seed) for seed in study.seeds)}",
        banner=_banner(open_text, open_lines),
        answer=f"<b>{escape(found.short)}:</b> {escape(found.reason)}. {escape(found.limits)}",
        findings="".join(f"<li>{text}</li>" for text in sentences),
        compared=compared.html(),
        symbols="".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in SYMBOLS),
        links="".join(f'<a href="#fig{number}">Fig. {number}</a>' for number in figures),
        stored=_stored(study),
        for_all=for_all,
        figures="".join(_figure(number, figure) for number, figure in figures.items()),
        left_open=left_open.html() if drawn else "",
        rule=RULE,
        claims=judged.html(),
        motions=motions_table.html(),
        by_lag=f' By lag: <a href="{by_lag}">{by_lag.split("/")[1]}</a>.' if by_lag else "",
        controls=_controls_html(controls),
        glass=glass.html(),
        limit=f"{limit:.1f}",
        checks=checked.html(),
        warm=f'<p class="note">{warm}</p>' if warm else "",
        made=made.html(),
        times=times.html(),
        times_text=times_text,
        config=escape((study.folder / "config.toml").read_text(encoding="utf-8")),
    )
    # docs/study/publish.py reads it.
    summary = {
        "missing": {"text": plain(open_text), "lines": open_lines},
        "answer": {"short": found.short, "reason": found.reason, "limits": found.limits},
        "findings": [plain(text) for text in sentences],
        "compared": compared.plain(),
        "symbols": [list(pair) for pair in SYMBOLS],
        "for_all": for_all,
        "figures": [_figure_entry(figure) for figure in drawn],
        "left_open": left_open.plain(),
        "rule": RULE,
        "claims": judged.plain(),
        "motions": motions_table.plain(),
        "verdicts": [[claim.figure, claim.text, claim.verdict] for claim in claims + ordered],
        "controls": [{"text": text, "table": table.plain()} for text, table in controls],
        "glass": glass.plain(),
        "checks": checked.plain(),
        "checks_text": warm,
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
    """A figure with its caption; the picture is part of the page, and opens at its full size from beside it."""
    if figure is None:
        return f'<p class="note" id="fig{number}">Figure {number}: nothing of it is finished yet.</p>'
    links = " · ".join(f'<a href="{table}">{table.split("/")[1]}</a>' for table in figure.tables)
    full = f"figures/{figure.path.name}"
    title = escape(figure.title)
    *upper, last = (
        f'<img src="data:{part.kind};base64,{base64.b64encode(part.data).decode()}" width="{part.width}" '
        f'height="{part.height}" alt="Figure {number}: {title}{f", part {k}" if len(figure.parts) > 1 else ""}">'
        for k, part in enumerate(figure.parts, 1)
    )
    pictures = "".join(f'<div class="part">{image}</div>' for image in upper)
    return (
        f'<figure id="fig{number}" class="{"cut" if upper else "whole"}"><a class="picture" href="{full}">'
        f'{pictures}<div class="part">{last}</div></a>'
        f"<figcaption><b>Figure {number}. {title}.</b> {figure.caption}"
        f'<span class="data">Data: {links} · full size: <a href="{full}">{figure.path.name}</a></span>'
        "</figcaption></figure>"
    )


def _figure_entry(figure: Figure) -> dict[str, Any]:
    return {
        "number": figure.number,
        "title": figure.title,
        "caption": figure.caption,
        "picture": f"figures/{figure.path.name}",
        "data": figure.tables,
    }


def _claim_header(study: Study) -> tuple[str, ...]:
    low, high = study.ends
    effect = f"effect (χ = {high:g} minus χ = {low:g} unless named)"
    return "figure", "the claim", "verdict", "this run", effect, "effect in errors (needed)"


def _claim_row(claim: Claim) -> tuple[str, ...]:
    notes = [claim.quantity, *claim.notes]
    at = [f"χ {chi:g}: {estimate.text()}" for chi, estimate in claim.at.items()]
    small = [claim.with_unit("; ".join(at)) if at else "", claim.rule]
    effect, errors = "–", "–"
    if claim.effect:
        name = "" if "minus" in claim.effect_name else f"{claim.effect_name}: "
        effect = f"{name}{claim.with_unit(claim.effect.text(plus=not name))}"
        errors = f"{claim.effect.errors():.1f} ({claim.effect.needed:g})"
        needed = claim.effect.glasses_needed()
        if claim.verdict == UNDECIDED and needed is not None:
            errors += f" <small>{'≈ ' + str(needed) if needed < 300 else '> 300'} glasses</small>"
    number = "".join(character for character in claim.figure.split(",")[0] if character.isdigit())
    return (
        f'<a href="#fig{number}">{claim.figure}</a>',
        escape(claim.text),
        verdict_pill(claim.verdict) + (f"<small>{escape(claim.why)}</small>" if claim.why else ""),
        "<br>".join(escape(note) for note in notes)
        + "".join(f"<small>{escape(text)}</small>" for text in small if text),
        escape(effect),
        errors,
    )
