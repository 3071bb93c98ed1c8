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
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

Counters = dict[str, list[float]]  # by counter: one value per repetition
Runs = dict[tuple[str, int], dict[str, Counters]]  # by (program, threads) and name of the benchmark
Scaling = dict[
    tuple[str, str], list[tuple[int, float, float]]
]  # by (component, source): atoms, rate, peak bytes per atom


class Comparison(NamedTuple):
    """Two benchmarks of one program that do the same work; names as regular expressions of what the programs print."""

    title: str
    program: str
    ours: str
    peers: str  # the fastest of them counts
    counter: str


def _voronoi(title: str, random: int, outputs: int) -> Comparison:
    name = f"cells/atoms:13500/random:{random}/outputs:{outputs}"
    return Comparison(title, "voronoi", f"tektite_{name}", f"voropp_{name}", "cells")


def _components(atoms: int, digits: str) -> Comparison:
    ours, peers = (f"{name}/kind:2/n:{atoms}" for name in ("components_of_list", "boost_components(_of_rows)?"))
    return Comparison(f"components of a list, {digits} atoms", "percolation", ours, peers, "contacts")


LAMMPS_DOUBLE = "lammps/(plain|opt|omp|intel_double)"
COMPARISONS = [
    Comparison("EAM dynamics, double, 13 500 atoms", "eam", "dynamics/compact/1", f"{LAMMPS_DOUBLE}/1", "atom_steps"),
    Comparison("EAM dynamics, mixed, 13 500 atoms", "eam", "dynamics/mixed/1", "lammps/.*/1", "atom_steps"),
    Comparison("EAM dynamics, double, 108 000 atoms", "eam", "dynamics/compact/2", f"{LAMMPS_DOUBLE}/2", "atom_steps"),
    Comparison("neighbour lists, full, 13 500 atoms", "neighbors", "rebuilt/full/1", "lammps/full/1", "atoms"),
    Comparison("neighbour lists, half, 13 500 atoms", "neighbors", "rebuilt/half/1", "lammps/half/1", "atoms"),
    Comparison("neighbour lists, half, 108 000 atoms", "neighbors", "rebuilt/half/2", "lammps/half/2", "atoms"),
    _voronoi("Voronoi indices", random=0, outputs=0),
    _voronoi("Voronoi volumes", random=0, outputs=1),
    _voronoi("Voronoi faces", random=0, outputs=2),
    _voronoi("Voronoi indices, random points", random=1, outputs=0),
    Comparison(
        "TTG + D2min from positions (peer: Eigen's QR)", "strain", "both/24", "eigen_qr_of_positions/24", "particles"
    ),
    Comparison("TTG + D2min (peer: Eigen's QR, neighbours given)", "strain", "both/24", "eigen_qr/24", "particles"),
    _components(13500, "13 500"),
    _components(108000, "108 000"),
    Comparison("q_6 from positions (peer: freud)", "order", "q6/positions/1", "freud/positions/1", "atoms"),
    Comparison("q_6 of given neighbours (peer: freud)", "order", "q6/neighbors/1", "freud/neighbors/1", "atoms"),
    Comparison("moments to order 4", "stats", "moments_of_view/16777216", "boost_accumulators/16777216", "values"),
]

# Work per atom, counted from the kernels: flops (an addition or a multiplication each), and bytes that go through
# memory when the system does not fit the caches. The components' pages say what is in them.
WORK = {
    # 700 candidates of 9 flops, twice; 150 numbers written, candidates of a block read
    "neighbour_lists": (13e3, 0.8e3),
    "eam_forces": (6.0e3, 1.9e3),
    "voronoi": (14e3, 0.1e3),
    # 60 rows of 131 and 90 flops, 220 candidates, factorisation; 64 read, 350 written
    "local_fits": (15e3, 0.6e3),
    # 100 candidates of 9 flops
    "percolation": (1.0e3, 0.1e3),
    # 500 candidates of 9 flops
    "rdf": (4.5e3, 0.05e3),
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
CONTEXT = ("git", "device", "kokkos", "backend", "compiler", "flags", "date")


def load(folder: Path) -> tuple[Runs, list[dict[str, Any]]]:
    """Returns the runs of all records in a folder, and the context of each record."""
    runs: Runs = {}
    contexts = []
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text())
        context = record["context"]
        table: dict[str, Counters] = defaultdict(lambda: defaultdict(list))
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
        runs[context["program"].removesuffix("_benchmark"), int(context["threads"])] = table
        contexts.append(context)
    return runs, contexts


class Rate(NamedTuple):
    """The median of the repetitions, and (largest - smallest) / median."""

    median: float
    spread: float


def best(table: dict[str, Counters], pattern: str, counter: str) -> Rate | None:
    """Returns the fastest benchmark whose whole name matches the pattern."""
    found = []
    for name, counters in table.items():
        values = counters.get(counter)
        if values and re.fullmatch(pattern, name):
            median = statistics.median(values)
            found.append(Rate(median, (max(values) - min(values)) / median))
    return max(found, default=None)


