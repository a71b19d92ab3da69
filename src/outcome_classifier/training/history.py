"""The log of every scoring of statements that are kept back: a test looked at often is none."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import training_data
from ..reporting import write_whole

#: How often each split may be scored, by any model.
LIMITS = {"test": 3, "reserve": 1, "records test": 2}


class History:
    """Scorings of the splits in `LIMITS`, kept in a JSON file.

    Parameters
    ----------
    path
        The file; it need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        text = path.read_text(encoding="utf-8") if path.is_file() else "[]"
        self.entries: list[dict[str, Any]] = json.loads(text)

    def refuse_if_used_up(self, split: str) -> None:
        """Refuse a split that has been scored as often as it may be.

        Raises
        ------
        TrainingRefused
            It has.
        """
        limit = LIMITS.get(split)
        if limit is None:
            return
        count = sum(entry["split"] == split for entry in self.entries)
        if count >= limit:
            raise training_data(
                self.path.name, f'the split "{split}" has been scored {count} times, its limit'
            )

    def add(self, split: str, model_version: str, scores: Mapping[str, Any]) -> None:
        """Log a scoring with the day and the commit it was made on, if the split is limited."""
        if split not in LIMITS:
            return
        self.entries.append(
            {
                "split": split,
                "model_version": model_version,
                "date": date.today().isoformat(),
                "commit": _commit(self.path.parent),
                "scores": dict(scores),
            }
        )
        content = json.dumps(self.entries, indent=1, ensure_ascii=False) + "\n"
        write_whole(self.path, content, force=True)


def _commit(folder: Path) -> str:
    """The commit that is checked out, with a ``+`` where files differ from it; else "none"."""
    command = ["git", "-C", str(folder), "describe", "--always", "--abbrev=12", "--dirty=+"]
    try:
        found = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return "none"
    return found.stdout.strip()
