"""What a virtual machine with another kernel does: PID 1, watch by both engines, the recorder, power off.

Prints ``ok WHAT`` or ``not ok WHAT: WHY`` lines, then ``done``. The standard library and the project alone.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PROJECT = HERE.parents[2]
sys.path.insert(0, str(PROJECT))

from tests.lab.watch.ways import WAYS, Way  # noqa: E402

WATCH = (sys.executable, "-m", "dropexec.ctl", "watch")
_MOUNTS = (
    *(("proc", "/proc"), ("sysfs", "/sys"), ("devtmpfs", "/dev")),
    *(("cgroup2", "/sys/fs/cgroup"), ("bpf", "/sys/fs/bpf")),
)
_POWER_OFF = 0x4321FEDC  # LINUX_REBOOT_CMD_POWER_OFF
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def mount() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for kind, place in _MOUNTS:
        os.makedirs(place, exist_ok=True)
        libc.mount(kind.encode(), place.encode(), kind.encode(), 0, None)


@contextmanager
def watching(pid: int, engine: str) -> Iterator[Callable[[], dict[str, Any]]]:
    """Yield a function that returns the next line of JSON."""
    argv = [*WATCH, "--json", "--engine", engine, str(pid)]
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROJECT, env=_ENVIRONMENT
    ) as watch:
        assert watch.stdout is not None
        assert watch.stderr is not None
        said = []
        for line in watch.stderr:
            said.append(line)
            if f"[{pid}] with" in line:
                break
        else:
            raise AssertionError("".join(said))
        output = watch.stdout
        try:
            yield lambda: json.loads(output.readline())
        finally:
            watch.kill()


@contextmanager
def target() -> Iterator[tuple[int, list[int]]]:
    argv = [sys.executable, str(HERE / "target.py"), "3"]
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        _, pid, *tids = process.stdout.readline().split()
        try:
            yield int(pid), [int(tid) for tid in tids]
        finally:
            process.kill()


def sends(way: Way, engine: str) -> None:
    with target() as (pid, tids), watching(pid, engine) as line:
        argv = [sys.executable, str(HERE / "send.py"), way.name, str(pid), str(tids[1]), "USR1"]
        sender = subprocess.Popen(argv, stderr=subprocess.PIPE, text=True)
        _, error = sender.communicate()
        if sender.returncode:
            assert way.name == "pidfd-thread", error
            return  # before Linux 6.9
        found = line()
        assert (found["signal"], found["code"], found["origin"]) == ("USR1", way.code, "process"), found
        assert found["target"]["tid"] == (tids[1] if way.thread else pid), found
        assert found["addressed_thread"] is way.stale, found
        assert found["sender"]["pid"] == sender.pid, found
        if engine == "tracefs":
            return  # the rest is from /proc, and with this processor the sender has gone
        assert found["sender"]["uid"] == 0, found
        assert found["sender"]["executable"] == os.path.realpath(sys.executable), found
        assert found["sender"]["argv"] == argv, found
        assert found["sender"]["ancestors"][-1]["pid"] == 1, found


def ends(engine: str) -> None:
    with target() as (pid, _), watching(pid, engine) as line:
        os.kill(pid, signal.SIGKILL)
        kill, end = line(), line()
        assert (kill["signal"], kill["sender"]["pid"]) == ("KILL", os.getpid()), kill
        assert (end["end"], end["by"]) == ({"signal": "KILL"}, kill["sender"]), end


def records() -> None:
    subprocess.run([*WATCH, "--arm"], check=True, cwd=PROJECT, env=_ENVIRONMENT, stdout=subprocess.DEVNULL)
    process = subprocess.Popen(["sleep", "99"])
    process.terminate()
    process.wait()
    shown = subprocess.run(
        [*WATCH, "--last", "--json", str(process.pid)],
        check=True,
        cwd=PROJECT,
        env=_ENVIRONMENT,
        stdout=subprocess.PIPE,
    )
    (found,) = map(json.loads, shown.stdout.splitlines())
    assert (found["signal"], found["sender"]["pid"]) == ("TERM", os.getpid()), found
    subprocess.run([*WATCH, "--disarm"], check=True, cwd=PROJECT, env=_ENVIRONMENT, stderr=subprocess.DEVNULL)


def report(what: str, check: Callable[[], None]) -> None:
    began = time.monotonic()
    try:
        check()
    except Exception:  # noqa: BLE001  it is what is reported
        why = " | ".join(traceback.format_exc().splitlines()[-3:])
        print(f"not ok {what}: {why}", flush=True)
    else:
        print(f"ok {what} ({time.monotonic() - began:.1f} s)", flush=True)


def main() -> None:
    mount()
    print(f"\nkernel {os.uname().release} {os.uname().machine}, Python {sys.version.split()[0]}", flush=True)
    for engine in ("bpf", "tracefs"):
        for way in WAYS:
            report(f"{engine} {way.name}", lambda way=way, engine=engine: sends(way, engine))  # type: ignore[misc]
        report(f"{engine} end", lambda engine=engine: ends(engine))  # type: ignore[misc]
    report("recorder", records)
    print("done", flush=True)
    ctypes.CDLL(None).reboot(_POWER_OFF)


if __name__ == "__main__":
    main()
