"""The flight recorder: asked when sender and target are long gone."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.collection import PROJECT
from tests.lab.process import ENVIRONMENT
from tests.lab.watch import kernel
from tests.lab.watch.child import Child
from tests.lab.watch.story import told
from tests.lab.watch.watcher import COMMAND, Document

# A BPF file system in a mount namespace of its own: what is pinned there ends with the namespace.
_START = "mount -t bpf bpf /sys/fs/bpf; echo ready; exec cat"


class Recorder:
    """dropexecctl watch in such a namespace."""

    def __init__(self, keeper: int) -> None:
        self.enter = ("nsenter", f"--mount=/proc/{keeper}/ns/mnt", f"--wd={PROJECT}", "--")

    def run(self, *options: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        argv = [*self.enter, *COMMAND, *options]
        done = subprocess.run(argv, capture_output=True, text=True, env=ENVIRONMENT, check=False)
        assert done.returncode == status, done.stderr
        return done

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*self.enter, *COMMAND, *options], env=ENVIRONMENT, stderr=subprocess.PIPE)

    def last(self, *options: str) -> list[Document]:
        return [json.loads(line) for line in self.run("--last", "--json", *options).stdout.splitlines()]

    def kept(self) -> str:
        return self.run("--status").stdout.splitlines()[-1]


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    before = kernel.programs()
    with Child(["unshare", "--mount", "--", "sh", "-euc", _START]) as keeper:
        keeper.line("ready")
        yield Recorder(keeper.pid)
    for _ in range(500):
        if kernel.programs() <= before:
            return
        select.select([], [], [], 0.02)  # a mount namespace goes a little after its last process
    raise AssertionError("a program stays")


def killed(number: signal.Signals = signal.SIGTERM) -> int:
    """Start a process, end it by a signal, and return the id that it had."""
    with Child(["sleep", "99"]) as child:
        os.kill(child.pid, number)
        child.wait()
        return child.pid


def test_the_story_is_told_when_all_who_were_in_it_are_gone(recorder: Recorder, tmp_path: Path) -> None:
    recorder.run("--arm")
    with told(tmp_path) as story:
        story.go_on()
        assert story.jvm.wait(60).status == 143
    (found,) = [one for one in recorder.last(str(story.pid)) if one["signal"] == "TERM"]
    assert found["sender"]["argv"] == ["/bin/sh", story.second, str(story.pid_file)]
    assert found["sender"]["ancestors"][0] == {"pid": story.pid, "comm": "java"}
    assert found["target"] == {"pid": story.pid, "tid": story.tid, "comm": story.thread}
    assert (found["addressed_thread"], found["pid_file"]) == (True, str(story.pid_file))
    # The time of day is the machine's clock at the moment of asking, less how long ago it was.
    for word in ("java", str(story.tid), story.thread):
        assert {**found, "time": ""} in [{**one, "time": ""} for one in recorder.last(word)]


def test_sus_sigkill_after_two_seconds_is_recorded_as_sus(recorder: Recorder) -> None:
    if shutil.which("su", path=ENVIRONMENT["PATH"]) is None:
        pytest.skip("su is not installed")
    recorder.run("--arm")
    slow = [*("sh", "-c"), "trap : TERM; echo ready $$; while :; do sleep 1; done"]
    with Child(["su", "-s", "/bin/sh", "nobody", "-c", 'exec "$0" "$@"', "--", *slow]) as su:
        pid = int(su.line("ready").split()[1])
        os.kill(su.pid, signal.SIGTERM)
        su.wait()
    found = recorder.last(str(pid))
    assert [(one["signal"], one["sender"]["comm"], one["sender"]["pid"]) for one in found] == [
        ("KILL", "su", su.pid),
        ("TERM", "su", su.pid),
    ]


def test_a_full_ring_keeps_the_newest_and_counts_the_rest(recorder: Recorder) -> None:
    recorder.run("--arm", "--signal", "USR2", "--records", "1024")
    with Child([sys.executable, str(Path(__file__).with_name("target.py")), "0"]) as child:
        child.line("ready")
        for _ in range(10_000):
            os.kill(child.pid, signal.SIGUSR2)
        found = recorder.last(str(child.pid))
    assert len(found) == 1024
    assert found[-1]["lost"] >= 10_000 - 1024
    assert [one["monotonic"] for one in found] == sorted((one["monotonic"] for one in found), reverse=True)
    kept, overwritten = recorder.kept().split()[1], recorder.kept().split()[2]
    assert (kept, int(overwritten) >= 8976) == ("1024,", True)


def test_arming_again_changes_the_settings_and_keeps_the_records(recorder: Recorder) -> None:
    recorder.run("--arm")
    pid = killed()
    recorder.run("--arm", "--signal", "HUP")
    assert [one["signal"] for one in recorder.last(str(pid))] == ["TERM"]
    other, hung = killed(), killed(signal.SIGHUP)
    assert [one["signal"] for one in recorder.last(str(hung))] == ["HUP"]
    assert recorder.run("--last", "--json", str(other), status=1).stdout == ""


@pytest.mark.parametrize("records", ["64", "128"])
def test_since_when_is_that_of_the_newest_signal(recorder: Recorder, records: str) -> None:
    """Else a record of TERM that began an hour ago would say that nobody sent TERM two hours ago."""

    def since(*signals: str) -> str:
        options = [word for name in signals for word in ("--signal", name)]
        return recorder.run("--arm", "--records", records if "HUP" not in signals else "64", *options).stdout

    both = since("HUP", "USR1").splitlines()[0]
    assert since("HUP").splitlines()[0] == both
    assert since("TERM").splitlines()[0] > both


@pytest.mark.parametrize(("records", "kept"), [("512", 12), ("4", 4)])
def test_a_ring_of_another_size_takes_the_records_over(recorder: Recorder, records: str, kept: int) -> None:
    recorder.run("--arm", "--signal", "USR2", "--records", "64")
    pids = [killed(signal.SIGUSR2) for _ in range(12)]
    recorder.run("--arm", "--signal", "USR2", "--records", records)
    last = killed(signal.SIGUSR2)
    mine = [one["target"]["pid"] for one in recorder.last() if one["target"]["pid"] in (*pids, last)]
    assert mine == [last, *reversed(pids)][: min(kept + 1, int(records))]


def test_two_may_read_at_once_while_signals_come(recorder: Recorder) -> None:
    recorder.run("--arm", "--signal", "USR2", "--records", "256")
    stop = threading.Event()
    with Child([sys.executable, str(Path(__file__).with_name("target.py")), "0"]) as child:
        child.line("ready")

        def send() -> None:
            while not stop.is_set():
                os.kill(child.pid, signal.SIGUSR2)

        sender = threading.Thread(target=send)
        sender.start()
        try:
            readers = [recorder.start("--last", "--json") for _ in range(2)]
            ends = [one.communicate() and one.returncode for one in readers]
        finally:
            stop.set()
            sender.join()
    assert ends == [0, 0]


def test_it_outlives_whoever_armed_it_and_ends_when_it_is_disarmed(recorder: Recorder) -> None:
    before = kernel.programs()
    with recorder.start("--arm") as arming:
        arming.wait()
    assert len(kernel.programs() - before) == 2
    recorder.run("--disarm")
    for _ in range(500):
        if kernel.programs() <= before:
            break
        select.select([], [], [], 0.02)
    assert kernel.programs() <= before
    assert "the recorder is not armed" in recorder.run("--status", status=1).stderr


def test_where_nothing_is_recorded_the_other_sources_are_searched(recorder: Recorder) -> None:
    done = recorder.run("--last", "nothing-is-called-so", status=1)
    assert [line.partition(" (")[0] for line in done.stdout.splitlines() if " (knows " in line] == [
        *("journal", "audit log", "accounting", "kernel log")
    ]
    assert done.stdout.splitlines()[-1].startswith("To know next time: dropexecctl watch --arm;")


def test_an_armed_record_that_has_nothing_says_what_it_covers(recorder: Recorder) -> None:
    recorder.run("--arm", "--signal", "TERM", "--signal", "KILL", "--records", "2")
    for _ in range(4):
        killed()
    lines = recorder.run("--last", "nothing-is-called-so", status=1).stdout.splitlines()
    assert re.fullmatch(
        r"record \(knows who sent KILL TERM since \S+Z but for \d+ overwritten;"
        r" a larger --records keeps more\):",
        lines[0],
    ), lines[0]
    assert lines[1] == "  nothing"
    assert not any(line.startswith("To know next time") for line in lines)


def test_nobody_but_root_reads_it(recorder: Recorder) -> None:
    recorder.run("--arm")
    argv = [*recorder.enter, "stat", "--format=%a %U", "/sys/fs/bpf/dropexec", "/sys/fs/bpf/dropexec/records"]
    shown = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    assert shown.splitlines() == ["700 root", "600 root"]


def test_the_journal_gets_each_signal_once(recorder: Recorder, tmp_path: Path) -> None:
    recorder.run("--arm", "--signal", "TERM")
    pid = killed()
    server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    server.bind(str(tmp_path / "socket"))
    server.settimeout(20)
    code = (
        "import sys; from dropexec.watch.journal import Journal; from dropexec.watch.proc import Proc;"
        "from dropexec.watch.recorder.copy import copy_new;"
        "print(copy_new(Journal(sys.argv[1]), Proc()))"
    )
    argv = [*recorder.enter, sys.executable, "-c", code, str(tmp_path / "socket")]
    first = subprocess.run(argv, capture_output=True, text=True, env=ENVIRONMENT, check=True)
    assert int(first.stdout) >= 1
    messages = [server.recv(1 << 16) for _ in range(int(first.stdout))]
    assert [one for one in messages if f"DROPEXEC_TARGET_PID={pid}\n".encode() in one]
    again = killed()
    second = subprocess.run(argv, capture_output=True, text=True, env=ENVIRONMENT, check=True)
    messages = [server.recv(1 << 16) for _ in range(int(second.stdout))]
    assert [one for one in messages if f"DROPEXEC_TARGET_PID={again}\n".encode() in one]
    assert not [one for one in messages if f"DROPEXEC_TARGET_PID={pid}\n".encode() in one]
    server.close()


def test_without_a_bpf_file_system_it_says_how_to_get_one() -> None:
    argv = ["unshare", "--mount", "--", "sh", "-euc", 'umount /sys/fs/bpf 2>/dev/null || :; exec "$@"', "sh"]
    done = subprocess.run(
        [*argv, *COMMAND, "--arm"], capture_output=True, text=True, env=ENVIRONMENT, cwd=PROJECT, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        125,
        "",
        (
            "dropexecctl: cannot keep a record of signals: no BPF file system is mounted at /sys/fs/bpf;"
            " mount -t bpf bpf /sys/fs/bpf, which systemd does at boot, or do it on the host\n"
        ),
    )


def test_a_container_is_told_to_do_it_on_the_host() -> None:
    argv = ["unshare", "--pid", "--fork", "--mount-proc", *COMMAND, "--arm"]
    done = subprocess.run(argv, capture_output=True, text=True, env=ENVIRONMENT, cwd=PROJECT, check=False)
    assert (done.returncode, done.stdout) == (125, "")
    assert len(done.stderr.splitlines()) == 1
    assert "this is a PID namespace of its own" in done.stderr
