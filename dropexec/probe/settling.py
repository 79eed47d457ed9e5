"""Tell when a tool has done what it does after the start of its target, and only waits.

A signal that comes before a tool has installed its handler meets the default action: what happens then is a
race, which the scenario race is about. Every other scenario sends its signal to a tool that has settled.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.probe.process import descendants, status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

#: How long a tool may take to settle, in seconds, before the signal is sent anyway.
LONGEST = 3.0

#: How often it is looked at, in seconds.
INTERVAL = 0.005


@dataclass(frozen=True)
class _Look:
    """One process at one moment: how often it has run, and what it sleeps in."""

    pid: int
    asleep: bool
    switches: tuple[str | None, str | None]
    timed: bool


class Settling:
    """Looks at the tool ``tool`` and what it started, again and again.

    ``others`` returns the pids that do not count, the target's and its child's. ``signal`` is the number of
    the signal that is to be sent.
    """

    def __init__(self, tool: int, others: Callable[[], Collection[int]], signal: int) -> None:
        self._tool, self._others, self._signal = tool, others, signal
        self._last: list[_Look] | None = None

    def settled(self) -> bool:
        """Tell whether all of them slept since the last look, and the tool is ready for the signal.

        It is where it catches, blocks or ignores the signal, or where nothing sleeps for a set time: what
        sleeps with nanosleep(2) goes on by itself, and may yet install a handler.
        """
        looks = [_look(one.pid) for one in descendants(os.getpid()) if one.pid not in self._others()]
        last, self._last = self._last, looks
        if looks != last or not all(look.asleep for look in looks):
            return False
        return self.ready_for_signal() or not any(look.timed for look in looks)

    def ready_for_signal(self) -> bool:
        """Tell whether the tool catches, blocks or ignores the signal."""
        fields = status(self._tool)
        masks = (int(fields.get(name, "0"), 16) for name in ("SigCgt", "SigBlk", "SigIgn"))
        return any(mask >> (self._signal - 1) & 1 for mask in masks)


def _look(pid: int) -> _Look:
    fields = status(pid)
    switches = (fields.get("voluntary_ctxt_switches"), fields.get("nonvoluntary_ctxt_switches"))
    try:
        # Root reads here in which kernel function a process sleeps; "0" where the kernel does not tell.
        with open(f"/proc/{pid}/wchan", encoding="ascii", errors="replace") as file:
            timed = "nanosleep" in file.read()
    except OSError:
        timed = False
    # Z: ended, and its parent has yet to take notice, which it may do whenever it likes.
    return _Look(pid, fields.get("State", "Z")[0] in "STtZ", switches, timed)
