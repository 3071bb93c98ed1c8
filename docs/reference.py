# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Pages of the reference from Doxygen's XML: a page per public header, with its functions and types, and a page per
umbrella header, which lists those of its topic.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

ORDER = ["core", "neighbors", "eam", "dynamics", "voronoi", "network", "order", "strain", "percolation", "stats"]
ORDER += ["io", "adaptors"]
LISTS = {"param": "Parameters", "templateparam": "Template parameters", "exception": "Errors", "retval": "Values"}


@dataclass
class Entry:
    """A function with its overloads, or a type, of a header."""

    name: str
    kind: str
    brief: str
    header: str
    line: int
    nodes: list[ET.Element] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The anchor of the entry, one of its own in the whole manual."""
        path = self.header.removeprefix("tektite/").removesuffix(".hpp")
        return re.sub(r"[\W_]+", "-", f"{self.kind}-{path}-{self.name}").strip("-").lower()


def plain(node: ET.Element | None) -> str:
    """The text below a node, on one line."""
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_<>\[\]$|{}#~])", r"\\\1", text)


class Reference:
    """All entries of the XML folder, by header."""

    def __init__(self, folder: Path) -> None:
        """Reads the files of the folder."""
        self.headers: dict[str, list[Entry]] = {}
        self.about: dict[str, ET.Element] = {}
        self.places: dict[str, tuple[str, str]] = {}
        for path in sorted(folder.glob("*.xml")):
            for compound in ET.parse(path).getroot().iter("compounddef"):
                self.add_compound(compound)
        for entries in self.headers.values():
            entries.sort(key=lambda entry: entry.line)

    def add_compound(self, compound: ET.Element) -> None:
        """Adds a header, a type, or the functions of a namespace."""
        kind = compound.get("kind")
        location = compound.find("location")
        if location is None:
            return
        header = location.get("file")
        if kind == "file" and header.endswith(".hpp"):
            self.about[header] = compound
            self.headers.setdefault(header, [])
            self.places[compound.get("id")] = (header, "")
            self.add_members(compound)
        elif kind in ("struct", "class", "concept", "union"):
            name = re.sub(r"^tektite::", "", plain(compound.find("compoundname")))
            self.add(compound, header, name, kind)
            entry = self.headers[header][-1]
            for member in compound.iter("memberdef"):
                self.places[member.get("id")] = (header, entry.anchor)
        elif kind == "namespace":
            self.add_members(compound)

    def add_members(self, compound: ET.Element) -> None:
        """Adds functions, enumerations, constants and names of types."""
        for member in compound.iter("memberdef"):
            name = re.sub(r"^tektite::", "", plain(member.find("qualifiedname")) or plain(member.find("name")))
            self.add(member, member.find("location").get("file"), name, member.get("kind"))

    def add(self, node: ET.Element, header: str, name: str, kind: str) -> None:
        """Adds an entry, or an overload to the one that is there. What has no words is private."""
        entries = self.headers.setdefault(header, [])
        brief = plain(node.find("briefdescription"))
        if not brief and not plain(node.find("detaileddescription")):
            return
        found = next((entry for entry in entries if entry.name == name and entry.kind == kind), None)
        if found is None:
            found = Entry(name, kind, brief, header, int(node.find("location").get("line", 0)))
            entries.append(found)
        if all(node.get("id") != other.get("id") for other in found.nodes):
            found.nodes.append(node)
        self.places[node.get("id")] = (header, found.anchor)

    def link(self, identity: str, words: str, page: str) -> str:
        """Words that lead to an entry, seen from a page."""
        header, anchor = self.places.get(identity, ("", ""))
        if not header:
            return words
        up = "../" * page.count("/")
        return f"[{words}](#{anchor})" if anchor else f"[{words}]({up}{page_of(header)})"

    def prose(self, node: ET.Element, page: str) -> str:
        """The words of a description, on one line: code, emphasis, links."""
        out = escaped(node.text or "")
        for child in node:
            if child.tag == "computeroutput":
                ref = child.find("ref")
                words = f"`{plain(child)}`" if plain(child) else ""
                out += self.link(ref.get("refid"), words, page) if ref is not None else words
            elif child.tag == "ref":
                out += self.link(child.get("refid"), escaped(plain(child)), page)
            elif child.tag == "emphasis":
                out += f"*{self.prose(child, page)}*"
            elif child.tag in ("lsquo", "rsquo", "ndash"):
                out += {"lsquo": "'", "rsquo": "'", "ndash": "-"}[child.tag]
            elif child.tag in ("itemizedlist", "parameterlist", "simplesect", "verbatim"):
                pass
            else:
                out += self.prose(child, page)
            out += escaped(child.tail or "")
        return " ".join(out.split())

    def description(self, node: ET.Element | None, page: str) -> list[str]:
        """The paragraphs and lists of a description."""
        out = []
        for para in node.findall("para") if node is not None else []:
            words = self.prose(para, page)
            if words:
                out += [words, ""]
            for child in para:
                if child.tag == "itemizedlist":
                    out += [f"- {self.prose(item, page)}" for item in child.iter("listitem")] + [""]
                elif child.tag == "verbatim":
                    out += ["```text", (child.text or "").strip("\n"), "```", ""]
                elif child.tag == "parameterlist":
                    out += [f"**{LISTS[child.get('kind')]}**", ""] + self.items(child, page) + [""]
                elif child.tag == "simplesect":
                    out += self.section(child, page) + [""]
        return out

    def items(self, node: ET.Element, page: str) -> list[str]:
        """The parameters or errors of a function."""
        out = []
        for item in node.findall("parameteritem"):
            names = ", ".join(f"`{plain(name)}`" for name in item.iter("parametername"))
            out.append(f"- {names}: {self.prose(item.find('parameterdescription'), page)}")
        return out

    def section(self, node: ET.Element, page: str) -> list[str]:
        """A section such as the result or the source."""
        title = plain(node.find("title")).rstrip(":")
        if node.get("kind") == "return":
            title = "Result"
        words = " ".join(self.prose(para, page) for para in node.findall("para"))
        return [f"**{title}:** {words}" if title else words]

    def page(self, header: str) -> str:
        """The page of a header."""
        page = page_of(header)
        about = self.about.get(header)
        out = [f"# {header.removeprefix('tektite/')}", "", "```text", f"#include <{header}>", "```", ""]
        if about is not None:
            out += self.both(about, page)
        for entry in self.headers[header]:
            out += [f"({entry.anchor})=", f"## `{entry.name}`", ""]
            for node in entry.nodes:
                out += ["```cpp", signature(node, entry.name), "```", ""]
                out += self.both(node, page) + self.members(node, page)
        return "\n".join(out) + "\n"

    def both(self, node: ET.Element, page: str) -> list[str]:
        """The first sentence and the rest."""
        return self.description(node.find("briefdescription"), page) + self.description(
            node.find("detaileddescription"), page
        )

    def members(self, node: ET.Element, page: str) -> list[str]:
        """The members of a type: values in a table, functions below it."""
        rows, functions = [], []
        for value in node.findall("enumvalue"):
            words = " ".join(self.prose(p, page) for p in value.iter("para"))
            rows.append(f"| `{plain(value.find('name'))}` {plain(value.find('initializer'))} | {words} |")
        for member in node.iter("memberdef") if node.tag == "compounddef" else []:
            if member.get("prot") != "public" or member.get("kind") == "friend":
                continue
            if not plain(member.find("briefdescription")) + plain(member.find("detaileddescription")):
                continue
            if member.get("kind") in ("variable", "typedef"):
                words = " ".join(self.description(member.find("briefdescription"), page)).strip()
                rest = " ".join(self.description(member.find("detaileddescription"), page)).strip()
                rows.append(f"| {cell(signature(member, plain(member.find('name'))))} | {words} {rest} |")
            else:
                name = plain(member.find("name"))
                functions += ["```cpp", signature(member, name), "```", ""] + self.both(member, page)
        table = ["| member | meaning |", "|---|---|", *rows, ""] if rows else []
        return table + functions

    def list_of(self, header: str, page: str) -> list[str]:
        """The rows of a table that says what is in a header."""
        words = self.about[header].find("briefdescription") if header in self.about else None
        about = " ".join(self.description(words, page)).strip()
        name = page_of(header).removeprefix("reference/")
        out = [f"## {header.removeprefix('tektite/')}", "", about, "", f"[All of `{header}`]({name})", ""]
        rows = [f"| [`{entry.name}`](#{entry.anchor}) | {escaped(entry.brief)} |" for entry in self.headers[header]]
        return out + (["| name | |", "|---|---|", *rows, ""] if rows else [])

    def topic(self, topic: str) -> str:
        """The page of an umbrella header: the functions and types of each header of the topic."""
        page = f"reference/{topic}.md"
        umbrella = f"tektite/{topic}.hpp"
        headers = sorted(name for name in self.headers if name.startswith(f"tektite/{topic}/"))
        out = [f"# tektite/{topic}", ""]
        if umbrella in self.about:
            out += ["```text", f"#include <{umbrella}>", "```", ""] + self.both(self.about[umbrella], page)
        for header in headers:
            out += self.list_of(header, page)
        names = [page_of(header).removeprefix("reference/").removesuffix(".md") for header in headers]
        return "\n".join([*out, "```{toctree}", ":hidden:", "", *names, "```"]) + "\n"


def page_of(header: str) -> str:
    """The page of a header or umbrella."""
    return "reference/" + header.removeprefix("tektite/").removesuffix(".hpp") + ".md"


def cell(code: str) -> str:
    """Code in a cell of a table."""
    return "`" + " ".join(code.split()).replace("|", "\\|") + "`"


def tidy(code: str) -> str:
    """C++ without Doxygen's blanks within angle brackets."""
    return re.sub(r"\s+>", ">", re.sub(r"<\s+", "<", code)).replace("> *", ">*")


