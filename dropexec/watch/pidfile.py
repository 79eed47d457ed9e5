"""PID files: which one holds a number, and what number one holds."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DIRECTORIES = ("/run", "/var/run", "/var/lib", "/tmp", "/var/tmp", "/opt", "/srv", "/usr/local")  # noqa: S108  only read
"""Where services keep PID files, the usual places first; hier(7)."""

_MOST_BYTES = 64
_MOST_ENTRIES = 20_000
_DEEPEST = 5
_NUMBER = re.compile(rb"\s*([0-9]{1,10})\s*(?:\n|$)")


def number_in(path: str) -> int | None:
    """Return the number that a PID file begins with, None where there is none.

    Only a regular file is read, and no more than a PID file has: the directories are open to others.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        found = _NUMBER.match(os.read(descriptor, _MOST_BYTES))
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return int(found.group(1)) if found else None


def is_pid_file(name: str) -> bool:
    """Return whether a file is called as PID files are."""
    return name.lower().endswith((".pid", ".lock")) or name.lower() in ("pid", "pidfile")


def named_in(words: Iterable[str], directory: str | None) -> Iterator[str]:
    """Yield the paths that the words of a command line may name: ``--pidfile=/run/x.pid``, ``x.pid``.

    Relative ones are completed with `directory`, and left out without one.
    """
    for word in words:
        for text in dict.fromkeys((word, word.rpartition("=")[2], *re.split(r"[\s'\"()<>;|&`$]+", word))):
            if text and "\0" not in text and (text.startswith("/") or (directory and is_pid_file(text))):
                yield os.path.join(directory or "/", text)


def walk(directories: Iterable[str] = DIRECTORIES) -> Iterator[str]:
    """Yield every PID file below the directories: 20 000 entries and 5 levels at most, no other file system.

    The bounds keep a full /tmp from holding up whoever asks.
    """
    seen: set[str] = set()
    for top in directories:
        left = _MOST_ENTRIES
        real = os.path.realpath(top)
        if real in seen:
            continue
        seen.add(real)
        for place, below, files in os.walk(real):
            left -= len(below) + len(files)
            if left < 0:
                break
            deep = place[len(real) :].count("/") >= _DEEPEST
            below[:] = (
                [] if deep else sorted(name for name in below if not os.path.ismount(f"{place}/{name}"))
            )
            yield from (f"{place}/{name}" for name in sorted(files) if is_pid_file(name))


def holding(number: int, candidates: Iterable[str]) -> str | None:
    """Return the first of the files that holds the number."""
    return next((path for path in candidates if number_in(path) == number), None)
