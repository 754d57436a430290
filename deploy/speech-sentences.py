#!/usr/bin/env python3
"""Writes src/HybridAgent.Speech/PocketSphinx/Data/medical-calls.txt, the sentences the embedded ear's domain language model counts.

    deploy/speech-sentences.py > src/HybridAgent.Speech/PocketSphinx/Data/medical-calls.txt

All text is this project's own (MIT): the `tuned` halves of tests/HybridAgent.Core.Tests/Evaluation/Sets, the examples of the
English cue floor, and deploy/speech-sentences.txt, written for this. The `held-out` halves are what the ear is measured on and
must never get in. One sentence a line, lower case, as spoken; sentences with digits are left out, for they say nothing about
how numbers are spoken.
"""
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
SETS = ROOT / "tests/HybridAgent.Core.Tests/Evaluation/Sets"


def texts():
    for name in ("phrases", "dialogues", "intake"):
        for line in (SETS / f"{name}.jsonl").read_text().splitlines():
            item = json.loads(line)
            if item["half"] == "tuned" and item.get("register") != "spanish":
                yield item.get("text") or ""
                yield from (turn["text"] for turn in item.get("turns", []))
    floor = json.loads((ROOT / "src/HybridAgent.Core/Cues/Data/cue-floor-english.json").read_text())
    for category in floor["categories"]:
        yield from category.get("red", []) + category.get("notRed", [])
    yield from (ROOT / "deploy/speech-sentences.txt").read_text().splitlines()


def sentences(text):
    for sentence in re.split(r"[.?!;:]+", text.lower().replace("’", "'").replace("dr.", "doctor")):
        words = [w.strip("'") for w in re.findall(r"[a-z']+|\d+", re.sub(r"[-/]", " ", sentence))]
        words = [w for w in words if w]
        if len(words) > 1 and not any(w.isdigit() for w in words):
            yield " ".join(words)


print("\n".join(sentence for text in texts() for sentence in sentences(text)))