def template_of(node: ET.Element) -> str:
    """The line of the template parameters, and what they have to fulfil."""
    parameters = []
    for param in node.findall("templateparamlist/param"):
        name = plain(param.find("declname"))
        default = plain(param.find("defval"))
        parameters.append(f"{plain(param.find('type'))} {name}".strip() + (f" = {default}" if default else ""))
    out = f"template <{', '.join(parameters)}>\n" if parameters else ""
    requires = plain(node.find("requiresclause"))
    return out + (f"  requires {requires}\n" if requires else "")


def signature(node: ET.Element, name: str) -> str:
    """The declaration of an entry."""
    kind = node.get("kind")
    if kind == "concept":
        return tidy((node.findtext("initializer") or "") and "".join(node.find("initializer").itertext()).strip())
    if kind in ("struct", "class", "union"):
        return tidy(f"{template_of(node)}{kind} {name}")
    if kind == "enum":
        return f"enum class {name}"
    if kind == "define":
        return f"#define {name}"
    if kind == "typedef":
        return tidy(f"{template_of(node)}using {plain(node.find('name'))} = {plain(node.find('type'))}")
    short = name.split("::")[-1]
    start = f"{plain(node.find('type'))} {short}".strip()
    if kind == "variable":
        value = plain(node.find("initializer"))
        return tidy(f"{template_of(node)}{start}{' ' + value if value else ''}")
    parameters = [
        f"{plain(p.find('type'))} {plain(p.find('declname'))}".strip()
        + (f" = {plain(p.find('defval'))}" if p.find("defval") is not None else "")
        for p in node.findall("param")
    ]
    line = f"{start}({', '.join(parameters)})"
    if len(line) > 80:
        line = f"{start}(\n    " + ",\n    ".join(parameters) + ")"
    return tidy(template_of(node) + line + (" const" if node.get("const") == "yes" else ""))


def write(xml: Path, pages: Path) -> list[str]:
    """Writes all pages of the reference below the folder pages, and returns the names of the topics' pages."""
    reference = Reference(xml)
    topics = [topic for topic in ORDER if any(name.startswith(f"tektite/{topic}/") for name in reference.headers)]
    missed = {name.split("/")[1] for name in reference.headers if name.count("/") > 1} - set(topics)
    if missed:
        raise SystemExit(f"reference.py: no place in ORDER for {sorted(missed)}")
    for header in reference.headers:
        if header.count("/") > 1:
            path = pages / page_of(header)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(reference.page(header))
    for topic in topics:
        (pages / "reference" / f"{topic}.md").write_text(reference.topic(topic))
    return [f"reference/{topic}" for topic in topics]
