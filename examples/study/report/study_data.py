# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Reads what `study run` wrote: the manifest, the tables and the configurations of every stage."""

import contextlib
import copy
import csv
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Table = dict[str, np.ndarray]  # the columns of a CSV file by their names

GLASS_STAGES = ("quench", "structure", "shear")
SAMPLE_STAGES = ("relax", "structure", "shear", "alpha2")


class ReportError(Exception):
    """An error that the user can correct; its text is printed as one line."""


def read_table(path: Path) -> Table:
    """Reads a CSV file; a column is an array of numbers if all its fields are numbers, of text otherwise."""
    with open(path, encoding="utf-8", newline="") as file:
        names, *rows = (row for row in csv.reader(file) if row)
    if any(len(row) != len(names) for row in rows):
        raise ReportError(f"{path}: a row does not have {len(names)} fields")
    return {name: _column([row[k] for row in rows]) for k, name in enumerate(names)}


def _column(fields: list[str]) -> np.ndarray:
    try:
        return np.array([float(field) for field in fields])
    except ValueError:
        return np.array(fields)


def select(table: Table, mask: np.ndarray) -> Table:
    """Returns the rows of a table for which the mask is true."""
    return {name: column[mask] for name, column in table.items()}


@dataclass
class Atoms:
    """One configuration: columns by name, the edge vectors of the cell as rows, the cell's origin."""

    columns: Table
    cell: np.ndarray
    origin: np.ndarray

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    @property
    def count(self) -> int:
        """Number of atoms."""
        return len(self["id"])

    def fractional(self) -> np.ndarray:
        """Returns the positions (n, 3) in units of the cell's edges, wrapped to [0, 1)."""
        r = np.column_stack([self["x"], self["y"], self["z"]])
        s = np.linalg.solve(self.cell.T, (r - self.origin).T).T
        return s - np.floor(s)

    def positions(self) -> np.ndarray:
        """Returns the positions (n, 3), wrapped into the cell."""
        return self.origin + self.fractional() @ self.cell

    def octants(self) -> np.ndarray:
        """Returns for every atom which eighth (0 to 7) of the cell it is in: groups for an estimate of errors."""
        half = (np.floor(2 * self.fractional()) >= 1).astype(int)
        return half @ np.array([1, 2, 4])

    def slabs(self, count: int, axis: int) -> np.ndarray:
        """Returns for every atom which of `count` equal slabs across a cell axis it is in."""
        return np.minimum((count * self.fractional()[:, axis]).astype(int), count - 1)


def read_atoms(path: Path) -> Atoms:
    """Reads the first frame of a LAMMPS dump file, which may be gzipped."""
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.startswith("ITEM: NUMBER OF ATOMS"):
                count = int(next(file))
            elif line.startswith("ITEM: BOX BOUNDS"):
                bounds = np.array([[float(x) for x in next(file).split()] for _ in range(3)])
            elif line.startswith("ITEM: ATOMS"):
                names = line.split()[2:]
                break
        data = np.loadtxt(file, max_rows=count, ndmin=2)
    if data.shape != (count, len(names)):
        raise ReportError(f"{path}: {data.shape[0]} atoms where {count} were announced")
    return Atoms({name: data[:, k] for k, name in enumerate(names)}, *_cell(bounds))


