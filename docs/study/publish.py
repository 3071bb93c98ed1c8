#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""What a study found, as a page of the manual: publish.py STUDY [TARGET]

Reads the report of a study's folder (run `study report STUDY` first; it need not be finished) and writes into TARGET
(default: this script's folder) the figures with 256 colours, the data behind them, the configuration, the manifest and
NAME.md, which also says which verdicts have changed since the page was published before. NAME is that of the
configuration among data/*.toml, such as laptop; `study` for others. Needs Matplotlib's Pillow.
"""

import csv
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image

WIDTH = 1500  # of a figure, in pixels
LIMIT = 10 << 20  # of everything, in bytes
PRESETS = Path(__file__).resolve().parents[2] / "data"


def table(rows: dict[str, list], header: list[str] | None = None) -> str:
    """Returns a table of report.json as Markdown."""
    # A bar would end a cell, and doxygen has no escape for it: the sign for "divides" looks the same.
    header = header or rows["header"] or [""] * len(rows["rows"][0])
    lines = [header, ["---"] * len(rows["rows"][0]), *rows["rows"]]
    return "\n".join("| " + " | ".join(cell.replace("|", "∣") for cell in line) + " |" for line in lines) + "\n"


def shrink(source: Path, target: Path) -> None:
    """Writes a picture with at most WIDTH pixels per row and 256 colours."""
    image = Image.open(source).convert("RGB")
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    image.quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)


def verdicts(claims: Path) -> dict[tuple[str, str], str]:
    """Returns the verdicts by figure and claim of a published claims.csv; none if there is no such file."""
    if not claims.exists():
        return {}
    with open(claims, encoding="utf-8", newline="") as file:
        return {(row["figure"], row["claim"]): row["verdict"] for row in csv.DictReader(file)}


def changes(before: dict[tuple[str, str], str], report: dict[str, Any]) -> str:
    """Returns what changed in the verdicts since the page was published before, as Markdown."""
    # What earlier versions of the report called undecided.
    old = {key: verdict.replace("not decidable at this size", "undecided") for key, verdict in before.items()}
    rows = []
    for figure, claim, verdict in report["verdicts"]:
        was = old.pop((figure, claim), "not asked")
        if was != verdict:
            rows.append([figure, claim, was, verdict])
    rows += [[figure, claim, was, "not asked any more"] for (figure, claim), was in old.items()]
    if not rows:
        return "No verdict is another one.\n"
    return table({"header": ["figure", "claim", "before", "now"], "rows": rows})


def page(
    name: str, report: dict[str, Any], config: str, command: str, before: dict[tuple[str, str], str] | None = None
) -> str:
    """Returns the page as Markdown."""
    parts = [
        f"# What the study `{name}` found\n",
        f"The report of `study run data/{name}.toml`, as `docs/study/publish.py` turns it into a page; nothing here is "
        "written by hand after\nthe run. How the study is made and what the paper leaves open: [the "
        f"study](../study.md). To repeat it:\n\n    {command}\n",
    ]
    if report["missing"]["lines"]:
        lines = "\n".join(f"- {line}" for line in report["missing"]["lines"])
        parts.append(f"{report['missing']['text']} Missing:\n\n{lines}\n")
    findings = "\n".join(f"{k}. {text}" for k, text in enumerate(report["findings"], 1))
    answer = report["answer"]
    symbols = "\n".join(f"- {name}: {text}" for name, text in report["symbols"])
    parts += [
        f"## The answer\n\n**{answer['short']}:** {answer['reason']}. {answer['limits']}\n",
        f"{table(report['compared'])}\n{findings}\n",
        f"Symbols:\n\n{symbols}\n",
        f"## The paper's claims\n\n{' '.join(report['rule'].split())}\n\n{table(report['claims'])}",
        *([f"### What changed since the last run\n\n{changes(before, report)}"] if before else []),
        f"## Which motion comes first\n\n{table(report['motions'])}",
        "## What could be seen\n",
        *(f"{control['text']}\n\n{table(control['table'])}" for control in report["controls"]),
        "## Figures\n\nNumbered as in the paper. The numbers behind them are in `docs/study/data/`. "
        f"{report['for_all']}\n",
        *(_figure(figure) for figure in report["figures"]),
        f"## What the paper leaves open\n\n{table(report['left_open'], ['figure', 'left open'])}",
        "## Is it a glass?\n\nThe untreated glass against a reference glass of LAMMPS, 13 500 atoms, same potential "
        f"and rate.\n\n{table(report['glass'])}",
        f"## Did the runs do what they were asked to?\n\n{table(report['checks'])}\n{report['checks_text']}\n",
        f"## How it was made\n\n{table(report['made'], ['what', 'how'])}\n{table(report['times'])}\n"
        f"{report['times_text']}\n",
        f"The configuration, `docs/study/{name}.toml`:\n\n{_indented(config)}\n",
    ]
    # Quotes need no entities outside attributes, and doxygen reads "#" as a link.
    return "\n".join(parts).replace("&#x27;", "'").replace("&quot;", '"')


def _figure(figure: dict[str, Any]) -> str:
    number, picture = figure["number"], Path(figure["picture"]).name
    data = ", ".join(f"`{Path(name).name}`" for name in figure["data"])
    return (
        f"### Figure {number}: {figure['title']}\n\n![Figure {number}]({picture})\n\n"
        f"{figure['caption']} Data: {data}.\n"
    )


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def main(study: Path, target: Path) -> None:
    """Writes the page and all that belongs to it into the folder `target`."""
    if not (study / "report.json").exists():
        sys.exit(f"publish: {study} has no report.json; run: study report {study}")
    report = json.loads((study / "report.json").read_text(encoding="utf-8"))
    config = (study / "config.toml").read_text(encoding="utf-8")
    same = (path.stem for path in sorted(PRESETS.glob("*.toml")) if path.read_text(encoding="utf-8") == config)
    name = next(same, "study")
    before = verdicts(target / "data" / "claims.csv") if (target / f"{name}.md").exists() else {}
    for old in [*target.glob("fig*.png"), *target.glob("data/*.csv")]:
        old.unlink()
    (target / "data").mkdir(parents=True, exist_ok=True)
    for picture in sorted(study.glob("figures/fig*.png")):
        shrink(picture, target / picture.name)
    for data in sorted(study.glob("data/*.csv")):
        shutil.copy(data, target / "data" / data.name)
    (target / f"{name}.toml").write_text(config, encoding="utf-8")
    shutil.copy(study / "study.json", target / "manifest.json")
    command = f"scripts/study.sh {name}" if (PRESETS / f"{name}.toml").exists() else f"study run {name}.toml"
    (target / f"{name}.md").write_text(page(name, report, config, command, before), encoding="utf-8")
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"publish: {target / name}.md, {size / (1 << 20):.1f} MiB in all")
    if size > LIMIT:
        sys.exit(f"publish: more than {LIMIT >> 20} MiB")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).resolve().parent)
