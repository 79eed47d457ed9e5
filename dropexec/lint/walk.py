"""The files below the paths that a person gives: found, looked over for a tool's word, read."""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Callable

from dropexec.lint import passed_over
from dropexec.lint.documents import kinds
from dropexec.lint.documents.document import Unreadable
from dropexec.lint.places import seen_from
from dropexec.machine.executable import inside, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

_File = tuple[int, int]
"""Device and inode."""

Wanted = Callable[[bytes], bool]

LARGEST = 8 << 20
"""Bytes of the largest file that is read: no definition of a service comes near."""

_HEAD = 1 << 16
_WORDS = tuple(b"su kill runuser setpriv chpst setuidgid daemon chroot gosu dropexec:".split())
"""What every word that a rule speaks of begins with, or for killall and start-stop-daemon holds."""

_TOOL = re.compile(
    rb"(?:su|sudo|su-exec|su-rs|sudo-rs|gosu|runuser|setpriv|chpst|setuidgid|chroot|daemon|kill|killall"
    rb"|dropexec: *ignore)(?!\w)"
)
_BEFORE = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.")


@dataclass(frozen=True)
class Candidate:
    """A file that may hold something: its path, the name for reports, its bytes."""

    path: str
    name: str
    data: bytes


@dataclass(frozen=True)
class Target:
    """A file to look at; ``asked``: a person named it, so that what it is no file of is worth a word."""

    path: str
    name: str
    asked: bool


def targets(paths: list[tuple[str, str]], root: Path) -> Iterator[Target | Unreadable]:
    """Yield the files of paths (each with the name for reports), directories walked, each file once.

    Links that lie in ``root`` are resolved inside of it, and never lead out of it.
    """
    seen: set[_File] = set()
    for given, written in paths:
        name = printable(written)
        try:
            path = _followed(given, root)
            status = os.stat(path)
        except OSError as error:
            yield _unreadable(name, error)
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(path, name, root, seen, ((status.st_dev, status.st_ino),))
        elif (status.st_dev, status.st_ino) not in seen:
            seen.add((status.st_dev, status.st_ino))
            yield Target(path, name, True)


def printable(name: str) -> str:
    """Return a file's name as text to print: bytes that are no UTF-8 become replacement characters."""
    return os.fsencode(name).decode("utf-8", "replace")


def _followed(path: str, root: Path) -> str:
    """Return the path with its links resolved inside the root; raises FileNotFoundError if it dangles."""
    seen = None if root == Path("/") else seen_from(root, path)
    if seen is None:
        return path
    real = resolve(root, seen)
    if real is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    return str(inside(root, real))


def _walk(
    path: str, name: str, root: Path, seen: set[_File], above: tuple[_File, ...]
) -> Iterator[Target | Unreadable]:
    try:
        with os.scandir(path) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield _unreadable(name, error)
        return
    for entry in entries:
        own = entry.name if entry.name.isascii() else printable(entry.name)
        shown = f"{name.rstrip('/')}/{own}" if name != "." else own
        try:
            yield from _entry(entry, shown, root, seen, above)
        except OSError as error:
            if error.errno != errno.ENOENT:  # a dangling link is nobody's definition
                yield _unreadable(shown, error)


def _entry(
    entry: os.DirEntry[str],
    shown: str,
    root: Path,
    seen: set[_File],
    above: tuple[_File, ...],
) -> Iterator[Target | Unreadable]:
    if entry.is_dir(follow_symlinks=False):
        if entry.name not in passed_over.DIRECTORIES:
            status = entry.stat(follow_symlinks=False)
            yield from _walk(entry.path, shown, root, seen, (*above, (status.st_dev, status.st_ino)))
    elif entry.is_symlink():
        path = _followed(entry.path, root)
        status = os.stat(path)
        key = (status.st_dev, status.st_ino)
        if key in above:
            yield Unreadable(shown, 0, 0, "is a link to a directory that it stands in; it is not followed")
        elif stat.S_ISREG(status.st_mode) and key not in seen:
            seen.add(key)
            yield Target(path, shown, False)
    elif not entry.is_file(follow_symlinks=False):
        yield Unreadable(
            shown, 0, 0, f"is {_what(entry.stat(follow_symlinks=False).st_mode)}, no regular file"
        )
    elif not passed_over.by_suffix(entry.name) or kinds.by_name(shown) is not None:
        # A directory's entries are of its device, but for mount points, which are directories here.
        key = (above[-1][0], entry.inode())
        if key not in seen:
            seen.add(key)
            yield Target(entry.path, shown, False)


