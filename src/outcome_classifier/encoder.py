"""Texts to vectors: a sentence encoder as ONNX, run by onnxruntime on the processor.

Its large products are computed in 8-bit whole numbers, with a scale of its own for each token and
each output channel: a text gets the same vector alone and in any batch.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

#: Tokens of a statement that are read; the rest is cut.
MAX_TOKENS = 64
_BATCH_TOKENS = 1024


class Encoder:
    """A sentence encoder.

    Parameters
    ----------
    model
        The ONNX model's bytes: inputs ``input_ids`` and ``attention_mask``, one output of vectors.
    tokenizer
        The tokenizer's JSON.
    threads
        Threads of one encoder; all processors if None. Workers of an audit use one each.
    """

    def __init__(self, model: bytes, tokenizer: bytes, *, threads: int | None = None) -> None:
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # from 1.29 on it reports to its maker
        import onnxruntime
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_buffer(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._session._model_bytes = None  # else it would keep the file beside the weights
        self.width = int(self._session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return one vector a text, ``(n_texts, width)``, in the texts' order.

        Texts of like length go through together, so that little is spent on padding.
        """
        import numpy as np

        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(rows)), key=lambda n: len(rows[n]))
        vectors = np.empty((len(rows), self.width), dtype=np.float32)
        start = 0
        while start < len(order):
            stop = start + 1
            while (
                stop < len(order) and (stop + 1 - start) * len(rows[order[stop]]) <= _BATCH_TOKENS
            ):
                stop += 1
            chosen = order[start:stop]
            longest = len(rows[chosen[-1]])
            ids = np.zeros((len(chosen), longest), dtype=np.int64)
            mask = np.zeros((len(chosen), longest), dtype=np.int64)
            for place, n in enumerate(chosen):
                ids[place, : len(rows[n])] = rows[n]
                mask[place, : len(rows[n])] = 1
            vectors[chosen] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
            start = stop
        return vectors
