"""What the corpus is: breadth, agreement, shortcuts, leaks. `card` writes it down."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from ..datatypes import Kind

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_WORD = re.compile(r"[\w'’]+")
_COMMON = frozenset(
    "a an the i me my we us our you your he him his she her it its they them their this that to "
    "of in on at for and or but so by from with as is am are was were be been not no do does did "
    "can could will would have has had if when there who what up out about i'm i've i'd".split()
)
_WISH = re.compile(r"\b(?:want|wants|would like|i'd like|'d like|wish|hope)", re.IGNORECASE)
_CANNOT = re.compile(r"\b(?:can't|can’t|cannot|cant|unable|not able)\b", re.IGNORECASE)
_SEED = 20260


def words_of(text: str) -> list[str]:
    """Lower-case words of a text."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def breadth(table: pd.DataFrame) -> dict[str, Any]:
    """Count rows by pass, split, setting, country, voice, kind, length, document and family."""
    lengths = table["text"].map(lambda text: len(text.split()))
    kinds = pd_counts(table, "kind")
    cells = Counter(zip(table["kind"], table["voice"], strict=True))
    away = ["Ireland", "USA", "Australia", "New Zealand"]
    return {
        "rows": len(table),
        "kinds": kinds,
        "passes": pd_counts(table, "writing_pass"),
        "splits": pd_counts(table, "split"),
        "settings": pd_counts(table, "setting"),
        "countries": pd_counts(table, "country"),
        "cells": {
            voice: {kind: cells[kind, voice] for kind in Kind} for voice in sorted(set(table.voice))
        },
        "in_documents": int((table["document"] != "").sum()),
        "documents": int(table.loc[table["document"] != "", "document"].nunique()),
        "families": int(table.loc[table["family"] != "", "family"].nunique()),
        "in_families": int((table["family"] != "").sum()),
        "over_25_words": int((lengths > 25).sum()),
        "under_4_words": int((lengths < 4).sum()),
        "longest": int(lengths.max()),
        "other_english": int(table["country"].isin(away).sum()),
        "typing_faults": typing_faults(list(table["text"])),
        "traps": int((table["hard"] != "").sum()),
        "disputed": int((table["disputed"] != "").sum()),
        "second_kind": int((table["alt"] != "").sum()),
    }


def pd_counts(table: pd.DataFrame, column: str) -> dict[str, int]:
    """Return how often each value stands in a column, the commonest first."""
    return {str(name): int(n) for name, n in table[column].value_counts().items()}


def typing_faults(texts: Sequence[str]) -> int:
    """Count texts with a likely typing fault.

    A rare word one slip away (two letters swapped, one lost, doubled or changed) from a word that
    is common here, a word written twice, or ``i`` and ``im`` without capital or apostrophe.
    """
    counts = Counter(word for text in texts for word in words_of(text))
    common = {word for word, n in counts.items() if n >= 12 and len(word) > 3 and word.isalpha()}
    faults = 0
    for text in texts:
        words = words_of(text)
        slip = any(
            counts[word] <= 2 and len(word) > 3 and word.isalpha() and _slips(word) & common
            for word in words
        )
        twice = any(a == b and a not in ("very", "no", "that") for a, b in _pairs(words))
        small = re.search(r"\bi\b(?!\.)|\b(?:im|ive|dont|wont|cant|didnt)\b", text) is not None
        faults += slip or twice or small
    return faults


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(words, words[1:], strict=False))


def _slips(word: str) -> set[str]:
    """Words that a finger could have meant: swapped neighbours, a letter lost or doubled."""
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
    shorter = {word[:n] + word[n + 1 :] for n in range(len(word)) if word[n] == word[n - 1] or n}
    longer = {
        word[:n] + letter + word[n:]
        for n in range(1, len(word) + 1)
        for letter in "abcdefghijklmnopqrstuvwxyz"
    }
    plural = {word + "s", word + "d", word + "r", word.rstrip("s"), word.rstrip("d")}
    inflected = {word[:-1], word[:-2]} | plural
    return (swapped | shorter | longer) - inflected - {word}


