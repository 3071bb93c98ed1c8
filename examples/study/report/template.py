# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The fixed parts of report.html. A backslash at the end of a line here continues the line of the page."""

from string import Template

CSS = """
:root { --ink: #1c2733; --soft: #5b6876; --line: #dfe4ea; --accent: #2c6fbb; --paper: #ffffff; }
* { box-sizing: border-box; }
body { margin: 0; background: #f3f5f8; color: var(--ink); font: 16px/1.55 "Segoe UI", "Helvetica Neue", Arial, \
sans-serif; }
main { max-width: 1120px; margin: 0 auto; background: var(--paper); padding: 2.2rem 3rem 4rem; }
h1 { font-size: 1.85rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.3rem; margin: 2.6rem 0 .8rem; padding-top: .8rem; border-top: 2px solid var(--line); }
p.lead { color: var(--soft); margin: 0 0 1.4rem; }
p.answer { background: #f5f8fc; border-left: 4px solid var(--accent); margin: 0 0 1.2rem; padding: .9rem 1.2rem; \
font-size: 1.12rem; }
ul.findings { margin: 0 0 .8rem; padding-left: 1.3rem; }
ul.findings li { margin: .35rem 0; }
nav { display: flex; flex-wrap: wrap; column-gap: .9rem; margin: 0 0 1rem; } nav a { white-space: nowrap; }
dl.symbols { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; font-size: .88rem; margin: 0; }
dl.symbols dt { font-weight: 600; } dl.symbols dd { margin: 0; }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
figure { margin: 0 0 2.4rem; }
figure .picture { display: block; overflow-x: auto; margin: 0 0 .7rem; }
figure, figure .part, figcaption { break-inside: avoid; } figcaption { break-before: avoid-page; }
figure.cut { break-inside: auto; }
figure img { display: block; max-width: 100%; height: auto; margin: 0 auto; }
figcaption { font-size: .88rem; line-height: 1.5; color: #34404d; border-top: 1px solid var(--line); padding-top: \
.5rem; }
figcaption .data { display: block; color: var(--soft); margin-top: .25rem; }
.scroll { overflow-x: auto; margin: .6rem 0 1.4rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { text-align: left; vertical-align: top; padding: .42rem .6rem; border-bottom: 1px solid var(--line); }
th { background: #f5f7fa; font-weight: 600; } td.n { text-align: right; font-variant-numeric: tabular-nums; }
td small { color: var(--soft); display: block; margin-top: .15rem; }
.verdict { display: inline-block; padding: .08rem .55rem; border-radius: .8rem; font-weight: 600; font-size: .8rem; \
white-space: nowrap; }
.agrees { background: #dff2e1; color: #1d6b2a; } .disagrees { background: #fbe1df; color: #9c1f1a; }
.undecided { background: #eceff3; color: #51606f; } .pending { background: #fff3d6; color: #7a5a00; }
.missing { background: #fff8e6; border-left: 4px solid #e0a800; padding: .7rem 1.2rem; margin: 0 0 1.2rem; font-size: \
.93rem; }
.missing ul { margin: .3rem 0 0; padding-left: 1.2rem; }
.claims td:nth-child(2) { width: 24%; } .claims td:nth-child(4) { width: 34%; }
.motions td:nth-child(1) { width: 26%; } .motions td:nth-child(3) { width: 34%; }
.note { font-size: .88rem; color: var(--soft); }
code { overflow-wrap: anywhere; }
pre { background: #f5f7fa; padding: .9rem 1.1rem; overflow-x: auto; font-size: .8rem; line-height: 1.4; }
@media screen and (max-width: 700px) {
  main { padding: 1.2rem 1rem 2.5rem; } h1 { font-size: 1.45rem; } p.answer { font-size: 1.02rem; padding: .8rem; }
  dl.symbols { grid-template-columns: 1fr; gap: 0; } dl.symbols dd { margin-bottom: .35rem; }
  .scroll table { min-width: 560px; } .scroll .claims, .scroll .motions { min-width: 820px; }
  .scroll .open { min-width: 0; }
  figure img { width: 760px; max-width: none; margin: 0; }
}
@page { margin: 14mm 13mm; }
@media print {
  body { background: #fff; font-size: 10pt; line-height: 1.4; -webkit-print-color-adjust: exact; print-color-adjust: \
exact; }
  main { max-width: none; padding: 0; } nav { display: none; } h1 { font-size: 1.5rem; }
  h2 { margin-top: 1.4rem; } h2, h3 { break-after: avoid; } tr, dl div { break-inside: avoid; } a { color: inherit; }
  thead { display: table-header-group; } .scroll, figure .picture { overflow: visible; }
  figure { margin-bottom: 1.2rem; } figure img { max-height: 185mm; width: auto; }
  #fig1 img { max-width: 80%; } #fig2 img { max-height: 70mm; }
  pre { white-space: pre-wrap; font-size: 7.5pt; columns: 2; }
}
"""

