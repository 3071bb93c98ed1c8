#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Tests the statistics of the study's report and the rule of its verdicts; needs NumPy only.

SciPy is the oracle: each of its numbers stands here with the call that gave it (SciPy 1.10.1 with NumPy 1.24.2; `st` is
scipy.stats, `nd` is scipy.ndimage, `np` is numpy). Where SciPy has no such function, the expected numbers are small
enough to be checked by hand.
"""

import math
import sys
import unittest
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "study" / "report"))
import claims
import controls
import measures
import motions
import observables
from study_data import Atoms
from verdicts import AGREES, DISAGREES, PENDING, UNDECIDED, Claim, Estimate, number

# Both have ties.
A = np.array([2.5, 1.0, 2.5, 4.0, 3.0, 2.5, 0.5, 4.0, 1.5, 3.5, 5.0, -1.0])
B = np.array([1.0, 0.0, 3.0, 2.0, 2.0, 1.0, -1.0, 4.0, 0.0, 1.0, 3.0, 0.0])
POSITIVE = np.array([0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0], bool)


class Ranks(unittest.TestCase):
    """Ranks and what is made of them."""

    def test_ranks_with_ties(self) -> None:
        # st.rankdata(A)
        expected = [6.0, 3.0, 6.0, 10.5, 8.0, 6.0, 2.0, 10.5, 4.0, 9.0, 12.0, 1.0]
        np.testing.assert_array_equal(measures.ranks(A), expected)

    def test_ranks_of_few_values(self) -> None:
        # st.rankdata([7, 7, 7]), st.rankdata([3.0])
        np.testing.assert_array_equal(measures.ranks(np.array([7.0, 7.0, 7.0])), [2, 2, 2])
        np.testing.assert_array_equal(measures.ranks(np.array([3.0])), [1])

    def test_spearman(self) -> None:
        # st.spearmanr(A, B).statistic
        self.assertAlmostEqual(measures.spearman(A, B), 0.8420446988411973, places=14)
        self.assertAlmostEqual(measures.spearman(A, -B), -0.8420446988411973, places=14)

    def test_spearman_of_few_values(self) -> None:
        # st.spearmanr([1, 2], [5, 3]).statistic, st.spearmanr([1, 2, 3], [2, 2, 9]).statistic
        self.assertAlmostEqual(measures.spearman(np.array([1, 2]), np.array([5, 3])), -1.0, places=14)
        found = measures.spearman(np.array([1, 2, 3]), np.array([2, 2, 9]))
        self.assertAlmostEqual(found, 0.8660254037844387, places=14)

    def test_spearman_of_a_constant_is_zero(self) -> None:
        # st.spearmanr([1, 1, 1], [1, 2, 3]).statistic is nan: the report takes it as no correlation.
        self.assertEqual(measures.spearman(np.array([1, 1, 1]), np.array([1, 2, 3])), 0.0)
        self.assertEqual(measures.spearman(np.array([2]), np.array([3])), 0.0)

    def test_auc_with_ties(self) -> None:
        # st.mannwhitneyu(A[POSITIVE], A[~POSITIVE]).statistic / (POSITIVE.sum() * (~POSITIVE).sum())
        self.assertAlmostEqual(measures.auc(A, POSITIVE), 0.8571428571428571, places=14)
        self.assertAlmostEqual(measures.auc(A, ~POSITIVE), 1 - 0.8571428571428571, places=14)

    def test_auc_of_equal_scores(self) -> None:
        # st.mannwhitneyu([1, 1], [1, 1, 1]).statistic / 6
        self.assertEqual(measures.auc(np.ones(5), np.array([1, 0, 1, 0, 0], bool)), 0.5)

    def test_auc_without_a_positive_or_a_negative(self) -> None:
        self.assertEqual(measures.auc(A, np.zeros(len(A), bool)), 0.5)
        self.assertEqual(measures.auc(A, np.ones(len(A), bool)), 0.5)


class Errors(unittest.TestCase):
    """Means with their errors."""

    def test_three_glasses_have_the_standard_error(self) -> None:
        value, error = measures.mean_and_error([(1.2, 9.0), (-0.4, 9.0), (2.9, 9.0)])
        # np.mean([1.2, -0.4, 2.9]), st.sem([1.2, -0.4, 2.9])
        self.assertAlmostEqual(value, 1.2333333333333332, places=14)
        self.assertAlmostEqual(error, 0.9527737285304302, places=14)

    def test_fewer_glasses_have_the_errors_within(self) -> None:
        self.assertEqual(measures.mean_and_error([(1.5, 0.25)]), (1.5, 0.25))
        # By hand: sqrt(3^2 + 4^2) / 2.
        self.assertEqual(measures.mean_and_error([(1.0, 3.0), (2.0, 4.0)]), (1.5, 2.5))

    def test_jackknife_of_a_mean_over_equal_groups(self) -> None:
        groups = np.array([3, 0, 1, 3, 0, 1, 2, 2, 3, 0, 1, 2])
        value, error = measures.jackknife(groups, lambda m: A[m].mean())
        self.assertAlmostEqual(value, A.mean(), places=14)
        # For equal groups the standard error of their means: st.sem([A[groups == g].mean() for g in range(4)])
        self.assertAlmostEqual(error, 0.4538926288435609, places=14)

    def test_jackknife_of_a_mean_over_unequal_groups(self) -> None:
        groups = np.array([5, 5, 5, 5, 5, 1, 1, 1, 9, 9, 9, 9])
        _, error = measures.jackknife(groups, lambda m: A[m].mean())
        # st.sem([st.tmean(A[groups != g]) for g in (1, 5, 9)]) * 2
        self.assertAlmostEqual(error, 0.128409112164144, places=14)

    def test_jackknife_of_a_nonlinear_statistic(self) -> None:
        value, error = measures.jackknife(np.arange(12), lambda m: measures.skewness(A[m]))
        # st.skew(A), st.sem([st.skew(np.delete(A, i)) for i in range(12)]) * 11
        self.assertAlmostEqual(value, -0.46994433342934744, places=14)
        self.assertAlmostEqual(error, 0.5999479363135869, places=13)

    def test_jackknife_of_one_group_or_none_has_no_error(self) -> None:
        self.assertEqual(measures.jackknife(np.zeros(3), lambda m: float(m.sum())), (3.0, 0.0))
        self.assertEqual(measures.jackknife(np.zeros(0), lambda m: float(m.sum())), (0.0, 0.0))

    def test_curves_over_glasses(self) -> None:
        tables = [{"g": A[:4]}, {"g": A[4:8]}, {"g": A[8:]}]
        mean, error = measures.over_seeds(tables, "g")
        # np.mean([A[:4], A[4:8], A[8:]], axis=0), st.sem([A[:4], A[4:8], A[8:]], axis=0)
        expected = [2.3333333333333335, 2.3333333333333335, 2.6666666666666665, 2.3333333333333335]
        np.testing.assert_allclose(mean, expected, rtol=1e-14)
        expected = [0.44095855184409843, 0.7264831572567789, 1.3017082793177759, 1.666666666666667]
        np.testing.assert_allclose(error, expected, rtol=1e-14)

    def test_curve_of_one_glass_has_no_error(self) -> None:
        mean, error = measures.over_seeds([{"g": A}], "g")
        np.testing.assert_array_equal(mean, A)
        np.testing.assert_array_equal(error, np.zeros(len(A)))

    def test_late_mean(self) -> None:
        strain = np.array([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3])
        values = np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0, 1.0])
        mean, scatter = measures.late_mean(strain, values, 3 * 0.05)  # 0.15000000000000002
        # st.tmean(values[3:]), st.tstd(values[3:])
        self.assertAlmostEqual(mean, 5.25, places=14)
        self.assertAlmostEqual(scatter, 3.095695936834452, places=14)
        self.assertEqual(measures.late_mean(strain, values, 0.3), (1.0, 0.0))

    def test_counting_error(self) -> None:
        # By hand: Poisson, g / sqrt(n); no pairs have no error.
        found = measures.counting_error(np.array([2.0, 3.0, 0.0]), np.array([16.0, 1.0, 0.0]))
        np.testing.assert_array_equal(found, [0.5, 3.0, 0.0])


class Distributions(unittest.TestCase):
    """Shapes of distributions and curves."""

    def test_localization(self) -> None:
        # st.variation(A)
        self.assertAlmostEqual(measures.localization(A), 0.6695340634119862, places=14)
        self.assertEqual(measures.localization(np.array([2.0, 2.0])), 0.0)

    def test_skewness(self) -> None:
        # st.skew(A)
        self.assertAlmostEqual(measures.skewness(A), -0.46994433342934744, places=14)

    def test_chi_squared_deviate(self) -> None:
        # st.norm.isf(st.chi2.sf(x, k)); the cube root is good to 1 % of a standard deviation for such k.
        for x, k, expected in (
            (19, 19, 0.10840775324444327),
            (38, 38, 0.07656636923903919),
            (10, 19, -1.674112941451626),
            (70, 38, 3.0362782460767304),
            (100, 60, 3.115930034840437),
        ):
            self.assertAlmostEqual(measures.chi_squared_deviate(x, k), expected, delta=0.01)
        # Coarser for k = 2.
        self.assertAlmostEqual(measures.chi_squared_deviate(3, 2), 0.7616644126392736, delta=0.03)

    def test_chi_squared_deviate_at_the_limit_of_the_claim(self) -> None:
        # x = st.chi2.isf(0.01, k), st.norm.isf(0.01); the claim's limit is 2.33.
        for x, k in ((36.19086912927005, 19), (61.1620867636897, 38)):
            self.assertAlmostEqual(measures.chi_squared_deviate(x, k), 2.3263478740408408, delta=0.01)

    def test_running_mean(self) -> None:
        values = np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0, 1.0])
        # nd.uniform_filter1d(values, 3)[1:-1]; the ends by hand: one value.
        expected = [1.0, 2.3333333333333335, 4.666666666666667, 5.0, 6.666666666666667, 4.333333333333333, 1.0]
        np.testing.assert_allclose(measures.smooth(values, 3), expected, rtol=1e-14)
        # nd.uniform_filter1d(values, 5)[2:-2]; the ends by hand: one and three values.
        expected = [1.0, 7 / 3, 4.0, 5.2, 4.6, 13 / 3, 1.0]
        np.testing.assert_allclose(measures.smooth(values, 5), expected, rtol=1e-14)
        np.testing.assert_allclose(measures.smooth(values, 1), values, rtol=1e-14)

    def test_first_peak(self) -> None:
        r = np.arange(0.05, 6, 0.1)
        g = 3 * np.exp(-0.5 * ((r - 2.58) / 0.12) ** 2) + (r > 2.3) + 0.3 * np.cos(9 * r) * (r > 2.2)
        # f, one = (nd.gaussian_filter1d(y, 1.0, mode="constant", truncate=60) for y in (g, np.ones_like(g)))
        # k = np.argmax(f / one); c = np.polyfit(r[k - 1 : k + 2], (f / one)[k - 1 : k + 2], 2); -c[1] / (2 * c[0])
        self.assertAlmostEqual(measures.first_peak(r, g), 2.599762691661887, places=12)

    def test_first_peak_at_an_end(self) -> None:
        r = np.arange(5.0)
        self.assertEqual(measures.first_peak(r, np.array([5.0, 1.0, 0.0, 0.0, 0.0])), 0.0)
        self.assertEqual(measures.first_peak(r, np.array([0.0, 0.0, 0.0, 1.0, 5.0])), 4.0)
        r = np.arange(0, 1, 0.05)  # the kernel reaches beyond the end
        self.assertEqual(measures.first_peak(r, 2 - r), 0.0)


@dataclass(eq=False)
class FakeSample:
    """The part of a sample that a test needs."""

    seed: int = 1
    value: float = 0.0
    tables: dict | None = None
    before: Atoms | None = None
    after: Atoms | None = None

    def table(self, name: str) -> dict:
        """Returns a table."""
        return self.tables[name]

    def atoms(self, name: str) -> Atoms:
        """Returns the atoms before the shear."""
        assert name == "structure/atoms.dump"
        return self.before

    def last_atoms(self, kind: str = "") -> Atoms:
        """Returns the atoms after the shear."""
        assert kind == ""
        return self.after


class FakeStudy:
    """The part of a study that a test needs."""

    def __init__(self, samples: dict[float, list[FakeSample]], ends: tuple[float, float]) -> None:
        self.samples, self.chis, self.ends = samples, list(samples), ends

    def shown(self) -> list[float]:
        """Returns all connectivities."""
        return self.chis


class Networks(unittest.TestCase):
    """The distance to the networks against Lambda."""

    def setUp(self) -> None:
        members, near, far = [0.0] * 8, [2.5, 2.6, 3.0, 2.2, 2.1, 2.8, 2.7, 2.3], [3.5, *[3.1] * 8]
        # The last two bins have too few atoms, and atoms beyond the last edge are in none.
        self.distance = np.array(members + near + far + [11.5] * 7 + [13.0] * 9)
        self.strain = np.sin(np.arange(len(self.distance))) + 0.1 * self.distance

    def sample(self, order: np.ndarray, distance: np.ndarray, strain: np.ndarray) -> FakeSample:
        """Returns a sample whose atoms after the shear come in another order."""
        n = len(distance)
        cell = 10.0 * np.eye(3)
        place = np.random.default_rng(1).uniform(0, 10, (n, 3))
        columns = {"id": np.arange(n) + 1.0, "network_distance": distance}
        columns |= {axis: place[:, k] for k, axis in enumerate("xyz")}
        before = Atoms(columns, cell, np.zeros(3))
        after = Atoms({"id": order + 1.0, "lambda": strain[order]}, cell, np.zeros(3))
        return FakeSample(before=before, after=after)

    def test_profile(self) -> None:
        order = np.arange(len(self.distance))
        found = measures.correspondence(self.sample(order, self.distance, self.strain)).profile
        # inside = (distance > low) & (distance <= up): distance[inside].mean(), inside.sum(), st.tmean(strain[inside]),
        # st.sem(strain[inside]); (low, up) = (-1, 1e-9), (1e-9, 3), (3, 4)
        expected = [
            (0.0, 8, 0.0692165937802802, 0.250658874038439),
            (2.525, 8, 0.42524434113790727, 0.27287956809158687),
            (3.144444444444445, 9, 0.10761555201534882, 0.24362004249829963),
        ]
        np.testing.assert_allclose(found, expected, rtol=1e-13)

    def test_order_of_atoms(self) -> None:
        order = np.arange(len(self.distance))
        first = measures.correspondence(self.sample(order, self.distance, self.strain))
        shuffled = np.random.default_rng(2).permutation(order)
        second = measures.correspondence(self.sample(shuffled, self.distance, self.strain))
        self.assertEqual(first, second)
        self.assertAlmostEqual(first.spearman[0], measures.spearman(self.distance, self.strain), places=14)

    def test_atoms_without_a_value(self) -> None:
        order = np.arange(len(self.distance))
        strain, distance = self.strain.copy(), self.distance.copy()
        strain[3], distance[5] = np.nan, -1.0
        known = np.delete(order, [3, 5])
        found = measures.correspondence(self.sample(order, distance, strain))
        self.assertAlmostEqual(
            found.spearman[0], measures.spearman(self.distance[known], self.strain[known]), places=14
        )

    def test_no_network(self) -> None:
        order = np.arange(len(self.distance))
        found = measures.correspondence(self.sample(order, np.full(len(order), -1.0), self.strain))
        self.assertEqual((found.spearman, found.auc, found.profile), ((0.0, 0.0), (0.5, 0.0), []))


def profile(*frames: list[float], atoms: list[float] | None = None) -> dict[str, np.ndarray]:
    """Returns a profile of Lambda over slabs; frame k is at strain 0.1 k."""
    count = len(frames[0])
    return {
        "frame": np.repeat(np.arange(len(frames)), count).astype(float),
        "strain": np.repeat(0.1 * np.arange(len(frames)), count),
        "atoms": np.tile(np.array(atoms or [1.0] * count), len(frames)),
        "lambda": np.array([value for frame in frames for value in frame]),
    }


class Bands(unittest.TestCase):
    """Which slabs are the band. The expected slabs are by hand: mean and standard deviation of few values."""

    def band(self, *values: float) -> list[int]:
        """Returns the numbers of the slabs of the band."""
        return np.flatnonzero(measures.band_slabs(profile([0.0] * len(values), list(values)))).tolist()

    def test_one_run(self) -> None:
        self.assertEqual(self.band(1, 1, 5, 6, 1, 1, 1, 1), [2, 3])
        self.assertEqual(self.band(1, 1, 3, 6, 1, 1, 1, 1), [3])  # mean 1.9, mean + deviation 3.6

    def test_run_across_the_boundary(self) -> None:
        self.assertEqual(self.band(5, 1, 1, 1, 1, 1, 1, 6), [0, 7])

    def test_the_run_with_the_most_strain(self) -> None:
        self.assertEqual(self.band(1, 7, 1, 1, 1, 4.9, 4.9, 1, 1, 1, 1, 1), [5, 6])
        self.assertEqual(self.band(1, 9, 1, 1, 1, 8, 1, 1, 1, 1, 1, 1), [1])
        self.assertEqual(self.band(1, 12, 1, 1, 5.5, 5.5, *[1] * 10), [1])

    def test_at_least_the_largest(self) -> None:
        self.assertEqual(self.band(1, 2), [1])  # mean + deviation is 2, nothing is above

    def test_constant_profile(self) -> None:
        self.assertEqual(self.band(3, 3, 3), [0, 1, 2])
        self.assertEqual(self.band(3), [0])

    def test_means_are_weighed_by_atoms(self) -> None:
        table = profile([0, 0, 0, 0], [1, 2, 3, 10], [1, 1, 1, 9], atoms=[1, 1, 2, 4])
        strain, band, matrix = measures.band_and_matrix(table, "lambda")
        np.testing.assert_allclose(strain, [0, 0.1, 0.2])
        np.testing.assert_allclose(band, [0, 10, 9])
        np.testing.assert_allclose(matrix, [0, 2.25, 1])

    def test_mean_of_a_band_is_weighed_by_atoms(self) -> None:
        table = profile([1, 1, 8, 10, 1, 1], atoms=[1, 1, 3, 1, 1, 1])
        np.testing.assert_array_equal(measures.band_and_matrix(table, "lambda"), [[0], [8.5], [1]])

    def test_constant_profile_has_an_equal_matrix(self) -> None:
        _, band, matrix = measures.band_and_matrix(profile([2, 2], [3, 3]), "lambda")
        np.testing.assert_array_equal(band, matrix)


class Observables(unittest.TestCase):
    """Quantities of one sample, with their errors; the expected numbers are by hand."""

    def test_onset(self) -> None:
        frames = {"strain": np.array([0, 0.1, 0.2, 0.3])}
        # The band is above the matrix by 0, 7, 15 and 30 %.
        table = profile([1, 1], [1, 1.07], [1, 1.15], [1, 1.3])
        sample = FakeSample(tables={"shear/profile.csv": table, "shear/frames.csv": frames})
        for excess, strain in ((0.05, 0.1), (0.1, 0.2), (0.2, 0.3), (0.5, 0.4)):  # the last: one frame beyond the last
            self.assertAlmostEqual(observables.parting(sample, excess), strain, places=14)
        np.testing.assert_allclose(observables.onset(sample), (0.2, 0.1), rtol=1e-14)
        sample.tables["shear/profile.csv"] = profile([1, 1], [1, 1.02], [1, 1.3], [1, 1.3])
        np.testing.assert_allclose(observables.onset(sample), (0.2, 0.1), rtol=1e-14)  # at least one frame

    def test_band_and_matrix_that_meet_again(self) -> None:
        table = profile([1, 1], [1, 2], [2, 2], [1, 1.3])
        sample = FakeSample(tables={"shear/profile.csv": table})
        self.assertAlmostEqual(observables.parting(sample, 0.1), 0.3, places=14)

    def test_growth_counts_every_fifth_frame(self) -> None:
        strain = np.linspace(0, 0.3, 41)
        values = np.where(np.arange(41) % 2, 3.0, 1.0)
        sample = FakeSample(tables={"shear/frames.csv": {"strain": strain, "x": values}})
        mean, error = observables.growth(sample, "x")
        # 21 frames from strain 0.15 on: 11 times 1, 10 times 3. st.tstd([1] * 11 + [3] * 10)
        self.assertAlmostEqual(mean, 41 / 21, places=14)
        self.assertAlmostEqual(error, 1.023532631438318 / math.sqrt(21 / 5), places=14)

    def test_late_value(self) -> None:
        frames = {"strain": np.array([0.1, 0.2, 0.3, 0.5, 0.6]), "largest": np.array([9, 9, 9, 4, 6.0])}
        frames["plastic"] = np.array([1, 1, 1, 8, 0.0])
        sample = FakeSample(tables={"shear/frames.csv": frames})
        # From strain 0.5 on; no plastic atoms count as one.
        np.testing.assert_allclose(observables.late_value(sample, "largest"), (5, math.sqrt(2)))
        np.testing.assert_allclose(observables.late_value(sample, "largest", "plastic"), (3.25, 5.5 / math.sqrt(2)))

    def test_energy_gap(self) -> None:
        table = {
            "element": np.array(["Cu", "Cu", "Cu", "Zr", "Zr", "Zr"]),
            "group": np.array(["regions", "matrix", "all", "regions", "matrix", "all"]),
            "atoms": np.array([16.0, 100, 116, 0, 25, 25]),
            "mean_eV": np.array([-3.5, -3.0, 0, -6.0, -6.25, 0]),
            "sd_eV": np.array([1.2, 4.0, 0, 0.8, 3.0, 0]),
        }
        sample = FakeSample(tables={"structure/energies.csv": table})
        np.testing.assert_allclose(observables.energy_gap(sample, "Cu"), (0.5, 0.5))
        np.testing.assert_allclose(observables.energy_gap(sample, "Zr"), (-0.25, 1.0))
        np.testing.assert_allclose(observables.mean_gap(sample, ["Cu", "Zr"]), (0.125, math.hypot(0.5, 1.0) / 2))

    def test_atoms_that_could_not_be_fitted_are_left_out(self) -> None:
        n = 16
        place = np.random.default_rng(3).uniform(0, 1, (n, 3))
        columns = {axis: place[:, k] for k, axis in enumerate("xyz")}
        columns |= {"status": (np.arange(n) == 3).astype(float), "d2min": np.where(np.arange(n) == 3, 1e9, 2.0)}
        sample = FakeSample(after=Atoms(columns, np.eye(3), np.zeros(3)))
        self.assertEqual(observables.field_statistic(sample, "d2min", np.mean), (2.0, 0.0))


class Contrasts(unittest.TestCase):
    """Differences between connectivities and between glasses."""

    DATA = np.array([[[1.0, 2.0], [1.5, 2.5]], [[3.0, 1.0], [2.0, 2.0]], [[0.0, 4.0], [2.0, 1.0]]])

    def study(self, glasses: int, chis: int) -> FakeStudy:
        """Returns a study whose samples have the numbers (chi, glass) as their value."""
        samples = {float(c): [FakeSample(value=10 * c + g) for g in range(glasses)] for c in range(chis)}
        return FakeStudy(samples, (0.0, float(chis - 1)))

    def vector(self, sample: FakeSample) -> np.ndarray:
        """Returns the data of one sample."""
        chi, glass = divmod(int(sample.value), 10)
        return self.DATA[chi, glass]

    def test_contrast(self) -> None:
        found = measures.contrast(self.study(2, 3), self.vector)
        # np.sqrt(np.mean(st.tstd(DATA.mean(1), axis=0) ** 2)), np.sqrt(np.mean(st.tstd(DATA.mean(0), axis=0) ** 2))
        np.testing.assert_allclose(found, (0.6770032003863301, 0.35355339059327384), rtol=1e-14)

    def test_one_of_either_has_no_contrast(self) -> None:
        self.assertIsNone(measures.contrast(self.study(1, 3), self.vector))
        self.assertIsNone(measures.contrast(self.study(2, 1), self.vector))

    def test_most_frequent_indices(self) -> None:
        first = {"n3": [0, 0], "n4": [0, 1], "n5": [12, 10], "n6": [0, 2], "atoms": [3, 5]}
        second = {"n3": [0, 0], "n4": [2, 0], "n5": [8, 12], "n6": [4, 0], "atoms": [5, 1]}
        samples = [
            FakeSample(tables={"structure/indices.csv": {name: np.array(column, float) for name, column in t.items()}})
            for t in (first, second)
        ]
        counts, atoms = measures.index_counts(samples)
        self.assertEqual(atoms, 14)
        self.assertEqual(counts, {(0, 0, 12, 0): 4, (0, 1, 10, 2): 5, (0, 2, 8, 4): 5})
        keys, total = measures.most_frequent([measures.index_counts([s]) for s in samples], number=2)
        self.assertEqual(keys, [(0, 1, 10, 2), (0, 2, 8, 4)])  # equal numbers: by index
        self.assertEqual(total, counts)


def estimate(value: float, error: float, glasses: int) -> Estimate:
    """Returns an estimate of this value and error."""
    found = Estimate([(value, error * math.sqrt(glasses))] * glasses)
    found.error = error  # three equal glasses have no scatter
    return found


class Verdicts(unittest.TestCase):
    """The rule: more than 2 errors for three or more glasses, more than 3 for fewer."""

    def test_needed_errors(self) -> None:
        for glasses, needed in ((1, 3), (2, 3), (3, 2), (7, 2)):
            self.assertEqual(estimate(1, 0.1, glasses).needed, needed)

    def test_limits(self) -> None:
        for glasses, limit in ((1, 3.0), (2, 3.0), (3, 2.0), (5, 2.0)):
            for sign in (1, -1):
                self.assertEqual(estimate(sign * (limit + 1e-9), 1, glasses).verdict(sign), AGREES)
                self.assertEqual(estimate(sign * (limit + 1e-9), 1, glasses).verdict(-sign), DISAGREES)
                self.assertEqual(estimate(sign * limit, 1, glasses).verdict(sign), UNDECIDED)
                self.assertEqual(estimate(sign * limit, 1, glasses).verdict(-sign), UNDECIDED)

    def test_degenerate(self) -> None:
        self.assertEqual(estimate(0, 0, 3).verdict(), UNDECIDED)
        self.assertEqual(estimate(1e-9, 0, 3).verdict(), AGREES)
        self.assertEqual(estimate(math.nan, 1, 3).verdict(), UNDECIDED)
        with np.errstate(invalid="ignore"):
            self.assertEqual(estimate(math.inf, 1, 3).verdict(), UNDECIDED)

    def test_reason(self) -> None:
        self.assertEqual("1.5 of 3 errors", estimate(1.5, 1, 1).why())
        self.assertIsNone(estimate(1.5, 1, 2).glasses_needed())
        # By hand: 4 glasses give 0.5 errors, 2 are needed: 16 times as many.
        self.assertEqual("0.5 of 2 errors, ≈ 64 glasses", estimate(0.5, 1, 4).why())
        self.assertEqual("0.0 of 2 errors, > 300 glasses", estimate(0.01, 1, 4).why())

    def test_text(self) -> None:
        self.assertEqual(number(-1.23456, 0.0123), "−1.235 ± 0.012")
        self.assertEqual(number(1234.5, 100), "1234 ± 100")
        self.assertEqual(number(2.5, 0), "2.5")
        self.assertEqual(estimate(2, 0.5, 3).text(), "2.00 ± 0.50")
        self.assertEqual(estimate(2, 0.5, 3).text(plus=True), "+2.00 ± 0.50")
        self.assertEqual(estimate(-2, 0.5, 3).text(plus=True), "−2.00 ± 0.50")

    def test_claim_takes_the_reason_of_its_effect(self) -> None:
        effect = estimate(1, 1, 3)
        claim = Claim("1", "text", "quantity", effect=effect, verdict=effect.verdict())
        self.assertEqual((claim.why, claim.reason()), ("", effect.why()))
        other = Claim("1", "text", "quantity", effect=effect, verdict=UNDECIDED, why="other")
        self.assertEqual(other.reason(), "other")


class Comparisons(unittest.TestCase):
    """Claims that compare the ends of the connectivities, glass by glass."""

    LOW, HIGH = [1.0, 2.5, 0.7, 1.9], [1.8, 2.9, 2.2, 2.0]

    def compare(self, low: dict[int, float], high: dict[int, float], sign: int = 1, error: float = 0.0) -> Claim:
        """Returns the claim on values by seed."""
        samples = {
            chi: [FakeSample(seed, value) for seed, value in values.items()]
            for chi, values in ((0.0, low), (1.0, high))
            if values
        }
        study = FakeStudy(samples, (0.0, 1.0))
        return claims.compare(study, "1", "text", "quantity", lambda s: (s.value, error), sign=sign)

    def test_differences_are_paired(self) -> None:
        claim = self.compare(dict(enumerate(self.LOW)), dict(reversed(list(enumerate(self.HIGH)))))
        # st.ttest_rel(HIGH, LOW).statistic
        self.assertAlmostEqual(claim.effect.value / claim.effect.error, 2.3120239067653574, places=13)
        self.assertEqual(claim.verdict, AGREES)
        self.assertEqual(
            self.compare(dict(enumerate(self.LOW)), dict(enumerate(self.HIGH)), sign=-1).verdict, DISAGREES
        )

    def test_glasses_without_both_ends_are_left_out(self) -> None:
        claim = self.compare({1: 1.0, 2: 2.0, 3: 9.0}, {1: 2.0, 2: 3.0, 4: -9.0}, error=0.3)
        self.assertEqual((claim.effect.glasses, claim.effect.value), (2, 1.0))
        # By hand: each difference has an error of 0.3 sqrt(2), their mean that over sqrt(2).
        self.assertAlmostEqual(claim.effect.error, 0.3, places=14)
        self.assertEqual(claim.verdict, AGREES)
        self.assertEqual({chi: e.glasses for chi, e in claim.at.items()}, {0.0: 3, 1.0: 3})

    def test_no_pair_is_pending(self) -> None:
        for low, high in (({1: 1.0}, {2: 2.0}), ({1: 1.0}, {}), ({}, {})):
            claim = self.compare(low, high)
            self.assertEqual(claim.verdict, PENDING)
            self.assertIsNone(claim.effect)

    def test_one_connectivity_is_undecided(self) -> None:
        study = FakeStudy({1.0: [FakeSample(1, 2.0)]}, (1.0, 1.0))
        claim = claims.compare(study, "1", "text", "quantity", lambda s: (s.value, 0.0))
        self.assertEqual((claim.verdict, claim.why), (UNDECIDED, "one connectivity only"))


class MotionOrder(unittest.TestCase):
    """Which motion comes first, and whether motions part."""

    def table(self, correlation: list[float]) -> FakeSample:
        """Returns a sample with this correlation at the lags -2 to 2, and a deviation of 0.1 of the controls."""
        columns = {"lag": np.arange(-2.0, 3.0), "a_b": np.array(correlation), "a_b_deviation": np.full(5, 0.1)}
        return FakeSample(tables={motions.TABLE: columns})

    def test_lead(self) -> None:
        value, error = motions.lead(self.table([0.1, 0.2, 0.9, 0.5, 0.3]), "a_b")
        # By hand: (0.5 + 0.3 - 0.2 - 0.1) / 2 and 0.1 sqrt(4) / 2.
        self.assertAlmostEqual(value, 0.25, places=14)
        self.assertAlmostEqual(error, 0.1, places=14)

    def test_no_lead_where_both_directions_are_alike(self) -> None:
        self.assertAlmostEqual(motions.lead(self.table([0.3, 0.5, 0.9, 0.5, 0.3]), "a_b")[0], 0.0, places=14)

    def test_samples_of_one_glass_are_not_independent(self) -> None:
        self.assertEqual(motions.mean_of_pairs([(1.0, 0.2), (3.0, 0.4)]), (2.0, 0.30000000000000004))

    def test_motions_that_part(self) -> None:
        # The same at first; later shear and dilatation are each other's reverse, and rotation is shear.
        up = np.arange(800.0)
        at = {"x": np.repeat([0.5, 1.5], 400), "y": np.tile(np.repeat([0.5, 1.5], 200), 2)}
        at["z"] = np.tile(np.repeat([0.5, 1.5], 100), 4)
        mixed = np.random.default_rng(3).permutation(800).astype(float)

        def frame(dilatation: np.ndarray) -> Atoms:
            columns = {"xi_s": mixed, "xi_d": dilatation, "xi_r": mixed, "status": np.zeros(800), "id": up, **at}
            return Atoms(columns, 2 * np.eye(3), np.zeros(3))

        class Parting(FakeSample):
            def snapshots(self) -> list[tuple[float, str]]:
                return [(0.1, "first"), (0.3, "last")]

            def atoms(self, name: str) -> Atoms:
                return frame(-mixed if name == "last" else mixed)

        value, error = motions.parting(Parting())
        # By hand: 1 at first; later the mean of -1, 1 and -1.
        self.assertAlmostEqual(value, 1 + 1 / 3, places=12)
        self.assertLess(error, 1e-12)


class Controls(unittest.TestCase):
    """Which planted band is the smallest that is seen."""

    STRAINS = np.array([0, 0.1, 0.2, 0.5])

    def test_smallest_band_is_where_all_larger_ones_are_seen(self) -> None:
        self.assertEqual(controls.smallest_seen(self.STRAINS, np.array([0, 1.0, 2.0, 3.0]), 1.5), 0.2)
        # One that is seen by chance below one that is not does not count.
        self.assertEqual(controls.smallest_seen(self.STRAINS, np.array([0, 1.8, 1.0, 3.0]), 1.5), 0.5)

    def test_no_band_is_seen(self) -> None:
        self.assertIsNone(controls.smallest_seen(self.STRAINS, np.array([0, -2.0, -3.0, -4.0]), 1.5))
        self.assertIsNone(controls.smallest_seen(self.STRAINS, np.array([0, 1.0, 2.0, 3.0]), None))

    def test_excess_of_planted_frames_is_that_of_the_band(self) -> None:
        # Two frames of four slabs; in the second the third slab has 0.5 more than the others.
        glass = FakeSample(
            tables={
                "shear/planted/profile.csv": {
                    "frame": np.repeat([0.0, 1.0], 4),
                    "strain": np.full(8, 0.3),
                    "atoms": np.full(8, 100.0),
                    "lambda": np.array([0.2, 0.2, 0.3, 0.2, 0.2, 0.2, 0.7, 0.2]),
                }
            }
        )
        np.testing.assert_allclose(controls.band_excess_of_planted(glass, "lambda"), [0.1, 0.5], rtol=1e-14)


if __name__ == "__main__":
    unittest.main()
