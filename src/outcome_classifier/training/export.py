"""A trained encoder to ONNX that computes its large products in 8-bit whole numbers.

Dynamic 8-bit computing with one scale for a whole batch was measured and refused: it changes labels,
and lets the batch change the answer. Here every token has a scale of its own, worked out from that
token alone, and every output channel of a weight one; what few channels of the input reach far
beyond the others is moved into the weights first (SmoothQuant: Xiao et al. 2023). A text gets the
same vector alone and in any batch.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from .encoder import TrainableEncoder

_OPSET = 17
_LEAST_SIZE = 4096
#: Largest whole numbers of a weight, of a layer's input, and of a table of embeddings. Two products
#: of a weight and an input fit in 16 bits, so that processors without VNNI never cut a sum off.
_WEIGHT, _INPUT, _TABLE = 63, 127, 127
#: How much of a channel's reach is moved from the input to the weights; chosen on the choosing pass.
_MOVED = 0.7
_LEAST = 1e-4


class _Vectors(torch.nn.Module):
    """The encoder alone: ids and mask in, vectors out.

    The mean is a product, which adds up a text's tokens in the same order in any batch.
    """

    def __init__(self, model: TrainableEncoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden = self.model.last_layer(input_ids, attention_mask)
        weight = attention_mask.unsqueeze(1).to(hidden.dtype)
        return (weight @ hidden).squeeze(1) / weight.sum(2)


def to_onnx(model: TrainableEncoder) -> bytes:
    """Return the encoder in 32-bit ONNX."""
    ids, mask = model.batch(["Home by Easter, and the choir again.", "Hoist"])
    axes = {0: "texts", 1: "tokens"}
    out = io.BytesIO()
    model.eval()
    torch.onnx.export(
        _Vectors(model).eval(),
        (ids, mask),
        out,
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "texts"}},
        opset_version=_OPSET,
        dynamo=False,
    )
    return out.getvalue()


def in_bytes(content: bytes, texts: Sequence[tuple[torch.Tensor, torch.Tensor]]) -> bytes:
    """Return the same model with products and tables of embeddings in 8-bit whole numbers.

    ``texts`` are ids and mask, each ``(1, n_tokens)``, of texts that show how far the layers' inputs
    reach.
    """
    model = onnx.load_model_from_string(content)
    graph = model.graph
    weights = {
        tensor.name: numpy_helper.to_array(tensor)
        for tensor in graph.initializer
        if len(tensor.dims) == 2 and np.prod(tensor.dims) >= _LEAST_SIZE
    }
    products = [n for n in graph.node if n.op_type == "MatMul" and n.input[1] in weights]
    of_input = defaultdict(list)
    for node in products:
        of_input[node.input[0]].append(node.input[1])
    reach = _reach(content, list(of_input), texts)
    numbers: dict[str, Any] = {
        "one": np.float32(1),
        "least": np.float32(1e-9),
        "share": np.float32(1 / _INPUT),
        "middle": np.uint8(_INPUT + 1),
    }
    before: dict[str, list[onnx.NodeProto]] = {}
    instead: dict[str, list[onnx.NodeProto]] = {}
    for name, used in of_input.items():
        moved = _moved(reach[name], [weights[weight] for weight in used])
        numbers[f"{name}_moved"] = 1 / moved
        before[name] = _input_in_bytes(name)
        for node in products:
            if node.input[0] == name:
                small, scale = _small(weights[node.input[1]] * moved[:, None], _WEIGHT, axis=0)
                weight, output = node.input[1], node.output[0]
                numbers |= {f"{weight}_bytes": small, f"{weight}_scale": scale}
                instead[output] = _product(name, weight, output)
    nodes = []
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0] in weights:
            small, scale = _small(weights[node.input[0]], _TABLE, axis=1)
            table = node.input[0]
            numbers |= {f"{table}_bytes": small, f"{table}_scale": scale}
            nodes += _row(f"{table}_bytes", f"{table}_scale", node)
        elif node.output[0] in instead:
            nodes += before.pop(node.input[0], []) + instead[node.output[0]]
        else:
            nodes.append(node)
    used_still = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used_still]
    kept += [numpy_helper.from_array(np.asarray(value), name) for name, value in numbers.items()]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _reach(
    content: bytes, names: Sequence[str], texts: Sequence[tuple[torch.Tensor, torch.Tensor]]
) -> dict[str, np.ndarray]:
    """How far each channel of the named values goes from 0, over all tokens of the texts."""
    import onnxruntime

    model = onnx.load_model_from_string(content)
    model.graph.output.extend(
        helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names
    )
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    found: dict[str, np.ndarray] = {}
    for ids, mask in texts:
        values = session.run(
            list(names), {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}
        )
        for name, value in zip(names, values, strict=True):
            top = np.abs(value).reshape(-1, value.shape[-1]).max(axis=0)
            found[name] = np.maximum(found.get(name, top), top)
    return found


def _moved(reach: np.ndarray, weights: Sequence[np.ndarray]) -> np.ndarray:
    """By what each channel of an input is divided and its weights multiplied."""
    width = np.max([np.abs(weight).max(axis=1) for weight in weights], axis=0)
    moved = np.maximum(reach, _LEAST) ** _MOVED / np.maximum(width, _LEAST) ** (1 - _MOVED)
    return np.asarray(moved / np.exp(np.log(moved).mean()), dtype=np.float32)


def _small(values: np.ndarray, most: int, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers up to ``most``, and their scale along the other axis."""
    scale = np.abs(values).max(axis=axis, keepdims=True) / most
    scale = np.where(scale == 0, 1.0, scale).astype(np.float32)
    return np.round(values / scale).astype(np.int8), scale.squeeze(axis)


