"""The whole run: read, segment, classify, check. The one place that knows the order.

- `checker`: records to reports, and `rows`: reports to the rows of an audit;
- `parts`: the stream of records in parts, and what is done with one of them (`check_part`);
- `parquet` and `stores`: finished parts, in memory or as files, gone through part by part;
- `locks`: one audit at a time in a folder;
- `workers`: parts handed out to this process or to others on this machine;
- `running`: all of it together.
"""

from .checker import RecordChecker, as_record
from .locks import output_locked
from .parts import Part, PartSettings, PartTables, check_part
from .running import Progress, run_audit
from .workers import Backend, as_they_come

__all__ = [
    "Backend",
    "Part",
    "PartSettings",
    "PartTables",
    "Progress",
    "RecordChecker",
    "as_record",
    "as_they_come",
    "check_part",
    "output_locked",
    "run_audit",
]
