"""The journal: how a unit's processes ended, in systemd's words, and not who sent the signal."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from dropexec.watch.clock import rfc3339
from dropexec.watch.escape import visible
from dropexec.watch.evidence.finding import Finding, Wanted

PROGRAM = "/usr/bin/journalctl"
KNOWS = "the status of a unit's process, not the sender"

# "A process of a unit has exited", systemd's sd-messages.h.
_PROCESS_EXIT = "98e322203f7a4ed290d09fe03c09fe15"
_MOST = 1000
_SECONDS = 30


def search(wanted: Wanted, program: str = PROGRAM) -> Finding:
    """Return the ends of units' processes that were not clean."""
    argv = [
        program,
        "--quiet",
        "--no-pager",
        "--output=json",
        f"--lines={_MOST}",
        f"MESSAGE_ID={_PROCESS_EXIT}",
    ]
    if wanted.since:
        argv.insert(1, f"--since=@{wanted.since // 1_000_000_000}")
    try:
        done = subprocess.run(
            argv,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )
    except FileNotFoundError:
        return Finding("journal", KNOWS, (), f"there is no {program}")
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding("journal", KNOWS, (), f"{program}: {error}")
    if done.returncode:
        return Finding("journal", KNOWS, (), f"{program} ended with status {done.returncode}")
    return Finding("journal", KNOWS, tuple(lines(done.stdout.decode("utf-8", "replace"), wanted)))


def lines(text: str, wanted: Wanted) -> list[str]:
    """Return a line for each entry of ``journalctl -o json`` that is about the target."""
    found = []
    for line in text.splitlines():
        try:
            entry: dict[str, Any] = json.loads(line)
        except ValueError:
            continue
        unit = entry.get("UNIT") or entry.get("USER_UNIT")
        if wanted.means(None, unit, entry.get("COMMAND")):
            when = rfc3339(int(entry.get("__REALTIME_TIMESTAMP", 0)) * 1000)
            found.append(f"{when} {visible(str(entry.get('MESSAGE', '')))}")
    return found
