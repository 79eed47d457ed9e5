"""Commands that another program carries: what start-stop-daemon keeps of them, what an init library runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.command import Role

if TYPE_CHECKING:
    from dropexec.lint.command import Command

_LIBRARY = {"action": 2, "evaluate_retval": 1}
"""Functions of the init-script libraries, and how many words stand before the command that they run."""

_STARTED = (Role.START, Role.STEP)


def settle(command: Command) -> Command:
    """Return the command as it is started: into the background by start-stop-daemon -b, or by a library."""
    name = command.words[0].name
    if name == "start-stop-daemon":
        return _detached(command)
    before = _LIBRARY.get(name)
    if before is None or len(command.words) <= before:
        return command
    words = command.words[before:]
    return replace(command, words=words, start=words[0].start)


def _detached(command: Command) -> Command:
    """With -b start-stop-daemon is gone once the tool runs; with -m its PID file holds the tool's PID."""
    options = []
    for word in command.words[1:]:
        if word.literal == "--":
            break
        options.append(word.literal or "")
    short = "".join(option[1:] for option in options if option[:1] == "-" and option[1:2] != "-")
    if command.role not in _STARTED or not ("b" in short or "--background" in options):
        return command
    makes = "m" in short or "--make-pidfile" in options
    taken = "the PID file of start-stop-daemon" if makes else None
    return replace(command, role=Role.BACKGROUND, pid_taken=taken)
