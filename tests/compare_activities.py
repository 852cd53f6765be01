#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the activities of a scan against the hand-made labels of a corpus.

    tests/compare_activities.py WMISCOPE SHARED

SHARED holds tools/score_activities.py and corpus/expected-activities.jsonl; the score must be at least 95 percent,
with no activity where none may stand. Without the corpus it says so and ends with 77, which ctest takes for
a skip.
"""
import os
import subprocess
import sys

wmiscope, shared = sys.argv[1:3]
score = os.path.join(shared, "tools", "score_activities.py")
corpus = os.path.join(shared, "corpus")
labels = os.path.join(corpus, "expected-activities.jsonl")
if not os.path.exists(shared):
    print("skipped: there is no corpus beside this checkout")
    sys.exit(77)
sys.exit(subprocess.run([sys.executable, score, labels, corpus, wmiscope, "-v"]).returncode)
