"""What the tool and the target print, as it comes out of pipes or a terminal."""

from __future__ import annotations

import os
import termios
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.probe.log import Log
    from dropexec.probe.loop import Loop

#: As many characters are kept of what a tool prints; a message is short, and a log is no evidence.
KEPT = 16 * 1024

_PIECE = 65536
_PROMPTS = ("password", "passcode", "passphrase")
# What ends a prompt in any language, before blanks: a colon, or U+FF1A, the full-width one.
_PROMPT_ENDS = (":", "\uff1a")
# As much of the last line as is looked at.
_LINE = 256


class Output:
    """The streams of one tool; ``text`` is the beginning of all that has come out of them.

    Each piece is in the log as well, up to KEPT characters in all.
    """

    def __init__(self, loop: Loop, log: Log) -> None:
        self._loop, self._log = loop, log
        self._open: dict[int, str] = {}
        self._terminals: list[int] = []
        self._pieces: list[str] = []
        self._kept = 0
        self._last = ""
        self.omitted = 0

    @property
    def text(self) -> str:
        """Return the first KEPT characters of what was printed."""
        return "".join(self._pieces)

    def read_from(self, stream: str, descriptor: int) -> None:
        """Read what comes out of ``descriptor``, which does not block, as ``stream``."""
        self._open[descriptor] = stream
        if stream == "tty":
            self._terminals.append(descriptor)
        self._loop.watch(descriptor, lambda: self._read(descriptor))

    def _read(self, descriptor: int) -> None:
        try:
            piece = os.read(descriptor, _PIECE)
        except BlockingIOError:
            return
        except OSError:  # EIO: the last process has closed the terminal
            piece = b""
        if not piece:
            self._loop.forget(descriptor)
            del self._open[descriptor]
            return
        text = piece.decode(errors="replace")
        self._last = (self._last + text[-_LINE:]).rpartition("\n")[2][-_LINE:]
        kept = text[: KEPT - self._kept]
        self.omitted += len(text) - len(kept)
        if kept:
            self._kept += len(kept)
            self._pieces.append(kept)
            self._log.add("output", time.monotonic(), stream=self._open[descriptor], text=kept)

    def drain(self) -> None:
        """Read what has come out up to now; what has ended may have left some behind."""
        for descriptor in list(self._open):
            self._read(descriptor)

    def asks(self) -> bool:
        """Tell whether the tool has printed a prompt for a password, or put a terminal's echo off for one."""
        prompt = self.seems_to_ask() and any(word in self._last.lower() for word in _PROMPTS)
        return prompt or any(map(_silent, self._terminals))

    def seems_to_ask(self) -> bool:
        """Tell whether the last line is unfinished and ends with a colon, as prompts of all languages do."""
        return self._last.rstrip().endswith(_PROMPT_ENDS)


def _silent(descriptor: int) -> bool:
    """Tell whether a terminal takes lines and does not show what is typed, as for a password.

    One that passes single characters on, without ICANON, is that of a tool with a terminal of its own inside.
    """
    try:
        local = termios.tcgetattr(descriptor)[3]
    except termios.error:
        return False
    return bool(local & termios.ICANON) and not local & termios.ECHO
