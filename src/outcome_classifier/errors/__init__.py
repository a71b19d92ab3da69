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
    ├── ExtraMissing (ImportError)        E8xx  an optional part that is not installed
    └── RunRefused                        E9xx  an audit in parts that cannot begin or go on

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
    RunRefused,
    TrainingRefused,
    TypeRefused,
    ValueRefused,
)
from .files import (
    audit_format,
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
    not_an_audit,
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
    model_other,
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
from .runs import (
    audit_closed,
    cluster_unreachable,
    folder_in_use,
    part_damaged,
    parts_there,
    resume_refused,
    worker_lost,
    workers_differ,
)
from .values import (
    a_frame,
    bare_record,
    bare_string,
    key_too_short,
    missing_text,
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
    "RunRefused",
    "TrainingRefused",
    "TypeRefused",
    "ValueRefused",
    "a_frame",
    "audit_closed",
    "audit_format",
    "bare_record",
    "bare_string",
    "cluster_unreachable",
    "column_missing",
    "columns_repeated",
    "columns_unclear",
    "extra_missing",
    "file_changed",
    "file_empty",
    "file_missing",
    "file_not_understood",
    "file_unreadable",
    "folder_in_use",
    "format_unknown",
    "header_looks_like_data",
    "header_missing",
    "key_too_short",
    "map_file",
    "missing_text",
    "model_damaged",
    "model_format",
    "model_kinds",
    "model_not_a_folder",
    "model_other",
    "model_self_test",
    "model_types",
    "not_a_text",
    "not_an_audit",
    "nothing_to_read",
    "output_exists",
    "output_failed",
    "output_format",
    "output_is_input",
    "part_damaged",
    "parts_there",
    "record_key_unknown",
    "record_value_not_text",
    "resume_refused",
    "row_broken",
    "rule_file",
    "rule_timeout",
    "rule_unknown",
    "setting_out_of_range",
    "sheet_unclear",
    "training_data",
    "worker_lost",
    "workers_differ",
    "wrong_shape",
]
