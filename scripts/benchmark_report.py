#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""benchmark_report.py DIR: tables and plots of the records that benchmarks.sh left in DIR.

Writes tables.md, rate.png (cost per atom against size), peers.png (rate over that of the fastest peer) and roofline.png
(fraction of the machine's roofs). Numbers are medians of the repetitions; spread is (largest - smallest) / median.
"""

import json
import re
import statistics
import sys
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

# What stands beside what: title, program, ours, peers (the fastest counts), counter. Names as the programs print them.
COMPARISONS = [
    (
        "EAM dynamics, double, 13 500 atoms",
        "eam",
        r"dynamics/compact/1",
        r"lammps/(plain|opt|omp|intel_double)/1",
        "atom_steps",
    ),
    ("EAM dynamics, mixed, 13 500 atoms", "eam", r"dynamics/mixed/1", r"lammps/.*/1", "atom_steps"),
    (
        "EAM dynamics, double, 108 000 atoms",
        "eam",
        r"dynamics/compact/2",
        r"lammps/(plain|opt|omp|intel_double)/2",
        "atom_steps",
    ),
    ("neighbour lists, full, 13 500 atoms", "neighbors", r"rebuilt/full/1", r"lammps/full/1", "atoms"),
    ("neighbour lists, half, 13 500 atoms", "neighbors", r"rebuilt/half/1", r"lammps/half/1", "atoms"),
    ("neighbour lists, half, 108 000 atoms", "neighbors", r"rebuilt/half/2", r"lammps/half/2", "atoms"),
    (
        "Voronoi indices",
        "voronoi",
        r"tektite_cells/atoms:13500/random:0/outputs:0",
        r"voropp_cells/atoms:13500/random:0/outputs:0",
        "cells",
    ),
    (
        "Voronoi volumes",
        "voronoi",
        r"tektite_cells/atoms:13500/random:0/outputs:1",
        r"voropp_cells/atoms:13500/random:0/outputs:1",
        "cells",
    ),
    (
        "Voronoi faces",
        "voronoi",
        r"tektite_cells/atoms:13500/random:0/outputs:2",
        r"voropp_cells/atoms:13500/random:0/outputs:2",
        "cells",
    ),
    (
        "Voronoi indices, random points",
        "voronoi",
        r"tektite_cells/atoms:13500/random:1/outputs:0",
        r"voropp_cells/atoms:13500/random:1/outputs:0",
        "cells",
    ),
    ("TTG + D2min from positions (peer: Eigen's QR)", "strain", r"both/24", r"eigen_qr_of_positions/24", "particles"),
    ("TTG + D2min (peer: Eigen's QR, neighbours given)", "strain", r"both/24", r"eigen_qr/24", "particles"),
    (
        "components of a list, 13 500 atoms",
        "percolation",
        r"components_of_list/kind:2/n:13500",
        r"boost_components(_of_rows)?/kind:2/n:13500",
        "contacts",
    ),
    (
        "components of a list, 108 000 atoms",
        "percolation",
        r"components_of_list/kind:2/n:108000",
        r"boost_components(_of_rows)?/kind:2/n:108000",
        "contacts",
    ),
    ("moments to order 4", "stats", r"moments_of_view/16777216", r"boost_accumulators/16777216", "values"),
]

# Work per atom, counted from the kernels: flops (an addition or a multiplication each), and bytes that go through memory
# when the system does not fit the caches. The components' pages say what is in them.
WORK = {
    "neighbour_lists": (
        13e3,
        0.8e3,
    ),  # 700 candidates of 9 flops, twice; 150 numbers written, candidates of a block read
    "eam_forces": (6.0e3, 1.9e3),
    "voronoi": (14e3, 0.1e3),
    "local_fits": (15e3, 0.6e3),  # 60 rows of 131 and 90 flops, 220 candidates, factorisation; 64 read, 350 written
    "percolation": (1.0e3, 0.1e3),  # 100 candidates of 9 flops
    "rdf": (4.5e3, 0.05e3),  # 500 candidates of 9 flops
    "moments": (10, 8),
}
LABEL = {
    "neighbour_lists": "neighbour lists",
    "eam_forces": "EAM forces",
    "voronoi": "Voronoi indices",
    "local_fits": "TTG + D2min",
    "percolation": "percolation",
    "rdf": "g(r)",
    "moments": "moments",
    "spatial_order": "spatial order",
}
MARKER = {"crystal": "o", "random": "^", "glass": "s", "shuffled": "x"}


def load(folder):
    """{(program, threads): {name: {counter: [one value per repetition]}}}, and the context of each record."""
    runs, contexts = {}, {}
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text())
        context = record["context"]
        key = (context["program"].removesuffix("_benchmark"), int(context["threads"]))
        table = defaultdict(lambda: defaultdict(list))
        for entry in record["benchmarks"]:
            if entry.get("run_type") == "aggregate" or entry.get("error_occurred"):
                continue
            name = re.sub(
                r"/(real_time|manual_time|process_time|iterations:\d+|min_time:[\d.]+|repeats:\d+)",
                "",
                entry["run_name"],
            )
            for counter, value in entry.items():
                if isinstance(value, float):
                    table[name][counter].append(value)
        runs[key], contexts[key] = table, context
    return runs, contexts


def median(values):
    return statistics.median(values) if values else None


def best(table, pattern, counter):
    """Median and spread of the fastest benchmark whose whole name matches."""
    found = [
        (median(v[counter]), (max(v[counter]) - min(v[counter])) / median(v[counter]))
        for name, v in table.items()
        if re.fullmatch(pattern, name) and v.get(counter)
    ]
    return max(found, default=None)


def number(value):
    if value is None:
        return ""
    for factor, prefix in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= factor:
            return f"{value / factor:.3g}{prefix}"
    return f"{value:.3g}"


def peer_rows(runs):
    rows = []
    many = max(threads for _, threads in runs)
    for title, program, ours, peers, counter in COMPARISONS:
        one, all_threads = runs.get((program, 1)), runs.get((program, many))
        mine = best(one or all_threads or {}, ours, counter)
        if mine is None:
            continue
        peer = best(one or {}, peers, counter)
        wide = best(all_threads, ours, counter) if one and all_threads and many > 1 else None
        rows.append((title, counter, mine, wide, peer))
    return rows, many


def scaling_rows(table):
    rows = defaultdict(list)
    for name, counters in table.items():
        component, source, atoms = name.split("/")
        rows[component, source].append((int(atoms), median(counters["atoms"]), median(counters["peak_B"])))
    return {key: sorted(values) for key, values in rows.items()}


def roofline_rows(runs, scaling, threads):
    machine = runs.get(("machine", threads))
    if not machine or not scaling:
        return []
    flops = best(machine, r"fma", "flops")[0]
    bandwidth = median(machine["triad/33554432"]["bytes"])
    rows = []
    for component, (work, stream) in WORK.items():
        points = scaling.get((component, "glass")) or scaling.get((component, "crystal"))
        if not points:
            continue
        atoms, rate, _ = points[-1]
        rows.append((component, atoms, rate * work, rate * work / flops, rate * stream, rate * stream / bandwidth))
    return [("", 0, flops, 1, bandwidth, 1), *rows]


def tables(runs, contexts):
    first = next(iter(contexts.values()))
    text = [
        "Git {git}; {device}; Kokkos {kokkos}, {backend}; {compiler}, {flags}; {date}.\n".format(
            **{k: first.get(k, "?") for k in ("git", "device", "kokkos", "backend", "compiler", "flags", "date")}
        )
    ]
    rows, many = peer_rows(runs)
    if rows:
        text.append(f"| per second | one thread | spread | {many} threads | gain | best peer, one thread | ratio |")
        text.append("|---|---|---|---|---|---|---|")
        for title, counter, mine, wide, peer in rows:
            text.append(
                f"| {title} ({counter}) | {number(mine[0])} | {100 * mine[1]:.0f} % | {number(wide and wide[0])} | "
                f"{f'{wide[0] / mine[0]:.2f}' if wide else ''} | {number(peer and peer[0])} | "
                f"{f'{mine[0] / peer[0]:.1f}' if peer else ''} |"
            )
        text.append("")
    including = next((table for (program, _), table in sorted(runs.items()) if program == "consumer"), {})
    if including:
        text.append("| a program that includes | compiles in (s) | object file (kB) |")
        text.append("|---|---|---|")
        for name, counters in including.items():
            text.append(
                f"| {name.removeprefix('consumer/')} | {median(counters['real_time']):.2g} | "
                f"{median(counters['object_bytes']) / 1e3:.0f} |"
            )
        text.append("")
    for (program, threads), table in sorted(runs.items()):
        if program != "scaling":
            continue
        scaling = scaling_rows(table)
        sizes = sorted({atoms for values in scaling.values() for atoms, _, _ in values})
        text.append(f"Cost in ns per atom, {threads} thread{'s' if threads > 1 else ''}:\n")
        text.append("| | " + " | ".join(f"{s:,}".replace(",", " ") for s in sizes) + " | peak bytes per atom |")
        text.append("|---" * (len(sizes) + 2) + "|")
        for (component, source), values in scaling.items():
            cost = {atoms: 1e9 / rate for atoms, rate, _ in values}
            text.append(
                f"| {LABEL.get(component, component)}, {source} | "
                + " | ".join(
                    f"{cost[s]:.0f}" if cost.get(s, 0) >= 100 else f"{cost[s]:.3g}" if s in cost else "" for s in sizes
                )
                + f" | {values[-1][2]:.0f} |"
            )
        text.append("")
        roofs = roofline_rows(runs, scaling, threads)
        if roofs:
            text.append(
                f"| roofline, {threads} thread{'s' if threads > 1 else ''} | atoms | flop/s | of peak | bytes/s | of stream |"
            )
            text.append("|---|---|---|---|---|---|")
            for component, atoms, flops, part, stream, share in roofs:
                text.append(
                    f"| {LABEL.get(component, component) or 'the machine'} | {atoms or ''} | {number(flops)} | {100 * part:.2g} % | "
                    f"{number(stream)} | {100 * share:.2g} % |"
                )
            text.append("")
    return "\n".join(text)


def plot_rate(runs, folder):
    threads = [t for p, t in runs if p == "scaling"]
    if not threads:
        return
    scaling = scaling_rows(runs["scaling", min(threads)])
    figure, axes = plt.subplots(figsize=(7, 4.4))
    for k, component in enumerate(LABEL):
        sources = [source for source in MARKER if (component, source) in scaling]
        for source in sources:
            points = scaling[component, source]
            axes.loglog(
                [p[0] for p in points],
                [1e9 / p[1] for p in points],
                marker=MARKER[source],
                ms=4,
                color=f"C{k}",
                lw=1.6 if source == "crystal" else 0.7,
                ls="-" if source == "crystal" else ":",
                label=LABEL[component] if source == sources[0] else None,
            )
    for source, marker in MARKER.items():
        axes.plot([], [], marker=marker, ms=4, color="#555555", ls="", label=source)
    axes.set(xlabel="atoms", ylabel=f"ns per atom, {min(threads)} thread{'s' if min(threads) > 1 else ''}")
    axes.grid(True, which="major", color="#e6e6e6", lw=0.6)
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.savefig(folder / "rate.png", dpi=150, bbox_inches="tight", metadata={"Software": None})


def plot_bars(labels, values, xlabel, line, path):
    figure, axes = plt.subplots(figsize=(7, 0.32 * len(labels) + 0.9))
    axes.barh(labels[::-1], values[::-1], color="#2c6fbb", height=0.65)
    for y, value in enumerate(values[::-1]):
        axes.text(value, y, f" {value:.2g}", va="center", fontsize=8)
    if line:
        axes.axvline(line, color="#c1272d", lw=1)
    axes.set_xlabel(xlabel)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=150, bbox_inches="tight", metadata={"Software": None})


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.splitlines()[0])
    folder = Path(sys.argv[1])
    runs, contexts = load(folder)
    if not runs:
        sys.exit(f"benchmark_report.py: {folder}: no records; benchmarks.sh makes them")
    text = tables(runs, contexts)
    (folder / "tables.md").write_text(text)
    plot_rate(runs, folder)
    rows = [row for row in peer_rows(runs)[0] if row[4]]
    if rows:
        plot_bars(
            [row[0] for row in rows],
            [row[2][0] / row[4][0] for row in rows],
            "rate over that of the fastest peer, one thread",
            1,
            folder / "peers.png",
        )
    threads = min(t for _, t in runs)
    roofs = roofline_rows(runs, scaling_rows(runs.get(("scaling", threads), {})), threads)[1:]
    if roofs:
        plot_bars(
            [LABEL[row[0]] for row in roofs],
            [100 * max(row[3], row[5]) for row in roofs],
            "per cent of the nearer roof (peak flops or memory bandwidth)",
            None,
            folder / "roofline.png",
        )
    print(text)
    print(f"benchmark_report.py: {folder}/tables.md and plots beside it")


if __name__ == "__main__":
    main()
