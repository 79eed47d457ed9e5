"""From a command line to its translation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.translate import assembly, call, script, shell, shellline
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.shelltokens import ObstacleError
from dropexec.translate.tools import TOOLS
from dropexec.translate.translation import Fix, Translation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.call import Call
    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.word import Word

_NO_TOOL = "it calls no tool that changes the user"


def translate(command: Sequence[Word] | str, circumstances: Circumstances) -> Translation:
    """Translate one command line: words, or a line of a shell, of which one command may call a tool.

    Never raises for what the line says: a line that has no translation has a ``why``.
    """
    if not isinstance(command, str):
        return _translate_words(tuple(command), circumstances)
    try:
        found = shellline.commands(command)
    except ObstacleError as error:
        return Translation(command, why=f"the line cannot be judged: {error}")
    calls = [item for item in found if call.find(item.words) is not None]
    if len(calls) != 1:
        why = "several of its commands change the user; give one at a time" if calls else _NO_TOOL
        return Translation(command, why=why)
    result = replace(_translate_words(calls[0].words, circumstances), original=command)
    if result.words is None:
        return result
    return replace(result, replacement=shellline.replaced(command, calls[0], 0, result.words))


def _translate_words(words: tuple[Word, ...], circumstances: Circumstances) -> Translation:
    original = shellline.shown(words)
    found = call.find(words)
    if found is None:
        return Translation(original, why=_NO_TOOL)
    blank = Translation(original, tool=found.tool, start=found.index)
    return _fill(blank, found, call.as_called(found, circumstances))


def _fill(blank: Translation, found: Call, circumstances: Circumstances) -> Translation:
    """Go through the pipeline as far as it leads; what was found is kept where it ends early."""
    read, mean = TOOLS[found.tool]
    result = blank
    try:
        invocation = read(found.words, circumstances)
        result = replace(result, invocation=invocation)
        intent = mean(invocation, circumstances)
        string = intent.string if intent.shell else shell.string_of(intent.arguments)
        text = None if string is None else script.read(string)
        result = replace(result, intent=intent, script=text)
        new, said = assembly.build(intent, circumstances, text)
    except UntranslatableError as error:
        return replace(result, why=str(error))
    words = found.replaced(new)
    return replace(
        result,
        replacement=shellline.shown(words),
        words=words,
        fix=Fix.UNSAFE if said.unsafe else Fix.SAFE,
        changes=tuple(dict.fromkeys([*said.unsafe, *said.changes])),
        unsafe=tuple(dict.fromkeys(said.unsafe)),
        assumes=tuple(dict.fromkeys(said.assumes)),
        why="; ".join(dict.fromkeys(said.unsafe)) or None,
    )
