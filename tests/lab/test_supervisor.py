from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.lab.process import Ending, Process
from tests.lab.supervisor import Shutdown, Supervisor

if TYPE_CHECKING:
    from pathlib import Path

# A grandchild in another session that ignores SIGTERM and tells its PID.
FAMILY = """\
trap 'exit 7' TERM
setsid sh -c 'trap "" TERM; echo grandchild $$; exec sleep 1000' &
wait
"""


def start_family(supervisor: Supervisor, directory: Path) -> tuple[Process, int]:
    process = supervisor.start(["sh", "-c", FAMILY], directory=str(directory))
    return process, int(process.wait_for_line("grandchild", 30).split()[1])


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_nothing_is_left_running_after_the_block(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        parent, grandchild = start_family(supervisor, tmp_path)
        assert (exists(parent.pid), exists(grandchild)) == (True, True)
    assert (exists(parent.pid), exists(grandchild)) == (False, False)


def test_nothing_is_left_running_after_an_interruption(tmp_path: Path) -> None:
    left: list[int] = []
    with pytest.raises(KeyboardInterrupt), Supervisor() as supervisor:  # noqa: PT012 (both belong to the case)
        parent, grandchild = start_family(supervisor, tmp_path)
        left += [parent.pid, grandchild]
        raise KeyboardInterrupt
    assert [exists(pid) for pid in left] == [False, False]


def test_children_of_others_are_left_alone(tmp_path: Path) -> None:
    with Supervisor() as outer:
        other = outer.start(["sleep", "1000"], directory=str(tmp_path))
        with Supervisor() as inner:
            start_family(inner, tmp_path)
        other.signal(signal.SIGTERM)
        assert other.wait(30) == Ending(signal="SIGTERM")


def test_a_shutdown_tells_how_both_the_supervised_process_and_its_orphan_ended(tmp_path: Path) -> None:
    script = "trap 'kill -KILL $!; exit 7' TERM; sh -c 'echo target $$; exec sleep 1000' & wait"
    with Supervisor() as supervisor:
        process = supervisor.start(["sh", "-c", script], directory=str(tmp_path))
        target = int(process.wait_for_line("target", 30).split()[1])
        shutdown = supervisor.stop(process, target)
    assert shutdown == Shutdown(
        seconds=shutdown.seconds,
        same_process=False,
        supervised_end=Ending(status=7),
        target_end=Ending(signal="SIGKILL"),
        orphaned=False,
    )


def test_a_target_that_outlives_its_launcher_is_orphaned_and_still_removed(tmp_path: Path) -> None:
    with Supervisor(follow_seconds=0.1) as supervisor:
        process, grandchild = start_family(supervisor, tmp_path)
        shutdown = supervisor.stop(process, grandchild)
    assert shutdown == Shutdown(
        seconds=shutdown.seconds,
        same_process=False,
        supervised_end=Ending(status=7),
        target_end=None,
        orphaned=True,
    )
    assert not exists(grandchild)
