from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dropexec.machine.packages import Package, apk

if TYPE_CHECKING:
    from pathlib import Path

INSTALLED = """C:Q1
P:musl
V:1.2.5-r0
F:lib
R:ld-musl-x86_64.so.1

P:busybox
V:1.37.0-r12
F:bin
R:busybox
a:0:0:755
F:etc/network
R:su
"""


@pytest.mark.parametrize("place", ["lib/apk/db", "usr/lib/apk/db"])
def test_a_file_is_found_under_the_directory_that_precedes_it(tmp_path: Path, place: str) -> None:
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / place / "installed").write_text(INSTALLED)
    assert apk.owner(tmp_path, "/bin/busybox") == Package("busybox", "1.37.0-r12", f"/{place}/installed")
    assert apk.owner(tmp_path, "/usr/bin/busybox") == Package("busybox", "1.37.0-r12", f"/{place}/installed")
    assert apk.owner(tmp_path, "/bin/su") is None


def test_a_root_without_the_database_has_no_owner(tmp_path: Path) -> None:
    assert apk.owner(tmp_path, "/bin/su") is None
