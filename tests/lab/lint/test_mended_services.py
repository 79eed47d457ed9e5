"""A service that su cuts off finishes its stop once lint has mended its file."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dropexec.ctl.lint import command
from tests.lab.process import Ending
from tests.lab.roots import debian
from tests.lab.supervised import account
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.example import LAUNCHER, LOG, TARGET
from tests.lab.supervised.machine import Machine
from tests.lab.supervised.unit import Unit, installed
from tests.lab.supervised.upstart import Upstart

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

SECONDS = 30.0

#: The target takes 6 s to stop, su's grace is 2 s.
OWN_SECONDS = 5.9

JOB = f"""\
description "kafka"
start on runlevel [2345]
stop on runlevel [!2345]
respawn
kill timeout 300
exec /bin/su -s /bin/sh - kafka -c '{TARGET} {LOG}'
post-stop exec sleep 11
"""
MENDED = f"exec dropexec --chdir=~ --argv0=-sh kafka /bin/sh -c 'exec {TARGET} {LOG}'"


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    """A root that has the lab's account, and its home."""
    root = tmp_path / "accounts"
    root.mkdir()
    account.install(root)
    (root / account.HOME.lstrip("/")).mkdir(parents=True)
    return root


def lint(accounts: Path, file: Path, *words: str) -> dict[str, Any]:
    """What lint says of a file, which it may mend."""
    line = ["--root", str(accounts), "--launcher", LAUNCHER, "--format", "json", *words, str(file)]
    content: dict[str, Any] = json.loads(CliRunner().invoke(command, line).stdout)
    return content


@pytest.fixture
def upstart(built: Artefacts) -> Iterator[Upstart]:
    """An Upstart whose root is a whole system, with su and with the launcher."""
    reason = debian.missing()
    if reason is not None:
        pytest.skip(reason)
    manager = Upstart("su", built)
    with manager:
        manager.room.copy(built.dropexec, LAUNCHER)
        yield manager


def stopped(manager: Upstart, job: str) -> tuple[list[str], float]:
    """Run the job once; return what the target said after its start, and how long the stop took."""
    # The model knows a job's main process and no other.
    lines = [line for line in job.splitlines(keepends=True) if not line.startswith("post-stop")]
    manager.room.write("/etc/init/kafka.conf", "".join(lines))
    started = len(manager.log.runs())
    manager.start()
    manager.log.ready(started, SECONDS)
    begin = time.monotonic()
    manager.stop()
    return manager.log.runs()[started], time.monotonic() - begin


def test_the_upstart_job_of_centos_6_finishes_its_stop(
    accounts: Path, tmp_path: Path, upstart: Upstart
) -> None:
    file = tmp_path / "kafka.conf"
    file.write_text(JOB, encoding="utf-8")
    found = lint(accounts, file, "--distro", "centos:6")["findings"]
    said = {item["rule"]: item["message"] for item in found}
    assert said["stop-timeout-ignored"] == (
        "kill timeout 300 is not honoured: CentOS 6's su (coreutils 8.4) kills the service 2 s after SIGTERM"
    )
    assert {"su-in-exec", "su-login"} <= set(said)

    before, _ = stopped(upstart, JOB)
    assert "stopped" not in before

    fixed = lint(accounts, file, "--distro", "centos:6", "--fix")
    assert [item["rule"] for item in fixed["findings"]] == []
    mended = file.read_text(encoding="utf-8")
    assert MENDED in mended.splitlines()
    after, seconds = stopped(upstart, mended)
    assert after == ["term", "stopped"]
    assert seconds >= OWN_SECONDS
    assert upstart.ends()[-1] == Ending(status=0)


@pytest.fixture
def kafka(machines: dict[str, Machine]) -> Iterator[Unit]:
    with installed(machines["bookworm"], "kafka.service", "su") as unit:
        yield unit


def test_a_unit_of_systemd_finishes_its_stop(accounts: Path, tmp_path: Path, kafka: Unit) -> None:
    place = f"/etc/systemd/system/{kafka.name}"
    file = tmp_path / kafka.name
    file.write_bytes(kafka.room.path(place).read_bytes())
    kafka.control("start", kafka.name)
    kafka.log.ready(0, SECONDS)
    kafka.control("stop", kafka.name)
    assert "stopped" not in kafka.log.runs()[0]

    found = lint(accounts, file, "--distro", "debian:12")["findings"]
    assert {"su-in-exec", "stop-timeout-ignored"} <= {item["rule"] for item in found}
    fixed = lint(accounts, file, "--distro", "debian:12", "--fix")
    assert [item["rule"] for item in fixed["findings"] if item["fix"] != "none"] == []

    kafka.room.write(place, file.read_text(encoding="utf-8"))
    kafka.room.run("systemctl", "daemon-reload")
    kafka.control("start", kafka.name)
    ready = kafka.log.ready(1, SECONDS)
    assert (kafka.pid(), ready.uid) == (ready.pid, account.UID)
    kafka.control("stop", kafka.name)
    assert kafka.log.runs()[1] == ["term", "stopped"]
    assert kafka.ends()[-1] == Ending(status=0)
