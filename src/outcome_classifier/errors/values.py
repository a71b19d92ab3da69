"""E1xx: values passed from Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .exceptions import TypeRefused, ValueRefused


def quoted(values: Iterable[str]) -> str:
    """Return names in quotes, with commas."""
    return ", ".join(f'"{value}"' for value in values) or "none"


def reason_of(why: str | OSError) -> str:
    """Return why, in the system's words where it is an error of the system, which name no file."""
    return why if isinstance(why, str) else why.strerror or type(why).__name__


def bare_string() -> TypeRefused:
    """One string where a list of texts belongs."""
    return TypeRefused(
        "E101",
        "One string was passed where a list of texts belongs. "
        "Pass a list, or use classify() for a single text.",
    )


def bare_record() -> TypeRefused:
    """One record where several belong."""
    return TypeRefused(
        "E109", "One record was passed where several belong. Pass a list, or use check_record()."
    )


def not_a_text(type_name: str) -> TypeRefused:
    """A value of another type where one text belongs."""
    return TypeRefused("E102", f"classify() takes one text, not {type_name}.")


def wrong_shape(shape: tuple[int, ...]) -> ValueRefused:
    """An array that is not a row of texts."""
    return ValueRefused("E103", f"Texts must be one-dimensional; the shape here is {shape}.")


def a_frame(columns: Sequence[str]) -> TypeRefused:
    """A DataFrame where one column belongs."""
    return TypeRefused(
        "E104",
        f"A DataFrame was passed where one column belongs. Text columns: {quoted(columns)}.",
    )


def record_key_unknown(key: str, known: Sequence[str]) -> ValueRefused:
    """A record has a key that no record has."""
    shown = f'"{key}"' if len(key.split()) == 1 and len(key) <= 40 else "key of that name"
    return ValueRefused("E105", f"A record has no {shown}. It may have: {quoted(known)}.")


def record_value_not_text(key: str) -> TypeRefused:
    """A record's value is not text."""
    return TypeRefused("E106", f'"{key}" of a record must be text, or a list of texts in a field.')


def setting_out_of_range(name: str, expected: str) -> ValueRefused:
    """A setting outside its range."""
    return ValueRefused("E107", f"{name} must be {expected}.")


def rule_unknown(name: str) -> ValueRefused:
    """A code, name or prefix that no rule has."""
    return ValueRefused(
        "E108", f'No rule has the code, name or prefix "{name}". See: outcome-classifier rules'
    )


def missing_text(position: int) -> TypeRefused:
    """A value that is missing, or no text, where each must be one."""
    return TypeRefused(
        "E110",
        f"The value at position {position} (0 first) is missing or no text. "
        "Leave such rows out, or fill them.",
    )


def key_too_short(least: int) -> ValueRefused:
    """A key that keeps nothing secret."""
    return ValueRefused(
        "E121",
        f"The key for pseudonyms must have at least {least} bytes. "
        "Make one with: head -c 32 /dev/urandom > key",
    )
