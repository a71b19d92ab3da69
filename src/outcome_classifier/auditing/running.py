"""A whole audit: records in parts, parts to workers, finished parts kept, an `Audit` over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..datatypes import Record, Value
from ..errors import FileRefused, bare_record, file_unreadable, setting_out_of_range
from ..reading import Given, fingerprint, read, read_frame
from ..reading.folders import is_many
from ..readlog import ReadLog
from ..results import Audit, FindingRow, PrincipleRow, StatementRow
from .answers import answers_of_a_run
from .checker import as_record, rules_in_force
from .folders import PartFolder
from .locks import output_locked
from .parts import (
    Part,
    PartFacts,
    PartSettings,
    PartTables,
    classifier_with,
    cut,
    part_settings,
)
from .stores import PartMemory, PartRows, PartStore
from .workers import Backend, in_this_process, in_workers

if TYPE_CHECKING:
    import pandas as pd

    Source = str | Path | Iterable[Record | Mapping[str, Any]] | pd.DataFrame


@dataclass(frozen=True, slots=True)
class Progress(Value):
    """How far an audit is: what is finished, ``reused`` parts of it from before.

    ``share`` (0-1) is the share of the source's rows, about; None where it is not known how many
    there are.
    """

    parts: int = 0
    reused: int = 0
    rows: int = 0
    records: int = 0
    statements: int = 0
    wrongly_decoded: int = 0
    unseen: int = 0
    share: float | None = None

    def with_part(self, facts: PartFacts, expected: int | None, reused: bool) -> Progress:
        """Return the count with one more part in it."""
        rows = self.rows + facts.rows
        return Progress(
            parts=self.parts + 1,
            reused=self.reused + reused,
            rows=rows,
            records=self.records + facts.records,
            statements=self.statements + facts.statements,
            wrongly_decoded=self.wrongly_decoded + facts.wrongly_decoded,
            unseen=self.unseen + facts.unseen,
            share=min(1.0, rows / expected) if expected else None,
        )


def run_audit(
    source: Source,
    *,
    out: str | Path | None,
    workers: int | None,
    resume: bool,
    force: bool,
    backend: Backend | None,
    progress: Callable[[Progress], None] | None,
    part_size: int,
    columns: Given | None,
    disable: Sequence[str],
    rules: str | Path | None,
    jurisdiction: str,
    **reading: Any,
) -> Audit:
    """Audit a source. See `outcome_classifier.audit`."""
    hand_out = _backend(workers, backend)
    _whole_number("part_size", part_size)
    rulebook = rules_in_force(disable, rules, jurisdiction)
    settings = part_settings(rulebook, None if workers is None and backend is None else 1)
    if out is None and resume:
        raise setting_out_of_range("resume", "used with an output folder")
    log = ReadLog()
    records = _records(source, columns, log, reading)
    with (
        nullcontext() if out is None else output_locked(Path(out)),
        answers_of_a_run() as answers,
    ):
        store: PartStore = PartMemory()
        if out is not None:
            read_by = {"columns": columns, "reading": reading, "part_size": part_size}
            about = _about(source, settings, read_by)
            store = PartFolder(Path(out) / "parts", about, resume=resume, force=force)
        if backend is None:  # elsewhere they could not be seen
            settings = replace(settings, answers=answers)
        done, stopped = _carry_out(
            cut(records, log, part_size), log, partial(hand_out, settings), store, progress
        )
    for note in _noticed(done, stopped):
        log.note(f"of all files: {note}" if log.many else note)
    classifier = classifier_with(settings.threads)
    principles = sorted(rulebook.principles.items())
    return Audit(
        statements=PartRows(store, done.parts, "statements", StatementRow),
        findings=PartRows(store, done.parts, "findings", FindingRow),
        principles=PartRows(store, done.parts, "principles", PrincipleRow),
        records=done.records,
        sources=log.sources,
        unread=tuple(log.unread),
        rules=tuple(rule.code for rule in rulebook.rules),
        titles={number: principle.title for number, principle in principles},
        never={number: principle.never for number, principle in principles},
        model_version=classifier.model_version,
        library_version=settings.library,
        review_below=classifier.review_below,
        local=rulebook.local,
        store=store,
    )


def _carry_out(
    parts: Iterable[Part],
    log: ReadLog,
    hand_out: Callable[[Iterable[Part]], Generator[PartTables]],
    store: PartStore,
    progress: Callable[[Progress], None] | None,
) -> tuple[Progress, Counter[str]]:
    """Have the parts carried out that the store does not hold; what was counted, rules stopped."""
    done = Progress()
    stopped: Counter[str] = Counter()

    def count(facts: PartFacts, *, reused: bool = False) -> None:
        nonlocal done
        done = done.with_part(facts, log.expected, reused)
        stopped.update(facts.stopped)
        if progress is not None:
            progress(done)

    def unfinished() -> Iterator[Part]:
        for part in parts:
            facts = store.find(part)
            if facts is None:
                yield part
            else:
                count(facts, reused=True)

    try:
        with closing(hand_out(unfinished())) as finished:
            for tables in finished:
                store.keep(tables)
                count(tables.facts)
        store.finish(done.parts)
    except FileRefused:
        store.discard()  # the same parts would never be asked for again
        raise
    except BaseException:
        store.close()
        raise
    return done, stopped


def _noticed(done: Progress, stopped: Mapping[str, int]) -> Iterator[str]:
    """What is worth knowing of the texts of an audit."""
    for code, times in sorted(stopped.items()):
        yield f"Rule {code} took too long on {times} records and was left out there"
    if done.wrongly_decoded:
        yield f"{done.wrongly_decoded} texts look wrongly decoded; see --encoding"
    if done.unseen:
        yield f"{done.unseen} texts hold characters that cannot be shown, left out where written"


def _backend(workers: int | None, backend: Backend | None) -> Backend:
    if workers is not None:
        _whole_number("workers", workers)
        if backend is not None:
            raise setting_out_of_range("workers", "left out with a backend, which has its own")
    return backend or (in_workers(workers) if workers and workers > 1 else in_this_process)


def _whole_number(name: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise setting_out_of_range(name, "a whole number from 1")


def _records(
    source: Any, columns: Given | None, log: ReadLog, reading: Mapping[str, Any]
) -> Iterator[Record]:
    if isinstance(source, (str, Path)):
        yield from read(Path(source), columns=columns, log=log, **reading)
    elif hasattr(source, "itertuples"):
        yield from read_frame(source, columns, log)
    elif isinstance(source, (Mapping, Record)):
        raise bare_record()
    else:
        if columns or reading:
            raise setting_out_of_range("columns and reading options", "used with a file or a frame")
        log.begin("records", "records passed from Python")
        if hasattr(source, "__len__"):
            log.expect(len(source))
        for record in source:
            log.records += 1
            yield as_record(record)


def _about(source: Any, settings: PartSettings, read_by: Mapping[str, Any]) -> dict[str, Any]:
    """What parts belong to: they are gone on from only where all of it is the same."""
    about = {
        "library": settings.library,
        "model": settings.model,
        "rules": settings.rules,
        "settings": dict(read_by),
        "input": None,
    }
    path = Path(source) if isinstance(source, (str, Path)) else None
    if path is not None and (path.is_file() or is_many(path)):
        try:
            about["input"] = {"name": path.name, "sha256": fingerprint(path)}
        except OSError as error:
            raise file_unreadable(path.name, error) from error
    return about
