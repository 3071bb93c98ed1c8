# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Settings of Sphinx for the manual; make_site.py calls it.

Nothing of the site comes from a network: formulas are MathML.
"""

import re

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

project = "Tektite"
author = "The Tektite authors"
copyright = "The Tektite authors"
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 6
myst_dmath_double_inline = True
root_doc = "index"
# Blocks named "text", "sh" and the like have the colours of their language only.
suppress_warnings = ["myst.header", "misc.highlighting_failure"]
pygments_style = "friendly"
pygments_dark_style = "native"
html_theme = "furo"
html_title = "Tektite"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "mathml"
html_domain_indices = False
html_use_index = False
html_theme_options = {"navigation_with_keys": True}


def formula(text: str, block: bool) -> str:
    """A formula of LaTeX as MathML; a \\tag becomes the number at its right."""
    number = re.search(r"\\tag\{([^}]*)\}", text)
    source = re.sub(r"\\tag\{[^}]*\}", "", text).strip()
    math = tex2mathml(source, as_block=block)
    if not block:
        return math
    side = f'<span class="number">({number.group(1)})</span>' if number else ""
    return f'<div class="formula"><div>{math}</div>{side}</div>'


def visit_inline(self: HTML5Translator, node: nodes.Node) -> None:
    """Writes a formula within a line."""
    self.body.append(formula(node.astext(), block=False))
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.Node) -> None:
    """Writes a formula with a line of its own."""
    self.body.append(formula(node.astext(), block=True))
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Registers MathML as the renderer of formulas."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
