from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.process import LabError
from tests.lab.supervised.log import Log, Ready

FIRST = "ready pid=7 ppid=1 uid=5020 gid=5020 groups=5020,5021 listen_fds=1 notify=yes\n"


def test_every_run_of_the_target_is_told_apart(tmp_path: Path) -> None:
    with Log(tmp_path / "log") as log, open(tmp_path / "log", "w", encoding="ascii") as target:
        target.write(FIRST + "hup\nterm\nstopped\nready pid=9 ppid=1 uid=0 gid=0 groups=\nter")
        target.flush()
        assert log.ready(0, 30) == Ready(7, 1, 5020, 5020, frozenset({5020, 5021}), "listen_fds=1 notify=yes")
        assert log.ready(1, 30) == Ready(9, 1, 0, 0, frozenset(), "")
        assert log.runs() == [["hup", "term", "stopped"], []]
        target.write("m\n")
        target.flush()
        assert log.runs() == [["hup", "term", "stopped"], ["term"]]


def test_a_start_that_does_not_come_is_an_error_with_what_came(tmp_path: Path) -> None:
    with Log(tmp_path / "log") as log, open(tmp_path / "log", "w", encoding="ascii") as target:
        target.write(FIRST)
        target.flush()
        with pytest.raises(LabError, match=r"\Ano start number 1 of the target within 0 s: .*listen_fds=1"):
            log.ready(1, 0.1)


def test_another_line_than_the_targets_is_an_error() -> None:
    with pytest.raises(LabError, match="the target said 'ready to rumble'"):
        Ready.from_line("ready to rumble")
