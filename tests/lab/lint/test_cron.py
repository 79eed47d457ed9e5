"""Debian's cron itself: what it runs, and what it feeds, is what the reader says of the line."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dropexec.lint.documents import crontab

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(120)]

CRON = Path("/usr/sbin/cron")
LINES = [
    "echo plain",
    "echo a\\%b",
    "cat%one%two",
    "cat%one\\%two%",
    "printf '\\%s,' \"$SHELL\" 'x y'",
    "echo '\\\\' \\\\ # no more",
    "date +\\%Y >/dev/null && cat; echo end%in",
    'echo "a\\\\%"',
]

# cron(8) runs @reboot jobs at its first start only, of which this file tells.
START = """
set -eu
for place in /run /var/spool/cron /etc/cron.d; do mount -t tmpfs none "$place"; done
mkdir -p /var/spool/cron/crontabs
cp "$1" /etc/cron.d/differential
chmod 644 /etc/cron.d/differential
exec /usr/sbin/cron -f
"""


@pytest.fixture
def output(tmp_path: Path) -> Iterator[Path]:
    """A directory that has the output of each line, run by cron in a mount namespace of its own."""
    if not CRON.exists():
        pytest.skip("cron is not installed")
    table = tmp_path / "table"
    # The command's own output is what is compared: a wrapper as its SHELL writes it down.
    shell = tmp_path / "shell"
    shell.write_text('#!/bin/sh\nexec >"$OUT.part" 2>&1\n/bin/sh "$@"\nexec mv "$OUT.part" "$OUT"\n')
    shell.chmod(0o755)
    text = [f"SHELL={shell}"]
    for number, line in enumerate(LINES):
        text += [f"OUT={tmp_path}/{number}", f"@reboot root {line}"]
    table.write_text("\n".join([*text, ""]))
    process = subprocess.Popen(["/usr/bin/unshare", "-m", "/bin/sh", "-c", START, "sh", str(table)])
    try:
        yield tmp_path
    finally:
        process.kill()
        process.wait()


def test_a_line_runs_as_it_is_read(output: Path) -> None:
    while not all((output / str(number)).exists() for number in range(len(LINES))):
        time.sleep(0.05)
    for number, line in enumerate(LINES):
        [entry] = crontab.entries(f"@reboot root {line}", system=True)
        expected = subprocess.run(
            ["/bin/sh", "-c", entry.command],
            input=entry.input or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={"SHELL": str(output / "shell"), "PATH": os.defpath},
        ).stdout
        assert (output / str(number)).read_text() == expected, line
