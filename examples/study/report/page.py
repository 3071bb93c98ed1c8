# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""report.html: one file that opens anywhere."""

import base64
from html import escape

import numpy as np

from claims import AGREES, DISAGREES, RULE, UNDECIDED, s_value
from measures import first_peak
from study_data import Table

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
.verdict { display: inline-block; padding: .08rem .55rem; border-radius: .8rem; font-weight: 600; font-size: .8rem; white-space: nowrap; }
.agrees { background: #dff2e1; color: #1d6b2a; } .disagrees { background: #fbe1df; color: #9c1f1a; }
.undecided { background: #eceff3; color: #51606f; white-space: normal; }
.note { font-size: .88rem; color: var(--soft); }
pre { background: #f5f7fa; padding: .9rem 1.1rem; overflow-x: auto; font-size: .8rem; line-height: 1.4; }
@media print { body { background: #fff; font-size: 11pt; } main { max-width: none; padding: 0; } nav { display: none; }
  h2 { break-after: avoid; } tr { break-inside: avoid; } a { color: inherit; } }
"""


def pill(verdict):
    kind = {AGREES: "agrees", DISAGREES: "disagrees"}.get(verdict, "undecided")
    return f'<span class="verdict {kind}">{escape(verdict)}</span>'


def rows(items, header=None):
    head = "<tr>" + "".join(f"<th>{h}</th>" for h in header) + "</tr>" if header else ""
    return f"<table>{head}" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in items) + "</table>"


def findings(study, claims):
    """Five sentences, made of numbers."""
    by = {(c.figure, c.text.split()[0]): c for c in claims}
    count = {v: sum(c.verdict == v for c in claims) for v in (AGREES, DISAGREES, UNDECIDED)}
    c = study.config
    energy = np.mean([s_value(g, "energy_eV") for g in study.glasses])
    density = np.mean([s_value(g, "density_g_cm3") for g in study.glasses])
    thermo = [g.table("shear/thermo.csv") for g in study.glasses]
    flow = np.mean([t["stress_GPa"][t["strain"] > 0.5 * t["strain"][-1]].mean() for t in thermo])
    psi = by[("4c", "Localization")]
    band = by[("5b", "The")]
    network = by[("4a", "Icosahedra")]
    peak = by[("10b", "The")]
    glasses = f"{len(study.seeds)} glasses" if len(study.seeds) > 1 else "one glass"
    verb = {AGREES: "as the paper says", DISAGREES: "against the paper", UNDECIDED: "which does not decide the claim at this size"}
    return [
        f"Made from {glasses} of {c['material.atoms']:,} atoms quenched at {c['quench.rate_K_per_s']:.0e} K/s: "
        f"{energy:.4f} eV per atom and {density:.3f} g/cm³; the untreated glass flows at {flow:.2f} GPa under shear at "
        f"{c['shear.rate_per_s']:.0e} /s.",
        f"Ordered networks: {escape(network.measured)}, {verb[network.verdict]}.",
        f"Localization of D²min: {escape(psi.measured)}, {verb[psi.verdict]}.",
        f"Strain in the band: {escape(band.measured)}, {verb[band.verdict]}. Dynamics: {escape(peak.measured)}, {verb[peak.verdict]}.",
        f"Of the paper's {len(claims)} claims below, {count[AGREES]} agree with this run, {count[DISAGREES]} disagree, and "
        f"{count[UNDECIDED]} cannot be decided at this size; verdicts follow a fixed rule.",
    ]


def glass_check(study, reference):
    names = {"energy_eV": ("energy per atom", "eV", 4), "density_g_cm3": ("density", "g/cm³", 3),
             "index_fraction": ("full icosahedra ⟨0,0,12,0⟩", "%", 2), "faces": ("faces per Voronoi cell", "", 3)}
    for pair, (a, b) in (("11", (0, 0)), ("12", (0, 1)), ("22", (1, 1))):
        names[f"peak_{pair}_A"] = (f"first RDF peak {study.elements[a]}-{study.elements[b]}", "Å", 3)
    n = study.config["material.atoms"]
    items = []
    for quantity, measured, value, spread, floor in zip(*(reference[name] for name in (
            "quantity", "measured", "value", "spread_sqrt_atoms", "floor"))):
        label, unit, digits = names[quantity]
        factor = 100 if quantity == "index_fraction" else 1
        here = [_measured(g, quantity) for g in study.glasses]
        expected = float(np.hypot(spread / np.sqrt(n), spread / np.sqrt(13500))) + floor
        off = np.mean(here) - value
        verdict = "close" if abs(off) <= 2 * expected else "different"
        kind = "agrees" if verdict == "close" else "disagrees"
        items.append((label, f"{factor * np.mean(here):.{digits}f} {unit}", f"{factor * measured:.{digits}f} {unit}",
                      f"{factor * value:.{digits}f} {unit}", f"{factor * off:+.{digits}f}", f"± {factor * expected:.{digits}f}",
                      f'<span class="verdict {kind}">{verdict}</span>'))
    return rows(items, ("quantity", "this glass", "reference", "reference at 50:50", "difference", f"expected at {n:,} atoms", ""))


def _measured(glass, quantity):
    if quantity.startswith("peak_"):
        table = glass.table("structure/rdf.csv")
        return first_peak(table["r"], table["g_" + quantity[5:7]])
    return s_value(glass, quantity)


def spent(study):
    seconds, steps = {}, {}
    for entry in study.log:
        if entry.get("event") == "part":
            seconds[entry["stage"]] = seconds.get(entry["stage"], 0) + entry["seconds"]
            steps[entry["stage"]] = steps.get(entry["stage"], 0) + entry["atom_steps"]
        elif entry.get("event") == "stage" and entry["stage"] not in steps:
            seconds[entry["stage"]] = entry["seconds"]
    items = [(escape(stage), f"{seconds[stage]:.1f} s", f"{steps[stage] / 1e6:.1f} M" if steps.get(stage) else "",
              f"{steps[stage] / seconds[stage] / 1e6:.3f} M/s" if steps.get(stage) and seconds[stage] > 0 else "")
             for stage in seconds]
    total, work = sum(seconds.values()), sum(steps.values())
    items.append(("<b>all</b>", f"<b>{total:.1f} s</b>", f"<b>{work / 1e6:.1f} M</b>", ""))
    return rows(items, ("stage", "time", "atom-steps", "rate, measurement included"))


def machines(study):
    seen = []
    for entry in study.log:
        if entry.get("event") == "start":
            host = entry["host"]
            text = (f"{host['processor']}, {host['threads']} threads, backend {host['backend']}, "
                    f"{host['memory_GiB']:g} GiB of memory")
            if not seen or seen[-1][0] != text:
                seen.append([text, 0])
            seen[-1][1] += 1
    return "<br>".join(f"{escape(text)} ({n} sitting{'s' if n > 1 else ''})" for text, n in seen) or "not recorded"


def build(study, figures, claims, reference):
    c, versions = study.config, study.manifest["versions"]
    embedded = []
    for figure in figures:
        image = base64.b64encode(figure.path.read_bytes()).decode()
        links = " · ".join(f'<a href="{t}">{t.split("/")[1]}</a>' for t in figure.tables)
        embedded.append(
            f'<figure id="fig{figure.number}"><img src="data:image/png;base64,{image}" alt="Figure {figure.number}: '
            f'{escape(figure.title)}"><figcaption><b>Figure {figure.number}. {escape(figure.title)}.</b> {figure.caption}'
            f'<span class="data">Data: {links}</span></figcaption></figure>')
    claim_rows = [(f'<a href="#fig{"".join(ch for ch in x.figure.split(",")[0] if ch.isdigit())}">Fig. {x.figure}</a>',
                   escape(x.text), f"{escape(x.measured)}<small>{escape(x.rule)}</small>", pill(x.verdict)) for x in claims]
    seeds = ", ".join(str(s) for s in study.seeds)
    place = study.samples[study.chis[-1]][0].table("relax/placement.csv")
    edges = [place[f"edge_{d}_A"][0] for d in "xyz"]
    body = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tektite study: topology of ordered clusters and strain localisation</title><style>{CSS}</style></head><body><main>
<h1>Does the topology of ordered clusters decide whether the strain localises?</h1>
<p class="lead">The study of Yang and Dai, Phys. Rev. Materials 7, 113601 (2023), repeated with Tektite {escape(versions['tektite'])}:
Cu50Zr50, {c['material.atoms']:,} atoms, seeds {seeds}.</p>
<ol class="findings">{''.join(f'<li>{text}</li>' for text in findings(study, claims))}</ol>
<nav>{''.join(f'<a href="#fig{f.number}">Fig. {f.number}</a>' for f in figures)}<a href="#claims">Claims</a>
<a href="#glass">Is it a glass?</a><a href="#how">Configuration</a></nav>
<h2>Figures</h2>
<p class="note">Numbered as in the paper. Colours stand for the same connectivity throughout. Every figure's numbers are CSV files beside this
page in <code>data/</code>; tables and stored configurations are in <code>study.h5</code> (H5MD layout).</p>
{''.join(embedded)}
<h2 id="claims">The paper's claims</h2>
<p class="note">{RULE}</p>
{rows(claim_rows, ("figure", "the paper", "this run", "verdict"))}
<h2 id="glass">Is it a glass?</h2>
<p>The untreated glass against a reference glass of the same potential: 13 500 atoms, quenched at 1e14 K/s with LAMMPS (4 Feb 2025), at 48 K.
Its types were drawn at random, 6 820 Cu and 6 680 Zr; "at 50:50" weighs its means over each element equally, and is what this glass is compared with.</p>
{glass_check(study, reference)}
<p class="note">Expected: one standard deviation between independent samples, which falls with the square root of the number of atoms (from the
scatter between eighths of the reference glass), both sizes taken together, plus a fixed part for quench details and temperature. Peaks are those of g(r) smoothed by a Gaussian of 0.1 Å. Close: within two of
these. A cell of {c['material.atoms']:,} atoms can show no more than that.</p>
<h2 id="how">How it was made</h2>
{rows([("versions", escape(f"Tektite {versions['tektite']}, Kokkos {versions['kokkos']} ({versions['backend']}), {versions['compiler']}")),
       ("machine", machines(study)),
       ("potential", f"{escape(study.manifest['potential']['file'])}, SHA-256 of the unpacked file <code>{study.manifest['potential']['sha256']}</code>"),
       ("configuration", f"SHA-256 <code>{study.manifest['config_sha256']}</code>"),
       ("seeds", seeds),
       ("regions", f"{int(place['regions'][0])} of {edges[0]:.2f} × {edges[1]:.2f} × {edges[2]:.2f} Å; wanted edge {c['relax.edge_A']:g} Å"),
       ("temperatures of the regions", "velocities of both groups rescaled after every step, NVE otherwise; the paper does not say what holds them"),
       ("ensembles", "NPT: Nose-Hoover chains (0.2 ps) and Martyna-Tobias-Klein barostat (2 ps), zero pressure; isotropic in the quench, per axis after it")])}
<h3>Time</h3>{spent(study)}
<h3>Configuration</h3><pre>{escape((study.folder / 'config.toml').read_text(encoding='utf-8'))}</pre>
</main></body></html>
"""
    temporary = study.folder / "report.html.part"
    temporary.write_text(body, encoding="utf-8")
    temporary.replace(study.folder / "report.html")
    return body


def read_reference(path):
    return Table.read(path)
