"""Run a function in a forked child, which may change its credentials, its limits and its descriptors."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

import dropexec
from dropexec.launcher import kernel, suggestion, terminal  # noqa: F401

# What the launcher imports when it needs it is loaded above: the child may no longer be able to read it.

_REPORT = 250
"""The child's pipe, above every descriptor that a test looks at."""


def in_child(act: Callable[[], object]) -> Any:
    """Return what ``act`` returns in a child, by way of JSON.

    A DropexecError comes back as ``{"status": …, "message": …}``; any other exception fails the test.
    """
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(read)
            write = os.dup2(write, _REPORT)
            try:
                value = act()
            except dropexec.DropexecError as error:
                value = {"status": error.status, "message": str(error)}
            with open(write, "w", encoding="utf-8") as file:
                json.dump(value, file)
            status = 0
        except BaseException:  # noqa: BLE001 - a child of the tests must never return into them
            os.write(2, traceback.format_exc().encode("ascii", "backslashreplace"))
        finally:
            os._exit(status)
    os.close(write)
    with open(read, encoding="utf-8") as file:
        text = file.read()
    _, ended = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(ended) == 0, text
    return json.loads(text)


def output_of(act: Callable[[], object]) -> tuple[int, bytes]:
    """Return the exit status and the standard output of a child that ``act`` turns into another program."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(write, 1)
            sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - the exec ends it
            act()
        except BaseException:  # noqa: BLE001 - a child of the tests must never return into them
            os.write(2, traceback.format_exc().encode("ascii", "backslashreplace"))
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.close(write)
    with open(read, "rb") as file:
        output = file.read()
    _, ended = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(ended), output


def credentials() -> list[object]:
    """Return the uids, the gids and the supplementary groups of this process."""
    return [list(os.getresuid()), list(os.getresgid()), sorted(os.getgroups())]
