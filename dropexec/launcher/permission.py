"""Find the part of a path that is in the way, which the kernel's "Permission denied" leaves out."""

import posix

from dropexec.launcher.errors import quoted
from dropexec.launcher.text import decoded, encoded

_LINKS = 40
"""How many links the kernel follows in one path (path_resolution(7))."""


def denial(path: str, who: str) -> str:
    """Return what to add to "Permission denied": the part of a path that denies this process, or "".

    access(2) checks the real ids, so these have to be the target's by now.
    """
    found = _obstacle(path, who, posix.X_OK, _LINKS)
    return f"; {found}" if found else ""


def dangling(path: str) -> str:
    """Return what a path's first part that does not exist links to and what of that is missing, or "".

    Empty too where that part is no link.
    """
    part = _first_refused(path, posix.F_OK)
    return _obstacle(path, "", posix.F_OK, _LINKS) if part and _link_target(part) else ""


def too_many_links(path: str) -> str:
    """Return which part of a path for which there was ELOOP leads through too many links, or ""."""
    part = _first_refused(path, posix.F_OK)
    return "" if part is None else f"{quoted(part)} leads through more than {_LINKS} links"


def is_directory(path: str) -> bool:
    """Return whether a path is a directory that this process can examine."""
    try:
        return posix.stat(encoded(path)).st_mode & 0o170000 == 0o040000
    except OSError:
        return False


def is_mounted(path: str, flag: int) -> bool:
    """Return whether a file is known to be on a file system mounted with a flag of statvfs(3)."""
    try:
        return bool(posix.statvfs(encoded(path)).f_flag & flag)
    except OSError:
        return False


def _obstacle(path: str, who: str, mode: int, links: int) -> str:
    """Return what is in the way of access(2) in a mode, with the links that lead to it, or ""."""
    part = _first_refused(path, mode)
    if part is None:
        return ""
    target = _link_target(part)
    beyond = _obstacle(target, who, mode, links - 1) if target and links else ""
    if beyond:
        return f"{quoted(part)} is a link to {quoted(target or '')}, and {beyond}"
    if mode == posix.F_OK:
        return f"{quoted(part)} does not exist"
    right = "search" if part != path or is_directory(path) else "execute"
    return f"{quoted(part)} denies {who} {right} permission (x)"


def _first_refused(path: str, mode: int) -> "str | None":
    parts = [path[:at] or "/" for at, character in enumerate(path) if character == "/"]
    for part in [*parts, path] if path.startswith("/") else [".", *parts, path]:
        if not posix.access(encoded(part), mode):
            return part
    return None


def _link_target(part: str) -> "str | None":
    """Return where a symbolic link leads from here, or None for anything else."""
    try:
        target = decoded(posix.readlink(encoded(part)))
    except OSError:
        return None
    return target if target.startswith("/") else part[: part.rfind("/") + 1] + target
