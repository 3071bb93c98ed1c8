#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Tests what the report says first, and the verdicts of its tables on the glass and on the runs."""

import math
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "study" / "report"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docs" / "study"))
import publish
from PIL import Image
from report_page import often

import checks
import fig05_fig06_maps
import findings
import pictures
from verdicts import AGREES, DISAGREES, PENDING, UNDECIDED, Claim, Estimate

UNSHEARED = SimpleNamespace(part=lambda *stages: SimpleNamespace(glasses=[]), ends=(0.0, 1.0))


def claims(*verdicts: str) -> list[Claim]:
    """Returns the claims on localisation with these verdicts; the others are pending."""
    names = (*findings.LOCALISATION, *(key for key, _ in findings.SHOWN))
    given = dict(zip(findings.LOCALISATION, verdicts))
    return [
        Claim(figure, f"{word} ...", "q", verdict=given.get((figure, word), PENDING))
        for figure, word in dict.fromkeys(names)
    ]


class Answers(unittest.TestCase):
    """The first sentence follows from the eight verdicts on localisation."""

    def answer(self, agree: int, disagree: int, undecided: int) -> findings.Answer:
        """Returns the answer to so many verdicts of each kind."""
        verdicts = [AGREES] * agree + [DISAGREES] * disagree + [UNDECIDED] * undecided
        return findings.answer(UNSHEARED, claims(*verdicts))

    def test_most_agree(self) -> None:
        found = self.answer(5, 0, 3)
        self.assertTrue(found.short.startswith("Yes: in this run connected clusters make"))
        self.assertEqual(
            found.reason,
            "of the eight comparisons that would show it, five agree and three are undecided (within their errors)",
        )

    def test_most_disagree(self) -> None:
        found = self.answer(0, 7, 1)
        self.assertTrue(found.short.startswith("No: in this run connected clusters do not make"))
        self.assertIn("seven disagree with the paper and one is undecided", found.reason)

    def test_too_few_or_both(self) -> None:
        for numbers in ((4, 0, 4), (0, 4, 4), (7, 1, 0), (1, 7, 0), (0, 0, 8)):
            self.assertTrue(self.answer(*numbers).short.startswith("This run cannot tell"), numbers)
        self.assertIn("one agrees, one disagrees with the paper and six", self.answer(1, 1, 6).reason)
        self.assertIn("show it, eight are undecided", self.answer(0, 0, 8).reason)

    def test_nothing_is_measured(self) -> None:
        self.assertIn("has not been measured yet", self.answer(0, 0, 0).short)

    def test_not_all_is_measured(self) -> None:
        self.assertIn("two agree and six are not measured yet", self.answer(2, 0, 0).reason)

    def test_what_more_glasses_would_bring(self) -> None:
        found = claims(*[UNDECIDED] * 8)
        for claim in found:
            claim.effect = Estimate([(1.0, 1.0)])
        self.assertEqual(
            findings.answer(UNSHEARED, found).limits, "From one glass it is not known how much glasses differ."
        )
        # Mean 2 and standard error sqrt(7/3) of -1, 3, 4: 1.309 errors where 2 are needed, 3 (2/1.309)^2 = 7 glasses.
        for claim in found:
            claim.effect = Estimate([(-1.0, 1.0), (3.0, 1.0), (4.0, 1.0)])
        self.assertIn("takes about 7 such glasses", findings.answer(UNSHEARED, found).limits)

    def test_bands_that_would_be_noticed(self) -> None:
        planted = {
            "shear/planted/planted.csv": {"strain": np.array([0, 0.2, 1.0]), "width_A": np.full(3, 10.0)},
            "shear/planted/frames.csv": {
                name: np.array([0.0, 0.1, 1.0]) for name in ("psi", "skewness", "largest", "plastic", "xi_s_ratio")
            },
            "shear/planted/profile.csv": {
                **{name: np.zeros(6) for name in ("strain", "lambda", "eta")},
                "frame": np.repeat([0.0, 1.0, 2.0], 2),
                "atoms": np.ones(6),
            },
        }
        glass = SimpleNamespace(table=planted.__getitem__)
        study = SimpleNamespace(part=lambda *stages: SimpleNamespace(glasses=[glass]), ends=(0.0, 1.0))
        found = claims(*[UNDECIDED] * 8) + [Claim("9", "Beyond ...", "q")]
        # Nothing has an error: what could be seen is not known.
        self.assertEqual(findings.answer(study, found).limits, "")
        for error, said in ((0.2, "is noticed here from an extra strain of 1 on"), (9.0, "is not noticed here, up to")):
            found[1].effect = Estimate([(0.0, error)])
            self.assertIn(f"A shear band 1.0 nm wide {said}", findings.answer(study, found).limits)


