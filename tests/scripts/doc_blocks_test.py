#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Tests of scripts/check/doc_blocks.py: each missing item is reported, and no signature deceives it."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check"))
import doc_blocks
from cpp_declarations import read_header

HEADER = "include/tektite/stats/sums.hpp"
BLOCK = r"""/// Sums the values in a fixed order.
///
/// \param exec   runs everything
/// \param values n numbers
/// \param scale  factor of each
/// \returns the sum, in the unit of the values
/// \throws Error a value that is not finite, by index
/// \cost O(n) work, n / 256 partial sums of memory
/// \fences once, for the result
/// \determinism the same bits at any thread count
/// \source D. Knuth, TAOCP 2, section 4.2.2
"""
SIGNATURE = "template <ExecutionSpace Exec>\ndouble sum(Exec const& exec, View const& values, double scale = 1.0) {}\n"


def findings(body: str, namespace: str = "tektite", path: str = HEADER) -> list[str]:
    """What is found in a header, without the place."""
    text = f"#pragma once\n\nnamespace {namespace} {{\n\n{body}\n}}  // namespace {namespace}\n"
    return [line.split(": ", 1)[1] for line in doc_blocks.check_blocks(path, text)]


def names(body: str) -> list[tuple[str, list[str]]]:
    """Functions of a header with their parameters."""
    return [(f.name, f.parameters) for f in read_header(f"namespace tektite {{\n{body}\n}}\n").functions]