def number(value: float | None) -> str:
    """Returns a number with three digits and a decimal prefix; nothing for None."""
    if value is None:
        return ""
    for factor, prefix in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= factor:
            return f"{value / factor:.3g}{prefix}"
    return f"{value:.3g}"


class PeerRow(NamedTuple):
    """A comparison with what was measured; None for what was not."""

    title: str
    counter: str
    ours: Rate  # on one thread if that was measured
    all_threads: Rate | None
    peer: Rate | None


def most_threads(runs: Runs) -> int:
    """Returns the largest number of threads of any run."""
    return max(threads for _, threads in runs)


def peer_rows(runs: Runs) -> list[PeerRow]:
    """Returns the comparisons whose own side was measured."""
    rows = []
    many = most_threads(runs)
    for title, program, pattern, peers, counter in COMPARISONS:
        one, wide = runs.get((program, 1), {}), runs.get((program, many), {})
        ours = best(one or wide, pattern, counter)
        if ours is not None:
            all_threads = best(wide, pattern, counter) if one and many > 1 else None
            rows.append(PeerRow(title, counter, ours, all_threads, best(one, peers, counter)))
    return rows


def scaling_rows(table: dict[str, Counters]) -> Scaling:
    """Returns rate and memory by number of atoms for every component and source of positions."""
    rows: Scaling = defaultdict(list)
    for name, counters in table.items():
        component, source, atoms = name.split("/")
        rate, peak = (statistics.median(counters[counter]) for counter in ("atoms", "peak_B"))
        rows[component, source].append((int(atoms), rate, peak))
    return {key: sorted(values) for key, values in rows.items()}


class Roof(NamedTuple):
    """The use of the machine by one component: per second, and as a fraction of what the machine can do."""

    component: str
    atoms: int
    flops: float
    of_peak: float
    bytes: float
    of_stream: float


def roofline_rows(runs: Runs, threads: int) -> list[Roof]:
    """Returns the components at their largest number of atoms; the first row is the machine itself."""
    machine = runs.get(("machine", threads))
    scaling = scaling_rows(runs.get(("scaling", threads), {}))
    fma = best(machine or {}, "fma", "flops")
    if not machine or not fma or not scaling:
        return []
    peak = fma.median
    bandwidth = statistics.median(machine["triad/33554432"]["bytes"])
    rows = [Roof("", 0, peak, 1, bandwidth, 1)]
    for component, (work, stream) in WORK.items():
        points = scaling.get((component, "glass")) or scaling.get((component, "crystal"))
        if points:
            atoms, rate, _ = points[-1]
            flops, moved = rate * work, rate * stream
            rows.append(Roof(component, atoms, flops, flops / peak, moved, moved / bandwidth))
    return rows


def _plural(threads: int) -> str:
    return f"{threads} thread{'s' if threads > 1 else ''}"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def tables(runs: Runs, contexts: list[dict[str, Any]]) -> str:
    """Returns all tables as Markdown."""
    first = {key: contexts[0].get(key, "?") for key in CONTEXT}
    lines = [
        "Git {git}; {device}; Kokkos {kokkos}, {backend}; {compiler}, {flags}; {date}.\n".format(**first),
        *_peer_table(runs),
        *_consumer_table(runs),
    ]
    for (program, threads), table in sorted(runs.items()):
        if program == "scaling":
            lines += [*_cost_table(scaling_rows(table), threads), *_roofline_table(runs, threads)]
    return "\n".join(lines)


def _peer_table(runs: Runs) -> Iterator[str]:
    rows = peer_rows(runs)
    if not rows:
        return
    wide = f"{most_threads(runs)} threads"
    yield _row("per second", "one thread", "spread", wide, "gain", "best peer, one thread", "ratio")
    yield "|---|---|---|---|---|---|---|"
    for title, counter, ours, all_threads, peer in rows:
        yield _row(
            f"{title} ({counter})",
            number(ours.median),
            f"{100 * ours.spread:.0f} %",
            number(all_threads and all_threads.median),
            f"{all_threads.median / ours.median:.2f}" if all_threads else "",
            number(peer and peer.median),
            f"{ours.median / peer.median:.1f}" if peer else "",
        )
    yield ""


def _consumer_table(runs: Runs) -> Iterator[str]:
    consumers = next((table for (program, _), table in sorted(runs.items()) if program == "consumer"), {})
    if not consumers:
        return
    yield "| a program that calls | compiles in (s, one core) | with `host` | object file (kB) | with `host` |"
    yield "|---|---|---|---|---|"
    for name, counters in consumers.items():
        if not name.startswith("consumer/"):
            continue
        call = name.removeprefix("consumer/")
        both = (counters, consumers.get(f"consumer_of_host/{call}"))
        seconds = [f"{statistics.median(each['real_time']):.2g}" if each else "" for each in both]
        sizes = [f"{statistics.median(each['object_bytes']) / 1e3:.0f}" if each else "" for each in both]
        yield _row(call, *seconds, *sizes)
    yield ""


