"""Compile the native launcher against this machine's C library.

    python3 packaging/wheel/launcher.py OUTPUT

CC names the compiler (default: the first of cc, gcc, clang on PATH); CFLAGS and LDFLAGS are added.
"""

from __future__ import annotations

import os
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NATIVE = ROOT / "dropexec/native"

FLAGS = (
    "-O2",
    "-D_FORTIFY_SOURCE=3",
    "-fPIE",
    "-pie",
    "-Wl,-z,relro,-z,now",
    "-Wl,--as-needed",
)


def compiler() -> list[str] | None:
    """Return the compiler's words from CC, else the first one on PATH, or None when there is none."""
    words = shlex.split(os.environ.get("CC", ""))
    for name in [words[0]] if words else ["cc", "gcc", "clang"]:
        if shutil.which(name):
            return [name, *words[1:]]
    return None


def sources(accounts: str) -> list[str]:
    """Return the names of the sources with one way to the accounts: "nss" or "files"."""
    other = {"nss": "files.c", "files": "nss.c"}[accounts]
    return sorted(path.name for path in NATIVE.glob("*.c") if path.name != other)


def define() -> str:
    """Return the flag that tells the sources their version."""
    version = runpy.run_path(str(ROOT / "dropexec/version.py"))["VERSION"]
    return f'-DDROPEXEC_VERSION="{version}"'


def build(
    output: Path, command: list[str], flags: tuple[str, ...] = FLAGS, accounts: str = "nss"
) -> str | None:
    """Compile all sources into one executable; return None, or why the compiler could not."""
    more, link = (shlex.split(os.environ.get(name, "")) for name in ("CFLAGS", "LDFLAGS"))
    words = [*command, "@cflags", define(), *flags, *more, *sources(accounts), *link]
    words += ["-o", str(output.absolute())]
    done = subprocess.run(words, cwd=NATIVE, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    return done.stderr.strip() or f"{command[0]} ended with status {done.returncode}"


if __name__ == "__main__":
    found = compiler()
    sys.exit("no C compiler on PATH" if found is None else build(Path(sys.argv[1]), found))