class Template(unittest.TestCase):
    """The items of the template."""

    def test_complete_block_passes(self) -> None:
        """Both spellings of commands."""
        self.assertEqual(findings(BLOCK + SIGNATURE), [])
        self.assertEqual(findings(BLOCK.replace("\\", "@") + SIGNATURE), [])

    def test_each_missing_item_is_reported(self) -> None:
        """One item removed at a time."""
        for command in ("returns", "throws", "cost", "fences", "determinism", "source"):
            with self.subTest(command):
                rows = [row for row in BLOCK.splitlines() if f"\\{command}" not in row]
                self.assertEqual(findings("\n".join(rows) + "\n" + SIGNATURE), [f"sum: missing \\{command}"])
        for name in ("exec", "values", "scale"):
            with self.subTest(name):
                rows = [row for row in BLOCK.splitlines() if f"\\param {name}" not in row]
                self.assertEqual(findings("\n".join(rows) + "\n" + SIGNATURE), [f"sum: missing \\param {name}"])

    def test_item_without_text_is_missing(self) -> None:
        """A command without words says nothing."""
        for command in ("returns", "throws", "cost", "fences", "determinism", "source", "param exec"):
            with self.subTest(command):
                rows = [row.split(command)[0] + command if f"\\{command}" in row else row for row in BLOCK.splitlines()]
                self.assertEqual(findings("\n".join(rows) + "\n" + SIGNATURE), [f"sum: missing \\{command}"])

    def test_text_on_the_next_line_counts(self) -> None:
        """Continuation lines belong to the command."""
        self.assertEqual(findings(BLOCK.replace(r"\cost O(n)", "\\cost\n///   O(n)") + SIGNATURE), [])

    def test_first_sentence(self) -> None:
        """It stands first and ends."""
        rows = BLOCK.splitlines()[1:]
        self.assertEqual(findings("\n".join(rows) + "\n" + SIGNATURE), ["sum: missing first sentence"])
        self.assertEqual(findings("/// Words without an end\nint f(int i);"), ["f: missing first sentence"])
        self.assertEqual(findings("/// \\throws Error for odd i\nint f(int i);"), ["f: missing first sentence"])

    def test_no_block(self) -> None:
        """A comment is no block."""
        self.assertEqual(findings(SIGNATURE), ["sum: missing documentation block"])
        self.assertEqual(findings("// No block.\nint f(int i);"), ["f: missing documentation block"])

    def test_nothing_is_thrown_or_returned(self) -> None:
        r"""`\throws nothing`, and no `\returns` for void."""
        block = BLOCK.replace(r"\throws Error a value that is not finite, by index", r"\throws nothing")
        block = "\n".join(row for row in block.splitlines() if "returns" not in row) + "\n"
        self.assertEqual(findings(block + SIGNATURE.replace("double sum", "void sum")), [])
        self.assertEqual(findings(block + SIGNATURE.replace("double sum", "inline void sum")), [])
        self.assertEqual(
            findings(block.replace("throws nothing", "throws often") + SIGNATURE)[0][:20], "sum: missing \\return"
        )

    def test_derived_errors_count(self) -> None:
        """Errors derived from Error."""
        self.assertEqual(findings(BLOCK.replace("throws Error", "throws ClosePairError") + SIGNATURE), [])

    def test_source_of_the_file(self) -> None:
        r"""One `\source` for all functions of a header."""
        block = "\n".join(row for row in BLOCK.splitlines() if "source" not in row) + "\n"
        file_block = "/// \\file\n/// Sums.\n///\n/// \\source Knuth\n\n"
        text = f"#pragma once\n\n{file_block}namespace tektite {{\n\n{block}{SIGNATURE}}}\n"
        self.assertEqual(list(doc_blocks.check_blocks(HEADER, text)), [])

    def test_several_parameters_in_one_line(self) -> None:
        """Separated by commas."""
        for separator in (",", ", "):
            block = BLOCK.replace(r"\param values n numbers", rf"\param values{separator}scale two things")
            block = "\n".join(row for row in block.splitlines() if r"\param scale" not in row) + "\n"
            self.assertEqual(findings(block + SIGNATURE), [])

    def test_unknown_parameter(self) -> None:
        r"""A `\param` that the function does not have."""
        block = BLOCK.replace(r"\param scale  factor", r"\param factor factor")
        self.assertEqual(findings(block + SIGNATURE), ["sum: missing \\param scale", "sum: has no parameter factor"])

    def test_overload(self) -> None:
        """Parameters and result only."""
        signature = "template <class V>\nauto sum(V const& values) {}\n"
        block = "/// Overload that runs on the default instance of the values' memory.\n"
        self.assertEqual(findings(block + signature), ["sum: missing \\param values, \\returns"])
        block += "///\n/// \\param values n numbers\n/// \\returns the sum\n"
        self.assertEqual(findings(block + signature), [])
        block = block.replace("values n", "exec, values n")
        self.assertEqual(findings(block + signature.replace("V const&", "Exec const& exec, V const&")), [])

    def test_other_functions_need_a_sentence_only(self) -> None:
        """Functions without an execution space."""
        self.assertEqual(findings("/// The larger of two.\nint larger(int a, int b);"), [])

    def test_tparam_is_no_param(self) -> None:
        """Template parameters are others."""
        self.assertEqual(
            findings(BLOCK.replace(r"\param scale", r"\tparam scale") + SIGNATURE), ["sum: missing \\param scale"]
        )


