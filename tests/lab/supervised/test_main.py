from __future__ import annotations

import pytest

from tests.lab.supervised import __main__ as command

pytestmark = pytest.mark.root


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--supervisors", "launchd"], "supervised: unknown supervisor 'launchd': choose from runit, "),
        (["--supervisors", "runit,"], "supervised: unknown supervisor '': choose from runit, "),
        (["--dropexec", "/nonexistent"], "supervised: cannot run /nonexistent: not an executable file\n"),
    ],
)
def test_what_cannot_be_observed_is_refused_before_anything_starts(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(options) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(message)
    assert output.err.count("\n") == 1
