"""E9xx: audits in parts."""

from __future__ import annotations

from collections.abc import Sequence

from .exceptions import RunRefused


def parts_there(folder: str) -> RunRefused:
    """An audit was begun in this folder."""
    return RunRefused(
        "E901",
        f"{folder} holds parts of an audit. Go on with --resume, or begin again with --force.",
    )


def folder_in_use(folder: str) -> RunRefused:
    """Another audit writes there at this moment."""
    return RunRefused(
        "E908",
        f"{folder} is being written by another audit. Wait until it has ended, or choose another "
        "folder.",
    )


def resume_refused(folder: str, differ: Sequence[str]) -> RunRefused:
    """The parts that are there belong to another audit."""
    return RunRefused(
        "E902",
        f"{folder} holds parts of another audit: not the same are {', '.join(differ)}. "
        "Begin again with --force, or choose another folder.",
    )


def part_damaged(folder: str, number: int) -> RunRefused:
    """A finished part that cannot be read."""
    return RunRefused(
        "E903",
        f"Part {number} in {folder} is missing or not as it was written. "
        "Run the audit again with --resume; it redoes that part.",
    )


def audit_closed() -> RunRefused:
    """The rows of an audit whose temporary files are gone."""
    return RunRefused("E904", "This audit was closed, and its rows are gone. Run it again.")


def worker_lost() -> RunRefused:
    """A worker process that ended before its work was done."""
    return RunRefused(
        "E905",
        "A worker ended before its part was done, often for lack of memory. Parts in the output "
        "folder are kept: go on with --resume, perhaps with fewer workers.",
    )


def workers_differ(what: str) -> RunRefused:
    """A worker that would give other answers."""
    return RunRefused(
        "E906",
        f"A worker has another version of the {what}, so its answers could differ. "
        "Install the same version everywhere.",
    )


def cluster_unreachable(address: str, why: str) -> RunRefused:
    """No cluster to hand parts to."""
    return RunRefused("E907", f"The Dask cluster at {address} {why}. Check that it is running.")
