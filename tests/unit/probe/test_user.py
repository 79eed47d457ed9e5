from __future__ import annotations

import pytest

from dropexec.probe.errors import ProbeError
from dropexec.probe.user import User


def test_an_account_by_name() -> None:
    assert User.named("root") == User("root", 0, 0)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("rooot", "cannot probe as rooot: no such user; did you mean root?"),
        ("qqqqqqqqqqqq", "cannot probe as qqqqqqqqqqqq: no such user"),
    ],
)
def test_an_unknown_name_comes_with_a_near_one(name: str, complaint: str) -> None:
    with pytest.raises(ProbeError) as caught:
        User.named(name)
    assert str(caught.value) == complaint
