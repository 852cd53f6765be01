#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds docs/issues.md against the issue codes of the sources.

    tools/check_issue_codes.py [ROOT]        every difference on a line, exit code 1 if there is one
    tools/check_issue_codes.py --self-test

A code is a literal that the sources assign to a `code`, give to a function whose name ends with issue or
note, or put first into an error or issue in braces.
"""
import pathlib
import re
import sys

FOLDERS = ("src/event", "src/input", "src/engine")
CODE = r'"([a-z]+(?:-[a-z]+)*)"'
IDIOMS = [
    # issue.code = "read-error"; const char* code = "binxml"
    re.compile(r'\bcode\s*=\s*' + CODE),
    # add_issue(to, "archive-damaged", …), issue(missing ? "a" : "b", …), note(block, "log-not-closed", …)
    re.compile(r'\b\w*(?:issue|note)\(\s*(?:[\w.>*&-]+,\s*)?' + CODE),
    re.compile(r'\b\w*(?:issue|note)\(\s*\w+\s*\?\s*' + CODE + r'\s*:\s*' + CODE),
    # error = {"binxml", …}; BinXmlError{"binxml", …}; return {"template-lost", what, …}
    re.compile(r'(?:\b(?:error_?|malformed)\s*=\s*|\bBinXmlError|\breturn\s*)\{\s*' + CODE + r',\s*(?:"|what\b)'),
]
ROW = re.compile(r"^\| `([a-z-]+)` \| (issue|note) \|", re.M)


def codes_in(text):
    return {code for idiom in IDIOMS for match in idiom.finditer(text) for code in match.groups() if code}


def codes_of_sources(root):
    codes = set()
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in (".h", ".cc") and not file.stem.endswith("_test"):
                codes |= codes_in(file.read_text(encoding="utf-8"))
    return codes


def differences(sources, page):
    rows = [match[1] for match in ROW.finditer(page)]
    for code in sorted(set(sources) - set(rows)):
        yield f"docs/issues.md: no row for `{code}`, which the sources report"
    for code in sorted(set(rows) - set(sources)):
        yield f"docs/issues.md: `{code}` is reported by no source"
    for code in sorted({row for row in rows if rows.count(row) > 1}):
        yield f"docs/issues.md: `{code}` has more than one row"


def self_test():
    found = codes_in('''
        issue.code = "read-error"; const char* code = "binxml"; if (code == "no-code") return;
        add_issue(to, "archive-damaged", what); note(block, "log-not-closed", "the header");
        issue(missing ? "chunk-bytes-missing" : "chunk-bytes-inserted", "a chunk");
        checksum_issue("chunk-data-checksum", "…"); issue("json", wrong);
        error = {"value-size", "a value"}; return {"template-lost", what, 1};
        return std::unexpected(BinXmlError{"broken", "binary XML"}); return {"Image", "x"};
        {"text", "no code at all"}''')
    assert found == {"read-error", "binxml", "archive-damaged", "log-not-closed", "chunk-bytes-missing",
                     "chunk-bytes-inserted", "chunk-data-checksum", "json", "value-size", "template-lost",
                     "broken"}, found
    page = "| `a` | issue | x |\n| `b` | note | x |\n| `b` | note | x |\n"
    assert len(list(differences({"a", "c"}, page))) == 3
    assert not list(differences({"a"}, "| `a` | issue | x |\n"))
    print("check_issue_codes: every idiom and every difference found")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1])
    sources = codes_of_sources(root)
    found = list(differences(sources, (root / "docs/issues.md").read_text(encoding="utf-8")))
    print("\n".join(found) if found else f"check_issue_codes: {len(sources)} codes, each with its row")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
