"""Tell personal outcomes from needs, resources and outputs, and check care records.

>>> from outcome_classifier import classify
>>> classify("I want to dance at my granddaughter's wedding").kind
<Kind.OUTCOME: 'outcome'>
"""

from typing import TYPE_CHECKING, Any

from ._api import check_record, classify, classify_iter, classify_many, is_outcome
from ._audits import audit, compare_audits, pseudonymise, read_records, write_report
from .datatypes import (
    Evidence,
    Kind,
    Part,
    Place,
    Prediction,
    Record,
    Span,
    Statement,
)
from .errors import (
    ExtraMissing,
    FileRefused,
    ModelRefused,
    NoKind,
    OutcomeClassifierError,
    OutputRefused,
    RuleRefused,
    RunRefused,
    TrainingRefused,
    TypeRefused,
    ValueRefused,
)
from .readlog import SourceRead, Unread
from .results import (
    Audit,
    Finding,
    LabelledStatement,
    OutcomeQualities,
    PrincipleResult,
    Quality,
    Quote,
    RecordReport,
    Verdict,
)

if TYPE_CHECKING:
    from .classifier import OutcomeClassifier

__version__ = "0.4.0"

__all__ = [
    "Audit",
    "Evidence",
    "ExtraMissing",
    "FileRefused",
    "Finding",
    "Kind",
    "LabelledStatement",
    "ModelRefused",
    "NoKind",
    "OutcomeClassifier",
    "OutcomeClassifierError",
    "OutcomeQualities",
    "OutputRefused",
    "Part",
    "Place",
    "Prediction",
    "PrincipleResult",
    "Quality",
    "Quote",
    "Record",
    "RecordReport",
    "RuleRefused",
    "RunRefused",
    "SourceRead",
    "Span",
    "Statement",
    "TrainingRefused",
    "TypeRefused",
    "Unread",
    "ValueRefused",
    "Verdict",
    "audit",
    "check_record",
    "classify",
    "classify_iter",
    "classify_many",
    "compare_audits",
    "is_outcome",
    "pseudonymise",
    "read_records",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Import the classifier when it is first asked for: it is the one heavier name."""
    if name == "OutcomeClassifier":
        from .classifier import OutcomeClassifier

        return OutcomeClassifier
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