class Tables(unittest.TestCase):
    """Verdicts on the glass and on the runs."""

    def test_limit_for_the_glass(self) -> None:
        # One quantity: 1.959964 (statistics.NormalDist().inv_cdf(0.975)); seven: 1 - 0.95^(1/7) = 0.730 % outside.
        self.assertAlmostEqual(checks.glass_limit({"quantity": np.array(["a"])}), 1.959964, places=6)
        limit = checks.glass_limit({"quantity": np.array(list("abcdefg"))})
        self.assertAlmostEqual(math.erf(limit / math.sqrt(2)) ** 7, 0.95, places=12)

    def test_wanted_and_measured(self) -> None:
        for mean, verdict in ((50.9, "held"), (51.1, "explained below"), (57.1, "not held"), (48.9, "not held")):
            row = checks.Check("temperature", 50, 1, [mean - 0.1, mean + 0.1], "K", 2, 7).row()
            self.assertIn(f">{verdict}</span>", row[-1], mean)
            self.assertEqual(row[1:4], ("50 K", "± 1 K", f"{mean:.2f} K"))

    def test_no_excuse_below_the_allowed_difference(self) -> None:
        self.assertIn(">held</span>", checks.Check("temperature", 50, 1, [50.5], "K", 2, 0.2).row()[-1])
        self.assertIn(">not held</span>", checks.Check("temperature", 50, 1, [51.5], "K", 2, 0.2).row()[-1])


class Changes(unittest.TestCase):
    """What changed in the verdicts since a page was published."""

    REPORT = {"verdicts": [["4c", "Psi grows.", "agrees"], ["5b", "A gap.", "undecided"], ["11", "New.", "agrees"]]}

    def test_changes(self) -> None:
        before = {
            ("4c", "Psi grows."): "undecided",
            ("5b", "A gap."): "not decidable at this size",
            ("9", "Old."): "disagrees",
        }
        self.assertEqual(
            publish.changes(before, self.REPORT).splitlines()[2:],
            [
                "| 4c | Psi grows. | undecided | agrees |",
                "| 11 | New. | not asked | agrees |",
                "| 9 | Old. | disagrees | not asked any more |",
            ],
        )

    def test_nothing_changed(self) -> None:
        same = {(figure, claim): verdict for figure, claim, verdict in self.REPORT["verdicts"]}
        self.assertEqual(publish.changes(same, self.REPORT), "No verdict is another one.\n")

    def test_claims_that_are_published(self) -> None:
        found = publish.verdicts(Path(publish.__file__).parent / "data" / "claims.csv")
        self.assertEqual(
            found["3c", "The fractions of all kinds of Voronoi clusters are almost the same at every connectivity."],
            AGREES,
        )
        self.assertEqual(publish.verdicts(Path("none.csv")), {})


class Drawing(unittest.TestCase):
    """What is drawn, and how much of the page it takes."""

    def test_slabs_are_steps_from_edge_to_edge(self) -> None:
        np.testing.assert_allclose(
            fig05_fig06_maps.slab_edges(np.array([0.5, 1.5, 2.5, 3.5])), [0, 1, 2, 3, 4], atol=1e-14
        )

    def test_pictures_are_small_and_whole(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "noise.png"
            pixels = np.random.default_rng(1).integers(0, 255, (100, 2000, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(path)
            whole, cut = pictures.parts(path), pictures.parts(path, (0.4,))
        self.assertEqual([(p.width, p.height) for p in whole], [(1400, 70)])
        self.assertEqual([(p.width, p.height) for p in cut], [(1400, 28), (1400, 42)])

    def test_phrases_that_are_found_too_often(self) -> None:
        phrase = "which says nothing about glasses here"
        self.assertEqual(often(f"<p>{phrase}</p>" * 5), [phrase])
        self.assertEqual(often(f"<p>{phrase}</p>" * 4 + f"<pre>{phrase}</pre>"), [])


if __name__ == "__main__":
    unittest.main()
