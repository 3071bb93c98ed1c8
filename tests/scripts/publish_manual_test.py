#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Tests of scripts/publish_manual.sh: manuals of several versions on a branch of a bare repository."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class PublishManual(unittest.TestCase):
    """A repository with the script, and a bare one that it pushes to."""

    def setUp(self) -> None:
        """Makes both."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.source = self.root / "source"
        (self.source / "scripts").mkdir(parents=True)
        shutil.copy(ROOT / "scripts/publish_manual.sh", self.source / "scripts")
        self.run_git("init", "--quiet", "--bare", str(self.root / "server"), where=self.root)
        self.run_git("init", "--quiet")
        self.run_git("add", "--all")
        self.run_git("commit", "--quiet", "--message", "state")
        self.run_git("remote", "add", "origin", str(self.root / "server"))

    def environment(self) -> dict[str, str]:
        """Variables that make git independent of this machine's settings."""
        names = {f"GIT_{part}_{key}": "tester" for part in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return {**kept, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def run_git(self, *arguments: str, where: pathlib.Path | None = None) -> str:
        """Runs git; what it printed."""
        return subprocess.run(
            ["git", *arguments],
            cwd=where or self.source,
            check=True,
            capture_output=True,
            text=True,
            env=self.environment(),
        ).stdout.strip()

    def publish(self, version: str, text: str) -> subprocess.CompletedProcess[str]:
        """Publishes a manual of one page."""
        html = self.root / "html"
        html.mkdir(exist_ok=True)
        (html / "index.html").write_text(text, encoding="utf-8")
        command = ["bash", "scripts/publish_manual.sh", version, str(html)]
        return subprocess.run(command, cwd=self.source, capture_output=True, text=True, env=self.environment())

    def published(self, path: str) -> str:
        """A file of the branch."""
        return self.run_git("show", f"manual:{path}", where=self.root / "server")

    def test_versions_stand_beside_each_other(self) -> None:
        """Each in its folder, the newest release also as stable, all in the list."""
        for version in ("main", "0.9.0", "0.10.0", "0.9.1"):
            result = self.publish(version, f"manual {version}")
            self.assertEqual(result.returncode, 0, result.stderr)
        for version in ("main", "0.9.0", "0.10.0", "0.9.1"):
            self.assertEqual(self.published(f"{version}/index.html"), f"manual {version}")
        self.assertEqual(self.published("stable/index.html"), "manual 0.10.0")
        listed = self.published("index.html")
        self.assertLess(listed.index('"0.10.0/'), listed.index('"0.9.1/'))
        self.assertNotIn("scripts", self.run_git("ls-tree", "--name-only", "manual", where=self.root / "server"))

    def test_same_manual_is_not_pushed_again(self) -> None:
        """A second call leaves the branch, a change of the manual does not."""
        self.publish("main", "one")
        before = self.run_git("rev-parse", "manual", where=self.root / "server")
        self.assertIn("there already", self.publish("main", "one").stdout)
        self.assertEqual(self.run_git("rev-parse", "manual", where=self.root / "server"), before)
        self.publish("main", "two")
        self.assertEqual(self.published("main/index.html"), "two")

    def test_wrong_arguments(self) -> None:
        """A version that is none, and a folder without a manual."""
        self.assertEqual(self.publish("../main", "one").returncode, 2)
        (self.root / "empty").mkdir()
        command = ["bash", "scripts/publish_manual.sh", "main", str(self.root / "empty")]
        result = subprocess.run(command, cwd=self.source, capture_output=True, text=True, env=self.environment())
        self.assertEqual(result.returncode, 2)
        self.assertIn("index.html", result.stderr)


if __name__ == "__main__":
    unittest.main()
