"""What this process is before anything changes: credentials, capabilities, environment."""

import posix

from dropexec.launcher.capability import Capabilities
from dropexec.launcher.environment import variables
from dropexec.launcher.errors import DropexecError, reason
from dropexec.launcher.record import Record
from dropexec.launcher.text import contents, decoded, from_locale

_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


class Caller(Record):
    """The state from which the plan is decided.

    ``uids`` and ``gids`` are (real, effective, saved), ``groups`` the supplementary groups, ascending, each
    once. ``environment`` is the original block of this process.
    """

    __slots__ = ("capabilities", "environment", "gids", "groups", "parent", "pid", "uids")
    capabilities: Capabilities
    environment: "list[tuple[str, str]]"
    gids: "tuple[int, int, int]"
    groups: "tuple[int, ...]"
    parent: int
    pid: int
    uids: "tuple[int, int, int]"

    def own_pid(self) -> int:
        """Return the PID; raise DropexecError where getpid(2) was refused: posix.getpid does not."""
        if self.pid < 0:
            raise DropexecError("cannot tell the PID of this process: getpid(2) failed")
        return self.pid


def read(*, credentials_only: bool = False) -> Caller:
    """Read the state of this process.

    With ``credentials_only`` the environment is left empty: a process that has changed its uid since its
    exec may not be able to read it any more (proc(5), PR_SET_DUMPABLE(2const)), and does not need it to
    drop.

    Raises DropexecError naming what cannot be read.
    """
    uids, gids = ids()
    return Caller(
        uids=uids,
        gids=gids,
        groups=groups(),
        capabilities=capabilities(),
        environment=[] if credentials_only else _environment(),
        pid=posix.getpid(),
        parent=posix.getppid(),
    )


def ids() -> "tuple[tuple[int, int, int], tuple[int, int, int]]":
    """Return the present uids and gids, each as (real, effective, saved)."""
    try:
        return posix.getresuid(), posix.getresgid()
    except OSError as error:
        raise DropexecError(f"cannot read the credentials: {reason(error)}") from None


def groups() -> "tuple[int, ...]":
    """Return the present supplementary groups, ascending, each once."""
    try:
        return tuple(sorted(set(posix.getgroups())))
    except OSError as error:
        raise DropexecError(f"cannot read the supplementary groups: {reason(error)}") from None


def capabilities() -> Capabilities:
    """Return the present capability sets, from /proc/self/status or, without it, by capget(2)."""
    text = _read("/proc/self/status")
    if text is None:
        from dropexec.launcher import kernel

        try:
            return kernel.capget()
        except OSError as error:
            raise DropexecError(f"cannot read the capabilities: {reason(error)}") from None
    fields = {}
    for line in text.split(b"\n"):
        name, _, value = line.partition(b":")
        fields[name] = value
    return Capabilities(
        inheritable=int(fields[b"CapInh"], 16),
        permitted=int(fields[b"CapPrm"], 16),
        effective=int(fields[b"CapEff"], 16),
        bounding=int(fields[b"CapBnd"], 16),
        # The ambient set came with Linux 4.3.
        ambient=int(fields.get(b"CapAmb", b"0"), 16),
    )


def _read(path: str) -> "bytes | None":
    """Return a whole file of /proc, or None where /proc is not mounted or closed to this process."""
    try:
        return contents(path)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except OSError as error:
        raise DropexecError(f"cannot read {path}: {reason(error)}") from None


def _environment() -> "list[tuple[str, str]]":
    # Python adds LC_CTYPE to posix.environ in the C locale (PEP 538), isolated or not; the kernel still has
    # the original block (proc(5), /proc/pid/environ).
    block = _read("/proc/self/environ")
    if block is not None:
        return variables(block)
    return [
        (decoded(name), decoded(value))
        for name, value in posix.environ.items()
        if name and (name != b"LC_CTYPE" or decoded(value) not in _COERCED)
    ]


def arguments(words: "list[str]") -> "list[str]":
    """Return sys.argv's words byte for byte, as ``decoded`` has them.

    The interpreter decodes them by the locale, and a multibyte one does not give every byte string back;
    the kernel still has the bytes (proc(5), /proc/pid/cmdline).
    """
    if all(word.isascii() for word in words):
        return words
    block = _read("/proc/self/cmdline")
    if block is None:
        return [from_locale(word) for word in words]
    return [decoded(word) for word in block.split(b"\0")[:-1][-len(words) :]]
