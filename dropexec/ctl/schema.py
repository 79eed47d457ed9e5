"""``dropexecctl schema``: the JSON Schemas of what dropexecctl prints and reads."""

from __future__ import annotations

import click

from dropexec import schemas


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", type=click.Choice(schemas.names()))
def command(name: str) -> None:
    """Print a JSON Schema (2020-12).

    It describes what a subcommand prints with --json, a recording, or the catalogue's TOML files.

    \b
      dropexecctl schema lint
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    click.echo(schemas.text(name), nl=False)
