"""What the tool and the target print, as it comes out of pipes or a terminal."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.probe.log import Log
    from dropexec.probe.loop import Loop

_PROMPTS = ("password", "passcode", "passphrase")


class Output:
    """The streams of one tool; `text` is all that has come out of them, each piece is in the log as well."""

    def __init__(self, loop: Loop, log: Log) -> None:
        self._loop, self._log = loop, log
        self._open: dict[int, str] = {}
        self.text = ""

    def attend(self, stream: str, descriptor: int) -> None:
        """Read what comes out of `descriptor`, which does not block, as `stream`."""
        self._open[descriptor] = stream
        self._loop.watch(descriptor, lambda: self._read(descriptor))

    def _read(self, descriptor: int) -> None:
        try:
            piece = os.read(descriptor, 4096)
        except BlockingIOError:
            return
        except OSError:  # EIO: the last process has closed the terminal
            piece = b""
        if not piece:
            self._loop.forget(descriptor)
            del self._open[descriptor]
            return
        text = piece.decode(errors="replace")
        self.text += text
        self._log.add("output", time.monotonic(), stream=self._open[descriptor], text=text)

    def drain(self) -> None:
        """Read what has come out up to now; what has ended may have left some behind."""
        for descriptor in list(self._open):
            self._read(descriptor)

    def asks(self) -> bool:
        """Tell whether the last thing printed is a prompt, as pam_unix and its like write one."""
        last = self.text.rstrip(" ").rpartition("\n")[2].lower()
        return last.endswith(":") and any(prompt in last for prompt in _PROMPTS)
