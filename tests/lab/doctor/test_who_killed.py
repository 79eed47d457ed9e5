"""The check who-killed with engines that are really there, and really denied."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.root, pytest.mark.lab]

DOCTOR = (sys.executable, "-m", "dropexec.ctl", "doctor", "--json", "--check", "who-killed")


def check(*before: str) -> dict[str, Any]:
    done = subprocess.run((*before, *DOCTOR), check=False, stdout=subprocess.PIPE, timeout=60)
    [only] = json.loads(done.stdout)["checks"]
    found: dict[str, Any] = only
    return found


def traces() -> list[str]:
    """Return what an engine could leave behind."""
    places = (Path("/sys/kernel/tracing/instances"), Path("/sys/fs/bpf"))
    return sorted(str(path) for place in places if place.is_dir() for path in place.iterdir())


def test_where_an_engine_works_it_passes_and_nothing_is_left_behind() -> None:
    if os.readlink("/proc/self/ns/pid") != "pid:[4026531836]":
        pytest.skip("a container: no engine works here")
    before = traces()
    found = check()
    assert (found["status"], found["details"]["engines"]["bpf"]) == ("pass", None)
    assert traces() == before


def test_root_without_the_capabilities_is_told_that_nobody_could_tell() -> None:
    found = check("setpriv", "--bounding-set=-bpf,-perfmon,-sys_admin")
    assert found["status"] == "warn"
    assert found["message"].startswith("no engine of watch works here: CAP_BPF and CAP_PERFMON are missing; ")


def test_a_container_is_no_fault_of_its_own() -> None:
    found = check("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
    assert (found["status"], found["message"]) == (
        "pass",
        "no engine of watch works in this container; no recorder is armed",
    )