PAGE = Template("""\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tektite study: topology of ordered clusters and strain \
localisation</title><style>$css</style></head><body><main>
<h1>Does the topology of ordered clusters decide whether the strain localises?</h1>
<p class="lead">The study of Yang and Dai, Phys. Rev. Materials 7, 113601 (2023), repeated with Tektite $version:
Cu50Zr50, $atoms atoms, $seeds.</p>
$banner
<p class="answer">$answer</p>
<nav><a href="#support">What supports it</a> <a href="#claims">Claims</a> <a href="#motions">Motions</a>
<a href="#controls">Controls</a>
$links <a href="#glass">Is it a glass?</a><a href="#checks">Checks</a><a href="#how">How it was made</a></nav>
<h2 id="support">What supports the answer</h2>
<p>A part of each glass is relaxed in small regions, which touch each other or not: the connectivity χ is the share \
that does, 0 to 1.
The ordered clusters are icosahedra, around atoms whose Voronoi cells have twelve five-sided faces, and their \
networks.</p>
$compared
<ul class="findings">$findings</ul>
<h2 id="symbols">Symbols</h2>
<dl class="symbols">$symbols</dl>
<h2 id="claims">The paper's claims</h2>
<p class="note">$rule The table as <a href="data/claims.csv">claims.csv</a>.</p>
$claims
<h2 id="motions">Which motion comes first</h2>
<p class="note">Claims of a second paper on the two-term gradient fit, Phys. Rev. Research 4, 023220 (2022). What the \
shear ξ_S, the dilatation ξ_D and the rotation ξ_R around each atom grow by from frame to frame is correlated over the \
atoms with the growth of another one some frames later, up to 0.03 of strain; the error of one glass is what atoms in \
a random order give.$by_lag</p>
$motions
<h2 id="controls">What could be seen</h2>
$controls
<h2 id="figures">Figures</h2>
<p class="note">Numbered as in the paper. Colours stand for the same connectivity throughout. $for_all Every figure's \
numbers are CSV files beside this page in <code>data/</code>; $stored.</p>
$figures
<h2 id="open">What the paper leaves open</h2>
<p class="note">Chosen by this study, as the captions and the configuration below say.</p>
$left_open
<h2 id="glass">Is it a glass?</h2>
<p>The untreated glass against a reference glass of the same potential: 13 500 atoms, quenched at 1e14 K/s with \
LAMMPS (4 Feb 2025), at 48 K.
Its types were drawn at random, 6 820 Cu and 6 680 Zr; "at 50:50" weighs its means over each element equally, and is \
what this glass is compared with.</p>
$glass
<p class="note">Allowed: $limit standard deviations between independent samples, so that 95 of 100 glasses are close \
in all rows. The deviation falls with the square root of the number of atoms (from the scatter between eighths of the \
reference glass); both sizes are taken together, plus a fixed part for quench details and temperature. Peaks are those \
of g(r) smoothed by a Gaussian of 0.1 Å. A cell of $atoms atoms can show no more than that.</p>
<h2 id="checks">Did the runs do what they were asked to?</h2>
$checks
$warm
<h2 id="how">How it was made</h2>
$made
<h3>Time</h3>$times<p class="note">$times_text</p>
<h3>Configuration</h3><pre>$config</pre>
</main></body></html>
""")
