"""The fix that needs no tool at all: the format's own directive for the user."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.lint.finding import Edit, Fix
from dropexec.lint.rewrite import Rewriting, UnwritableError
from dropexec.translate import Word

if TYPE_CHECKING:
    from dropexec.lint.case import Case

_HARMLESS = re.compile(r"-E|--env=SHELL=.*|--preserve-env=\*,HOME|--chdir=~|--argv0=-\w+")


def directive_fix(case: Case) -> Fix | None:
    """Return the fix that puts User= (USER, setuid) in the tool's place, None where the user is not all.

    It is unsafe: the service gets another environment, no PAM session and, after a login, no profile.
    """
    command = case.command
    line = command.user_line
    user = case.intent.user.known if case.intent is not None else None
    if line is None or user is None or command.pinned is not None or case.string_extended:
        return None
    if not re.fullmatch(r"[\w.@-]+", user):
        return None
    if line.line.startswith("setuid") and any(row.implementation == "coreutils-su" for row in case.host.rows):
        return None  # Upstart has setuid since 1.4; releases with that su have 0.6.5
    if line.field is not None:
        return _field_fix(case, line.field, user)
    target = _target(case)
    if target is None or not (target[0].literal or "").startswith("/"):
        return None
    try:
        edits = Rewriting(command, case.words, target).edits()
    except UnwritableError:
        return None
    start = command.source.line_start(command.source.line_at(line.offset))
    newline = "\r\n" if b"\r\n" in command.source.data else "\n"
    new = Edit(start, start, (line.line.format(user) + newline).encode("latin-1"))
    profile = ", and no profile is read" if case.intent is not None and case.intent.login else ""
    why = f"the environment is the supervisor's, not {case.tool}'s, there is no PAM session{profile}"
    return Fix("unsafe", (new, *edits), why)


def _field_fix(case: Case, field: tuple[int, int], user: str) -> Fix | None:
    """Return the fix where the format names the user in a field, and hands what it runs to a shell."""
    command, intent = case.command, case.intent
    string = intent.string.known if intent is not None and intent.string is not None else None
    if intent is None or string is None or intent.arguments:
        return None
    written = command.dialect.written(f"cd && {string}" if intent.login else string)
    if written is None:
        return None
    edits = (
        Edit(*field, user.encode("latin-1")),
        Edit(command.words[0].start, command.words[-1].end, written.encode("latin-1")),
    )
    shell = f"{command.service.supervisor.value}'s own shell runs the string, without PAM's session of su"
    return Fix("unsafe", edits, shell)


def _target(case: Case) -> tuple[Word, ...] | None:
    """Return the words that the service itself is, None where options beyond the user are needed."""
    words, intent = case.translation.words, case.intent
    if words is None or intent is None:
        return None
    start = len(intent.prefix) + case.translation.start + 1
    while start < len(words) and _HARMLESS.fullmatch(words[start].text):
        start += 1
    if start >= len(words) or words[start].text != intent.user.text:
        return None
    target = words[start + 1 :]
    if not intent.login:
        # A shell that has to stay in front is more than the user.
        return None if intent.shell and any(word.literal == "-c" for word in target[1:3]) else target
    inner = case.inner
    if (
        len(inner) != 1
        or inner[0].pipes
        or any(atom.opaque for word in inner[0].words for atom in word.atoms)
    ):
        return None
    return tuple(Word.of(word.text) for word in inner[0].words)
