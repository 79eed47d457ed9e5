from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.lab.process import Ending, LabError
from tests.lab.supervisor import Supervisor

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("count", [0, 1, 20_000])
def test_all_output_is_there_when_the_end_is(count: int, tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        process = supervisor.start(["seq", str(count)], directory=str(tmp_path))
        assert process.wait(30) == Ending(status=0)
        assert process.lines == [str(number) for number in range(1, count + 1)]


def test_a_process_that_ends_before_it_is_ready_is_an_error_that_shows_its_output(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        process = supervisor.start(["sh", "-c", "echo no such user >&2; exit 1"], directory=str(tmp_path))
        with pytest.raises(LabError, match=r"did not print 'ready' .*\n  no such user\Z"):
            process.wait_for_line("ready", 30)


def test_a_process_that_does_not_end_in_time_is_an_error_and_still_runs(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        process = supervisor.start(["sleep", "1000"], directory=str(tmp_path))
        with pytest.raises(LabError, match=r"\Asleep 1000 did not end within 0 s\Z"):
            process.wait(0.1)
        assert supervisor.orphans() == set()
