# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""The functions at namespace scope of a C++ header, each with its documentation block.

Reads text, not a syntax tree: it follows brackets, templates and requires clauses, and skips classes and bodies.
"""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""
    (?P<newline>\n) | (?P<space>[^\S\n]+)
  | (?P<block>/\*.*?\*/) | (?P<line>//[^\n]*)
  | (?P<raw>R"(?P<delimiter>[^()\\\s]*)\(.*?\)(?P=delimiter)")
  | (?P<string>"(?:[^"\\\n]|\\.)*") | (?P<char>'(?:[^'\\\n]|\\.)+')
  | (?P<number>\.?\d(?:'?[\w.]|(?<=[eEpP])[+-])*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<symbol>::|->|&&|\|\||==|!=|<=|>=|\.\.\.|\[\[|\]\]|.)
    """,
    re.VERBOSE | re.DOTALL,
)
CLOSING = {"(": ")", "[": "]", "{": "}", "[[": "]]"}
SPECIFIERS = {"inline", "static", "constexpr", "consteval", "constinit", "extern", "friend", "explicit", "virtual"}
SPECIFIERS |= {"const", "volatile", "typename"}
BUILTIN = {"void", "bool", "char", "short", "int", "long", "signed", "unsigned", "float", "double", "auto"}
CLASS_KEYS = {"class", "struct", "union", "enum"}
NO_FUNCTION = {"using", "typedef", "static_assert", "concept", "namespace", "friend"} | CLASS_KEYS


@dataclass
class Token:
    """A piece of code that is neither space nor comment."""

    text: str
    line: int


@dataclass
class Function:
    """A function at namespace scope; `parameters` holds the names, without the unnamed ones."""

    name: str
    line: int
    namespace: tuple[str, ...]
    parameters: list[str]
    signature: str
    takes_exec: bool
    returns_void: bool
    block: str = ""


@dataclass
class Header:
    """What was found in one file."""

    functions: list[Function] = field(default_factory=list)
    file_block: str = ""


def tokenize(text: str) -> tuple[list[Token], list[tuple[int, int, str]]]:
    """Tokens of the code, and the comments as (first line, last line, text)."""
    tokens, comments = [], []
    line, at_line_start, skip_until = 1, True, 0
    for match in TOKEN.finditer(text):
        kind, piece = match.lastgroup, match.group()
        kind = "raw" if kind == "delimiter" else kind
        if match.start() < skip_until:
            line += piece.count("\n")
            continue
        if kind == "newline":
            at_line_start = True
        elif kind in ("block", "line"):
            comments.append((line, line + piece.count("\n"), piece))
        elif kind == "symbol" and piece == "#" and at_line_start:
            # A directive, with its continuation lines.
            skip_until = match.start() + len(re.match(r"(?:[^\n\\]|\\\n|\\.)*", text[match.start() :]).group())
        elif kind != "space":
            tokens.append(Token(piece, line))
        if kind not in ("space", "newline"):
            at_line_start = False
        line += piece.count("\n")
    return tokens, comments