def _what(mode: int) -> str:
    kinds_of_file = ((stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a directory"))
    return next((text for test, text in kinds_of_file if test(mode)), "a device")


def _unreadable(name: str, error: OSError) -> Unreadable:
    return Unreadable(name, 0, 0, f"cannot be read: {(error.strerror or str(error)).lower()}")


def read(target: Target, wanted: Wanted) -> Candidate | Unreadable | None:
    """Return a file's bytes; None for one that is none of the formats, or has nothing that is ``wanted``.

    Nothing that could block is opened for reading, and nothing larger than LARGEST is read.
    """
    # O_NONBLOCK: a FIFO without a writer would hold the open(2) for ever.
    try:
        descriptor = os.open(target.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        named = target.asked or kinds.by_name(target.name) is not None
        return _unreadable(target.name, error) if named or error.errno != errno.ENOENT else None
    try:
        data = os.read(descriptor, _HEAD)
        if len(data) == _HEAD or target.asked:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return Unreadable(target.name, 0, 0, f"is {_what(status.st_mode)}, no regular file")
            return _large(descriptor, data, target, wanted)
    except OSError as error:
        return _unreadable(target.name, error)
    finally:
        os.close(descriptor)
    return judge(target, data, wanted)


def _large(descriptor: int, data: bytes, target: Target, wanted: Wanted) -> Candidate | Unreadable | None:
    known = target.asked or kinds.by_name(target.name) is not None
    if b"\0" in data or (not known and kinds.kind_of(target.name, data.decode("latin-1")) is None):
        return judge(target, data, wanted)
    parts = [data]
    # A byte more than the limit tells that it is passed; a file may grow while it is read.
    while parts[-1] and sum(map(len, parts)) <= LARGEST:
        parts.append(os.read(descriptor, LARGEST + 1))
    return judge(target, b"".join(parts), wanted)


def judge(target: Target, data: bytes, wanted: Wanted = bool) -> Candidate | Unreadable | None:
    """Return what bytes come to that have been read; None as ``read`` does."""
    if len(data) > LARGEST:
        return Unreadable(
            target.name, 0, 0, f"is larger than {LARGEST >> 20} MiB, which no such file is; not read"
        )
    if b"\0" in data:
        known = target.asked or kinds.by_name(target.name) is not None
        return Unreadable(target.name, 0, 0, "is a binary file: it holds NUL bytes") if known else None
    if not target.asked and not (kinds.may_be(target.name, data) and wanted(data)):
        return None
    kind = kinds.kind_of(target.name, data.decode("latin-1"))
    if kind is None:
        unknown = "is none of the formats that lint reads (dropexecctl-lint(1) lists them)"
        return Unreadable(target.name, 0, 0, unknown) if target.asked and not _other(data) else None
    return Candidate(target.path, target.name, data)


def _other(data: bytes) -> bool:
    """Return whether a file says itself that it is for another interpreter."""
    return data.startswith(b"#!")


def mentions_tool(data: bytes) -> bool:
    """Return whether a word that a rule could speak of stands in a file.

    bytes.find(), since a pattern that begins with a choice of words takes ten times as long over a tree.
    """
    for word in _WORDS:
        place = data.find(word)
        while place >= 0:
            free = place == 0 or data[place - 1] not in _BEFORE
            if (free or data[place - 1 : place + 4] == b"pkill") and _TOOL.match(data, place):
                return True
            place = data.find(word, place + 1)
    return False
