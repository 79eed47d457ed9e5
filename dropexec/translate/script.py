"""The string that a shell gets with ``-c``: what it runs, as far as a small reader can judge.

It reads lists of simple commands (POSIX.1-2017, Shell Command Language, 2.3 and 2.9). A compound command, a
here-document or a function is an obstacle that the reader names; it never guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.translate.builtins import BUILTINS
from dropexec.translate.shelltokens import Assignment, ObstacleError, Token, is_keyword, tokens

if TYPE_CHECKING:
    from dropexec.translate.word import Word


@dataclass(frozen=True)
class SimpleCommand:
    """Assignments, words, and whether there are redirections; ``start`` is the offset of the first word."""

    assignments: tuple[Assignment, ...]
    words: tuple[Token, ...]
    redirected: bool
    start: int

    @property
    def name(self) -> str | None:
        """The command's name where no expansion decides it; an ``exec`` in front does not count."""
        words = self.target
        return words[0].value if words else ""

    @property
    def is_exec(self) -> bool:
        """Whether ``exec`` with a command."""
        return len(self.words) > 1 and self.words[0].value == "exec"

    @property
    def target(self) -> tuple[Token, ...]:
        """The words without an ``exec`` in front; one with options of its own (exec -a) counts as a word."""
        plain = self.is_exec and not self.words[1].raw.startswith("-")
        return self.words[1:] if plain else self.words

    @property
    def is_builtin(self) -> bool:
        """Whether the shell runs it itself, as far as the name tells."""
        return not self.is_exec and (not self.words or self.words[0].value in BUILTINS)


@dataclass(frozen=True)
class Step:
    """A pipeline, and what stands after it: ``;`` (or a line break), ``&``, ``&&``, ``||``, or nothing."""

    pipeline: tuple[SimpleCommand, ...]
    after: str


@dataclass(frozen=True)
class Script:
    """A string for a shell. ``obstacle`` says what the reader cannot judge, and then ``steps`` are empty."""

    text: str
    steps: tuple[Step, ...] = ()
    obstacle: str | None = None

    @property
    def last(self) -> SimpleCommand | None:
        """The command that the string ends with; None where that is no simple command of its own."""
        if not self.steps or self.steps[-1].after == "&" or len(self.steps[-1].pipeline) != 1:
            return None
        return self.steps[-1].pipeline[0]

    @property
    def simple(self) -> bool:
        """Whether it is one simple command."""
        return len(self.steps) == 1 and self.last is not None

    @property
    def ends_in_exec(self) -> bool:
        """Whether the last command replaces the shell."""
        return self.last is not None and self.last.is_exec

    @property
    def background(self) -> bool:
        """Whether something is put into the background."""
        return any(step.after == "&" for step in self.steps)

    @property
    def pipeline(self) -> bool:
        """Whether there is a pipe."""
        return any(len(step.pipeline) > 1 for step in self.steps)

    @property
    def several(self) -> bool:
        """Whether a command stands before the last one that is no builtin of the shell."""
        return any(not command.is_builtin for step in self.steps[:-1] for command in step.pipeline)

    @property
    def pid_of_subshell(self) -> bool:
        """Whether ``$!`` is the PID of a subshell: that of a list in the background (``a && b &``)."""
        return "$!" in self.text and any(
            step.after == "&" and index > 0 and self.steps[index - 1].after in ("&&", "||")
            for index, step in enumerate(self.steps)
        )


def read(word: Word) -> Script:
    """Read a string; expansions that happen before the shell sees it count as parts of words."""
    try:
        return Script(word.text, tuple(_steps(tokens(word.text, word.holes))))
    except ObstacleError as error:
        return Script(word.text, obstacle=str(error))


def _steps(found: list[Token]) -> list[Step]:
    steps: list[Step] = []
    pipeline: list[SimpleCommand] = []
    current: list[Token] = []
    for token in [*found, Token(";", "", "end", 0)]:
        if token.kind in ("word", "redirection"):
            current.append(token)
            continue
        if current:
            pipeline.append(_command(current))
            current = []
        elif token.kind == "newline":
            continue  # an empty line, or one after an operator: the list goes on
        elif token.raw == ";" and not pipeline and (token.kind == "end" or not steps or _closed(steps)):
            continue  # the end after a separator
        else:
            raise ObstacleError(f"a command is missing at {token.raw!r}")
        if token.raw == "|":
            continue
        steps.append(Step(tuple(pipeline), "" if token.kind == "end" else token.raw))
        pipeline = []
    if steps and steps[-1].after == ";":
        steps[-1] = Step(steps[-1].pipeline, "")
    return steps


def _closed(steps: list[Step]) -> bool:
    return steps[-1].after in (";", "&")


def _command(found: list[Token]) -> SimpleCommand:
    assignments: list[Assignment] = []
    words: list[Token] = []
    for token in found:
        if token.kind == "redirection":
            continue
        if not words and token.assignment is not None:
            assignments.append(token.assignment)
            continue
        if not words and is_keyword(token):
            raise ObstacleError(f"it has a compound command ({token.raw})")
        words.append(token)
    redirected = any(token.kind == "redirection" for token in found)
    start = words[0].start if words else found[0].start
    return SimpleCommand(tuple(assignments), tuple(words), redirected, start)
