"""Audits on a Dask cluster: parts go to its workers, finished ones come back to be kept here.

>>> from outcome_classifier import audit
>>> from outcome_classifier.integrations.dask import DaskBackend
>>> backend = DaskBackend("tls://scheduler:8786")
>>> audit("plans.csv", out="report", backend=backend)  # doctest: +SKIP

Records travel between the machines: use ``tls://`` addresses outside one trusted machine. A
worker that is lost is survived; its part is done by another.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ..auditing import Part, PartSettings, PartTables, as_they_come, check_part
from ..errors import cluster_unreachable, extra_missing, worker_lost

if TYPE_CHECKING:
    from distributed import Client

#: Parts given out for each thread of the cluster, so that none waits for the reader.
AHEAD = 2


class DaskBackend:
    """Carries out the parts of an audit on a Dask cluster; hand it to ``audit(backend=…)``.

    Each worker needs this library and its model in the same version, and loads the model once.

    Parameters
    ----------
    cluster
        The scheduler's address, or a `distributed.Client` of your own, which is left open.
    patience
        Seconds to wait for the scheduler and for a first worker.

    Raises
    ------
    ExtraMissing
        Dask is not installed.
    """

    def __init__(self, cluster: str | Client, *, patience: float = 30.0) -> None:
        try:
            import distributed  # noqa: F401
        except ImportError as error:
            raise extra_missing("dask", "distributed") from error
        self._cluster, self._patience = cluster, patience

    def __call__(self, settings: PartSettings, parts: Iterable[Part]) -> Generator[PartTables]:
        """Yield the tables of the parts as they are finished.

        Raises
        ------
        RunRefused
            No scheduler or worker answers, or the scheduler is lost; workers were lost again and
            again; a worker has another version of the library or of the model.
        """
        from concurrent.futures import CancelledError

        from distributed import KilledWorker, wait

        with ExitStack() as closing:
            client = self._client(closing)
            given: set[Any] = set()

            def give(part: Part) -> Any:
                # ``pure=False``: nothing to hash, and never taken for another part.
                future = client.submit(check_part, part, settings, pure=False)
                given.add(future)
                return future

            def wait_for_one(waiting: set[Any]) -> tuple[set[Any], set[Any]]:
                done, others = wait(waiting, return_when="FIRST_COMPLETED")
                given.difference_update(done)
                return set(done), set(others)

            ahead = AHEAD * max(1, sum(client.nthreads().values()))
            try:
                yield from as_they_come(parts, give=give, wait=wait_for_one, ahead=ahead)
            except KilledWorker as error:
                raise worker_lost() from error
            except CancelledError as error:
                address = str(client.scheduler.address) if client.scheduler else "its address"
                raise cluster_unreachable(address, "was lost on the way") from error
            finally:
                if client.status == "running":
                    client.cancel(list(given))

    def _client(self, closing: ExitStack) -> Client:
        from distributed import Client

        if not isinstance(self._cluster, str):
            return self._cluster
        try:
            client = closing.enter_context(Client(self._cluster, timeout=self._patience))
        except (OSError, ValueError) as error:
            raise cluster_unreachable(self._cluster, "does not answer") from error
        try:
            client.wait_for_workers(1, timeout=self._patience)
        except TimeoutError as error:
            raise cluster_unreachable(self._cluster, "has no workers") from error
        return client
