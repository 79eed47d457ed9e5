from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from tests.lab import demo
from tests.lab.jvm import Jvm
from tests.lab.process import Ending
from tests.lab.supervisor import Supervisor

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(os.geteuid() != 0, reason="becoming another user needs root"),
]

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--launchers", "doas"], "demo: unknown launcher 'doas': choose from su, runuser, sudo, gosu, "),
        (["--launchers", "su,"], "demo: unknown launcher '': choose from su, runuser, sudo, gosu, "),
        (["--services", "kafka"], "demo: unknown service 'kafka': choose from redis, postgresql, jvm\n"),
        (
            ["--launchers", "dropexec", "--dropexec", "/nonexistent"],
            "demo: cannot run /nonexistent: not an executable file\n",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_starts(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main(["--services", "jvm", "--launchers", "su", *options]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(message)
    assert output.err.count("\n") == 1


@pytest.mark.lab
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_leaves_neither_process_nor_file(number: signal.Signals) -> None:
    missing = Jvm().missing()
    if missing is not None:
        pytest.skip(missing)
    with tempfile.TemporaryDirectory() as scratch, Supervisor() as supervisor:
        os.chmod(scratch, 0o711)
        argv = ["env", f"TMPDIR={scratch}", sys.executable, "-m", "tests.lab.demo"]
        argv += ["--services", "jvm", "--launchers", "su"]
        process = supervisor.start(argv, directory=str(ROOT))
        process.wait_for_line("jvm under su", 30)
        process.signal(number)
        assert process.wait(30) == Ending(status=128 + number)
        assert supervisor.orphans() == set()
        assert process.lines == ["jvm under su ..."]
        assert os.listdir(scratch) == []
