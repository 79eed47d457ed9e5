"""Give up the controlling terminal without a fork."""

import _signal
import fcntl
import posix

from dropexec.launcher.errors import DropexecError, reason

_TIOCNOTTY = 0x5422
_ENOENT = 2
_ENXIO = 6
_ENOTTY = 25


def detach() -> None:
    """Leave the controlling terminal, so that TIOCSTI cannot push input into it (ioctl_tty(2)).

    setsid(2) does it, but is refused to the leader of a process group; then TIOCNOTTY does.  For the leader
    of a session TIOCNOTTY also sends SIGHUP to the foreground process group, which this process is in: it is
    ignored meanwhile.  That no controlling terminal is left is seen by opening /dev/tty.
    """
    try:
        posix.setsid()
    except PermissionError:
        _disassociate()
    try:
        posix.close(posix.open("/dev/tty", posix.O_RDWR | posix.O_NOCTTY | posix.O_CLOEXEC))
    except OSError as error:
        if error.errno in (_ENXIO, _ENOENT):
            return
        raise DropexecError(
            f"cannot see that the controlling terminal is gone: /dev/tty: {reason(error)}"
        ) from None
    raise DropexecError("cannot give up the controlling terminal: /dev/tty still opens")


def _disassociate() -> None:
    opened = -1
    try:
        opened = posix.open("/dev/tty", posix.O_RDWR | posix.O_NOCTTY | posix.O_CLOEXEC)
    except FileNotFoundError:
        pass  # a root without /dev: the terminal can still be one of the standard descriptors
    except OSError as error:
        if error.errno == _ENXIO:
            return
        raise DropexecError(f"cannot give up the controlling terminal: /dev/tty: {reason(error)}") from None
    previous = _signal.signal(_signal.SIGHUP, _signal.SIG_IGN)
    try:
        for descriptor in (opened,) if opened >= 0 else (0, 1, 2):
            try:
                fcntl.ioctl(descriptor, _TIOCNOTTY)
            except OSError as error:
                if error.errno != _ENOTTY:
                    raise DropexecError(f"cannot give up the controlling terminal: {reason(error)}") from None
    finally:
        _signal.signal(_signal.SIGHUP, previous)
    if opened >= 0:
        posix.close(opened)
