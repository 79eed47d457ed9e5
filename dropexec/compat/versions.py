"""Release numbers as packagers write them, and their order.

The order is that of deb-version(7): digits compare as numbers, ``~`` sorts before the end of a part, letters
before everything else. It also orders RPM and apk releases and upstream tags (1.9.17p2, 4.4-4.1, 8.4-9.el6).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

_Key = tuple[tuple[tuple[int, ...], int], ...]
_WORD = re.compile(r"([^0-9]*)([0-9]*)")
_SHAPE = re.compile(r"[0-9][A-Za-z0-9.+~:_^-]*", re.ASCII)


def _rank(character: str) -> int:
    """Return the place of a non-digit; 0 is the end of the part."""
    if character == "~":
        return -1
    return ord(character) if character.isalpha() else ord(character) + 256


def _key(part: str) -> _Key:
    """Return a tuple that sorts as deb-version(7) says; each word ends in a 0, so that ``~`` precedes it."""
    words = [
        ((*map(_rank, match[1]), 0), int(match[2] or 0)) for match in _WORD.finditer(part) if match[0] != ""
    ]
    return (*words, ((0,), 0))


@functools.cache
def _order(text: str) -> tuple[_Key, _Key]:
    """Return the key of a whole release number; a source is cited many times over."""
    without_epoch = re.sub(r"\A[0-9]+:", "", text)
    upstream, dash, revision = without_epoch.rpartition("-")
    return (_key(upstream), _key(revision)) if dash else (_key(revision), ())


@functools.total_ordering
@dataclass(frozen=True, eq=False)
class Version:
    """A release number; an epoch is dropped, since upstream ranges know none.

    Raises ValueError for a text that does not start with a digit or has a character no packager uses.
    """

    text: str

    def __post_init__(self) -> None:
        if not _SHAPE.fullmatch(self.text):
            raise ValueError(f"not a release number: {self.text!r}")

    @functools.cached_property
    def _order(self) -> tuple[_Key, _Key]:
        return _order(self.text)

    @functools.cached_property
    def upstream(self) -> str:
        """The number of the upstream release, without epoch, packager's revision and repacking mark."""
        number, _, _ = re.sub(r"\A[0-9]+:", "", self.text).partition("-")
        return re.sub(r"[+.~](?:dfsg|ds|repack)[0-9.]*\Z", "", number)

    def __eq__(self, other: object) -> bool:
        return self._order == other._order if isinstance(other, Version) else NotImplemented

    def __lt__(self, other: Version) -> bool:
        return self._order < other._order

    def __hash__(self) -> int:
        return hash(self._order)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Range:
    """Releases from ``since`` (included) to ``before`` (excluded); an absent end is open."""

    since: Version | None = None
    before: Version | None = None

    def __contains__(self, version: Version) -> bool:
        return (self.since is None or self.since <= version) and (
            self.before is None or version < self.before
        )

    def overlaps(self, other: Range) -> bool:
        """Return whether a release may lie in both."""
        starts_below = self.before is None or other.since is None or other.since < self.before
        return starts_below and (other.before is None or self.since is None or self.since < other.before)

    def __str__(self) -> str:
        ends = [f">={self.since}" if self.since else "", f"<{self.before}" if self.before else ""]
        return ",".join(filter(None, ends)) or "all"
