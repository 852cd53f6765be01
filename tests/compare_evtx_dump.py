#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares `wmiscope dump` with evtx_dump 0.15.1 over all EVTX files of a folder.

usage: compare_evtx_dump.py WMISCOPE CORPUS

Records are compared as JSON values, keys in their order, as a multiset (evtx_dump turns logs that
wrapped around). Only the differences that docs/dump.md intends are accepted, each by a rule below.
evtx_dump is $EVTX_DUMP, else the one on PATH; without it, or without the corpus, one line says so
and the exit code is 77.
"""
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77
CONTAINERS = ("EventData", "UserData")


def freeze(value):
    """Hashable, with the order of keys, doubled keys and the kind of numbers kept."""
    if isinstance(value, list):
        return ("list",) + tuple(freeze(v) for v in value)
    if isinstance(value, tuple) and value and value[0] == "object":
        return ("object",) + tuple((k, freeze(v)) for k, v in value[1:])
    return value


def parse(line):
    return freeze(json.loads(
        line,
        object_pairs_hook=lambda pairs: ("object", *pairs),
        parse_int=lambda digits: ("number", digits)))


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return collections.Counter(parse(line) for line in done.stdout.splitlines()), done


def is_object(value):
    return isinstance(value, tuple) and value[:1] == ("object",)


def without_unnamed(value):
    """Rule "unnamed": evtx_dump loses unnamed Data where others of the same element have names."""
    if not is_object(value):
        return value
    members = [(k, without_unnamed(v)) for k, v in value[1:]]
    result = []
    for key, member in members:
        if key in CONTAINERS and is_object(member) and len(member) > 2:
            member = ("object",) + tuple(
                (k, v) for k, v in member[1:]
                if not (k == "Data" and is_object(v) and [n for n, _ in v[1:]] == ["#text"]))
        result.append((key, member))
    return ("object", *result)


def cut_at_nul(value):
    """Rule "nul": evtx_dump ends a text at a NUL inside it."""
    if isinstance(value, str):
        return value.split("\0", 1)[0]
    if isinstance(value, tuple):
        return tuple(cut_at_nul(v) for v in value)
    return value


RULES = {"unnamed": without_unnamed, "nul": cut_at_nul}


def explain(missing, extra):
    """Takes pairs that a rule explains out of both; returns how often each rule did."""
    used = collections.Counter()
    for name, rule in RULES.items():
        for ours in list(extra):
            theirs = rule(ours)
            while theirs != ours and extra[ours] > 0 and missing[theirs] > 0:
                extra[ours] -= 1
                missing[theirs] -= 1
                used[name] += 1
    return used


def compare(wmiscope, evtx_dump, path):
    theirs, peer = run([evtx_dump, "-t", "1", "-o", "jsonl", str(path)])
    ours, mine = run([wmiscope, "dump", str(path)])
    missing, extra = theirs - ours, ours - theirs
    used = explain(missing, extra)
    missing, extra = +missing, +extra
    # Rule "damaged": where evtx_dump says that it gave records up, more of them may be read.
    if peer.stderr and not missing:
        used["damaged"] += sum(extra.values())
        extra.clear()
    problems = [("only evtx_dump has", m) for m in missing] + [("only wmiscope has", e) for e in extra]
    if mine.returncode not in (0, 3):
        problems.append(("exit code", mine.returncode))
    return sum(theirs.values()), sum(ours.values()), used, problems


def main(wmiscope, corpus):
    evtx_dump = os.environ.get("EVTX_DUMP") or shutil.which("evtx_dump")
    if not evtx_dump:
        print("skipped: evtx_dump is not on PATH and EVTX_DUMP is not set")
        return SKIPPED
    if not pathlib.Path(corpus).is_dir():
        print(f"skipped: there is no {corpus}")
        return SKIPPED
    totals = [0, 0]
    rules = collections.Counter()
    failed = 0
    for path in sorted(pathlib.Path(corpus).rglob("*.evtx")):
        theirs, ours, used, problems = compare(wmiscope, evtx_dump, path)
        totals[0] += theirs
        totals[1] += ours
        rules += used
        failed += bool(problems)
        for what, record in problems[:4]:
            print(f"{path}: {what} {str(record)[:2000]}")
    print(f"evtx_dump {totals[0]} records, wmiscope {totals[1]}; intended differences: {dict(rules)}")
    if totals[0] == 0:
        print("nothing was compared")
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
