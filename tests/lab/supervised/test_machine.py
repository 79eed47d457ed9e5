"""Of a booted machine nothing is left, whatever ends it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.lab.collection import PROJECT
from tests.lab.process import LabError
from tests.lab.roots import debian
from tests.lab.roots.release import SYSTEMD, Release
from tests.lab.supervised import machine
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.deadline import until
from tests.lab.supervised.machine import Machine

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

SECONDS = 60.0

# Boots a machine, says which PID its PID 1 has, and waits.
SCRIPT = """
import sys
from pathlib import Path
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.machine import Machine

with Machine(Artefacts(Path(sys.argv[1]), Path(sys.argv[2])), "bookworm") as machine:
    print(machine.pid, flush=True)
    sys.stdin.read()
"""


@dataclass
class Traces:
    """What there is of a running machine on this one."""

    leader: int
    groups: list[Path]

    @classmethod
    def of(cls, pid: int) -> Traces:
        """Find them by the machine's PID 1."""
        paths = [line.split(":", 2)[2] for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines()]
        name = next(path.split("/payload")[0].rpartition("/")[2] for path in paths if "/payload" in path)
        return cls(os.pidfd_open(pid), [path for path in Path("/sys/fs/cgroup").rglob(name) if path.is_dir()])

    def ended(self, seconds: float = 0.0) -> bool:
        """Say whether PID 1, and so every process of the machine, ends within so many seconds."""
        return bool(select.select([self.leader], [], [], seconds)[0])

    def left(self) -> list[Path]:
        """Return the control groups that are still there."""
        return [path for path in self.groups if path.exists()]

    def close(self) -> None:
        os.close(self.leader)


@pytest.fixture(autouse=True)
def possible() -> None:
    reason = machine.missing()
    if reason is not None:
        pytest.skip(reason)


@pytest.fixture
def outside() -> Iterator[None]:
    """Mounts, scratch directories and nspawn's own files are afterwards what they were before."""

    def state() -> tuple[list[str], list[str], bool]:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
        ours = [line for line in mounts if "nspawn" in line or "-systemd" in line]
        scratch = sorted(str(path) for path in Path("/tmp").glob("nspawn-*"))
        return ours, scratch, Path("/run/systemd/nspawn").exists()

    before = state()
    yield
    assert state() == before


@pytest.mark.parametrize("end", [None, KeyboardInterrupt, LabError])
def test_a_machine_leaves_neither_process_nor_control_group(
    built: Artefacts, outside: None, end: type[BaseException] | None
) -> None:
    traces = []
    try:
        with Machine(built, "bookworm") as one:
            traces.append(Traces.of(one.pid))
            if end is not None:
                raise end
    except (KeyboardInterrupt, LabError):
        assert end is not None
    assert traces[0].groups != []
    assert (traces[0].ended(), traces[0].left()) == (True, [])
    traces[0].close()


def test_it_does_not_outlive_a_nspawn_that_was_killed(built: Artefacts, outside: None) -> None:
    with Machine(built, "bookworm") as one:
        traces = Traces.of(one.pid)
        supervisor = next(path for path in traces.groups if (path / "cgroup.kill").exists()) / "supervisor"
        os.kill(int((supervisor / "cgroup.procs").read_text()), signal.SIGKILL)
    assert (traces.ended(SECONDS), traces.left()) == (True, [])
    traces.close()


@pytest.mark.parametrize(("number", "left"), [(signal.SIGINT, False), (signal.SIGKILL, True)])
def test_it_does_not_outlive_the_lab(
    built: Artefacts, outside: None, number: signal.Signals, left: bool
) -> None:
    lab = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, built.dropexec, built.target],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with lab:
        assert lab.stdout is not None
        traces = Traces.of(int(lab.stdout.readline()))
        os.killpg(lab.pid, number)
        lab.wait(SECONDS)
    assert (lab.returncode, traces.ended(SECONDS), traces.left() != []) == (-number, True, left)
    traces.close()
    for group in traces.left():
        for below in [*sorted(group.rglob("*/"), reverse=True), group]:
            until(lambda below=below: removed(below), SECONDS, f"{below} was not empty")  # type: ignore[misc]


def removed(group: Path) -> bool:
    try:
        group.rmdir()
    except OSError:
        return False
    return True


def test_the_cached_root_stays_as_it_is(built: Artefacts) -> None:
    with debian.root(SYSTEMD["bookworm"]) as root:
        for _ in range(2):
            with Machine(built, "bookworm") as one:
                assert not one.path("/etc/new").exists()
                one.write("/etc/new", "")
                one.run("rm", "/etc/os-release")
        assert (root / "etc/os-release").exists()
        assert not (root / "etc/new").exists()


def test_two_machines_know_nothing_of_each_other(built: Artefacts) -> None:
    with Machine(built, "bookworm") as one, Machine(built, "bookworm") as other:
        one.run("systemctl", "start", "systemd-tmpfiles-clean.timer")
        one.run("systemd-run", "--unit=only-here", "--quiet", "sleep", "1000")
        states = [each.run("systemctl", "is-active", "only-here", statuses=range(9)) for each in (one, other)]
    assert states == ["active\n", "inactive\n"]


def test_a_machine_that_does_not_boot_says_why(
    built: Artefacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Release("bookworm", "12", (), variant="broken")
    directory = tmp_path / f"lab-{broken.name}"
    for name in ("etc", "usr", "var"):
        (directory / name).mkdir(parents=True)
    (directory / ".complete").write_text(broken.key)
    monkeypatch.setenv("DROPEXEC_CACHE", str(tmp_path))
    monkeypatch.setitem(SYSTEMD, "broken", broken)
    with (
        pytest.raises(LabError, match="the machine ended with status 1:\n") as failure,
        Machine(built, "broken"),
    ):
        pass
    assert "doesn't look like an OS root directory" in str(failure.value)
