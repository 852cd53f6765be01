#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times whole runs of wmiscope against reading the file alone and against evtx_dump (bench/README.md).

    ./dev bench [--mb 1024] [--runs 9] [--only security,mixed]

Programs run in turn (A B C A B C …), so that a machine that slows down slows all of them; the table
gives medians as multiples of `dd bs=64k` of the same file, and peak memory. The inputs are made once
in build/bench, or in WMISCOPE_BENCH_DIR.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
EVTX_DUMP_HINT = "evtx_dump is not on PATH (or name it in EVTX_DUMP): cargo install evtx --version 0.15.1 --locked"
# What a run may take: scan as a multiple of dd, with context of the detections alone, dump of evtx_dump.
SCAN_BUDGET, CONTEXT_BUDGET, DUMP_BUDGET = 2.0, 1.5, 0.7
GOOD_EXITS = (0, 3)  # 3: done, with issues


class Failed(Exception):
    """A program ended with an error; its figures would say nothing."""


def start(command):
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def seconds_of(command):
    begin = time.perf_counter()
    code = start(command).wait()
    seconds = time.perf_counter() - begin
    if code not in GOOD_EXITS:
        raise Failed(f"exit code {code}: {' '.join(map(str, command))}")
    return seconds


def peak_memory_of(command):
    """MB that one more run had resident at most. Asked of the running process, since the figure that
    the kernel keeps for the parent includes the parent's own size at the fork."""
    process, peak = start(command), 0
    while process.poll() is None:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        peak = max([peak] + [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")])
        time.sleep(0.005)
    return peak / 1024


def interleaved(programs, runs):
    """{name: median seconds}; one round to warm up, then `runs` rounds."""
    taken = {name: [] for name in programs}
    for turn in range(runs + 1):
        for name, command in programs.items():
            seconds = seconds_of(command)
            if turn:
                taken[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def programs_for(file, wmiscope, evtx_dump, threads):
    programs = {
        "dd bs=64k": ["dd", f"if={file}", "of=/dev/null", "bs=64k"],
        "scan --no-context": [wmiscope, "scan", "--no-context", f"-j{threads}", "--jsonl", file],
        "scan": [wmiscope, "scan", f"-j{threads}", "--jsonl", file],
        "dump": [wmiscope, "dump", f"-j{threads}", file],
    }
    if evtx_dump:
        programs["evtx_dump"] = [evtx_dump, "-t", str(threads), "-o", "jsonl", file]
    return programs


def print_table(file, programs, figures):
    size = file.stat().st_size / 1e6
    read, peer = figures["dd bs=64k"], figures.get("evtx_dump")
    print(f"{file.name}  ({size:,.0f} MB)")
    print(f"  {'program':<20} {'x dd':>7} {'x evtx_dump':>12} {'MB/s':>8} {'peak MB':>8}")
    for program, seconds in figures.items():
        against = f"{seconds / peer:12.2f}" if peer else f"{'-':>12}"
        memory = peak_memory_of(programs[program])
        print(f"  {program:<20} {seconds / read:7.2f} {against} {size / seconds:8,.0f} {memory:8.1f}")
    print(f"  scan: {figures['scan --no-context'] / read:.2f} x dd, wanted at most {SCAN_BUDGET}")
    context = figures["scan"] / figures["scan --no-context"]
    print(f"  with context: {context:.2f} x the detections alone, wanted at most {CONTEXT_BUDGET}")
    if peer:
        print(f"  dump: {figures['dump'] / peer:.2f} x evtx_dump, wanted at most {DUMP_BUDGET}")
    print(flush=True)


def print_start_up(wmiscope, file):
    """Milliseconds from start to finish, medians of 50 runs; `true` is what starting anything costs."""
    commands = {"true": [shutil.which("true")], "wmiscope -V": [wmiscope, "-V"]}
    if file:
        commands[f"scan {file.name} ({file.stat().st_size // 1000} KB)"] = [wmiscope, "scan", "--jsonl", file]
    print("start to finish, median of 50")
    for name, seconds in interleaved(commands, 50).items():
        print(f"  {name:<50} {seconds * 1000:7.2f} ms")


def small_file():
    """A log of about 69 KB: file header and one chunk."""
    files = sorted((SHARED / "corpus").rglob("*.evtx")) + sorted((ROOT / "examples").rglob("*.evtx"))
    return next((f for f in files if f.stat().st_size == 4096 + 65536), files[0] if files else None)


def make_inputs(folder, names, megabytes):
    maker = SHARED / "tools" / "make_bench_inputs.py"
    if all((folder / f"{name}.evtx").is_file() for name in names):
        return
    if not maker.is_file():
        sys.exit(f"no big inputs in {folder}, and no {maker} to make them: name a folder in WMISCOPE_BENCH_DIR")
    print(f"making inputs of {megabytes} MB in {folder}", file=sys.stderr)
    subprocess.run([sys.executable, maker, SHARED / "corpus", folder, "--mb", str(megabytes),
                    "--only", ",".join(names)], check=True, stdout=sys.stderr)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=int, default=1024, help="size of each input that has to be made")
    parser.add_argument("--runs", type=int, default=9, help="timed rounds")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", default="mixed,security,sysmon", help="which inputs")
    parser.add_argument("--program", default=ROOT / "build/release/wmiscope", help="the wmiscope to time")
    return parser.parse_args()


def main():
    options = arguments()
    folder = pathlib.Path(os.environ.get("WMISCOPE_BENCH_DIR", ROOT / "build/bench"))
    evtx_dump = os.environ.get("EVTX_DUMP") or shutil.which("evtx_dump")
    if not evtx_dump:
        print(EVTX_DUMP_HINT, file=sys.stderr)
    names = options.only.split(",")
    make_inputs(folder, names, options.mb)
    try:
        for name in names:
            file = folder / f"{name}.evtx"
            programs = programs_for(file, options.program, evtx_dump, options.threads)
            print_table(file, programs, interleaved(programs, options.runs))
        print_start_up(options.program, small_file())
    except Failed as failure:
        sys.exit(f"bench: {failure}")


if __name__ == "__main__":
    main()
