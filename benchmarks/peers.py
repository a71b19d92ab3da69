"""The shipped model beside its peers: same rows, same validation passes, same machine, one run.

    pip install -e ".[bench]"
    python benchmarks/peers.py --packages FOLDER [--peer NAME ...] [--keep]

Each peer learns from the rows of split `train`, in a process of its own, and is kept in `.bench/`;
then, in another process each, it labels the validation passes and is timed on the same distinct
statements.

FOLDER holds the packages of the encoders (see `outcome_classifier.training.weights`).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import results

ROOT = Path(__file__).parents[1]
WORK = ROOT / ".bench"
TIMED = 1500
SEED = 20260
SETFIT_STEPS = {"minilm": 1500, "mpnet": 500}
#: A peer's labeller: texts to kinds.
Label = Callable[[Sequence[str]], list[str]]


def rows(split: str) -> tuple[list[str], list[str]]:
    """Cleaned texts and kinds of a split."""
    from outcome_classifier.cleaning import clean
    from outcome_classifier.training.dataset import load_dataset

    table = load_dataset(ROOT / "data" / "statements.csv").part(split)
    return [clean(text) for text in table["text"]], list(table["kind"])


def encoder_folder(name: str, packages: Path | None) -> str:
    """An encoder as a folder that sentence-transformers reads."""
    from outcome_classifier.training.weights import unpack_encoder

    if packages is None:
        raise SystemExit("--packages is needed for peers with an encoder")
    folder = unpack_encoder(name, packages, WORK / "weights")
    (folder / "modules.json").write_text(
        json.dumps(
            [
                {
                    "idx": 0,
                    "name": "0",
                    "path": "",
                    "type": "sentence_transformers.models.Transformer",
                },
                {
                    "idx": 1,
                    "name": "1",
                    "path": "1_Pooling",
                    "type": "sentence_transformers.models.Pooling",
                },
            ]
        )
    )
    (folder / "1_Pooling").mkdir(exist_ok=True)
    width = json.loads((folder / "config.json").read_text())["hidden_size"]
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({"word_embedding_dimension": width, "pooling_mode_mean_tokens": True})
    )
    return str(folder)


def train_ngrams(folder: Path, packages: Path | None) -> None:
    """TF-IDF of words 1-2 and characters 2-5, logistic regression."""
    import joblib
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    texts, kinds = rows("train")
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True),
    )
    model = make_pipeline(features, LogisticRegression(C=4.0, max_iter=2000))
    joblib.dump(model.fit(texts, kinds), folder / "model.joblib")


def load_ngrams(folder: Path) -> Label:
    """The n-grams' labeller."""
    import joblib

    model = joblib.load(folder / "model.joblib")
    return lambda texts: list(model.predict(list(texts)))


def train_textcat(folder: Path, packages: Path | None) -> None:
    """SpaCy's text categoriser (its default ensemble), 10 epochs."""
    import random

    import spacy
    from spacy.training import Example
    from spacy.util import compounding, minibatch

    texts, kinds = rows("train")
    nlp = spacy.blank("en")
    textcat = nlp.add_pipe("textcat")
    for kind in sorted(set(kinds)):
        textcat.add_label(kind)
    labels = sorted(set(kinds))
    examples = [
        Example.from_dict(nlp.make_doc(text), {"cats": {k: float(k == kind) for k in labels}})
        for text, kind in zip(texts, kinds, strict=True)
    ]
    chance = random.Random(SEED)
    optimizer = nlp.initialize(lambda: examples[:500])
    for _ in range(10):
        chance.shuffle(examples)
        for batch in minibatch(examples, compounding(16, 128, 1.01)):
            nlp.update(batch, sgd=optimizer, drop=0.2)
    nlp.to_disk(folder / "model")


def load_textcat(folder: Path) -> Label:
    """The text categoriser's labeller."""
    import spacy

    nlp = spacy.load(folder / "model")
    return lambda texts: [
        max(d.cats, key=d.cats.__getitem__) for d in nlp.pipe(texts, batch_size=256)
    ]


def train_frozen(folder: Path, packages: Path | None) -> None:
    """all-MiniLM-L6-v2 as it is, logistic regression on its vectors."""
    import joblib
    from sentence_transformers import SentenceTransformer
    from sklearn.linear_model import LogisticRegression

    texts, kinds = rows("train")
    path = encoder_folder("minilm", packages)
    vectors = SentenceTransformer(path, device="cpu").encode(texts, batch_size=64)
    head = LogisticRegression(C=10.0, max_iter=3000).fit(vectors, kinds)
    joblib.dump((path, head), folder / "model.joblib")


def load_frozen(folder: Path) -> Label:
    """The frozen encoder's labeller."""
    import joblib
    from sentence_transformers import SentenceTransformer

    path, head = joblib.load(folder / "model.joblib")
    encoder = SentenceTransformer(path, device="cpu")
    return lambda texts: list(head.predict(encoder.encode(list(texts), batch_size=64)))


