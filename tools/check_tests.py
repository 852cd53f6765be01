#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Finds hollow tests: a TEST whose body asserts nothing, itself or through a function of its file.

    tools/check_tests.py [ROOT]        every hollow test as file:line, exit code 1 if there is one
    tools/check_tests.py --self-test

An assertion is a macro of googletest (EXPECT_…, ASSERT_…, FAIL, ADD_FAILURE); GTEST_SKIP is none. A call
of a function counts if the function, in the same file or in a file below tests/, asserts.
"""
import pathlib
import re
import sys

TEST = re.compile(r"^\s*(?:TYPED_)?TEST(?:_[FP])?\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)\s*\{", re.M)
FUNCTION = re.compile(r"\b(\w+)\s*\([^;{}]*\)\s*(?:const\s*)?(?:noexcept\s*)?(?:->[^;{}]*)?\{")
LAMBDA = re.compile(r"\b(\w+)\s*=\s*\[[^\]]*\]\s*(?:\([^;{}]*\))?[^;{}]*\{")
ASSERTION = re.compile(r"\b(?:EXPECT_\w+|ASSERT_\w+|ADD_FAILURE\w*|FAIL)\s*\(")
NOISE = re.compile(
    r'R"(?P<d>[^()\\\s]{0,16})\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])'|//[^\n]*|/\*.*?\*/", re.S)


def bare(text):
    """The code without texts and comments, every line where it was."""
    return NOISE.sub(lambda m: "\n" * m[0].count("\n"), text)


def body(code, opening):
    """The text from the brace at `opening` to its partner."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, opening):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return code[opening:match.end()]
    return code[opening:]


def asserts(text, helpers):
    return bool(ASSERTION.search(text)) or any(
        name in helpers for name in re.findall(r"\b(\w+)\s*(?:<[^;<>]*>)?\(", text))


def asserting_functions(code, known):
    """The functions of a file that assert, themselves or by calling each other."""
    bodies = [(m[1], body(code, m.end() - 1)) for p in (FUNCTION, LAMBDA) for m in p.finditer(code)]
    bodies = [(name, text) for name, text in bodies if not name.startswith("TEST")]
    found, size = set(known), -1
    while size != len(found):
        size = len(found)
        found |= {name for name, text in bodies if asserts(text, found)}
    return found - {"if", "for", "while", "switch"}


def hollow_tests(path, text, shared=frozenset()):
    code = bare(text)
    helpers = asserting_functions(code, shared)
    for match in TEST.finditer(code):
        if not asserts(body(code, match.end() - 1), helpers):
            line = code.count("\n", 0, match.start(1)) + 1
            yield f"{path}:{line}: {match[1]}.{match[2]} asserts nothing"


def check_tree(root):
    shared = set()
    for file in sorted((root / "tests").rglob("*.h")):
        shared |= asserting_functions(bare(file.read_text(encoding="utf-8")), shared)
    for folder in ("src", "tests"):
        for file in sorted((root / folder).rglob("*_test.cc")):
            yield from hollow_tests(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"), shared)


def self_test():
    hollow = [
        "TEST(A, Empty) {}",
        "TEST(A, Commented) {\n  // EXPECT_EQ(1, f());\n  f();\n}",
        'TEST(A, Text) { log("EXPECT_EQ(1)"); }',
        "TEST_F(A, Skips) { GTEST_SKIP(); }",
        "void help() { f(); }\nTEST(A, Helper) { help(); }",
        "TEST(A, First) { if (x) { y(); } }\nTEST(A, Second) { EXPECT_TRUE(x); }",
    ]
    solid = [
        "TEST(A, Plain) { EXPECT_EQ(1, f()); }",
        "TEST_P(A, Raw) { auto s = R\"x(} // )x\"; ASSERT_TRUE(s); }",
        "void in() { FAIL(); }\nvoid out(int n) { in(); }\nTEST(A, Helper) { out(1); }",
        "TEST(A, Lambda) { const auto check = [&](int n) { EXPECT_EQ(n, 1); }; check(1); }",
    ]
    for text in hollow:
        assert len(list(hollow_tests("a_test.cc", text))) == 1, f"not found: {text}"
    for text in solid:
        assert not list(hollow_tests("a_test.cc", text)), f"found without reason: {text}"
    print(f"check_tests: {len(hollow)} hollow ones found, {len(solid)} solid ones passed")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1])
    found = list(check_tree(root))
    print("\n".join(found) if found else "check_tests: every test asserts something")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
