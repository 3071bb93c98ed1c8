# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Atoms as shaded spheres: orthographic view, depth buffer, outlines, the cell's edges. NumPy only."""

from collections.abc import Iterator

import numpy as np

LIGHT = np.array([-0.42, 0.58, 0.70])
VIEW = (-24.0, 16.0)  # azimuth and elevation, in degrees
MARGIN = 1.6  # around the cell, in its units of length


def view_matrix(azimuth: float, elevation: float) -> np.ndarray:
    """Returns the view's axes as rows: right, up, towards the viewer; zero angles show the x-y plane from +z."""
    a, e = np.radians(azimuth), np.radians(elevation)
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    tilt = np.array([[1, 0, 0], [0, np.cos(e), -np.sin(e)], [0, np.sin(e), np.cos(e)]])
    return tilt @ turn


def render(
    positions: np.ndarray,
    radii: np.ndarray,
    colors: np.ndarray,
    cell: np.ndarray,
    origin: np.ndarray,
    width: int = 420,
    samples: int = 2,
    frame_cell: np.ndarray | None = None,
    view: tuple[float, float] = VIEW,
) -> np.ndarray:
    """Returns an RGB image (uint8) of the atoms in their cell.

    positions (n, 3), radii (n,), colors (n, 3) in 0..1; cell: edge vectors as rows; frame_cell: the cell that sets the
    scale, so that frames of one cell at different strains are drawn alike; samples: pixels drawn per pixel and axis;
    view: azimuth and elevation in degrees.
    """
    canvas = _Canvas(cell, origin, cell if frame_cell is None else frame_cell, width, samples, view)
    points = canvas.project(np.asarray(positions, float)) if len(positions) else np.zeros((0, 3))
    canvas.draw_spheres(points, np.asarray(radii, float) * canvas.scale)
    canvas.color_spheres(np.asarray(colors, float).reshape(-1, 3))
    canvas.outline()
    corners = _corners(cell, origin)
    for a, b in _edges():
        canvas.line(canvas.project(corners[[a, b]]), 0.55 * samples)
    return canvas.finished()


