"""What the installed tools really do, as facts that hold for every release of them that Debian ships."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest

from dropexec.probe import subject
from dropexec.probe.errors import ProbeError
from dropexec.probe.experiment import Setup
from dropexec.probe.tools import TOOLS
from dropexec.recording.document import Recording
from dropexec.recording.scenario import SCENARIOS

pytestmark = [pytest.mark.root, pytest.mark.lab]

TERM, KILL = {"signal": "SIGTERM"}, {"signal": "SIGKILL"}


def setup(shell: str = "/bin/dash", form: str = "exec", *, trace: bool = True, attempts: int = 100) -> Setup:
    return Setup.prepare("nobody", shell, form, attempts, trace=trace)


def probe(name: str, scenario: str, made: Setup | None = None) -> Recording:
    found = subject.find(TOOLS[name])
    if found is None:
        pytest.skip(f"{name} is not installed")
    return (made or setup()).probe(found, SCENARIOS[scenario])


def util_linux(scenario: str, made: Setup | None = None, name: str = "su") -> Recording:
    found = subject.find(TOOLS[name])
    if found is None or found.package is None or found.package.name != "util-linux":
        pytest.skip(f"{name} is not util-linux's here")
    return (made or setup()).probe(found, SCENARIOS[scenario])


@pytest.fixture
def doas_permits() -> Iterator[None]:
    """A doas.conf that lets root become the target user; doas ships without one and then does nothing."""
    path = "/etc/doas.conf"
    if os.path.exists(path):
        yield
        return
    with open(path, "x", encoding="ascii") as file:
        file.write("permit nopass root as nobody\n")
    try:
        yield
    finally:
        os.unlink(path)


def traced(made: Recording) -> bool:
    return any(event.get("traced") for event in made.events if event["event"] == "watch-ended")


def chosen(made: Recording, **expected: Any) -> dict[str, Any]:
    """The facts that `expected` names."""
    return {name: made.facts[name] for name in expected}


KILLS = {
    "forks": True,
    "processes_between": 1,
    "term_reaches_target": True,
    "term_deliveries": 1,
    "escalates_to": "SIGKILL",
    "escalation": "unconditional",
    "orphaned": False,
    "tool_end": TERM,
    "waits_for_target": False,
}
WAITS = {
    "forks": True,
    "processes_between": 1,
    "term_reaches_target": True,
    "term_deliveries": 1,
    "orphaned": False,
    "target_finished": True,
    "tool_end": {"status": 0},
    "target_end": {"status": 0},
    "waits_for_target": True,
}
IN_PLACE = {
    "forks": False,
    "processes_between": 0,
    "term_reaches_target": True,
    "term_sent_to": "process",
    "term_deliveries": 1,
    "grace_seconds": None,
    "escalates_to": None,
    "escalation": None,
    "target_finished": True,
    "orphaned": False,
    "tool_end": {"status": 0},
    "target_end": {"status": 0},
    "waits_for_target": True,
    "inherits_ignored": [],
    "inherits_blocked": [],
    "target_receives": ["SIGTERM"],
    "term_sent": 1,
    "restarted": False,
    "ends_first": False,
    "attempts": None,
}
TIMES = {"unforced_seconds", "tool_seconds", "watched_seconds"}


@pytest.mark.parametrize("name", ["su", "runuser"])
@pytest.mark.parametrize(("scenario", "end"), [("slow", KILL), ("stubborn", KILL), ("second", {"status": 0})])
def test_util_linux_kills_two_seconds_after_the_stop_come_what_may(
    name: str, scenario: str, end: dict[str, Any]
) -> None:
    made = util_linux(scenario, name=name)
    if scenario == "second" and not traced(made):
        pytest.skip("without tracefs a SIGKILL to a target that has ended leaves no trace")
    assert chosen(made, **KILLS, target_end=end) == {**KILLS, "target_end": end}
    assert made.facts["grace_seconds"] == pytest.approx(2.0, abs=0.25)
    assert made.outcome == "kills-slow-shutdown"
    assert made.undetermined.keys() <= {"term_sent_to", "target_finished"}


@pytest.mark.parametrize("scenario", ["prompt", "seven", "dies"])
def test_util_linux_does_not_pass_on_how_the_target_ended(scenario: str) -> None:
    made = util_linux(scenario)
    target = {"prompt": {"status": 0}, "seven": {"status": 7}, "dies": TERM}[scenario]
    assert (made.facts["target_end"], made.facts["tool_end"]) == (target, TERM)
    assert made.facts["waits_for_target"] is False


def test_opendoas_with_pam_kills_as_util_linux_does(doas_permits: None) -> None:
    made = probe("doas", "slow")
    if made.tool["package"] is None or "opendoas" not in made.tool["package"]:
        pytest.skip("doas is not OpenDoas's here")
    assert chosen(made, **KILLS) == KILLS
    assert made.facts["grace_seconds"] == pytest.approx(2.0, abs=0.25)


def test_sudo_hands_on_waits_and_ends_alike() -> None:
    made = probe("sudo", "slow")
    assert chosen(made, **WAITS, escalates_to=None, grace_seconds=None) == {
        **WAITS,
        "escalates_to": None,
        "grace_seconds": None,
    }
    assert made.outcome == "forwards-and-waits"


def test_sudo_waits_for_ever_and_leaves_the_killing_to_the_supervisor() -> None:
    made = probe("sudo", "stubborn")
    expected = {
        "term_reaches_target": True,
        "escalates_to": None,
        "tool_end": None,
        "target_end": None,
        "orphaned": False,
        "waits_for_target": True,
    }
    assert chosen(made, **expected) == expected
    assert "tool_end" in made.undetermined


@pytest.mark.parametrize(("scenario", "end"), [("seven", {"status": 7}), ("dies", TERM)])
def test_sudo_ends_as_its_command_did(scenario: str, end: dict[str, Any]) -> None:
    made = probe("sudo", scenario)
    assert (made.facts["tool_end"], made.facts["target_end"]) == (end, end)


@pytest.mark.parametrize(
    "name",
    [
        "gosu",
        "su-exec",
        "setpriv",
        "chroot",
        "start-stop-daemon",
        "chpst",
        "s6-setuidgid",
        "setuidgid",
        "toybox-su",
        "busybox-su",
        "dropexec",
    ],
)
def test_what_execs_in_place_is_transparent(name: str) -> None:
    made = probe(name, "slow")
    facts = {name: value for name, value in made.facts.items() if name not in TIMES}
    assert (facts, made.undetermined, made.outcome) == (IN_PLACE, {}, "transparent")
    assert all(made.facts[name] == pytest.approx(5.0, abs=0.5) for name in TIMES)


@pytest.fixture
def entrance() -> Iterator[str]:
    """A directory that the target user may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="dropexec-shells-", dir="/tmp") as path:
        os.chmod(path, 0o755)
        yield path


