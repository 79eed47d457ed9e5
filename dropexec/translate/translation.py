"""The result: another tool's command line in dropexec's words, or why there is none."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.translate.intent import Intent
    from dropexec.translate.invocation import Invocation
    from dropexec.translate.script import Script
    from dropexec.translate.word import Word


class Fix(enum.Enum):
    """How far a replacement may be trusted."""

    SAFE = "safe"
    """Same ids, groups, directory, argv, umask and, but for what dropexec(1) lists, environment."""
    UNSAFE = "unsafe"
    """It does something else, or what it rests on is not known; ``changes`` and ``assumes`` say what."""
    NONE = "none"
    """There is none; ``why`` says why."""


@dataclass(frozen=True)
class Translation:
    """One command line, translated.

    ``original`` and ``replacement`` are for people: lines in the way of a shell. ``words`` is the whole new
    line: words that stay are the very objects that were given, and a string that got an ``exec`` has all
    the pieces of the one given. ``unsafe`` are those of the ``changes`` that keep it from being safe.
    ``tool`` is the name of the tool that was found ("" for none) and ``start`` the index of its word.
    ``invocation``, ``intent`` and ``script`` (of a string for a shell) are there as far as they could be
    read, whatever ``fix`` is.
    """

    original: str
    replacement: str | None = None
    fix: Fix = Fix.NONE
    changes: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    why: str | None = None
    words: tuple[Word, ...] | None = None
    tool: str = ""
    start: int = 0
    invocation: Invocation | None = None
    intent: Intent | None = None
    script: Script | None = None
