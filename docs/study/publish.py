#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""What a study found, as a page of the manual: publish.py STUDY [TARGET]

Reads the report of a study's folder (run `study report STUDY` first; it need not be finished) and writes into TARGET
(default: this script's folder) the figures with 256 colours, the data behind them, the configuration and the manifest, and
NAME.md, where NAME is that of TARGET/NAME.toml, the study's configuration: laptop. Needs Matplotlib's Pillow.
"""

import json
import pathlib
import shutil
import sys

from PIL import Image

WIDTH = 1500  # of a figure, in pixels
LIMIT = 10 << 20  # of everything, in bytes


def table(rows, header=None):
    # A bar would end a cell, and doxygen knows no way around it: the sign for "divides" looks the same.
    lines = [header or rows["header"] or [""] * len(rows["rows"][0])] + [["---"] * len(rows["rows"][0])] + rows["rows"]
    return "\n".join("| " + " | ".join(cell.replace("|", "∣") for cell in line) + " |" for line in lines) + "\n"


def shrink(source, target):
    image = Image.open(source).convert("RGB")
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    image.quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)


def page(name, report, config, command):
    parts = [
        f"# What the study `{name}` found\n",
        f"""The report of `study run data/{name}.toml`, as `docs/study/publish.py` turns it into a page; nothing here is written by hand after
the run. How the study is made and what the paper leaves open: [the study](../study.md). To repeat it:

    {command}
""",
    ]
    if report["missing"]["lines"]:
        parts.append(
            report["missing"]["text"]
            + " Missing:\n\n"
            + "\n".join(f"- {line}" for line in report["missing"]["lines"])
            + "\n"
        )
    parts.append(
        "## In five sentences\n\n" + "\n".join(f"{k}. {text}" for k, text in enumerate(report["findings"], 1)) + "\n"
    )
    parts.append("## The paper's claims\n\n" + " ".join(report["rule"].split()) + "\n\n" + table(report["claims"]))
    parts.append("## Figures\n\nNumbered as in the paper. The numbers behind them are in `docs/study/data/`.\n")
    for figure in report["figures"]:
        picture = pathlib.Path(figure["picture"]).name
        data = ", ".join(f"`{pathlib.Path(name).name}`" for name in figure["data"])
        parts.append(
            f"### Figure {figure['number']}: {figure['title']}\n\n![Figure {figure['number']}]({picture})\n\n"
            f"{figure['caption']} Data: {data}.\n"
        )
    parts.append(
        "## Is it a glass?\n\nThe untreated glass against a reference glass of LAMMPS, 13 500 atoms, same potential and rate.\n\n"
        + table(report["glass"])
    )
    parts.append("## Did the runs do what they were asked to?\n\n" + table(report["checks"]))
    parts.append(
        "## How it was made\n\n"
        + table(report["made"], ["what", "how"])
        + "\n"
        + table(report["times"])
        + "\n"
        + report["times_text"]
        + "\n"
    )
    parts.append(
        "The configuration, `docs/study/"
        + name
        + ".toml`:\n\n"
        + "\n".join(f"    {line}".rstrip() for line in config.splitlines())
        + "\n"
    )
    # Quotes need no entities outside attributes, and doxygen reads "#" as a link.
    return "\n".join(parts).replace("&#x27;", "'").replace("&quot;", '"')


def main(study, target):
    study, target = pathlib.Path(study), pathlib.Path(target)
    if not (study / "report.json").exists():
        sys.exit(f"publish: {study} has no report.json; run: study report {study}")
    report = json.loads((study / "report.json").read_text(encoding="utf-8"))
    config = (study / "config.toml").read_text(encoding="utf-8")
    presets = pathlib.Path(__file__).resolve().parents[2] / "data"
    name = next((p.stem for p in sorted(presets.glob("*.toml")) if p.read_text(encoding="utf-8") == config), "study")
    for old in [*target.glob("fig*.png"), *target.glob("data/*.csv")]:
        old.unlink()
    (target / "data").mkdir(parents=True, exist_ok=True)
    for picture in sorted(study.glob("figures/fig*.png")):
        shrink(picture, target / picture.name)
    for csv in sorted(study.glob("data/*.csv")):
        shutil.copy(csv, target / "data" / csv.name)
    (target / f"{name}.toml").write_text(config, encoding="utf-8")
    shutil.copy(study / "study.json", target / "manifest.json")
    command = f"scripts/study.sh {name}" if (presets / f"{name}.toml").exists() else f"study run {name}.toml"
    (target / f"{name}.md").write_text(page(name, report, config, command), encoding="utf-8")
    size = sum(p.stat().st_size for p in target.rglob("*") if p.is_file())
    print(f"publish: {target / name}.md, {size / (1 << 20):.1f} MiB in all")
    if size > LIMIT:
        sys.exit(f"publish: more than {LIMIT >> 20} MiB")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).resolve().parent)
