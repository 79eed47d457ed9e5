"""A process that a test starts, with a pipe to each end of it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from tests.lab.process import ENVIRONMENT, Ending

if TYPE_CHECKING:
    from typing_extensions import Self


class Child:
    """A process in a session of its own that is killed at the end of the block; ``line`` reads its output."""

    def __init__(self, argv: Sequence[str], **options: object) -> None:
        self._argv = argv
        self._options = options

    def __enter__(self) -> Self:
        self._popen = subprocess.Popen(  # type: ignore[call-overload]
            self._argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ENVIRONMENT,
            start_new_session=True,
            **self._options,
        )
        return self

    @property
    def pid(self) -> int:
        return int(self._popen.pid)

    def line(self, front: str) -> str:
        """Return the next line that begins so; an assertion fails where the output ends before."""
        for raw in self._popen.stdout:
            text = str(os.fsdecode(raw)).rstrip("\n")
            if text.startswith(front):
                return text
        raise AssertionError(f"{self._argv[0]} ended without a line that begins with {front}")

    def write(self, text: str) -> None:
        self._popen.stdin.write(text.encode())
        self._popen.stdin.flush()

    def wait(self, seconds: float = 20.0) -> Ending:
        return Ending.from_exitcode(self._popen.wait(seconds))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._popen.kill()
        self._popen.wait()
        self._popen.stdin.close()
        self._popen.stdout.close()
