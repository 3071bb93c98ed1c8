# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""report.html: one file that opens anywhere."""

import base64
import json
import re
from html import escape

import numpy as np

from claims import AGREES, DISAGREES, PENDING, RULE, UNDECIDED, s_value
from measures import first_peak
from style import rate
from study_data import GLASS_STAGES, SAMPLE_STAGES, Table, write_table

CSS = """
:root { --ink: #1c2733; --soft: #5b6876; --line: #dfe4ea; --accent: #2c6fbb; --paper: #ffffff; }
* { box-sizing: border-box; }
body { margin: 0; background: #f3f5f8; color: var(--ink); font: 16px/1.55 "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; background: var(--paper); padding: 2.2rem 3rem 4rem; }
h1 { font-size: 1.85rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.3rem; margin: 2.6rem 0 .8rem; padding-top: .8rem; border-top: 2px solid var(--line); }
p.lead { color: var(--soft); margin: 0 0 1.4rem; }
ol.findings { background: #f5f8fc; border-left: 4px solid var(--accent); margin: 0 0 1.2rem; padding: .9rem 1.2rem .9rem 2.6rem; }
ol.findings li { margin: .35rem 0; }
nav a { margin-right: .9rem; white-space: nowrap; }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
figure { margin: 0 0 2.4rem; break-inside: avoid; }
figure img { display: block; max-width: 100%; height: auto; margin: 0 auto .7rem; }
figcaption { font-size: .88rem; line-height: 1.5; color: #34404d; border-top: 1px solid var(--line); padding-top: .5rem; }
figcaption .data { display: block; color: var(--soft); margin-top: .25rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; margin: .6rem 0 1.4rem; }
th, td { text-align: left; vertical-align: top; padding: .42rem .6rem; border-bottom: 1px solid var(--line); }
th { background: #f5f7fa; font-weight: 600; } td.n { text-align: right; font-variant-numeric: tabular-nums; }
td small { color: var(--soft); display: block; margin-top: .15rem; }
.verdict { display: inline-block; padding: .08rem .55rem; border-radius: .8rem; font-weight: 600; font-size: .8rem; }
.agrees { background: #dff2e1; color: #1d6b2a; } .disagrees { background: #fbe1df; color: #9c1f1a; }
.undecided { background: #eceff3; color: #51606f; } .pending { background: #fff3d6; color: #7a5a00; }
.missing { background: #fff8e6; border-left: 4px solid #e0a800; padding: .7rem 1.2rem; margin: 0 0 1.2rem; font-size: .93rem; }
.missing ul { margin: .3rem 0 0; padding-left: 1.2rem; }
.claims td:nth-child(2) { width: 27%; } .claims td:nth-child(3) { width: 42%; } .claims td:nth-child(4) { width: 22%; }
.note { font-size: .88rem; color: var(--soft); }
code { overflow-wrap: anywhere; }
pre { background: #f5f7fa; padding: .9rem 1.1rem; overflow-x: auto; font-size: .8rem; line-height: 1.4; }
@page { margin: 14mm 13mm; }
@media print {
  body { background: #fff; font-size: 10pt; line-height: 1.4; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; } nav { display: none; } h1 { font-size: 1.5rem; }
  h2, h3 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } a { color: inherit; }
  figure { margin-bottom: 1.2rem; } figure img { max-height: 190mm; } pre { white-space: pre-wrap; font-size: 7.5pt; columns: 2; }
}
"""


def pill(verdict):
    kind = {AGREES: "agrees", DISAGREES: "disagrees", PENDING: "pending"}.get(verdict, "undecided")
    return f'<span class="verdict {kind}">{escape(verdict)}</span>'


class Rows:
    """A table: HTML for the page, plain rows for report.json."""

    def __init__(self, items, header=(), kind=""):
        self.items, self.header, self.kind = [tuple(row) for row in items], tuple(header), kind

    def html(self):
        head = "<thead><tr>" + "".join(f"<th>{h}</th>" for h in self.header) + "</tr></thead>" if self.header else ""
        body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in self.items)
        return f"<table{self.kind and f' class={self.kind}'}>{head}<tbody>{body}</tbody></table>"

    def plain(self):
        return {"header": list(self.header), "rows": [[plain(c) for c in row] for row in self.items]}


def plain(html):
    """Without links and pills; subscripts and bold stay."""
    return re.sub(r"</?(?!(?:sub|sup|b)>)[a-z][^>]*>", "", re.sub(r"<(?:small|br)>", " ", html)).strip()


