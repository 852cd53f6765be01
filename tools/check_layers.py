#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the #include lines of the project against its room map (ARCHITECTURE.md).

    tools/check_layers.py [ROOT]        every offence as file:line, exit code 1 if there is one
    tools/check_layers.py --self-test   shows that each kind of offence is found

A room may include the rooms below it; public headers only each other and the standard library; a
header of another project only its adapter.
"""
import pathlib
import re
import sys

MAY_INCLUDE = {
    "base": set(),
    "event": {"base"},
    "content": {"base", "event"},
    "input": {"base", "event", "content"},
    "rules": {"base", "event", "content"},
    "context": {"base", "event", "content"},
    "report": {"base"},
    "engine": {"base", "event", "content", "input", "rules", "context"},
    "stream": {"base", "engine", "input", "report"},
}
MAY_INCLUDE["cli"] = set(MAY_INCLUDE)

# Rooms with floors: a floor includes itself and those named before it, the room's own folder all.
FLOORS = {"context": ["language", "facts", "judge", "case", "recognise"]}

# Headers of other projects -> the files that may include them.
ADAPTERS = {
    r"fmt/": r"src/base/format\.(h|cc)",
    r"re2/": r"src/base/regex\.(h|cc)",
    r"nettle/": r"src/base/sha256\.(h|cc)",
    r"(isa-l/|isa-l\.h)": r"src/(base/crc32|input/archive/gzip_reader)\.(h|cc)",
    r"archive(_entry)?\.h": r"(src/input/archive/libarchive_reader|tests/archive_writer)\.cc",
    r"yaml-cpp/": r"src/content/yaml\.(h|cc)",
    r"simdjson": r"src/input/json/simdjson_reader\.(h|cc)",
    r"archive(_entry)?\.h": r"(src/input/archive/libarchive_reader|tests/archive_writer)\.(h|cc)",
    r"(gtest|gmock)/": r"(src/.*_test\.cc|src/.*/test_\w+\.h|tests/.*)",
}
TEST_FILE = re.compile(r".*_test\.cc|.*/test_\w+\.h")
STANDARD = re.compile(r"[a-z_0-9]+")
SYSTEM = re.compile(r"(sys/\w+|[etsw]?mmintrin|immintrin|x86intrin|cpuid|dirent|fcntl|poll|signal|termios|unistd)\.h")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def own_header(path, name):
    """What is wrong with including the project's header `name`, or None."""
    top = name.split("/")[0]
    if top == "wmiscope":
        return None
    if path.startswith("include/"):
        return "a public header includes only wmiscope/ and the standard library"
    if "/" not in name:
        return "includes name the full path (room/file.h)"
    if not path.startswith("src/") or (top == "tests" and TEST_FILE.fullmatch(path)):
        return None
    room = path.split("/")[1]
    if room not in MAY_INCLUDE:
        return f"no room {room} on the map of tools/check_layers.py"
    if top != room and top not in MAY_INCLUDE[room]:
        return f"{room} may not include {top}"
    return lower_floor(room, path, name)


def lower_floor(room, path, name):
    """What is wrong with a floor of the room including a header of the same room, or None."""
    floors = FLOORS.get(room, [])
    here, there = path.split("/")[2], name.split("/")[1]
    if not name.startswith(room + "/") or here not in floors:
        return None
    if there in floors[: floors.index(here) + 1]:
        return None
    return f"the floor {room}/{here} may not include {there}"


def foreign_header(path, name):
    """What is wrong with including <name>, or None."""
    if STANDARD.fullmatch(name):
        return None
    if path.startswith("include/"):
        return "a public header includes only wmiscope/ and the standard library"
    for header, files in ADAPTERS.items():
        if re.match(header, name):
            return None if re.fullmatch(files, path) else f"only its adapter ({files}) includes <{name}>"
    return None if SYSTEM.fullmatch(name) else f"<{name}> has no adapter in tools/check_layers.py"


def offences(path, text):
    for match in INCLUDE.finditer(text):
        check = own_header if match[1] == '"' else foreign_header
        problem = check(path, match[2])
        if problem:
            yield f"{path}:{text.count(chr(10), 0, match.start(2)) + 1}: {match[2]}: {problem}"


def link_offences(path, text):
    """A room's CMakeLists.txt may link only what the room may include."""
    match = re.search(r"wmiscope_room\((\w+)(?:\s+DEPS((?:\s+[a-z]+)*))?", text)
    if match:
        for room in sorted(set((match[2] or "").split()) - MAY_INCLUDE.get(match[1], set())):
            yield f"{path}:1: {match[1]} may not link {room}"


def check_tree(root):
    for folder in ("include", "src", "tests", "fuzz", "tools"):
        for file in sorted((root / folder).rglob("*")):
            path = file.relative_to(root).as_posix()
            if file.suffix in (".h", ".cc"):
                yield from offences(path, file.read_text(encoding="utf-8"))
            elif re.fullmatch(r"src/\w+/CMakeLists\.txt", path):
                yield from link_offences(path, file.read_text(encoding="utf-8"))


def self_test():
    wrong = [
        ("src/report/table.cc", '#include "engine/scan.h"'),
        ("src/input/evtx/chunk.cc", '#include "rules/rule.h"'),
        ("src/base/arena.h", '#include "event/value.h"'),
        ("src/rules/rule.cc", '#include <re2/re2.h>'),
        ("src/engine/scan.cc", '#include <boost/any.hpp>'),
        ("src/event/event.cc", '#include "event.h"'),
        ("src/context/language/mof.cc", '#include "context/facts/facts.h"'),
        ("src/context/recognise/links.cc", '#include "context/finish.h"'),
        ("src/attic/old.cc", '#include "base/arena.h"'),
        ("include/wmiscope/scan.h", '#include "base/arena.h"'),
        ("include/wmiscope/scan.h", "#include <fmt/format.h>"),
        ("src/rules/rule.cc", '#include "tests/event_builder.h"'),
    ]
    right = [
        ("src/cli/main.cc", '#include "engine/scan.h"'),
        ("src/report/table.cc", '#include "wmiscope/finding.h"\n#include "base/format.h"'),
        ("src/context/case/case.h", '#include "context/judge/benign.h"\n#include "base/arena.h"'),
        ("src/base/regex.cc", "#include <re2/re2.h>\n#include <string>"),
        ("src/input/file.cc", "#include <sys/stat.h>\n#include <immintrin.h>"),
        ("src/rules/rule_test.cc", '#include <gtest/gtest.h>\n#include "tests/event_builder.h"'),
    ]
    for path, text in wrong:
        assert list(offences(path, text)), f"not found: {text} in {path}"
    for path, text in right:
        assert not list(offences(path, text)), list(offences(path, text))
    assert list(link_offences("src/report/CMakeLists.txt", "wmiscope_room(report DEPS base engine)"))
    assert not list(link_offences("src/rules/CMakeLists.txt", "wmiscope_room(rules DEPS base event LIBS re2)"))
    print(f"check_layers: {len(wrong) + 1} wrong ones found, {len(right) + 1} right ones passed")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1])
    found = list(check_tree(root))
    print("\n".join(found) if found else "check_layers: every include keeps to the room map")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
