# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Reads what `study run` wrote: the manifest, the tables and the configurations of every stage."""

import copy
import gzip
import json
from pathlib import Path

import numpy as np


class ReportError(Exception):
    """What the user can mend; printed as one line."""


class Table(dict):
    """A CSV file as arrays by column name; text columns stay text."""

    @classmethod
    def read(cls, path):
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        names = lines[0].split(",")
        rows = [line.split(",") for line in lines[1:] if line]
        if any(len(row) != len(names) for row in rows):
            raise ReportError(f"{path}: a row does not have {len(names)} fields")
        table = cls()
        for k, name in enumerate(names):
            column = [row[k] for row in rows]
            try:
                table[name] = np.array([float(x) for x in column])
            except ValueError:
                table[name] = np.array(column)
        return table

    def where(self, mask):
        return Table({name: column[mask] for name, column in self.items()})


class Atoms(dict):
    """One configuration: columns by name, the cell's edge vectors as rows, its origin."""

    @classmethod
    def read(cls, path):
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
        atoms = cls({name: data[:, k] for k, name in enumerate(names)})
        tilt = bounds[:, 2] if bounds.shape[1] > 2 else np.zeros(3)  # xy xz yz
        xy, xz, yz = tilt
        low = np.array([bounds[0, 0] - min(0, xy, xz, xy + xz), bounds[1, 0] - min(0, yz), bounds[2, 0]])
        high = np.array([bounds[0, 1] - max(0, xy, xz, xy + xz), bounds[1, 1] - max(0, yz), bounds[2, 1]])
        size = high - low
        atoms.cell = np.array([[size[0], 0, 0], [xy, size[1], 0], [xz, yz, size[2]]])
        atoms.origin = low
        return atoms

    @property
    def count(self):
        return len(self["id"])

    def positions(self):
        """Positions inside the cell."""
        r = np.column_stack([self["x"], self["y"], self["z"]])
        s = np.linalg.solve(self.cell.T, (r - self.origin).T).T
        return self.origin + (s - np.floor(s)) @ self.cell

    def octants(self):
        """Which eighth of the cell each atom is in: independent parts for an error estimate."""
        r = np.column_stack([self["x"], self["y"], self["z"]])
        s = np.linalg.solve(self.cell.T, (r - self.origin).T).T
        half = (np.floor(2 * (s - np.floor(s))) >= 1).astype(int)
        return half @ np.array([1, 2, 4])


GLASS_STAGES = ("quench", "structure", "shear")
SAMPLE_STAGES = ("relax", "structure", "shear", "alpha2")


class Sample:
    """One glass (seed) at one connectivity; the untreated glass where that is None."""

    def __init__(self, folder, seed, chi):
        self.folder, self.seed, self.chi = folder, seed, chi
        self._cache = {}

    def has(self, *stages):
        """Whether these stages are finished; what is not may be half written."""
        return all((self.folder / stage / "done").exists() for stage in stages)

    def missing(self):
        return [stage for stage in (GLASS_STAGES if self.chi is None else SAMPLE_STAGES) if not self.has(stage)]

    def table(self, name):
        return self._get(name, Table.read)

    def atoms(self, name):
        return self._get(name, Atoms.read)

    def _get(self, name, read):
        if name not in self._cache:
            path = self.folder / name
            if not path.exists():
                raise ReportError(f"{path} is missing, although its stage is marked as done")
            self._cache[name] = read(path)
        return self._cache[name]

    def snapshots(self, stage="shear"):
        """(strain, file name) of the stored frames, by strain."""
        table = self.table(f"{stage}/frames.csv")
        return [
            (strain, f"{stage}/snapshot-{int(frame):04d}.dump")
            for frame, strain, stored in zip(table["frame"], table["strain"], table["snapshot"])
            if stored > 0
        ]


