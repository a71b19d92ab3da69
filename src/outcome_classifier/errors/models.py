"""E3xx to E8xx: models, rules, training, output, optional parts."""

from __future__ import annotations

from collections.abc import Sequence

from .exceptions import ExtraMissing, ModelRefused, OutputRefused, RuleRefused, TrainingRefused
from .values import quoted, reason_of


def model_not_a_folder(name: str) -> ModelRefused:
    """A path that is no model folder."""
    return ModelRefused(
        "E301",
        f"{name} is not a model folder (a folder with manifest.json). "
        "Pickle and joblib files are never loaded: they can run code.",
    )


def model_damaged(name: str, part: str) -> ModelRefused:
    """A part whose hash differs, or that is missing."""
    return ModelRefused(
        "E302", f"{name}: {part} is missing or not as it was saved. Install or train it again."
    )


def model_format(name: str, found: object, expected: int) -> ModelRefused:
    """A folder made for another version of the library."""
    return ModelRefused(
        "E303",
        f"{name} has model format {found}; this version reads format {expected}. "
        "Train it again, or install the matching version.",
    )


def model_types(name: str, types: Sequence[str]) -> ModelRefused:
    """A part that holds types which are not on the list."""
    return ModelRefused("E304", f"{name} holds types that are not allowed: {', '.join(types)}.")


def model_self_test(name: str, failed: int, total: int) -> ModelRefused:
    """A model that does not give its own answers on this machine."""
    return ModelRefused(
        "E305",
        f"{name} failed {failed} of {total} of its own test statements on this machine, so it is "
        "not used. Compare library versions with those in manifest.json.",
    )


def model_kinds(found: Sequence[str], expected: Sequence[str]) -> ModelRefused:
    """A model with other classes."""
    return ModelRefused(
        "E306", f"The model's kinds are {quoted(found)}; they must be {quoted(expected)}."
    )


def model_other(saved: str, here: str) -> ModelRefused:
    """A pipeline that was saved with another model."""
    return ModelRefused(
        "E307",
        f"The pipeline was saved with model {saved}; here is another, {here}, which may label "
        "otherwise. Name that model's folder in the component's config, or add the component "
        "anew and save the pipeline again.",
    )


def rule_file(name: str, where: str, what: str) -> RuleRefused:
    """A rule file that cannot be used."""
    return RuleRefused("E401", f"{name}, {where}: {what}.")


def rule_timeout(code: str, seconds: float) -> RuleRefused:
    """A pattern that takes too long."""
    return RuleRefused(
        "E402",
        f"A pattern of rule {code} took longer than {seconds:g} s on one text and was stopped. "
        "Simplify it (no repeat inside a repeat), or switch the rule off with --disable.",
    )


def training_data(name: str, what: str) -> TrainingRefused:
    """Labelled statements that cannot be used."""
    return TrainingRefused("E501", f"{name}: {what}.")


def output_exists(name: str) -> OutputRefused:
    """Something is there already."""
    return OutputRefused("E601", f"{name} is already there. Use --force to replace it.")


def output_failed(name: str, why: str | OSError) -> OutputRefused:
    """The system would not take it."""
    return OutputRefused("E602", f"{name} could not be written: {reason_of(why)}.")


def output_is_input(name: str) -> OutputRefused:
    """Writing over what is being read."""
    return OutputRefused("E603", f"{name} is what is being read. Write somewhere else.")


def output_format(name: str, known: Sequence[str]) -> OutputRefused:
    """No writer for this suffix."""
    return OutputRefused("E604", f"{name}: the suffix must be one of {', '.join(known)}.")


def extra_missing(extra: str, module: str) -> ExtraMissing:
    """Build the error for a part of the installation that is not there."""
    return ExtraMissing(
        "E801",
        f'This needs "{module}". Install it with: pip install "outcome-classifier[{extra}]"',
    )
