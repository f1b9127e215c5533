"""Spreads work over processes of this machine, or over the workers of a Dask cluster, as one kind of executor.

::

    with executor(jobs=2, scheduler="") as workers:         # concurrent.futures.Executor
        for result in in_order(workers, judge, things):      # few at a time, in the order of the things
            ...

``work`` is a function of a module and, like what it is given and what it gives back, can be pickled. It is alone in
its process while it runs, and it finds nothing there but what it brought or keeps in its module.
"""

from __future__ import annotations

import signal
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from multiprocessing import active_children
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import freezegun

from harness.errors import RunError
from harness.garbage import collect_seldom, seldom_collected

__all__ = ["Here", "executor", "fingerprint", "in_order"]

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

_PATIENCE = 10
"""Seconds in which a scheduler must answer, and must have a worker."""
_AHEAD = 64
_CLUSTER_CLOCKS = ("asyncio", "tornado", "distributed", "dask")
"""Modules of a cluster's worker whose time goes on while a build's clock stands still."""
_alone = threading.Lock()


class Here(Executor):
    """Does the work at once, in this process: what one job needs."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Gives a future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _Cluster(Executor):
    """The executor of a Dask client; a worker that has other code than ours refuses the work."""

    def __init__(self, inner: Executor) -> None:
        self._inner = inner
        self._code = fingerprint()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hands the work to the scheduler; a worker that is lost is replaced by another one."""
        return self._inner.submit(_on_a_worker, self._code, fn, args, kwargs)


def _on_a_worker(code: int, work: Callable[..., T], args: tuple[Any, ...], named: dict[str, Any]) -> T:
    # A worker may have several threads, and builds stop the clock and stand in for the network of a whole process.
    with _alone:
        _prepare(code)
        return work(*args, **named)


@cache
def _prepare(code: int) -> None:
    if fingerprint() != code:
        raise RunError(
            "--scheduler: a worker has another version of mylexus than this machine, so its results could not be "
            "compared; install the same version on every worker and start it again"
        )
    freezegun.configure(extend_ignore_list=list(_CLUSTER_CLOCKS))


@cache
def fingerprint() -> int:
    """A number that is equal wherever the same code, guide and features of the harness are installed."""
    top = Path(__file__).parent
    crc = 0
    for path in sorted([*top.rglob("*.py"), *top.rglob("*.yaml"), *top.rglob("*.html")]):
        crc = zlib.crc32(path.relative_to(top).as_posix().encode() + path.read_bytes(), crc)
    return crc


@contextmanager
def executor(*, jobs: int = 1, scheduler: str = "") -> Iterator[Executor]:
    """Gives ``jobs`` processes, this process alone for one job, or the workers of the cluster at ``scheduler``.

    ``scheduler`` is the address of a running Dask scheduler, ``tcp://host:8786``; ``jobs`` says nothing there. Raises
    RunError if ``distributed`` is not installed, or no scheduler answers, or it has no worker. Work that nobody
    waits for any more is cancelled at the end.
    """
    if scheduler:
        with _cluster(scheduler) as workers:
            yield workers
    elif jobs == 1:
        with seldom_collected():
            yield Here()
    else:
        others = set(active_children())
        with ProcessPoolExecutor(max_workers=jobs, initializer=_begin_work) as pool:
            try:
                yield pool
            except KeyboardInterrupt:
                # Nobody waits for what is under way.
                for child in set(active_children()) - others:
                    child.terminate()
                raise
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


def _begin_work() -> None:
    """Ctrl-C reaches every process of the terminal; what then becomes of the work is the first one's business."""
    collect_seldom()
    # Not SIG_IGN, which whatever the work starts would inherit.
    signal.signal(signal.SIGINT, lambda *_: None)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise RunError(
            f"--scheduler {address}: the package `distributed` is not installed; "
            'install the extra: pip install "mylexus[cluster]"'
        ) from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        raise RunError(
            f"--scheduler {address}: no Dask scheduler answers there within {_PATIENCE} s ({error}); start one with "
            "`dask scheduler`, and give the address that it prints: tcp://host:8786"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError) as error:
            raise RunError(
                f"--scheduler {address}: the scheduler has no worker; "
                f"start some with `dask worker {address} --nthreads 1`"
            ) from error
        with client.get_executor(pure=False) as inner:  # type: ignore[no-untyped-call]
            try:
                yield _Cluster(inner)
            finally:
                inner.shutdown(wait=False)


def in_order(
    workers: Executor, work: Callable[[T], R], things: Iterable[T], *, ahead: int = _AHEAD
) -> Iterator[R]:
    """Gives ``work(thing)`` for each thing, in their order; at most ``ahead`` of them are under way or waiting.

    Things may be endless. Raises what the work raised, or RunError if its process was lost.
    """
    waiting: deque[Future[R]] = deque()
    try:
        for thing in things:
            waiting.append(workers.submit(work, thing))
            while len(waiting) >= (1 if isinstance(workers, Here) else ahead):
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        for one in waiting:
            one.cancel()


def _result(future: Future[R]) -> R:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise RunError(
            "a process that did a part of the work was killed, perhaps for want of memory; give fewer --jobs"
        ) from error
    except CancelledError as error:
        raise RunError("--scheduler: the scheduler is gone, and the work with it; start it again") from error
    except Exception as error:
        # Where a worker cannot even load the work, the cluster's own error says so.
        missing = getattr(error, "name", "")
        if isinstance(error, ModuleNotFoundError) and str(missing).split(".")[0] in (
            "harness",
            "fakes",
            "steps",
        ):
            raise RunError(
                "--scheduler: a worker has no mylexus; install the same version on every worker"
            ) from error
        if type(error).__name__ == "KilledWorker":
            raise RunError(f"--scheduler: the same work was lost with several workers: {error}") from error
        raise
