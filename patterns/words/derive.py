#!/usr/bin/env python3
"""Derives weak-passwords.txt and common-words.txt from unpacked packages.

Installs and fetches nothing. Unpack the packages that README.md names, then:

    python3 patterns/words/derive.py \
        --django DIR --zxcvbn DIR --zxcvbn-ts DIR --zxcvbn-en DIR --checker DIR --ten-million DIR \
        --popular DIR --by-language DIR --diceware DIR --first-names DIR DIR \
        --weak-out patterns/words/weak-passwords.txt --words-out patterns/words/common-words.txt

DIR is the folder that a package unpacks to. The output depends on nothing but those files and the
hand-kept list of technology words, technology-words.txt, beside this script.
"""

import argparse
import gzip
import json
import pathlib
import re
import sys

# How many passwords a file may hold: enough for every entry that three families agree on, and the best of the rest.
WEAK_LIMIT = 16_000
# How far down each long list still counts as "common".
WEAK_DEPTH = 60_000
# The same for words and for given names.
WORD_DEPTH = 10_000
WORD_LIMIT = 6_000
NAME_DEPTH = 600


def ranked(values):
    """Lower-cased values with their first rank, the most common first."""
    ranks = {}
    for value in values:
        value = value.strip("\r\n").lower()
        if value:
            ranks.setdefault(value, len(ranks))
    return ranks


def lines(path, encoding="utf-8"):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding=encoding, errors="replace", newline="\n") as file:
        return file.read().split("\n")


def one(folder, name):
    """The file called `name` that is nearest to the top of `folder`."""
    found = sorted(pathlib.Path(folder).rglob(name), key=lambda path: (len(path.parts), path))
    if not found:
        sys.exit(f"{folder}: no {name}")
    return found[0]


def zxcvbn_lists(folder):
    scope = {}
    exec(one(folder, "frequency_lists.py").read_text(encoding="utf-8"), scope)  # data: one assignment
    return scope["FREQUENCY_LISTS"]


def first_ranks(*rankings):
    """One family out of several of its packages: the best rank of each value."""
    best = {}
    for ranking in rankings:
        for value, rank in ranking.items():
            best[value] = min(rank, best.get(value, rank))
    return best


def agreed(families, depth, keep, limit):
    """Values that at least two families hold within `depth`, the widest agreement and best rank first."""
    votes = {}
    for family in families:
        for value, rank in family.items():
            if rank < depth and keep(value):
                votes.setdefault(value, []).append(rank)
    both = [value for value, ranks in votes.items() if len(ranks) >= 2]
    both.sort(key=lambda value: (-len(votes[value]), sum(votes[value]) / len(votes[value]), value))
    return both[:limit]


def write(path, values):
    data = sorted({value.encode() for value in values})
    pathlib.Path(path).write_bytes(b"".join(value + b"\n" for value in data))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in "django zxcvbn zxcvbn-ts zxcvbn-en checker ten-million popular by-language diceware weak-out words-out".split():
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--first-names", nargs=2, required=True)
    args = parser.parse_args()

    frequency = zxcvbn_lists(args.zxcvbn)
    passwords = [
        ranked(lines(one(args.django, "common-passwords.txt.gz"))),
        first_ranks(ranked(frequency["passwords"]), ranked(json.loads(one(args.zxcvbn_ts, "passwords.json").read_text("utf-8")))),
        ranked(lines(one(args.checker, "pwlist.txt"), "latin-1")),
        ranked(lines(one(args.ten_million, "10_million_password_list_top_1M.txt"), "latin-1")),
    ]

    def password(value):
        return len(value.encode()) >= 3 and value.isascii() and value.isprintable() and value == value.strip()

    write(args.weak_out, agreed(passwords, WEAK_DEPTH, password, WEAK_LIMIT))

    def word(value):
        return re.fullmatch("[a-z]{3,16}", value) is not None

    english = [
        ranked(frequency["english_wikipedia"]),
        first_ranks(ranked(frequency["us_tv_and_film"]), ranked(json.loads(one(args.zxcvbn_en, "commonWords.json").read_text("utf-8")))),
        ranked(re.findall(r"'([a-z]+)'", one(args.popular, "words.js").read_text("utf-8"))),
        ranked(lines(one(args.by_language, "english.txt"))),
    ]
    words = set(agreed(english, WORD_DEPTH, word, WORD_LIMIT))
    # Words that passphrase lists hold because they are short and known, if running text uses them too.
    words |= {
        value
        for value in re.findall(r"'\d+': '([a-z]+)'", one(args.diceware, "index.js").read_text("utf-8"))
        if word(value) and len(value) <= 7 and sum(value in family for family in english) >= 3
    }
    # Given names: common in the census, and on an independent list.
    listed = ranked(value for folder in args.first_names for value in lines(one(folder, "names.txt")))
    for census in ("female_names", "male_names"):
        words |= {value for value, rank in ranked(frequency[census]).items() if rank < NAME_DEPTH and word(value) and value in listed}
    here = pathlib.Path(__file__).parent
    words |= {value for value in lines(here / "technology-words.txt") if word(value)}
    write(args.words_out, words)


if __name__ == "__main__":
    main()
