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


def data_files(folder):
    """All that must not depend on interruptions: everything but the log, the lock and the report with its times."""
    skip = {"log.jsonl", ".lock", "report.html", "report.json", "times.csv"}
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in skip and p.suffix != ".png"
    }


def check(condition, text):
    if not condition:
        sys.exit(f"resume_test: {text}")


def report_of(program, folder):
    subprocess.run([program, "report", folder], check=True, stdout=subprocess.DEVNULL)
    return (folder / "report.html").read_text(encoding="utf-8")


def main():
    program, source = sys.argv[1], Path(sys.argv[2])
    seed = int(os.environ.get("TEKTITE_TEST_SEED", time.time_ns() % 100000))
    print(f"resume_test: seed {seed} (TEKTITE_TEST_SEED repeats it)")
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        shutil.copy(source / "data" / "Cu-Zr_4.eam.fs.gz", scratch)
        config = scratch / "tiny.toml"
        config.write_text(CONFIG)
        whole, broken = scratch / "whole", scratch / "broken"

        start = time.monotonic()
        subprocess.run(
            [program, "run", config, "--output", whole, "--no-report"], check=True, stdout=subprocess.DEVNULL
        )
        duration = time.monotonic() - start
        check(not list(whole.rglob("checkpoint.bin")), "a finished study keeps a checkpoint")

        # Killed and resumed, and its frames measured beside the steps.
        first_command = [program, "run", config, "--output", broken, "--no-report", "--measure-threads", "1"]
        kills, command = 0, first_command
        code = None
        while code != 0 or kills < 3:
            if code == 0:  # the machine has become faster: anew, with earlier kills
                shutil.rmtree(broken)
                kills, duration, command = 0, 0.5 * duration, first_command
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            try:
                # Late enough to get on, early enough to hit every kind of moment.
                code = process.wait(timeout=chance.uniform(0.1, 0.3) * duration if kills < 8 else None)
                check(code == 0, f"the resumed study ended with exit code {code}")
            except subprocess.TimeoutExpired:
                # Once politely, otherwise with no chance to react.
                process.send_signal(signal.SIGINT if kills == 2 else signal.SIGKILL)
                code = process.wait()
                if kills == 2:
                    check(code in (130, 0), f"Ctrl-C ended with exit code {code}")
                kills += 1
                if (broken / "study.json").exists():
                    command = [program, "resume", broken, "--no-report", "--measure-threads", "1"]
        first, second = data_files(whole), data_files(broken)
        check(first.keys() == second.keys(), f"other files: {sorted(first.keys() ^ second.keys())}")
        differing = [name for name in first if first[name] != second[name]]
        check(not differing, f"after {kills} kills these differ: {differing}")
        check("study.h5" in first, "no study.h5")
        frames = [
            json.loads(line) for line in (broken / "log.jsonl").read_text().splitlines() if '"event": "frames"' in line
        ]
        check(
            frames and all(f["beside"] and f["threads"] == 1 for f in frames),
            f"not measured beside the steps: {frames}",
        )

        # What goes wrong beside the steps ends the run with its one line.
        wrong = scratch / "wrong"
        shutil.copytree(whole, wrong)
        shutil.rmtree(wrong / "stages/seed-5/shear")
        (wrong / "stages/seed-5/shear/frames/profile-0002.csv").mkdir(parents=True)
        failed = subprocess.run(
            [program, "resume", wrong, "--no-report", "--measure-threads", "1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        check(
            failed.returncode == 2 and "profile-0002.csv" in failed.stderr and len(failed.stderr.splitlines()) == 1,
            f"a frame that cannot be written: exit code {failed.returncode}, {failed.stderr!r}",
        )

        # Two processes share the glasses of one study and change nothing.
        config.write_text(CONFIG.replace("seed = 5", "seed = 5\nreplicas = 2"))
        alone, shared = scratch / "alone", scratch / "shared"
        subprocess.run(
            [program, "run", config, "--output", alone, "--no-report"], check=True, stdout=subprocess.DEVNULL
        )
        pair = [
            subprocess.Popen(
                [program, "run", config, "--output", shared, "--no-report"], stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        said = [process.communicate()[0] for process in pair]
        check([process.returncode for process in pair] == [0, 0], f"two processes: {said}")
        check(data_files(alone) == data_files(shared), "two processes did not give the bytes of one")
        stages = re.findall(r'"event": "stage", "stage": "(seed[^"]*)"', (shared / "log.jsonl").read_text())
        check(len(stages) == len(set(stages)) == 2 * 11, f"stages were done twice or never: {stages}")

        # The report: all figures, nothing from the network, and the same tables.
        for folder in (whole, broken):
            subprocess.run([program, "report", folder], check=True, stdout=subprocess.DEVNULL)
        page = (whole / "report.html").read_text(encoding="utf-8")
        for number in range(1, 11):
            check(f'id="fig{number}"' in page, f"figure {number} is not in the report")
        check(page.count("data:image/png;base64,") == 10, "the figures are not all embedded")
        check(not re.search(r'(?:src|href)="(?:https?:)?//', page), "the report needs the network")
        for link in re.findall(r'href="(data/[^"]+)"', page):
            check((whole / link).exists(), f"{link} is linked but not there")
        check(data_files(whole) == data_files(broken), "the reports' tables differ")

        # A study that is not finished: what there is, and what is missing.
        part = scratch / "part"
        shutil.copytree(alone, part)
        (part / "study.h5").unlink()
        for stage in ("chi-1.00/alpha2", "chi-1.00/shear", "chi-0.00/alpha2"):
            shutil.rmtree(part / "stages/seed-6" / stage)
        shutil.rmtree(part / "stages/seed-5/chi-1.00/alpha2")
        text = report_of(program, part)
        check("is not finished: 18 of its 22 stages are" in text, "the first screen does not say how much is finished")
        check(
            "seed 5: alpha2 of χ = 1<" in text and "seed 6: alpha2 of χ = 0; shear, alpha2 of χ = 1<" in text,
            "the first screen does not say what is missing",
        )
        check(text.index("is not finished") < text.index('class="findings"'), "what is missing does not come first")
        check(text.count("data:image/png;base64,") == 10 and "study.h5 is written when" in text, "a figure is missing")
        check("χ = 0: 2, χ = 1: 1" in text, "the captions do not say how many glasses each connectivity has")
        for name in ("seed-5/chi-0.00", "seed-5/chi-1.00", "seed-6", "seed-5/shear"):
            shutil.rmtree(part / "stages" / name)
        text = report_of(program, part)
        check(
            "data:image" not in text and "Nothing can be drawn yet of figures 1, 2, 3, 4, 5, 6, 7, 8, 9, 10" in text,
            "figures of what is not there",
        )
        check(
            text.count("not measured yet</span>") == 22 and "seed 6: everything" in text,
            "claims about what is not there",
        )
        check(not list((part / "figures").glob("*")), "old figures stay")
        (part / "stages/seed-5/structure/done").unlink()
        failed = subprocess.run([program, "report", part], capture_output=True, text=True)
        check(
            failed.returncode == 2 and "nothing to show yet" in failed.stderr and len(failed.stderr.splitlines()) == 1,
            f"a study without a glass: exit code {failed.returncode}, {failed.stderr!r}",
        )

        # What was asked for must not change under a study.
        with open(broken / "config.toml", "a", encoding="utf-8") as file:
            file.write("# another thought\n")
        altered = subprocess.run([program, "resume", broken], capture_output=True, text=True)
        check(
            altered.returncode == 2 and "was altered" in altered.stderr, f"an altered study went on: {altered.stderr}"
        )
        check(len(altered.stderr.splitlines()) == 1, f"not one line: {altered.stderr}")
        for arguments, words in (
            (["run", scratch / "none.toml"], "none.toml"),
            (["resume", scratch], "holds no study"),
            (["report", scratch / "nothing"], "holds no study"),
        ):
            failed = subprocess.run([program, *arguments], capture_output=True, text=True)
            check(
                failed.returncode == 2 and words in failed.stderr and len(failed.stderr.splitlines()) == 1,
                f"{arguments}: exit code {failed.returncode}, {failed.stderr!r}",
            )
        print(f"resume_test: {len(first)} files the same after {kills} kills; one run takes {duration:.1f} s")


if __name__ == "__main__":
    main()
