"""Open descriptors: the three standard ones, the ones to keep, and who owns the former."""

import posix

from dropexec.launcher.errors import DropexecError, quoted, reason
from dropexec.launcher.number import decimal

_HIGHEST = 2**31 - 1

_KIND, _CHARACTER, _FIFO = 0o170000, 0o020000, 0o010000

_PTS_MAJORS = range(136, 144)
"""Device numbers of pseudo-terminal slaves (UNIX98_PTY_SLAVE_MAJOR); only a devpts has them
(drivers/tty/pty.c)."""


def fill_standard() -> None:
    """Open /dev/null on each of the descriptors 0, 1 and 2 that is closed, for us and for the target.

    Otherwise the next file opened would get that number, and a message would be written into it. open(2)
    returns the lowest free number.
    """
    for descriptor in range(3):
        try:
            posix.fstat(descriptor)
            continue
        except OSError as error:
            if not _is_closed(error):
                raise DropexecError(f"cannot examine descriptor {descriptor}: {reason(error)}") from None
        try:
            opened = posix.open("/dev/null", posix.O_RDWR)
            posix.set_inheritable(opened, True)
        except OSError as error:
            raise DropexecError(
                f"cannot open /dev/null as descriptor {descriptor}: {reason(error)}"
            ) from None
        if opened != descriptor:
            raise DropexecError(
                f"cannot open /dev/null as descriptor {descriptor}: it became descriptor {opened}"
            )


def numbers(words: "list[str]") -> "tuple[int, ...]":
    """Parse the descriptors of --keep-fds; raise DropexecError for one that is not open."""
    result = set()
    for word in words:
        number = decimal(word, _HIGHEST)
        if number is None:
            raise DropexecError(f"cannot use --keep-fds {quoted(word)}: it is not the number of a descriptor")
        try:
            posix.fstat(number)
        except OSError as error:
            raise DropexecError(f"cannot keep descriptor {word}: {reason(error)}") from None
        result.add(number)
    return tuple(sorted(result))


def listening(environment: "list[tuple[str, str]]", pid: int) -> int:
    """Return how many descriptors from 3 on are socket activation's for this process.

    Raises DropexecError where LISTEN_FDS claims one that is not open: the count could keep everything open.
    See sd_listen_fds(3).
    """
    values = dict(environment)
    count = decimal(values.get("LISTEN_FDS", ""), 2**32 - 1)
    if values.get("LISTEN_PID") != str(pid) or count is None:
        return 0
    for number in range(3, 3 + count):
        try:
            posix.fstat(number)
        except OSError as error:
            raise DropexecError(
                f"cannot keep descriptor {number} of socket activation (LISTEN_FDS={count}): {reason(error)}"
            ) from None
    return count


def close_all_but(kept: "tuple[int, ...]", listen: int) -> None:
    """Close every descriptor above 2 except ``kept`` and the ``listen`` ones from 3 on.

    Walks what is open, as /proc/self/fd lists it, and never the range up to RLIMIT_NOFILE, which may be a
    billion. Each run of neighbours is one posix.closerange, which is one close_range(2) where libc and
    kernel have it.
    """
    keep = {0, 1, 2, *kept}
    doomed = [number for number in opened() if number not in keep and not 3 <= number < 3 + listen]
    position = 0
    while position < len(doomed):
        first = last = doomed[position]
        while position < len(doomed) and doomed[position] == last:
            last += 1
            position += 1
        posix.closerange(first, last)
    # posix.closerange reports no error.
    for number in doomed:
        if _is_open(number):
            raise DropexecError(
                f"cannot close descriptor {number}: close(2) has no effect (a seccomp filter?)"
            )


def _is_open(descriptor: int) -> bool:
    try:
        posix.get_inheritable(descriptor)
    except OSError:
        return False
    return True


def opened() -> "list[int]":
    """Return the open descriptors, ascending, as /proc/self/fd lists them (one is that of the listing)."""
    try:
        numbers = sorted(int(name) for name in posix.listdir("/proc/self/fd"))
    except OSError as error:
        raise DropexecError(
            f"cannot list the open descriptors in /proc/self/fd: {reason(error)}; "
            "mount /proc, or leave out the option that needs it"
        ) from None
    if not numbers:
        raise DropexecError(
            "cannot trust /proc/self/fd: the listing leaves out its own descriptor (a seccomp filter?)"
        )
    return numbers


def give_standard(uid: int) -> None:
    """Make a user own the pseudo-terminal or unnamed pipe behind each of the descriptors 0 to 2.

    Opening /dev/stdout opens the file behind it anew, with the opener's rights (proc(5), /proc/pid/fd).
    Everything else is left alone: a file or FIFO with a name, and a device such as /dev/tty or
    /dev/console, would stay the target's for everybody.
    """
    for descriptor in range(3):
        try:
            status = posix.fstat(descriptor)
            gives = status.st_uid != uid and (_is_pts(status) or _is_unnamed_pipe(status))
        except OSError as error:
            raise DropexecError(f"cannot examine descriptor {descriptor}: {reason(error)}") from None
        if not gives:
            continue
        try:
            posix.fchown(descriptor, uid, -1)
        except OSError as error:
            from dropexec.launcher import refusal

            lacks = "; it needs CAP_CHOWN, or leave out --chown-stdio"
            hint = refusal.despite(error, "fchown", refusal.CHOWN, lacks)
            raise DropexecError(
                f"cannot give descriptor {descriptor} to uid {uid}: {reason(error)}{hint}"
            ) from None


def _is_pts(status: posix.stat_result) -> bool:
    return status.st_mode & _KIND == _CHARACTER and posix.major(status.st_rdev) in _PTS_MAJORS


def _is_unnamed_pipe(status: posix.stat_result) -> bool:
    """Return whether this is a pipe of pipe(2): all of them are on one file system, which has no names."""
    if status.st_mode & _KIND != _FIFO:
        return False
    ends = posix.pipe()
    try:
        return status.st_dev == posix.fstat(ends[0]).st_dev
    finally:
        posix.close(ends[0])
        posix.close(ends[1])


def _is_closed(error: OSError) -> bool:
    import errno

    return error.errno == errno.EBADF
