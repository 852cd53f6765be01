#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the findings of a scan against those that a corpus expects: nothing missing, nothing more.

    tests/compare_findings.py WMISCOPE CORPUS [--unpack] [SUFFIX ...]      e.g. .evtx, or .json .jsonl

Scans every file of the corpus whose name ends in one of the suffixes (default: all files but its own pages)
and compares with CORPUS/expected-findings.jsonl: file, member, place in the file, detection, time, dest,
user, record and every field. --unpack opens archives (.zip, .tar.gz) here and scans their members. Exit code
1 with a line for each difference. Without the corpus it says so and ends with 77, which ctest takes for a
skip.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

SKIPPED = 77
OWN_PAGES = {"README.md", "expected-findings.jsonl", "expected-activities.jsonl"}
ARCHIVES = (".zip", ".tar.gz")


def corpus_files(corpus, suffixes):
    for path in sorted(corpus.rglob("*")):
        if path.is_file() and path.name not in OWN_PAGES:
            if not suffixes or path.name.endswith(tuple(suffixes)):
                yield path


def unpack(archive, folder):
    """The members of an archive as (name, file)."""
    if archive.name.endswith(".zip"):
        with zipfile.ZipFile(archive) as opened:
            names = [n for n in opened.namelist() if not n.endswith("/")]
            opened.extractall(folder)
    else:
        with tarfile.open(archive) as opened:
            names = [m.name for m in opened.getmembers() if m.isfile()]
            opened.extractall(folder, filter="data")
    return [(name, folder / name) for name in names]


def inputs(corpus, suffixes, temp):
    """What to scan: file -> (name in the corpus, member)."""
    found = {}
    for number, path in enumerate(corpus_files(corpus, suffixes)):
        name = path.relative_to(corpus).as_posix()
        if temp and path.name.endswith(ARCHIVES):
            folder = temp / str(number)
            folder.mkdir()
            for member, file in unpack(path, folder):
                found[str(file)] = (name, member)
        else:
            found[str(path)] = (name, None)
    return found


def place(name, member, line, detection):
    return f"{name}{'!/' + member if member else ''} #{line} {detection}"


def expected_findings(corpus, scanned):
    wanted = set(scanned.values())
    result = {}
    for line in (corpus / "expected-findings.jsonl").read_text(encoding="utf-8").splitlines():
        e = json.loads(line)
        file = (e["file"], e.get("member"))
        if file not in wanted and (e["file"], None) not in wanted:
            continue
        fields = {name: value for name, value in e["fields"].items() if value is not None}
        result[place(*file, e["line"], e["detection"])] = {
            "time": e["time"], "dest": e["dest"], "user": e["user"], "record": e["record"],
            "detection_id": e["detection_id"], "fields": fields}
    return result


def actual_findings(wmiscope, scanned):
    run = subprocess.run([wmiscope, "scan", "--jsonl", "--keep-duplicates", *scanned],
                         capture_output=True, check=False)
    if run.returncode not in (0, 3):
        sys.exit(f"wmiscope ended with {run.returncode}: {run.stderr.decode(errors='replace')}")
    result = {}
    for line in run.stdout.splitlines():
        f = json.loads(line)
        if f["schema"] != "wmiscope.finding/1":
            continue
        source = f["source"]
        name, member = scanned[source["path"]]
        result[place(name, member or source.get("member"), source["index"], f["detection"])] = {
            "time": f["time"], "dest": f.get("dest"), "user": f.get("user"),
            "record": f["event"].get("record_id"), "detection_id": f["detection_id"],
            "fields": f["fields"]}
    return result


def differences(expected, actual):
    for key in sorted(expected.keys() | actual.keys()):
        if key not in actual:
            yield f"missing: {key}"
        elif key not in expected:
            yield f"not expected: {key}"
        else:
            for name, value in expected[key].items():
                if actual[key][name] != value:
                    yield f"{key}: {name} is {actual[key][name]!r}, expected {value!r}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wmiscope")
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("suffix", nargs="*")
    parser.add_argument("--unpack", action="store_true")
    options = parser.parse_intermixed_args()
    if not options.corpus.is_dir():
        print(f"skipped: no corpus at {options.corpus}")
        return SKIPPED
    with tempfile.TemporaryDirectory() as temp:
        scanned = inputs(options.corpus, options.suffix, pathlib.Path(temp) if options.unpack else None)
        if not scanned:
            print("no file of the corpus has such a name")
            return 1
        expected = expected_findings(options.corpus, scanned)
        actual = actual_findings(options.wmiscope, scanned)
    found = list(differences(expected, actual))
    print("\n".join(found + [f"{len(scanned)} files, {len(expected)} findings expected, "
                             f"{len(actual)} made, {len(found)} differences"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
