"""PATH is searched as execvp(3) does: an element that no path can have is passed over."""

from __future__ import annotations

import pytest

from tests.contract.launch import Launcher

LONG = "/" + "x" * 5000


PATHS = {
    "first": f"{LONG}:/bin",
    "last": f"/bin:{LONG}",
    "two": f"{LONG}:{LONG}:/usr/bin:/bin",
    "name": f"/{'y' * 300}:/bin",
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_an_element_that_is_too_long_is_passed_over(launcher: Launcher, path: str) -> None:
    assert launcher.run("--env", f"PATH={path}", "dxuser", "true").status == 0


def test_where_nothing_but_such_elements_is_left_the_command_is_not_found(launcher: Launcher) -> None:
    outcome = launcher.run("--env", f"PATH={LONG}", "dxuser", "true")
    assert outcome.refused(status=127).startswith('cannot run "true" as "dxuser": not found in PATH=')
