"""Find the part of a path that denies access, which the kernel's "Permission denied" leaves out."""

import posix

from dropexec.launcher.errors import quoted
from dropexec.launcher.text import encoded


def denial(path: str, who: str) -> str:
    """Return what to add to "Permission denied": the part of a path that denies this process, or "".

    access(2) checks the real ids, so these have to be the target's by now.
    """
    parts = [path[:at] or "/" for at, character in enumerate(path) if character == "/"]
    for part in [*parts, path] if path.startswith("/") else [".", *parts, path]:
        if not posix.access(encoded(part), posix.X_OK):
            right = "search" if part != path or is_directory(path) else "execute"
            return f"; {quoted(part)} denies {who} {right} permission (x)"
    return ""


def is_directory(path: str) -> bool:
    """Return whether a path is a directory that this process can examine."""
    try:
        return posix.stat(encoded(path)).st_mode & 0o170000 == 0o040000
    except OSError:
        return False
