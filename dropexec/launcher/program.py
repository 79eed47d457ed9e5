"""Find the command in PATH with the target's rights and exec it: the one module that execs."""

import _signal
import posix

from dropexec.launcher.errors import DropexecError, quoted, reason
from dropexec.launcher.exitstatus import CANNOT_RUN, NOT_FOUND
from dropexec.launcher.permission import denial, is_directory
from dropexec.launcher.text import encoded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

DEFAULT_PATH = "/bin:/usr/bin"
"""Where execvp(3) looks when the environment has no PATH."""

# errno(3) values after which execvp(3) tries the next directory.
_ENOENT, _ENOEXEC, _EAGAIN, _EACCES, _ENODEV, _ENOTDIR, _ETIMEDOUT, _ESTALE = 2, 8, 11, 13, 19, 20, 110, 116
_E2BIG = 7
_SKIPPED = (_ENOENT, _ESTALE, _ENOTDIR, _ENODEV, _ETIMEDOUT)


def candidates(command: str, path: "str | None") -> "list[str]":
    """Return the files that execvp(3) would try for a command, in order.

    A command with a slash is a path itself.  An empty element of PATH is the working directory.
    """
    if "/" in command:
        return [command]
    if not command:
        return []
    directories = (DEFAULT_PATH if path is None else path).split(":")
    return [f"{directory}/{command}" if directory else command for directory in directories]


def execute(command: str, arguments: "list[str]", environment: "dict[str, str]", who: str) -> "NoReturn":
    """Replace this process with the command; return never.

    ``arguments`` begins with argv[0].  Raises DropexecError as ``search`` does.
    """
    words = [encoded(word) for word in arguments]
    block = {encoded(name): encoded(value) for name, value in environment.items()}
    _default_signals(True)
    try:
        search(command, environment.get("PATH"), lambda file: posix.execve(encoded(file), words, block), who)
    finally:
        _default_signals(False)
    raise DropexecError(f"cannot run {quoted(command)} as {who}: execve(2) returned without an error")


def search(command: str, path: "str | None", attempt: "Callable[[str], object]", who: str) -> str:
    """Offer the candidates to ``attempt`` as execvp(3) does, never to a shell; return what it takes.

    ``attempt`` refuses a file with the OSError that execve(2) has for it.  Raises DropexecError with
    status 127 when no candidate exists, 126 when one exists and cannot be run.
    """
    denied = None
    tried = candidates(command, path)
    for file in tried:
        try:
            attempt(file)
        except OSError as error:
            if error.errno == _EACCES:
                denied = denied or (file, error)
            elif error.errno not in _SKIPPED:
                raise _failure(file, error, who) from None
        else:
            return file
    if denied is not None:
        raise _failure(*denied, who)
    for file in tried:
        if _exists(file):
            missing = "it is there, but its interpreter is not (the #! line, or the ELF loader)"
            raise DropexecError(f"cannot run {quoted(file)} as {who}: {missing}", CANNOT_RUN)
    where = "no such file" if command else "the command is empty"
    if "/" not in command and command:
        where = f"not found in PATH={quoted(DEFAULT_PATH if path is None else path)}"
    raise DropexecError(f"cannot run {quoted(command)} as {who}: {where}", NOT_FOUND)


def _default_signals(default: bool) -> None:
    """Give SIGPIPE and SIGXFSZ their default action for the target, or ignore them as Python does.

    The interpreter ignores both from its start on (signal(3) in CPython's signal module), execve(2) hands an
    ignored signal on, and what the caller had is lost by then.
    """
    action = _signal.SIG_DFL if default else _signal.SIG_IGN
    _signal.signal(_signal.SIGPIPE, action)
    _signal.signal(_signal.SIGXFSZ, action)


def _failure(file: str, error: OSError, who: str) -> DropexecError:
    detail = reason(error)
    if error.errno == _ENOEXEC:
        detail = "not an executable format; a script needs a #! line, and no shell is tried"
    elif error.errno == _EAGAIN:
        detail = f"{detail}; {who} already runs as many processes as RLIMIT_NPROC allows"
    elif error.errno == _EACCES and is_directory(file):
        detail = "it is a directory"
    elif error.errno == _EACCES and _on_noexec(file):
        detail = f"{detail}; its file system is mounted noexec"
    elif error.errno == _EACCES:
        detail += denial(file, who)
    elif error.errno == _E2BIG:
        detail = f"{detail}; the arguments and the environment are more than execve(2) takes, see --unset-env"
    return DropexecError(f"cannot run {quoted(file)} as {who}: {detail}", CANNOT_RUN)


def _exists(file: str) -> bool:
    try:
        posix.stat(file)
    except OSError:
        return False
    return True


def _on_noexec(file: str) -> bool:
    try:
        return bool(posix.statvfs(file).f_flag & posix.ST_NOEXEC)
    except OSError:
        return False
