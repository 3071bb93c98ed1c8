#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""figures_test.py SOURCE-TREE: the figures of the manual that need no data are those that their scripts draw.

Scripts of docs/figures that import drawing.py take nothing but the name of the picture. Each draws its picture again;
the size must be that of the picture in the manual, and four fifths of its ink (fonts differ between machines).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib.image
import numpy as np


def is_same(new: np.ndarray, old: np.ndarray) -> bool:
    """Whether pictures of one size have most of their ink at the same places, and of the same colour."""
    if new.shape != old.shape:
        return False
    ink = (new.min(axis=2) < 0.95) | (old.min(axis=2) < 0.95)
    return bool((np.abs(new - old).max(axis=2)[ink] < 0.2).mean() > 0.8)


def main(source: Path) -> int:
    """Draws all figures again; returns how many differ."""
    scripts = [p for p in sorted((source / "docs" / "figures").glob("*.py")) if "from drawing import" in p.read_text()]
    assert len(scripts) >= 5, scripts
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        for script in scripts:
            drawn = Path(scratch, f"{script.stem}.png")
            subprocess.run([sys.executable, script, drawn], check=True)
            new, old = (matplotlib.image.imread(path)[:, :, :3] for path in (drawn, script.with_suffix(".png")))
            if not is_same(new, old):
                wrong += 1
                print(f"{script.stem}.py does not draw {script.stem}.png of the manual: {new.shape}, {old.shape}")
    return wrong


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]).resolve()))
