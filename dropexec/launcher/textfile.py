"""Read the system's text files (passwd, group, login.defs) without trusting what they are."""

import posix

from dropexec.launcher.errors import DropexecError, reason

LONGEST_LINE = 1 << 20
"""The longest line, in bytes, that is read. A group of 65536 members with long names has less."""

PIECE = 1 << 16
"""How many bytes are read at once."""

_KIND, _REGULAR = 0o170000, 0o100000


def read(path: str) -> "bytes | None":
    """Return all bytes of a file, or None where it does not exist.

    Raises DropexecError naming the file when it cannot be opened or read, is not a regular file, or has a
    line longer than LONGEST_LINE: what cannot be read must not count as empty.
    """
    try:
        # O_NONBLOCK: opening a FIFO would wait for a writer. O_NOCTTY: a terminal would become the
        # controlling one (open(2)).
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NONBLOCK | posix.O_NOCTTY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        return _contents(path, descriptor)
    except OSError as error:
        raise _unreadable(path, error) from None
    finally:
        posix.close(descriptor)


def _contents(path: str, descriptor: int) -> bytes:
    if posix.fstat(descriptor).st_mode & _KIND != _REGULAR:
        raise _irregular(path)
    pieces, begun = [], 0
    while piece := posix.read(descriptor, PIECE):
        # No other line of a piece can be too long than the one that an earlier piece began.
        end = piece.find(b"\n")
        if begun + (end if end >= 0 else len(piece)) > LONGEST_LINE:
            raise DropexecError(f"cannot read {path}: a line is longer than {LONGEST_LINE} bytes")
        begun = len(piece) - piece.rfind(b"\n") - 1 + (begun if end < 0 else 0)
        pieces.append(piece)
    return b"".join(pieces)


def _unreadable(path: str, error: OSError) -> DropexecError:
    import errno

    if error.errno == errno.ENXIO:  # a socket (open(2))
        return _irregular(path)
    return DropexecError(f"cannot read {path}: {reason(error)}")


def _irregular(path: str) -> DropexecError:
    return DropexecError(f"cannot read {path}: it is not a regular file")
