"""Called by another tool's name: a refusal with the line to write; any other name decides nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.contract.launch import Launcher

LINES = {
    "gosu": "dropexec -E dxuser /bin/true",
    "su-exec": "dropexec -E dxuser /bin/true",
    "su": "dropexec",
    "sudo": "dropexec",
    "runuser": "dropexec",
    "setpriv": "dropexec",
    "chpst": "dropexec",
}
"""Names that a link may have, and a part of what to write instead."""


def linked(launcher: Launcher, world: Path, name: str) -> Launcher:
    """Return the launcher under another name; CPython knows a module only by its own."""
    place = world / "linked" / launcher.name
    place.mkdir(parents=True, exist_ok=True)
    link = place / name
    if not link.is_symlink():
        link.symlink_to(launcher.argv[-1])
    return replace(launcher, argv=(*launcher.argv[:-1], str(link)))


@pytest.mark.parametrize("name", LINES)
def test_another_tools_name_is_refused_with_the_line_to_write(
    launcher: Launcher, world: Path, name: str
) -> None:
    if launcher.name == "python":
        assert launcher.run("dxuser", "/bin/true").status == 0
        return
    message = linked(launcher, world, name).run("dxuser", "/bin/true").refused()
    assert name in message
    assert LINES[name] in message


@pytest.mark.parametrize("name", ["dropexec-old", "drop", "lint", "gosu2"])
def test_any_other_name_decides_nothing(launcher: Launcher, world: Path, name: str) -> None:
    if launcher.name == "python":
        assert launcher.run("dxuser", "/bin/true").status == 0
        return
    assert linked(launcher, world, name).run("dxuser", "/bin/true").status == 0
