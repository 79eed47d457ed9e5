"""Run an observation in a process of its own, which reaps all that it starts and leaves nothing behind.

The process is a child subreaper, so that every orphan becomes its child, and may enter namespaces that it can
never leave. It has a session of its own, so that a signal to the group of its maker does not end it before
it has cleaned up, and it watches a pipe from its maker: when the maker is gone, by Ctrl-C or SIGKILL alike,
the pipe hangs up, and it ends what it has started.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from dropexec.probe import kernel
from dropexec.probe.errors import ProbeError
from dropexec.probe.forking import fork
from dropexec.probe.process import children

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self

_CLEANUP = 5.0


class Cancelled(BaseException):
    """The maker of the process is gone, or wants it ended."""


def end_children() -> None:
    """Kill and reap every descendant of this process, which must be a subreaper with no other children.

    The children of a process that dies become this one's, so this is repeated until there are none. Raises
    ProbeError where a process may not be killed.
    """
    while True:
        for child in children(os.getpid()):
            try:
                os.kill(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            except PermissionError:
                raise ProbeError(
                    f"cannot end process {child.pid} ({child.name}): not permitted; the probe needs CAP_KILL"
                ) from None
        try:
            os.waitpid(-1, 0)
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return


def _observe(work: Callable[[int], Any], cancel_pipe: int) -> dict[str, Any]:
    """Return what ``work`` comes to, as the message that the maker reads."""
    message: dict[str, Any]
    try:
        os.setsid()
        # A signal to stop is for the maker, which then ends this process in order.
        signal.pthread_sigmask(
            signal.SIG_BLOCK, {signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP}
        )
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        kernel.become_subreaper()
        try:
            message = {"result": work(cancel_pipe)}
        finally:
            end_children()
    except ProbeError as error:
        message = {"problem": str(error)}
    except Cancelled:
        message = {"problem": "cannot finish the probe: interrupted"}
    except Exception:  # noqa: BLE001  whatever it is, the maker has to hear of it
        import traceback  # not worth its time where all goes well

        message = {"defect": traceback.format_exc()}
    return message


class Subreaper:
    """A running observation; a context manager whose end is the end of everything in it.

    ``work`` is called in the new process with the descriptor whose hang-up means that nobody wants the result
    any more; it returns a value that JSON can carry, or raises ProbeError.
    """

    def __init__(self, work: Callable[[int], Any]) -> None:
        cancel_pipe, self._cancel_pipe = os.pipe()
        self._results, results = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = fork()
        if self._pid == 0:
            try:
                os.close(self._cancel_pipe)
                os.close(self._results)
                with open(results, "w", encoding="utf-8") as pipe:
                    json.dump(_observe(work, cancel_pipe), pipe)
            finally:
                os._exit(0)
        os.close(cancel_pipe)
        os.close(results)
        self._pidfd = os.pidfd_open(self._pid)

    def result(self, deadline: float) -> Any:
        """Return what the work returned; raise ProbeError where it did, or at ``deadline`` (monotonic)."""
        poll = select.poll()
        poll.register(self._results, select.POLLIN)
        pieces = []
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(int(left * 1000) + 1):
                raise ProbeError("cannot finish the probe: the observation hangs")
            piece = os.read(self._results, 65536)
            if not piece:
                break
            pieces.append(piece)
        try:
            message = json.loads(b"".join(pieces))
        except ValueError:
            raise ProbeError("cannot finish the probe: the observer was killed") from None
        if "problem" in message:
            raise ProbeError(message["problem"])
        if "defect" in message:
            raise RuntimeError(message["defect"])
        return message["result"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._cancel_pipe)
        os.close(self._results)
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        if not poll.poll(int(_CLEANUP * 1000)):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
        os.close(self._pidfd)