def _effect(claim):
    return claim.effect.text(plus=True) + (f" {claim.unit}" if claim.unit else "")


def _sentence(claim):
    """What a comparison of connectivities found, in words."""
    if claim.verdict == PENDING:
        return f"not known yet ({escape(claim.why)})"
    verdict = {AGREES: "as the paper has it", DISAGREES: "against the paper"}.get(
        claim.verdict, "which decides nothing at this size"
    )
    unit = f" {claim.unit}" if claim.unit else ""
    low, high = min(claim.at), max(claim.at)
    return escape(
        f"{claim.at[low].text()}{unit} at χ = {low:g} and {claim.at[high].text()}{unit} at χ = {high:g} "
        f"(difference {_effect(claim)}), {verdict}"
    )


def findings(study, claims):
    """Five sentences, made of numbers."""
    by = {(c.figure, c.text.split()[0]): c for c in claims}
    count = {v: sum(c.verdict == v for c in claims) for v in (AGREES, DISAGREES, UNDECIDED, PENDING)}
    c = study.config
    made = study.part("structure").glasses
    flow = [_flow_stress(g) for g in study.part("shear").glasses]
    text = (
        f"{_glasses(len(made), len(study.seeds))} of {c['material.atoms']:,} atoms quenched at {rate(c['quench.rate_K_per_s'])} K/s: "
        f"{np.mean([s_value(g, 'energy_eV') for g in made]):.4f} eV per atom and "
        f"{np.mean([s_value(g, 'density_g_cm3') for g in made]):.3f} g/cm³"
    ).replace("-", "−")
    text += (
        f"; untreated, under shear at {rate(c['shear.rate_per_s'])} /s, they flow at {np.mean(flow):.2f} GPa."
        if flow
        else "; none has been sheared yet."
    )
    indices, network = by[("3c", "The")], by[("4a", "Icosahedra")]
    same = (
        f"the 20 most frequent Voronoi indices differ by at most {100 * indices.largest:.2f} percentage points between "
        "connectivities"
        if hasattr(indices, "largest")
        else "the Voronoi indices are not compared yet"
    )
    strain = [
        by[key]
        for key in (
            ("4b", "The"),
            ("4c", "Localization"),
            ("4d", "Skewness"),
            ("5b", "The"),
            ("5b", "Localisation"),
            ("6b", "The"),
            ("8a", "The"),
            ("8b", "S_max/S_all"),
        )
    ]
    tally = {v: sum(s.verdict == v for s in strain) for v in (AGREES, DISAGREES, UNDECIDED, PENDING)}
    if tally[PENDING] == len(strain):
        answer = "whether connectivity makes the strain localise has not been measured yet"
    elif tally[AGREES] > len(strain) / 2 and not tally[DISAGREES]:
        answer = "in this run connectivity makes the strain localise, as the paper says"
    elif tally[DISAGREES] > len(strain) / 2 and not tally[AGREES]:
        answer = "in this run connectivity does not make the strain localise, against the paper"
    else:
        answer = "this run neither confirms nor refutes that connectivity makes the strain localise"
    pending = f", {count[PENDING]} {'is' if count[PENDING] == 1 else 'are'} not measured yet" if count[PENDING] else ""
    return [
        text,
        f"Order: {same}; the share of atoms in the largest icosahedral network is {_sentence(network)}.",
        f"Localisation: the localization factor Ψ of D²min at strain {c['shear.strain']:g} is {_sentence(by[('4c', 'Localization')])}.",
        f"Band and dynamics: the excess of Λ in the band over the matrix is {_sentence(by[('5b', 'The')])}; the largest α₂ is "
        f"{_sentence(by[('10b', 'The')])}.",
        f"Of the paper's {len(claims)} claims, {_verb(count[AGREES], 'agree')} with this run, {_verb(count[DISAGREES], 'disagree')} and "
        f"{count[UNDECIDED]} cannot be decided at this size{pending}; of the {len(strain)} on the localisation of the strain {_verb(tally[AGREES], 'agree')} and "
        f"{_verb(tally[DISAGREES], 'disagree')}, so {answer}.",
    ]


def _glasses(count, wanted):
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    word = words[count] if count < len(words) else str(count)
    return word + (f" of {wanted}" if count < wanted else "") + (" glass" if wanted == 1 else " glasses")