def train_setfit(folder: Path, packages: Path | None, encoder: str) -> None:
    """SetFit: contrastive pairs, then logistic regression on all rows; steps are stated."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    texts, kinds = rows("train")
    model = SetFitModel.from_pretrained(encoder_folder(encoder, packages), device="cpu")
    arguments = TrainingArguments(
        batch_size=16,
        num_epochs=1,
        num_iterations=5,
        max_steps=SETFIT_STEPS[encoder],
        seed=SEED,
        save_strategy="no",
        report_to="none",
    )
    data = Dataset.from_dict({"text": texts, "label": kinds})
    Trainer(model=model, args=arguments, train_dataset=data).train()
    model.save_pretrained(str(folder / "model"))


def load_setfit(folder: Path) -> Label:
    """SetFit's labeller: its speed is that of sentence-transformers."""
    from setfit import SetFitModel

    model = SetFitModel.from_pretrained(str(folder / "model"), device="cpu")
    return lambda texts: [str(kind) for kind in model.predict(list(texts), batch_size=64)]


def load_ours(folder: Path) -> Label:
    """The shipped model, as a user calls it."""
    from outcome_classifier import classify_many

    return lambda texts: [str(p.kind) for p in classify_many(texts)]


PEERS: dict[str, tuple[str, Callable[..., None] | None, Callable[[Path], Label]]] = {
    "ours": ("outcome_classifier", None, load_ours),
    "ngrams": ("TF-IDF + logistic regression", train_ngrams, load_ngrams),
    "textcat": ("spaCy textcat", train_textcat, load_textcat),
    "frozen": ("frozen MiniLM + logistic regression", train_frozen, load_frozen),
    "setfit-minilm": (
        f"SetFit MiniLM, {SETFIT_STEPS['minilm']} steps",
        lambda folder, packages: train_setfit(folder, packages, "minilm"),
        load_setfit,
    ),
    "setfit-mpnet": (
        f"SetFit mpnet, {SETFIT_STEPS['mpnet']} steps",
        lambda folder, packages: train_setfit(folder, packages, "mpnet"),
        load_setfit,
    ),
}


def measure(name: str) -> dict[str, Any]:
    """Score and time one peer in this process."""
    began = time.perf_counter()
    label = PEERS[name][2](WORK / name)
    first = label(["Home by Easter, and the choir again."])
    cold = time.perf_counter() - began
    from outcome_classifier.evaluation import macro_f1

    texts, kinds = rows("validation")
    given = label(texts)
    distinct = list(dict.fromkeys(rows("train")[0]))[:TIMED]
    label(distinct[:64])
    began = time.perf_counter()
    label(distinct)
    seconds = time.perf_counter() - began
    return {
        "name": PEERS[name][0],
        "macro_f1": round(macro_f1(kinds, given), 4),
        "outcome_f1": round(_one(kinds, given), 4),
        "n": len(texts),
        "per_second": round(len(distinct) / seconds, 1),
        "first_label_seconds": round(cold, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "first": first[0],
    }


def _one(expected: list[str], given: list[str]) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score([e == "outcome" for e in expected], [g == "outcome" for g in given]))


def row(found: dict[str, Any], ours: dict[str, Any] | None) -> dict[str, Any]:
    """What is shown of a peer; its rate also as a share of the shipped model's."""
    return {
        "peer": found["name"],
        "macro-F1": found["macro_f1"],
        "F1, outcome or not": found["outcome_f1"],
        "statements": found["n"],
        "a second": round(found["per_second"]),
        "times ours": round(found["per_second"] / ours["per_second"], 2) if ours else None,
        "peak MB": found["peak_mb"],
        "seconds to the first label": found["first_label_seconds"],
    }


def main() -> None:
    """Train what is not yet trained, then measure every peer in turn."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--packages", type=Path)
    parser.add_argument("--peer", action="append", choices=list(PEERS))
    parser.add_argument("--keep", action="store_true", help="write into results.json")
    parser.add_argument("--train", choices=list(PEERS), help=argparse.SUPPRESS)
    parser.add_argument("--measure", choices=list(PEERS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    if options.train:
        folder = WORK / options.train
        folder.mkdir(parents=True, exist_ok=True)
        PEERS[options.train][1](folder, options.packages)
        (folder / "trained").touch()
        return
    found = []
    chosen = options.peer or list(PEERS)
    packages = ["--packages", str(options.packages)] if options.packages else []
    for name in chosen:
        if PEERS[name][1] and not (WORK / name / "trained").is_file():
            print(f"training {name}", file=sys.stderr)
            subprocess.run([sys.executable, __file__, "--train", name, *packages], check=True)
    for name in chosen:
        print(f"measuring {name}", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, __file__, "--measure", name],
            check=True,
            capture_output=True,
            text=True,
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    ours = next((f for f in found if f["name"] == PEERS["ours"][0]), None)
    for entry in found:
        print(results.line(row(entry, ours)))
        if options.keep:
            results.keep("peers", row(entry, ours), key=("peer",))


if __name__ == "__main__":
    main()
