"""Both report targets say the same of the same circumstances."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.contract import image
from tests.contract.launch import TARGET_PYTHON

CAPABILITIES = ("--inh-caps=+chown,+syslog", "--ambient-caps=+chown,+syslog", "--bounding-set=-net_raw")
CALLERS = {
    "root": (),
    "another user": ("--reuid=5001", "--regid=5002", "--groups=5003,4294967294", *CAPABILITIES),
    "no group": ("--regid=7", "--clear-groups", "--no-new-privs", "--bounding-set=-all"),
}

# The borders of well-formed UTF-8 (RFC 3629): shortest forms, surrogates, the last code point, cut sequences.
BORDERS = """
80 bf c080 c1bf c280 dfbf e08080 e09fbf e0a080 ed9fbf eda080 edbfbf ee8080 efbfbf
f0808080 f08fbfbf f0908080 f48fbfbf f4908080 f5808080 ff c2 e282 f09f98
"""
BYTES = [bytes.fromhex(border) for border in BORDERS.split()]


def said(command: tuple[str, ...], caller: tuple[str, ...], output: Path) -> dict[str, Any]:
    """Return what a report target says, without what differs from run to run."""

    def prepare() -> None:
        os.umask(0o137)
        os.nice(3)
        Path("/proc/self/oom_score_adj").write_text("77")
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.RLIM_INFINITY))

    texts = [b"", *BYTES, b"".join(BYTES), b'"\\\n\t\x01\x7f', "é€😀".encode(), b"=x="]
    environment = {b"V%d" % number: text for number, text in enumerate(texts)} | {b"\xff\xc3": b""}
    with open(output, "wb") as stdout, open("/dev/zero", "rb") as other:
        subprocess.run(
            ["/usr/bin/setpriv", *caller, *command, *texts],
            env=environment,
            cwd="/usr/share",
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            pass_fds=[other.fileno()],
            preexec_fn=prepare,
            check=True,
        )
    report: dict[str, Any] = json.loads(output.read_bytes())
    del report["pid"]
    report["argv"] = report["argv"][-len(texts) :]
    return report


@pytest.mark.parametrize("caller", CALLERS)
def test_the_one_without_an_interpreter_says_what_the_other_one_says(
    world: Path, tmp_path: Path, caller: str
) -> None:
    compiled = world / "report"
    if not compiled.exists():
        image.compile_report(compiled)
    script = Path(__file__).with_name("report.py").read_text()
    commands = {"python": (TARGET_PYTHON, "-IS", "-c", script), "c": (str(compiled),)}
    reports = {name: said(command, CALLERS[caller], tmp_path / "out") for name, command in commands.items()}
    assert reports["c"] == reports["python"]
