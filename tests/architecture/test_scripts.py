"""The project's own shell scripts are as wide as its C."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def scripts() -> Iterator[Path]:
    for top in (".ci", "packaging"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and path.read_bytes()[:20].startswith((b"#!/bin/sh", b"#!/usr/bin/env bash")):
                yield path


SCRIPTS = list(scripts())


def test_there_are_some() -> None:
    assert {ROOT / ".ci/run", ROOT / "packaging/build", ROOT / "packaging/system/check"} <= set(SCRIPTS)


@pytest.mark.parametrize("path", SCRIPTS, ids=[str(path.relative_to(ROOT)) for path in SCRIPTS])
def test_a_script_fits_100_columns(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > 100] == []
