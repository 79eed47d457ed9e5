"""``dropexecctl watch``: tell who sends a signal, and who ended a process."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from dropexec.watch import duration, target
from dropexec.watch.command import Command, status_of
from dropexec.watch.engine import NAMES, open_engine
from dropexec.watch.errors import NoTargetError, WatchError
from dropexec.watch.escape import visible
from dropexec.watch.event import signal_number
from dropexec.watch.output import JsonLines, Log, Words
from dropexec.watch.proc import Proc
from dropexec.watch.refusal import rights
from dropexec.watch.selection import ORDINARY, Selection, bits
from dropexec.watch.session import Session
from dropexec.watch.stops import Stops
from dropexec.watch.syslog import Syslog

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dropexec.watch.output import Output
    from dropexec.watch.proc import Process

# Exit statuses; 2 is click's own for a command line that is wrong.
DONE, NO_TARGET, FAILED = 0, 1, 125
SIGNALLED = 128


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


class _Watch(click.Command):
    """A command whose words after ``--`` are a command of its own, whatever they look like."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own, argv = args, None
        if "--" in args:
            own, argv = args[: args.index("--")], args[args.index("--") + 1 :]
        ctx.obj = argv
        return super().parse_args(ctx, own)


class _Duration(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases of click alone
    name = "DURATION"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            return duration.seconds(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class _SignalName(click.ParamType):  # type: ignore[type-arg]
    name = "NAME"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        number = signal_number(value)
        if number is None:
            self.fail(f"{value!r} is no signal: kill -l lists them", param, ctx)
        return number


def _say(text: str) -> None:
    click.echo(f"dropexecctl: {text}", err=True)


@click.command(
    name="watch",
    cls=_Watch,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[OPTION]... {PID... | --unit UNIT | --name NAME | --all | -- COMMAND [ARGUMENT]...}",
)
@click.argument("pids", nargs=-1, type=click.IntRange(1), metavar="")
@click.option("--unit", metavar="UNIT", help="Watch a unit's processes, across restarts.")
@click.option("--name", metavar="NAME", help="Watch the processes that are called exactly so now.")
@click.option("--all", "everything", is_flag=True, help="Watch every process.")
@click.option(
    "--signal",
    "signals",
    multiple=True,
    type=_SignalName(),
    metavar="NAME",
    help="Only this signal; repeatable. Default: all but CHLD, URG and WINCH.",
)
@click.option("--for", "seconds", type=_Duration(), metavar="DURATION", help="Stop after 10s, 5m or 2h.")
@click.option(
    "--engine",
    type=click.Choice(["auto", *NAMES]),
    default="auto",
    show_default=True,
    help="How signals are seen.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each signal and end.")
@click.option("--syslog", is_flag=True, help="Write to the system's log too, without command lines.")
@click.option("--argv", "show_argv", is_flag=True, help="With --syslog: command lines there too.")
@click.pass_context
def command(
    ctx: click.Context,
    pids: tuple[int, ...],
    unit: str | None,
    name: str | None,
    everything: bool,
    signals: tuple[int, ...],
    seconds: float | None,
    engine: str,
    as_json: bool,
    syslog: bool,
    show_argv: bool,
) -> None:
    """Tell who sends a signal to a process, and who ended it.

    Each signal is one line: when, which, to whom, and the process that sent it as it was in that call, with
    its user and login, command line, parents, terminal and unit. Threads are included, and children that are
    started from now on. At the end: how the process ended, by which signal, and by whom. Needs root.

    \b
      dropexecctl watch 4242
      dropexecctl watch --unit kafka --for 24h --syslog
      dropexecctl watch -- su -s /bin/sh nobody -c 'exec sleep 60'

    \b
    Exit status:
      0    the target has ended, or the time is over
      1    there is no such target
      2    the command line is wrong
      125  watching failed
      128+N  stopped by signal N; with a command, its own status, 126 or 127
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    argv = tuple(ctx.obj or ())
    ways = [bool(pids), unit is not None, name is not None, everything, ctx.obj is not None]
    if sum(ways) != 1 or (ctx.obj is not None and not argv):
        raise click.UsageError("Give one of: PID..., --unit, --name, --all, -- COMMAND.")
    if show_argv and not syslog:
        raise click.UsageError("--argv goes with --syslog: elsewhere command lines are shown anyway.")
    numbers = tuple(dict.fromkeys(signals)) or ORDINARY
    asked = Asked(pids, argv, unit, name, everything, numbers, seconds, engine, as_json, syslog, show_argv)
    try:
        ctx.exit(_run(asked))
    except NoTargetError as error:
        _say(str(error))
        ctx.exit(NO_TARGET)
    except BrokenPipeError:  # whoever read the output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        ctx.exit(SIGNALLED + signal.SIGPIPE)
    except (WatchError, OSError) as error:
        _say(str(error) if isinstance(error, WatchError) else f"cannot go on watching: {error}")
        ctx.exit(FAILED)


def _run(asked: Asked) -> int:
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
    by_name = unit is not None and not unit.directories
    selection = Selection(
        bits(asked.signals),
        pids=tuple(one.pid for one in targets),
        unit=unit.name if unit is not None and by_name else None,
        everything=asked.everything,
    )
    engine = open_engine(asked.engine, selection, proc, rights(), asked.signals, _say)
    stack.callback(engine.close)
    refresh = None
    if unit is not None and unit.directories:
        _say(f"{unit.name} has a control group of version 1: new processes are watched within a second")
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
    what = ", ".join(f"{visible(one.comm)}[{one.pid}]" for one in targets) or asked.unit or "everything"
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
        _say(f"cannot run {asked.argv[0]}: {failure.strerror}; give a command that can be run")
        return status_of(failure)
    # A supervisor's signal is for the command: watch passes it on, and appears as the sender.
    session.run(asked.seconds, stops, lambda number: os.kill(child.pid, number))
    session.finish()
    return child.wait()