def _cell(bounds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edge vectors and origin from the BOX BOUNDS of a dump file, which enclose the tilted cell."""
    xy, xz, yz = bounds[:, 2] if bounds.shape[1] > 2 else np.zeros(3)
    low = np.array([bounds[0, 0] - min(0, xy, xz, xy + xz), bounds[1, 0] - min(0, yz), bounds[2, 0]])
    high = np.array([bounds[0, 1] - max(0, xy, xz, xy + xz), bounds[1, 1] - max(0, yz), bounds[2, 1]])
    size = high - low
    return np.array([[size[0], 0, 0], [xy, size[1], 0], [xz, yz, size[2]]]), low


class Sample:
    """The results of one glass (seed) at one connectivity, or of the untreated glass (connectivity None).

    Files are read when they are first asked for, and kept.
    """

    def __init__(self, folder: Path, seed: int, chi: float | None) -> None:
        self.folder, self.seed, self.chi = folder, seed, chi
        self._read: dict[str, Any] = {}

    def has(self, *stages: str) -> bool:
        """Returns whether these stages are finished; the files of other stages may be incomplete."""
        return all((self.folder / stage / "done").exists() for stage in stages)

    def stages(self) -> tuple[str, ...]:
        """Returns the names of all stages of this sample."""
        return GLASS_STAGES if self.chi is None else SAMPLE_STAGES

    def missing(self) -> list[str]:
        """Returns the names of the stages that are not finished."""
        return [stage for stage in self.stages() if not self.has(stage)]

    def table(self, name: str) -> Table:
        """Returns the CSV file of this name, relative to the sample's folder."""
        return self._file(name, read_table)

    def atoms(self, name: str) -> Atoms:
        """Returns the dump file of this name, relative to the sample's folder."""
        return self._file(name, read_atoms)

    def _file(self, name: str, read: Callable[[Path], Any]) -> Any:  # noqa: ANN401
        if name not in self._read:
            path = self.folder / name
            if not path.exists():
                raise ReportError(f"{path} is missing, although its stage is marked as done")
            self._read[name] = read(path)
        return self._read[name]

    def snapshots(self) -> list[tuple[float, str]]:
        """Returns (strain, file name) of the stored configurations of the shear, by strain."""
        table = self.table("shear/frames.csv")
        return [
            (strain, f"shear/snapshot-{int(frame):04d}.dump")
            for frame, strain, stored in zip(table["frame"], table["strain"], table["snapshot"])
            if stored > 0
        ]

    def last_atoms(self, kind: str = "") -> Atoms:
        """Returns the stored configuration at the largest strain; kind "/inherent": without thermal motion."""
        return self.atoms(self.snapshots()[-1][1].replace("shear/", f"shear{kind}/"))


class Study:
    """A study's folder: its configuration, its samples by connectivity and its log."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        manifest = self.folder / "study.json"
        if not manifest.exists():
            raise ReportError(f"{self.folder} holds no study (no study.json)")
        self.manifest = json.loads(manifest.read_text(encoding="utf-8"))
        self.config = self.manifest["config"]
        first, replicas = self.config["study.seed"], self.config["study.replicas"]
        self.seeds = list(range(first, first + replicas))
        self.chis = self.config["relax.connectivities"]
        self.ends = min(self.chis), max(self.chis)
        self.elements = self.config["material.elements"]
        stages = self.folder / "stages"
        self.glasses = [Sample(stages / f"seed-{seed}", seed, None) for seed in self.seeds]
        self.samples = {
            chi: [Sample(stages / f"seed-{seed}" / f"chi-{chi:.2f}", seed, chi) for seed in self.seeds]
            for chi in self.chis
        }
        self.log = _read_log(self.folder / "log.jsonl")

    def part(self, *stages: str) -> "Study":
        """Returns the study without the samples, glasses and connectivities that have not finished these stages.

        Of glasses only those stages are asked for that a glass has.
        """
        found = copy.copy(self)
        found.samples = {chi: [s for s in group if s.has(*stages)] for chi, group in self.samples.items()}
        found.samples = {chi: group for chi, group in found.samples.items() if group}
        found.chis = list(found.samples)
        found.glasses = [g for g in self.glasses if g.has(*(s for s in stages if s in GLASS_STAGES))]
        return found

    def common(self) -> "Study":
        """Returns the shown connectivities with the glasses that all of them have, for comparison without pairs."""
        found, shown = copy.copy(self), self.shown()
        seeds = set.intersection(*({s.seed for s in self.samples[chi]} for chi in shown)) if shown else set()
        found.samples = {chi: [s for s in self.samples[chi] if s.seed in seeds] for chi in shown} if seeds else {}
        found.chis = list(found.samples)
        return found

    def all_samples(self) -> list[Sample]:
        """Returns the samples of all connectivities, without the untreated glasses."""
        return [sample for group in self.samples.values() for sample in group]

    def missing(self) -> list[tuple[Sample, list[str]]]:
        """Returns the glasses and samples with unfinished stages, each with the names of these stages."""
        return [(s, s.missing()) for s in self.glasses + self.all_samples() if s.missing()]

    def stage_count(self) -> int:
        """Returns the number of stages of the whole study."""
        return len(self.seeds) * (len(GLASS_STAGES) + len(SAMPLE_STAGES) * len(self.config["relax.connectivities"]))

    def shown(self, count: int = 3) -> list[float]:
        """Returns the connectivities that the paper shows side by side: the lowest, the middle and the highest."""
        if len(self.chis) <= count:
            return list(self.chis)
        found = [min(self.chis, key=lambda chi: abs(chi - want)) for want in np.linspace(0, 1, count)]
        return sorted(set(found))

    def lead(self, chi: float) -> Sample:
        """Returns the sample of this connectivity that pictures show.

        It is of the first glass that has all connectivities, so that pictures side by side show one glass; if no glass
        has all of them, it is the first sample of this connectivity.
        """
        common = set.intersection(*({s.seed for s in group} for group in self.samples.values()))
        return next((s for s in self.samples[chi] if s.seed in common), self.samples[chi][0])

    def sheared_axes(self) -> tuple[int, int]:
        """Returns the indices of the shear direction and of the normal of the shear plane."""
        plane = self.config["shear.plane"]
        return "xyz".index(plane[0]), "xyz".index(plane[1])


def _read_log(path: Path) -> list[dict[str, Any]]:
    entries = []
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            # The last line is incomplete if the run was killed.
            with contextlib.suppress(json.JSONDecodeError):
                entries.append(json.loads(line))
    return entries


def write_table(folder: Path, name: str, columns: Mapping[str, Sequence | np.ndarray]) -> str:
    """Writes columns as the CSV file folder/data/name and returns its path relative to the folder."""
    path = folder / "data" / name
    path.parent.mkdir(exist_ok=True)
    rows = zip(*columns.values())
    lines = [",".join(columns)] + [",".join(_text(x) for x in row) for row in rows]
    write_file(path, "\n".join(lines) + "\n")
    return f"data/{name}"


def write_file(path: Path, text: str) -> None:
    """Writes a text file so that there is never an incomplete file of this name."""
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def _text(value: str | float) -> str:
    if isinstance(value, str):
        return value
    if np.isfinite(value) and float(value) == int(value):
        return str(int(value))
    return f"{float(value):.8g}"