@pytest.mark.parametrize(
    ("shell", "form", "processes"),
    [
        ("/bin/dash", "exec", 1),
        ("/bin/dash", "plain", 2),
        ("/bin/dash", "redirect", 2),
        ("/bin/bash", "exec", 1),
        ("/bin/bash", "plain", 1),
        ("/bin/bash", "redirect", 2),
        ("/bin/zsh", "plain", 1),
        ("/bin/zsh", "redirect", 1),
        ("/bin/mksh", "redirect", 2),
        ("ash", "plain", 1),
        ("ash", "redirect", 1),
    ],
)
def test_a_shell_that_forks_keeps_the_stop_to_itself(
    shell: str, form: str, processes: int, entrance: str
) -> None:
    if shell == "ash":
        shell = f"{entrance}/ash"
        os.symlink("/bin/busybox", shell)
    if not os.path.exists(shell):
        pytest.skip(f"{shell} is not installed")
    made = util_linux("slow", setup(shell, form))
    expected = {
        "processes_between": processes,
        "term_reaches_target": processes == 1,
        "orphaned": processes == 2,
    }
    assert chosen(made, **expected) == expected
    assert made.outcome == ("kills-slow-shutdown" if processes == 1 else "orphans-target")


def test_a_second_sigterm_cuts_the_grace_of_util_linux_short() -> None:
    made = util_linux("twice")
    assert made.facts["grace_seconds"] == pytest.approx(0.5, abs=0.25)
    assert made.facts["term_deliveries"] == 1


@pytest.mark.parametrize(("name", "deliveries"), [("su", 2), ("sudo", 2), ("gosu", 1)])
def test_a_stop_of_the_whole_group_reaches_the_target_twice_through_a_tool_that_stays(
    name: str, deliveries: int
) -> None:
    assert probe(name, "tree").facts["term_deliveries"] == deliveries


def test_util_linux_as_pid_1_cannot_kill_itself_by_its_own_signal() -> None:
    made = util_linux("pid1")
    expected = {"tool_end": {"status": 143}, "target_end": KILL, "orphaned": False}
    assert chosen(made, **expected) == expected


def test_sudo_on_a_terminal_puts_a_monitor_between_and_signals_the_group() -> None:
    made = probe("sudo", "tty")
    assert made.facts["processes_between"] == 2
    assert made.facts["term_sent_to"] in ("process-group", None)
    assert chosen(made, orphaned=False, tool_end={"status": 0}) == {
        "orphaned": False,
        "tool_end": {"status": 0},
    }


