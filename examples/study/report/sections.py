# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Tables of the report as HTML and as plain rows; times, versions and settings."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from study_data import Study, write_table
from verdicts import AGREES, DISAGREES, PENDING


class Rows:
    """A table whose cells are HTML: as HTML for the page, as plain rows for report.json."""

    def __init__(self, items: Iterable[Sequence[str]], header: Sequence[str] = (), kind: str = "") -> None:
        self.items, self.header, self.kind = [tuple(row) for row in items], tuple(header), kind

    def html(self) -> str:
        """Returns the table as HTML."""
        head = "<thead><tr>" + "".join(f"<th>{h}</th>" for h in self.header) + "</tr></thead>" if self.header else ""
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in self.items)
        # A table that is wider than the page scrolls by itself.
        kind = self.kind and f' class="{self.kind}"'
        return f'<div class="scroll"><table{kind}>{head}<tbody>{body}</tbody></table></div>'

    def plain(self) -> dict[str, list]:
        """Returns header and rows without links and verdicts' markup."""
        return {"header": list(self.header), "rows": [[plain(cell) for cell in row] for row in self.items]}


def plain(html: str) -> str:
    """Returns HTML without its tags, but for subscripts, superscripts and bold."""
    return re.sub(r"</?(?!(?:sub|sup|b)>)[a-z][^>]*>", "", re.sub(r"<(?:small|br)>", " ", html)).strip()


def pill(kind: str, text: str) -> str:
    """Returns a verdict as HTML; `kind` is its class in the style sheet."""
    return f'<span class="verdict {kind}">{escape(text)}</span>'


def verdict_pill(verdict: str) -> str:
    """Returns the verdict on a claim as HTML."""
    return pill({AGREES: "agrees", DISAGREES: "disagrees", PENDING: "pending"}.get(verdict, "undecided"), verdict)


class Times:
    """Seconds and atom-steps of every stage, and numbers and seconds of its frames, from the log."""

    def __init__(self, log: list[dict[str, Any]]) -> None:
        self.seconds: dict[str, float] = {}
        self.steps: dict[str, float] = {}
        self.frames: dict[str, tuple[int, float]] = {}
        for entry in log:
            stage, event = entry.get("stage", ""), entry.get("event")
            if event == "part":
                self.seconds[stage] = self.seconds.get(stage, 0) + entry["seconds"]
                self.steps[stage] = self.steps.get(stage, 0) + entry["atom_steps"]
            elif event == "stage" and stage not in self.steps:
                self.seconds[stage] = entry["seconds"]
            elif event == "frames":
                count, seconds = self.frames.get(stage, (0, 0.0))
                self.frames[stage] = count + entry["frames"], seconds + entry["seconds"]

    def columns(self) -> dict[str, list]:
        """Returns a row for every stage."""
        frames = [self.frames.get(stage, (0, 0.0)) for stage in self.seconds]
        return {
            "stage": list(self.seconds),
            "seconds": list(self.seconds.values()),
            "atom_steps": [self.steps.get(stage, 0) for stage in self.seconds],
            "frames": [count for count, _ in frames],
            "frame_seconds": [seconds for _, seconds in frames],
        }

    def kinds(self) -> dict[str, tuple[int, float, float]]:
        """Returns number, seconds and atom-steps of the stages of each kind."""
        found: dict[str, tuple[int, float, float]] = {}
        for stage, seconds in self.seconds.items():
            *parents, kind = stage.split("/")
            if len(parents) == 1 and kind != "quench":
                kind += " of the untreated glass"
            count, time, work = found.get(kind, (0, 0.0, 0.0))
            found[kind] = count + 1, time + seconds, work + self.steps.get(stage, 0)
        return found

    def frame_text(self, atoms: int) -> str:
        """Returns a sentence on what a frame costs, where there are frames."""
        if not self.frames or not sum(self.steps.values()):
            return ""
        count = sum(frames for frames, _ in self.frames.values())
        time = sum(seconds for _, seconds in self.frames.values())
        sheared = [stage for stage in self.frames if self.steps.get(stage)]
        rate = sum(self.steps[s] for s in sheared) / max(1e-9, sum(self.seconds[s] for s in sheared))
        return (
            f" Measuring and writing a frame took {time / count:.2f} s on average, as long as "
            f"{time / count * rate / atoms:.0f} steps of the shear."
        )


