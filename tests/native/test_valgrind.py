"""valgrind(1) has nothing to say about either way to the accounts, on success and on failure."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.native import toolchain

LINES = [
    ["nobody", "/bin/true"],
    ["--add-groups=daemon,1", "--preserve-env=*", "--env=A=1", "--unset-env=B*", "root:daemon", "true"],
    ["--ambient-caps=chown", "--bounding-caps=chown,setuid", "--umask=0", "--nice=1", "nobody", "true"],
    ["--rlimit=core=0:1", "--close-fds", "--keep-fds=0", "--chdir=~", "daemon", "no-such-command"],
    ["nobdy", "true"],
    ["--gruops=1", "nobody", "true"],
    ["--help"],
]


@pytest.fixture(scope="module", params=["nss", "files"])
def launcher(request: pytest.FixtureRequest, world: Path) -> Path:
    flags = ("-g", "-O1")
    return toolchain.build(world / f"valgrind-{request.param}", [toolchain.need("gcc")], flags, request.param)


@pytest.mark.parametrize("arguments", LINES, ids=" ".join)
def test_valgrind_has_nothing_to_say(launcher: Path, arguments: list[str], tmp_path: Path) -> None:
    log = tmp_path / "log"
    # No debugger's pipes: once it is another user, the process cannot remove them.
    valgrind = [toolchain.need("valgrind"), "-q", f"--log-file={log}", "--track-origins=yes", "--vgdb=no"]
    environment = {"TERM": "dumb", "B1": "x", "A": "1", "PATH": "/usr/bin:/bin"}
    command = [*valgrind, str(launcher), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode in (0, 125, 127)
    assert log.read_text() == ""
