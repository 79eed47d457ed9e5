from __future__ import annotations

import signal
import subprocess

import pytest

from tests.lab.process import LabError
from tests.lab.supervised import controlgroup
from tests.lab.supervised.controlgroup import control_group

pytestmark = [pytest.mark.root, pytest.mark.lab]


@pytest.fixture
def hierarchy() -> None:
    """A skip where none is mounted, as in a container."""
    try:
        with control_group():
            pass
    except LabError as error:
        pytest.skip(str(error))


def test_a_group_is_there_in_each_hierarchy_and_gone_with_all_below_it_afterwards(hierarchy: None) -> None:
    with control_group() as groups:
        assert groups != []
        for group in groups:
            assert (group / "cgroup.procs").read_text() == ""
            (group / "b" / "c").mkdir(parents=True)
            (group / "d").mkdir()
    assert [group for group in groups if group.exists()] == []


def test_whoever_is_still_in_it_is_killed(hierarchy: None) -> None:
    # Below the group, where an end of the group itself would not reach.
    script = (
        'for group; do mkdir "$group/b"; echo $$ >"$group/b/cgroup.procs"; done; echo in; exec sleep 1000'
    )
    with control_group() as groups:
        argv = ["sh", "-euc", script, "join", *map(str, groups)]
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
    with process:
        assert process.wait(30) == -signal.SIGKILL
    assert [group for group in groups if group.exists()] == []


def test_where_none_can_be_made_the_trial_is_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controlgroup, "_own", lambda: iter(()))
    with pytest.raises(LabError, match="no hierarchy of systemd's is mounted"), control_group():
        pass
