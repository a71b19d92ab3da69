"""Fine-tune an encoder on labelled statements (extra ``train``).

An encoder gives one vector a statement: the mean of its last layer over the tokens. While it is
trained, a linear layer turns that into four logits; only the encoder is kept. Statements are
lower-cased by the tokenizer and cut at 64 tokens. Each epoch is saved, so a run that is stopped
goes on where it was.
"""

from __future__ import annotations

import json
import logging
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoConfig, AutoModel

from ..encoder import MAX_TOKENS
from .variants import same_kind

logger = logging.getLogger(__name__)
_CLIP = 1.0
_WARM_UP = 0.1
_LINEAR_RATE = 1e-3


class TrainableEncoder(nn.Module):
    """A transformer with mean pooling and a linear layer over the four kinds."""

    def __init__(self, transformer: Any, tokenizer: Tokenizer, n_kinds: int = 4) -> None:
        super().__init__()
        self.transformer = transformer
        self.tokenizer = tokenizer
        self.dropout = nn.Dropout(0.1)
        self.kinds = nn.Linear(transformer.config.hidden_size, n_kinds)

    @classmethod
    def load(cls, folder: Path) -> TrainableEncoder:
        """Load a folder with config, weights and tokenizer."""
        config = AutoConfig.from_pretrained(str(folder), local_files_only=True)
        extra = {} if config.model_type == "mpnet" else {"add_pooling_layer": False}
        transformer = AutoModel.from_pretrained(
            str(folder), local_files_only=True, dtype=torch.float32, **extra
        )
        if config.model_type == "mpnet":
            transformer.pooler = None
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        return cls(transformer, _cut_tokenizer(tokenizer))

    def keep_layers(self, layers: Sequence[int]) -> None:
        """Keep only these layers, in this order."""
        stack = self.transformer.encoder
        stack.layer = nn.ModuleList(stack.layer[n] for n in layers)
        self.transformer.config.num_hidden_layers = len(layers)

    def keep_words(self, texts: Sequence[str], most: int) -> None:
        """Keep the pieces of words that stand in texts, single letters, and the commonest others.

        The published vocabulary is in order of frequency. Words that are dropped are read in
        smaller pieces.
        """
        described = json.loads(self.tokenizer.to_str())
        special = {token["id"] for token in described["added_tokens"]}
        met = {n for encoding in self.tokenizer.encode_batch(list(texts)) for n in encoding.ids}
        by_id = {n: piece for piece, n in described["model"]["vocab"].items()}
        letters = {n for n, piece in by_id.items() if len(piece.removeprefix("##")) == 1}
        needed = special | met | letters
        others = [n for n in sorted(by_id) if n not in needed and "[unused" not in by_id[n]]
        kept = sorted([*needed, *others[: max(0, most - len(needed))]])
        place = {old: new for new, old in enumerate(kept)}
        described["model"]["vocab"] = {by_id[old]: new for old, new in place.items()}
        for token in described["added_tokens"]:
            token["id"] = place[token["id"]]
        self.tokenizer = _cut_tokenizer(Tokenizer.from_str(json.dumps(described)))
        table = self.transformer.get_input_embeddings()
        smaller = nn.Embedding(len(kept), table.embedding_dim, padding_idx=table.padding_idx)
        smaller.weight.data = table.weight.data[kept].clone()
        self.transformer.set_input_embeddings(smaller)
        self.transformer.config.vocab_size = len(kept)

    def batch(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids and mask of texts, padded to the longest, ``(n_texts, n_tokens)``."""
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        width = max(map(len, rows))
        pad = self.transformer.config.pad_token_id or 0
        ids = torch.full((len(rows), width), pad, dtype=torch.long)
        mask = torch.zeros((len(rows), width), dtype=torch.long)
        for n, row in enumerate(rows):
            ids[n, : len(row)] = torch.tensor(row)
            mask[n, : len(row)] = 1
        return ids, mask

    def embed(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Mean of the last layer over the tokens, ``(n_texts, width)``."""
        hidden = self.last_layer(ids, mask)
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * weight).sum(1) / weight.sum(1)

    def last_layer(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The last layer's tokens, ``(n_texts, n_tokens, width)``."""
        hidden: torch.Tensor = self.transformer(
            input_ids=ids, attention_mask=mask
        ).last_hidden_state
        return hidden

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits, ``(n_texts, 4)``."""
        logits: torch.Tensor = self.kinds(self.dropout(self.embed(ids, mask)))
        return logits


def _cut_tokenizer(tokenizer: Tokenizer) -> Tokenizer:
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def vectors_of(model: TrainableEncoder, texts: Sequence[str], *, size: int = 64) -> np.ndarray:
    """Return one vector a text, ``(n_texts, width)``, in the texts' order."""
    model.eval()
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    rows = []
    with torch.inference_mode():
        for start in range(0, len(order), size):
            batch = model.batch([texts[n] for n in order[start : start + size]])
            rows.append(model.embed(*batch).numpy())
    return np.asarray(np.concatenate(rows)[np.argsort(order)])


def fine_tune(
    model: TrainableEncoder,
    texts: Sequence[str],
    targets: np.ndarray,
    *,
    folder: Path,
    epochs: int,
    rate: float,
    batch_size: int = 32,
    seed: int = 20260,
    varied: float = 0.0,
) -> list[dict[str, float]]:
    """Train on target probabilities ``(n_texts, 4)``; one-hot rows are plain labels.

    ``varied`` is the share of texts seen as a variant of the same kind, others in each epoch.
    Each epoch is saved in ``folder``; a folder with epochs goes on from the last. Returns loss and
    minutes of each epoch.
    """
    torch.manual_seed(seed)
    folder.mkdir(parents=True, exist_ok=True)
    optimizer = _optimizer(model, rate)
    steps = math.ceil(len(texts) / batch_size) * epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda n: min((n + 1) / max(1, _WARM_UP * steps), max(0.0, (steps - n) / steps)),
    )
    history: list[dict[str, float]] = []
    state = folder / "state.pt"
    if state.is_file():
        saved = torch.load(state, weights_only=True)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        history = json.loads((folder / "history.json").read_text("utf-8"))
    goal = torch.tensor(targets, dtype=torch.float32)
    for epoch in range(len(history), epochs):
        began, total = time.monotonic(), 0.0
        model.train()
        chance = random.Random(seed + epoch)  # noqa: S311
        seen = [same_kind(t, chance) if chance.random() < varied else t for t in texts]
        for rows in _batches(seen, batch_size, seed + epoch):
            ids, mask = model.batch([seen[n] for n in rows])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(ids, mask)
            loss = nn.functional.cross_entropy(logits.float(), goal[rows])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), _CLIP)
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(rows)
        minutes = (time.monotonic() - began) / 60
        history.append({"loss": round(total / len(texts), 4), "minutes": round(minutes, 2)})
        torch.save(
            {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
            },
            state,
        )
        (folder / "history.json").write_text(json.dumps(history), "utf-8")
        logger.info("epoch %d of %d: %s", epoch + 1, epochs, history[-1])
    return history


def _optimizer(model: TrainableEncoder, rate: float) -> torch.optim.Optimizer:
    """AdamW; the linear layer learns faster than the encoder."""
    return torch.optim.AdamW(
        [
            {"params": list(model.kinds.parameters()), "lr": _LINEAR_RATE},
            {"params": list(model.transformer.parameters()), "lr": rate},
        ],
        weight_decay=0.01,
        fused=True,
    )


def _batches(texts: Sequence[str], size: int, seed: int) -> list[list[int]]:
    """Batches of texts of like length, in random order."""
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(texts))
    chunks = [shuffled[n : n + 16 * size] for n in range(0, len(texts), 16 * size)]
    batches = []
    for chunk in chunks:
        ordered = sorted(chunk.tolist(), key=lambda n: len(texts[n]))
        batches += [ordered[n : n + size] for n in range(0, len(ordered), size)]
    return [batches[n] for n in random.permutation(len(batches))]