class Places(unittest.TestCase):
    """Which functions are public."""

    def test_private_places(self) -> None:
        """Private namespaces and folders, members, hidden sections."""
        self.assertEqual(findings(SIGNATURE, "tektite::detail"), [])
        self.assertEqual(findings(f"namespace detail {{\n{SIGNATURE}}}\n"), [])
        self.assertEqual(findings(SIGNATURE, "elsewhere"), [])
        self.assertEqual(findings(f"/// \\cond\n{SIGNATURE}/// \\endcond\n"), [])
        self.assertEqual(findings("/// A class.\nclass A {\n  int f(int i);\n  friend int g(A) { return 1; }\n};"), [])
        for path in ("detail/sums.hpp", "stats/detail/sums.hpp", "stats.hpp"):
            self.assertFalse(doc_blocks.is_public_header(f"include/tektite/{path}"))
        self.assertTrue(doc_blocks.is_public_header(HEADER))

    def test_public_places(self) -> None:
        """Namespaces of the library."""
        for namespace in ("tektite", "tektite::io", "tektite::adaptors"):
            self.assertEqual(findings(SIGNATURE, namespace), ["sum: missing documentation block"])
        self.assertEqual(findings(f"namespace detail {{\n}}\n{SIGNATURE}"), ["sum: missing documentation block"])

    def test_declaration_and_definition_are_one(self) -> None:
        """Either may have the block."""
        declaration = SIGNATURE.replace(" {}", ";")
        self.assertEqual(findings(BLOCK + declaration + "\n" + SIGNATURE.replace(" = 1.0", "")), [])
        self.assertEqual(findings(declaration + "\n" + BLOCK + SIGNATURE), [])

    def test_block_belongs_to_what_follows(self) -> None:
        """Blocks of variables, classes and members do not count."""
        body = "/// A number.\ninline constexpr int one = 1;\nint f(int i);"
        self.assertEqual(findings(body), ["f: missing documentation block"])
        body = "/// A class.\nstruct A {\n  int i;  ///< A member.\n  /// A member.\n  int j;\n};\nint f(int i);"
        self.assertEqual(findings(body), ["f: missing documentation block"])
        self.assertEqual(
            findings("struct A {\n  int i;\n};  ///< A class.\nint f();"), ["f: missing documentation block"]
        )

    def test_group(self) -> None:
        """One block for all between `@{` and `@}`."""
        body = "/// Both parts of a number.\n/// @{\nint f(int i);\nint g(int i);\n/// @}\nint h(int i);"
        self.assertEqual(findings(body), ["h: missing documentation block"])

    def test_line_of_the_name(self) -> None:
        """Findings name the line of the function."""
        text = "namespace tektite {\ntemplate <class T>\nint f(T a,\n      T b);\n}\n"
        self.assertEqual(next(doc_blocks.check_blocks(HEADER, text)).split(":")[1], "3")