def spent(study: Study) -> tuple[Rows, str]:
    """Returns the time by kind of stage and a text (HTML) on it; writes the time of every stage as a table."""
    times = Times(study.log)
    link = write_table(study.folder, "times.csv", times.columns())
    items: list[Sequence[str]] = []
    for kind, (count, time, work) in times.kinds().items():
        steps = f"{work / 1e6:.1f} M" if work else ""
        rate = f"{work / time / 1e6:.3f} M/s" if work and time > 0 else ""
        items.append((escape(kind), str(count), _clock(time), steps, rate))
    total, work = sum(times.seconds.values()), sum(times.steps.values())
    bold = ("all", str(len(times.seconds)), _clock(total), f"{work / 1e6:.1f} M")
    items.append((*(f"<b>{cell}</b>" for cell in bold), ""))
    text = (
        "Times of the wall clock, added over processes that ran side by side. "
        f'Every stage: <a href="{link}">{link.split("/")[1]}</a>.'
    )
    header = ("stage", "number", "time of all", "atom-steps", "rate per process")
    return Rows(items, header), text + times.frame_text(study.config["material.atoms"])


def _clock(seconds: float) -> str:
    if seconds < 600:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.1f} min" if seconds < 36000 else f"{seconds / 3600:.1f} h"


def how(study: Study) -> Rows:
    """Returns versions, machines, seeds and settings."""
    versions, potential = study.manifest["versions"], study.manifest["potential"]
    programs = (
        f"Tektite {versions['tektite']}, Kokkos {versions['kokkos']} ({versions['backend']}), {versions['compiler']}"
    )
    return Rows(
        [
            ("versions", escape(programs)),
            ("machine", _machines(study)),
            (
                "potential",
                f"{escape(potential['file'])}, SHA-256 of the unpacked file <code>{potential['sha256']}</code>",
            ),
            ("configuration", f"SHA-256 <code>{study.manifest['config_sha256']}</code>"),
            ("seeds", ", ".join(str(s) for s in study.seeds)),
            ("regions", _regions(study)),
            (
                "temperatures of the regions",
                "velocities of both groups rescaled after every step, NVE otherwise; "
                "the paper does not say what holds them",
            ),
            (
                "ensembles",
                "NPT: Nose-Hoover chains (0.2 ps) and Martyna-Tobias-Klein barostat (2 ps), zero pressure; "
                "isotropic in the quench, per axis after it",
            ),
        ]
    )


def _machines(study: Study) -> str:
    """The machines of the log, one entry for consecutive starts on the same one."""
    seen: list[tuple[str, int]] = []
    for entry in study.log:
        if entry.get("event") == "start":
            host = entry["host"]
            text = (
                f"{host['processor']}, {host['threads']} thread{'' if host['threads'] == 1 else 's'}, "
                f"backend {host['backend']}, {host['memory_GiB']:g} GiB of memory"
            )
            if seen and seen[-1][0] == text:
                seen[-1] = text, seen[-1][1] + 1
            else:
                seen.append((text, 1))
    return "<br>".join(f"{escape(text)} ({n} sitting{'s' if n > 1 else ''})" for text, n in seen) or "not recorded"


def _regions(study: Study) -> str:
    placed = study.part("relax")
    if not placed.samples:
        return "not placed yet"
    place = placed.lead(placed.chis[-1]).table("relax/placement.csv")
    edges = " × ".join(f"{place[f'edge_{d}_A'][0]:.2f}" for d in "xyz")
    return f"{int(place['regions'][0])} of {edges} Å; wanted edge {study.config['relax.edge_A']:g} Å"
