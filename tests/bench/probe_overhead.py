"""Measure what a probe costs on top of the tool's own waiting.

``python3 -m tests.bench.probe_overhead [RUNS]``, as root. For each tool that is installed: the time from the
first signal to its end, and what the whole command took beyond that, interpreter and companion run included.
Tools take turns; medians in seconds. On a machine that has other things to do, look at the processor time.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time

from dropexec.probe import subject
from dropexec.probe.tools import TOOLS

PROBE = "from dropexec.ctl.probe import command; command()"
TOOLS_MEASURED = ("su", "runuser", "sudo", "gosu")
ALLOWED = 0.5


def measure(tool: str) -> tuple[float, float, float]:
    """Return the tool's own waiting, the cost on top of it, and the processor time of it all, in seconds."""
    began, before = time.monotonic(), os.times()
    done = subprocess.run(
        [sys.executable, "-c", PROBE, "--tool", tool, "--scenario", "slow", "--json"],
        check=True,
        capture_output=True,
    )
    took, after = time.monotonic() - began, os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    events = json.loads(done.stdout)[0]["events"]
    waiting = next(float(event["t"]) for event in events if event["event"] == "tool-ended")
    return waiting, took - waiting, busy


def main(runs: int) -> None:
    """Print a line for each tool, and whether its median is within what is allowed."""
    tools = [name for name in TOOLS_MEASURED if subject.find(TOOLS[name]) is not None]
    measured: dict[str, list[tuple[float, float, float]]] = {name: [] for name in tools}
    for _ in range(runs):
        for name in tools:
            measured[name].append(measure(name))
    print(f"median of {runs} in seconds, at most {ALLOWED} on top")
    print(f"{'tool':<10}{'own waiting':>12}{'on top':>9}{'worst':>9}{'busy':>9}")
    for name, rows in measured.items():
        waiting = statistics.median(row[0] for row in rows)
        cost = [row[1] for row in rows]
        middle = statistics.median(cost)
        verdict = "within" if middle <= ALLOWED else "OVER"
        busy = statistics.median(row[2] for row in rows)
        print(f"{name:<10}{waiting:>12.3f}{middle:>9.3f}{max(cost):>9.3f}{busy:>9.3f}   {verdict}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
