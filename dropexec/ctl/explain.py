"""``dropexecctl explain``: print what dropexec would do, without doing it."""

from __future__ import annotations

import json
import os
import sys

import click

from dropexec.explain.page import page, plain
from dropexec.explain.reach import search
from dropexec.explain.report import describe, failure
from dropexec.explain.surroundings import survey
from dropexec.launcher import caller, options
from dropexec.launcher.errors import DropexecError
from dropexec.launcher.plan import decide

_ROLES = {"heading": {"bold": True}, "warning": {"fg": "yellow", "bold": True}, "faint": {"dim": True}}


class _Explain(click.Command):
    """A command whose own options end at the first word that is none of them; the launcher's begin there."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts if name.startswith("-")}
        count = 0
        while count < len(args) and args[count] in own:
            count += 1
        return super().parse_args(ctx, [*args[:count], "--", *args[count:]])


@click.command(
    name="explain",
    cls=_Explain,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[--json] [--notes] [LAUNCHER OPTION]...",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a page.")
@click.option("--notes", "with_notes", is_flag=True, help="Add what su does that needs nothing done.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="USER[:GROUP] COMMAND [ARGUMENT]...")
@click.pass_context
def command(ctx: click.Context, as_json: bool, with_notes: bool, words: tuple[str, ...]) -> None:
    """Print what dropexec would do with these words, without doing it.

    Shows the ids and groups, the environment with the origin of each variable, the executable as the target
    would find it, limits and capabilities, the same change in the words of setpriv and systemd, and what
    changes for those who come from su. Nothing is changed and nothing is run.

    Exit status: the one that dropexec would have: 0 where it would run the command, also with warnings;
    125, 126 or 127 where it would not; 2 where explain's own option is wrong.

    \b
      dropexecctl explain kafka /opt/kafka/bin/kafka-server-start.sh
      dropexecctl explain -E --rlimit=nofile=hard redis redis-server
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    ctx.exit(explain(list(words), as_json=as_json, with_notes=with_notes))


def explain(words: list[str], *, as_json: bool, with_notes: bool = False) -> int:
    """Print the plan of the launcher's words; return the status that dropexec would have, 0 for success.

    Words that are refused before there is a plan are one line on standard error, and with ``as_json`` an
    object with ``error`` on standard output as well.
    """
    try:
        line = options.parse(words)
        if line.flag("help") or line.flag("version"):
            option = "--help" if line.flag("help") else "--version"
            raise DropexecError(
                f"cannot explain {option}: dropexec would print it and run nothing; run dropexec {option}"
            )
        plan = decide(line, caller.read())
        reach = search(plan)
        description = describe(plan, survey(plan), reach, _mode(reach.executable), with_notes=with_notes)
    except (DropexecError, OSError) as problem:
        error = problem if isinstance(problem, DropexecError) else DropexecError(f"cannot explain: {problem}")
        click.echo(f"dropexecctl: {error}", err=True)
        if as_json:
            click.echo(json.dumps(failure(error), indent=2))
        return error.status
    status: int = description["status"]
    if as_json:
        click.echo(json.dumps(description, indent=2))
        return status
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    text = page(description, _painted if coloured else plain)
    # A locale that lacks a letter shows its escape.
    click.echo(text.encode(sys.stdout.encoding or "ascii", "backslashreplace"), nl=False)
    return status


def _painted(role: str, text: str) -> str:
    return click.style(text, **_ROLES[role])  # type: ignore[arg-type]


def _mode(executable: str | None) -> int:
    if executable is None:
        return 0
    try:
        return os.stat(executable).st_mode
    except OSError:
        return 0
