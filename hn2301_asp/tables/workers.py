"""Tasks done in several processes: each loads the protocol for itself, and what they come to is given in order.

A worker is a Python of its own that is spoken to through pipes, so that nothing of this process is copied into it: no
thread, no lock, no open file. It ends when its pipe does, whatever ended this process.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.outputs import ending_early
from hn2301_asp.tables.tasks import Here, Task

_ROOT: Final = str(Path(__file__).parents[2])
_START: Final = "from hn2301_asp.tables.worker import main; main()"


class WorkerError(RuntimeError):
    """A worker failed: with what it said, as if it had happened here."""


class Workers:
    """Some processes that do tasks. The first batches of a small table are done here: nobody is waited for then."""

    def __init__(self, screener: Screener, jobs: int) -> None:
        self.screener, self.jobs = screener, jobs
        self._workers: list[subprocess.Popen[bytes]] = []
        self._hook = ending_early(self._kill)

    def __enter__(self) -> Workers:
        self._hook.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._hook.__exit__(None, None, None)
        self._kill()

    def each(self, tasks: Iterable[Task]) -> Iterator[Any]:
        """What the tasks come to, in their order; what a worker raises is raised here."""
        waiting, coming = deque[Task](), iter(tasks)
        for task in coming:
            waiting.append(task)
            if len(waiting) > 1:
                break
        if len(waiting) < 2:  # One batch: to start a process takes longer.
            yield from Here(self.screener).each(waiting)
            return
        yield from self._shared(_chained(waiting, coming))

    def _shared(self, tasks: Iterator[Task]) -> Iterator[Any]:
        """Each worker has one task at a time, so that neither side ever waits for the other to read."""
        if not self._workers:
            self._workers = [self._started() for _ in range(self.jobs)]
        busy = deque[subprocess.Popen[bytes]]()
        for worker in self._workers:
            if (task := next(tasks, None)) is not None:
                _write(worker, task)
                busy.append(worker)
        try:
            yield from self._in_turn(busy, tasks)
        finally:
            if busy:  # What they are at is not wanted any more.
                self._kill()

    def _in_turn(self, busy: deque[subprocess.Popen[bytes]], tasks: Iterator[Task]) -> Iterator[Any]:
        """What the workers find, in the order in which they were given it; one task is ready for whoever is next."""
        ahead = next(tasks, None)
        while busy:
            worker = busy[0]
            found = _received(worker)
            busy.popleft()
            if ahead is not None:
                _write(worker, ahead)
                busy.append(worker)
            yield found
            ahead = next(tasks, None) if busy else None

    def _started(self) -> subprocess.Popen[bytes]:
        paths = [_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
        worker = subprocess.Popen(
            [sys.executable, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        _write(worker, (self.screener.files, self.screener.opened))
        return worker

    def _kill(self) -> None:
        """Ends the workers, wherever they are."""
        workers, self._workers = self._workers, []
        for worker in workers:
            with suppress(OSError):
                worker.kill()
        for worker in workers:
            with suppress(OSError):
                worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()


def write_message(stream: IO[bytes], message: Any) -> None:
    """Writes a message so that its end is known."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(8, "little") + data)
    stream.flush()


def read_message(stream: IO[bytes]) -> Any:
    """Reads a message; raises EOFError where the other side has ended."""
    size = stream.read(8)
    if len(size) < 8:
        raise EOFError
    data = stream.read(int.from_bytes(size, "little"))
    return pickle.loads(data)


def _write(worker: subprocess.Popen[bytes], message: Any) -> None:
    assert worker.stdin is not None
    try:
        write_message(worker.stdin, message)
    except OSError:
        raise WorkerError("a worker ended before its work was done") from None


def _received(worker: subprocess.Popen[bytes]) -> Any:
    assert worker.stdout is not None
    try:
        kind, found = read_message(worker.stdout)
    except EOFError:
        raise WorkerError("a worker ended before its work was done") from None
    if kind == "input":
        raise InputError(found)
    if kind == "failed":
        raise WorkerError(found)
    return found


def _chained(waiting: deque[Task], coming: Iterator[Task]) -> Iterator[Task]:
    while waiting:
        yield waiting.popleft()
    yield from coming
