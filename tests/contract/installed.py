"""The launcher that somebody has installed: what it is, by what it says of itself and by its first line."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.contract import image
from tests.contract.launch import Launcher


def launcher(path: Path, root: Path | None = None) -> Launcher:
    """Return the launcher at ``path``, seen from ``root`` where there is one; in no world yet.

    Raises pytest.UsageError where there is none, or one that is not of this version and a known build.
    """
    argv = (str(path),) if root is None else (image.ENTER, str(root), str(path))
    try:
        done = subprocess.run([*argv, "--version"], capture_output=True, text=True, cwd="/", check=False)
    except OSError as error:
        raise pytest.UsageError(f"--launcher={path}: {error.strerror}") from None
    words = _shebang(path if root is None else root / path.relative_to("/"))
    builds = _native() if words is None else {f"dropexec {VERSION} ({_python(words)})\n": _isolated(words)}
    if done.stdout not in builds:
        raise pytest.UsageError(f"--launcher={path}: it says {done.stdout!r}, not one of {list(builds)}")
    return Launcher("installed", argv, Path("/"), done.stdout, builds[done.stdout], root)


def _native() -> dict[str, str]:
    """Return the kind of each native build, by what it says: the C library is this machine's, or musl."""
    libc = os.confstr("CS_GNU_LIBC_VERSION")
    return {
        f"dropexec {VERSION} (native, {libc})\n": "native",
        f"dropexec {VERSION} (native, musl static)\n": "musl",
    }


def _shebang(path: Path) -> list[str] | None:
    """Return the words of a script's first line, None for what is no script."""
    first = path.read_bytes().split(b"\n", 1)[0]
    return first[2:].decode().split(None, 1) if first.startswith(b"#!") else None


def _python(words: list[str]) -> str:
    """Return the interpreter and its version, as it says it."""
    done = subprocess.run([words[0], "-I", "--version"], capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\n")


def _isolated(words: list[str]) -> str:
    """Return the kind of a Python launcher: only one that is isolated may start from any environment."""
    isolated = len(words) > 1 and words[1].startswith("-") and "I" in words[1].partition("c")[0]
    return "python" if isolated else "console"
