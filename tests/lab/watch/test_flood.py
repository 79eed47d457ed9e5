"""Many signals at once: each is there, or the kernel has counted it as lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.collection import PROJECT
from tests.lab.process import ENVIRONMENT
from tests.lab.watch.child import Child
from tests.lab.watch.watcher import COMMAND

NUMBER, PER_SECOND = 100_000, 20_000


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> str:
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed: apt-get install gcc libc6-dev")
    target = tmp_path_factory.mktemp("flood") / "flood"
    subprocess.run(["gcc", "-O2", "-o", target, Path(__file__).with_name("flood.c")], check=True)
    return str(target)


@pytest.mark.parametrize("engine", ["bpf", "tracefs"])
def test_every_signal_of_a_flood_is_there_or_counted(flood: str, engine: str, tmp_path: Path) -> None:
    output = tmp_path / "lines"
    with (
        Child([sys.executable, str(Path(__file__).with_name("target.py")), "0"]) as target,
        output.open("wb") as file,
    ):
        pid = int(target.line("ready").split()[1])
        argv = [*COMMAND, "--json", "--engine", engine, str(pid)]
        watch = subprocess.Popen(argv, stdout=file, stderr=subprocess.PIPE, cwd=PROJECT)
        try:
            assert watch.stderr is not None
            while b": watching python3[" not in watch.stderr.readline():
                pass
            subprocess.run([flood, str(pid), str(NUMBER), str(PER_SECOND)], check=True, env=ENVIRONMENT)
            os.kill(pid, signal.SIGKILL)  # then all signals before it have been seen, or lost
            assert watch.wait(60) == 0
        finally:
            watch.kill()
            watch.communicate()
    *signals, end = map(json.loads, output.read_text(encoding="ascii").splitlines())
    seen = sum(one["signal"] == "USR2" for one in signals)
    assert sum(one["lost"] for one in signals) <= end["lost"]
    assert seen + end["lost"] == NUMBER
    assert seen > NUMBER // 2
