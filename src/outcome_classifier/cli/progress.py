"""How far an audit is, on a terminal: share, rate, time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Display

from ..auditing import Progress


@contextmanager
def shown_progress(name: str) -> Iterator[Callable[[Progress], None]]:
    """Give a callback for ``audit`` that shows progress on stderr, if that is a terminal."""
    display = Display(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[counted]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with display:
        task = display.add_task(f"Auditing {name}", total=None, counted="")
        began, before = monotonic(), 0

        def update(progress: Progress) -> None:
            nonlocal before
            if progress.reused == progress.parts:
                before = progress.statements  # found finished: no part of the rate
            rate = (progress.statements - before) / max(monotonic() - began, 0.001)
            display.update(
                task,
                total=None if progress.share is None else 1.0,
                completed=progress.share or 0.0,
                counted=f"{progress.statements:,} statements, {rate:,.0f} a second",
            )

        yield update
