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
#: A text is padded to the next multiple of this many tokens.
_STEP = 4


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

        Texts of like length go through together, each padded to a length that is its own and no
        batch's: so the numbers are the same to the last bit in any batch.
        """
        import numpy as np

        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        by_length: dict[int, list[int]] = {}
        for n, row in enumerate(rows):
            by_length.setdefault(-(-len(row) // _STEP) * _STEP, []).append(n)
        vectors = np.empty((len(rows), self.width), dtype=np.float32)
        for length, alike in by_length.items():
            size = max(1, _BATCH_TOKENS // length)
            for start in range(0, len(alike), size):
                chosen = alike[start : start + size]
                ids = np.zeros((len(chosen), length), dtype=np.int64)
                mask = np.zeros((len(chosen), length), dtype=np.int64)
                for place, n in enumerate(chosen):
                    ids[place, : len(rows[n])] = rows[n]
                    mask[place, : len(rows[n])] = 1
                given = {"input_ids": ids, "attention_mask": mask}
                vectors[chosen] = self._session.run(None, given)[0]
        return vectors
