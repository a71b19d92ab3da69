"""How good a model is: scores with intervals, calibration, behaviour, swaps, the quiz."""

from .behaviour import Capability, Swap, evaluate_behaviour, evaluate_swaps
from .exams import evaluate_guidance, evaluate_languages, evaluate_quiz
from .records import RECORD_SCORE_NAMES, RecordEvaluation, evaluate_records
from .scores import (
    SCORE_NAMES,
    Evaluation,
    Labeller,
    Miss,
    Score,
    confusion,
    macro_f1,
    score_all,
    wilson,
)
from .statements import evaluate_statements

__all__ = [
    "RECORD_SCORE_NAMES",
    "SCORE_NAMES",
    "Capability",
    "Evaluation",
    "Labeller",
    "Miss",
    "RecordEvaluation",
    "Score",
    "Swap",
    "confusion",
    "evaluate_behaviour",
    "evaluate_guidance",
    "evaluate_languages",
    "evaluate_quiz",
    "evaluate_records",
    "evaluate_statements",
    "evaluate_swaps",
    "macro_f1",
    "score_all",
    "wilson",
]
