"""Parts handed out: one after the other in this process, or to workers on this machine."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Generator, Iterable
from threading import Thread
from typing import Any

from ..errors import worker_lost
from .parts import Part, PartSettings, PartTables, check_part

#: Carries out parts somewhere and gives their tables, in any order; `check_part` does the work.
Backend = Callable[[PartSettings, Iterable[Part]], Generator[PartTables]]
_IDLE_SECONDS = 60
#: Parts given out for each worker, so that none waits for the reader.
AHEAD = 2
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def in_this_process(settings: PartSettings, parts: Iterable[Part]) -> Generator[PartTables]:
    """Carry out parts one after the other."""
    for part in parts:
        yield check_part(part, settings)


def in_workers(count: int) -> Backend:
    """Return a backend of ``count`` worker processes (joblib's loky), ended with the run.

    It raises `RunRefused` where a worker is ended from outside.
    """

    def hand_out(settings: PartSettings, parts: Iterable[Part]) -> Generator[PartTables]:
        from concurrent.futures import FIRST_COMPLETED, wait

        from joblib.externals.loky import BrokenProcessPool, ProcessPoolExecutor

        pool = ProcessPoolExecutor(
            count,
            timeout=_IDLE_SECONDS,
            initializer=_begin,
            initargs=(os.getpid(),),
            env=_ONE_THREAD,
        )
        finished = False
        try:
            yield from as_they_come(
                parts,
                give=lambda part: pool.submit(check_part, part, settings),
                wait=lambda waiting: wait(waiting, return_when=FIRST_COMPLETED),
                ahead=AHEAD * count,
            )
            finished = True
        except BrokenProcessPool as error:
            raise worker_lost() from error
        finally:
            pool.shutdown(wait=True, kill_workers=not finished)

    return hand_out


def as_they_come(
    parts: Iterable[Part],
    *,
    give: Callable[[Part], Any],
    wait: Callable[[set[Any]], tuple[set[Any], set[Any]]],
    ahead: int,
) -> Generator[PartTables]:
    """Yield tables as they are finished, with at most ``ahead`` parts given out at a time.

    ``give`` hands a part out and returns its future; ``wait`` returns the futures that are done,
    at least one, and those that are not.
    """
    waiting: set[Any] = set()
    for part in parts:
        waiting.add(give(part))
        if len(waiting) >= ahead:
            done, waiting = wait(waiting)
            yield from (future.result() for future in done)
    while waiting:
        done, waiting = wait(waiting)
        yield from (future.result() for future in done)


def _begin(parent: int) -> None:
    """Begin a worker: Ctrl-C is left to the parent, and none outlives a parent that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