class _Canvas:
    """An image with, per pixel, its depth, the sphere in it and how that is lit; pixels are numbered by rows."""

    def __init__(
        self,
        cell: np.ndarray,
        origin: np.ndarray,
        frame: np.ndarray,
        width: int,
        samples: int,
        view: tuple[float, float],
    ) -> None:
        self.samples = samples
        self.view = view_matrix(*view)
        self.center = _corners(cell, origin).mean(axis=0)
        corners = _corners(frame, origin)
        reach = np.abs((corners - corners.mean(axis=0)) @ self.view.T).max(axis=0)
        self.half_width, self.half_height = reach[0] + MARGIN, reach[1] + MARGIN
        self.scale = width * samples / (2 * self.half_width)
        self.columns, self.rows = int(width * samples), int(np.ceil(2 * self.half_height * self.scale))
        self.span = max(1e-9, reach[2] * self.scale)  # half the range of depths
        pixels = self.rows * self.columns
        self.depth = np.full(pixels, -np.inf)
        self.owner = np.full(pixels, -1)
        self.shade = np.zeros(pixels)
        self.gloss = np.zeros(pixels)
        self.image = np.ones((pixels, 3))

    def project(self, points: np.ndarray) -> np.ndarray:
        """Column, row and depth of points, in pixels."""
        p = (points - self.center) @ self.view.T
        return np.column_stack(
            [
                (p[:, 0] + self.half_width) * self.scale,
                (self.half_height - p[:, 1]) * self.scale,
                p[:, 2] * self.scale,
            ]
        )

    def _pixels(self, column: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which of these lie in the image, and the numbers of their pixels."""
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return inside, row[inside] * self.columns + column[inside]

    def draw_spheres(self, points: np.ndarray, radii: np.ndarray) -> None:
        """Writes depth, owner and light of projected spheres, all of one radius together."""
        light = LIGHT / np.linalg.norm(LIGHT)
        half = light + np.array([0, 0, 1])  # between the light and the viewer
        half /= np.linalg.norm(half)
        for radius in np.unique(radii):
            chosen = np.flatnonzero(radii == radius)
            chosen = chosen[np.argsort(points[chosen, 2], kind="stable")]  # nearer ones are written later
            column, row = (np.floor(points[chosen, k]).astype(int) for k in (0, 1))
            for dx, dy in _disc(int(np.ceil(radius)), radius * radius):
                normal = np.array([dx, -dy, 0.0]) / radius
                normal[2] = np.sqrt(max(0.0, 1 - normal[0] ** 2 - normal[1] ** 2))
                inside, pixel = self._pixels(column + dx, row + dy)
                z = points[chosen[inside], 2] + normal[2] * radius
                front = z > self.depth[pixel]
                pixel = pixel[front]
                self.depth[pixel] = z[front]
                self.owner[pixel] = chosen[inside][front]
                self.shade[pixel] = max(0.0, normal @ light)
                self.gloss[pixel] = max(0.0, normal @ half) ** 40

    def color_spheres(self, colors: np.ndarray) -> None:
        """Colours the pixels of spheres, paler with the distance from the viewer."""
        hit = self.owner >= 0
        lit = colors[self.owner[hit]] * (0.42 + 0.66 * self.shade[hit])[:, None] + 0.28 * self.gloss[hit][:, None]
        fog = 0.22 * np.clip(0.5 - 0.5 * self.depth[hit] / self.span, 0, 1)
        self.image[hit] = np.clip(lit, 0, 1) * (1 - fog)[:, None] + fog[:, None]

    def outline(self) -> None:
        """Darkens the pixels of spheres that lie behind a neighbouring pixel."""
        shape = self.rows, self.columns
        z = np.where(np.isfinite(self.depth), self.depth, -2 * self.span).reshape(shape)
        jump = np.zeros(shape)
        for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
            jump = np.maximum(jump, np.clip((np.roll(z, step, axis) - z) / (1.2 * self.samples), 0, 8) / 8)
        hit = (self.owner >= 0).reshape(shape)
        self.image *= (1 - 0.35 * np.where(hit, jump, 0)).reshape(-1, 1)

    def line(self, ends: np.ndarray, thickness: float) -> None:
        """Paints a line between two projected points where no sphere is in front of it."""
        length = np.linalg.norm(ends[1, :2] - ends[0, :2])
        t = np.linspace(0, 1, int(2 * length) + 2)[:, None]
        points = ends[0] + t * (ends[1] - ends[0])
        column, row = (np.floor(points[:, k]).astype(int) for k in (0, 1))
        for dx, dy in _disc(int(np.ceil(thickness)), thickness * thickness + 0.3):
            inside, pixel = self._pixels(column + dx, row + dy)
            seen = points[inside, 2] > self.depth[pixel]
            self.image[pixel[seen]] = 0.25

    def finished(self) -> np.ndarray:
        """The image at its final size, 8 bits per colour."""
        samples = self.samples
        rows = self.rows - self.rows % samples
        image = self.image.reshape(self.rows, self.columns, 3)[:rows]
        image = image.reshape(rows // samples, samples, self.columns // samples, samples, 3).mean(axis=(1, 3))
        return (255 * np.clip(image, 0, 1) + 0.5).astype(np.uint8)


def _disc(reach: int, squared_radius: float) -> Iterator[tuple[int, int]]:
    """Steps (dx, dy) between pixels that are within a radius."""
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            if dx * dx + dy * dy <= squared_radius:
                yield dx, dy


def _corners(cell: np.ndarray, origin: np.ndarray) -> np.ndarray:
    return np.array([origin + i * cell[0] + j * cell[1] + k * cell[2] for i in (0, 1) for j in (0, 1) for k in (0, 1)])


def _edges() -> list[tuple[int, int]]:
    """Pairs of corners that differ along one edge vector."""
    return [(a, b) for a in range(8) for b in range(a + 1, 8) if bin(a ^ b).count("1") == 1]
