from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.collection import PROJECT
from tests.lab.roots import debian
from tests.lab.supervised import __main__ as command
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.deadline import until

pytestmark = pytest.mark.root


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--supervisors", "launchd"], "supervised: unknown supervisor 'launchd': choose from runit, "),
        (["--supervisors", "runit,"], "supervised: unknown supervisor '': choose from runit, "),
        (["--dropexec", "/nonexistent"], "supervised: cannot run /nonexistent: not an executable file\n"),
    ],
)
def test_what_cannot_be_observed_is_refused_before_anything_starts(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(options) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(message)
    assert output.err.count("\n") == 1


def children(pid: int) -> list[bytes]:
    """Return the command lines of a process's children, of any thread; none if one just ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        pids = [child for task in tasks for child in (task / "children").read_text().split()]
        return [Path(f"/proc/{child}/cmdline").read_bytes() for child in pids]
    return []


@pytest.mark.lab
def test_told_to_end_it_waits_for_the_trials_that_run_and_leaves_nothing(
    built: Artefacts, tmp_path: Path
) -> None:
    reason = debian.missing()
    if reason is not None:
        pytest.skip(reason)
    words = ["--supervisors", "runit,s6,supervisord,sysv", "--dropexec", str(built.dropexec)]
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.lab.supervised", *words],
        cwd=PROJECT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until(lambda: any(b"init.py" in words for words in children(running.pid)), 60.0, "no trial began")
    running.send_signal(signal.SIGTERM)
    assert running.communicate(timeout=100) == (b"", b"")
    assert running.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
