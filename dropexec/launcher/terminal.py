"""Give up the controlling terminal without a fork."""

import _signal
import errno
import fcntl
import posix

from dropexec.launcher.descriptors import opened
from dropexec.launcher.errors import DropexecError, reason
from dropexec.launcher.text import contents

_TIOCNOTTY = 0x5422
_TTY = "/dev/tty"


def check(passing: "list[int] | None", pid: int) -> None:
    """Raise DropexecError where the target could take the terminal back.

    ``passing`` are the descriptors above 2 that pass to the target, None for all; ``pid`` is this process's.
    A session leader without a controlling terminal gets one with TIOCSCTTY (ioctl_tty(2)), unless it is
    another session's. The target will lead a session, or a child of it can. What it cannot take is the
    terminal that this session has from another leader; of any other one nobody can tell whether it controls a
    session: that of a shell on /dev/console does not.
    """
    try:
        leader = posix.getsid(0) == pid
    except OSError as error:
        raise DropexecError(f"cannot tell the session of this process: {reason(error)}") from None
    for descriptor in (0, 1, 2, *(opened() if passing is None else passing)):
        if not _passes(descriptor) or not _is_terminal(descriptor):
            continue
        if leader:
            raise DropexecError(
                f"cannot use --no-tty: this process leads its session and descriptor {descriptor} is a "
                "terminal, so the target could take it back; redirect it, or start without a terminal"
            )
        if not _controls(descriptor):
            raise DropexecError(
                f"cannot use --no-tty: descriptor {descriptor} is a terminal other than the controlling one, "
                "so the target could take it; redirect it, or start without a terminal"
            )


def _passes(descriptor: int) -> bool:
    """Return whether a descriptor is open in the target: one of opened() is that of the listing."""
    try:
        return posix.get_inheritable(descriptor)
    except OSError as error:
        if error.errno == errno.EBADF:
            return False
        raise DropexecError(f"cannot tell whether descriptor {descriptor} passes: {reason(error)}") from None


def _is_terminal(descriptor: int) -> bool:
    """Return whether a descriptor is a terminal; a refused question is an error, unlike isatty(3)'s."""
    import termios

    try:
        termios.tcgetattr(descriptor)
    except termios.error as error:
        number = error.args[0]
        if number in (errno.ENOTTY, errno.EBADF):  # EBADF: opened with O_PATH
            return False
        raise DropexecError(
            f"cannot tell whether descriptor {descriptor} is a terminal: {posix.strerror(number)}"
        ) from None
    return True


def _controls(descriptor: int) -> bool:
    """Return whether a terminal is the controlling one.

    tcgetpgrp(3) answers for that one, and for the master of any pseudo-terminal: /dev/ptmx, or one of
    PTY_MASTER_MAJOR (drivers/tty/pty.c).
    """
    try:
        device = posix.fstat(descriptor).st_rdev
        posix.tcgetpgrp(descriptor)
    except OSError:
        return False
    return device != posix.makedev(5, 2) and posix.major(device) != 2


def detach() -> None:
    """Leave the controlling terminal, so that TIOCSTI cannot push input into it (ioctl_tty(2)).

    setsid(2) does it, but is refused to the leader of a process group; then TIOCNOTTY does. Afterwards it
    is verified that no controlling terminal is left.
    """
    try:
        posix.setsid()
    except OSError:
        _disassociate()
    try:
        posix.close(posix.open(_TTY, posix.O_RDWR | posix.O_NOCTTY | posix.O_CLOEXEC))
    except FileNotFoundError as error:
        # A root without /dev: /proc still knows.
        if not _has_terminal(error):
            return
        raise DropexecError("cannot give up the controlling terminal: /proc/self/stat still has it") from None
    except OSError as error:
        if error.errno == errno.ENXIO:
            return
        raise _unverified(error) from None
    raise DropexecError("cannot give up the controlling terminal: /dev/tty still opens")


def _disassociate() -> None:
    """Let TIOCNOTTY do it.

    For the leader of a session it also sends SIGHUP to the foreground process group, which this process is
    in: that is ignored meanwhile.
    """
    descriptors, ours = _terminals()
    try:
        previous = _signal.signal(_signal.SIGHUP, _signal.SIG_IGN)
        for descriptor in descriptors:
            try:
                fcntl.ioctl(descriptor, _TIOCNOTTY)
            except OSError as error:
                # The descriptor of another file, or of a terminal that is not the controlling one.
                if error.errno not in (errno.ENOTTY, errno.EINVAL, errno.EBADF) or ours is not None:
                    raise
        _signal.signal(_signal.SIGHUP, previous)
        if ours is not None:
            posix.close(ours)
    except OSError as error:
        raise DropexecError(f"cannot give up the controlling terminal: {reason(error)}") from None


def _terminals() -> "tuple[list[int], int | None]":
    """Return descriptors of which one may be the controlling terminal, and the one opened for that."""
    try:
        ours = posix.open(_TTY, posix.O_RDWR | posix.O_NOCTTY | posix.O_CLOEXEC)
    except FileNotFoundError:
        return opened(), None
    except OSError as error:
        if error.errno == errno.ENXIO:
            return [], None
        raise DropexecError(f"cannot give up the controlling terminal: {_TTY}: {reason(error)}") from None
    return [ours], ours


def _has_terminal(error: OSError) -> bool:
    """Return whether there is a controlling terminal (proc(5), /proc/pid/stat, tty_nr)."""
    try:
        # The name of the program is in parentheses and may have any byte in it.
        return contents("/proc/self/stat").rpartition(b")")[2].split()[4] != b"0"
    except OSError:
        raise _unverified(error) from None


def _unverified(error: OSError) -> DropexecError:
    return DropexecError(f"cannot verify that the controlling terminal is gone: {_TTY}: {reason(error)}")
