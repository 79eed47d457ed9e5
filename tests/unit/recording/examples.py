"""Timelines of well-known tools, told by hand as an observer would write them down."""

from __future__ import annotations

from typing import Any

from dropexec.recording.timeline import Event

OBSERVER, TOOL, SHELL, TARGET, CHILD = 100, 200, 201, 300, 301
_ROLES = {OBSERVER: "observer", TOOL: "tool", SHELL: "between", TARGET: "target", CHILD: "child"}

TERMINATED = {"signal": "SIGTERM"}
KILLED = {"signal": "SIGKILL"}
CLEAN = {"status": 0}


def event(t: float, kind: str, pid: int | None = None, sender_pid: int | None = None, **values: Any) -> Event:
    found: Event = {"t": t, "event": kind, **values}
    if pid is not None:
        found |= {"pid": pid, "process": _ROLES[pid]}
    if sender_pid is not None:
        found |= {"sender_pid": sender_pid, "sender": _ROLES[sender_pid]}
    return found


def up(*between: int) -> list[Event]:
    """The tool at work over the target; `between` are the pids from its parent up, if any."""
    target = TARGET if between else TOOL
    above = [{"pid": pid, "name": "su" if pid == TOOL else "sh"} for pid in between]
    ready = event(
        -0.01,
        "target-ready",
        target,
        ppid=1,
        pgid=target,
        sid=target,
        uid=65534,
        above=above,
        ignored=[],
        blocked=[],
    )
    ready["process"] = "target"
    return [event(-0.02, "tool-started", TOOL), ready]


def sent(t: float = 0.0, signal: str = "SIGTERM", pid: int = TOOL) -> Event:
    return event(t, "signal-sent", pid, signal=signal)


def made(t: float, signal: str, pid: int = TARGET, sender: int = TOOL, *, delivered: bool = True) -> Event:
    return event(t, "signal-made", pid, sender, signal=signal, code="SI_USER", delivered=delivered)


def called(t: float, signal: str, argument: int = TARGET, sender: int = TOOL) -> Event:
    return event(t, "signal-called", None, sender, signal=signal, call="kill", argument=argument)


def received(t: float, signal: str = "SIGTERM", pid: int = TARGET, sender: int = TOOL) -> Event:
    return event(t, "signal-received", pid, sender, signal=signal, code="SI_USER")


def tool_ended(t: float, end: Any) -> Event:
    return event(t, "tool-ended", TOOL, end=end)


def target_ended(t: float, end: Any, reaped_by: str | None) -> Event:
    return event(t, "target-ended", TARGET, end=end, reaped_by=reaped_by)


def leaving(t: float, status: int = 0) -> Event:
    return event(t, "target-leaving", TARGET, status=status)


def over(t: float, *, traced: bool = True) -> Event:
    return event(t, "watch-ended", traced=traced, untraced_because=None if traced else "not asked for")


def control(
    tool_end: float | None, *, kill_made: float | None, reaped_by: str = "observer", traced: bool = True
) -> Event:
    return event(
        2.1,
        "control",
        scenario="prompt",
        target_ended=0.01,
        tool_ended=tool_end,
        kill_made=kill_made,
        reaped_by=reaped_by,
        traced=traced,
    )


def util_linux_slow() -> list[Event]:
    """TERM to the pid, two seconds, KILL, and death by its own TERM."""
    return [
        *up(TOOL),
        sent(),
        called(0.001, "SIGTERM"),
        made(0.001, "SIGTERM"),
        received(0.002),
        event(0.002, "output", stream="stderr", text="\nSession terminated, killing shell..."),
        called(2.0, "SIGKILL"),
        made(2.0, "SIGKILL"),
        target_ended(2.001, KILLED, "observer"),
        made(2.001, "SIGTERM", TOOL),
        tool_ended(2.001, TERMINATED),
        over(2.002),
        control(2.0, kill_made=2.0),
    ]


def util_linux_prompt() -> list[Event]:
    """The same over a target that is gone at once: KILL for a zombie."""
    return [
        *up(TOOL),
        sent(),
        called(0.001, "SIGTERM"),
        made(0.001, "SIGTERM"),
        received(0.002),
        leaving(0.002),
        target_ended(0.003, CLEAN, "observer"),
        called(2.0, "SIGKILL"),
        made(2.0, "SIGKILL", delivered=False),
        tool_ended(2.001, TERMINATED),
        over(2.002),
    ]


def dash_plain() -> list[Event]:
    """A shell that forked: it gets the TERM, the target gets nothing."""
    return [
        *up(SHELL, TOOL),
        sent(),
        called(0.001, "SIGTERM", SHELL),
        made(0.001, "SIGTERM", SHELL),
        event(0.002, "between-ended", SHELL, end=TERMINATED),
        tool_ended(2.0, TERMINATED),
        over(2.25),
        event(2.25, "left-running", TARGET, name="python3"),
    ]


def shadow_4_13_slow() -> list[Event]:
    """TERM to the process group, KILL after two seconds if alive, status 255."""
    return [
        *up(TOOL),
        sent(),
        called(0.001, "SIGTERM", -TARGET),
        made(0.001, "SIGTERM"),
        received(0.002),
        called(2.0, "SIGKILL", -TARGET),
        made(2.0, "SIGKILL"),
        target_ended(2.001, KILLED, "observer"),
        tool_ended(2.001, {"status": 255}),
        over(2.002),
        control(0.011, kill_made=None, reaped_by="other"),
    ]


def shadow_4_5_slow() -> list[Event]:
    """No KILL ever, and 255 for a target that has ended cleanly."""
    return [
        *up(TOOL),
        sent(),
        called(0.001, "SIGTERM", -TARGET),
        made(0.001, "SIGTERM"),
        received(0.002),
        event(5.0, "marker", TARGET),
        leaving(5.0),
        target_ended(5.001, CLEAN, "other"),
        tool_ended(5.002, {"status": 255}),
        over(5.003),
        control(0.011, kill_made=None, reaped_by="other"),
    ]


def sudo_slow() -> list[Event]:
    """Forwarded, waited for, ended alike."""
    return [
        *up(TOOL),
        sent(),
        called(0.001, "SIGTERM"),
        made(0.001, "SIGTERM"),
        received(0.002),
        event(5.0, "marker", TARGET),
        leaving(5.0),
        target_ended(5.001, CLEAN, "other"),
        tool_ended(5.002, CLEAN),
        over(5.003),
        control(0.011, kill_made=None, reaped_by="other"),
    ]


def gosu_slow() -> list[Event]:
    """One process: the tool is the target."""
    events = [
        *up(),
        sent(),
        received(0.001, pid=TOOL, sender=OBSERVER),
        event(5.0, "marker", TOOL),
        event(5.0, "target-leaving", TOOL, status=0),
        tool_ended(5.001, CLEAN),
        event(5.001, "target-ended", TOOL, end=CLEAN, reaped_by="observer"),
        over(5.002),
    ]
    return [one | ({"process": "target"} if one.get("pid") == TOOL else {}) for one in events]


def sudo_hup() -> list[Event]:
    return [*up(TOOL), sent(signal="SIGHUP"), made(0.001, "SIGHUP"), received(0.002, "SIGHUP"), over(0.51)]


def util_linux_hup() -> list[Event]:
    return [*up(TOOL), sent(signal="SIGHUP"), over(0.5)]


def untraced(events: list[Event]) -> list[Event]:
    """What remains of `events` where the kernel's trace is not available."""
    kept = [one for one in events if one["event"] not in ("signal-made", "signal-called")]
    return [one | ({"traced": False} if one["event"] == "watch-ended" else {}) for one in kept]
