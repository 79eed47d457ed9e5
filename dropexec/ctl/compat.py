"""``dropexecctl compat``: the catalogue of what su and its peers do on stop, and this machine's own.

What takes time to import is imported by the subcommand that needs it: here and show are for people who wait.
"""

from __future__ import annotations

import importlib
import json
import os
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from dropexec.recording.document import Recording

_LAZY = {"probe": "run a real su over a witness and record what happens"}

# Exit statuses; 2 is click's own for a command line that is wrong.
DISAGREED = 1
UNREADABLE = 125


class _Group(click.Group):
    """A group that imports ``probe``, which brings ptys, namespaces and the rest, only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_LAZY})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _LAZY:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"dropexec.ctl.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [
            (name, _LAZY.get(name) or self.commands[name].get_short_help_str())
            for name in self.list_commands(ctx)
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class _Unreadable(click.ClickException):
    """A file that cannot be read, or is not what it should be."""

    exit_code = UNREADABLE


@click.group(cls=_Group)
def command() -> None:
    """Tell what each distribution's su does to a service on stop.

    Exit status: 0; 1 for a name that the catalogue does not know, a su that it cannot identify, or a
    recording that disagrees with it; 2 for a wrong option; 125 for a file that cannot be read.

    \b
      dropexecctl compat here
      dropexecctl compat show centos:6
      dropexecctl compat probe --scenario slow
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace


_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_full = click.option("--full", is_flag=True, help="Every claim with its source, not just a summary.")


@command.command("list", short_help="what is known: implementations and distributions")
@_as_json
def list_(as_json: bool) -> None:
    """List the implementations and distributions that are known.

    \b
      dropexecctl compat list --json
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    from dropexec.compat import entries
    from dropexec.compat.load import catalogue
    from dropexec.compat.report import text

    known = catalogue()
    click.echo(_dump(entries.listing(known)) if as_json else text.listing(known), nl=as_json)


@command.command(short_help="one of them, or a recording: what it does, and what to do")
@click.argument("name", metavar="NAME|DISTRIBUTION[:RELEASE]|RECORDING.json")
@_full
@_as_json
def show(name: str, full: bool, as_json: bool) -> None:
    """Show an implementation, a command, a distribution, a release of one, or a recording.

    Names are those that people use: debian:12.5, bookworm, debian:stable, el8, oracle:9, linuxmint:21, su.

    \b
      dropexecctl compat show bookworm
      dropexecctl compat show --full util-linux-su
      dropexecctl compat show ./su.json
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    if name.endswith(".json") or os.sep in name:
        _show_recording(_read(name), as_json=as_json)
        return
    from dropexec.compat.load import catalogue, lazy_catalogue
    from dropexec.compat.lookup import UnknownNameError, find
    from dropexec.compat.model import Row

    known = lazy_catalogue()
    try:
        found = find(known, name)
        if (full or as_json) and not isinstance(found, Row):
            # The evidence of every release there is takes all of the files.
            known = catalogue()
            found = find(known, name)
    except UnknownNameError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        from dropexec.compat import entries

        click.echo(_dump(entries.entry(known, found)))
    else:
        from dropexec.compat.report import text

        click.echo(text.found(known, found, full=full), nl=False)


@command.command(short_help="what this machine's su does, and what to do")
@_full
@_as_json
def here(full: bool, as_json: bool) -> None:
    """Show what this machine's su does.

    \b
      dropexecctl compat here --full
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    from dropexec.compat.identify import UnidentifiedError, identify
    from dropexec.compat.load import lazy_catalogue

    known = lazy_catalogue()
    try:
        machine = identify(known)
    except UnidentifiedError as error:
        raise click.ClickException(f"{error}; compat probe finds out what it does") from error
    if as_json:
        from dropexec.compat import entries

        click.echo(_dump(entries.here(known, machine)))
    else:
        from dropexec.compat.report import text

        click.echo(text.here(known, machine, full=full), nl=False)


@command.command(short_help="hold a recording against the catalogue")
@click.argument("file", type=click.Path())
@_as_json
def compare(file: str, as_json: bool) -> None:
    """Hold a recording against the catalogue: agree, disagree or inconclusive, claim by claim.

    FILE is what compat probe --record wrote, here or on another machine.

    \b
      dropexecctl compat compare ./su.json

    \b
    Exit status:
      0    nothing in the catalogue disagrees
      1    something does
      125  FILE is not a recording, or cannot be read
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    from dropexec.compat.load import catalogue
    from dropexec.compat.report import comparison

    found = comparison.of_recording(catalogue(), _read(file).to_json())
    click.echo(_dump(comparison.entry(found)) if as_json else comparison.text(found, file), nl=as_json)
    if found.verdict == "disagree":
        click.get_current_context().exit(DISAGREED)


@command.command(short_help="the whole catalogue as one page")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["html", "md"]),
    default="md",
    show_default=True,
    help="Of the page.",
)
@click.option(
    "--recordings",
    type=click.Path(exists=True, file_okay=False),
    help="Draw the timelines of the recordings in this directory. Default: those behind the catalogue.",
)
def report(kind: str, recordings: str | None) -> None:
    """Print the whole catalogue as one self-contained page.

    \b
      dropexecctl compat report --format html
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    from pathlib import Path

    from dropexec.compat.load import RECORDINGS, catalogue
    from dropexec.compat.report import html, markdown
    from dropexec.compat.report.timelines import read_recordings

    directory = Path(recordings) if recordings else RECORDINGS
    try:
        drawn = read_recordings(directory) if directory.is_dir() else []
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    page = html.page if kind == "html" else markdown.page
    click.echo(page(catalogue(), drawn), nl=False)


def _read(name: str) -> Recording:
    """Return the recording in the file called ``name``, or end with one line and status 125."""
    from dropexec.recording.document import Recording

    try:
        with open(name, encoding="utf-8") as file:
            return Recording.from_json(json.load(file))
    except OSError as error:
        reason = error.strerror or "unknown error"
    except ValueError as error:
        reason = str(error) if "recording" in str(error) else f"not a recording: {error}"
    raise _Unreadable(f"cannot read {name}: {reason}")


def _show_recording(recording: Recording, *, as_json: bool) -> None:
    import shutil
    import sys

    from dropexec.ctl.probe_output import Output

    if as_json:
        click.echo(_dump(recording.to_json()))
        return
    Output(min(110, shutil.get_terminal_size((80, 24)).columns), as_json=False).show(recording)
    sys.stdout.flush()


def _dump(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
