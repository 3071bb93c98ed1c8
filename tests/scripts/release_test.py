#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Tests of scripts/release.sh and scripts/check/versions.py: a planted disagreement of each kind stops a release."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = {
    "include/tektite/version.hpp": "#define TEKTITE_VERSION_MAJOR 1\n#define TEKTITE_VERSION_MINOR 2\n"
    "#define TEKTITE_VERSION_PATCH 3\n",
    "CITATION.cff": 'cff-version: 1.2.0\nversion: 1.2.3\ndate-released: "2026-11-30"\n',
    "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n### Added\n\n## [1.2.3] - 2026-11-30\n\n- A change.\n\n"
    "## [1.2.2] - 2026-10-01\n\n- Another.\n",
    "README.md": "No stable interface: this is version 1.2.\n",
    "docs/start.md": "find_package(tektite 1.2 REQUIRED)\nGIT_TAG v1.2.3\n",
    "packaging/debian/changelog": "tektite (1.2.3-1) unstable; urgency=medium\n",
    "packaging/vcpkg/ports/tektite/vcpkg.json": '{\n  "version": "1.2.3",\n}\n',
    "scripts/check.sh": "#!/bin/sh\necho check all: ok\n",
    ".gitignore": "/build/\n__pycache__/\n",
}
PLANTED = {
    "header": ("include/tektite/version.hpp", "PATCH 3", "PATCH 4", "has 1.2.4"),
    "citation": ("CITATION.cff", "1.2.3", "1.2.2", "CITATION.cff: version 1.2.2"),
    "date of the citation": ("CITATION.cff", "11-30", "11-29", "date-released 2026-11-29"),
    "no date in the citation": ("CITATION.cff", "date-released", "date", "date-released missing"),
    "version of the changelog": ("CHANGELOG.md", "[1.2.3]", "[1.2.1]", "newest release 1.2.1"),
    "no date in the changelog": ("CHANGELOG.md", " - 2026-11-30", "", "needs a date"),
    "unreleased entries": ("CHANGELOG.md", "### Added\n", "### Added\n\n- More.\n", "1 entries are still under"),
    "readme": ("README.md", "1.2", "1.1", "README.md:1: version 1.1"),
    "page": ("docs/start.md", "tektite 1.2", "tektite 1.3", "docs/start.md:1: version 1.3"),
    "tag on a page": ("docs/start.md", "v1.2.3", "v1.2.2", "docs/start.md:2: version 1.2.2"),
    "package": ("packaging/debian/changelog", "1.2.3-1", "1.2.2-1", "changelog: version 1.2.2"),
    "package without a version": (
        "packaging/vcpkg/ports/tektite/vcpkg.json",
        "version",
        "v",
        "vcpkg.json: version missing",
    ),
    "checks": ("scripts/check.sh", "check all: ok\n", "check all: failed\nexit 1\n", "check all: failed"),
}


class Release(unittest.TestCase):
    """Releases of a small repository."""

    def setUp(self) -> None:
        """Makes the repository."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name, text in FILES.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (self.root / "scripts/check.sh").chmod(0o755)
        for name in ("scripts/release.sh", "scripts/check/versions.py"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        self.git("init", "--quiet")
        self.commit()

    def git(self, *arguments: str) -> str:
        """Runs git in the repository."""
        return subprocess.run(
            ["git", *arguments], cwd=self.root, check=True, capture_output=True, text=True, env=self.environment()
        ).stdout.strip()

    def environment(self) -> dict[str, str]:
        """Variables that make git independent of this machine's settings."""
        names = {f"GIT_{part}_{key}": "tester" for part in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return {**kept, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def commit(self) -> None:
        """Commits all files."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "state")

    def release(self, *arguments: str) -> tuple[int, str]:
        """Runs release.sh; its status and what it printed."""
        result = subprocess.run(
            ["scripts/release.sh", *arguments],
            cwd=self.root,
            check=False,
            capture_output=True,
            text=True,
            env=self.environment(),
        )
        return result.returncode, result.stdout + result.stderr

    def assert_refused(self, text: str, *arguments: str) -> None:
        """A dry run fails with one line that contains `text`."""
        status, output = self.release(*(arguments or ("--dry-run", "1.2.3")))
        self.assertEqual(status, 1, output)
        self.assertEqual(output.count("\n"), 1, output)
        self.assertIn(text, output)

    def test_agreement(self) -> None:
        """A dry run passes and changes nothing."""
        status, output = self.release("--dry-run", "1.2.3")
        self.assertEqual(status, 0, output)
        self.assertEqual(self.git("tag"), "")
        self.assertFalse((self.root / "build").exists())

    def test_planted_disagreements(self) -> None:
        """Each one stops the release."""
        for name, (path, old, new, message) in PLANTED.items():
            with self.subTest(name):
                text = FILES[path]
                self.assertIn(old, text)
                (self.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
                self.commit()
                self.assert_refused(message)
                (self.root / path).write_text(text, encoding="utf-8")
                self.commit()

    def test_arguments(self) -> None:
        """Another version and no version are refused."""
        self.assert_refused("1.2.4 is to be released", "--dry-run", "1.2.4")
        self.assert_refused("usage", "--dry-run")
        self.assert_refused("usage", "v1.2.3")

    def test_changed_tree(self) -> None:
        """Changes and new files that are not committed are refused."""
        (self.root / "new").write_text("", encoding="utf-8")
        self.assert_refused("not committed")

    def test_tags(self) -> None:
        """A tag at another commit, and another version's tag at this one, are refused."""
        self.git("tag", "v1.2.2")
        self.assert_refused("has the tag v1.2.2")
        self.git("tag", "--delete", "v1.2.2")
        self.git("tag", "v1.2.3")
        self.assertEqual(self.release("--dry-run", "1.2.3")[0], 0)
        (self.root / "new").write_text("", encoding="utf-8")
        self.commit()
        self.assert_refused("stands at another commit")

    def test_release(self) -> None:
        """A release has an annotated tag and an archive with its checksum."""
        status, output = self.release("1.2.3")
        self.assertEqual(status, 0, output)
        self.assertEqual(self.git("cat-file", "-t", "v1.2.3"), "tag")
        archive = self.root / "build/release-files/tektite-1.2.3.tar.gz"
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        self.assertEqual((archive.parent / (archive.name + ".sha256")).read_text().split(), [digest, archive.name])
        with tarfile.open(archive) as content:
            self.assertIn("tektite-1.2.3/include/tektite/version.hpp", content.getnames())


if __name__ == "__main__":
    unittest.main()
