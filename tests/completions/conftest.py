"""A shell at a prompt, in a home directory with a few commands and a directory to complete."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.completions.shells import SHELLS, Session, Shell

NEVER_RUN = ("dropexec", "dropexecctl", "dxgreet", "python3")
"""Commands on the shell's PATH that write down that they ran."""


@pytest.fixture(params=SHELLS, ids=lambda shell: shell.name)
def shell(request: pytest.FixtureRequest) -> Shell:
    parameter: Shell = request.param
    return parameter


@pytest.fixture(scope="session")
def running() -> Iterator[dict[Shell, Session]]:
    """The shells that were started: tests come in any order, and each leaves an empty line."""
    sessions: dict[Shell, Session] = {}
    yield sessions
    for session in sessions.values():
        session.terminal.close()


@pytest.fixture
def session(shell: Shell, running: dict[Shell, Session], tmp_path_factory: pytest.TempPathFactory) -> Session:
    if shell not in running:
        running[shell] = shell.open(_home(tmp_path_factory.mktemp("home")))
    return running[shell]


def _home(directory: Path) -> Path:
    (directory / "dxdirectory").mkdir()
    # Where it is missing, fish makes it at its first start, by a Python program.
    (directory / ".local" / "share" / "fish" / "generated_completions").mkdir(parents=True)
    (directory / "bin").mkdir()
    for name in NEVER_RUN:
        command = directory / "bin" / name
        command.write_text(f'#!/bin/sh\necho {name} "$@" >>{directory}/ran\n', encoding="utf-8")
        command.chmod(0o755)
    return directory


@pytest.fixture
def fresh(shell: Shell, tmp_path: Path) -> Iterator[Session]:
    session = shell.open(_home(tmp_path))
    yield session
    session.terminal.close()
