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


def test_an_option_is_shown_with_its_letter_and_its_argument() -> None:
    lines = manual.help_text().splitlines()
    for beginning in (
        "  -E, --preserve-env[=LIST]",
        "  -e, --env NAME=VALUE ",
        "  -C, --chdir DIR ",
        "      --umask MODE ",
        "      --rlimit NAME=SOFT[:HARD]",
        "      --no-tty ",
    ):
        assert [line for line in lines if f"{line} ".startswith(beginning)], beginning


def test_version_names_the_interpreter() -> None:
    assert manual.version_text() == f"dropexec {VERSION} (Python {platform.python_version()})\n"
