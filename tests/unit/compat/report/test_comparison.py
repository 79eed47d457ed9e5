"""A comparison in lines: the release or why there is none, and what to send in."""

from __future__ import annotations

import pytest

from dropexec.compat.report.comparison import Compared, text


@pytest.mark.parametrize(
    ("release", "reason", "line"),
    [
        (">=2.23", "", "release   >=2.23"),
        (None, "no package is named", "release   none: no package is named"),
    ],
)
def test_the_release_that_it_falls_into_or_why_there_is_none(
    release: str | None, reason: str, line: str
) -> None:
    lines = text(Compared("su 1, slow", release, reason, "inconclusive", ()), "/tmp/a.json").splitlines()
    assert lines[:2] == ["su 1, slow: inconclusive", line]
