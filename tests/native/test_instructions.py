"""What the static launcher itself computes, counted in instructions by callgrind(1): no clock is asked."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.native import toolchain

pytestmark = pytest.mark.root

_IN = """
mount --bind "$1" /etc/passwd
mount --bind "$2" /etc/group
mount --bind "$3" /etc/login.defs
shift 3
exec "$@"
"""
_LOGIN_DEFS = "# Where the mail goes, and much more that is of no interest here.\n" * 200


def instructions(static: Path, scratch: Path, accounts: int) -> int:
    """Return how many instructions the launcher takes with so many accounts and groups, its own last."""
    others = range(1, accounts)
    texts = {
        "passwd": "".join(f"user{each}:x:{each}:{each}::/home/user{each}:/bin/sh\n" for each in others)
        + "root:x:0:0:root:/root:/bin/sh\n",
        "group": "".join(f"user{each}:x:{each}:user{each}\n" for each in others),
        "login.defs": _LOGIN_DEFS,
    }
    files = []
    for name, text in texts.items():
        (scratch / name).write_text(text, encoding="ascii")
        files.append(scratch / name)
    # The user becomes root: callgrind writes its file as whoever the process is then.
    counted = (toolchain.need("valgrind"), "--tool=callgrind", f"--callgrind-out-file={scratch}/counts")
    done = subprocess.run(
        ["unshare", "-m", "sh", "-euc", _IN, "sh", *files, *counted, static, "root", "/nonexistent"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.defpath, "LC_ALL": "C"},
    )
    assert done.returncode == 127, done.stderr
    (found,) = re.findall(r"Collected : (\d+)", done.stderr)
    return int(found)


def test_an_ordinary_start_is_eighty_thousand_instructions_at_most(static: Path, tmp_path: Path) -> None:
    assert instructions(static, tmp_path, 30) <= 80_000


def test_a_byte_of_the_account_files_costs_two_instructions_at_most(static: Path, tmp_path: Path) -> None:
    few = instructions(static, tmp_path, 30)
    size = sum((tmp_path / name).stat().st_size for name in ("passwd", "group"))
    many = instructions(static, tmp_path, 10_000)
    more = sum((tmp_path / name).stat().st_size for name in ("passwd", "group")) - size
    assert many - few <= 2 * more, f"{(many - few) / more:.1f} instructions a byte"
