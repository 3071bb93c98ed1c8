# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The rule by which measured effects are judged, and the claims that it is applied to. NumPy only."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from measures import mean_and_error

AGREES, DISAGREES, UNDECIDED = "agrees", "disagrees", "undecided"
PENDING = "not measured yet"

# Printed in the report; a backslash continues a line.
RULE = """\
Each quantity is measured in every glass. Its value is the mean over glasses; the effect is the difference between the \
largest and
the smallest connectivity, taken glass by glass, unless the table says otherwise. With three or more glasses the error \
is the
standard error of the mean, and an effect counts if it exceeds 2 errors. With fewer it is estimated within the samples \
(by leaving out one eighth of the cell at a time; for clusters from the scatter over strains above 5/6 of the \
largest), which
does not contain the spread between glasses, so 3 errors are needed. An effect that counts agrees if it has the \
claimed sign, and
disagrees if it has the other one; all others are undecided."""


class Estimate:
    """A mean over glasses with its error, and the number of errors that an effect must exceed.

    Built from one pair (value, error within the sample) per glass.
    """

    def __init__(self, pairs: Sequence[tuple[float, float]]) -> None:
        self.glasses = len(pairs)
        self.value, self.error = mean_and_error(pairs)
        self.needed = 2.0 if self.glasses >= 3 else 3.0

    def significant(self) -> bool:
        """Returns whether the value differs from zero by more than the needed number of errors."""
        return bool(np.isfinite(self.value)) and abs(self.value) > self.needed * self.error

    def verdict(self, sign: int = 1) -> str:
        """Returns the verdict on the claim that sign * value > 0."""
        if not self.significant():
            return UNDECIDED
        return AGREES if sign * self.value > 0 else DISAGREES

    def errors(self) -> float:
        """Returns how many errors the value is, without its sign."""
        return abs(self.value) / self.error if self.error > 0 else 0.0

    def glasses_needed(self) -> int | None:
        """Returns how many such glasses would show the effect if it is real; None where that is not known."""
        if self.glasses < 3:
            return None
        return int(np.ceil(self.glasses * (self.needed / max(self.errors(), 1e-3)) ** 2))

    def why(self) -> str:
        """Returns the reason why an effect that is not significant is not decided."""
        text = f"{self.errors():.1f} of {self.needed:g} errors"
        needed = self.glasses_needed()
        if needed is None:
            return text
        return f"{text}, ≈ {needed} glasses" if needed < 300 else f"{text}, > 300 glasses"

    def text(self, plus: bool = False) -> str:
        """Returns value and error as text, where asked for with a plus sign."""
        return ("+" if plus and self.value > 0 else "") + number(self.value, self.error)


def paired_differences(
    low: dict[int, tuple[float, float]], high: dict[int, tuple[float, float]]
) -> list[tuple[float, float]]:
    """Returns high minus low, with its error, for every glass (by seed) that has both."""
    both = sorted(low.keys() & high.keys())
    return [(high[seed][0] - low[seed][0], float(np.hypot(low[seed][1], high[seed][1]))) for seed in both]


def number(value: float, error: float) -> str:
    """Returns a value with its error as text, with two digits of the error."""
    if not error > 0:
        return f"{value:.4g}".replace("-", "−")
    digits = max(0, min(6, 1 - int(np.floor(np.log10(error)))))
    return f"{value:.{digits}f} ± {error:.{digits}f}".replace("-", "−")


@dataclass
class Claim:
    """One of the paper's claims, what was measured for it, and the verdict with its reason."""

    figure: str
    text: str
    quantity: str
    unit: str = ""
    at: dict[float, Estimate] = field(default_factory=dict)  # the quantity by connectivity
    effect: Estimate | None = None  # what decides
    effect_name: str = ""
    verdict: str = PENDING
    why: str = ""
    rule: str = ""
    notes: list[str] = field(default_factory=list)
    largest_deviation: float | None = None  # of the fractions of Voronoi indices, where the claim is about these

    def reason(self) -> str:
        """Returns why there is no other verdict; empty where the effect itself gives one."""
        if self.verdict == UNDECIDED and not self.why and self.effect is not None:
            return self.effect.why()
        return self.why

    def with_unit(self, text: str) -> str:
        """Returns the text followed by the quantity's unit."""
        return f"{text} {self.unit}" if self.unit else text

    def values(self) -> str:
        """Returns the quantity at each connectivity, as text."""
        if not self.at:
            return ""
        return self.with_unit("; ".join(f"χ = {chi:g}: {estimate.text()}" for chi, estimate in self.at.items()))

    def decisive(self) -> str:
        """Returns the effect with its error, as text."""
        if self.effect is None:
            return ""
        difference = "minus" in self.effect_name
        return self.with_unit(f"{self.effect_name}: {self.effect.text(plus=difference)}")

    def measured(self) -> str:
        """Returns all that was measured, as text."""
        values = f"{self.quantity}: {self.values()}" if self.at else self.quantity
        return "; ".join(x for x in (values, self.decisive(), *self.notes) if x)
