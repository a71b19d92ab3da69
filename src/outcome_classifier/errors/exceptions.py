"""The exception classes; the tree is drawn in the package's first lines."""

from __future__ import annotations


class OutcomeClassifierError(Exception):
    """Base of every exception that the library raises on purpose.

    ``code`` is permanent; ``str(error)`` is ``[code] message``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        """``[code] message``."""
        return f"[{self.code}] {self.message}"


class ValueRefused(OutcomeClassifierError, ValueError):
    """A value passed from Python is out of range or has the wrong shape."""


class TypeRefused(ValueRefused, TypeError):
    """A value passed from Python is of the wrong type."""


class FileRefused(OutcomeClassifierError):
    """A file or table cannot be read as it is."""


class ModelRefused(OutcomeClassifierError):
    """A model folder is missing, damaged, of another version, or holds what is not allowed."""


class RuleRefused(OutcomeClassifierError):
    """A rule file cannot be used."""


class TrainingRefused(OutcomeClassifierError, ValueError):
    """Labelled statements cannot train or score a model as they are."""


class OutputRefused(OutcomeClassifierError):
    """Something cannot be written where it was asked for."""


class ExtraMissing(OutcomeClassifierError, ImportError):
    """Something was asked for that needs an optional part of the installation."""


class RunRefused(OutcomeClassifierError):
    """An audit in parts cannot begin, go on, or be read."""


class NoKind(OutcomeClassifierError):
    """A text that cannot be labelled was asked about; ``reason`` is its reason code."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "E701",
            f"This text has no kind ({reason}), so there is no yes or no. "
            "Use classify() to see the reason.",
        )
        self.reason = reason
