# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Pictures as the page shows them: small enough to be part of it. Needs Pillow, which Matplotlib needs, too."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, features

WIDTH = 1400  # in pixels, at most; the page shows figures up to 1024 wide
QUALITY = 82


@dataclass
class Picture:
    """An encoded picture."""

    kind: str  # of media, such as image/webp
    data: bytes
    width: int
    height: int


def parts(path: Path, cuts: Sequence[float] = ()) -> list[Picture]:
    """Returns a picture file as one picture between each two cuts (in heights of the picture), from top to bottom."""
    image = Image.open(path).convert("RGB")
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    rows = [0, *(round(cut * image.height) for cut in cuts), image.height]
    return [_encoded(image.crop((0, top, image.width, bottom))) for top, bottom in zip(rows, rows[1:])]


def _encoded(image: Image.Image) -> Picture:
    """WebP, or PNG with 256 colours where Pillow was built without it."""
    file = io.BytesIO()
    if features.check("webp"):
        kind = "image/webp"
        image.save(file, "WEBP", quality=QUALITY, method=4)
    else:
        kind = "image/png"
        image.quantize(256, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return Picture(kind, file.getvalue(), image.width, image.height)
