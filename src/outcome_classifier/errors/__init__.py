"""Every exception of the library, and every message.

::

    OutcomeClassifierError
    ├── ValueRefused (ValueError)         E1xx  a value passed from Python
    │   └── TypeRefused (TypeError)             of the wrong type
    ├── FileRefused                       E2xx  a file or table that cannot be read
    ├── ModelRefused                      E3xx  a model folder that is not trusted or does not fit
    ├── RuleRefused                       E4xx  a rule file
    ├── TrainingRefused (ValueError)      E5xx  labelled statements that cannot train or score
    ├── OutputRefused                     E6xx  something that cannot be written
    ├── NoKind                            E7xx  a text that has no kind, where one was asked for
    └── ExtraMissing (ImportError)        E8xx  an optional part that is not installed

A message says what, where and what next. None holds the text of a record.
"""

from .exceptions import (
    ExtraMissing,
    FileRefused,
    ModelRefused,
    NoKind,
    OutcomeClassifierError,
    OutputRefused,
    RuleRefused,
    TrainingRefused,
    TypeRefused,
    ValueRefused,
)
from .files import (
    column_missing,
    columns_repeated,
    columns_unclear,
    file_changed,
    file_empty,
    file_missing,
    file_not_understood,
    file_unreadable,
    format_unknown,
    header_looks_like_data,
    header_missing,
    map_file,
    nothing_to_read,
    row_broken,
    sheet_unclear,
)
from .models import (
    extra_missing,
    model_damaged,
    model_format,
    model_kinds,
    model_not_a_folder,
    model_self_test,
    model_types,
    output_exists,
    output_failed,
    output_format,
    output_is_input,
    rule_file,
    rule_timeout,
    training_data,
)
from .values import (
    a_frame,
    bare_record,
    bare_string,
    not_a_text,
    record_key_unknown,
    record_value_not_text,
    rule_unknown,
    setting_out_of_range,
    wrong_shape,
)

__all__ = [
    "ExtraMissing",
    "FileRefused",
    "ModelRefused",
    "NoKind",
    "OutcomeClassifierError",
    "OutputRefused",
    "RuleRefused",
    "TrainingRefused",
    "TypeRefused",
    "ValueRefused",
    "a_frame",
    "bare_record",
    "bare_string",
    "column_missing",
    "columns_repeated",
    "columns_unclear",
    "extra_missing",
    "file_changed",
    "file_empty",
    "file_missing",
    "file_not_understood",
    "file_unreadable",
    "format_unknown",
    "header_looks_like_data",
    "header_missing",
    "map_file",
    "model_damaged",
    "model_format",
    "model_kinds",
    "model_not_a_folder",
    "model_self_test",
    "model_types",
    "not_a_text",
    "nothing_to_read",
    "output_exists",
    "output_failed",
    "output_format",
    "output_is_input",
    "record_key_unknown",
    "record_value_not_text",
    "row_broken",
    "rule_file",
    "rule_timeout",
    "rule_unknown",
    "setting_out_of_range",
    "sheet_unclear",
    "training_data",
    "wrong_shape",
]
