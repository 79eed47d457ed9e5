"""What of a shell's string the launcher can run itself, and what the shell must stay in front for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.translate.builtins import BUILTINS
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.word import Word

if TYPE_CHECKING:
    from dropexec.translate.script import Script, SimpleCommand, Step
    from dropexec.translate.shelltokens import Token

_ALL_ARGUMENTS = ('"$@"', '"${@}"')
_POSITION = re.compile(r'"\$\{?([0-9])\}?"')
_UMASK = re.compile(r"0?[0-7]{1,3}")
_NESTED = re.compile(r"['\"\\$`\n]")
"""What a word may not hold: to quote it anew would be a third level of quotes."""
_PARAMETERS = re.compile(r"\$\{?[0-9@*#]|\bshift\b")
_STAYS = frozenset({"builtin", "command", "eval", "trap", "wait"})
"""Builtins that run something else, or nothing, while the shell stays: no exec before them."""
_CONTROLS = frozenset({"break", "continue", "eval", "read", "trap", "wait"})
"""Builtins that have an effect on what the shell does later, or wait: no exec after them."""


@dataclass(frozen=True)
class Direct:
    """A command that needs no shell: its words, the variables it gets, its umask and limits."""

    words: tuple[Word, ...]
    variables: tuple[str, ...] = ()
    umask: str | None = None
    rlimits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A string for which the shell stays, as it is or with an ``exec``; ``unsafe`` says what to look at."""

    string: Word
    unsafe: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()


def check_arguments(script: Script, arguments: tuple[Word, ...]) -> None:
    """Raise UntranslatableError where words follow the string that it does not use."""
    if arguments and not _PARAMETERS.search(script.text):
        raise UntranslatableError(
            f"{arguments[0].text} is the shell's $0 and not an argument of the command, which never gets it; "
            "put it into the string if it is meant for the command"
        )


def direct(script: Script, arguments: tuple[Word, ...]) -> Direct | None:
    """Return the command of a string that needs no shell, None where it needs one.

    It is one simple command without expansion, redirection or builtin; before it may stand ``umask``,
    ``export`` and ``ulimit -c 0``, which the launcher has options for.
    """
    if script.last is None or any(step.after not in ("", ";", "&&") for step in script.steps):
        return None
    variables: list[str] = []
    umask: str | None = None
    rlimits: list[str] = []
    for step in script.steps[:-1]:
        if not _prepares(step):
            return None
        command = step.pipeline[0]
        name, *values = (token.value or "" for token in command.words)
        if name == "umask" and umask is None:
            umask = values[0]
        elif name == "export":
            variables += values
        elif name == "ulimit":
            rlimits = ["core=0"]
        else:
            return None
    command = script.last
    words = _words(command, arguments)
    if words is None or any(item.value is None for item in command.assignments):
        return None
    variables += [f"{item.name}={item.value}" for item in command.assignments]
    if any(_NESTED.search(text) for text in (*variables, *(token.value or "" for token in command.target))):
        return None
    return Direct(words, tuple(variables), umask, tuple(rlimits))


def _prepares(step: Step) -> bool:
    """Return whether a step is one of those that an option of the launcher stands for."""
    command = step.pipeline[0]
    if len(step.pipeline) != 1 or command.assignments or command.redirected:
        return False
    values = [token.value for token in command.words]
    if None in values or len(values) < 2:
        return False
    if values[0] == "umask":
        return len(values) == 2 and bool(_UMASK.fullmatch(values[1] or ""))
    if values[0] == "export":
        return all(token.assignment is not None for token in command.words[1:])
    return values in (["ulimit", "-c", "0"], ["ulimit", "-c0"])


def _words(command: SimpleCommand, arguments: tuple[Word, ...]) -> tuple[Word, ...] | None:
    """Return the words of a simple command, ``"$0"`` and ``"$@"`` replaced, None where it needs a shell."""
    if command.redirected or not command.target or command.is_builtin or command.name == "exec":
        return None
    if _whole_line(command.target):
        return arguments or None
    words: list[Word] = []
    for token in command.target:
        found = _expanded(token, arguments)
        if found is None:
            return None
        words += found
    name = command.target[0].value
    return None if not words or (name in BUILTINS and not command.is_exec) else tuple(words)


def _whole_line(target: tuple[Token, ...]) -> bool:
    return len(target) == 2 and target[0].raw in ('"$0"', '"${0}"') and target[1].raw in _ALL_ARGUMENTS


