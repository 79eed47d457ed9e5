"""The ``dropexecctl`` program: what belongs to the process and not to any subcommand.

Interruption, the standard descriptors and a standard output that cannot be written are the same for every
subcommand. ``dropexec.ctl`` has the command line itself.
"""

from __future__ import annotations

import _signal
import errno
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

#: Exit statuses; 1 and 2 are the subcommands' and click's own.
FAILED = 125
INTERRUPTED = 130

# What write(2) says of a full disk, a quota, a vanished device, a descriptor that is not open for writing.
_UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.ENXIO}


def main() -> NoReturn:
    """Run dropexecctl with the process's own arguments and end the process."""
    # Until the command runs there is nothing to clean up, and no traceback to show: so this comes before any
    # import that takes time (_signal is built in, signal is not).
    _signal.signal(_signal.SIGINT, _interrupted)
    # Imports and tables make tens of thousands of objects that all live to the end: nothing to collect.
    gc.set_threshold(100_000, 50, 50)
    closed = _open_standard_descriptors()
    if 2 in closed:
        # Python made it None, which has neither isatty() nor an encoding.
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115 - to the end of the process
    if 1 in closed:
        _end_unwritable(os.strerror(errno.EBADF))
    try:
        from dropexec.ctl.run import run  # with click: a third of the time that a short run takes

        _signal.signal(_signal.SIGINT, _signal.default_int_handler)
        status = run()
        sys.stdout.flush()
        # From here on too: what the interpreter does at its end would show a traceback.
        _signal.signal(_signal.SIGINT, _interrupted)
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)
    except BrokenPipeError:
        _end_by_signal(_signal.SIGPIPE)
    except OSError as error:
        if error.errno not in _UNWRITABLE or error.filename is not None:
            raise
        _end_unwritable(error.strerror or "unknown error")
    sys.exit(status)


def _interrupted(_: int, __: FrameType | None) -> None:
    os._exit(INTERRUPTED)


def _open_standard_descriptors() -> set[int]:
    """Open those of descriptors 0, 1 and 2 that are closed on /dev/null, and return them.

    The next file that is opened would become one of them, and would be written to in its place.
    """
    closed = set()
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            closed.add(descriptor)
            null = os.open(os.devnull, os.O_RDWR)
            if null != descriptor:
                os.dup2(null, descriptor)
                os.close(null)
    return closed


def _end_unwritable(reason: str) -> NoReturn:
    """End with one line on standard error; what is left in a buffer is dropped."""
    text = f"dropexecctl: cannot write standard output: {reason}\n"
    try:
        os.write(2, text.encode())
    except OSError:
        pass
    os._exit(FAILED)


def _end_by_signal(number: int) -> NoReturn:
    """End as a program that leaves the signal its default action does."""
    _signal.signal(number, _signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)  # blocked


if __name__ == "__main__":
    main()
