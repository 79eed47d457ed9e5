"""The directory where observer and witness meet: the witness program, its socket, its marker, its output."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import stat
from typing import TYPE_CHECKING

from dropexec.probe.errors import ProbeError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from typing_extensions import Self

_WITNESS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "witness.py")
_PREFIX = "dropexec-probe-"
# What is left of a socket's 108 bytes after "/dropexec-probe-0123456789abcdef/s".
_LONGEST_PARENT = 72

#: Where it may lie, besides where a caller wants it.
PARENTS = ("/run", "/tmp", "/var/tmp")  # noqa: S108  the name is random and the mode is set from the start


class ScratchDirectory:
    """A directory of root's that all may enter, with a subdirectory that the target user may write to.

    The witness finds everything by path: sudo and others close the descriptors that they inherit. A context
    manager; the directory is gone when it ends. One that is left of an observer that was killed is removed
    by the next: an observer holds a lock on its own for as long as it lives.
    """

    def __init__(self, uid: int, gid: int, wanted: str | None = None) -> None:
        parent = _parent([wanted, *PARENTS] if wanted else PARENTS)
        _sweep(parent)
        self.path, self._descriptor = _make(parent)
        # The name is random and cannot be listed by others.
        os.chmod(self.path, 0o711)  # noqa: S103
        self.witness = f"{self.path}/witness.py"
        self.socket = f"{self.path}/s"
        self.output = f"{self.path}/output"
        shutil.copyfile(_WITNESS, self.witness)
        os.chmod(self.witness, 0o644)
        own = f"{self.path}/own"
        os.mkdir(own, 0o700)
        os.chown(own, uid, gid)
        self.marker = f"{own}/marker"
        with open(self.output, "xb") as file:
            os.fchmod(file.fileno(), 0o600)
            os.fchown(file.fileno(), uid, gid)

    def copy_of(self, python: str) -> str:
        """Return the path of a copy of the interpreter ``python`` in this directory.

        start-stop-daemon --exec looks for processes that execute the same file, and on a machine with a
        Python service would take that for the one to be started. Where nothing can be executed here,
        ``python`` itself is returned.
        """
        if os.statvfs(self.path).f_flag & os.ST_NOEXEC:
            return python
        copy = f"{self.path}/witness"
        shutil.copyfile(python, copy)
        os.chmod(copy, 0o755)  # noqa: S103  the target user runs it
        # Where its standard library is; the site module documents this file, which venvs have.
        with open(f"{self.path}/pyvenv.cfg", "x", encoding="utf-8") as file:
            file.write(f"home = {os.path.dirname(python)}\n")
        os.chmod(file.name, 0o644)
        return copy

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._descriptor)


def _parent(parents: Iterable[str]) -> str:
    """Return the first of ``parents`` that will do.

    It is a directory of root's that others may enter, and whose path leaves room for that of a socket, which
    has 108 bytes (unix(7)).
    """
    for path in parents:
        real = os.path.realpath(path)
        if len(os.fsencode(real)) <= _LONGEST_PARENT and _enterable(real) and os.access(real, os.W_OK):
            return real
    raise ProbeError(
        f"cannot make a directory for the probe: none of {', '.join(parents)} is a directory of root's that "
        "can be written to and that others may enter"
    )


def _enterable(path: str) -> bool:
    """Tell whether ``path`` is a directory of root's that every user may enter, from the root down."""
    while True:
        try:
            found = os.stat(path)
        except OSError:
            return False
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or not found.st_mode & stat.S_IXOTH:
            return False
        if path == "/":
            return True
        path = os.path.dirname(path)


def _make(parent: str) -> tuple[str, int]:
    """Make a directory in ``parent`` and return its path and a descriptor that locks it.

    Another probe may sweep it away before it is locked: then another is made.
    """
    while True:
        path = f"{parent}/{_PREFIX}{secrets.token_hex(8)}"
        os.mkdir(path, 0o700)
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            if os.path.exists(path):
                return path, descriptor
            os.close(descriptor)


def _sweep(parent: str) -> None:
    """Remove the directories of observers that were killed before they could do so themselves."""
    for name in os.listdir(parent):
        if not name.startswith(_PREFIX):
            continue
        with contextlib.suppress(OSError):
            descriptor = os.open(
                f"{parent}/{name}", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            )
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(descriptor).st_uid == os.geteuid():
                    shutil.rmtree(f"{parent}/{name}", ignore_errors=True)
            finally:
                os.close(descriptor)
