"""The working directory: enter one, and see that it lies inside this root."""

import posix

from dropexec.launcher.errors import DropexecError, quoted, reason
from dropexec.launcher.permission import denial
from dropexec.launcher.text import contents, encoded

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
    # The kernel's answer begins with "(unreachable)" otherwise. musl makes an error of that; glibc answers
    # what it finds by walking, which another mount of the same directory satisfies, as it does for a longer
    # path.
    try:
        path = posix.getcwdb()
    except OSError:
        return False
    if not path.startswith(b"/") or len(path) > _LONGEST:
        return False
    return _identity(b".") == _identity(path) != b"" or _kernel_has_path()


def _identity(path: bytes) -> bytes:
    """Return what tells a directory from the same one in another mount, empty where nobody can tell.

    proc(5), /proc/pid/fdinfo, mnt_id (Linux 3.15); after a change of user it may not be read.
    """
    try:
        descriptor = posix.open(path, posix.O_PATH | posix.O_DIRECTORY | posix.O_CLOEXEC)
    except OSError:
        return b""
    try:
        status = posix.fstat(descriptor)
        lines = contents(f"/proc/self/fdinfo/{descriptor}").split(b"\n")
    except OSError:
        return b""
    finally:
        posix.close(descriptor)
    mount = [line for line in lines if line.startswith(b"mnt_id:")]
    return b"%d %d %s" % (status.st_dev, status.st_ino, mount[0]) if mount else b""


def _kernel_has_path() -> bool:
    """Ask getcwd(2) itself."""
    try:
        from dropexec.launcher import kernel

        return kernel.working_directory().startswith(b"/")
    except (ImportError, OSError):
        return False
