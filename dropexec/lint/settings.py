"""What a run is asked for: which rules, how bad, on whose behalf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rules import IDS, OFF, known

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Selection:
    """The rules that are on, those among them that a person named, and the least severity that counts."""

    enabled: frozenset[str]
    named: frozenset[str]
    least: Severity = Severity.NOTE
    ignores: bool = True


def select(
    only: Iterable[str], more: Iterable[str], less: Iterable[str], least: Severity, ignores: bool
) -> Selection:
    """Return the selection: ``only`` in place of the default rules, ``more`` besides, without ``less``.

    Each may be several ids with commas between. Raises UnknownRuleError.
    """
    only_ids, more_ids, less_ids = _ids(only), _ids(more), _ids(less)
    on = only_ids or {*IDS} - OFF
    named = only_ids | more_ids
    return Selection(frozenset((on | more_ids) - less_ids), frozenset(named - less_ids), least, ignores)


def _ids(texts: Iterable[str]) -> set[str]:
    return {known(name.strip()) for text in texts for name in text.split(",") if name.strip()}


@dataclass(frozen=True)
class Settings:
    """Everything that decides what a file's findings are.

    ``root`` is the root that files and accounts are of ("/" for this machine). ``distribution`` is as a
    person named it, None for that of the root. ``launcher`` is a path, None for the one that is installed.
    """

    root: str
    selection: Selection
    distribution: str | None = None
    launcher: str | None = None
    assumed_shell: str | None = None
    unsafe: bool = False
