"""Byte strings of the system survive becoming text and back."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from dropexec.launcher.text import decoded, encoded


@given(st.binary())
def test_any_bytes_survive_and_are_what_os_makes_of_them(raw: bytes) -> None:
    assert encoded(decoded(raw)) == raw
    assert (decoded(raw), encoded(decoded(raw))) == (os.fsdecode(raw), os.fsencode(os.fsdecode(raw)))
