from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.roots import debian, inside
from tests.lab.roots.release import RELEASES

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A whole Debian 12."""
    reason = debian.missing()
    if reason is not None:
        pytest.skip(reason)
    with debian.root(RELEASES["bookworm"]) as path:
        yield path


def start(root: Path, script: str, project: Path | None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        inside.command(root, ["sh", "-uc", script], project=project),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=inside.ENVIRONMENT,
        text=True,
    )


def run(root: Path, script: str, project: Path | None) -> str:
    with start(root, script, project) as process:
        return process.communicate()[0]


def mounts() -> str:
    return Path("/proc/self/mountinfo").read_text(encoding="ascii")


def test_a_command_sees_the_root_the_checkout_and_nothing_of_the_machine(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("the checkout's\n")
    script = "uname -n; ls -A / /tmp /mnt; cat /srv/dropexec/file; readlink /proc/self/root"
    here = {name for name in os.listdir(root) if name != ".complete"}
    said = run(root, script, tmp_path).split("\n\n")
    assert said[0].splitlines() == ["lab", "/:", ".complete", *sorted(here)]
    assert said[1:] == ["/mnt:", "/tmp:\nthe checkout's\n/\n"]


def test_the_root_and_the_checkout_cannot_be_written_to_while_they_are_probed(
    root: Path, tmp_path: Path
) -> None:
    script = "for place in /etc /srv/dropexec /tmp /run; do touch $place/new 2>/dev/null && echo $place; done"
    assert run(root, script, tmp_path) == "/tmp\n/run\n"
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_mounted_on_the_machine_and_its_name_stays(root: Path, tmp_path: Path) -> None:
    before = mounts(), os.uname().nodename
    with start(root, "echo in; read -r _ </proc/1/environ; exec sleep 60", tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        assert (mounts(), os.uname().nodename) == before
        process.kill()
    assert (mounts(), os.uname().nodename) == before


def test_a_command_does_not_outlive_the_thread_that_started_it(root: Path, tmp_path: Path) -> None:
    started: list[subprocess.Popen[str]] = []

    def begin() -> None:
        process = start(root, "echo in; exec sleep 60", tmp_path)
        assert process.stdout is not None
        process.stdout.readline()
        started.append(process)

    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    with started[0] as process:
        assert process.wait(timeout=10) == -signal.SIGTERM
