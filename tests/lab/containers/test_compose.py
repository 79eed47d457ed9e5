"""packaging/examples/compose.yaml, by podman-compose."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.containers import context
from tests.lab.containers.engine import Engine
from tests.lab.supervised import account
from tests.lab.supervised.log import Log, Ready

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

_SECONDS = 60.0

# How Compose changes a file without touching it: no network, which the machine would get a bridge
# for, and a service that takes longer to stop than the engine's default of 10 s.
_OVERRIDE = {
    "services": {
        "kafka": {
            "network_mode": "none",
            "command": ["/opt/kafka/bin/kafka-server-start.sh", context.LOG, "--stop-seconds", "12"],
        }
    }
}


class Project:
    """What Compose makes of the example: its commands, the log of its service."""

    def __init__(self, engine: Engine, directory: Path, log: Log) -> None:
        self._engine = engine
        self._directory = directory
        self.log = log

    def compose(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run podman-compose with the example and the lab's override."""
        files = ("--file=compose.yaml", "--file=override.yaml")
        # One copy of the image, not one for each line of its Dockerfile: vfs shares nothing.
        argv = (program(), "--podman-build-args=--layers=false", *files, *arguments)
        return self._engine.command(argv, self._directory)

    def container(self) -> dict[str, object]:
        """Return what the engine knows of the service's container."""
        text = self._engine.podman("inspect", "--format={{json .State}}", "project_kafka_1")
        state: dict[str, object] = json.loads(text)
        return state


def program() -> str:
    """Return podman-compose: the package of this Python, else the machine's; or skip."""
    path = shutil.which("podman-compose", path=f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}")
    if path is None:
        pytest.skip("not installed: podman-compose")
    return path


@pytest.fixture
def project(engine: Engine, built: Path, target: Path, tmp_path: Path) -> Iterator[Project]:
    """The example, up; its volume was root's before."""
    program()
    directory = context.lay_out(tmp_path / "project", context.EXAMPLES / "Dockerfile", built, target)
    shutil.copy(context.EXAMPLES / "compose.yaml", directory)
    (directory / "override.yaml").write_text(json.dumps(_OVERRIDE), encoding="utf-8")
    with Log(engine.volume("project_data") / "log") as log:
        project = Project(engine, directory, log)
        up = project.compose("up", "--build", "--detach")
        assert up.returncode == 0, up.stderr
        yield project
        engine.podman("kill", "--all")
        project.compose("down")
        engine.podman("volume", "rm", "--force", "project_data")


def test_the_service_is_pid_1_and_has_the_time_that_the_file_grants(project: Project) -> None:
    assert project.log.ready(0, _SECONDS) == Ready(1, 0, account.UID, account.GID, account.GROUPS, "")
    begin = time.monotonic()
    stopped = project.compose("stop")
    assert stopped.returncode == 0, stopped.stderr
    assert time.monotonic() - begin >= 12
    assert project.log.runs() == [["term", "stopped"]]
    state = project.container()
    assert (state["Status"], state["ExitCode"]) == ("exited", 0)


def test_the_service_is_started_again_when_it_crashes(project: Project) -> None:
    first = project.log.ready(0, _SECONDS)
    crashed = project.compose("kill", "--signal", "USR1", "kafka")
    assert crashed.returncode == 0, crashed.stderr
    assert project.log.ready(1, _SECONDS) == first
