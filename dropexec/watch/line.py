"""Reports in words, one line each, for terminals and syslog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.watch import event as events
from dropexec.watch.clock import rfc3339
from dropexec.watch.escape import command_line, visible
from dropexec.watch.event import signal_name
from dropexec.watch.origin import KERNEL, OOM, PROCESS, TERMINAL, TIMER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.watch.event import End, Sender, Signal
    from dropexec.watch.report import EndReport, SignalReport

_NOBODY = {
    KERNEL: "from the kernel",
    TIMER: "from a timer",
    OOM: "from the kernel: out of memory",
    TERMINAL: "from the terminal",
}
_RESULTS = {events.IGNORED: "ignored by the target", events.PENDING: "one was pending already"}


def signal_line(report: SignalReport, *, time: bool = True, argv: bool = True) -> str:
    """Return a signal on one line, `time` in front, with the sender's command line where `argv` says so."""
    event = report.event
    front = f"{rfc3339(report.wall)} " if time else ""
    who = sender_words(event.sender, argv=argv) if event.sender else _NOBODY.get(event.origin, "unknown")
    words = f"{front}{signal_name(event.number)} to {_target(event)} {who}"
    return "; ".join([words, *_remarks(report)])


def _target(event: Signal) -> str:
    process = f"{visible(event.process)}[{event.target.pid}]"
    if event.target.tid == event.target.pid:
        return process
    return f"{process} thread {visible(event.target.comm)}[{event.target.tid}]"


def _remarks(report: SignalReport) -> Iterator[str]:
    event = report.event
    if event.code != 0 and event.origin == PROCESS:
        yield f"code {event.code}"
    if event.result in _RESULTS:
        yield _RESULTS[event.result]
    if event.addressed_thread:
        found = f" ({visible(report.pid_file)})" if report.pid_file else ""
        yield f"thread id {event.target.tid} was addressed: a stale PID file, most likely{found}"
    if report.lost:
        yield f"{report.lost} events before it were lost"


def sender_words(sender: Sender, *, argv: bool = True) -> str:
    """Return the sender: program, ids, command line, parents, unit."""
    parts = [f"from {_program(sender)}"]
    if sender.session is not None:
        parts.append(f"session={sender.session}")
    if sender.tty is not None:
        parts.append(f"tty={visible(sender.tty)}")
    if sender.executable is not None:
        parts.append(f"exe={visible(sender.executable)}")
    if argv:
        caught = command_line(sender.argv) if sender.argv is not None else None
        parts.append("command line not caught" if caught is None else f"command=({caught})")
    if sender.unit is not None:
        parts.append(f"unit={visible(sender.unit)}")
    if sender.ancestors:
        parts.append("below " + " < ".join(f"{visible(one.comm)}[{one.pid}]" for one in sender.ancestors))
    return " ".join(parts)


def _program(sender: Sender) -> str:
    """Return who a sender is, in short: name, process id, user and login."""
    user = "uid not caught" if sender.uid is None else f"uid={sender.uid}"
    login = "" if sender.loginuid is None else f" login={sender.loginuid}"
    return f"{visible(sender.comm)}[{sender.pid}] {user}{login}"


def end_line(report: EndReport, *, time: bool = True) -> str:
    """Return an end on one line."""
    event = report.event
    words = [f"{rfc3339(report.wall)} "] if time else []
    if event is None:
        words.append("stopped watching")
    else:
        how = "still runs" if report.running else ended(event)
        words.append(f"{visible(event.comm)}[{event.pid}] {how}{report.why}")
    if report.by is not None:
        words.append(f", sent by {_program(report.by)}")
    return "".join(words) + f"; {report.lost} events lost"


def ended(event: End) -> str:
    """Return how a process ended, in words."""
    if event.signal is not None:
        return f"was terminated by {signal_name(event.signal)}"
    return "ended" if event.status is None else f"exited with status {event.status}"