def doc_blocks(comments: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Runs of `///` lines and `/** */` comments as (first line, last line, text without the markers)."""
    blocks: list[tuple[int, int, str]] = []
    for first, last, piece in comments:
        if re.match(r"//[/!](?![/<])", piece):
            body = piece[3:].removeprefix(" ")
            if blocks and blocks[-1][1] == first - 1 and not blocks[-1][2].startswith("\0"):
                body = blocks.pop()[2] + "\n" + body
                first = first - body.count("\n")
            blocks.append((first, last, body))
        elif re.match(r"/\*[*!](?!<)", piece):
            body = "\n".join(re.sub(r"^\s*\* ?", "", row) for row in piece[3:-2].split("\n"))
            blocks.append((first, last, "\0" + body))
    return [(first, last, body.removeprefix("\0")) for first, last, body in blocks]


def skip_brackets(tokens: list[Token], start: int) -> int:
    """Index behind the bracket that closes the one at `start`."""
    closing, depth = CLOSING[tokens[start].text], 0
    for k in range(start, len(tokens)):
        if tokens[k].text == tokens[start].text:
            depth += 1
        elif tokens[k].text == closing:
            depth -= 1
            if depth == 0:
                return k + 1
    return len(tokens)


def skip_angles(tokens: list[Token], start: int) -> int:
    """Index behind the `>` that closes the `<` at `start`."""
    depth, k = 0, start
    while k < len(tokens):
        text = tokens[k].text
        if text in CLOSING:
            k = skip_brackets(tokens, k)
            continue
        depth += (text == "<") - (text == ">")
        k += 1
        if depth == 0:
            return k
    return k


def is_word(token: Token) -> bool:
    """Whether a token is an identifier or a keyword."""
    return token.text[0].isalpha() or token.text[0] == "_"


def skip_constraint(tokens: list[Token], start: int) -> int:
    """Index behind the requires clause whose `requires` is at `start`: primary expressions joined by && and ||."""
    k = start + 1
    while k < len(tokens):
        if tokens[k].text == "requires":
            k += 1
            if k < len(tokens) and tokens[k].text == "(":
                k = skip_brackets(tokens, k)
            if k < len(tokens) and tokens[k].text == "{}":
                k += 1
        elif tokens[k].text == "(":
            k = skip_brackets(tokens, k)
        else:
            while k < len(tokens) and (is_word(tokens[k]) or tokens[k].text == "::"):
                k += 1
                if k < len(tokens) and tokens[k].text == "<":
                    k = skip_angles(tokens, k)
                if k >= len(tokens) or (tokens[k].text != "::" and tokens[k - 1].text != "::"):
                    break
        if k < len(tokens) and tokens[k].text in ("&&", "||"):
            k += 1
            continue
        return k
    return k


def split_head(tokens: list[Token]) -> tuple[list[Token], list[str]]:
    """A declaration without attributes, template headers and requires clauses; and its execution space types."""
    spaces: list[str] = []
    k = 0
    while k < len(tokens):
        text = tokens[k].text
        if text == "[[":
            k = skip_brackets(tokens, k)
        elif text == "template" and k + 1 < len(tokens) and tokens[k + 1].text == "<":
            end = skip_angles(tokens, k + 1)
            for one, following in zip(tokens[k + 1 : end], tokens[k + 2 : end], strict=False):
                if one.text == "ExecutionSpace" and is_word(following):
                    spaces.append(following.text)
            k = end
        elif text == "requires":
            k = skip_constraint(tokens, k)
        elif text.isupper() and len(text) > 2 and is_word(tokens[k]):
            k += 1  # a macro such as KOKKOS_FUNCTION
            if k < len(tokens) and tokens[k].text == "(":
                k = skip_brackets(tokens, k)
        elif text in SPECIFIERS - {"const", "volatile", "typename"}:
            k += 1
        else:
            break
    return tokens[k:], spaces


def split_parameters(tokens: list[Token]) -> list[list[Token]]:
    """The parameters of a list without its parentheses."""
    parameters: list[list[Token]] = [[]]
    k = 0
    while k < len(tokens):
        end = k + 1
        if tokens[k].text in CLOSING:
            end = skip_brackets(tokens, k)
        elif tokens[k].text == "<" and k > 0 and is_word(tokens[k - 1]):
            end = skip_angles(tokens, k)
        elif tokens[k].text == ",":
            parameters.append([])
            k += 1
            continue
        parameters[-1] += tokens[k:end]
        k = end
    return [p for p in parameters if p and [t.text for t in p] != ["void"]]


def parameter_name(tokens: list[Token]) -> str:
    """Name of a parameter, empty if it has none."""
    declared: list[Token] = []
    k = 0
    while k < len(tokens) and tokens[k].text != "=":
        text, end = tokens[k].text, k + 1
        if text == "<":
            end = skip_angles(tokens, k)
        elif text == "[" or text == "[[":
            end = skip_brackets(tokens, k)
            k = end
            continue
        elif text == "(":
            inner = tokens[k + 1 : skip_brackets(tokens, k) - 1]
            if inner and inner[0].text in ("*", "&") and is_word(inner[-1]):
                return inner[-1].text
            end = skip_brackets(tokens, k)
        declared += tokens[k:end]
        k = end
    if len(declared) < 2 or not is_word(declared[-1]):
        return ""
    last, before = declared[-1].text, declared[-2].text
    if last in BUILTIN | SPECIFIERS or before in {"::", "typename"}:
        return ""
    return "" if all(t.text in SPECIFIERS for t in declared[:-1]) else last


def is_exec(tokens: list[Token], spaces: list[str]) -> bool:
    """Whether a parameter is an execution space instance."""
    words = [t.text for t in tokens if is_word(t)]
    return parameter_name(tokens) == "exec" or any(
        word in spaces or word in ("execution_space", "DefaultExecutionSpace", "DefaultHostExecutionSpace")
        for word in words[:-1]
    )


def find_function(tokens: list[Token], namespace: tuple[str, ...]) -> Function | None:
    """The function that a declaration declares, if it is one."""
    head, spaces = split_head(tokens)
    k = 0
    while k < len(head):
        text = head[k].text
        if k == 0 and (text in NO_FUNCTION or text == "template"):
            return None
        if text in ("decltype", "alignas", "noexcept", "__attribute__") and k + 1 < len(head):
            k = skip_brackets(head, k + 1) if head[k + 1].text == "(" else k + 1
        elif text == "operator":
            while k + 1 < len(head) and (head[k + 1].text != "(" or head[k].text == "operator"):
                k += 2 if head[k + 1].text == "(" else 1
            return None  # operators mean what they say
        elif text == "<":
            k = skip_angles(head, k)
        elif text == "[[":
            k = skip_brackets(head, k)
        elif text == "=" or text == "{}":
            return None
        elif text == "(":
            break
        else:
            k += 1
    if k >= len(head) or k == 0 or not is_word(head[k - 1]):
        return None
    result = [t.text for t in head[: k - 1] if t.text not in SPECIFIERS and not (t.text.isupper() and len(t.text) > 2)]
    if not result or result[-1] == "::":
        return None  # a deduction guide, a macro, or a member that is defined outside its class
    end = skip_brackets(head, k)
    parameters = split_parameters(head[k + 1 : end - 1])
    trailing = [t.text for t in head[end:]]
    if "->" in trailing:
        result = trailing[trailing.index("->") + 1 :]
        result = result[: result.index("requires")] if "requires" in result else result
    names = [parameter_name(p) for p in parameters]
    return Function(
        name=head[k - 1].text,
        line=head[k - 1].line,
        namespace=namespace,
        parameters=[name for name in names if name],
        signature=" ".join(" ".join(t.text for t in p).split(" = ")[0] for p in parameters),
        takes_exec=bool(parameters) and is_exec(parameters[0], spaces),
        returns_void=result == ["void"],
    )


def begins_class(tokens: list[Token]) -> bool:
    """Whether the brace behind these tokens opens a class or an enumeration."""
    head, _ = split_head(tokens)
    texts = [t.text for t in head]
    if texts and texts[0] == "typedef":
        texts = texts[1:]
    return bool(texts) and texts[0] in CLASS_KEYS


def body_follows(tokens: list[Token]) -> bool:
    """Whether the brace behind these tokens opens the body of a function."""
    if not tokens or tokens[-1].text in ("=", "requires"):
        return False
    if tokens[-1].text == ")":
        depth = 0
        for k in range(len(tokens) - 1, -1, -1):
            depth += (tokens[k].text == ")") - (tokens[k].text == "(")
            if depth == 0:
                expression = k > 1 and tokens[k - 1].text == "requires"
                if expression and tokens[k - 2].text in ("requires", "&&", "||", "=", "!"):
                    return False
                break
    head, _ = split_head(tokens)
    depth = 0
    for k, token in enumerate(head):
        if token.text == "=" and depth == 0 and not (k > 0 and head[k - 1].text == "operator"):
            return False
        depth += (token.text in "([") - (token.text in ")]")
    if any(t.text == ":" for t in head) and is_word(tokens[-1]):
        return False  # a member that is initialised with braces
    return any(t.text == "(" for t in head)


class Parser:
    """Walks the declarations of a header, namespace by namespace."""

    def __init__(self, text: str) -> None:
        self.tokens, comments = tokenize(text)
        self.blocks = doc_blocks(comments)
        self.header = Header()
        self.next_block = 0
        self.pending = ""
        self.group: list[str] = []
        self.hidden = False
        self.run(0, ())

    def take_blocks(self, line: int) -> None:
        """Makes the last block above `line` the pending one; opens and closes groups on the way."""
        while self.next_block < len(self.blocks) and self.blocks[self.next_block][1] < line:
            body = self.blocks[self.next_block][2]
            self.next_block += 1
            if re.search(r"[\\@](end)?cond\b", body):
                # Between \cond and \endcond nothing belongs to the manual.
                self.hidden = not re.search(r"[\\@]endcond\b", body)
            elif re.search(r"[\\@]file\b", body):
                self.header.file_block += body + "\n"
            elif re.search(r"[\\@]\}", body):
                self.group = self.group[:-1]
            elif re.search(r"[\\@]\{", body):
                # The words may stand in the block that opens the group or in the one above it.
                self.group.append(re.sub(r"[\\@]\{", "", body).strip() or self.pending)
                self.pending = ""
            else:
                self.pending = body

    def drop_blocks(self, line: int) -> None:
        """Passes over the blocks inside a declaration that ends on `line`."""
        while self.next_block < len(self.blocks) and self.blocks[self.next_block][1] <= line:
            self.next_block += 1
        self.pending = ""

    def declare(self, declaration: list[Token], namespace: tuple[str, ...]) -> None:
        """Notes a declaration if it is a function."""
        function = find_function(declaration, namespace)
        if function and not self.hidden:
            function.block = self.pending or (self.group[-1] if self.group else "")
            self.header.functions.append(function)

    def run(self, k: int, namespace: tuple[str, ...]) -> int:
        """Declarations from token k to the end of the namespace; returns the index behind its brace."""
        tokens = self.tokens
        declaration: list[Token] = []
        while k < len(tokens):
            text = tokens[k].text
            if not declaration:
                self.take_blocks(tokens[k].line)
            if text == "}":
                self.drop_blocks(tokens[k].line - 1)
                return k + 1
            if text == ";":
                self.declare(declaration, namespace)
                declaration = []
                self.drop_blocks(tokens[k].line)
                k += 1
            elif text == "{":
                texts = [t.text for t in declaration if t.text != "inline"]
                if texts[:1] == ["namespace"] or (len(texts) == 2 and texts[0] == "extern"):
                    names = tuple(t for t in texts[1:] if t.isidentifier()) if texts[0] == "namespace" else ()
                    declaration, self.pending = [], ""
                    k = self.run(k + 1, namespace + names)
                    continue
                end = skip_brackets(tokens, k)
                if not begins_class(declaration) and body_follows(declaration):
                    self.declare(declaration, namespace)
                    declaration = []
                    self.drop_blocks(tokens[end - 1].line)
                else:
                    declaration.append(Token("{}", tokens[k].line))
                k = end
            elif text in ("(", "[", "[["):
                end = skip_brackets(tokens, k)
                declaration += tokens[k:end]
                k = end
            else:
                declaration.append(tokens[k])
                k += 1
        return k


def read_header(text: str) -> Header:
    """The functions and the file block of a header."""
    return Parser(text).header
