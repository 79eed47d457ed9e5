"""What packaging/KIND/build makes, or has made for the release that is verified."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.lab.collection import PROJECT
from tests.lab.roots import debian

#: The manual pages of dropexecctl, as they are found below share/man: every page but the launcher's.
PAGES = [
    f"man{page.suffix[1:]}/{page.name}"
    for page in sorted((PROJECT / "man").iterdir())
    if page.name != "dropexec.1"
]

#: The units of dropexecctl, which packages install disabled.
UNITS = sorted(unit.name for unit in (PROJECT / "packaging" / "system" / "units").iterdir())


def start(
    kind: str, directory: Path, environment: dict[str, str] | None = None, umask: int = 0o022
) -> subprocess.Popen[bytes]:
    """Start the build of a kind of package into a directory, its log beside it; skip where it cannot be."""
    reason = debian.missing()
    if reason is not None:
        pytest.skip(reason)
    with open(directory.with_suffix(".log"), "wb") as log:
        return subprocess.Popen(
            [PROJECT / "packaging" / kind / "build", directory],
            env={**os.environ, **(environment or {})},
            umask=umask,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def finish(process: subprocess.Popen[bytes], directory: Path) -> Path:
    """Wait for the end of a build, and return the directory that has the packages."""
    log = directory.with_suffix(".log")
    assert process.wait(timeout=600) == 0, log.read_text(encoding="utf-8", errors="replace")[-4000:]
    return directory


def made(config: pytest.Config, kind: str, directory: Path) -> Path:
    """Return where the packages of a kind are: in the release of --dist, or built into a directory."""
    given: Path | None = config.getoption("dist")
    return finish(start(kind, directory), directory) if given is None else given.absolute()
