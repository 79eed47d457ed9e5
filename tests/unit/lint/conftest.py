"""A root with the accounts that the corpus assumes, and one file linted."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

from dropexec.lint.finding import Severity
from dropexec.lint.linter import Linter
from dropexec.lint.mending import Mended
from dropexec.lint.run import judge
from dropexec.lint.settings import Settings, select
from dropexec.lint.source import Source

PASSWD = """\
root:x:0:0:root:/root:/bin/bash
orchid:x:5001:5001::/srv/orchid:/bin/bash
fern:x:5003:5003::/var/lib/fern:/usr/sbin/nologin
heath:x:5004:5004::/nonexistent:/bin/sh
"""
GROUP = "root:x:0:\norchid:x:5001:\nmedia:x:5002:orchid\nfern:x:5003:\nheath:x:5004:\n"

Lint = Callable[..., Mended]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root whose accounts are those of corpus/ACCOUNTS.json."""
    place = tmp_path / "root"
    for directory in ("etc", "srv/orchid", "var/lib/fern"):
        (place / directory).mkdir(parents=True)
    (place / "etc/passwd").write_text(PASSWD)
    (place / "etc/group").write_text(GROUP)
    return place


@pytest.fixture
def lint(root: Path) -> Lint:
    """Lint one text as a file of a name; ``mends`` works the fixes out as well."""

    def run(
        name: str,
        text: str | bytes,
        *,
        more: tuple[str, ...] = (),
        only: tuple[str, ...] = (),
        distribution: str | None = "debian:12",
        mends: bool = False,
        unsafe: bool = False,
        path: Path | None = None,
        ignores: bool = True,
        accounts: bool = True,
        launcher: str | None = None,
    ) -> Mended:
        data = text.encode() if isinstance(text, str) else text
        selection = select(only, more, (), Severity.NOTE, ignores)
        place = str(root) if accounts else "/"
        settings = Settings(place, selection, distribution, launcher=launcher)
        return judge(Linter(settings), Source(name, data), str(path) if path else None, mends, unsafe)

    return run


def rules(mended: Mended) -> list[str]:
    """The rules of the findings, each once, sorted."""
    return sorted({finding.rule for finding in mended.remains.findings})
