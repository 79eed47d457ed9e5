"""The text of --help and --version."""

from __future__ import annotations

import platform

from dropexec.launcher import manual
from dropexec.launcher.options import OPTIONS
from dropexec.version import VERSION


def test_help_is_ascii_and_fits_a_terminal() -> None:
    text = manual.help_text()
    assert text.isascii()
    assert text.endswith("\n")
    assert max(map(len, text.splitlines())) <= 79


def test_help_has_every_options_words() -> None:
    text = " ".join(manual.help_text().split())
    for option in OPTIONS:
        assert f"--{option.name}" in text
        assert option.help in text


def test_version_names_the_interpreter() -> None:
    assert manual.version_text() == f"dropexec {VERSION} (Python {platform.python_version()})\n"
