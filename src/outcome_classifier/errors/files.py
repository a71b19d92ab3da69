"""E2xx: files and tables."""

from __future__ import annotations

from collections.abc import Sequence

from .exceptions import FileRefused
from .values import quoted, reason_of


def file_missing(name: str) -> FileRefused:
    """No such file."""
    return FileRefused("E201", f"{name} is not there. Check the path.")


def file_not_understood(name: str, looks_like: str, advice: str) -> FileRefused:
    """The content is not what the name says."""
    return FileRefused("E202", f"{name} cannot be read: {looks_like}. {advice}")


def column_missing(name: str, wanted: str, found: Sequence[str]) -> FileRefused:
    """A column that was asked for is not there."""
    return FileRefused(
        "E203",
        f'{name} has no column "{wanted}". Columns: {quoted(found)}. '
        "Choose with --column, for example --column outcomes=NAME. "
        "If the header stands in another row, say which with --header-row.",
    )


def columns_unclear(name: str, found: Sequence[str]) -> FileRefused:
    """No column could be taken for text."""
    return FileRefused(
        "E204",
        f"{name} has no column that is known to hold statements. Columns: {quoted(found)}. "
        "Map them with --column, for example --column outcomes=NAME --column id=NAME. "
        "If the header stands in another row, say which with --header-row.",
    )


def columns_repeated(name: str, repeated: Sequence[str]) -> FileRefused:
    """Two columns have one name."""
    return FileRefused(
        "E205", f"{name} has more than one column called {quoted(repeated)}. Rename all but one."
    )


def header_looks_like_data(name: str, columns: int) -> FileRefused:
    """The first row does not look like a header."""
    return FileRefused(
        "E206",
        f"The first row of {name} ({columns} columns) does not look like a header. "
        "If there is none, use --no-header and map columns by number: --column text=1.",
    )


def file_empty(name: str) -> FileRefused:
    """Nothing in the file."""
    return FileRefused("E207", f"{name} is empty.")


def row_broken(name: str, line: int, what: str) -> FileRefused:
    """A line that does not fit the table."""
    return FileRefused(
        "E208",
        f"{name}, line {line}: {what}. Mend the line, or leave such lines out and have them "
        "counted with --skip-bad-lines.",
    )


def sheet_unclear(name: str, sheets: Sequence[str]) -> FileRefused:
    """More than one sheet holds data, or the named one is not there."""
    return FileRefused(
        "E209", f"{name} has these sheets with data: {quoted(sheets)}. Choose one with --sheet."
    )


def format_unknown(name: str, known: Sequence[str]) -> FileRefused:
    """No reader for this kind of file."""
    return FileRefused("E210", f"{name} is of no known format. Known: {', '.join(known)}.")


def file_changed(name: str) -> FileRefused:
    """The file changed while it was being read."""
    return FileRefused("E211", f"{name} changed while it was being read. Run again on a copy.")


def file_unreadable(name: str, why: str | OSError) -> FileRefused:
    """The system would not give the file."""
    return FileRefused("E212", f"{name} could not be opened: {reason_of(why)}.")


def not_an_audit(name: str) -> FileRefused:
    """A file that holds no numbers of an audit."""
    return FileRefused(
        "E221",
        f"{name} holds no numbers of an audit. Compare the audit.json of two audits.",
    )


def audit_format(name: str, found: object, expected: int) -> FileRefused:
    """Numbers written by another version of the library."""
    return FileRefused(
        "E222",
        f"{name} was written in format {found}; this version compares format {expected}. "
        "Audit those records again with this version.",
    )


def map_file(name: str, what: str) -> FileRefused:
    """A column map in a file that cannot be used."""
    return FileRefused("E213", f'The column map {name} {what}. Lines look like: outcomes = "NAME"')


def header_missing(name: str, row: int) -> FileRefused:
    """No header where the user says it is."""
    return FileRefused("E214", f"{name} has no header in row {row}. Check --header-row.")


def nothing_to_read(name: str, known: Sequence[str], why: str = "") -> FileRefused:
    """A folder or pattern without a file that can be read; ``why`` is what was wrong with one."""
    what = f"One of them: {why}" if why else f"Known: {', '.join(known)}."
    return FileRefused("E215", f"{name} holds no file that can be read. {what}")
