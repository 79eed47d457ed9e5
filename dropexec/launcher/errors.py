"""The one error that the launcher raises, and how a message shows untrusted text."""

import posix

from dropexec.launcher.exitstatus import FAILURE
from dropexec.launcher.text import encoded

_SHOWN = 200


class DropexecError(Exception):
    """A failure that the user can act on.

    ``str(error)`` is one printable ASCII line, ``cannot VERB OBJECT: REASON; WHAT TO DO``, without the
    program's name. ``error.status`` is the launcher's exit status (exitstatus.MEANINGS).
    """

    status: int

    def __init__(self, message: str, status: int = FAILURE) -> None:
        super().__init__(message)
        self.status = status


def quoted(text: str) -> str:
    r"""Show untrusted text in a message: double quotes, ASCII, one line, at most 200 bytes of it.

    Every byte outside 0x20 … 0x7e is written ``\xNN``: a name must not be able to move the cursor of the
    terminal that shows the message, or to start a second line in a log.
    """
    try:
        raw = encoded(text)
    except UnicodeError:  # text that stands for no bytes, which only the Python API can be given
        raw = text.encode("ascii", "backslashreplace")
    shown = "".join(map(_visible, raw[:_SHOWN]))
    return f'"{shown}"' if len(raw) <= _SHOWN else f'"{shown}"...'


def _visible(byte: int) -> str:
    if byte in b'"\\':
        return "\\" + chr(byte)
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}"


def reason(error: OSError) -> str:
    """Return the system's words for an OSError (strerror(3))."""
    return posix.strerror(error.errno) if error.errno is not None else str(error)


def shown_ids(ids: "tuple[int, ...] | list[int]") -> str:
    """Return ids for a message: the first sixteen, and how many more there are."""
    shown = ", ".join(map(str, ids[:16]))
    return f"[{shown} and {len(ids) - 16} more]" if len(ids) > 16 else f"[{shown}]"


def filtered(error: OSError, call: str) -> str:
    """Return what to add where a call is denied that needs no right, or "": who else could deny it."""
    denied = isinstance(error, PermissionError)
    return f"; does a security module or a seccomp filter refuse {call}(2)?" if denied else ""


def distrust(what: str, wanted: object, found: object) -> DropexecError:
    """Return the error for something that was set and does not read back so."""
    return DropexecError(f"cannot trust the kernel: {what} set to {wanted}, but read back as {found}")
