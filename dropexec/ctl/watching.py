"""A watch as it happens: the command line's wishes, put together and run."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from dropexec.watch import target
from dropexec.watch.command import Command, status_of
from dropexec.watch.engine import open_engine
from dropexec.watch.errors import NoTargetError, WatchError
from dropexec.watch.escape import command_line, visible
from dropexec.watch.output import JsonLines, Log, Words
from dropexec.watch.proc import Proc
from dropexec.watch.refusal import rights
from dropexec.watch.selection import Selection, bits
from dropexec.watch.session import Session
from dropexec.watch.stops import Stops
from dropexec.watch.syslog import Syslog

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dropexec.watch.output import Output
    from dropexec.watch.proc import Process

DONE, SIGNALLED = 0, 128


class Asked(NamedTuple):
    """What the command line says is to be watched, and how."""

    pids: tuple[int, ...]
    argv: tuple[str, ...]
    unit: str | None
    name: str | None
    everything: bool
    signals: tuple[int, ...]
    seconds: float | None
    engine: str
    as_json: bool
    syslog: bool
    show_argv: bool


def _say(text: str) -> None:
    click.echo(f"dropexecctl: {text}", err=True)


def run(asked: Asked) -> int:
    """Watch, and return the exit status; raises NoTargetError and WatchError."""
    proc = Proc()
    with contextlib.ExitStack() as stack:
        stops = stack.enter_context(Stops())
        outputs = list(_outputs(asked, stack))
        watch = _watch_command if asked.argv else _watch_targets
        return watch(asked, proc, outputs, stops, stack)


def _outputs(asked: Asked, stack: contextlib.ExitStack) -> Iterator[Output]:
    yield JsonLines(sys.stdout) if asked.as_json else Words(sys.stdout)
    if asked.syslog:
        log = Syslog()
        stack.callback(log.close)
        yield Log(log, argv=asked.show_argv)


def _session(
    asked: Asked,
    proc: Proc,
    outputs: Sequence[Output],
    stack: contextlib.ExitStack,
    targets: Sequence[Process],
    unit: target.Unit | None = None,
) -> Session:
    selection = Selection(
        bits(asked.signals),
        pids=tuple(one.pid for one in targets),
        unit=unit.name if unit is not None and unit.unified else None,
        everything=asked.everything,
    )
    engine = open_engine(asked.engine, selection, proc, rights(), asked.signals, _say)
    stack.callback(engine.close)
    refresh = None
    if unit is not None and not unit.unified:
        _say(f"{unit.name} has a control group of version 1: new processes are watched within a second")
    if unit is not None and (engine.name == "tracefs" or not unit.unified):
        refresh = lambda: list(target.members(unit.directories))  # noqa: E731
    return Session(engine, selection, proc, outputs, targets=targets, refresh=refresh)


def _watch_targets(
    asked: Asked, proc: Proc, outputs: Sequence[Output], stops: Stops, stack: contextlib.ExitStack
) -> int:
    targets: list[Process] = []
    unit = None
    if asked.pids:
        targets = target.by_pid(asked.pids, proc)
        for pid in asked.pids:
            if pid not in [one.pid for one in targets]:
                _say(f"{pid} is a thread: watching its process")
    elif asked.name is not None:
        targets = target.by_name(asked.name, proc, os.getpid())
    elif asked.unit is not None:
        unit = target.by_unit(asked.unit)
    session = _session(asked, proc, outputs, stack, targets, unit)
    gone = session.watch_targets()
    if gone:
        raise NoTargetError(f"cannot watch {gone[0].pid}: it has just ended; nobody was watching yet")
    what = ", ".join(f"{visible(one.comm)}[{one.pid}]" for one in targets)
    what = what or visible(asked.unit or "everything")
    _say(f"watching {what} with {session.engine}")
    stopped_by = session.run(asked.seconds, stops)
    session.finish()
    return SIGNALLED + stopped_by if stopped_by else DONE


def _watch_command(
    asked: Asked, proc: Proc, outputs: Sequence[Output], stops: Stops, stack: contextlib.ExitStack
) -> int:
    child = Command(asked.argv, os.environ)
    stack.callback(child.abandon)
    process = proc.process(child.pid)
    if process is None:
        raise WatchError("cannot watch the command: /proc does not show it; mount proc on /proc")
    session = _session(asked, proc, outputs, stack, [process])
    session.watch_targets()
    failure = child.run()
    if failure is not None:
        name = command_line(asked.argv[:1])
        _say(f"cannot run {name}: {failure.strerror}; give a command that can be run")
        return status_of(failure)
    try:
        session.run(asked.seconds, stops, lambda number: _pass_on(number, child))
        session.finish()
    except (WatchError, OSError) as error:
        # A service manager takes the end of watch for the end of the command: they end together.
        discard_output()
        why = error.strerror if isinstance(error, OSError) else error
        _say(f"cannot go on watching: {why}; {visible(asked.argv[0])} runs on, with signals passed on to it")
    while not child.ended(stops):
        for number in stops.taken():
            _pass_on(number, child)
    return child.wait()


def discard_output() -> None:
    """Have what is written to standard output from now on go nowhere, what is held back included."""
    null = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _pass_on(number: int, child: Command) -> None:
    """Send the command what watch was sent, for it is the command that a supervisor means.

    A ^C on the terminal goes to both of them anyway.
    """
    if number != signal.SIGINT or not _in_foreground():
        os.kill(child.pid, number)


def _in_foreground() -> bool:
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
