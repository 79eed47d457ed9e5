"""The launcher's options as completions see them: each way to write one, and what it rules out."""

from __future__ import annotations

from dataclasses import dataclass

from dropexec.ctl.completion.values import EXCLUSIVE, TAKES
from dropexec.launcher.options import OPTIONS, Option

_LAST = ("help", "version")
# After these the launcher reads no further word.


@dataclass(frozen=True)
class Entry:
    """One thing that an option can say: ``--preserve-env`` is two, the flag and the one with a list.

    ``takes`` is the kind of the argument or None, ``with_equals`` whether the argument has to follow ``=``.
    ``rules_out`` holds the words, as offered, that may not follow: its own, unless it is repeatable. After the
    ``last`` one nothing follows at all.
    """

    long: str
    short: str | None
    help: str
    takes: str | None
    with_equals: bool
    repeatable: bool
    rules_out: tuple[str, ...]
    last: bool

    @property
    def offered(self) -> tuple[str, ...]:
        """The words that a completion may offer: ``--chdir=`` and ``-C``."""
        return _offered(self.long, self.short, self.takes)


def _offered(long: str, short: str | None, takes: str | None) -> tuple[str, ...]:
    return (f"--{long}=" if takes else f"--{long}", *([f"-{short}"] if short else []))


def entries() -> list[Entry]:
    """Return the entries of every option in the table's order."""
    return [entry for option in OPTIONS for entry in _of(option)]


def _of(option: Option) -> list[Entry]:
    takes = TAKES[option.name] if option.argument is not None else None
    if not option.optional:
        return [_entry(option, option.short, option.help, takes)]
    plain, _, with_list = option.help.partition("; with =LIST: ")
    return [_entry(option, option.short, plain, None), _entry(option, None, with_list, takes)]


def _entry(option: Option, short: str | None, text: str, takes: str | None) -> Entry:
    others = {one if two == option.name else two for one, two in EXCLUSIVE if option.name in (one, two)}
    out = [*(() if option.repeatable else _offered(option.name, short, takes))]
    out += [word for other in OPTIONS if other.name in others for word in _offered(other.name, None, other.argument)]
    last = option.name in _LAST
    return Entry(option.name, short, text, takes, option.optional and bool(takes), option.repeatable, tuple(out), last)
