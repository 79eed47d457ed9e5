"""Open descriptors: the three standard ones, the ones to keep, and whom the standard ones belong to."""

import posix

from dropexec.launcher.errors import DropexecError, quoted, reason

_HIGHEST = 2**31 - 1


def fill_standard() -> None:
    """Open /dev/null on each of the descriptors 0, 1 and 2 that is closed, for us and for the target.

    Otherwise the next file opened would get that number, and a message would be written into it.  open(2)
    returns the lowest free number.
    """
    for descriptor in range(3):
        try:
            posix.fstat(descriptor)
        except OSError:
            try:
                opened = posix.open("/dev/null", posix.O_RDWR)
                posix.set_inheritable(opened, True)
            except OSError as error:
                raise DropexecError(
                    f"cannot open /dev/null as descriptor {descriptor}: {reason(error)}"
                ) from None
            if opened != descriptor:
                raise DropexecError(
                    f"cannot open /dev/null as descriptor {descriptor}: got {opened}"
                ) from None


def numbers(words: "list[str]", ours: "int | None") -> "tuple[int, ...]":
    """Parse the descriptors of --keep-fds; raise DropexecError for one that is no number or is not open.

    ``ours`` is the one that only this process opened, and counts as not open.
    """
    result = set()
    for word in words:
        canonical = word.isascii() and word.isdigit() and (word[0] != "0" or word == "0") and len(word) <= 10
        if not canonical or int(word) > _HIGHEST:
            raise DropexecError(f"cannot use --keep-fds {quoted(word)}: it is not a descriptor's number")
        try:
            posix.fstat(-1 if int(word) == ours else int(word))
        except OSError as error:
            raise DropexecError(f"cannot keep descriptor {word}: {reason(error)}") from None
        result.add(int(word))
    return tuple(sorted(result))


def listening(environment: "list[tuple[str, str]]", pid: int) -> int:
    """Return how many descriptors from 3 on are socket activation's for this process (sd_listen_fds(3))."""
    values = dict(environment)
    count = values.get("LISTEN_FDS", "")
    if values.get("LISTEN_PID") != str(pid) or not (count.isascii() and count.isdigit()) or len(count) > 10:
        return 0
    return min(int(count), _HIGHEST - 3)


def close_all_but(kept: "tuple[int, ...]", listen: int, ours: "int | None") -> None:
    """Close every descriptor above 2 but ``kept``, the ``listen`` ones from 3 on, and ``ours``.

    Walks what is open, as /proc/self/fd lists it, and never the range up to RLIMIT_NOFILE, which may be a
    billion.  Each run of neighbours is one posix.closerange, that is one close_range(2) where libc and kernel
    have it.
    """
    try:
        opened = sorted(int(name) for name in posix.listdir("/proc/self/fd"))
    except OSError as error:
        raise DropexecError(
            f"cannot list the open descriptors in /proc/self/fd: {reason(error)}; "
            "leave out --close-fds or mount /proc"
        ) from None
    keep = {0, 1, 2, ours, *kept}
    doomed = [number for number in opened if number not in keep and not 3 <= number < 3 + listen]
    position = 0
    while position < len(doomed):
        first = last = doomed[position]
        while position < len(doomed) and doomed[position] == last:
            last += 1
            position += 1
        posix.closerange(first, last)


def give_standard(uid: int) -> None:
    """Give the terminal, pipe or socket behind descriptors 0 to 2 to the target (fchown(2)), nothing else.

    Opening /dev/stdout opens the file behind it anew, with the opener's rights (proc(5), /proc/pid/fd).
    """
    import stat

    for descriptor in range(3):
        status = posix.fstat(descriptor)
        kind = status.st_mode
        given = (
            stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind) or (stat.S_ISCHR(kind) and posix.isatty(descriptor))
        )
        if not given or status.st_uid == uid:
            continue
        try:
            posix.fchown(descriptor, uid, -1)
        except OSError as error:
            raise DropexecError(
                f"cannot give descriptor {descriptor} to uid {uid}: {reason(error)}; "
                "it needs CAP_CHOWN, or leave out --chown-stdio"
            ) from None
