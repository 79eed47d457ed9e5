"""--rlimit NAME=hard raises the soft limit to the hard one that is there."""

from __future__ import annotations

import resource

import pytest

from tests.contract.launch import Launcher

NUMBERS = {"nofile": resource.RLIMIT_NOFILE, "core": resource.RLIMIT_CORE, "nproc": resource.RLIMIT_NPROC}


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("limits", [(100, 200), (200, 200)])
def test_the_soft_limit_becomes_the_hard_one(launcher: Launcher, name: str, limits: tuple[int, int]) -> None:
    number = NUMBERS[name]
    found = launcher.reported(
        f"--rlimit={name}=hard", "dxuser", preexec_fn=lambda: resource.setrlimit(number, limits)
    )
    assert found["rlimits"][number] == [200, 200]


def test_the_hard_limit_may_be_lowered_with_it(launcher: Launcher) -> None:
    found = launcher.reported(
        "--rlimit=nofile=hard:200",
        "dxuser",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 200)),
    )
    assert found["rlimits"][resource.RLIMIT_NOFILE] == [200, 200]
