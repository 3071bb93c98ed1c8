# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Whether the glass is one like the reference, and whether the runs did what they were asked to: two tables."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from measures import first_peak, summary_value
from sections import Rows, pill
from study_data import Sample, Study, Table
from style import rate

REFERENCE_ATOMS = 13500  # of the reference glass
TEMPERATURE = 0.02  # largest relative difference of a temperature from the wanted one
PRESSURE_GPA = 0.02  # largest difference of a pressure from zero
THERMOSTAT_PS = 0.2  # of the Nose-Hoover chains
BOLTZMANN = 8.617333e-5  # eV/K
GPA_A3_IN_EV = 6.241509e-3


def glass_limit(reference: Table) -> float:
    """Returns how many standard deviations a quantity may be off for all to be close in 95 of 100 good glasses.

    With a limit of two one of seven quantities would be off in a quarter of all glasses, by chance alone.
    """
    return NormalDist().inv_cdf(0.5 + 0.5 * 0.95 ** (1 / len(reference["quantity"])))


def glass_check(study: Study, reference: Table) -> Rows:
    """Returns the untreated glass beside the reference glass, whose rows say what two samples may differ by."""
    glasses = study.part("structure").glasses
    items = []
    for quantity, measured, value in zip(*(reference[name] for name in ("quantity", "measured", "value"))):
        label, unit, digits = _quantity(study, quantity)
        factor = 100 if quantity == "index_fraction" else 1
        here = np.mean([_measured(glass, quantity) for glass in glasses])
        allowed = glass_limit(reference) * _spread(study, reference, quantity)
        off = here - value
        close = abs(off) <= allowed
        items.append(
            (
                label,
                f"{factor * here:.{digits}f} {unit}",
                f"{factor * measured:.{digits}f} {unit}",
                f"{factor * value:.{digits}f} {unit}",
                f"{factor * off:+.{digits}f}",
                f"± {factor * allowed:.{digits}f}",
                pill("agrees", "close") if close else pill("disagrees", "different"),
            )
        )
    rows = [tuple(cell.replace("-", "−") if k in (1, 2, 3, 4) else cell for k, cell in enumerate(row)) for row in items]
    return Rows(rows, ("quantity", "this glass", "reference", "reference at 50:50", "difference", "allowed", "verdict"))


def _spread(study: Study, reference: Table, quantity: str) -> float:
    """Standard deviation of a quantity between a glass of the study and one of the reference's size."""
    row = list(reference["quantity"]).index(quantity)
    sizes = np.hypot(1 / np.sqrt(study.config["material.atoms"]), 1 / np.sqrt(REFERENCE_ATOMS))
    return float(reference["spread_sqrt_atoms"][row] * sizes + reference["floor"][row])


def _quantity(study: Study, name: str) -> tuple[str, str, int]:
    """Label, unit and digits of a quantity of the reference glass."""
    if name.startswith("peak_"):
        first, second = (study.elements[int(kind) - 1] for kind in name[5:7])
        return f"first RDF peak {first}-{second}", "Å", 3
    return {
        "energy_eV": ("energy per atom", "eV", 4),
        "density_g_cm3": ("density", "g/cm³", 3),
        "index_fraction": ("full icosahedra ⟨0,0,12,0⟩", "%", 2),
        "faces": ("faces per Voronoi cell", "", 3),
    }[name]


def _measured(glass: Sample, quantity: str) -> float:
    if quantity.startswith("peak_"):
        table = glass.table("structure/rdf.csv")
        return first_peak(table["r"], table["g_" + quantity[5:7]])
    return summary_value(glass, quantity)


def checks(study: Study, reference: Table) -> Rows:
    """Returns the quantities that the configuration fixes, beside what was asked for and what they may be off by."""
    structured = [s for s in study.all_samples() if s.has("structure")]
    measured = study.part("structure").glasses + structured
    sheared = [s for s in study.glasses + study.all_samples() if s.has("shear")]
    found = _shear_checks(study, sheared) + _rest_checks(study) + _same_glass_checks(study, reference, structured)
    items = [check.row() for check in found if check.values]
    if measured:
        worst = max(summary_value(s, "cells_volume_error") for s in measured)
        label, span = "sum of the Voronoi volumes against the cell's", "relative, worst"
        items.append((label, "equal", "1e−9", f"{worst:.1e}", span, str(len(measured)), _held(worst < 1e-9)))
    if sheared:
        frames = [s.table("shear/frames.csv") for s in sheared]
        failed = max(t["failed"].max() for t in frames)
        label, count = "atoms whose deformation could not be fitted", f"{sum(len(t['frame']) for t in frames)} frames"
        items.append((label, "0", "0", f"{failed:g}", "in the worst frame", count, _held(failed == 0)))
    return Rows(items, ("quantity", "wanted", "allowed", "mean", "range", "samples", "verdict"))


