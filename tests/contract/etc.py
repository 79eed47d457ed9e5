"""The /etc of the tests' own (tests/accounts.py): a test may put anything there, and finds it as it was."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from pathlib import Path

MEBIBYTE = 1 << 20

FORMS = {
    "a FIFO": "is not a regular file",
    "a directory": "is not a regular file",
    "/dev/zero": "is not a regular file",
    "a socket": "is not a regular file",
    "a link to itself": "Too many levels of symbolic links|Symbolic link loop",
    "unreadable": "Permission denied",
    "a line over 1 MiB": "line",
}
"""What a file may be instead of one to read, and what the message says of it."""


class Etc:
    """Puts files, and other things, into /etc; ``restore`` takes all of it back."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, int] | None] = {}

    def write(self, name: str, content: bytes) -> None:
        """Replace a file."""
        self._keep(name)
        file = Path("/etc", name)
        file.write_bytes(content)
        file.chmod(0o644)

    def add(self, name: str, line: bytes) -> None:
        """Put a line before those of a file."""
        self.write(name, line + b"\n" + Path("/etc", name).read_bytes())

    def make(self, name: str, form: str) -> None:
        """Put something in the place of a file, as FORMS has it."""
        content = Path("/etc", name).read_bytes()
        self._keep(name)
        file = Path("/etc", name)
        if form == "a FIFO":
            os.mkfifo(file, 0o644)
        elif form == "a directory":
            file.mkdir()
        elif form == "/dev/zero":
            os.mknod(file, 0o644 | stat.S_IFCHR, os.makedev(1, 5))
        elif form == "a socket":
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(file))
        elif form == "a link to itself":
            file.symlink_to(name)
        elif form == "unreadable":
            file.write_bytes(content)
            file.chmod(0)
        else:
            assert form == "a line over 1 MiB"
            file.write_bytes(b"#" * (MEBIBYTE + 1) + b"\n" + content)
            file.chmod(0o644)

    def remove(self, name: str) -> None:
        """Take a file away."""
        self._keep(name)

    def restore(self) -> None:
        """Put everything back."""
        for name, kept in self._kept.items():
            self._remove(Path("/etc", name))
            if kept is not None:
                Path("/etc", name).write_bytes(kept[0])
                Path("/etc", name).chmod(kept[1])
        self._kept = {}

    def _keep(self, name: str) -> None:
        file = Path("/etc", name)
        if name not in self._kept:
            found = file.is_file()
            self._kept[name] = (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) if found else None
        self._remove(file)

    def _remove(self, file: Path) -> None:
        if file.is_dir() and not file.is_symlink():
            shutil.rmtree(file)
        else:
            file.unlink(missing_ok=True)
