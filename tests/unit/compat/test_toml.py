from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from dropexec.compat.toml import PARSERS, tables


class Kept(str):
    """A text as tomlkit gives it: not to be shown or copied as what it stands for."""

    def __str__(self) -> str:
        raise TypeError("missing layout")


def install(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Leave these of the parsers on the machine, each answering with the name it was given."""
    for name in PARSERS:
        there = SimpleNamespace(
            loads=lambda text: {"parser": text}, parse=lambda text: {"parser": Kept(text)}
        )
        monkeypatch.setitem(sys.modules, name, there if name in names else None)


@pytest.mark.parametrize("count", range(1, len(PARSERS) + 1))
def test_one_parser_is_enough_and_what_it_read_is_plain(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    install(monkeypatch, *PARSERS[-count:])
    assert [(key, type(value), f"{value}") for key, value in tables("text").items()] == [
        ("parser", str, "text")
    ]


def test_no_parser_is_an_error_that_names_one(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    with pytest.raises(ModuleNotFoundError, match="tomlkit"):
        tables("")


def test_no_toml_is_an_error_with_the_line() -> None:
    with pytest.raises(ValueError, match="line 2"):
        tables("a = 1\nb =\n")
