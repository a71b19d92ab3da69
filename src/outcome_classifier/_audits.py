"""The public functions over many records: read, audit, write, compare; imported when called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .datatypes import Record
from .results import Audit

if TYPE_CHECKING:
    import pandas as pd

    from .auditing import Backend, Progress
    from .reading import Given, Header
    from .readlog import ReadLog
    from .reporting import Comparison


def read_records(
    path: str | Path,
    *,
    columns: Given | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    header: Header = True,
    skip_bad_lines: bool = False,
    log: ReadLog | None = None,
) -> Iterator[Record]:
    """Read the records of a file, a folder or a pattern, one by one.

    Parameters
    ----------
    path
        CSV, TSV, XLSX, XLS, ODS, Parquet, JSON, JSON Lines, FHIR R4 and R5 (in JSON), DOCX, PDF
        with a text layer, plain text. Of a folder (with those inside) or a pattern such as
        ``plans/*.docx`` each file is a source, in the order of their names; one that cannot be
        read is left out, and the log says why.
    columns
        Field to local name, or names: ``{"id": "Client ref", "outcomes": "What matters"}``; or
        such a map in a TOML file. Keys are ``id, text, field, team, service, date, review_date``
        and the field names of a record. A name is that of a column, of a prompt or heading in a
        form, or a path in JSON (``plan.goals.text``; ``records`` is the path to the list). A key
        with ``*`` is a pattern of file names and holds a map for those. Known names are found
        without it.
    sheet, encoding
        Which sheet; which encoding (UTF-8, UTF-16 and Windows-1252 are tried).
    header
        True: the header is looked for (row 1, below a title, over two rows); False: there is none;
        or the number of its row, or of its first and last row.
    skip_bad_lines
        Count lines that do not fit the table instead of stopping at the first.
    log
        Filled with what was read and what was not.

    Raises
    ------
    FileRefused
        The file is missing, empty, damaged, of another format, or its columns are not clear; or no
        file of a folder can be read.
    ExtraMissing
        Parquet, where pyarrow is not installed.
    ValueRefused
        ``columns`` or ``header`` is none.
    """
    from .reading import read

    return read(
        Path(path),
        columns=columns,
        sheet=sheet,
        encoding=encoding,
        header=header,
        skip_bad_lines=skip_bad_lines,
        log=log,
    )


def audit(
    source: str | Path | Iterable[Record | Mapping[str, Any]] | pd.DataFrame,
    *,
    out: str | Path | None = None,
    workers: int | None = None,
    resume: bool = False,
    force: bool = False,
    backend: Backend | None = None,
    progress: Callable[[Progress], None] | None = None,
    part_size: int = 2_000,
    columns: Given | None = None,
    disable: Sequence[str] = (),
    rules: str | Path | None = None,
    jurisdiction: str = "Wales",
    **reading: Any,
) -> Audit:
    """Read, segment, classify and check everything in a source, part by part.

    The source is read as a stream; memory does not grow with it. The tables are the same whatever
    ``workers``, ``backend`` and ``part_size`` are.

    Parameters
    ----------
    source
        A path (as in `read_records`), records (or mappings for `Record.from_dict`), or a DataFrame.
    out
        A folder: finished parts are kept as Parquet files in ``out/parts``, private to the user.
        Without it they are kept in memory, or in a temporary folder when they are many.
    workers
        Processes that label and check side by side, with one encoder thread each; 1 is this
        process. If None, this process with the encoder on all processors.
    resume
        Go on in ``out``: parts that are finished there are not done again.
    force
        Take out parts that are in ``out``; without it and without ``resume`` they are not touched.
    backend
        What carries out parts elsewhere, such as `integrations.dask.DaskBackend`.
    progress
        Called after each part with an `auditing.Progress`.
    part_size
        Statements in a part, about: what is lost at most, in each worker, when a run is ended. A
        record is never divided.
    columns, reading
        As in `read_records`.
    disable, rules, jurisdiction
        As in `check_record`.

    Raises
    ------
    FileRefused
        A file cannot be read.
    RuleRefused, ValueRefused
        As in `check_record`; a setting is out of range.
    RunRefused
        ``out`` holds parts (without ``resume`` or ``force``), or parts of another input, model,
        rules or settings (with ``resume``); another audit is writing there; a worker was ended.
    OutputRefused
        ``out`` cannot be written.

    Examples
    --------
    >>> with audit([{"id": "7", "fields": {"outcomes": ["Home by Easter"]}}]) as result:
    ...     [str(row.kind) for row in result.statements]
    ['outcome']
    """
    from .auditing import run_audit

    return run_audit(
        source,
        out=out,
        workers=workers,
        resume=resume,
        force=force,
        backend=backend,
        progress=progress,
        part_size=part_size,
        columns=columns,
        disable=disable,
        rules=rules,
        jurisdiction=jurisdiction,
        **reading,
    )


def write_report(
    audit: Audit, path: str | Path, *, force: bool = False, words: bool = True
) -> Path:
    """Write an audit to a file, in the form that its suffix names.

    Parameters
    ----------
    audit
        What `audit` gave.
    path
        ``.html``: a page; ``.xlsx``: a workbook; ``.json``: the numbers, for `compare_audits`;
        ``.csv``, ``.jsonl``, ``.parquet``: the statements, one a row.
    force
        Replace what is there.
    words
        If false, numbers and places alone are written, no words of the records.

    Raises
    ------
    OutputRefused
        The suffix is unknown, the file is there (without ``force``), or cannot be written.
    ExtraMissing
        ``.parquet`` without the extra ``parquet``.
    """
    from .reporting import write

    return write(audit, Path(path), force=force, words=words)


def pseudonymise(audit: Audit, *, key: bytes | None = None, names: Iterable[str] = ()) -> Audit:
    """Return an audit with tokens in place of what points at a person, as far as patterns see it.

    NHS numbers, National Insurance numbers, postcodes, telephone numbers, e-mail addresses, dates,
    record identifiers and the names given are replaced. It is not made anonymous: other names,
    places and a life told in detail stay.

    Parameters
    ----------
    audit
        What `audit` gave.
    key
        At least 16 secret bytes: the same key gives the same tokens. A fresh one if None.
    names
        Names of people. Every word of them is replaced, in any case.

    Raises
    ------
    ValueRefused
        The key is too short.
    """
    from .pseudonyms import pseudonymise as run

    return run(audit, key=key, names=names)


def compare_audits(last: str | Path, this: str | Path) -> Comparison:
    """Tell what changed between two audits, from the ``.json`` that `write_report` wrote of each.

    Raises
    ------
    FileRefused
        A file is missing, holds no numbers of an audit, or was written by another version.
    """
    from .reporting import compare_files

    return compare_files(Path(last), Path(this))
