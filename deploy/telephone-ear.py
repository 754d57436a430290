#!/usr/bin/env python3
"""Writes src/HybridAgent.Speech/PocketSphinx/Data/telephone.mllr: how the acoustic model's means move when it hears a telephone.

    hybrid-agent eval speech --in SENTENCES --band wide   --audio W      # the same sentences, spoken by flite,
    hybrid-agent eval speech --in SENTENCES --band narrow --audio N      # as the engine is given them
    for each of W and N:                                                 # sphinx_fe: Debian package sphinxbase-utils
        ls W | sed 's/.wav//' > list
        sphinx_fe -argfile MODEL/feat.params -samprate 16000 -c list -di W -ei wav -do W.fe -eo mfc -mswav yes
    deploy/telephone-ear.py W.fe N.fe > src/HybridAgent.Speech/PocketSphinx/Data/telephone.mllr      # needs numpy

SENTENCES: 240 sentences of medical-calls.txt, {"text": ...} a line. Each frame of speech is known both ways, so the matrix is the
least-squares map from what wideband sounds like to what the filled telephone band sounds like. It knows the channel and nothing of
the voices: MLLR proper, estimated on flite, would teach the ear to hear flite. Variances stay (scaled ones measured worse).
"""
import pathlib
import struct
import sys

import numpy as np


def cepstra(path):
    data = path.read_bytes()
    order = "<" if struct.unpack("<i", data[:4])[0] * 4 + 4 == len(data) else ">"
    return np.frombuffer(data[4:], dtype=order + "f4").reshape(-1, 13).astype(float)


def streams(c):
    """Cepstra, their slopes and curvatures as the model's feature type 1s_c_d_dd has them."""
    c = c - c.mean(0)
    n, p = len(c), np.pad(c, ((3, 3), (0, 0)), mode="edge")
    return c, p[5:5 + n] - p[1:1 + n], (p[6:6 + n] - p[2:2 + n]) - (p[4:4 + n] - p[:n])


def row(numbers):
    return " ".join(f"{x:.6f}" for x in numbers)


wide, narrow = map(pathlib.Path, sys.argv[1:3])
pairs = [[], [], []]
for path in sorted(wide.glob("*.mfc")):
    both = cepstra(path), cepstra(narrow / path.name)
    length = min(map(len, both))
    for stream, pair in enumerate(zip(*(streams(c[:length]) for c in both))):
        pairs[stream].append(pair)
lines = ["1", "3"]
for stream in pairs:
    x, y = (np.vstack(side) for side in zip(*stream))
    solution = np.linalg.lstsq(np.hstack([x, np.ones((len(x), 1))]), y, rcond=None)[0]
    lines += ["13", *map(row, solution[:13].T), row(solution[13]), row(np.ones(13))]
print("\n".join(lines))
