"""What a launcher prints while it is tried: read within limits of time and size, and its end."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import time
from typing import TYPE_CHECKING

from dropexec.launcher.errors import DropexecError

if TYPE_CHECKING:
    import subprocess

SECONDS = 10.0
LONGEST = 1 << 20

_STEP = 0.01


def collect(process: subprocess.Popen[bytes], until: bytes = b"") -> tuple[bytes, bytes]:
    """Return what the process prints on its two pipes, up to their ends or ``until`` on standard output.

    Raises DropexecError where that takes longer than SECONDS or is more than LONGEST bytes.
    """
    texts = {"stdout": bytearray(), "stderr": bytearray()}
    deadline = time.monotonic() + SECONDS
    with selectors.DefaultSelector() as selector:
        for name, text in texts.items():
            selector.register(getattr(process, name), selectors.EVENT_READ, text)
        while selector.get_map() and not (until and texts["stdout"].endswith(until)):
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise _late("start the target" if until else "end")
            for key, _ in ready:
                piece = os.read(key.fd, 65536)
                if not piece:
                    selector.unregister(key.fileobj)
                key.data.extend(piece)
                if len(key.data) > LONGEST:
                    raise DropexecError(f"it printed more than {LONGEST >> 20} MiB")
    return bytes(texts["stdout"]), bytes(texts["stderr"])


def status(process: subprocess.Popen[bytes]) -> int:
    """Return the exit status, negative for a signal, and leave the process to be waited for.

    Raises DropexecError where it does not end within SECONDS.
    """
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        end = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if end is not None:
            return end.si_status if end.si_code == os.CLD_EXITED else -end.si_status
        time.sleep(_STEP)
    raise _late("end")


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process, which leads a session and was not waited for yet, with what it has started.

    Until it is waited for, its number is nobody else's.
    """
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _late(verb: str) -> DropexecError:
    return DropexecError(f"it did not {verb} within {SECONDS:.0f} s")
