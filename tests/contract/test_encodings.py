"""Names that are not UTF-8: the bytes of the command line are the bytes of the account, in every locale."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.contract.etc import Etc
from tests.contract.gaps import gap
from tests.contract.launch import Launcher
from tests.native import toolchain

LOCALES = {
    "none": {},
    "C": {"LC_ALL": "C"},
    "C without coercion": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "C.UTF-8": {"LC_ALL": "C.UTF-8"},
    "latin-1": {"LC_ALL": "de_DE.ISO-8859-1"},
    "not installed": {"LC_ALL": "xx_XX.UTF-8"},
}

NAMES = {
    b"\xe9": (6101, [6101, 6111, 6120]),
    b"\xc3\xa9": (6102, [6102, 6112, 6120]),
    b"\xff\xfe": (6103, [6103, 6120]),
    b"caf\xe9\x80": (6104, [6104, 6120]),
}
"""Names, with their ids and groups: the second is the first one's characters in UTF-8."""


@pytest.fixture(scope="session")
def latin(world: Path) -> Path:
    """A directory for LOCPATH, with a locale of one byte a character."""
    place = world / "latin"
    place.mkdir()
    command = ["--no-warnings=ascii", "-i", "de_DE", "-f", "ISO-8859-1", str(place / "de_DE.ISO-8859-1")]
    subprocess.run([toolchain.need("localedef"), *command], check=True, capture_output=True)
    return place


@pytest.fixture
def named(etc: Etc) -> None:
    """Accounts and groups of these names."""
    for name, (number, _) in NAMES.items():
        etc.add("passwd", b"%s:x:%d:%d::/home/%s:/bin/sh" % (name, number, number, name))
        etc.add("group", b"g%s:x:%d:" % (name, number))
    etc.add("group", b"one:x:6111:\xe9")
    etc.add("group", b"two:x:6112:\xc3\xa9")
    etc.add("group", b"all:x:6120:" + b",".join(NAMES))


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_its_bytes(
    launcher: Launcher, latin: Path, locale: str, name: bytes, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, f"encoding/{locale}/{name!r}")
    number, groups = NAMES[name]
    env = {"LOCPATH": str(latin), **LOCALES[locale]}
    found = launcher.run(name, *launcher.report, env=env).report
    assert (found["uids"], found["gids"], found["groups"]) == ([number] * 4, [number] * 4, groups)
    assert found["environment"]["USER"] == os.fsdecode(name)
    assert found["environment"]["HOME"] == os.fsdecode(b"/home/" + name)


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", NAMES)
def test_a_groups_name_is_its_bytes(
    launcher: Launcher, latin: Path, locale: str, name: bytes, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, f"encoding-group/{locale}/{name!r}")
    env = {"LOCPATH": str(latin), **LOCALES[locale]}
    found = launcher.run(b"dxuser:g" + name, *launcher.report, env=env).report
    assert (found["gids"], found["groups"]) == ([NAMES[name][0]] * 4, [NAMES[name][0]])


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("locale", LOCALES)
def test_a_name_that_no_account_has_is_quoted_byte_for_byte(
    launcher: Launcher, latin: Path, locale: str
) -> None:
    env = {"LOCPATH": str(latin), **LOCALES[locale]}
    message = launcher.run(b"zz\xe8\xc3", "/bin/true", env=env).refused()
    assert message == 'cannot find user "zz\\xe8\\xc3": no such account'