class Study:
    def __init__(self, folder):
        self.folder = Path(folder)
        manifest = self.folder / "study.json"
        if not manifest.exists():
            raise ReportError(f"{self.folder} holds no study (no study.json)")
        self.manifest = json.loads(manifest.read_text(encoding="utf-8"))
        self.config = self.manifest["config"]
        first, replicas = self.config["study.seed"], self.config["study.replicas"]
        self.seeds = list(range(first, first + replicas))
        self.chis = self.config["relax.connectivities"]
        stages = self.folder / "stages"
        self.glasses = [Sample(stages / f"seed-{seed}", seed, None) for seed in self.seeds]
        self.samples = {
            chi: [Sample(stages / f"seed-{seed}" / f"chi-{chi:.2f}", seed, chi) for seed in self.seeds]
            for chi in self.chis
        }
        self.elements = self.config["material.elements"]
        self.log = []
        log = self.folder / "log.jsonl"
        if log.exists():
            for line in log.read_text(encoding="utf-8").splitlines():
                try:
                    self.log.append(json.loads(line))
                except json.JSONDecodeError:
                    pass  # the last line of a run that was killed

        self.ends = min(self.chis), max(self.chis)

    def part(self, *stages):
        """The study as far as these stages are finished: samples and connectivities without them are left out. Glasses
        need those of the stages that a glass has."""
        found = copy.copy(self)
        found.samples = {chi: [s for s in group if s.has(*stages)] for chi, group in self.samples.items()}
        found.samples = {chi: group for chi, group in found.samples.items() if group}
        found.chis = list(found.samples)
        found.glasses = [g for g in self.glasses if g.has(*(s for s in stages if s in GLASS_STAGES))]
        return found

    def common(self):
        """The part's shown connectivities of the glasses that have all of them: what is compared without pairing."""
        found, shown = copy.copy(self), self.shown()
        seeds = set.intersection(*({s.seed for s in self.samples[chi]} for chi in shown)) if shown else set()
        found.samples = {chi: [s for s in self.samples[chi] if s.seed in seeds] for chi in shown} if seeds else {}
        found.chis = list(found.samples)
        return found

    def missing(self):
        """[(sample, names of its stages that are not finished)], the samples that lack none left out."""
        every = self.glasses + [s for group in self.samples.values() for s in group]
        return [(s, s.missing()) for s in every if s.missing()]

    def stage_count(self):
        return len(self.seeds) * (len(GLASS_STAGES) + len(SAMPLE_STAGES) * len(self.config["relax.connectivities"]))

    def shown(self, count=3):
        """The connectivities that the paper shows side by side: the ends and the middle."""
        if len(self.chis) <= count:
            return list(self.chis)
        found = [min(self.chis, key=lambda chi: abs(chi - want)) for want in np.linspace(0, 1, count)]
        return sorted(set(found))

    def lead(self, chi):
        """The sample of this connectivity that is drawn: of the first glass that has all connectivities of the part, so
        that pictures side by side are of one glass; else its own first."""
        common = set.intersection(*({s.seed for s in group} for group in self.samples.values()))
        return next((s for s in self.samples[chi] if s.seed in common), self.samples[chi][0])

    def sheared_axes(self):
        """Indices of the shear direction and of the shear plane's normal."""
        plane = self.config["shear.plane"]
        return "xyz".index(plane[0]), "xyz".index(plane[1])


def write_table(folder, name, columns):
    """Writes columns (a dict) as CSV under folder/data and returns the relative path."""
    path = Path(folder) / "data" / name
    path.parent.mkdir(exist_ok=True)
    names = list(columns)
    rows = zip(*columns.values())
    lines = [",".join(names)] + [",".join(_text(x) for x in row) for row in rows]
    temporary = path.with_name(path.name + ".part")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    temporary.replace(path)
    return f"data/{name}"


def _text(value):
    if isinstance(value, str):
        return value
    if float(value) == int(value) if np.isfinite(value) else False:
        return str(int(value))
    return f"{float(value):.8g}"
