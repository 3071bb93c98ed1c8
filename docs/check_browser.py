#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Opens every page of the manual in a browser without a screen, at the widths of a desk and of a phone.

usage: check_browser.py HTML [--browser chromium] [--screenshots FOLDER PAGE...]

No page may scroll sideways, miss a picture, or ask a network; the search has to find the words of WORDS. With
--screenshots the pages named are drawn at both widths instead.
"""

import argparse
import contextlib
import functools
import http.server
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

WIDTHS = (1280, 390)
WORDS = [
    *("LAMMPS", "image flags", "icosahedra", "voronoi", "cutoff", "percolation", "winding", "D2min", "barostat"),
    *("build_neighbor_list", "alpha2", "dump", "extended XYZ", "checkpoint", "ghosts", "determinism", "setfl"),
    *("strain gradient", "union-find", "structure factor"),
]
# Each page is shown in a frame of the width asked for: a window without a screen has a least width of 500 pixels.
CHECK = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0"><pre id="found">running</pre><script>
const pages = PAGES, widths = WIDTHS, words = WORDS, found = [];
const frame = document.createElement("iframe");
frame.style.cssText = "border:0;height:900px";
document.body.append(frame);
const pause = time => new Promise(done => setTimeout(done, time));
const load = address => new Promise(done => { frame.onload = done; frame.src = address; });
(async () => {
  for (const width of widths) {
    frame.style.width = width + "px";
    for (const page of pages) {
      await load("/" + page);
      const inner = frame.contentDocument, root = inner.documentElement;
      if (root.scrollWidth > width) found.push(`${page}: ${root.scrollWidth} pixels wide at ${width}`);
      // The theme hides what is too wide: each element has to fit, or to stand in one that scrolls.
      const article = inner.querySelector("article") || inner.body;
      const overflow = e => frame.contentWindow.getComputedStyle(e).overflowX;
      const scrolls = e => e && e !== article && (/auto|scroll/.test(overflow(e)) || scrolls(e.parentElement));
      const wide = [...article.querySelectorAll("*")].find(e =>
        e.checkVisibility() && e.getBoundingClientRect().right > width + 1 && !scrolls(e));
      if (wide) found.push(`${page}: at ${width} pixels cut: ${wide.outerHTML.slice(0, 80)}`);
      for (const image of inner.images) {
        image.loading = "eager";
        try { await image.decode(); } catch { found.push(`${page}: no picture ${image.getAttribute("src")}`); }
      }
      for (const entry of frame.contentWindow.performance.getEntriesByType("resource"))
        if (!entry.name.startsWith(location.origin)) found.push(`${page}: asks ${entry.name}`);
    }
  }
  for (const word of words) {
    await load("/search.html?q=" + encodeURIComponent(word));
    let hits = 0;
    for (let k = 0; k < 100 && !hits; ++k) {
      await pause(50);
      hits = frame.contentDocument.querySelectorAll("#search-results li").length;
    }
    if (!hits) found.push(`search finds no "${word}"`);
  }
  await fetch("/found", {method: "POST", body: JSON.stringify(found)});
})();
</script>"""


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves the site, the page that checks it, and takes what that page found."""

    page = b""
    found: list[str] | None = None
    done = threading.Event()

    def copyfile(self, source: object, out: object) -> None:
        """Sends a file; a page may be left before its last picture has come."""
        with contextlib.suppress(ConnectionError):
            super().copyfile(source, out)

    def send_error(self, *status: object) -> None:
        """Says that a file is not there, to a page that may be left."""
        with contextlib.suppress(ConnectionError):
            super().send_error(*status)

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """Sends the checking page or a file."""
        if self.path != "/check":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(Server.page)

    def do_POST(self) -> None:
        """Takes the findings."""
        Server.found = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()
        Server.done.set()


def command(browser: str, profile: str) -> list[str]:
    """A browser without a screen, with a profile of its own."""
    start = [browser, "--headless=new", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}"]
    return [*start, "--hide-scrollbars", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def screenshots(html: Path, browser: str, folder: Path, pages: list[str]) -> None:
    """Draws pages at both widths. A phone's width is that of a frame in a wider window."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for page in pages:
            for width in WIDTHS:
                frame = Path(scratch, "frame.html")
                style = f"border:0;width:{width}px;height:1600px"
                frame.write_text(f'<body style="margin:0"><iframe style="{style}" src="file://{html / page}"></iframe>')
                out = folder / f"{re.sub('[^a-zA-Z0-9]', '_', page)}_{width}.png"
                size = [f"--window-size={max(width, 500)},1600", f"--screenshot={out}", f"file://{frame}"]
                subprocess.run(command(browser, f"{scratch}/profile") + size, check=True, capture_output=True)


def main() -> int:
    """Checks the pages, prints what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("html", type=Path)
    parser.add_argument("--browser", default="chromium")
    parser.add_argument("--screenshots", nargs="+", metavar=("FOLDER", "PAGE"))
    parser.add_argument("--limit", type=float, default=900, help="seconds")
    options = parser.parse_args()
    html = options.html.resolve()
    if options.screenshots:
        folder, *pages = options.screenshots
        screenshots(html, options.browser, Path(folder), pages)
        return 0
    pages = sorted(str(path.relative_to(html)) for path in html.rglob("*.html") if "_static" not in path.parts)
    text = CHECK.replace("PAGES", json.dumps(pages)).replace("WIDTHS", json.dumps(WIDTHS), 1)
    Server.page = text.replace("WORDS", json.dumps(WORDS), 1).encode()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory=str(html)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        address = f"http://127.0.0.1:{server.server_address[1]}/check"
        start = command(options.browser, scratch) + ["--window-size=1400,1000", "--remote-debugging-port=0", address]
        process = subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ended = Server.done.wait(options.limit)
        process.terminate()
        process.wait()
    found = Server.found if ended and Server.found is not None else ["the browser did not end its work"]
    print(*found, sep="\n")
    print(f"{len(pages)} pages at {len(WIDTHS)} widths, {len(WORDS)} words: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
