"""A command line as the tool itself reads it: which options are given, and which words are operands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.translate.errors import UntranslatableError
from dropexec.translate.grammar import Grammar, Option, Order, Takes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.word import Word

_ONE_WORD = frozenset({"chuid", "exec", "group", "match", "pidfile", "startas", "stop", "u", "user"})
"""Options whose argument is taken for one word though a shell might make none or several of it: nobody means
that, and for the user it is looked at later."""
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")


@dataclass(frozen=True)
class Given:
    """An option that is given; ``words`` are the indexes of the words that hold it and its argument."""

    option: Option
    value: Word | None
    words: tuple[int, ...]
    after_operand: bool


@dataclass(frozen=True)
class Invocation:
    """The words of a tool's command line, read.

    ``operands`` are the words that are no options, ``--`` not among them; ``indexes`` where they stand.
    ``ended`` is how many operands stand before ``--``, None without one. ``assignments`` are NAME=VALUE.
    """

    tool: str
    words: tuple[Word, ...]
    given: tuple[Given, ...]
    operands: tuple[Word, ...]
    indexes: tuple[int, ...]
    ended: int | None = None
    assignments: tuple[Word, ...] = ()

    @property
    def options_after_user(self) -> bool:
        """Whether an option stands after the first operand that is not ``-``."""
        first = next((index for index, word in zip(self.indexes, self.operands) if word.literal != "-"), None)
        return first is not None and any(item.words[0] > first for item in self.given)

    def has(self, *keys: str) -> bool:
        """Return whether one of the options is given."""
        return any(item.option.key in keys for item in self.given)

    def value(self, key: str) -> Word | None:
        """Return the argument of an option's last occurrence."""
        found = self.all(key)
        return found[-1] if found else None

    def all(self, key: str) -> list[Word]:
        """Return the arguments of every occurrence, in order."""
        return [item.value for item in self.given if item.option.key == key and item.value is not None]


def read(grammar: Grammar, words: Sequence[Word], order: Order | None = None) -> Invocation:
    """Read the words, the tool's name being the first, as getopt_long(3) does.

    Raises UntranslatableError for an option that the tool does not have, and where an expansion decides what
    the options are.
    """
    return _Reader(grammar, words, grammar.order if order is None else order).read()


class _Reader:
    def __init__(self, grammar: Grammar, words: Sequence[Word], order: Order) -> None:
        self.grammar = grammar
        self.words = words
        self.order = order
        self.position = 1
        self.given: list[Given] = []
        self.operands: list[int] = []
        self.assignments: list[Word] = []

    def read(self) -> Invocation:
        ended = None
        while self.position < len(self.words):
            word = self.words[self.position]
            text = _beginning(word)
            if text == "--" and word.literal == "--":
                ended = len(self.operands)
                self._rest(self.position + 1)
            elif text.startswith("--"):
                self._long(word, text)
            elif text.startswith("-") and len(text) > 1:
                self._cluster(word)
            elif self.grammar.assigns and not self.operands and _ASSIGNMENT.match(text):
                self.assignments.append(word)
            elif self.order is Order.PERMUTED or word.literal == "-":
                self.operands.append(self.position)
            else:
                self._rest(self.position)
            self.position += 1
        return Invocation(
            self.grammar.tool,
            tuple(self.words),
            tuple(self.given),
            tuple(self.words[index] for index in self.operands),
            tuple(self.operands),
            ended,
            tuple(self.assignments),
        )

    def _rest(self, start: int) -> None:
        self.operands += range(start, len(self.words))
        self.position = len(self.words)

    def _long(self, word: Word, text: str) -> None:
        name, equals, _ = text[2:].partition("=")
        found = self.grammar.by_name(name)
        if len(found) != 1:
            what = "takes several options for" if found else "has no option"
            raise UntranslatableError(f"{self.grammar.tool} {what} --{name}")
        option = found[0]
        if equals and option.takes is Takes.NOTHING:
            raise UntranslatableError(f"{self.grammar.tool}'s --{name} takes no argument")
        start = self.position
        value = word.after(len(name) + 3) if equals else None
        if not equals and option.takes is Takes.ARGUMENT:
            value = self._argument(f"--{name}")
        self._give(option, value, start)

    def _cluster(self, word: Word) -> None:
        start, offset = self.position, 1
        while offset < len(word.text):
            if any(begin <= offset < end for begin, end in word.holes):
                raise UntranslatableError(f"the options in {word.text} are not known before it is run")
            letter = word.text[offset]
            option = self.grammar.by_letter(letter)
            if option is None:
                raise UntranslatableError(f"{self.grammar.tool} has no option -{letter}")
            offset += 1
            value = None
            if option.takes is not Takes.NOTHING and offset < len(word.text):
                value, offset = word.after(offset), len(word.text)
            elif option.takes is Takes.ARGUMENT:
                value = self._argument(f"-{letter}")
            self._give(option, value, start)

    def _argument(self, name: str) -> Word:
        self.position += 1
        if self.position >= len(self.words):
            raise UntranslatableError(f"the argument of {self.grammar.tool}'s {name} is missing")
        return self.words[self.position]

    def _give(self, option: Option, value: Word | None, start: int) -> None:
        if value is not None and value.may_split and value.known is None and option.key not in _ONE_WORD:
            raise UntranslatableError(
                f"{value.text} may become several words or none, and then the options differ"
            )
        words = tuple(range(start, self.position + 1))
        self.given.append(Given(option, value, words, bool(self.operands)))


def _beginning(word: Word) -> str:
    """Return the text that tells an option from an operand; an expansion is taken for an operand.

    Raises UntranslatableError where one is known to be an option.
    """
    if word.pieces and word.pieces[0].opaque:
        if (word.pieces[0].value or "").startswith("-"):
            raise UntranslatableError(f"{word.text} holds options; write them out")
        return ""
    return word.text
