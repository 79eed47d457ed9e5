"""A view of /etc of this process's own, with throwaway accounts, and how a line is run on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSWD = """\
trbash:x:5301:5301:with bash:{world}/homes/trbash:/bin/bash
trdash:x:5302:5302:with dash:{world}/homes/trdash:/bin/dash
trnone:x:5303:5303:with a placeholder:{world}/homes/trnone:/usr/sbin/nologin
trlost:x:5304:5304:without a home:/nonexistent/trlost:/bin/sh
"""
GROUP = """\
trbash:x:5301:
trdash:x:5302:
trnone:x:5303:
trlost:x:5304:
trmore:x:5310:trbash,trdash
trgroup:x:5311:
"""

ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "USER": "root",
    "LOGNAME": "root",
    "SHELL": "/bin/bash",
    "TERM": "dumb",
    "LANG": "C.UTF-8",
    "NOTIFY_SOCKET": "/run/notify",
    "ONE": "single",
    "TWO": "two words",
    "NONE": "",
    "STAR": "*",
    "WHO": "trbash",
}
"""What a service manager might give; the generated lines use the last five."""


@dataclass(frozen=True)
class Ran:
    """How a line ended: the status, and what the target said, None where it never ran."""

    status: int
    report: dict[str, Any] | None
    stderr: str


@dataclass(frozen=True)
class Stage:
    """Where lines are run: ``report`` is the target, ``launcher`` the dropexec of the translations."""

    world: Path
    report: str
    launcher: str

    def run(self, line: str) -> Ran:
        """Run a line by sh(1) as root."""
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            env=ENVIRONMENT,
            cwd=self.world,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
            umask=0o027,
        )
        said = [text for text in done.stdout.decode("ascii", "replace").splitlines() if text.startswith("{")]
        report = json.loads(said[0]) if said else None
        return Ran(done.returncode, report, done.stderr.decode("utf-8", "replace"))


def furnish(world: Path, launcher: Path) -> Stage:
    """Add the accounts to the /etc of the tests' own, and lay out what every user may run."""
    names = [line.partition(":")[0] for line in PASSWD.splitlines()]
    extra = {
        "passwd": PASSWD.format(world=world),
        "group": GROUP,
        "shadow": "".join(f"{name}:*:19000:0:99999:7:::\n" for name in names),
    }
    for name, more in extra.items():
        with Path("/etc", name).open("a", encoding="utf-8") as file:
            file.write(more)
    for number, name in enumerate(names[:-1], 5301):
        home = world / "homes" / name
        home.mkdir(parents=True)
        os.chown(home, number, number)
    report = world / "bin" / "report"
    report.parent.mkdir()
    shutil.copy(Path(__file__).with_name("report.py"), report)
    os.chmod(report, 0o755)
    return Stage(world, str(report), str(launcher))
