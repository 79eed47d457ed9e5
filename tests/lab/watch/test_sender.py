"""Who the sender is: one that is gone at once, one with a hostile name, su, a writer to cgroup.kill."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.process import ENVIRONMENT
from tests.lab.watch.child import Child
from tests.lab.watch.conftest import Threads
from tests.lab.watch.watcher import running, watching

SENDERS = 100


@pytest.fixture(scope="module")
def kill(tmp_path_factory: pytest.TempPathFactory) -> str:
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed: apt-get install gcc libc6-dev")
    target = tmp_path_factory.mktemp("kill") / "quick-kill"
    subprocess.run(["gcc", "-O2", "-o", target, Path(__file__).with_name("kill.c")], check=True)
    return str(target)


def test_a_sender_that_is_gone_at_once_is_named_whole_every_time(kill: str, threads: Threads) -> None:
    words = [kill, str(threads.pid), str(int(signal.SIGUSR1))]
    with watching(threads.pid) as watcher:
        pids = [subprocess.Popen(words, env=ENVIRONMENT) for _ in range(SENDERS)]
        for one in pids:
            assert one.wait() == 0
        watcher.signal("USR1", SENDERS - 1)
        found = {one["sender"]["pid"]: one["sender"] for one in watcher.signals}
    assert set(found) == {one.pid for one in pids}
    for one in found.values():
        assert (one["comm"], one["executable"], one["argv"]) == ("quick-kill", kill, words)
        assert one["ancestors"][0]["pid"] == os.getpid()


def test_a_name_with_control_characters_stays_within_its_string(threads: Threads) -> None:
    name = b"a\n\x1b]0;b\xff"
    code = (
        f"import ctypes, os, sys;ctypes.CDLL(None).prctl(15, {name!r}, 0, 0, 0);os.kill(int(sys.argv[1]), 10)"
    )
    argv: list[str | bytes] = [sys.executable, "-I", "-c", code, str(threads.pid), b"\xff\n\x1b[2J"]
    with watching(threads.pid) as watcher:
        subprocess.run(argv, check=True, env=ENVIRONMENT)
        sender = watcher.signal("USR1")["sender"]
    assert os.fsencode(sender["comm"]) == name
    assert os.fsencode(sender["argv"][-1]) == b"\xff\n\x1b[2J"


def test_a_command_line_that_is_longer_than_a_record_is_completed_or_marked(threads: Threads) -> None:
    code = "import os, sys; os.kill(int(sys.argv[1]), 10); print('ready', flush=True); sys.stdin.read()"
    words = [sys.executable, "-I", "-c", code, str(threads.pid), *map(str, range(300))]
    with watching(threads.pid) as watcher, Child(words) as child:
        child.line("ready")
        assert watcher.signal("USR1")["sender"]["argv"] == words


def test_sus_sigkill_after_two_seconds_is_sus() -> None:
    if shutil.which("su", path=ENVIRONMENT["PATH"]) is None:
        pytest.skip("su is not installed")
    slow = "trap : TERM; echo ready $$; while :; do sleep 1; done"
    argv = ["su", "-s", "/bin/sh", "nobody", "-c", f'exec sh -c "{slow.replace("$", chr(92) + "$")}"']
    with Child(argv) as su:
        pid = int(su.line("ready").split()[1])
        with watching(pid) as watcher:
            os.kill(su.pid, signal.SIGTERM)
            term, kill = watcher.signal("TERM"), watcher.signal("KILL")
            end = watcher.end()
    for one in (term, kill):
        assert (one["sender"]["pid"], one["sender"]["comm"], one["origin"]) == (su.pid, "su", "process")
    assert 1.9 < kill["monotonic"] - term["monotonic"] < 4.0
    assert (end["pid"], end["end"], end["by"]) == (pid, {"signal": "KILL"}, kill["sender"])


def unified() -> Path:
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        place, _, source = line.partition(" - ")
        if source.startswith("cgroup2 "):
            return Path(place.split()[4])
    pytest.skip("no unified hierarchy of control groups is mounted")


def test_who_writes_to_cgroup_kill_is_the_sender() -> None:
    group = unified() / f"dropexec-lab-{secrets.token_hex(8)}"
    group.mkdir()
    try:
        if not (group / "cgroup.kill").exists():
            pytest.skip("this kernel has no cgroup.kill: Linux 5.14")
        with Child(["sleep", "99"]) as child:
            (group / "cgroup.procs").write_text(f"{child.pid}\n", encoding="ascii")
            with watching(child.pid) as watcher:
                writer = subprocess.run(
                    ["sh", "-c", f"echo $$; exec tee {group}/cgroup.kill"],
                    input=b"1",
                    stdout=subprocess.PIPE,
                    check=True,
                )
                found, end = watcher.signal("KILL"), watcher.end()
            child.wait()
        assert (found["code"], found["origin"], found["sender"]["comm"]) == (0, "process", "tee")
        assert found["sender"]["pid"] == int(writer.stdout.split()[0])
        assert (end["end"], end["by"]) == ({"signal": "KILL"}, found["sender"])
    finally:
        group.rmdir()


def test_a_child_that_is_started_later_is_watched_and_threads_are() -> None:
    # The target waits for its child, the child sends itself a signal that it ignores.
    code = (
        "import os;"
        "pid = os.fork();"
        "pid or os.execvp('sh', ['sh', '-c', 'trap : USR1; kill -USR1 $$']);"
        "os.waitpid(pid, 0)"
    )
    with running([sys.executable, "-I", "-c", code]) as watcher:
        end = watcher.end()
        found = watcher.signal("USR1")
    assert found["target"]["pid"] != end["pid"]
    assert (found["target"]["comm"], end["end"]) == ("sh", {"status": 0})


@pytest.mark.parametrize("engine", ["bpf", "tracefs"])
def test_a_thread_that_is_created_later_is_watched(engine: str) -> None:
    code = (
        "import os, signal, sys, threading;"
        "signal.signal(10, lambda *_: None);"
        "print('ready', flush=True);"
        "sys.stdin.readline();"
        "ids = [];"
        "wait = lambda: (ids.append(threading.get_native_id()), threading.Event().wait());"
        "many = [threading.Thread(target=wait, daemon=True) for _ in range(300)];"
        "[one.start() for one in many];"
        "print('threads', ids[-1], flush=True);"
        "sys.stdin.readline()"
    )
    with Child([sys.executable, "-I", "-c", code]) as child:
        child.line("ready")
        with watching(child.pid, engine=engine) as watcher:
            child.write("\n")
            tid = int(child.line("threads").split()[1])
            os.kill(tid, signal.SIGUSR1)
            found = watcher.signal("USR1")
    assert (found["target"]["pid"], found["target"]["tid"], found["addressed_thread"]) == (
        child.pid,
        tid,
        True,
    )
