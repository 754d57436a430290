#!/usr/bin/env python3
"""Writes src/HybridAgent.Core/Intake/Data/drug-names.json from the product table of Drugs@FDA.

    deploy/drug-names.py PRODUCTS_TXT WORDS > src/HybridAgent.Core/Intake/Data/drug-names.json

PRODUCTS_TXT  Products.txt of the Drugs@FDA data files (U.S. Food and Drug Administration, public domain, 17 U.S.C. 105)
WORDS         a list of ordinary English words, one a line (Debian package wamerican: /usr/share/dict/american-english,
              public domain); tells which names are everyday words, and which everyday words sound nearly like a name
"""
import json
import re
import sys

# Names that a word list also knows, and that callers mean as medicines.
MEDICINES = set("""acetaminophen adrenalin amphetamine aspirin calcium codeine cortisone cocaine emend fentanyl ibuprofen insulin
interferon iodine iron lithium magnesium methadone morphine niacin nitroglycerin nicotine penicillin potassium progesterone quinine
riboflavin streptomycin testosterone thiamine vitamin zinc acth advil allegra aureomycin botox cipro darvon demerol dexedrine
excedrin imodium librium miltown motrin nembutal norplant novocain oxycontin prozac ritalin seconal thorazine tylenol valium
ventolin viagra zoloft zyrtec creon""".split())

# Brand names that are a person's name, an everyday word or a part of chemistry, and words that stand first in a product's name.
NOT_MEDICINES = set("""camila errin lyza aubra zarah syeda hailey nikki nikita ella evans brian heather portia reno sulla leena delyla
ashlyna charlotte julia nora ivy hannah kaitlin luizza mila philith elinest nymyo larin tilia
questran-light colgate bayer vicks prussian fallback quest myoscint activase-cath ammonium ethyl methyl methylene nitric nitrous
recombinant protease lanthanum strontium estrogens ortho metra kyra doral theo trest tindal indium dextran tham glycine sulfite
malathion acetylcholine angiotensin baros axid-ar perfluoropropane technetium iodinated fludeoxyglucose gadolinium
trace multi ultra super extra maximum regular""".split())

# Written by hand: sold without an application of their own, approved after the table, or said in short.
BY_HAND = """paracetamol multivitamin multivitamins vitamins melatonin glucosamine chondroitin turmeric probiotic pepto tums rolaids
nyquil dayquil theraflu robitussin mucinex metamucil miralax dulcolax senokot senna colace gas-x beano lactaid
dramamine bonine benadryl claritin zyrtec neosporin bacitracin calamine epipen nitro hctz z-pak zpak zepbound wegovy toprol retinol paxlovid
leqembi sulfa insulin heparin prednisone levemir tresiba lantus basaglar toujeo humalog
novolog admelog fiasp apidra humulin novolin humira enbrel remicade prolia evenity repatha praluent xolair dupixent stelara
cosentyx entyvio ocrevus epogen procrit aranesp neulasta botox estrogen """.split()

SPLIT = re.compile(r";| AND | W/| IN |/|\(|\)|,|\+")
SHORTEST, NEAR_FROM, LONG = 4, 5, 6


def names(table):
    found = set()
    for line in open(table, encoding="latin-1"):
        columns = line.rstrip("\n").split("\t")
        if len(columns) < 7 or columns[0] == "ApplNo":
            continue
        for part in SPLIT.split((columns[5] + ";" + columns[6]).upper()):
            words = re.findall(r"[A-Z][A-Z'-]*[A-Z]", part)
            # The first word is the name; salts, forms and strengths follow it.
            if words and len(words[0]) >= SHORTEST and words[0].isalpha():
                found.add(words[0].lower())
    return found


def deletions(word, depth):
    seen, now = {word}, {word}
    for _ in range(depth):
        now = {w[:i] + w[i + 1:] for w in now for i in range(len(w))}
        seen |= now
    return seen


def distance(a, b):
    """Edits between two words, a swap of neighbours counting one."""
    rows = [list(range(len(b) + 1))]
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def main():
    table, words = sys.argv[1:3]
    listed = [w.strip() for w in open(words, encoding="utf-8") if w.strip().isalpha()]
    everyday = {w.lower() for w in listed}
    medicines = {n for n in names(table) if n in MEDICINES or n not in everyday} - NOT_MEDICINES
    medicines |= set(BY_HAND) - NOT_MEDICINES
    # Everyday words within two letters of a name (one, for a short name): never taken for it.
    index = {}
    for name in medicines:
        if len(name) >= NEAR_FROM:
            for key in deletions(name, 2):
                index.setdefault(key, set()).add(name)
    near = set()
    for word in everyday - medicines:
        if len(word) >= NEAR_FROM:
            reachable = set().union(*(index.get(key, ()) for key in deletions(word, 2)))
            if any(distance(word, name) <= (2 if len(name) >= LONG else 1) for name in reachable):
                near.add(word)
    data = {
        "version": "drug-names@1",
        "source": "Drugs@FDA data files, Products.txt: first words of trade names and active ingredients, with additions by hand.",
        "licence": "Public domain (work of the U.S. Food and Drug Administration, 17 U.S.C. 105); additions as the rest of this repository.",
        "generator": "deploy/drug-names.py",
        "names": sorted(medicines),
        "everyday": sorted(near),
    }
    json.dump(data, sys.stdout, indent=1, ensure_ascii=True)
    print()


if __name__ == "__main__":
    main()
