# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Reads what `study run` wrote: the manifest, the tables and the configurations of every stage."""

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


class Sample:
    """One glass (seed) at one connectivity."""

    def __init__(self, folder, seed, chi):
        self.folder, self.seed, self.chi = folder, seed, chi
        self._cache = {}

    def table(self, name):
        return self._get(name, Table.read)

    def atoms(self, name):
        return self._get(name, Atoms.read)

    def _get(self, name, read):
        if name not in self._cache:
            path = self.folder / name
            if not path.exists():
                raise ReportError(f"{path} is missing: the study is not finished, go on with `study resume`")
            self._cache[name] = read(path)
        return self._cache[name]

    def snapshots(self, stage="shear"):
        """(strain, file name) of the stored frames, by strain."""
        table = self.table(f"{stage}/frames.csv")
        return [(strain, f"{stage}/snapshot-{int(frame):04d}.dump")
                for frame, strain, stored in zip(table["frame"], table["strain"], table["snapshot"]) if stored > 0]


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
        self.samples = {chi: [Sample(stages / f"seed-{seed}" / f"chi-{chi:.2f}", seed, chi) for seed in self.seeds]
                        for chi in self.chis}
        self.elements = self.config["material.elements"]
        self.log = []
        log = self.folder / "log.jsonl"
        if log.exists():
            for line in log.read_text(encoding="utf-8").splitlines():
                try:
                    self.log.append(json.loads(line))
                except json.JSONDecodeError:
                    pass  # the last line of a run that was killed

    def shown(self, count=3):
        """The connectivities that the paper shows side by side: the ends and the middle."""
        if len(self.chis) <= count:
            return list(self.chis)
        return [min(self.chis, key=lambda chi: abs(chi - want)) for want in np.linspace(0, 1, count)]

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
