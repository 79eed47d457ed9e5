"""The launcher's options as completions see them: each way to write one, and what it rules out."""

from __future__ import annotations

from dataclasses import dataclass

from dropexec.launcher.options import EXCLUSIVE, OPTIONS, Option

# After these the launcher reads no further word.
_LAST = ("help", "version")


@dataclass(frozen=True)
class Entry:
    """One thing that an option can say: ``--preserve-env`` is two, the flag and the one with a list.

    ``takes`` is the kind of the argument or None, ``with_equals`` whether the argument has to follow ``=``.
    ``excludes`` names the other options that may not stand beside it. After the ``last`` one nothing follows.
    """

    long: str
    short: str | None
    help: str
    takes: str | None
    with_equals: bool
    repeatable: bool
    excludes: tuple[str, ...]
    last: bool

    @property
    def offered(self) -> tuple[str, ...]:
        """The words that a completion may offer: ``--chdir=`` and ``-C``."""
        long = f"--{self.long}=" if self.takes else f"--{self.long}"
        return (long, f"-{self.short}") if self.short else (long,)


def entries() -> list[Entry]:
    """Return the entries of every option in the table's order."""
    return [entry for option in OPTIONS for entry in _of(option)]


def _of(option: Option) -> list[Entry]:
    if not option.optional:
        return [_entry(option, option.short, option.help, option.takes)]
    plain, _, with_list = option.help.partition("; with =LIST: ")
    return [_entry(option, option.short, plain, None), _entry(option, None, with_list, option.takes)]


def _entry(option: Option, short: str | None, text: str, takes: str | None) -> Entry:
    return Entry(
        long=option.name,
        short=short,
        help=text,
        takes=takes,
        with_equals=option.optional and takes is not None,
        repeatable=option.repeatable,
        excludes=tuple(
            one if two == option.name else two for one, two in EXCLUSIVE if option.name in (one, two)
        ),
        last=option.name in _LAST,
    )
