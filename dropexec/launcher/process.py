"""The attributes of this process that options change before the credentials: each is set and read back."""

import posix

from dropexec.launcher.errors import DropexecError, quoted, reason

_RLIMITS = {
    "cpu": 0,
    "fsize": 1,
    "data": 2,
    "stack": 3,
    "core": 4,
    "rss": 5,
    "nproc": 6,
    "nofile": 7,
    "memlock": 8,
    "as": 9,
    "locks": 10,
    "sigpending": 11,
    "msgqueue": 12,
    "nice": 13,
    "rtprio": 14,
    "rttime": 15,
}
"""The sixteen limits of getrlimit(2), by their names in limits.conf(5), with their generic numbers.

The resource module has this machine's own number where it differs (mips, sparc, alpha).
"""

UNLIMITED = -1
"""RLIM_INFINITY, as the resource module shows it."""


def integer(option: str, text: str, lowest: int, highest: int) -> int:
    """Parse a decimal in canonical form within a range; raise DropexecError for anything else."""
    digits = text.removeprefix("-")
    canonical = (
        digits.isascii() and digits.isdigit() and (digits[0] != "0" or text == "0") and len(digits) <= 10
    )
    if not canonical or not lowest <= int(text) <= highest:
        raise DropexecError(
            f"cannot use --{option} {quoted(text)}: it is not a number from {lowest} to {highest}"
        )
    return int(text)


def mode(text: str) -> int:
    """Parse an octal file mode creation mask, 0 to 0777 (umask(2))."""
    if not text or len(text) > 4 or any(digit not in "01234567" for digit in text) or int(text, 8) > 0o777:
        raise DropexecError(f"cannot use --umask {quoted(text)}: it is not an octal mask from 0 to 0777")
    return int(text, 8)


def signal_number(text: str) -> int:
    """Parse a signal: TERM, SIGTERM, RTMIN or a number in 1 … 64 (signal(7))."""
    import _signal

    if text.isascii() and text.isdigit():
        number = int(text) if len(text) <= 2 and text[0] != "0" else 0
    else:
        name = text.upper() if text.isascii() else text
        name = name if name.startswith("SIG") else "SIG" + name
        # Python before 3.11 does not know SIGSTKFLT, which is 16 where Linux has it (not on mips and sparc).
        value = getattr(_signal, name, 16 if name == "SIGSTKFLT" else 0) if name.isalnum() else 0
        number = value if isinstance(value, int) else 0
    if not 1 <= number < _signal.NSIG:
        raise DropexecError(f"cannot use --pdeathsig {quoted(text)}: no such signal")
    return number


def limits(texts: "list[str]") -> "tuple[tuple[str, int, int], ...]":
    """Parse every --rlimit; raise DropexecError where one limit stands twice."""
    parsed = tuple(limit(text) for text in texts)
    names = [name for name, _, _ in parsed]
    for name in names:
        if names.count(name) > 1:
            raise DropexecError(f"cannot use --rlimit {name} twice: each limit may stand once")
    return parsed


def limit(text: str) -> "tuple[str, int, int]":
    """Parse NAME=SOFT[:HARD] into (name, soft, hard); UNLIMITED stands for no limit, one value sets both.

    The values are the kernel's own (bytes, seconds, counts: getrlimit(2)), as for prlimit(1).
    """
    name, equals, values = text.partition("=")
    if not equals or name not in _RLIMITS:
        known = " ".join(sorted(_RLIMITS))
        raise DropexecError(
            f"cannot use --rlimit {quoted(text)}: it is not NAME=SOFT[:HARD] with one of these names: {known}"
        )
    soft_text, colon, hard_text = values.partition(":")
    soft = _bound(text, soft_text)
    hard = _bound(text, hard_text) if colon else soft
    if hard != UNLIMITED and (soft == UNLIMITED or soft > hard):
        raise DropexecError(f"cannot use --rlimit {quoted(text)}: the soft limit is above the hard one")
    return name, soft, hard


def _bound(whole: str, text: str) -> int:
    if text == "unlimited":
        return UNLIMITED
    if text.isascii() and text.isdigit() and len(text) <= 19 and int(text) < 2**63:
        return int(text)
    raise DropexecError(f"cannot use --rlimit {quoted(whole)}: a limit is a number below 2^63, or unlimited")


def resource_number(name: str) -> int:
    """Return this machine's number of a limit (getrlimit(2))."""
    import resource

    number: int = getattr(resource, f"RLIMIT_{name.upper()}", _RLIMITS[name])
    return number


def set_oom_score_adj(value: int) -> None:
    """Set the out-of-memory score adjustment (proc(5), /proc/pid/oom_score_adj)."""
    path = "/proc/self/oom_score_adj"
    try:
        descriptor = posix.open(path, posix.O_RDWR | posix.O_CLOEXEC)
        try:
            posix.write(descriptor, b"%d\n" % value)
            found = int(posix.pread(descriptor, 32, 0))
        finally:
            posix.close(descriptor)
    except OSError as error:
        lacks = "; lowering it needs CAP_SYS_RESOURCE" if error.errno in (1, 13) else ""
        raise DropexecError(
            f"cannot set the out-of-memory score adjustment to {value}: {reason(error)}{lacks}"
        ) from None
    _read_back("out-of-memory score adjustment", value, found)


def set_rlimit(name: str, soft: int, hard: int) -> None:
    """Set one resource limit (prlimit(2), with 0 for this process)."""
    import resource

    number = resource_number(name)
    try:
        resource.prlimit(0, number, (soft, hard))
    except OSError as error:
        why = "raising the hard limit needs CAP_SYS_RESOURCE"
        if name == "nofile":
            why += ", and fs.nr_open bounds it for everybody"
        raise DropexecError(
            f"cannot set the limit {name} to {_shown(soft)}:{_shown(hard)}: {reason(error)}; {why}"
        ) from None
    _read_back(f"limit {name}", (soft, hard), resource.prlimit(0, number))


def _shown(value: int) -> str:
    return "unlimited" if value == UNLIMITED else str(value)


def set_nice(value: int) -> None:
    """Set the nice value, absolute (setpriority(2))."""
    try:
        posix.setpriority(posix.PRIO_PROCESS, 0, value)
    except OSError as error:
        lacks = "; lowering it needs CAP_SYS_NICE or the limit nice" if error.errno in (1, 13) else ""
        raise DropexecError(f"cannot set the nice value to {value}: {reason(error)}{lacks}") from None
    _read_back("nice value", value, posix.getpriority(posix.PRIO_PROCESS, 0))


def _read_back(what: str, wanted: object, found: object) -> None:
    if wanted != found:
        raise DropexecError(
            f"cannot trust the kernel: the {what} was set to {wanted} and reads back as {found}"
        )
