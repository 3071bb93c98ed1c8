#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""resume_test.py STUDY SOURCE: a study that is killed again and again ends in the same bytes as one left alone."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report_page import check_page

CONFIG = """
[study]
seed = 5
checkpoint_seconds = 0.05
[material]
potential = "Cu-Zr_4.eam.fs.gz"
atoms = 500
[quench]
melt_time_ps = 0.1
rate_K_per_s = 1e16
rest_time_ps = 0.04
[relax]
connectivities = [0, 1]
min_regions = 4
time_ps = 0.1
rest_time_ps = 0.04
[shear]
rate_per_s = 1e12
frames = 5
snapshots = [0.1, 0.3]
[alpha2]
rest_time_ps = 0.04
time_ps = 0.2
"""


def check(condition: object, text: str) -> None:
    """Ends the test with an error unless the condition holds."""
    if not condition:
        sys.exit(f"resume_test: {text}")


def data_files(folder: Path) -> dict[str, bytes]:
    """Returns all files that interruptions must not change: not the log, the lock and the report with its times."""
    skip = {"log.jsonl", ".lock", "report.html", "report.json", "times.csv"}
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in skip and p.suffix != ".png"
    }


class Program:
    """The program `study`."""

    def __init__(self, path: str) -> None:
        self.path = path

    def command(self, config: Path, folder: Path) -> list[str | Path]:
        """Returns the command that starts a study without a report."""
        return [self.path, "run", config, "--output", folder, "--no-report"]

    def run(self, config: Path, folder: Path) -> None:
        """Runs a study without a report."""
        subprocess.run(self.command(config, folder), check=True, stdout=subprocess.DEVNULL)

    def report(self, folder: Path) -> str:
        """Makes a report and returns its page."""
        subprocess.run([self.path, "report", folder], check=True, stdout=subprocess.DEVNULL)
        return (folder / "report.html").read_text(encoding="utf-8")

    def refused(self, words: str, *arguments: str | Path) -> None:
        """Checks that a command ends with exit code 2 and one line that holds these words."""
        failed = subprocess.run([self.path, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        check(
            failed.returncode == 2 and words in failed.stderr and len(failed.stderr.splitlines()) == 1,
            f"{arguments}: exit code {failed.returncode}, {failed.stderr!r}",
        )


def run_killed(program: Program, config: Path, folder: Path, chance: random.Random, duration: float) -> int:
    """Runs a study that is killed and resumed, its frames measured beside the steps; returns the number of kills.

    duration: seconds of an undisturbed run.
    """
    first_command = [*program.command(config, folder), "--measure-threads", "1"]
    kills, command = 0, first_command
    code = None
    while code != 0 or kills < 3:
        if code == 0:  # the machine has become faster: anew, with earlier kills
            shutil.rmtree(folder)
            kills, duration, command = 0, 0.5 * duration, first_command
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            # Late enough to get on, early enough to hit every kind of moment.
            code = process.wait(timeout=chance.uniform(0.1, 0.3) * duration if kills < 8 else None)
            check(code == 0, f"the resumed study ended with exit code {code}")
        except subprocess.TimeoutExpired:
            # Once by an interrupt, otherwise by a signal that cannot be handled.
            process.send_signal(signal.SIGINT if kills == 2 else signal.SIGKILL)
            code = process.wait()
            if kills == 2:
                check(code in (130, 0), f"Ctrl-C ended with exit code {code}")
            kills += 1
            if (folder / "study.json").exists():
                command = [program.path, "resume", folder, "--no-report", "--measure-threads", "1"]
    return kills


def check_same(whole: Path, broken: Path, kills: int) -> int:
    """Compares a killed study with an undisturbed one; returns the number of files."""
    first, second = data_files(whole), data_files(broken)
    check(first.keys() == second.keys(), f"other files: {sorted(first.keys() ^ second.keys())}")
    differing = [name for name in first if first[name] != second[name]]
    check(not differing, f"after {kills} kills these differ: {differing}")
    check("study.h5" in first, "no study.h5")
    log = (broken / "log.jsonl").read_text().splitlines()
    frames = [json.loads(line) for line in log if '"event": "frames"' in line]
    beside = frames and all(f["beside"] and f["threads"] == 1 for f in frames)
    check(beside, f"not measured beside the steps: {frames}")
    return len(first)


def check_frame_error(program: Program, whole: Path, wrong: Path) -> None:
    """An error in what is measured beside the steps ends the run with its one line."""
    shutil.copytree(whole, wrong)
    shutil.rmtree(wrong / "stages/seed-5/shear")
    (wrong / "stages/seed-5/shear/frames/profile-0002.csv").mkdir(parents=True)
    program.refused("profile-0002.csv", "resume", wrong, "--no-report", "--measure-threads", "1")


def check_shared(program: Program, config: Path, alone: Path, shared: Path) -> None:
    """Two processes that share the glasses of one study give the bytes of one process."""
    config.write_text(CONFIG.replace("seed = 5", "seed = 5\nreplicas = 2"))
    program.run(config, alone)
    command = program.command(config, shared)
    pair = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[0] for process in pair]
    check([process.returncode for process in pair] == [0, 0], f"two processes: {said}")
    check(data_files(alone) == data_files(shared), "two processes did not give the bytes of one")
    stages = re.findall(r'"event": "stage", "stage": "(seed[^"]*)"', (shared / "log.jsonl").read_text())
    check(len(stages) == len(set(stages)) == 2 * 11, f"stages were done twice or never: {stages}")


def figures(page: str) -> int:
    """Returns how many figures are part of the page."""
    return len(re.findall(r'<figure id="fig\d+"[^>]*><a class="picture" [^>]*><div class="part"><img src="data:', page))


def check_report(program: Program, whole: Path, broken: Path) -> None:
    """The report: all figures, nothing from the network, and the same tables."""
    page, _ = program.report(whole), program.report(broken)
    for number in range(1, 11):
        check(f'id="fig{number}"' in page, f"figure {number} is not in the report")
    check(figures(page) == 10, "the figures are not all embedded")
    check((whole / "data/motion_order.csv").exists(), "the order of the motions is not in the report")
    check_page(whole, check)
    check(not re.search(r'(?:src|href)="(?:https?:)?//', page), "the report needs the network")
    for link in re.findall(r'href="(data/[^"]+)"', page):
        check((whole / link).exists(), f"{link} is linked but not there")
    check(data_files(whole) == data_files(broken), "the reports' tables differ")


def check_one_connectivity(program: Program, config: Path, folder: Path) -> None:
    """A study that has nothing to compare has a report, too."""
    config.write_text(CONFIG.replace("[0, 1]", "[1]"))
    program.run(config, folder)
    page = program.report(folder)
    check(figures(page) == 10, "one connectivity: a figure is missing")
    check("one connectivity only" in page, "one connectivity: the claims do not say why they are not decided")


def check_unfinished(program: Program, alone: Path, part: Path) -> None:
    """The report of a study that is not finished shows what there is, and says what is missing."""
    shutil.copytree(alone, part)
    (part / "study.h5").unlink()
    for stage in ("chi-1.00/alpha2", "chi-1.00/shear", "chi-0.00/alpha2"):
        shutil.rmtree(part / "stages/seed-6" / stage)
    shutil.rmtree(part / "stages/seed-5/chi-1.00/alpha2")
    text = program.report(part)
    check("is not finished: 18 of its 22 stages are" in text, "the first screen does not say how much is finished")
    check(
        "seed 5: alpha2 of χ = 1<" in text and "seed 6: alpha2 of χ = 0; shear, alpha2 of χ = 1<" in text,
        "the first screen does not say what is missing",
    )
    check(text.index("is not finished") < text.index('class="answer"'), "what is missing does not come first")
    check(figures(text) == 10 and "study.h5 is written when" in text, "a figure is missing")
    check("χ = 0: 2, χ = 1: 1" in text, "the captions do not say how many glasses each connectivity has")

    for name in ("seed-5/chi-0.00", "seed-5/chi-1.00", "seed-6", "seed-5/shear"):
        shutil.rmtree(part / "stages" / name)
    text = program.report(part)
    check(
        "data:image" not in text and "Nothing can be drawn yet of figures 1, 2, 3, 4, 5, 6, 7, 8, 9, 10" in text,
        "figures of what is not there",
    )
    check("has not been measured yet" in text, "an answer without measurements")
    check(
        text.count("not measured yet</span>") == 30 and "seed 6: everything" in text, "claims about what is not there"
    )
    check(not list((part / "figures").glob("*")), "old figures stay")

    (part / "stages/seed-5/structure/done").unlink()
    program.refused("nothing to show yet", "report", part)


def check_refusals(program: Program, scratch: Path, altered: Path) -> None:
    """Errors of use, and of a configuration that has changed since the study began, are said in one line."""
    with open(altered / "config.toml", "a", encoding="utf-8") as file:
        file.write("# another thought\n")
    program.refused("was altered", "resume", altered)
    program.refused("none.toml", "run", scratch / "none.toml")
    program.refused("holds no study", "resume", scratch)
    program.refused("holds no study", "report", scratch / "nothing")


def main() -> None:
    """Runs all checks in a folder of its own."""
    program, source = Program(sys.argv[1]), Path(sys.argv[2])
    seed = int(os.environ.get("TEKTITE_TEST_SEED", time.time_ns() % 100000))
    print(f"resume_test: seed {seed} (TEKTITE_TEST_SEED repeats it)")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        shutil.copy(source / "data" / "Cu-Zr_4.eam.fs.gz", scratch)
        config = scratch / "tiny.toml"
        config.write_text(CONFIG)
        whole, broken, alone = scratch / "whole", scratch / "broken", scratch / "alone"
        start = time.monotonic()
        program.run(config, whole)
        duration = time.monotonic() - start
        check(not list(whole.rglob("checkpoint.bin")), "a finished study keeps a checkpoint")
        kills = run_killed(program, config, broken, random.Random(seed), duration)
        files = check_same(whole, broken, kills)
        check_frame_error(program, whole, scratch / "wrong")
        check_shared(program, config, alone, scratch / "shared")
        check_report(program, whole, broken)
        check_one_connectivity(program, config, scratch / "one")
        check_unfinished(program, alone, scratch / "part")
        check_refusals(program, scratch, broken)
    print(f"resume_test: {files} files the same after {kills} kills; one run takes {duration:.1f} s")


if __name__ == "__main__":
    main()
