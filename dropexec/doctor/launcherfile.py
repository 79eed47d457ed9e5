"""The file that dropexec is: what it is made of, its mode, its first line, and who may change it."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.doctor import writers
from dropexec.doctor.check import FAIL, Finding
from dropexec.doctor.text import path_shown, shown
from dropexec.machine import regularfile
from dropexec.machine.executable import resolve

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_ELF = b"\x7fELF"
_FIRST_LINE = 256
"""Bytes of a first line that the kernel reads, since Linux 5.1; 128 before (execve(2))."""

_ISOLATED = re.compile(r"-[A-Za-z]*I[A-Za-z]*")


@dataclass(frozen=True)
class LauncherFile:
    """A launcher by the path that was asked for, and by the one that links lead to.

    ``kind`` is native, python or other; ``first_line`` is a script's, without ``#!``. ``capabilities`` tells
    of file capabilities (capabilities(7)).
    """

    path: str
    real: str
    kind: str
    first_line: str | None
    mode: int
    capabilities: bool


def on_path(root: Path, path: str, name: str = "dropexec") -> list[str]:
    """Return the executables of that name in the directories of ``path``, the one that runs first."""
    found: list[str] = []
    for directory in path.split(":"):
        file = f"{directory}/{name}"
        real = resolve(root, file) if directory.startswith("/") else None
        place = root / (real or "").lstrip("/")
        if real and place.is_file() and os.stat(place).st_mode & 0o111 and file not in found:
            found.append(file)
    return found


def read(root: Path, path: str) -> LauncherFile:
    """Return what the file is, without running it. Raises OSError."""
    real = resolve(root, path)
    if real is None:
        raise FileNotFoundError(f"{path_shown(path)} is missing, or a loop of symbolic links")
    place = root / real.lstrip("/")
    head = regularfile.read(place)[:_FIRST_LINE]
    line = head[2:].partition(b"\n")[0].decode("utf-8", "surrogateescape").strip()
    first_line = line if head.startswith(b"#!") else None
    kind = "native" if head.startswith(_ELF) else "python" if "python" in (first_line or "") else "other"
    try:
        capabilities = bool(os.getxattr(place, "security.capability"))
    except OSError:
        capabilities = False
    return LauncherFile(path, real, kind, first_line, stat.S_IMODE(os.stat(place).st_mode), capabilities)


def faults(root: Path, file: LauncherFile, trusted: Collection[int]) -> Iterator[Finding]:
    """Yield what is wrong with the file. One whose ``fault`` is writable must not be run."""
    name = path_shown(file.path)
    yield from _writers(root, file.path, name, trusted)
    if file.mode & (stat.S_ISUID | stat.S_ISGID):
        what = f"{name} has mode {file.mode:04o}: it refuses to run set-user-ID or set-group-ID"
        yield Finding(FAIL, f"{what}; chmod 0755 {name}", {"fault": "set-id"})
    if file.capabilities:
        what = f"{name} has file capabilities, with which it refuses to run"
        yield Finding(FAIL, f"{what}; setcap -r {name}", {"fault": "file-capabilities"})
    if file.kind != "native":
        yield from _first_line(root, file, name, trusted)


def _first_line(root: Path, file: LauncherFile, name: str, trusted: Collection[int]) -> Iterator[Finding]:
    interpreter, *options = (file.first_line or "").split() or [""]
    if "python" not in interpreter.rpartition("/")[2] or not any(map(_ISOLATED.fullmatch, options[:1])):
        what = (
            f"{name} begins with {shown('#!' + file.first_line)}" if file.first_line else f"{name} has no #!"
        )
        message = f"{what}: its interpreter is not isolated, and root's would read what the caller names"
        yield Finding(FAIL, f"{message}; let it begin with #!/usr/bin/python3 -I", {"fault": "not-isolated"})
    elif interpreter.startswith("/"):
        yield from _writers(root, interpreter, f"{name}, by its interpreter,", trusted)


def _writers(root: Path, path: str, name: str, trusted: Collection[int]) -> Iterator[Finding]:
    try:
        for who in writers.find(root, path, trusted):
            message = f"{name} was not run: {who}; only root may be able to change what root runs"
            yield Finding(FAIL, message, {"fault": "writable"})
    except OSError as error:
        reason = error.strerror or str(error)
        yield Finding(
            FAIL, f"{name} was not run: cannot look at {path_shown(path)}: {reason}", {"fault": "writable"}
        )
