"""Where the target would start and which file it would be: the kernel's answer to the target's rights."""

from __future__ import annotations

import errno
import json
import os
import stat
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.launcher import caller, credentials, program
from dropexec.launcher.directory import enter
from dropexec.launcher.errors import DropexecError

if TYPE_CHECKING:
    from dropexec.launcher.plan import Plan

_ELF = b"\x7fELF"
_DEPTH = 5
"""How many #! lines may lead to one another before execve(2) fails with ELOOP."""


@dataclass(frozen=True)
class Reach:
    """``directory`` is None where it cannot be entered, ``executable`` where nothing would run.

    ``problems`` are the launcher's own messages; ``own_rights`` tells that the rights of this process were
    asked, because it may not take on the target's.
    """

    directory: str | None
    executable: str | None
    problems: list[str]
    own_rights: bool


def search(plan: Plan) -> Reach:
    """Enter the plan's directory and search its command in a child process with the target's credentials.

    The launcher never forks; explaining it may.  Raises OSError when the child cannot be made.
    """
    from dropexec.launcher import kernel  # noqa: F401 - the child may not be able to read this file any more

    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            with open(writing, "wb") as pipe:
                pipe.write(json.dumps(_as_target(plan)).encode("ascii"))
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    if not answer:
        return Reach(
            None, None, ["cannot search the command: the child process ended early"], own_rights=False
        )
    return Reach(**json.loads(answer))


def _as_target(plan: Plan) -> dict[str, object]:
    problems: list[str] = []
    own_rights = bool(plan.missing)
    if not own_rights:
        try:
            account = plan.account
            credentials.change(
                caller.read(), account.uid, account.gid, account.groups, ambient=plan.ambient, who=plan.who
            )
        except DropexecError as error:
            return {"directory": None, "executable": None, "problems": [str(error)], "own_rights": False}
    directory = executable = None
    try:
        if plan.directory is not None:
            enter(plan.directory, plan.who)
        directory = os.getcwd()
        path = plan.environment.get("PATH")
        file = program.search(plan.command[0], None if path is None else path[0], probe, plan.who)
        executable = os.path.join(directory, file)
    except DropexecError as error:
        problems.append(str(error))
    except OSError as error:
        problems.append(f"cannot tell the working directory: {os.strerror(error.errno or 0)}")
    return {"directory": directory, "executable": executable, "problems": problems, "own_rights": own_rights}


def probe(file: str, depth: int = 0) -> None:
    """Raise the OSError that execve(2) would, as far as access(2), stat(2) and the first bytes tell.

    A file that may be run but not read, and one that is neither ELF nor #! where binfmt_misc has formats of
    its own, get the benefit of the doubt.
    """
    if depth > _DEPTH:
        raise _error(errno.ELOOP)
    if not stat.S_ISREG(os.stat(file).st_mode) or not _may_run(file):
        raise _error(errno.EACCES)
    try:
        with open(file, "rb") as opened:
            head = opened.read(256)
            loader = _loader(head, opened.read(4096)) if head.startswith(_ELF) else None
    except OSError:
        return
    if head.startswith(b"#!"):
        words = head[2:].split(b"\n", 1)[0].split(maxsplit=1)
        if not words:
            raise _error(errno.ENOEXEC)
        probe(os.fsdecode(words[0]), depth + 1)
    elif loader is not None:
        probe(loader, depth + 1)
    elif not head.startswith(_ELF) and not _more_formats():
        raise _error(errno.ENOEXEC)


def _may_run(file: str) -> bool:
    # The effective ids and capabilities count for execve(2); access(2) takes the real ids and drops ambient
    # capabilities.
    return os.access(file, os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def _loader(head: bytes, more: bytes) -> str | None:
    """Return the path of PT_INTERP (elf(5)) when it stands among the file's first bytes."""
    image = head + more
    order = "<" if image[5:6] == b"\x01" else ">"
    try:
        if image[4:5] == b"\x02":
            (offset,), (size, count) = (
                struct.unpack_from(order + "Q", image, 32),
                struct.unpack_from(order + "HH", image, 54),
            )
            layout, where, length = order + "IIQQQQ", 2, 5
        else:
            (offset,), (size, count) = (
                struct.unpack_from(order + "I", image, 28),
                struct.unpack_from(order + "HH", image, 42),
            )
            layout, where, length = order + "IIIII", 1, 4
        for number in range(count):
            header = struct.unpack_from(layout, image, offset + number * size)
            if header[0] == 3:
                path = image[header[where] : header[where] + header[length]].rstrip(b"\0")
                return os.fsdecode(path) or None
    except struct.error:
        pass
    return None


def _more_formats() -> bool:
    try:
        return any(name not in ("register", "status") for name in os.listdir("/proc/sys/fs/binfmt_misc"))
    except OSError:
        return False


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))
