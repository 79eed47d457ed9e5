"""The line that says what a machine lacks for the tests."""

from __future__ import annotations

import pytest

from tests import skips


@pytest.mark.parametrize(
    ("reasons", "line"),
    [
        ([], None),
        (["tracefs is not available"], "1 skipped; -rs has the reasons"),
        (
            ["Skipped: needs mandoc", "Skipped: podman is not installed", "needs mandoc"],
            "3 skipped: mandoc, podman: apt-get install mandoc podman; -rs has every reason",
        ),
        (
            ["redis-server is not installed: apt-get install redis-server", "needs setcap"],
            "2 skipped: redis-server, setcap: apt-get install libcap2-bin redis-server; -rs has every reason",
        ),
        (
            ["gcc is not installed: apt-get install gcc libc6-dev"],
            "1 skipped: gcc: apt-get install gcc libc6-dev; -rs has every reason",
        ),
    ],
)
def test_one_line_names_what_is_missing_and_how_to_get_it(reasons: list[str], line: str | None) -> None:
    assert skips.summary(reasons) == line