def _verb(count, verb):
    return f"{count or 'none'} {verb}{'' if count > 1 else 's'}"


def _flow_stress(glass):
    t = glass.table("shear/thermo.csv")
    return t["stress_GPa"][t["strain"] > 0.5 * t["strain"][-1]].mean()


def missing(study, figures):
    """What the page would have, were the study finished; nothing for one that is."""
    found = study.missing()
    if not found:
        return "", []
    total = study.stage_count()
    open_stages = sum(len(stages) for _, stages in found)
    lines = []
    for seed in study.seeds:
        of = [(s, stages) for s, stages in found if s.seed == seed]
        if not of:
            continue
        if sum(len(stages) for _, stages in of) == total // len(study.seeds):
            lines.append(f"seed {seed}: everything")
            continue
        parts, whole = [], []
        for sample, stages in of:
            name = "the untreated glass" if sample.chi is None else f"χ = {sample.chi:g}"
            if len(stages) == len(GLASS_STAGES if sample.chi is None else SAMPLE_STAGES):
                whole.append(name)
            else:
                parts.append(f"{', '.join(stages)} of {name}")
        lines.append(f"seed {seed}: " + "; ".join(parts + ([f"all of {', '.join(whole)}"] if whole else [])))
    absent = [str(number) for number, figure in figures.items() if figure is None]
    text = (
        f"<b>This study is not finished: {total - open_stages} of its {total} stages are.</b> Figures, errors and verdicts below are of "
        "what is finished; each says of how many glasses. "
    )
    if absent:
        text += f"Nothing can be drawn yet of figure{'s' if len(absent) > 1 else ''} {', '.join(absent)}. "
    return text, lines


def glass_check(study, reference):
    names = {
        "energy_eV": ("energy per atom", "eV", 4),
        "density_g_cm3": ("density", "g/cm³", 3),
        "index_fraction": ("full icosahedra ⟨0,0,12,0⟩", "%", 2),
        "faces": ("faces per Voronoi cell", "", 3),
    }
    for pair, (a, b) in (("11", (0, 0)), ("12", (0, 1)), ("22", (1, 1))):
        names[f"peak_{pair}_A"] = (f"first RDF peak {study.elements[a]}-{study.elements[b]}", "Å", 3)
    n = study.config["material.atoms"]
    items = []
    for quantity, measured, value, spread, floor in zip(
        *(reference[name] for name in ("quantity", "measured", "value", "spread_sqrt_atoms", "floor"))
    ):
        label, unit, digits = names[quantity]
        factor = 100 if quantity == "index_fraction" else 1
        here = [_measured(g, quantity) for g in study.part("structure").glasses]
        expected = float(np.hypot(spread / np.sqrt(n), spread / np.sqrt(13500))) + floor
        off = np.mean(here) - value
        verdict = "close" if abs(off) <= 2 * expected else "different"
        kind = "agrees" if verdict == "close" else "disagrees"
        items.append(
            (
                label,
                f"{factor * np.mean(here):.{digits}f} {unit}",
                f"{factor * measured:.{digits}f} {unit}",
                f"{factor * value:.{digits}f} {unit}",
                f"{factor * off:+.{digits}f}",
                f"± {factor * expected:.{digits}f}",
                f'<span class="verdict {kind}">{verdict}</span>',
            )
        )
    return Rows(
        items,
        ("quantity", "this glass", "reference", "reference at 50:50", "difference", f"expected at {n:,} atoms", ""),
    )


def _measured(glass, quantity):
    if quantity.startswith("peak_"):
        table = glass.table("structure/rdf.csv")
        return first_peak(table["r"], table["g_" + quantity[5:7]])
    return s_value(glass, quantity)


