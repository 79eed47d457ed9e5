"""A command that is started under watch: it waits until the watch is set, and runs then."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import NoReturn, Protocol

    class _Readable(Protocol):
        def fileno(self) -> int: ...


NOT_EXECUTABLE, NOT_FOUND = 126, 127

# Ignored by Python itself, whatever the caller had.
_PYTHONS = (signal.SIGPIPE, signal.SIGXFSZ)
_RESTORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, *_PYTHONS)


class Command:
    """A child that has not yet become its command. ``pid`` stays the command's."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        self.argv = tuple(argv)
        started, self._start = os.pipe2(os.O_CLOEXEC)
        self._failure, failed = os.pipe2(os.O_CLOEXEC)
        # What comes between the fork and the child's own signals waits: it must not be taken by a handler.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _RESTORED)
        try:
            self.pid = os.fork()
            if self.pid == 0:
                os.close(self._start)
                os.close(self._failure)
                _become(argv, environment, started, failed, mask)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(started)
        os.close(failed)

    def run(self) -> OSError | None:
        """Let it become the command; return why it could not, None where it has."""
        with contextlib.suppress(BrokenPipeError):  # a signal has ended it: wait() tells which
            os.write(self._start, b"1")
        os.close(self._start)
        self._start = -1
        with open(self._failure, "rb", closefd=True) as file:
            number = file.read()
        self._failure = -1
        if not number:
            return None
        os.waitpid(self.pid, 0)
        return OSError(int(number), os.strerror(int(number)), self.argv[0])

    def abandon(self) -> None:
        """End the child where it is not to run after all."""
        if self._start >= 0:
            os.close(self._start)  # it reads the end of the file and exits
            os.close(self._failure)
            self._start = self._failure = -1
            os.waitpid(self.pid, 0)

    def ended(self, other: _Readable) -> bool:
        """Wait until it has ended, and return True, or until there is something to read elsewhere."""
        descriptor = os.pidfd_open(self.pid)
        try:
            ready, _, _ = select.select([descriptor, other.fileno()], [], [])
        finally:
            os.close(descriptor)
        return descriptor in ready

    def wait(self) -> int:
        """Reap it and return its exit status as a shell would: 128 + N for signal N."""
        _, status = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        return code if code >= 0 else 128 - code


def _become(
    argv: Sequence[str], environment: Mapping[str, str], started: int, failed: int, mask: Iterable[int]
) -> NoReturn:
    """In the child: have the signals as this process found them, wait for the word, and exec.

    The signals come first: a ^C that the terminal sends both must end the child, though it waits still.
    """
    try:
        for number in _RESTORED:
            if signal.getsignal(number) is not signal.SIG_IGN or number in _PYTHONS:
                signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if os.read(started, 1):
            os.execvpe(argv[0], tuple(argv), environment)
    except OSError as error:
        os.write(failed, str(error.errno or errno.EIO).encode())
    except ValueError:  # Python itself refuses an empty name; execve(2) says ENOENT
        os.write(failed, str(errno.ENOENT).encode())
    finally:
        os._exit(NOT_FOUND)


def status_of(error: OSError) -> int:
    """Return the status for a command that could not be run: env(1) has the same."""
    return NOT_FOUND if error.errno == errno.ENOENT else NOT_EXECUTABLE
