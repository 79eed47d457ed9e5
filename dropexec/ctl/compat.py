"""``dropexecctl compat``: the catalogue of what su and its peers do on stop, and this machine's own."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import click

from dropexec.compat import entries
from dropexec.compat.identify import UnidentifiedError, identify
from dropexec.compat.load import RECORDINGS, catalogue
from dropexec.compat.lookup import UnknownNameError, find
from dropexec.compat.report import html, markdown, text
from dropexec.compat.report.timelines import read_recordings

_LAZY = {"probe": "run a real su over a witness and write down what happens"}


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


@click.group(cls=_Group)
def command() -> None:
    """Tell what each distribution's su does to a service on stop.

    Exit status: 0; 1 for a name that the catalogue does not know, or a su that it cannot identify; 2 for a
    wrong option.
    """


_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@command.command("list")
@_as_json
def list_(as_json: bool) -> None:
    """List the implementations and distributions that are known."""
    known = catalogue()
    click.echo(_dump(entries.listing(known)) if as_json else text.listing(known), nl=as_json)


@command.command()
@click.argument("name", metavar="NAME|DISTRIBUTION[:RELEASE]")
@_as_json
def show(name: str, as_json: bool) -> None:
    """Show an implementation, a distribution or one release of it.

    A distribution with several releases and none asked for is shown release by release.
    """
    known = catalogue()
    try:
        found = find(known, name)
    except UnknownNameError as error:
        raise click.ClickException(str(error)) from error
    click.echo(_dump(entries.entry(known, found)) if as_json else text.found(known, found), nl=as_json)


@command.command()
@_as_json
def here(as_json: bool) -> None:
    """Show what this machine's su does."""
    known = catalogue()
    try:
        machine = identify(known)
    except UnidentifiedError as error:
        raise click.ClickException(f"{error}; compat probe finds out what it does") from error
    click.echo(_dump(entries.here(known, machine)) if as_json else text.here(known, machine), nl=as_json)


@command.command()
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
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=RECORDINGS if RECORDINGS.is_dir() else None,
    help="Draw the timelines of the recordings in this directory.",
)
def report(kind: str, recordings: Path | None) -> None:
    """Print the whole catalogue as one self-contained page."""
    try:
        drawn = read_recordings(recordings) if recordings else []
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    page = html.page if kind == "html" else markdown.page
    click.echo(page(catalogue(), drawn), nl=False)


def _dump(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
