"""The Upstart in miniature does what makes the row of the table worth anything."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dropexec.probe import process
from tests.bench.launcher import compiled
from tests.lab.roots import debian
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.deadline import until
from tests.lab.supervised.example import LOG, TARGET
from tests.lab.supervised.upstart import Upstart
from tests.lab.supervised.upstart_job import ENVIRONMENT

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

SECONDS = 30.0
Running = Callable[[str], Upstart]


@pytest.fixture
def running(world: Path) -> Iterator[Running]:
    """Start the target as the job of a configuration with these stanzas."""
    reason = debian.missing()
    if reason is not None:
        pytest.skip(reason)
    source = Path(__file__).with_name("target.c").read_text(encoding="utf-8")
    target = compiled(source, world / "target")
    if target is None:
        pytest.skip("needs gcc")

    # Its launcher is not asked for here: the jobs are the target itself.
    manager = Upstart("su", Artefacts(target, target))
    with manager:

        def start(stanzas: str) -> Upstart:
            manager.room.write("/etc/init/kafka.conf", stanzas)
            manager.start()
            return manager

        yield start


def test_a_job_that_does_not_stop_in_time_is_killed(running: Running) -> None:
    upstart = running(f"kill timeout 1\nexec {TARGET} {LOG} --stop-seconds 60\n")
    upstart.log.ready(0, SECONDS)
    upstart.stop()
    assert [str(end) for end in upstart.ends()] == ["SIGKILL"]
    assert upstart.log.runs() == [["term"]]


def test_a_job_that_ends_unasked_is_not_started_again_unless_it_says_so(running: Running) -> None:
    upstart = running(f"exec {TARGET}\n")
    # Without a log it exits with status 2.
    until(lambda: bool(upstart.ends()), SECONDS, "the job did not end")
    assert [str(end) for end in upstart.ends()] == ["status 2"]
    assert upstart.state() == "kafka stop/waiting"


def test_a_job_has_what_upstart_gives_it_and_nothing_else(running: Running) -> None:
    upstart = running(f"exec {TARGET} {LOG}\n")
    pid = upstart.outer(upstart.log.ready(0, SECONDS).pid)
    block = Path(f"/proc/{pid}/environ").read_text(encoding="utf-8").rstrip("\0").split("\0")
    assert dict(entry.split("=", 1) for entry in block) == ENVIRONMENT
    stat = process.stat(pid)
    assert stat is not None
    assert (stat.pgid, stat.sid) == (pid, pid)
    assert [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in range(3)] == ["/dev/null"] * 3
    assert os.readlink(f"/proc/{pid}/cwd") == "/"
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    assert "Umask:\t0022\n" in status
    assert "SigIgn:\t0000000000000000\n" in status
