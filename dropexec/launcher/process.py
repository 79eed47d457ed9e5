"""The attributes of this process that options change: each is parsed, set and read back."""

import posix

from dropexec.launcher.errors import DropexecError, distrust, filtered, quoted, reason
from dropexec.launcher.number import decimal
from dropexec.launcher.options import OPTIONS

BOUNDS = {option.name: option.bounds for option in OPTIONS if option.bounds is not None}
"""The lowest and the highest value of each option that takes a number."""

LIMITS = {
    "as": 9,
    "core": 4,
    "cpu": 0,
    "data": 2,
    "fsize": 1,
    "locks": 10,
    "memlock": 8,
    "msgqueue": 12,
    "nice": 13,
    "nofile": 7,
    "nproc": 6,
    "rss": 5,
    "rtprio": 14,
    "rttime": 15,
    "sigpending": 11,
    "stack": 3,
}
"""The sixteen limits of getrlimit(2), by their names in limits.conf(5), with their generic numbers.

The resource module has this machine's own number where it differs (mips, sparc, alpha).
"""

SIGNALS: "dict[str, str | int]" = {
    "ABRT": "SIGABRT",
    "ALRM": "SIGALRM",
    "BUS": "SIGBUS",
    "CHLD": "SIGCHLD",
    "CLD": "SIGCHLD",
    "CONT": "SIGCONT",
    "FPE": "SIGFPE",
    "HUP": "SIGHUP",
    "ILL": "SIGILL",
    "INT": "SIGINT",
    "IO": "SIGIO",
    "IOT": "SIGABRT",
    "KILL": "SIGKILL",
    "PIPE": "SIGPIPE",
    "POLL": "SIGIO",
    "PROF": "SIGPROF",
    "PWR": "SIGPWR",
    "QUIT": "SIGQUIT",
    "RTMAX": 64,
    "RTMIN": 34,
    "SEGV": "SIGSEGV",
    "STKFLT": "SIGSTKFLT",
    "STOP": "SIGSTOP",
    "SYS": "SIGSYS",
    "TERM": "SIGTERM",
    "TRAP": "SIGTRAP",
    "TSTP": "SIGTSTP",
    "TTIN": "SIGTTIN",
    "TTOU": "SIGTTOU",
    "URG": "SIGURG",
    "USR1": "SIGUSR1",
    "USR2": "SIGUSR2",
    "VTALRM": "SIGVTALRM",
    "WINCH": "SIGWINCH",
    "XCPU": "SIGXCPU",
    "XFSZ": "SIGXFSZ",
}
"""signal(7): the names, and the C constant that has this machine's number.

RTMIN is 34 with glibc, which keeps two real-time signals for itself, and 35 with musl, which keeps three;
here it is 34 everywhere. """

HIGHEST_SIGNAL = 64

UNLIMITED = -1
"""RLIM_INFINITY, as the resource module shows it."""

_LARGEST = 2**63 - 1


def integer(option: str, text: str) -> int:
    """Parse the number of an option, a canonical decimal within the option's bounds, perhaps negative."""
    lowest, highest = BOUNDS[option]
    digits = text.removeprefix("-")
    value = decimal(digits, max(-lowest, highest))
    if value is not None and digits != text:
        value = -value if value else None
    if value is None or not lowest <= value <= highest:
        raise DropexecError(
            f"cannot use --{option} {quoted(text)}: it is not a number from {lowest} to {highest}"
        )
    return value


def mode(text: str) -> int:
    """Parse an octal file mode creation mask, 0 to 0777 (umask(2))."""
    if not text or len(text) > 4 or any(digit not in "01234567" for digit in text) or int(text, 8) > 0o777:
        raise DropexecError(f"cannot use --umask {quoted(text)}: it is not an octal mask from 0 to 0777")
    return int(text, 8)


def signal_number(text: str) -> int:
    """Parse a signal: TERM, SIGTERM, RTMIN or a number in 1 … 64 (signal(7))."""
    if text.isascii() and text.isdigit():
        number = decimal(text, HIGHEST_SIGNAL)
    else:
        name = text.upper() if text.isascii() else text
        number = _named_signal(SIGNALS.get(name.removeprefix("SIG")))
    if not number:
        raise DropexecError(f"cannot use --pdeathsig {quoted(text)}: no such signal")
    return number


def _named_signal(constant: "str | int | None") -> "int | None":
    import _signal

    if not isinstance(constant, str):
        return constant
    if constant == "SIGSTKFLT" and not hasattr(_signal, constant):
        # Python before 3.11 does not know it. It is 16 where Linux has it, and mips has SIGUSR1 there.
        return None if _signal.SIGUSR1 == 16 else 16
    return getattr(_signal, constant, None)


def limits(texts: "list[str]") -> "tuple[tuple[str, int, int], ...]":
    """Parse every --rlimit; raise DropexecError where one limit is given twice."""
    parsed = tuple(limit(text) for text in texts)
    names = [name for name, _, _ in parsed]
    for name in names:
        if names.count(name) > 1:
            raise DropexecError(f"cannot use --rlimit {name} twice: each limit may be given only once")
    return parsed