def agreement(first: Sequence[str], second: Sequence[str]) -> dict[str, float]:
    """Return the share of equal labels and Cohen's kappa with 95 % bootstrap intervals."""
    import numpy as np

    kinds = [str(kind) for kind in Kind]
    a = np.array([kinds.index(kind) for kind in first])
    b = np.array([kinds.index(kind) for kind in second])
    random = np.random.default_rng(_SEED)
    draws = [random.integers(0, len(a), len(a)) for _ in range(1000)]
    kappas = [_kappa(a[rows], b[rows]) for rows in draws]
    shares = [float(np.mean(a[rows] == b[rows])) for rows in draws]
    low, high = np.percentile(kappas, [2.5, 97.5])
    share_low, share_high = np.percentile(shares, [2.5, 97.5])
    return {
        "n": len(a),
        "share": round(float(np.mean(a == b)), 4),
        "share_low": round(float(share_low), 4),
        "share_high": round(float(share_high), 4),
        "kappa": round(_kappa(a, b), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
    }


def _kappa(a: np.ndarray, b: np.ndarray) -> float:
    observed = float((a == b).mean())
    chance = sum(float((a == k).mean() * (b == k).mean()) for k in range(len(Kind)))
    return (observed - chance) / (1 - chance) if chance < 1 else 1.0


def agreement_by_pair(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return the agreement on the rows to which both passes gave one of the two kinds."""
    result = {}
    for one, other in combinations([str(kind) for kind in Kind], 2):
        both = table["kind_first"].isin([one, other]) & table["kind_second"].isin([one, other])
        rows = table[both]
        result[f"{one} or {other}"] = agreement(list(rows["kind_first"]), list(rows["kind_second"]))
    return result


def shortcuts(table: pd.DataFrame) -> dict[str, float]:
    """Return how often one cue alone names the kind, tried on passes it was not read off.

    ``nothing`` is the commonest kind; the others are the commonest kind for each value of the cue.
    """
    cues: dict[str, Callable[[Any], Any]] = {
        "nothing": lambda row: 0,
        "word count": lambda row: min(len(row.text.split()), 30),
        "voice": lambda row: row.voice,
        "want or would like": lambda row: _WISH.search(row.text) is not None,
        "can't": lambda row: _CANNOT.search(row.text) is not None,
    }
    rows = list(table.itertuples(index=False))
    passes = sorted(set(table["writing_pass"]))
    result = {}
    for name, cue in cues.items():
        right = 0
        by_pass = {p: [(cue(r), str(r.kind)) for r in rows if r.writing_pass == p] for p in passes}
        for held_out in passes:
            seen: dict[Any, Counter[str]] = defaultdict(Counter)
            overall: Counter[str] = Counter()
            for other in passes:
                if other != held_out:
                    for value, kind in by_pass[other]:
                        seen[value][kind] += 1
                        overall[kind] += 1
            usual = overall.most_common(1)[0][0]
            right += sum(
                (seen[value].most_common(1)[0][0] if seen[value] else usual) == kind
                for value, kind in by_pass[held_out]
            )
        result[name] = round(right / len(rows), 4)
    return result


def near_duplicates(table: pd.DataFrame, least: float = 0.7) -> list[tuple[str, str, float]]:
    """Return pairs of ids of different families that share most of their words.

    Overlap is words in both by words in either, for texts of four words or more; shorter ones are
    paired only where they are the same.
    """
    texts = [words_of(text) for text in table["text"]]
    sets = [frozenset(words) for words in texts]
    ids, families = list(table["id"]), list(table["family"])
    whole: dict[str, int] = {}
    holding: dict[str, list[int]] = defaultdict(list)
    found = []
    for n, words in enumerate(texts):
        joined = " ".join(words)
        if joined in whole:
            found.append((ids[whole[joined]], ids[n], 1.0))
        whole.setdefault(joined, n)
        if len(sets[n]) >= 4:
            rare = sorted(sets[n], key=lambda word: len(holding[word]))
            keys = rare[: len(rare) - int(least * len(rare)) + 1]
            for other in {m for word in keys for m in holding[word]}:
                if families[n] and families[n] == families[other]:
                    continue
                overlap = len(sets[n] & sets[other]) / len(sets[n] | sets[other])
                if least <= overlap and texts[n] != texts[other]:
                    found.append((ids[other], ids[n], round(overlap, 2)))
            for word in sets[n]:
                holding[word].append(n)
    return found


def quiz_echoes(texts: Sequence[str], quiz: Sequence[str]) -> list[int]:
    """Return positions of texts that share too much with a quiz line.

    A run of five words of which three carry meaning, or 60 % of the line's words.
    """
    lines = [words_of(line) for line in quiz]
    runs = {
        tuple(line[n : n + 5])
        for line in lines
        for n in range(len(line) - 4)
        if sum(word not in _COMMON for word in line[n : n + 5]) >= 3
    }
    found = []
    for position, text in enumerate(texts):
        words = words_of(text)
        run = any(tuple(words[n : n + 5]) in runs for n in range(len(words) - 4))
        share = max(len(set(line) & set(words)) / len(set(line)) for line in lines)
        if run or share >= 0.6:
            found.append(position)
    return found


def describe(table: pd.DataFrame) -> dict[str, Any]:
    """Return every figure of the data card but the learning curve."""
    undecided = table[table["kind_second"] != ""]
    return {
        "breadth": breadth(table),
        "agreement": agreement(list(undecided["kind_first"]), list(undecided["kind_second"])),
        "agreement_by_pass": {
            name: agreement(list(rows["kind_first"]), list(rows["kind_second"]))
            for name, rows in undecided.groupby("writing_pass")
        },
        "agreement_by_pair": agreement_by_pair(undecided),
        "shortcuts": shortcuts(table),
    }
