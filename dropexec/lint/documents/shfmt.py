"""shfmt(1), the parser behind everything that is shell: found, run, and its complaints read."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from typing import Any

Node = dict[str, Any]

HOW_TO_GET = "install shfmt (pip install 'dropexec[lint]', or the package shfmt)"
_COMPLAINT = re.compile(r"^(?:[^\n]*:)?(\d+):(\d+): (.*)", re.MULTILINE)
_SECONDS = 60
_DIRECTORIES = "/usr/local/bin:/usr/bin:/bin"
_ENVIRONMENT = {"PATH": _DIRECTORIES, "LC_ALL": "C"}


class ShellSyntaxError(ValueError):
    """The text is no shell script; ``line`` and ``column`` count from 1, columns in bytes."""

    def __init__(self, line: int, column: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column


class MissingParserError(RuntimeError):
    """There is no shfmt on this machine, or it cannot be started."""


@functools.cache
def _program() -> str:
    # The wheel shfmt-py puts it beside the interpreter, which need not be on PATH.
    beside = os.path.join(os.path.dirname(sys.executable), "shfmt")
    found = beside if os.access(beside, os.X_OK) else shutil.which("shfmt", path=_DIRECTORIES)
    if found is None and os.geteuid() != 0:
        found = shutil.which("shfmt")  # root runs nothing that the caller's PATH chose
    if found is None:
        raise MissingParserError(f"needs shfmt, which is not installed; {HOW_TO_GET}")
    return found


def parse(text: str) -> Node:
    """Return shfmt's syntax tree of ``text``, in which an offset is an index.

    bash's grammar, a superset of what the others write: shfmt's own guess is wrong for scripts that say sh
    and use bash. shfmt takes UTF-8 only, so that every byte above 127 becomes DEL,
    to it a letter like any other.
    Raises ShellSyntaxError and MissingParserError.
    """
    ascii_only = "".join(char if char < "\x80" else "\x7f" for char in text).encode("ascii")
    command = [_program(), "-ln", "bash", "--to-json"]
    try:
        done = subprocess.run(
            command,
            input=ascii_only,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env=_ENVIRONMENT,
            cwd="/",
        )
    except OSError as error:  # a limit on processes
        reason = (error.strerror or str(error)).lower()
        raise MissingParserError(f"needs shfmt, which cannot be started: {reason}") from error
    except subprocess.TimeoutExpired:
        raise ShellSyntaxError(1, 1, f"shfmt did not come to an end in {_SECONDS} s") from None
    if done.returncode != 0:
        complaint = _COMPLAINT.search(done.stderr.decode("utf-8", "replace"))
        if complaint is None:
            raise ShellSyntaxError(1, 1, f"shfmt ended with status {done.returncode}")
        raise ShellSyntaxError(int(complaint[1]), int(complaint[2]), complaint[3])
    tree: Node = json.loads(done.stdout)
    return tree


def start(node: Node) -> int:
    """Return the index of a node's first character. Zero is left out of some nodes by some releases."""
    offset: int = node.get("Pos", {}).get("Offset", 0)
    return offset


def end(node: Node) -> int:
    """Return the index behind a node's last character."""
    offset: int = node.get("End", {}).get("Offset", 0)
    return offset
