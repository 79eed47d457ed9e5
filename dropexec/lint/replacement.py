"""The fix that puts dropexec in a tool's place, and the one that only puts exec in front."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.command import Role
from dropexec.lint.documents.exec_form import written
from dropexec.lint.finding import Edit, Fix
from dropexec.lint.rewrite import Rewriting, UnwritableError
from dropexec.lint.source import shown
from dropexec.translate import Fix as Trust

if TYPE_CHECKING:
    from dropexec.lint.call import Call
    from dropexec.lint.command import Command
    from dropexec.translate import Word

_SESSION = "use User= with PAMName=login: a display needs the session that PAM registers"
_NOT_HERE = "dropexec is not installed here; install it, or name its path with --launcher"
_MOVED = "the shell of the string expands what the image's shell expanded before it"


def fix(call: Call) -> Fix:
    """Return the edits, or why there are none."""
    done = call.translation
    why = _obstacle(call)
    if why is not None or done.words is None:
        return Fix("none", why=shown(why or done.why or ""))
    try:
        edits, moved = _edits(call, done.words)
    except UnwritableError as error:
        return Fix("none", why=shown(str(error)))
    reasons = [done.why or "", _MOVED if moved else ""]
    return Fix(
        "unsafe" if moved else done.fix.value,
        edits,
        shown("; ".join(filter(None, reasons))),
        tuple(shown(item) for item in done.assumes),
    )


def _obstacle(call: Call) -> str | None:
    """Return what stands in the way of any edit, None where nothing does."""
    done, command = call.translation, call.command
    forks = command.service.forks
    if command.pinned is not None:
        return command.pinned
    if call.string_extended:
        return (
            f"the words of {command.appended} follow, and go to the shell of the string; join the two first"
        )
    if call.needs_session:
        return _SESSION
    if done.fix is Trust.NONE:
        return done.why or ""
    if call.launcher is None:
        return _NOT_HERE
    if forks is not None and forks.forks > 1:
        return f"{forks.said}: how many of the forks are {call.tool}'s is not in the file"
    if call.words[done.start].is_opaque:
        return "the tool stands in a variable, which may be another one elsewhere"
    if command.with_tool and done.start > 0:
        return "the @ prefix names an argv[0] of another program"
    return None


def _edits(call: Call, words: tuple[Word, ...]) -> tuple[tuple[Edit, ...], bool]:
    """Return the edits, and whether another shell expands the variables than did before."""
    command = call.command
    if command.exec_form is not None and command.role is Role.MAIN and not command.replaces:
        array = _exec_form(words)
        if array is not None:
            moved = any(word.is_opaque for word in words)
            return (Edit(*command.exec_form, array.encode("latin-1")),), moved
    edits = list(Rewriting(command, call.words, words).edits())
    edits += [Edit(start, end, b"") for start, end in command.with_tool]
    if command.insert_exec is not None:
        edits = _with_exec(edits, command.insert_exec)
    forks = command.service.forks
    if forks is not None and command.role is Role.MAIN:
        edits.append(Edit(forks.start, forks.end, b""))
    return tuple(sorted(edits)), False


def _with_exec(edits: list[Edit], offset: int) -> list[Edit]:
    """Put exec in front, in the edit that begins there if there is one."""
    for index, edit in enumerate(edits):
        if edit.start == offset:
            edits[index] = replace(edit, text=b"exec " + edit.text)
            return edits
    return [Edit(offset, offset, b"exec "), *edits]


def _exec_form(words: tuple[Word, ...]) -> str | None:
    """Return the words as a JSON array; None where an expansion stands outside a string for a shell."""
    texts = []
    for index, word in enumerate(words):
        in_string = index > 0 and words[index - 1].literal == "-c"
        named = all(piece.text.strip("${}").isidentifier() for piece in word.pieces if piece.opaque)
        if word.is_opaque and not (in_string and named):
            return None
        texts.append(written(word.text))
    return f"[{', '.join(texts)}]"


def exec_only(command: Command) -> Fix:
    """Return the edit that puts exec in front of the command as it is."""
    if command.insert_exec is None or command.pinned is not None:
        return Fix("none", why=command.pinned or "a shell has to stay here")
    return Fix("safe", (Edit(command.insert_exec, command.insert_exec, b"exec "),))
