# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""What holds for the page of any finished study: its size, its first sentence, its tables, how it fits its readers."""

import csv
import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

LIMIT = 4_000_000  # of the page, in bytes
WIDTHS = (1280, 390)  # of a desk and of a phone, in pixels
PHRASE, OFTEN = 6, 5  # words in a row, and how often they are too many
LEAST_FILLED = 0.5  # of a printed page, but the last one

# A window without a screen has a least width, so each width is that of a frame in a page.
FRAMES = """<!DOCTYPE html><body><script>
const found = [];
const frame = document.createElement("iframe");
frame.style.height = "900px";
document.body.append(frame);
(async () => {
  for (const width of WIDTHS) {
    frame.style.cssText = `border:0;height:900px;width:${width}px`;
    await new Promise(done => { frame.onload = done; frame.src = "ADDRESS"; });
    const inner = frame.contentDocument, root = inner.documentElement;
    if (root.scrollWidth > width) found.push(`${root.scrollWidth} pixels wide at ${width}`);
    const scrolls = e => e && (/auto|scroll/.test(frame.contentWindow.getComputedStyle(e).overflowX) ||
      scrolls(e.parentElement));
    for (const e of inner.querySelectorAll("main *"))
      if (e.getBoundingClientRect().right > width + 1 && !scrolls(e)) found.push(`cut at ${width}: ${e.tagName}`);
    for (const image of inner.images)
      if (!image.complete || !image.naturalWidth) found.push(`no picture: ${image.alt}`);
  }
  document.body.innerHTML = `<pre>seen: ${found.length} ${found.slice(0, 5).join("; ")}</pre>`;
})();
</script>"""


def check_page(folder: Path, check: Callable[[object, str], None]) -> None:
    """Checks report.html of the finished study in this folder."""
    file = folder / "report.html"
    check(file.stat().st_size < LIMIT, f"the page has {file.stat().st_size} bytes")
    page = file.read_text(encoding="utf-8")
    _check_answer(page, folder, check)
    _check_tables(page, check)
    phrases = often(page)
    check(not phrases, f"phrases that stand {OFTEN} times or more: {phrases}")
    for number in range(1, 11):
        full = f"figures/fig{number:02d}.png"
        check((folder / full).exists() and f'href="{full}"' in page, f"{full} is not beside the page")
    _check_browser(file, check)


def _check_answer(page: str, folder: Path, check: Callable[[object, str], None]) -> None:
    """The first sentence stands first, and agrees with the table of verdicts."""
    with open(folder / "data" / "claims.csv", encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    strain = [row["verdict"] for row in rows if row["figure"] in ("4b", "4c", "4d", "5b", "6b", "8a", "8b")]
    check(len(strain) == 8, f"{len(strain)} claims on the localisation of the strain")
    agree, disagree = strain.count("agrees"), strain.count("disagrees")
    expected = "This run cannot tell"
    if agree >= 5 and disagree == 0:
        expected = "Yes"
    elif disagree >= 5 and agree == 0:
        expected = "No"
    match = re.search(r'<p class="answer"><b>([^<]*)</b>([^<]*)', page)
    check(match is not None, "the page has no answer")
    check(match[1].startswith(expected), f"the answer is '{match[1]}', expected '{expected}'")
    check(page.index('class="answer"') < page.index("<h2"), "the answer does not come first")
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
    for count, verb in ((agree, "agree"), (disagree, "disagree"), (strain.count("undecided"), "undecided")):
        said = re.search(rf"\b{words[count]} (?:is |are )?{verb}", match[2])
        check(not count or said, f"the answer does not say that {count} {verb}: {match[2]}")


def _check_tables(page: str, check: Callable[[object, str], None]) -> None:
    """Every pair of a wanted and a measured value has a verdict, in colour."""
    for name, rows_expected in (("glass", 7), ("checks", 9), ("claims", 22)):
        section = page[page.index(f'<h2 id="{name}"') :]
        body = section[section.index("<tbody>") : section.index("</tbody>")]
        rows = body.split("<tr>")[1:]
        check(len(rows) == rows_expected, f"{name}: {len(rows)} rows, expected {rows_expected}")
        for row in rows:
            check(row.count('class="verdict ') == 1, f"{name}: a row without a verdict: {row}")


def often(page: str) -> list[str]:
    """Phrases that stand too often in what is read from top to bottom."""
    visible = re.sub(r"<(style|pre)\b.*?</\1>", " ", page, flags=re.DOTALL)
    visible = re.sub(r'<span class="data">.*?</span>', " ", visible, flags=re.DOTALL)
    counts: Counter[str] = Counter()
    # A phrase ends where its cell, item or paragraph ends.
    for block in re.split(r"</?(?:td|th|tr|li|p|h\d|figcaption|small|dt|dd|div|br|span)\b[^>]*>", visible):
        words = html.unescape(re.sub(r"<[^>]*>", "", block)).split()
        counts.update(" ".join(words[k : k + PHRASE]) for k in range(len(words) - PHRASE + 1))
    return [phrase for phrase, count in counts.items() if count >= OFTEN]


def _check_browser(file: Path, check: Callable[[object, str], None]) -> None:
    """Nothing is cut or scrolls sideways at both widths; no printed page is half empty. Needs Chromium."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        print("report_page: no Chromium, widths and printed pages are not looked at")
        return
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        frames = scratch / "frames.html"
        frames.write_text(FRAMES.replace("WIDTHS", str(list(WIDTHS))).replace("ADDRESS", file.resolve().as_uri()))
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={scratch / 'user'}"]
        environment = {**os.environ, "HOME": name}
        options = ["--allow-file-access-from-files", "--virtual-time-budget=60000", "--dump-dom", frames.as_uri()]
        found = subprocess.run([*command, *options], capture_output=True, text=True, timeout=300, env=environment)
        seen = re.search(r"seen: (.*)</pre>", found.stdout)
        check(seen is not None, f"the browser did not come to its end: {found.stderr[-300:]}")
        check(seen[1].strip() == "0", f"in a browser: {seen[1]}")
        if shutil.which("pdftoppm"):
            printed = ["--no-pdf-header-footer", f"--print-to-pdf={scratch / 'page.pdf'}", file.resolve().as_uri()]
            subprocess.run([*command, *printed], capture_output=True, check=True, timeout=300, env=environment)
            _check_print(scratch / "page.pdf", check)


def _check_print(pdf: Path, check: Callable[[object, str], None]) -> None:
    from matplotlib.image import imread

    subprocess.run(["pdftoppm", "-r", "30", "-png", pdf, pdf.with_suffix("")], check=True)
    filled = []
    for picture in sorted(pdf.parent.glob("page-*.png")):
        inked = (imread(picture)[..., :3] < 0.9).any(axis=(1, 2))
        filled.append((int(np.flatnonzero(inked)[-1]) + 1) / len(inked) if inked.any() else 0.0)
    sparse = [f"{number} ({share:.0%})" for number, share in enumerate(filled[:-1], 1) if share < LEAST_FILLED]
    check(not sparse, f"printed pages that are half empty: {', '.join(sparse)} of {len(filled)}")


def fail_unless(condition: object, text: str) -> None:
    """Ends with an error unless the condition holds."""
    if not condition:
        sys.exit(f"report_page: {text}")


if __name__ == "__main__":
    check_page(Path(sys.argv[1]), fail_unless)
