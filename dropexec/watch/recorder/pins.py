"""Where the recorder is pinned, and what there is."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from typing import TYPE_CHECKING

from dropexec.watch.bpf import syscall
from dropexec.watch.errors import WatchError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE_SYSTEM = "/sys/fs/bpf"
DIRECTORY = f"{FILE_SYSTEM}/dropexec"

MAPS = ("about", "records", "counter", "settings", "copied")
LINKS = ("signal_generate", "mark_victim")

_NOT_ROOTS = (
    f"cannot use the record of signals: {DIRECTORY} is not a directory of root's, and whoever made it could"
    " read or forge the record; remove it"
)


def check_file_system(path: str = FILE_SYSTEM, mountinfo: str = "/proc/self/mountinfo") -> None:
    """Raise WatchError where no BPF file system is mounted at `path`."""
    with open(mountinfo, encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            place, _, source = line.partition(" - ")
            if place.split()[4] == path and source.startswith("bpf "):
                return
    raise WatchError(
        f"cannot keep a record of signals: no BPF file system is mounted at {path}; "
        f"mount -t bpf bpf {path}, which systemd does at boot, or do it on the host"
    )


def armed() -> bool:
    """Return whether the recorder is pinned, as a whole; raises WatchError where others may have done so."""
    with contextlib.suppress(FileNotFoundError):
        os.close(_directory())
    return all(os.path.exists(f"{DIRECTORY}/{name}") for name in (*MAPS, *LINKS))


def _directory() -> int:
    """Open the directory, which must be root's own; raises WatchError.

    Mounted without a mode, a BPF file system lets everybody make directories and links in it, as /tmp does;
    kernel/bpf/inode.c, bpf_fill_super().
    """
    try:
        descriptor = os.open(DIRECTORY, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno not in (errno.ENOTDIR, errno.ELOOP):
            raise
        raise WatchError(_NOT_ROOTS) from None
    if os.fstat(descriptor).st_uid != os.geteuid():
        os.close(descriptor)
        raise WatchError(_NOT_ROOTS)
    return descriptor


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Make the directory, for root alone, and let one process at a time change what is in it."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(DIRECTORY, mode=0o700)
    descriptor = _directory()
    try:
        os.fchmod(descriptor, 0o700)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def opened(*names: str) -> Iterator[list[int]]:
    """Open what is pinned; raises WatchError where it is not."""
    descriptors: list[int] = []
    try:
        descriptors.append(_directory())
        descriptors += (syscall.open_pinned(f"{DIRECTORY}/{name}") for name in names)
        yield descriptors[1:]
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EACCES, errno.EPERM):
            raise WatchError(
                f"cannot open the record of signals: {error.strerror}; run it as root"
            ) from error
        raise
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def pin(name: str, descriptor: int) -> None:
    """Pin something under a name, in place of what has it."""
    path = f"{DIRECTORY}/{name}"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    syscall.pin(descriptor, path)
    os.chmod(path, 0o600)


def clear() -> bool:
    """Unpin everything, the programs first; return whether there was anything."""
    found = False
    for name in (*LINKS, *MAPS):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{DIRECTORY}/{name}")
            found = True
    return found


def remove() -> bool:
    """Unpin everything and remove the directory; return whether there was anything."""
    with contextlib.suppress(FileNotFoundError):
        os.close(_directory())
        found = clear()
        os.rmdir(DIRECTORY)
        return found
    return False
