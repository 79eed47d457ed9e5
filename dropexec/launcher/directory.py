"""The working directory: enter one, and see that it lies inside this root."""

import posix

from dropexec.launcher.errors import DropexecError, quoted, reason
from dropexec.launcher.permission import denial
from dropexec.launcher.text import encoded

_LONGEST = 4095
"""The longest path, in bytes, that getcwd(2) can tell (PATH_MAX less its NUL)."""


def check_inherited() -> None:
    """Raise DropexecError where the present working directory is not known to lie inside this root.

    A descriptor or working directory that a runtime leaves behind leads out of a container
    (CVE-2024-21626).
    """
    if not _is_inside():
        raise DropexecError(
            "cannot stay in the working directory: it is outside this root, or getcwd(2) cannot tell "
            "(a container escape or a lazy unmount leaves it so); start elsewhere, or use --chdir=/"
        )


def enter(directory: str, who: str) -> None:
    """Enter a directory with the rights of the moment; raise DropexecError when that fails."""
    try:
        posix.chdir(encoded(directory))
    except OSError as error:
        detail = reason(error)
        if isinstance(error, PermissionError):
            detail += denial(directory, who)
        raise DropexecError(f"cannot enter directory {quoted(directory)} as {who}: {detail}") from None
    if not _is_inside():
        raise DropexecError(
            f"cannot enter directory {quoted(directory)} as {who}: it is outside this root, "
            "or getcwd(2) cannot tell"
        )


def _is_inside() -> bool:
    # The kernel's answer begins with "(unreachable)" otherwise, and C libraries make an error of that.
    # glibc finds out longer paths by walking, without the kernel.
    try:
        path = posix.getcwdb()
    except OSError:
        return False
    return path.startswith(b"/") and len(path) <= _LONGEST
