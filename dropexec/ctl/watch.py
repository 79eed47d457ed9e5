"""``dropexecctl watch``: tell who sends a signal, and who ended a process."""

from __future__ import annotations

import signal
import time
from typing import Any

import click

from dropexec.ctl import recorder, watching
from dropexec.watch import duration, moment
from dropexec.watch.engine import NAMES
from dropexec.watch.errors import NoTargetError, WatchError
from dropexec.watch.escape import command_line
from dropexec.watch.event import signal_number
from dropexec.watch.proc import process_id
from dropexec.watch.selection import ORDINARY

# Exit statuses; 2 is click's own for a command line that is wrong.
NO_TARGET, FAILED, SIGNALLED = 1, 125, 128

_RECORDER = ("arm", "status", "disarm", "last", "journal")
_TAKES = {
    "arm": {"signals", "records"},
    "last": {"words", "since", "as_json"},
    "journal": {"show_argv"},
    "status": set[str](),
    "disarm": set[str](),
}
"""What goes with each of the recorder's options; the rest is for a watch."""
_MOST_RECORDS = 1 << 20


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


class _Moment(click.ParamType):  # type: ignore[type-arg]
    name = "WHEN"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return moment.since(value, time.time_ns())
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command(
    name="watch",
    cls=_Watch,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[OPTION]... {PID... | --unit UNIT | --name NAME | --all | -- COMMAND [ARGUMENT]...}",
)
@click.argument("words", nargs=-1, metavar="")
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
@click.option("--engine", type=click.Choice(["auto", *NAMES]), help="How signals are seen. Default: auto.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each signal and end.")
@click.option("--syslog", is_flag=True, help="Write to the system's log too, without command lines.")
@click.option(
    "--argv", "show_argv", is_flag=True, help="With --syslog or --journal: command lines there too."
)
@click.option("--arm", is_flag=True, help="Have the kernel record signals while nothing runs.")
@click.option(
    "--records",
    type=click.IntRange(1, _MOST_RECORDS),
    metavar="N",
    help="With --arm: keep the last N signals. Default: 1024.",
)
@click.option("--status", is_flag=True, help="Print whether signals are recorded, and how many are.")
@click.option("--disarm", is_flag=True, help="Record no more, and forget what was recorded.")
@click.option("--last", is_flag=True, help="Print what was recorded of PID, NAME or UNIT, newest first.")
@click.option("--since", type=_Moment(), metavar="WHEN", help="With --last: from then on; 2h, or a date.")
@click.option("--journal", is_flag=True, help="Copy what is recorded, and what comes, to the journal.")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Tell who sends a signal to a process, and who ended it.

    Each signal is one line: when, which, to whom, and the process that sent it as it was in that call, with
    its user and login, command line, parents, terminal and unit. Threads are included, and children that are
    started from now on. At the end: how the process ended, by which signal, and by whom. Needs root.

    \b
      dropexecctl watch 4242
      dropexecctl watch --unit kafka --for 24h --syslog
      dropexecctl watch -- su -s /bin/sh nobody -c 'exec sleep 60'
      dropexecctl watch --arm
      dropexecctl watch --last kafka --since 2h

    \b
    Exit status:
      0    the target has ended, or the time is over
      1    there is no such target; --last: nothing is known
      2    the command line is wrong
      125  watching failed
      128+N  stopped by signal N; with a command, its own status, 126 or 127
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    given["argv"] = ctx.obj
    modes = [name for name in _RECORDER if given[name]]
    try:
        ctx.exit(_record(modes[0], given) if _checked(modes, given) else watching.run(_asked(given)))
    except NoTargetError as error:
        _say(str(error))
        ctx.exit(NO_TARGET)
    except BrokenPipeError:  # whoever read the output has had enough
        watching.discard_output()
        ctx.exit(SIGNALLED + signal.SIGPIPE)
    except (WatchError, OSError) as error:
        _say(str(error) if isinstance(error, WatchError) else f"cannot go on watching: {error}")
        ctx.exit(FAILED)


def _say(text: str) -> None:
    click.echo(f"dropexecctl: {text}", err=True)


def _checked(modes: list[str], given: dict[str, Any]) -> bool:
    """Return whether it is about the recorder; raise UsageError for what does not go together."""
    if len(modes) > 1:
        raise click.UsageError(f"--{modes[0]} and --{modes[1]} are mutually exclusive.")
    for mode in modes:
        named = {name for name, value in given.items() if value not in (None, False, ())}
        if named - _TAKES[mode] - {mode} or len(given["words"]) > 1:
            takes = {
                "arm": " but --signal and --records",
                "last": " but one target, --since and --json",
                "journal": " but --argv",
            }
            raise click.UsageError(f"--{mode} takes nothing{takes.get(mode, '')}.")
        return True
    for name, mode in (("records", "arm"), ("since", "last")):
        if given[name] is not None:
            raise click.UsageError(f"--{name} goes with --{mode}.")
    return False


def _record(mode: str, given: dict[str, Any]) -> int:
    if mode == "arm":
        return recorder.arm(tuple(dict.fromkeys(given["signals"])), given["records"])
    if mode == "last":
        word = given["words"][0] if given["words"] else None
        return recorder.show(word, given["since"] or 0, as_json=given["as_json"])
    if mode == "journal":
        return recorder.copy_to_journal(argv=given["show_argv"])
    return recorder.status() if mode == "status" else recorder.disarm()


def _asked(given: dict[str, Any]) -> watching.Asked:
    argv = tuple(given["argv"] or ())
    ways = [bool(given["words"]), given["everything"], given["argv"] is not None]
    ways += [given[name] is not None for name in ("unit", "name")]
    if sum(ways) != 1 or (given["argv"] is not None and not argv):
        raise click.UsageError("Give one of: PID..., --unit, --name, --all, -- COMMAND.")
    if given["show_argv"] and not given["syslog"]:
        raise click.UsageError("--argv goes with --syslog: elsewhere command lines are shown anyway.")
    for word in given["words"]:
        if not process_id(word):
            called = command_line((word,))
            raise click.UsageError(f"{word!r} is no process id; --name {called} watches processes called so.")
    return watching.Asked(
        pids=tuple(map(int, given["words"])),
        argv=argv,
        unit=given["unit"],
        name=given["name"],
        everything=given["everything"],
        signals=tuple(dict.fromkeys(given["signals"])) or ORDINARY,
        seconds=given["seconds"],
        engine=given["engine"] or "auto",
        as_json=given["as_json"],
        syslog=given["syslog"],
        show_argv=given["show_argv"],
    )