def _input_in_bytes(name: str) -> list[onnx.NodeProto]:
    """A layer's input as bytes round ``middle``, and the scale of each of its rows."""
    return [
        helper.make_node("Mul", [name, f"{name}_moved"], [f"{name}_even"]),
        helper.make_node("Abs", [f"{name}_even"], [f"{name}_size"]),
        helper.make_node("ReduceMax", [f"{name}_size"], [f"{name}_top"], axes=[-1], keepdims=1),
        helper.make_node("Max", [f"{name}_top", "least"], [f"{name}_most"]),
        helper.make_node("Mul", [f"{name}_most", "share"], [f"{name}_rows"]),
        helper.make_node("Div", [f"{name}_even", f"{name}_rows"], [f"{name}_steps"]),
        helper.make_node("QuantizeLinear", [f"{name}_steps", "one", "middle"], [f"{name}_bytes"]),
    ]


def _product(name: str, weight: str, output: str) -> list[onnx.NodeProto]:
    """The product of an input's bytes and a weight's, back in 32-bit."""
    return [
        helper.make_node(
            "MatMulIntegerToFloat",
            [f"{name}_bytes", f"{weight}_bytes", "one", f"{weight}_scale", "middle"],
            [f"{output}_steps"],
            domain="com.microsoft",
        ),
        helper.make_node("Mul", [f"{output}_steps", f"{name}_rows"], [output]),
    ]


def _row(table: str, scale: str, gather: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Rows of a table of embeddings, picked as bytes: the table is never whole in 32-bit."""
    ids, output = gather.input[1], gather.output[0]
    last = f"{output}_last"
    return [
        helper.make_node("Gather", [table, ids], [f"{output}_picked"], axis=0),
        helper.make_node("Cast", [f"{output}_picked"], [f"{output}_wide"], to=1),
        helper.make_node("Gather", [scale, ids], [f"{output}_flat"], axis=0),
        helper.make_node("Constant", [], [last], value_ints=[-1]),
        helper.make_node("Unsqueeze", [f"{output}_flat", last], [f"{output}_scale"]),
        helper.make_node("Mul", [f"{output}_wide", f"{output}_scale"], [output]),
    ]
