"""A trained encoder to ONNX, its weights kept as 8-bit numbers with one scale a channel.

Dynamic 8-bit computing was measured and refused: it changes labels, and lets the batch change
the answer. Here only the storage is small; `Encoder` computes in 32-bit.
"""

from __future__ import annotations

import io

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from .encoder import TrainableEncoder

_OPSET = 17
_LEAST_SIZE = 4096


class _Vectors(torch.nn.Module):
    """The encoder alone: ids and mask in, vectors out."""

    def __init__(self, model: TrainableEncoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return self.model.embed(input_ids, attention_mask)


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


def keep_as_bytes(content: bytes) -> bytes:
    """Return the same model with its large weights as 8-bit numbers, a scale for each channel.

    The channel of a matrix product's weight is its last axis (what one output is made from); that
    of a table of embeddings its row.
    """
    model = onnx.load_model_from_string(content)
    graph = model.graph
    tables = {node.input[0] for node in graph.node if node.op_type == "Gather"}
    kept, added, nodes = [], [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < _LEAST_SIZE:
            kept.append(tensor)
            continue
        axis = 0 if tensor.name in tables else 1
        scale = np.abs(values).max(axis=1 - axis) / 127
        scale = np.where(scale == 0, 1.0, scale).astype(np.float32)
        spread = scale[:, None] if axis == 0 else scale[None, :]
        small = np.clip(np.round(values / spread), -127, 127).astype(np.int8)
        names = [f"{tensor.name}_{part}" for part in ("bytes", "scale")]
        added += [
            numpy_helper.from_array(small, names[0]),
            numpy_helper.from_array(scale, names[1]),
        ]
        nodes.append(helper.make_node("DequantizeLinear", names, [tensor.name], axis=axis))
    del graph.initializer[:]
    graph.initializer.extend([*kept, *added])
    everything = [*nodes, *graph.node]
    del graph.node[:]
    graph.node.extend(everything)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
