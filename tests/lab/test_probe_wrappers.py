"""What the probe says of tools whose habits are known, because the tests have written them."""

from __future__ import annotations

import glob
import json
import os
import pwd
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dropexec.probe import subject
from dropexec.probe.errors import ProbeError
from dropexec.probe.experiment import Setup
from dropexec.recording.document import Recording
from dropexec.recording.scenario import SCENARIOS
from tests.lab import wrapper

pytestmark = [pytest.mark.root, pytest.mark.lab]

UNTRACED = pytest.mark.parametrize("trace", [True, False], ids=["traced", "untraced"])


def probe(mode: str, scenario: str, *, trace: bool = True) -> Recording:
    setup = Setup.prepare("nobody", "/bin/sh", "exec", trace=trace)
    template = [sys.executable, wrapper.__file__, mode, "{user}", "{argv}"]
    return setup.probe(subject.from_template(template), SCENARIOS[scenario])


def failure(mode: str) -> str:
    with pytest.raises(ProbeError) as caught:
        probe(mode, "prompt")
    return str(caught.value).replace(os.path.basename(sys.executable), "TOOL")


@UNTRACED
def test_one_that_passes_the_signal_on_and_waits_does_so(trace: bool) -> None:
    made = probe("waits", "slow", trace=trace)
    assert (made.outcome, made.facts["unforced_seconds"]) == (
        "forwards-and-waits",
        pytest.approx(5.0, abs=0.5),
    )


@pytest.mark.parametrize("attempt", range(3))
def test_one_that_installs_its_handler_late_is_not_judged_by_the_race(attempt: int) -> None:
    assert probe("late", "prompt").outcome == "forwards-and-waits"


@pytest.mark.parametrize(("mode", "fact"), [("ignores", "inherits_ignored"), ("blocks", "inherits_blocked")])
def test_one_that_hands_the_signal_down_ignored_or_blocked_leaves_its_target_untold(
    mode: str, fact: str
) -> None:
    made = probe(mode, "prompt")
    assert made.outcome == "never-told"
    assert made.facts[fact] == (["SIGTERM"] if mode == "ignores" else ["SIGHUP", "SIGTERM"])
    other = "inherits_blocked" if mode == "ignores" else "inherits_ignored"
    assert made.facts[other] == []
    assert probe(mode, "kill").outcome == "transparent"


@UNTRACED
@pytest.mark.parametrize("name", ["SIGTERM", "SIGABRT", "SIGKILL"])
def test_a_forced_end_is_one_by_whatever_signal(name: str, trace: bool) -> None:
    made = probe(f"forces:1.0:{name}", "slow", trace=trace)
    assert (made.outcome, made.facts["escalates_to"]) == ("kills-slow-shutdown", name)
    assert made.facts["grace_seconds"] == pytest.approx(1.0, abs=0.25)


@UNTRACED
def test_a_grace_period_that_is_longer_than_the_watch_is_left_open(trace: bool) -> None:
    made = probe("forces:10.0:SIGKILL", "stubborn", trace=trace)
    assert made.outcome == "inconclusive"
    assert made.consequence.startswith("kills or misreports or waits: none in the 8.0 s that were watched")
    assert (made.facts["escalates_to"], "escalates_to" in made.undetermined) == (None, True)


@pytest.mark.parametrize("name", ["SIGINT", "SIGQUIT"])
def test_another_signal_than_was_sent_is_named(name: str) -> None:
    made = probe(f"translates:{name}", "prompt")
    assert (made.outcome, made.facts["target_receives"]) == ("translates-signal", [name])
    assert made.facts["term_reaches_target"] is False


@UNTRACED
def test_one_that_is_gone_first_waits_for_nobody(trace: bool) -> None:
    assert probe("leaves", "second", trace=trace).outcome == "orphans-target"
    made = probe("leaves", "prompt", trace=trace)
    assert (made.outcome, made.facts["ends_first"]) == ("ends-first", True)


def test_one_that_starts_its_target_again_is_told_from_one_that_stops_it() -> None:
    made = probe("restarts", "prompt")
    assert (made.outcome, made.facts["restarted"]) == ("restarts-target", True)


