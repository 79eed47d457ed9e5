"""The call of a tool within a command line: what may stand in front of it, and the line with another call."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dropexec.translate.circumstances import Circumstances, Program
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.tools import NAMES, chpst, start_stop_daemon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.word import Word

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")

_PREFIXES: dict[str, str] = {
    "catatonit": "",
    "chrt": "TPD",
    "command": "",
    "dumb-init": "r",
    "env": "uCS",
    "exec": "a",
    "ionice": "cn",
    "nice": "n",
    "nohup": "",
    "numactl": "ipCmN",
    "setsid": "",
    "stdbuf": "ieo",
    "taskset": "",
    "time": "",
    "timeout": "ks",
    "tini": "pe",
}
"""Programs that run the rest of their line, and the letters of their options that take another word."""

_OPERANDS = {"chrt": 1, "taskset": 1, "timeout": 1}
"""How many operands of their own stand before the command."""

_MULTICALL = ("busybox", "toybox")


@dataclass(frozen=True)
class Call:
    """A tool's own ``words`` (its name first) within ``line``; ``index`` is where its name stands.

    ``before`` words of the line stay in front. Where start-stop-daemon starts the tool, the tool's other
    words begin at ``rest``, and those between are start-stop-daemon's own.
    """

    tool: str
    line: tuple[Word, ...]
    index: int
    words: tuple[Word, ...]
    before: int
    rest: int | None = None

    def replaced(self, new: Sequence[Word]) -> tuple[Word, ...]:
        """Return the line with the launcher's words for the tool's."""
        if self.rest is None:
            return (*self.line[: self.before], *new)
        return (*self.line[: self.index], new[0], *self.line[self.index + 1 : self.rest], *new[1:])


def find_tool(words: Sequence[Word]) -> int | None:
    """Return the index of the word that names a tool, None where the line calls none.

    In front of it may stand assignments, ``exec``, ``set --``, and programs that run the rest of their line
    (env, nice, nohup, setsid, timeout, tini, chpst without -u, ...), each with its options; and ``busybox``
    or ``toybox``. It may also be what start-stop-daemon starts.
    """
    found = find(words)
    return None if found is None else found.index


def find(words: Sequence[Word]) -> Call | None:
    """Return the call of a tool, None where the line calls none."""
    line = tuple(words)
    index = 0
    while index < len(line):
        name = _name(line[index])
        if name == "chpst" and (after := _after_chpst(line[index:])) is not None:
            index += after
        elif name == "start-stop-daemon" and (carried := _carried(line, index)) is not None:
            return carried
        elif tool := _tool(line[index]):
            before = index - 1 if index and _name(line[index - 1]) in _MULTICALL else index
            return Call(tool, line, index, line[index:], before)
        elif name in _MULTICALL:
            index += 1
        elif name == "set" and index + 1 < len(line) and line[index + 1].literal == "--":
            index += 2
        elif name == "command" and any(word.text[:2] in ("-v", "-V") for word in line[index + 1 : index + 2]):
            return None  # asks where a program is
        elif name in _PREFIXES:
            index = _skip(line, index + 1, name)
        elif _ASSIGNMENT.match(line[index].text):
            index += 1
        else:
            return None
    return None


def as_called(call: Call, circumstances: Circumstances) -> Circumstances:
    """Return the circumstances with the program that the words themselves name (busybox su, sudo-rs)."""
    name = _name(call.line[call.index])
    front = _name(call.line[call.before])
    implementation = front if front in _MULTICALL else "sudo-rs"
    if implementation == "sudo-rs" and name not in ("su-rs", "sudo-rs"):
        return circumstances
    if call.tool == "su":
        implementation += "-su"
    program = Program(
        implementation,
        "0",
        path_reset=implementation == "toybox-su",
        limits=implementation.startswith("sudo-rs"),
    )
    return replace(circumstances, programs={**(circumstances.programs or {}), call.tool: program})


def _tool(word: Word) -> str:
    """Return the tool that a word names, "" for none; many a service has a program called daemon."""
    name = _name(word)
    own = name == "daemon" and "/" in word.text and not word.text.startswith(("/usr/", "/bin/"))
    return "" if own else NAMES.get(name, "")


def _name(word: Word) -> str:
    return (word.known or "").rpartition("/")[2]


def _after_chpst(words: tuple[Word, ...]) -> int | None:
    """Return where the command of a chpst without -u begins, None for one that drops."""
    try:
        found = chpst.read(words, Circumstances())
    except UntranslatableError:
        return None
    return found.indexes[0] if found.operands and not found.has("u") else None


def _carried(line: tuple[Word, ...], start: int) -> Call | None:
    """Return the call of a tool that start-stop-daemon starts without a drop of its own, None for another."""
    try:
        found = start_stop_daemon.read(line[start:], Circumstances())
    except UntranslatableError:
        return None
    target = start_stop_daemon.target(found)
    tool = "" if target is None else _tool(target[1])
    if target is None or found.has("chuid") or not tool:
        return None
    index = start + target[0]
    rest = start + (found.indexes[0] if found.indexes else len(line) - start)
    contiguous = list(found.indexes) == list(range(rest - start, len(line) - start))
    if index >= rest or not contiguous:
        return None
    return Call(tool, line, index, (target[1], *found.operands), start, rest)


def _skip(words: tuple[Word, ...], index: int, name: str) -> int:
    """Return the index of the first word after a prefix, its options, assignments and operands."""
    operands = _OPERANDS.get(name, 0)
    while index < len(words):
        text = words[index].text
        if text == "--":
            index += 1
            break
        if text.startswith("-") and len(text) > 1:
            takes = len(text) == 2 and text[1] in _PREFIXES[name]
            index += 2 if takes else 1
        elif _ASSIGNMENT.match(text) and name == "env":
            index += 1
        else:
            break
    return index + operands
