"""Build roots and probe what is in them, as much at a time as probing, which is mostly waiting, allows."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from tests.lab import collection
from tests.lab.collection import Document
from tests.lab.roots import debian, inside
from tests.lab.roots.release import PROBED
from tests.lab.specimen import Specimen

if TYPE_CHECKING:
    from typing_extensions import Self

_BUILDERS = 2
_PROBERS = 6
# All scenarios of a tool that never ends of itself take about two minutes; there may be others at work.
_SECONDS = 600.0

# What has to run beside a tool ends with its session.
_BESIDE = '{before}; "$@"; status=$?; kill $beside; exit "$status"'

# The checkout is read-only in there: -B keeps Python from trying to write compiled files to it.
_SESSION = ("python3", "-I", "-B", f"{inside.PROJECT}/tests/lab/session.py")


class ProbeFailure(Exception):  # noqa: N818  not our error: the message is the probe's own
    """The probe of a specimen failed; the message is what it printed."""


class Bench:
    """Takes specimens and gives their recordings; a context manager that leaves nothing running."""

    def __init__(self) -> None:
        self._builders = ThreadPoolExecutor(_BUILDERS)
        self._probers = ThreadPoolExecutor(_PROBERS)
        self._roots: dict[str, Future[Path]] = {}
        self._lock = threading.Lock()
        self._open = contextlib.ExitStack()
        self._running: set[subprocess.Popen[str]] = set()

    def submit(self, specimen: Specimen) -> Future[list[Document]]:
        """Have `specimen` probed in all its scenarios once its root is there; return the recordings to be.

        Their result() raises RootError where the root cannot be built, ProbeFailure where the probe fails.
        """
        recordings: Future[list[Document]] = Future()
        suite = specimen.suite
        if suite not in self._roots:
            self._roots[suite] = self._builders.submit(self._enter, suite)

        def built(root: Future[Path]) -> None:
            if problem := root.exception():
                recordings.set_exception(problem)
            else:
                with contextlib.suppress(RuntimeError):  # shut down meanwhile
                    self._probers.submit(self._probe, specimen, root.result(), recordings)

        self._roots[suite].add_done_callback(built)
        return recordings

    def _enter(self, suite: str) -> Path:
        entry = debian.root(PROBED[suite])
        root = entry.__enter__()
        with self._lock:
            self._open.push(entry)
        return root

    def _probe(self, specimen: Specimen, root: Path, recordings: Future[list[Document]]) -> None:
        try:
            said = self._run(specimen, root)
            recordings.set_result([collection.describe(specimen, one, root) for one in json.loads(said)])
        except Exception as error:  # noqa: BLE001  it is raised where the result is asked for
            recordings.set_exception(error)

    def _run(self, specimen: Specimen, root: Path) -> str:
        session = [*_SESSION, json.dumps(asdict(specimen))]
        if specimen.before:
            session = ["sh", "-c", _BESIDE.format(before=specimen.before), "beside", *session]
        with subprocess.Popen(
            inside.command(root, session, project=collection.PROJECT),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=inside.ENVIRONMENT,
            text=True,
        ) as process:
            with self._lock:
                self._running.add(process)
            try:
                said, problem = process.communicate(timeout=_SECONDS)
            except subprocess.TimeoutExpired:
                process.terminate()  # its observers notice, and end what they had started
                raise ProbeFailure(f"{specimen}: not done after {_SECONDS:.0f} s") from None
            finally:
                with self._lock:
                    self._running.discard(process)
        if process.returncode != 0:
            raise ProbeFailure(f"{specimen}: status {process.returncode}: {problem.strip()}")
        return said

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._builders.shutdown(cancel_futures=True)
        self._probers.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for process in self._running:
                process.terminate()
        self._probers.shutdown()
        self._open.close()
