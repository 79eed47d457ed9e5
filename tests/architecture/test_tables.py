"""The option table and the exit statuses are data; every other place says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dropexec.launcher import exitstatus, manual
from dropexec.launcher.options import OPTIONS

PAGE = Path(__file__).resolve().parents[2] / "man" / "dropexec.1"


@pytest.fixture(scope="module")
def page() -> str:
    if not PAGE.exists():
        pytest.skip("the manual page is not written yet")
    return PAGE.read_text(encoding="utf-8")


def section(page: str, name: str) -> str:
    [text] = re.findall(rf"^\.Sh {name}\n(.*?)(?=^\.Sh |\Z)", page, re.DOTALL | re.MULTILINE)
    return str(text)


def described(page: str) -> list[tuple[str | None, str, bool]]:
    """Return (short, long, takes an argument) of each ``.It Fl`` entry of the page, in order."""
    found = []
    for line in re.findall(r"^\.It Fl (.*)$", page, re.MULTILINE):
        match = re.fullmatch(r"(?:(\w) , (?:Fl )?)?-([a-z0-9-]+)( .*)?", line)
        assert match is not None, line
        found.append((match[1], match[2], match[3] is not None))
    return found


def test_the_manual_page_describes_every_option_and_no_other_in_the_tables_order(page: str) -> None:
    expected: list[tuple[str | None, str, bool]] = []
    for option in OPTIONS:
        if option.optional:
            # -E and --preserve-env, then --preserve-env=LIST, which is another thing.
            expected += [(option.short, option.name, False), (None, option.name, True)]
        else:
            expected.append((option.short, option.name, option.argument is not None))
    assert described(page) == expected


def test_the_manual_page_names_every_argument_as_the_table_does(page: str) -> None:
    for option in OPTIONS:
        if option.argument is None:
            continue
        entries = re.findall(rf"^\.It Fl (?:\w , )?-{option.name}((?: Ns =)? .*)$", page, re.MULTILINE)
        words = re.findall(r"Ar (\w+)", entries[-1])
        assert words == re.findall(r"[a-z]+", option.argument.lower()), option.name


def test_help_describes_every_option_and_no_other_in_the_tables_order() -> None:
    text = manual.help_text().partition("Options:\n")[2].partition("\n\nExit status:")[0]
    found = re.findall(r"^  (?:-(\w), |    )--([a-z0-9-]+)(\[=| |)([A-Z][A-Z=:\[\]]*)?", text, re.MULTILINE)
    arguments = [
        (option.short or "", option.name, "" if option.argument is None else option.argument)
        for option in OPTIONS
    ]
    shown = [
        (short, name, argument.removesuffix("]") if mark == "[=" else argument)
        for short, name, mark, argument in found
    ]
    assert shown == arguments


def test_help_and_the_manual_page_give_the_same_exit_statuses(page: str) -> None:
    statuses = list(exitstatus.MEANINGS)
    assert statuses == [125, 126, 127]
    text = manual.help_text().partition("Exit status:\n")[2]
    assert [int(status) for status in re.findall(r"^  (\d+)  ", text, re.MULTILINE)] == statuses
    listed = section(page, "EXIT STATUS")
    assert [int(status) for status in re.findall(r"^\.It (\d+)$", listed, re.MULTILINE)] == statuses


def test_the_manual_pages_meanings_are_the_tables(page: str) -> None:
    listed = section(page, "EXIT STATUS").replace("\n.Nm\n", "\ndropexec ")
    for status, meaning in exitstatus.MEANINGS.items():
        [said] = re.findall(rf"^\.It {status}\n(.*?)(?=^\.)", listed, re.DOTALL | re.MULTILINE)
        words = str(said).replace("\n", " ").strip().rstrip(".")
        assert words.lower() == meaning.lower()