def checks(study):
    """What must come out as asked for, whatever the physics."""
    c = study.config
    items = []

    def add(what, asked, values, unit, digits):
        if len(values):
            values = np.asarray(values, float)
            items.append(
                (
                    what,
                    asked,
                    f"{values.mean():.{digits}f} {unit}".replace("-", "−"),
                    f"{values.min():.{digits}f} to {values.max():.{digits}f} {unit}".replace("-", "−"),
                    str(len(values)),
                )
            )

    every = [s for group in study.samples.values() for s in group]
    sheared = [s for s in study.glasses + every if s.has("shear")]
    thermo = [s.table("shear/thermo.csv") for s in sheared]
    add(
        "temperature in the shear",
        f"{c['shear.temperature_K']:g} K",
        [t["temperature_K"].mean() for t in thermo],
        "K",
        2,
    )
    add("pressure in the shear", "0 GPa", [t["pressure_GPa"].mean() for t in thermo], "GPa", 4)
    add("last strain", f"{c['shear.strain']:g}", [t["strain"][-1] for t in thermo], "", 4)
    relaxed = [s for s in every if s.has("relax")]
    held = [s.table("relax/thermo.csv") for s in relaxed]
    add(
        "pressure at the end of the relaxation",
        "0 GPa",
        [t["pressure_GPa"][-max(1, len(t["step"]) // 20) :].mean() for t in held],
        "GPa",
        4,
    )
    structured = [s for s in every if s.has("structure")]
    of = {g.seed: g for g in study.part("structure").glasses}
    add(
        "energy per atom, sample minus its untreated glass",
        "",
        [1000 * (s_value(s, "energy_eV") - s_value(of[s.seed], "energy_eV")) for s in structured if s.seed in of],
        "meV",
        2,
    )
    add(
        "density, sample over its untreated glass",
        "1",
        [s_value(s, "density_g_cm3") / s_value(of[s.seed], "density_g_cm3") for s in structured if s.seed in of],
        "",
        5,
    )
    moving = [s.table("alpha2/thermo.csv") for s in every if s.has("alpha2")]
    add(
        "temperature in the run for α₂",
        f"{c['alpha2.temperature_K']:g} K",
        [t["temperature_K"][t["phase"] == t["phase"].max()].mean() for t in moving],
        "K",
        2,
    )
    measured = study.part("structure").glasses + structured
    if measured:
        worst = max(s_value(s, "cells_volume_error") for s in measured)
        items.append(
            (
                "sum of the Voronoi volumes against the cell's",
                "equal",
                f"within {worst:.1e}",
                "relative, worst",
                str(len(measured)),
            )
        )
    if sheared:
        frames = [s.table("shear/frames.csv") for s in sheared]
        failed = max(t["failed"].max() for t in frames)
        items.append(
            (
                "atoms whose deformation could not be fitted",
                "0",
                f"at most {failed:g} of {c['material.atoms']:,}",
                "in one frame",
                str(sum(len(t["frame"]) for t in frames)) + " frames",
            )
        )
    return Rows(items, ("quantity", "wanted", "mean", "range", "samples"))


def spent(study):
    """Time by kind of stage; every stage's own goes to a table."""
    seconds, steps, frames = {}, {}, {}
    for entry in study.log:
        if entry.get("event") == "part":
            seconds[entry["stage"]] = seconds.get(entry["stage"], 0) + entry["seconds"]
            steps[entry["stage"]] = steps.get(entry["stage"], 0) + entry["atom_steps"]
        elif entry.get("event") == "stage" and entry["stage"] not in steps:
            seconds[entry["stage"]] = entry["seconds"]
        elif entry.get("event") == "frames":
            done = frames.setdefault(entry["stage"], [0, 0.0])
            done[0] += entry["frames"]
            done[1] += entry["seconds"]
    link = write_table(
        study.folder,
        "times.csv",
        {
            "stage": list(seconds),
            "seconds": list(seconds.values()),
            "atom_steps": [steps.get(s, 0) for s in seconds],
            "frames": [frames.get(s, [0])[0] for s in seconds],
            "frame_seconds": [frames.get(s, [0, 0.0])[1] for s in seconds],
        },
    )
    kinds = {}
    for stage in seconds:
        part = stage.split("/")
        kind = f"{part[-1]} of the untreated glass" if len(part) == 2 and part[-1] != "quench" else part[-1]
        total = kinds.setdefault(kind, [0, 0.0, 0.0])
        for k, value in enumerate((1, seconds[stage], steps.get(stage, 0))):
            total[k] += value
    items = [
        (
            escape(kind),
            str(n),
            _clock(time),
            f"{work / 1e6:.1f} M" if work else "",
            f"{work / time / 1e6:.3f} M/s" if work and time > 0 else "",
        )
        for kind, (n, time, work) in kinds.items()
    ]
    total, work = sum(seconds.values()), sum(steps.values())
    items.append(("<b>all</b>", f"<b>{len(seconds)}</b>", f"<b>{_clock(total)}</b>", f"<b>{work / 1e6:.1f} M</b>", ""))
    table = Rows(items, ("stage", "number", "time of all", "atom-steps", "rate per process"))
    text = f'Times of the wall clock, added over processes that ran side by side. Every stage: <a href="{link}">{link.split("/")[1]}</a>.'
    if frames and work:
        count, time = (sum(f[k] for f in frames.values()) for k in (0, 1))
        sheared = [s for s in frames if steps.get(s)]
        rate = sum(steps[s] for s in sheared) / max(1e-9, sum(seconds[s] for s in sheared))
        text += (
            f" Measuring and writing a frame took {time / count:.2f} s on average, as long as "
            f"{time / count * rate / study.config['material.atoms']:.0f} steps of the shear."
        )
    return table, text


def _clock(seconds):
    return (
        f"{seconds:.1f} s"
        if seconds < 600
        else f"{seconds / 60:.1f} min"
        if seconds < 36000
        else f"{seconds / 3600:.1f} h"
    )


def machines(study):
    seen = []
    for entry in study.log:
        if entry.get("event") == "start":
            host = entry["host"]
            text = (
                f"{host['processor']}, {host['threads']} thread{'' if host['threads'] == 1 else 's'}, backend {host['backend']}, "
                f"{host['memory_GiB']:g} GiB of memory"
            )
            if not seen or seen[-1][0] != text:
                seen.append([text, 0])
            seen[-1][1] += 1
    return "<br>".join(f"{escape(text)} ({n} sitting{'s' if n > 1 else ''})" for text, n in seen) or "not recorded"


def how(study):
    c, versions = study.config, study.manifest["versions"]
    placed = study.part("relax")
    regions = "not placed yet"
    if placed.samples:
        place = placed.lead(placed.chis[-1]).table("relax/placement.csv")
        edges = [place[f"edge_{d}_A"][0] for d in "xyz"]
        regions = f"{int(place['regions'][0])} of {edges[0]:.2f} × {edges[1]:.2f} × {edges[2]:.2f} Å; wanted edge {c['relax.edge_A']:g} Å"
    return Rows(
        [
            (
                "versions",
                escape(
                    f"Tektite {versions['tektite']}, Kokkos {versions['kokkos']} ({versions['backend']}), {versions['compiler']}"
                ),
            ),
            ("machine", machines(study)),
            (
                "potential",
                f"{escape(study.manifest['potential']['file'])}, SHA-256 of the unpacked file <code>{study.manifest['potential']['sha256']}</code>",
            ),
            ("configuration", f"SHA-256 <code>{study.manifest['config_sha256']}</code>"),
            ("seeds", ", ".join(str(s) for s in study.seeds)),
            ("regions", regions),
            (
                "temperatures of the regions",
                "velocities of both groups rescaled after every step, NVE otherwise; the paper does not say what holds them",
            ),
            (
                "ensembles",
                "NPT: Nose-Hoover chains (0.2 ps) and Martyna-Tobias-Klein barostat (2 ps), zero pressure; isotropic in the quench, per axis after it",
            ),
        ]
    )


def build(study, figures, claims, reference):
    """figures: by number, None for what cannot be drawn yet."""
    c, versions = study.config, study.manifest["versions"]
    embedded = []
    for number, figure in figures.items():
        if figure is None:
            embedded.append(f'<p class="note" id="fig{number}">Figure {number}: nothing of it is finished yet.</p>')
            continue
        image = base64.b64encode(figure.path.read_bytes()).decode()
        links = " · ".join(f'<a href="{t}">{t.split("/")[1]}</a>' for t in figure.tables)
        embedded.append(
            f'<figure id="fig{number}"><img src="data:image/png;base64,{image}" alt="Figure {number}: '
            f'{escape(figure.title)}"><figcaption><b>Figure {number}. {escape(figure.title)}.</b> {figure.caption}'
            f'<span class="data">Data: {links} · picture: <a href="figures/{figure.path.name}">{figure.path.name}</a></span>'
            "</figcaption></figure>"
        )
    claim_rows = []
    for x in claims:
        measured = f"{escape(x.quantity)}" + (f": {escape(x.values())}" if x.at else "")
        for extra in ([x.decisive()] if x.effect else []) + x.notes:
            measured += f"<br>{'<b>' + escape(extra) + '</b>' if x.effect and extra == x.decisive() else escape(extra)}"
        claim_rows.append(
            (
                f'<a href="#fig{"".join(ch for ch in x.figure.split(",")[0] if ch.isdigit())}">Fig. {x.figure}</a>',
                escape(x.text),
                f"{measured}<small>{escape(x.rule)}</small>",
                pill(x.verdict) + (f"<small>{escape(x.why)}</small>" if x.why else ""),
            )
        )
    stored = (
        'tables and stored configurations are in <a href="study.h5">study.h5</a> (H5MD layout)'
        if not study.missing()
        else "study.h5 is written when all stages are finished"
    )
    glass, checked, made = glass_check(study, reference), checks(study), how(study)
    times, times_text = spent(study)
    sentences = findings(study, claims)
    open_text, open_lines = missing(study, figures)
    banner = open_text and (
        f'<div class="missing">{open_text}Missing:<ul>'
        + "".join(f"<li>{line}</li>" for line in open_lines)
        + "</ul></div>"
    )
    judged = Rows(claim_rows, ("figure", "the paper says", "this run", "verdict"), "claims")
    body = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tektite study: topology of ordered clusters and strain localisation</title><style>{CSS}</style></head><body><main>
<h1>Does the topology of ordered clusters decide whether the strain localises?</h1>
<p class="lead">The study of Yang and Dai, Phys. Rev. Materials 7, 113601 (2023), repeated with Tektite {escape(versions["tektite"])}:
Cu50Zr50, {c["material.atoms"]:,} atoms, seeds {", ".join(str(s) for s in study.seeds)}.</p>
{banner}
<ol class="findings">{"".join(f"<li>{text}</li>" for text in sentences)}</ol>
<nav>{"".join(f'<a href="#fig{number}">Fig. {number}</a>' for number in figures)}<a href="#claims">Claims</a>
<a href="#glass">Is it a glass?</a><a href="#checks">Checks</a><a href="#how">How it was made</a></nav>
<h2>Figures</h2>
<p class="note">Numbered as in the paper. Colours stand for the same connectivity throughout. Every figure's numbers are CSV files beside this
page in <code>data/</code>; {stored}.</p>
{"".join(embedded)}
<h2 id="claims">The paper's claims</h2>
<p class="note">{RULE} The table as <a href="data/claims.csv">claims.csv</a>.</p>
{judged.html()}
<h2 id="glass">Is it a glass?</h2>
<p>The untreated glass against a reference glass of the same potential: 13 500 atoms, quenched at 1e14 K/s with LAMMPS (4 Feb 2025), at 48 K.
Its types were drawn at random, 6 820 Cu and 6 680 Zr; "at 50:50" weighs its means over each element equally, and is what this glass is compared with.</p>
{glass.html()}
<p class="note">Expected: one standard deviation between independent samples, which falls with the square root of the number of atoms (from the
scatter between eighths of the reference glass), both sizes taken together, plus a fixed part for quench details and temperature. Peaks are those of g(r) smoothed by a Gaussian of 0.1 Å. Close: within two of
these. A cell of {c["material.atoms"]:,} atoms can show no more than that.</p>
<h2 id="checks">Did the runs do what they were asked to?</h2>
{checked.html()}
<h2 id="how">How it was made</h2>
{made.html()}
<h3>Time</h3>{times.html()}<p class="note">{times_text}</p>
<h3>Configuration</h3><pre>{escape((study.folder / "config.toml").read_text(encoding="utf-8"))}</pre>
</main></body></html>
"""
    # The same for programs, such as docs/study/publish.py.
    summary = {
        "missing": {"text": plain(open_text), "lines": open_lines},
        "findings": [plain(text) for text in sentences],
        "figures": [
            {
                "number": f.number,
                "title": f.title,
                "caption": f.caption,
                "picture": f"figures/{f.path.name}",
                "data": f.tables,
            }
            for f in figures.values()
            if f
        ],
        "rule": RULE,
        "claims": Rows(
            [
                (
                    x.figure,
                    *(escape(text, quote=False) for text in (x.text, x.measured())),
                    f"<b>{x.verdict}</b>" + (x.why and escape(f": {x.why}", quote=False)),
                )
                for x in claims
            ],
            judged.header,
        ).plain(),
        "glass": glass.plain(),
        "checks": checked.plain(),
        "made": made.plain(),
        "times": times.plain(),
        "times_text": plain(times_text),
    }
    for name, text in (
        ("report.html", body),
        ("report.json", json.dumps(summary, indent=1, ensure_ascii=False) + "\n"),
    ):
        temporary = study.folder / f"{name}.part"
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(study.folder / name)


def read_reference(path):
    return Table.read(path)