def _cost_table(scaling: Scaling, threads: int) -> Iterator[str]:
    sizes = sorted({atoms for values in scaling.values() for atoms, _, _ in values})
    yield f"Cost in ns per atom, {_plural(threads)}:\n"
    yield "| | " + " | ".join(f"{size:,}".replace(",", " ") for size in sizes) + " | peak bytes per atom |"
    yield "|---" * (len(sizes) + 2) + "|"
    for (component, source), values in scaling.items():
        cost = {atoms: 1e9 / rate for atoms, rate, _ in values}
        cells = [_cost(cost[size]) if size in cost else "" for size in sizes]
        yield _row(f"{LABEL.get(component, component)}, {source}", *cells, f"{values[-1][2]:.0f}")
    yield ""


def _cost(nanoseconds: float) -> str:
    return f"{nanoseconds:.0f}" if nanoseconds >= 100 else f"{nanoseconds:.3g}"


def _roofline_table(runs: Runs, threads: int) -> Iterator[str]:
    roofs = roofline_rows(runs, threads)
    if not roofs:
        return
    yield f"| roofline, {_plural(threads)} | atoms | flop/s | of peak | bytes/s | of stream |"
    yield "|---|---|---|---|---|---|"
    for roof in roofs:
        yield _row(
            LABEL.get(roof.component, roof.component) or "the machine",
            str(roof.atoms or ""),
            number(roof.flops),
            f"{100 * roof.of_peak:.2g} %",
            number(roof.bytes),
            f"{100 * roof.of_stream:.2g} %",
        )
    yield ""


def plot_rate(runs: Runs, folder: Path) -> None:
    """Draws rate.png: cost per atom against the number of atoms, at the smallest number of threads."""
    threads = min((count for program, count in runs if program == "scaling"), default=None)
    if threads is None:
        return
    scaling = scaling_rows(runs["scaling", threads])
    figure, axes = plt.subplots(figsize=(7, 4.4))
    for k, component in enumerate(LABEL):
        sources = [source for source in MARKER if (component, source) in scaling]
        for source in sources:
            atoms, rates, _ = zip(*scaling[component, source])
            crystal = source == "crystal"
            axes.loglog(
                atoms,
                [1e9 / rate for rate in rates],
                marker=MARKER[source],
                ms=4,
                color=f"C{k}",
                lw=1.6 if crystal else 0.7,
                ls="-" if crystal else ":",
                label=LABEL[component] if source == sources[0] else None,
            )
    for source, marker in MARKER.items():
        axes.plot([], [], marker=marker, ms=4, color="#555555", ls="", label=source)
    axes.set(xlabel="atoms", ylabel=f"ns per atom, {_plural(threads)}")
    axes.grid(True, which="major", color="#e6e6e6", lw=0.6)
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    _save(figure, folder / "rate.png")


def plot_bars(bars: dict[str, float], xlabel: str, line: float | None, path: Path) -> None:
    """Draws labelled horizontal bars, the first one on top, and a vertical line."""
    figure, axes = plt.subplots(figsize=(7, 0.32 * len(bars) + 0.9))
    labels, values = list(bars)[::-1], list(bars.values())[::-1]
    axes.barh(labels, values, color="#2c6fbb", height=0.65)
    for y, value in enumerate(values):
        axes.text(value, y, f" {value:.2g}", va="center", fontsize=8)
    if line:
        axes.axvline(line, color="#c1272d", lw=1)
    axes.set_xlabel(xlabel)
    axes.spines[["top", "right"]].set_visible(False)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, dpi=150, bbox_inches="tight", metadata={"Software": None})


def main() -> None:
    """Writes the tables and the plots."""
    if len(sys.argv) != 2:
        sys.exit(__doc__.splitlines()[0])
    folder = Path(sys.argv[1])
    runs, contexts = load(folder)
    if not runs:
        sys.exit(f"benchmark_report.py: {folder}: no records; benchmarks.sh makes them")
    text = tables(runs, contexts)
    (folder / "tables.md").write_text(text)
    plot_rate(runs, folder)
    ratios = {row.title: row.ours.median / row.peer.median for row in peer_rows(runs) if row.peer}
    if ratios:
        plot_bars(ratios, "rate over that of the fastest peer, one thread", 1, folder / "peers.png")
    roofs = roofline_rows(runs, min(threads for _, threads in runs))[1:]
    if roofs:
        parts = {LABEL[roof.component]: 100 * max(roof.of_peak, roof.of_stream) for roof in roofs}
        label = "per cent of the nearer roof (peak flops or memory bandwidth)"
        plot_bars(parts, label, None, folder / "roofline.png")
    print(text)
    print(f"benchmark_report.py: {folder}/tables.md and plots beside it")


if __name__ == "__main__":
    main()
