"""A tool's own option grammar, as data."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Takes(enum.Enum):
    """Whether an option takes an argument."""

    NOTHING = "nothing"
    ARGUMENT = "argument"
    OPTIONAL = "optional"
    """Only in the same word: ``--preserve-env=LIST``."""


@dataclass(frozen=True)
class Option:
    """An option: ``key`` is its meaning here, ``short`` its letters, ``long`` its names."""

    key: str
    short: str = ""
    long: tuple[str, ...] = ()
    takes: Takes = Takes.NOTHING


class Order(enum.Enum):
    """What becomes of an option after the first operand."""

    PERMUTED = "permuted"
    """It is an option (getopt_long(3) of glibc and musl)."""
    STOPS = "stops"
    """It is an operand (getopt(3) with +, POSIXLY_CORRECT)."""
    UNKNOWN = "unknown"
    """That depends on the implementation or on how it was built."""


@dataclass(frozen=True)
class Grammar:
    """The options of one tool.

    ``abbreviates``: long names may be cut short as getopt_long(3) allows. ``assigns``: NAME=VALUE may stand
    before the command (sudo).
    """

    tool: str
    options: tuple[Option, ...]
    order: Order = Order.STOPS
    abbreviates: bool = True
    assigns: bool = False

    def by_letter(self, letter: str) -> Option | None:
        """Return the option of a letter."""
        return next((option for option in self.options if letter in option.short), None)

    def by_name(self, name: str) -> list[Option]:
        """Return the options that a long name may mean: one, none, or several for a short abbreviation."""
        exact = [option for option in self.options if name in option.long]
        if exact or not self.abbreviates:
            return exact
        return [option for option in self.options if any(long.startswith(name) for long in option.long)]


def flag(key: str, short: str = "", *long: str) -> Option:
    """Return an option without argument."""
    return Option(key, short, long)


def valued(key: str, short: str = "", *long: str) -> Option:
    """Return an option with an argument."""
    return Option(key, short, long, Takes.ARGUMENT)


def optional(key: str, short: str = "", *long: str) -> Option:
    """Return an option with an optional argument in the same word."""
    return Option(key, short, long, Takes.OPTIONAL)