class Signatures(unittest.TestCase):
    """What a function can look like."""

    def test_functions(self) -> None:
        """Names of functions and parameters."""
        cases = {
            "int f();": [],
            "void f(void);": [],
            "KOKKOS_FUNCTION double f(double x) { return x; }": ["x"],
            "KOKKOS_INLINE_FUNCTION constexpr auto f(Vec3<double> a, int) noexcept { return a; }": ["a"],
            "[[nodiscard]] inline std::size_t f(std::vector<std::pair<int, int>> const& pairs);": ["pairs"],
            "template <class A, class B = std::map<int, A>>\n  requires AccessibleFrom<A, B> && (B::rank() == 1)\n"
            "Kokkos::View<double* [3], typename B::memory_space> f(A const& a,\n    B b = {}) {}": ["a", "b"],
            "template <class T>\n  requires requires(T const& t) { t.x; } && C<T>\nint f(T t) { { return t; } }": ["t"],
            "template <class T, bool b = (sizeof(T) > 4)>\nauto f(T t) -> decltype(t.x) { return t.x; }": ["t"],
            "template <class T>\nvoid f(T t) requires (C<T>) { t(); }": ["t"],
            "std::function<void(int)> f(std::function<int(int, int)> call, void (*done)(int));": ["call", "done"],
            "decltype(auto) f(int (&cells)[3], int counts[4]);": ["cells", "counts"],
            "template <class... Args>\nvoid f(Args const&... args) {}": ["args"],
            "void f(char const* text = \"a, b) {\", char c = ')', std::array<int, 2> pair = {1, 2});": [
                "text",
                "c",
                "pair",
            ],
            "void f(Options const& options = {.cutoff = 1, .skin = 2}, int /*unused*/ = 0, unsigned int = 1);": [
                "options"
            ],
            "void f(int a,  // the first, (of two\n       int b);": ["a", "b"],
            "void f(std::size_t, T const&, T&&, typename T::value_type);": [],
        }
        for code, parameters in cases.items():
            with self.subTest(code):
                self.assertEqual(names(code), [("f", parameters)])

    def test_no_functions(self) -> None:
        """What looks like a function and is none."""
        for code in (
            "using F = void(int);",
            "template <class T>\nconcept C = requires(T const& t) { f(t); };",
            "template <class T>\nA(T) -> A<T>;",
            "inline constexpr auto f = [](int i) { return i; };",
            "int A::f(int i) { return i; }",
            "static_assert(f(3) == 2);",
            "Vec3<double> operator+(Vec3<double> a, Vec3<double> b) { return {}; }",
            "bool operator()(int i);",
            "enum class E { a, b };",
            "struct S { int f(int i) { return i; } } s;",
            "template <>\nstruct S<int(int)> { int f(int i); };",
            "#define F(x) \\\n  int f(int x);",
            "std::array<int, 2> a{f(1), 2};",
            "template int f<int>(int);",
        ):
            with self.subTest(code):
                self.assertEqual(names(code), [])

    def test_what_follows_is_found(self) -> None:
        """The end of each declaration is recognised."""
        for code in (
            "#define F(x) \\\n  {",
            "// a { in a comment",
            'char const* const text = R"(a " { )";',
            "inline constexpr int one = 1'000;",
            "template <class T>\nconcept C = requires(T const& t) {\n  { t.x } -> D<double>;\n};",
            "struct A {\n  A() : x{1}, y(2) {}\n  int x, y;\n};",
            "namespace detail {\nint g(int i) { return i; }\n}",
            "extern template void g<int>(int);",
            "auto g = [] { return 1; }();",
            "inline int const table[] = {1, 2};",
            "A::A(int i) : x{i}, y{i} {}",
        ):
            with self.subTest(code):
                self.assertIn(("f", ["i"]), names(code + "\nint f(int i);"))

    def test_execution_spaces(self) -> None:
        """Which first parameters are instances."""
        for parameter, takes in (
            ("E const& instance", True),
            ("typename M::execution_space const& instance", True),
            ("Kokkos::DefaultHostExecutionSpace const& instance", True),
            ("Any const& exec", True),
            ("Any const& other", False),
        ):
            with self.subTest(parameter):
                text = f"template <class Any, ExecutionSpace E>\nint f({parameter}, int i);"
                self.assertEqual(read_header(text).functions[0].takes_exec, takes)


class Words(unittest.TestCase):
    """Words that are refused."""

    def words(self, path: str, text: str) -> list[str]:
        """The refused words of a text."""
        return [line.split("'")[1] for line in doc_blocks.check_words(path, text)]

    def test_comments(self) -> None:
        """Comments, not code; not in backquotes; not where excepted."""
        text = '// Whoever hangs\nint lack = 1;  /* nobody\n   lacks */ char const* who = "who";\n/// Nothing to say.'
        self.assertEqual(self.words("a.hpp", text), ["Whoever", "hangs", "nobody", "lacks", "Nothing to say"])
        excepted = '// `lack` is a name; changes, black, whole; not "who"\n// B. Who (words-ok: a name)'
        self.assertEqual(self.words("a.hpp", excepted), [])

    def test_lines(self) -> None:
        """Findings name the line."""
        found = list(doc_blocks.check_words("a.hpp", "int i;\n/* a\n   nobody */"))
        self.assertEqual([line.split(":")[1] for line in found], ["3"])

    def test_pages(self) -> None:
        """Prose, not code."""
        text = "Those who read\n```cpp\n// who\n```\n`who` and [that](who.md)\nnobody\n"
        self.assertEqual(self.words("docs/a.md", text), ["who", "nobody"])

    def test_files(self) -> None:
        """Which files are read."""
        for path in ("docs/strain.md", "README.md", "include/tektite/a.hpp", "tests/unit/a.cpp"):
            self.assertTrue(doc_blocks.has_prose(path))
        for path in ("docs/study/laptop.md", "CHANGELOG.md", "scripts/a.py", "data/README.md"):
            self.assertFalse(doc_blocks.has_prose(path))


if __name__ == "__main__":
    unittest.main()
