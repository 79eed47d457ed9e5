"""PID files: where they are, and which number stands in one."""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"(?:.*\.)?pid(?:file)?", re.IGNORECASE)
_INTEGER = re.compile(rb"[+-]?[0-9]{1,18}")
_LONGEST = 4096
_NOWHERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)

_FIRST_LINE_ALONE = frozenset({"postmaster.pid"})
"""Whose further lines are documented to be something else (PostgreSQL, src/include/utils/pidfile.h)."""


@dataclass(frozen=True)
class PidFile:
    """A file and what it says. ``numbers`` is empty where the first word is none.

    ``written`` is st_mtime; ``uid``, ``gid`` and ``mode`` are the file's; ``open_directory`` tells that
    everybody may replace the file: its directory is theirs to write, without the sticky bit.
    """

    path: str
    numbers: tuple[int, ...]
    written: float
    uid: int
    gid: int
    mode: int
    open_directory: bool


def find(directory: str) -> Iterator[str]:
    """Yield the files below a directory that are named as PID files are, in order.

    What is mounted below it is left out: users' own directories, namespaces, credentials.
    """
    try:
        device = os.stat(directory).st_dev
    except OSError:
        return
    todo = [directory]
    while todo:
        try:
            with os.scandir(todo.pop()) as opened:
                entries = sorted(opened, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.stat(follow_symlinks=False).st_dev == device:
                        todo.append(entry.path)
                elif _NAME.fullmatch(entry.name):
                    yield entry.path
            except OSError:
                continue


def read(path: str) -> PidFile | None:
    """Return a PID file, None where it is gone or no regular file. Raises OSError where it cannot be read."""
    try:
        # Opening a device may do things, and a FIFO of somebody else's would hold up whoever looks.
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        # Whoever may write in /run/lock may leave links there that lead nowhere.
        if error.errno in _NOWHERE:
            return None
        raise
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        content = os.read(descriptor, _LONGEST)
    finally:
        os.close(descriptor)
    parent, _, name = path.rpartition("/")
    mode = os.stat(parent or "/").st_mode
    return PidFile(
        path=path,
        numbers=numbers(content, first_line_alone=name in _FIRST_LINE_ALONE),
        written=status.st_mtime,
        uid=status.st_uid,
        gid=status.st_gid,
        mode=stat.S_IMODE(status.st_mode),
        open_directory=bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX,
    )


def numbers(content: bytes, *, first_line_alone: bool = False) -> tuple[int, ...]:
    r"""Return the numbers that ``kill $(cat FILE)`` would be given; none where the first word is no number.

    >>> numbers(b" 17\n"), numbers(b"17 18"), numbers(b"-1"), numbers(b"17 by hand"), numbers(b"yes")
    ((17,), (17, 18), (-1,), (17,), ())
    """
    words = (content.partition(b"\n")[0] if first_line_alone else content).split()
    if not words or not _INTEGER.fullmatch(words[0]):
        return ()
    return tuple(int(word) for word in words if _INTEGER.fullmatch(word))