def _expanded(token: Token, arguments: tuple[Word, ...]) -> list[Word] | None:
    if token.value is not None:
        return [Word.of(token.value)]
    # An argument that splits would shift the numbers of those after it.
    if token.raw in _ALL_ARGUMENTS and arguments and not arguments[0].may_split:
        return list(arguments[1:])
    match = _POSITION.fullmatch(token.raw)
    position = int(match[1]) if match else len(arguments)
    if position < len(arguments) and not any(word.may_split for word in arguments[: position + 1]):
        return [arguments[position]]
    return None


def kept(script: Script, string: Word, shell: str) -> Kept:
    """Return the string with which the shell becomes the command at its end.

    Raises UntranslatableError where a shell has to stay, or where nobody can tell.
    """
    if script.obstacle is not None:
        raise UntranslatableError(
            f"the shell's string cannot be judged: {script.obstacle}; "
            "write it as a script of its own that ends in exec"
        )
    _check_argument_list(string)
    if not script.steps:
        raise UntranslatableError("the shell's string runs no command")
    if script.steps[-1].after == "&":
        raise UntranslatableError(
            "the command puts itself into the background (&): "
            "take the & away, and let the supervisor have its PID"
        )
    if len(script.steps[-1].pipeline) > 1:
        raise UntranslatableError(
            "a shell must stay for the pipe: there is no single process to become; "
            "let the supervisor or the journal have the output"
        )
    last = script.steps[-1].pipeline[0]
    return _with_exec(script, string, last, shell)


def _check_argument_list(string: Word) -> None:
    for begin, end in string.holes:
        if string.text[begin:end].strip('"') in ("$*", "$@", "${*}", "${@}"):
            raise UntranslatableError(
                f"{string.text[begin:end]} makes one string of several words, and the shell splits it anew; "
                'if the words are the command, hand them on as they are: "$@"'
            )


def _with_exec(script: Script, string: Word, last: SimpleCommand, shell: str) -> Kept:
    unsafe: tuple[str, ...] = ()
    if script.background and not _writes_pid(last):
        unsafe = ("a second command runs in the background: nothing of the launcher's reaches it",)
    if last.is_exec:
        return Kept(string, unsafe)
    if last.name is None and string.holes and string.holes[0][0] <= last.start < string.holes[0][1]:
        return _opaque_command(string, last, shell, unsafe)
    if last.is_builtin:
        if last.name in _STAYS:
            raise UntranslatableError(f"a shell must stay: the string ends with {last.name}")
        return Kept(string, unsafe)
    _check_order(script)
    sourced = any(command.name in (".", "source") for step in script.steps[:-1] for command in step.pipeline)
    if sourced and last.name is not None and "/" not in last.name:
        function = f"{last.name} may be a function of the file that is read before, and exec needs a program"
        unsafe = (*unsafe, function)
    return Kept(string.insert(last.start, "exec "), unsafe)


def _opaque_command(string: Word, last: SimpleCommand, shell: str, unsafe: tuple[str, ...]) -> Kept:
    name = string.text[slice(*string.holes[0])]
    if string.text.strip() == name:
        # It may be any script; most shells become the command of a simple one by themselves.
        stays = f"{shell} stays in front of the command unless {name} begins with exec"
        return Kept(string, (*unsafe, stays), (f"{name} is one command",))
    assumes = (f"{name} is the name of a program, not a list of commands",)
    return Kept(string.insert(last.start, "exec "), (*unsafe, f"exec stands before {name}"), assumes)


def _writes_pid(last: SimpleCommand) -> bool:
    return last.name in ("echo", "printf") and any("$!" in token.raw for token in last.words)


def _check_order(script: Script) -> None:
    """Raise UntranslatableError where the command at the end need not be the service."""
    before = script.steps[:-1]
    if any(command.name in _CONTROLS for step in before for command in step.pipeline):
        raise UntranslatableError(
            "a shell must stay: the string sets a trap, reads, waits or evaluates before its last command"
        )
    if before and before[-1].after == "||":
        raise UntranslatableError("a shell must stay: the last command runs only if the one before it fails")
    for step in before:
        if step.after == ";" and any(not command.is_builtin for command in step.pipeline):
            raise UntranslatableError(
                f"several commands run one after the other, and {_shown(script)} need not be the service: "
                "put exec before the command that is, or the others into steps of their own"
            )


def _shown(script: Script) -> str:
    last = script.last
    return "the last one" if last is None or last.name is None else last.name
