# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Writes pairs.csv: numbers of bonds of the glass in data/ by signature, from OVITO's bond-based CNA, cutoff 3.8 A.

python3 generate.py, with the package ovito.
"""

from collections import Counter
from pathlib import Path

from ovito.io import import_file
from ovito.modifiers import CommonNeighborAnalysisModifier, CreateBondsModifier

FOLDER = Path(__file__).resolve().parent
pipeline = import_file(str(FOLDER.parents[2] / "data" / "glass_cuzr_13500.xyz.gz"))
pipeline.modifiers.append(CreateBondsModifier(cutoff=3.8))
pipeline.modifiers.append(CommonNeighborAnalysisModifier(mode=CommonNeighborAnalysisModifier.Mode.BondBased))
data = pipeline.compute()
counts = Counter(tuple(int(k) for k in row) for row in data.particles.bonds["CNA Indices"])
rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
with (FOLDER / "pairs.csv").open("w") as out:
    out.write("common,bonds,chain,count\n")
    out.writelines(f"{c},{b},{m},{n}\n" for (c, b, m), n in rows)