def limit(text: str) -> "tuple[str, int, int]":
    """Parse NAME=SOFT[:HARD] into (name, soft, hard); UNLIMITED stands for no limit, one value sets both.

    SOFT may be ``hard``, the present hard limit of this process. The values are the kernel's own (bytes,
    seconds, counts: getrlimit(2)), as for prlimit(1).
    """
    name, equals, values = text.partition("=")
    if not equals or name not in LIMITS:
        raise DropexecError(
            f"cannot use --rlimit {quoted(text)}: it is not NAME=SOFT[:HARD] with one of these names: "
            f"{' '.join(LIMITS)}"
        )
    soft_text, colon, hard_text = values.partition(":")
    soft = _limit_now(name)[1] if soft_text == "hard" else _bound(text, soft_text)
    hard = _bound(text, hard_text) if colon else soft
    if hard != UNLIMITED and (soft == UNLIMITED or soft > hard):
        raise DropexecError(f"cannot use --rlimit {quoted(text)}: the soft limit is above the hard one")
    return name, soft, hard


def _bound(whole: str, text: str) -> int:
    value = UNLIMITED if text == "unlimited" else decimal(text, _LARGEST)
    if value is None:
        raise DropexecError(
            f"cannot use --rlimit {quoted(whole)}: a limit is a number below 2^63 or unlimited; "
            "the soft one may also be hard"
        )
    return value


def resource_number(name: str) -> int:
    """Return this machine's number of a limit (getrlimit(2))."""
    import resource

    number: int = getattr(resource, f"RLIMIT_{name.upper()}", LIMITS[name])
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
        from dropexec.launcher import refusal

        lacks = "; lowering it needs CAP_SYS_RESOURCE"
        hint = refusal.despite(error, "write", refusal.SYS_RESOURCE, lacks)
        raise DropexecError(
            f"cannot set the out-of-memory score adjustment to {value}: {reason(error)}{hint}"
        ) from None
    if found != value:
        raise distrust("out-of-memory score adjustment", value, found)


def raise_limit(name: str, soft: int, hard: int) -> None:
    """Raise a limit as far as wanted and lower nothing; set nproc whole: setresuid(2) judges it."""
    present = _limit_now(name)
    step = (soft, hard) if name == "nproc" else (_higher(soft, present[0]), _higher(hard, present[1]))
    if step == present:
        return
    try:
        _set_limit(name, step)
    except OSError as error:
        from dropexec.launcher import refusal

        raises = present[1] != _higher(step[1], present[1])
        hint = refusal.raising(error, name) if raises else filtered(error, "prlimit")
        raise _refused(name, (soft, hard), f"{reason(error)}{hint}") from None


def lower_limit(name: str, soft: int, hard: int) -> None:
    """Set a limit where ``raise_limit`` has left it higher than wanted."""
    if _limit_now(name) == (soft, hard):
        return
    try:
        _set_limit(name, (soft, hard))
    except OSError as error:
        raise _refused(name, (soft, hard), f"{reason(error)}{filtered(error, 'prlimit')}") from None


def _set_limit(name: str, step: "tuple[int, int]") -> None:
    """Set a limit to a value on the way to the wanted one; raise OSError where that is refused."""
    _prlimit(name, step)
    found = _limit_now(name)
    if found != step:
        raise distrust(f"limit {name}", _shown(*step), _shown(*found))


def _refused(name: str, wanted: "tuple[int, int]", why: str) -> DropexecError:
    return DropexecError(f"cannot set the limit {name} to {_shown(*wanted)}: {why}")


def _limit_now(name: str) -> "tuple[int, int]":
    try:
        return _prlimit(name)
    except OSError as error:
        raise DropexecError(f"cannot read the limit {name}: {reason(error)}") from None


def _prlimit(name: str, *step: "tuple[int, int]") -> "tuple[int, int]":
    """Return a limit of this process, and set it (prlimit(2))."""
    import resource

    try:
        return resource.prlimit(0, resource_number(name), *step)
    except ValueError:  # which the resource module makes of EINVAL
        import errno

        raise OSError(errno.EINVAL, posix.strerror(errno.EINVAL)) from None


def _higher(one: int, other: int) -> int:
    return UNLIMITED if UNLIMITED in (one, other) else max(one, other)


def _shown(soft: int, hard: int) -> str:
    return ":".join("unlimited" if value == UNLIMITED else str(value) for value in (soft, hard))


def set_nice(value: int) -> None:
    """Set the nice value, absolute (setpriority(2))."""
    try:
        posix.setpriority(posix.PRIO_PROCESS, 0, value)
    except OSError as error:
        from dropexec.launcher import refusal

        lacks = "; lowering it needs CAP_SYS_NICE or the limit nice"
        hint = refusal.despite(error, "setpriority", refusal.SYS_NICE, lacks)
        raise DropexecError(f"cannot set the nice value to {value}: {reason(error)}{hint}") from None
    try:
        found = posix.getpriority(posix.PRIO_PROCESS, 0)
    except OSError as error:
        raise DropexecError(f"cannot read the nice value: {reason(error)}") from None
    if found != value:
        raise distrust("nice value", value, found)


def set_umask(mask: int) -> None:
    """Set the file mode creation mask (umask(2)).

    The call reports no error: a filter's comes back as an odd mask, and one that does nothing looks like
    any other. Each call returns the mask before it, so two more show that this one counted.
    """
    other = mask ^ 0o777
    try:
        posix.umask(mask)
        taken = (posix.umask(other), posix.umask(mask)) == (mask, other)
    except OSError:
        taken = False
    if not taken:
        raise DropexecError(f"cannot set the umask to {mask:04o}: umask(2) has no effect (a seccomp filter?)")
