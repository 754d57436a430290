#!/usr/bin/env python3
"""Completes src/HybridAgent.Speech/PocketSphinx/Data/medical-words.dict in place: below its mark, every word of medical-calls.txt
and of the common medicines that neither the CMU dictionary (Debian package pocketsphinx-en-us) nor the hand-written part has, as
flite's letter-to-sound rules (t2p, Debian package flite) say it. Run after deploy/speech-sentences.py.
"""
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "src/HybridAgent.Speech/PocketSphinx/Data"
MARK = "# Below: guessed by flite's letter-to-sound rules (deploy/speech-words.py). Whoever corrects a word moves it up."
NAMES = {"AX": "AH", "AXR": "ER", "HV": "HH", "EL": "L", "EM": "M", "EN": "N"}

known = {line.split()[0] for line in open("/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict")}
by_hand = (DATA / "medical-words.dict").read_text().split(MARK)[0].rstrip().splitlines()
known |= {line.split()[0] for line in by_hand}
medicines = json.loads((ROOT / "src/HybridAgent.Core/Intake/Data/intake-words.json").read_text())["commonMedicines"]
words = set(" ".join([(DATA / "medical-calls.txt").read_text(), *medicines]).lower().replace("-", " ").split())
guessed = []
for word in sorted(words - known):
    said = subprocess.run(["t2p", word], capture_output=True, text=True, check=True).stdout.upper().split()
    phones = [NAMES.get(p, p) for p in (p.rstrip("012") for p in said) if p != "PAU"]
    if phones:
        guessed.append(" ".join([word, *phones]))
(DATA / "medical-words.dict").write_text("\n".join([*by_hand, MARK, *guessed]) + "\n")
