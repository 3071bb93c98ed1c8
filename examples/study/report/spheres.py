# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Atoms as shaded spheres: orthographic view, depth buffer, outlines, the cell's edges. NumPy only."""

import numpy as np

LIGHT = np.array([-0.42, 0.58, 0.70])


def view_matrix(azimuth=-24.0, elevation=16.0):
    """Rows: right, up, towards the viewer. Zero angles look at the x-y plane from +z."""
    a, e = np.radians(azimuth), np.radians(elevation)
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    tilt = np.array([[1, 0, 0], [0, np.cos(e), -np.sin(e)], [0, np.sin(e), np.cos(e)]])
    return tilt @ turn


def render(positions, radii, colors, cell, origin, view=None, width=420, samples=2, frame_cell=None):
    """Returns an RGB image (uint8) of the atoms in their cell.

    positions (n, 3), radii (n,), colors (n, 3) in 0..1; cell: edge vectors as rows; frame_cell: what sets the scale,
    so that frames of one cell at different strains are drawn alike.
    """
    view = view_matrix() if view is None else view
    corners = _corners(cell, origin)
    center = corners.mean(axis=0)
    frame = _corners(cell if frame_cell is None else frame_cell, origin)
    reach = (frame - frame.mean(axis=0)) @ view.T
    margin = 1.6
    half_width, half_height = np.abs(reach[:, 0]).max() + margin, np.abs(reach[:, 1]).max() + margin
    scale = width * samples / (2 * half_width)
    columns, rows = int(width * samples), int(np.ceil(2 * half_height * scale))

    def project(points):
        p = (points - center) @ view.T
        return np.column_stack([(p[:, 0] + half_width) * scale, (half_height - p[:, 1]) * scale, p[:, 2] * scale])

    depth = np.full(rows * columns, -np.inf)
    owner = np.full(rows * columns, -1)
    shade = np.zeros(rows * columns)
    gloss = np.zeros(rows * columns)
    half = LIGHT / np.linalg.norm(LIGHT) + np.array([0, 0, 1])
    half /= np.linalg.norm(half)
    light = LIGHT / np.linalg.norm(LIGHT)
    p = project(np.asarray(positions, float)) if len(positions) else np.zeros((0, 3))
    radii = np.asarray(radii, float) * scale
    for radius in np.unique(radii):
        chosen = np.flatnonzero(radii == radius)
        chosen = chosen[np.argsort(p[chosen, 2], kind="stable")]  # nearer ones are written later
        column, row = np.floor(p[chosen, 0]).astype(int), np.floor(p[chosen, 1]).astype(int)
        reach_px = int(np.ceil(radius))
        for dy in range(-reach_px, reach_px + 1):
            for dx in range(-reach_px, reach_px + 1):
                if dx * dx + dy * dy > radius * radius:
                    continue
                normal = np.array([dx, -dy, 0.0]) / radius
                normal[2] = np.sqrt(max(0.0, 1 - normal[0] ** 2 - normal[1] ** 2))
                x, y = column + dx, row + dy
                inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
                pixel = y[inside] * columns + x[inside]
                z = p[chosen[inside], 2] + normal[2] * radius
                front = z > depth[pixel]
                pixel, z = pixel[front], z[front]
                depth[pixel] = z
                owner[pixel] = chosen[inside][front]
                shade[pixel] = max(0.0, normal @ light)
                gloss[pixel] = max(0.0, normal @ half) ** 40

    image = np.ones((rows * columns, 3))
    hit = owner >= 0
    base = np.asarray(colors, float).reshape(-1, 3)
    lit = base[owner[hit]] * (0.42 + 0.66 * shade[hit])[:, None] + 0.28 * gloss[hit][:, None]
    span = max(1e-9, np.abs(reach[:, 2]).max() * scale)
    fog = 0.22 * np.clip(0.5 - 0.5 * depth[hit] / span, 0, 1)  # what is far pales
    image[hit] = np.clip(lit, 0, 1) * (1 - fog)[:, None] + fog[:, None]

    # A jump in depth is an outline.
    z = np.where(np.isfinite(depth), depth, -2 * span).reshape(rows, columns)
    jump = np.zeros((rows, columns))
    for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
        jump = np.maximum(jump, np.clip((np.roll(z, step, axis) - z) / (1.2 * samples), 0, 8) / 8)
    image *= (1 - 0.35 * np.where(hit.reshape(rows, columns), jump, 0)).reshape(-1, 1)

    for a, b in _edges():
        _line(image, depth, project(corners[[a, b]]), rows, columns, 0.55 * samples)
    image = image.reshape(rows, columns, 3)
    rows -= rows % samples
    image = image[:rows].reshape(rows // samples, samples, columns // samples, samples, 3).mean(axis=(1, 3))
    return (255 * np.clip(image, 0, 1) + 0.5).astype(np.uint8)


def _corners(cell, origin):
    return np.array([origin + i * cell[0] + j * cell[1] + k * cell[2] for i in (0, 1) for j in (0, 1) for k in (0, 1)])


def _edges():
    return [(a, b) for a in range(8) for b in range(a + 1, 8) if bin(a ^ b).count("1") == 1]


def _line(image, depth, ends, rows, columns, thickness):
    """Paints a line where nothing lies in front of it."""
    length = np.linalg.norm(ends[1, :2] - ends[0, :2])
    t = np.linspace(0, 1, int(2 * length) + 2)[:, None]
    points = ends[0] + t * (ends[1] - ends[0])
    reach = int(np.ceil(thickness))
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            if dx * dx + dy * dy > thickness * thickness + 0.3:
                continue
            x, y = np.floor(points[:, 0]).astype(int) + dx, np.floor(points[:, 1]).astype(int) + dy
            inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
            pixel = y[inside] * columns + x[inside]
            seen = points[inside, 2] > depth[pixel]
            image[pixel[seen]] = 0.25
