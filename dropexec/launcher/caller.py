"""What this process is before anything changes: credentials, capabilities, environment."""

import posix

from dropexec.launcher.capability import Capabilities
from dropexec.launcher.environment import variables
from dropexec.launcher.errors import DropexecError
from dropexec.launcher.record import Record
from dropexec.launcher.text import contents, decoded

_AT_SECURE = 23
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


class Caller(Record):
    """The state that the plan is decided from.

    ``uids`` and ``gids`` are (real, effective, saved).  ``environment`` is the original block of this
    process. ``status`` stays open on /proc/self/status, so that the capability sets can be read again when a
    limit no longer lets a file be opened; it is None where /proc is not mounted.
    """

    __slots__ = ("capabilities", "environment", "gids", "groups", "parent", "pid", "secure", "status", "uids")
    capabilities: Capabilities
    environment: "list[tuple[str, str]]"
    gids: "tuple[int, int, int]"
    groups: "tuple[int, ...]"
    parent: int
    pid: int
    secure: bool
    status: "int | None"
    uids: "tuple[int, int, int]"


def read(*, credentials_only: bool = False) -> Caller:
    """Read the state of this process.

    With ``credentials_only`` the environment is left empty and ``secure`` false: a process that has changed
    its uid since its exec may not read them any more (proc(5), PR_SET_DUMPABLE(2const)), and needs neither to
    drop. Raises DropexecError when /proc is mounted but does not show this process to itself, which is how
    the kernel treats a program that was started with more rights than its caller has (proc(5), ptrace(2)).
    """
    status = _status()
    return Caller(
        uids=posix.getresuid(),
        gids=posix.getresgid(),
        groups=tuple(sorted(set(posix.getgroups()))),
        capabilities=capabilities(status),
        secure=not credentials_only and _secure(),
        environment=[] if credentials_only else _environment(),
        pid=posix.getpid(),
        parent=posix.getppid(),
        status=status,
    )


def _status() -> "int | None":
    try:
        return posix.open("/proc/self/status", posix.O_RDONLY | posix.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DropexecError(f"cannot read /proc/self/status: {posix.strerror(error.errno or 0)}") from None


def capabilities(status: "int | None") -> Capabilities:
    """Return the present capability sets, from an open /proc/self/status, else by capget(2)."""
    if status is None:
        from dropexec.launcher import kernel

        return kernel.capget()
    # As long as it takes: the line of the groups alone can have 700 KiB, and the capabilities come after it,
    # before the CPUs (fs/proc/array.c): the kernel makes the whole text anew for each read.
    text = b""
    while b"\nCpus_allowed:" not in text and (piece := posix.pread(status, 65536, len(text))):
        text += piece
    fields = {}
    for line in text.split(b"\n"):
        name, _, value = line.partition(b":")
        fields[name] = value
    return Capabilities(
        inheritable=int(fields[b"CapInh"], 16),
        permitted=int(fields[b"CapPrm"], 16),
        effective=int(fields[b"CapEff"], 16),
        bounding=int(fields[b"CapBnd"], 16),
        # Linux 4.3 brought the ambient set.
        ambient=int(fields.get(b"CapAmb", b"0"), 16),
    )


def _read(path: str) -> "bytes | None":
    """Return a file of /proc whole, or None where /proc is not mounted."""
    try:
        return contents(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DropexecError(
            f"cannot read {path}: {posix.strerror(error.errno or 0)}; "
            "dropexec must not be installed set-user-ID or with file capabilities"
        ) from None


def _environment() -> "list[tuple[str, str]]":
    # Python adds LC_CTYPE to posix.environ in the C locale (PEP 538), isolated or not; the block that the
    # kernel keeps is still the original one (proc(5), /proc/pid/environ).
    block = _read("/proc/self/environ")
    if block is not None:
        return variables(block)
    return [
        (decoded(name), decoded(value))
        for name, value in posix.environ.items()
        if name and (name != b"LC_CTYPE" or decoded(value) not in _COERCED)
    ]


def _secure() -> bool:
    # getauxval(3): pairs of machine words; AT_SECURE is set for set-user-ID, set-group-ID, file capabilities
    # and where a security module says so.
    vector = _read("/proc/self/auxv")
    if vector is None:
        from dropexec.launcher import kernel

        return kernel.getauxval(_AT_SECURE) != 0
    words = memoryview(vector).cast("L")
    return any(value for key, value in zip(words[::2], words[1::2]) if key == _AT_SECURE)
