"""The guide quotes messages as the launcher has them."""

from __future__ import annotations

import re

import pytest

from tests.architecture.test_native_tables import messages_of_python
from tests.native.toolchain import ROOT

QUOTED = re.findall(
    r"^\.It Qq (.+)$", (ROOT / "man/dropexec-guide.7").read_text(encoding="utf-8"), re.MULTILINE
)


def test_there_are_messages() -> None:
    assert len(QUOTED) > 10


@pytest.mark.parametrize("quoted", QUOTED)
def test_a_message_is_one_of_the_launchers(quoted: str) -> None:
    assert any(quoted in message.replace("{}(2)", "setgroups(2)") for message in messages_of_python())