def test_one_with_a_lock_file_is_never_run_twice_at_a_time(tmp_path: Path) -> None:
    made = probe(f"locks:{tmp_path / 'lock'}", "slow")
    assert (made.outcome, made.facts["escalation"]) == ("kills-slow-shutdown", "if-alive")


def test_ten_megabytes_before_the_start_are_read_and_forgotten() -> None:
    made = probe("floods", "prompt")
    printed = sum(len(event["text"]) for event in made.events if event["event"] == "output")
    (omitted,) = (event["characters"] for event in made.events if event["event"] == "output-omitted")
    assert (printed, printed + omitted) == (16 * 1024, 10_000_000)
    assert made.outcome == "forwards-and-waits"


def test_a_target_that_runs_as_another_user_is_named() -> None:
    assert failure("wrong-user") == (
        "cannot probe TOOL: the target ran as uid 0, not as nobody; it printed: nothing"
    )


def test_one_that_goes_to_the_background_is_told_so() -> None:
    assert failure("daemon") == (
        "cannot probe TOOL: it exited with status 0 and left the target in the background: the PID that a "
        "supervisor knows is gone before there is anything to stop; it printed: nothing"
    )


def test_a_prompt_in_another_language_is_quoted() -> None:
    assert failure("prompts") == (
        "cannot probe TOOL: the target was not ready after 10 s, and the tool seems to ask for something; it "
        "printed: Kennwort:"
    )


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """A service that starts commands for others, as nobody, outside the probe's reach; its socket's path."""
    path = str(tmp_path / "service")
    pid = os.fork()
    if pid == 0:
        try:
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(path)
                listener.listen(1)
                connection, _ = listener.accept()
                command = json.loads(b"".join(iter(lambda: connection.recv(65536), b"")))
                os.waitpid(wrapper.start("nobody", command), 0)
        finally:
            os._exit(0)
    deadline = time.monotonic() + 10
    while not os.path.exists(path):
        assert time.monotonic() < deadline
    yield path
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_a_target_that_somebody_else_started_is_told_so(service: str) -> None:
    assert failure(f"asks:{service}").startswith("cannot probe TOOL: the target was started by ")


@pytest.fixture
def forger() -> Iterator[list[str]]:
    """A process of the target user that connects to every probe's socket and says what a witness says.

    The list is what it was told: nothing but the end of each connection.
    """
    stop = threading.Event()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            wrapper.become("nobody")
            os.close(reading)
            _forge(writing)
        finally:
            os._exit(0)
    os.close(writing)
    heard: list[str] = []

    def read() -> None:
        with os.fdopen(reading) as lines:
            heard.extend(lines)

    thread = threading.Thread(target=read)
    thread.start()
    yield heard
    stop.set()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    thread.join()


def _forge(told: int) -> None:
    while True:
        for path in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(path, "rb") as file:
                    words = file.read().split(b"\0")
            except OSError:
                continue
            found = [index for index, word in enumerate(words) if word.endswith(b"/witness.py")]
            for index in found[:1]:
                _say(words[index + 2].decode(), words[index + 3].decode(), told)


def _say(path: str, token: str, told: int) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as forged:
        try:
            forged.connect(path)
            now = f"{time.monotonic():.6f}"
            forged.send(f"{token} ready {now} role=target ignored= blocked=".encode())
            forged.send(f"{token} received {now} signal=15 code=0 sender=1".encode())
            forged.send(f"{token} leaving {now} status=0".encode())
            forged.settimeout(1)
            os.write(told, b"refused\n" if forged.recv(1) == b"" else b"heard\n")
        except OSError:
            os.write(told, b"refused\n")


@pytest.mark.parametrize("scenario", ["tree", "slow"])
def test_a_process_of_the_target_user_can_forge_nothing(scenario: str, forger: list[str]) -> None:
    victim = pwd.getpwnam("nobody").pw_uid
    made = probe("waits", scenario)
    assert made.outcome == "forwards-and-waits"
    (ready,) = (event for event in made.events if event["event"] == "target-ready")
    assert (ready["uid"], len(ready["above"])) == (victim, 1)
    roles = {event.get("process") for event in made.events if event["event"] == "signal-sent"}
    assert roles <= {"tool", "target"}
    assert set(forger) <= {"refused\n"}