@pytest.mark.parametrize("scenario", ["HUP", "USR1", "USR2", "TSTP"])
def test_util_linux_swallows_what_is_no_stop(scenario: str) -> None:
    made = util_linux(scenario)
    assert made.outcome == "loses-signal"
    assert not [event for event in made.events if event["event"] == "signal-received"]


@pytest.mark.parametrize("scenario", ["INT", "QUIT"])
def test_util_linux_turns_an_interrupt_into_sigterm(scenario: str) -> None:
    made = util_linux(scenario)
    got = [event["signal"] for event in made.events if event["event"] == "signal-received"]
    assert (got, made.facts["tool_end"]) == (["SIGTERM"], {"signal": f"SIG{scenario}"})


@pytest.mark.parametrize(("name", "scenario"), [("su", "ALRM"), ("su", "kill"), ("sudo", "kill")])
def test_a_tool_that_dies_leaves_an_orphan_behind(name: str, scenario: str) -> None:
    made = util_linux(scenario) if name == "su" else probe(name, scenario)
    assert made.outcome == "orphans-target"
    assert made.facts["tool_end"] == {"signal": made.signal}
    assert [event["process"] for event in made.events if event["event"] == "left-running"] == ["target"]


@pytest.mark.parametrize("scenario", ["HUP", "INT", "QUIT", "USR1", "USR2", "TSTP"])
def test_sudo_forwards_every_signal_as_itself(scenario: str) -> None:
    made = probe("sudo", scenario)
    assert [event["signal"] for event in made.events if event["event"] == "signal-received"] == [made.signal]
    assert made.outcome == "forwards-and-waits"


@pytest.mark.parametrize(("name", "sent_to"), [("su", "process"), ("sudo", "process"), ("gosu", "process")])
def test_a_child_of_the_target_shows_who_is_meant_without_a_trace(name: str, sent_to: str) -> None:
    made = probe(name, "group", setup(trace=False))
    assert made.facts["term_sent_to"] == sent_to
    assert [event["process"] for event in made.events if event["event"] == "left-running"] == ["child"]


def test_without_a_trace_the_run_beside_still_tells_the_kind_of_kill() -> None:
    made = util_linux("slow", setup(trace=False))
    assert made.facts["escalation"] == "unconditional"
    assert set(made.undetermined) == {"term_sent_to", "term_sent"}


@pytest.mark.parametrize("name", ["su", "gosu"])
def test_a_race_accounts_for_every_start(name: str) -> None:
    made = probe(name, "race", setup(attempts=40))
    attempts = [event for event in made.events if event["event"] == "attempt"]
    assert len(attempts) == 40
    assert [attempt["delay"] for attempt in attempts] == sorted(attempt["delay"] for attempt in attempts)
    assert {attempt["outcome"] for attempt in attempts} <= {"ended", "orphaned"}
    orphaned = any(attempt["outcome"] == "orphaned" for attempt in attempts)
    assert made.facts["orphaned"] == orphaned
    assert not (name == "gosu" and orphaned)


def test_what_the_witness_is_told_agrees_with_what_the_kernel_saw() -> None:
    made = util_linux("slow")
    if not traced(made):
        pytest.skip("tracefs is not available")
    got = [(e["signal"], e["sender"], e["code"]) for e in made.events if e["event"] == "signal-received"]
    sent = [
        (e["signal"], e["sender"], e["code"])
        for e in made.events
        if e["event"] == "signal-made" and e["process"] == "target" and e["signal"] != "SIGKILL"
    ]
    assert got == sent == [("SIGTERM", "tool", "SI_USER")]


def test_a_password_prompt_is_named_and_not_waited_for() -> None:
    template = [
        "setpriv",
        "--reuid",
        "daemon",
        "--regid",
        "daemon",
        "--clear-groups",
        "su",
        "{user}",
        "-c",
        "{shell_command}",
    ]
    with pytest.raises(
        ProbeError, match=r"it asks for a password, which a service cannot give|it exited with status 1"
    ):
        setup().probe(subject.from_template(template), SCENARIOS["tty"])


def test_a_tool_that_never_starts_the_target_is_quoted() -> None:
    template = ["sh", "-c", "echo no such luck >&2; exit 3", "{argv}"]
    complaint = (
        "^cannot probe sh: it exited with status 3 before the target was ready; it printed: no such luck$"
    )
    with pytest.raises(ProbeError, match=complaint):
        setup().probe(subject.from_template(template), SCENARIOS["prompt"])