@dataclass
class Check:
    """A quantity with a wanted value."""

    label: str
    wanted: float
    allowed: float  # the largest difference of the mean from the wanted value
    values: list[float]  # one per sample
    unit: str
    digits: int
    excuse: float = 0.0  # a difference that is explained below the table, in the direction of larger values

    def row(self) -> tuple[str, ...]:
        """Returns the cells of the row."""
        off = float(np.mean(self.values)) - self.wanted
        explained = self.allowed < off <= self.excuse
        verdict = pill("pending", "explained below") if explained else _held(abs(off) <= self.allowed)
        span = f"{self._text(min(self.values))} to {self._text(max(self.values))} {self.unit}"
        mean = f"{self._text(np.mean(self.values))} {self.unit}"
        wanted, allowed = f"{self.wanted:g} {self.unit}", f"± {self.allowed:.2g} {self.unit}"
        return self.label, wanted, allowed, mean, span, str(len(self.values)), verdict

    def _text(self, value: float) -> str:
        return f"{value:.{self.digits}f}".replace("-", "−")


def _held(good: bool) -> str:
    return pill("agrees", "held") if good else pill("disagrees", "not held")


def heating(study: Study) -> float:
    """Returns by how many K the shear heats the glass within the thermostat's time: stress times rate over 3 n k.

    The heat bath answers no faster, so that much the temperature may be above the wanted one. 0 before the shear.
    """
    sheared = study.part("structure", "shear").glasses
    if not sheared:
        return 0.0
    stress = np.mean([s.table("shear/thermo.csv")["stress_GPa"].mean() for s in sheared])
    atoms = sheared[0].atoms("structure/atoms.dump")
    volume = abs(np.linalg.det(atoms.cell)) / atoms.count
    power = GPA_A3_IN_EV * stress * volume * study.config["shear.rate_per_s"] * 1e-12  # eV per atom and ps
    return float(power * THERMOSTAT_PS / (3 * BOLTZMANN))


def heating_text(study: Study) -> str:
    """Returns a sentence (HTML) on the temperature in the shear, where there is something to explain."""
    sheared = [s for s in study.glasses + study.all_samples() if s.has("shear")]
    if not sheared:
        return ""
    wanted = study.config["shear.temperature_K"]
    mean = np.mean([s.table("shear/thermo.csv")["temperature_K"].mean() for s in sheared])
    if not TEMPERATURE * wanted < mean - wanted <= heating(study):
        return ""
    return (
        f"The glass is {mean - wanted:.1f} K warmer in the shear than wanted: at "
        f"{rate(study.config['shear.rate_per_s'])} /s the work of the shear heats it by {heating(study):.1f} K within "
        f"the {THERMOSTAT_PS:g} ps in which the thermostat answers. A slower shear is closer to the wanted temperature."
    )


def _shear_checks(study: Study, sheared: list[Sample]) -> list[Check]:
    c = study.config
    thermo = [s.table("shear/thermo.csv") for s in sheared]
    wanted, step = c["shear.temperature_K"], c["shear.rate_per_s"] * c["material.timestep_ps"] * 1e-12
    temperatures, pressures, strains = (
        [t["temperature_K"].mean() for t in thermo],
        [t["pressure_GPa"].mean() for t in thermo],
        [t["strain"][-1] for t in thermo],
    )
    return [
        Check("temperature in the shear", wanted, TEMPERATURE * wanted, temperatures, "K", 2, heating(study)),
        Check("pressure in the shear", 0, PRESSURE_GPA, pressures, "GPa", 4),
        Check("last strain", c["shear.strain"], step, strains, "", 4),
    ]


def _rest_checks(study: Study) -> list[Check]:
    """The relaxation and the run for alpha2."""
    held = [s.table("relax/thermo.csv") for s in study.all_samples() if s.has("relax")]
    moving = [s.table("alpha2/thermo.csv") for s in study.all_samples() if s.has("alpha2")]
    pressures = [t["pressure_GPa"][-max(1, len(t["step"]) // 20) :].mean() for t in held]
    temperatures = [t["temperature_K"][t["phase"] == t["phase"].max()].mean() for t in moving]
    wanted = study.config["alpha2.temperature_K"]
    return [
        Check("pressure at the end of the relaxation", 0, PRESSURE_GPA, pressures, "GPa", 4),
        Check("temperature in the run for α₂", wanted, TEMPERATURE * wanted, temperatures, "K", 2),
    ]


def _same_glass_checks(study: Study, reference: Table, structured: list[Sample]) -> list[Check]:
    """A sample may differ from its untreated glass by no more than another glass would."""
    glasses = {glass.seed: glass for glass in study.part("structure").glasses}
    pairs = [(sample, glasses[sample.seed]) for sample in structured if sample.seed in glasses]
    energies, densities = (
        [(summary_value(sample, name), summary_value(glass, name)) for sample, glass in pairs]
        for name in ("energy_eV", "density_g_cm3")
    )
    energy, density = (_spread(study, reference, name) for name in ("energy_eV", "density_g_cm3"))
    value = float(reference["value"][list(reference["quantity"]).index("density_g_cm3")])
    differences, ratios = [1000 * (a - b) for a, b in energies], [a / b for a, b in densities]
    return [
        Check("energy per atom, sample minus its untreated glass", 0, 1000 * energy, differences, "meV", 2),
        Check("density, sample over its untreated glass", 1, density / value, ratios, "", 5),
    ]
