"""The ``dropexecctl`` command: one module a subcommand, imported when it is called."""

from __future__ import annotations

import importlib
import os

import click

from dropexec.version import VERSION

_SUBCOMMANDS = {
    "compat": "what each distribution's su does to a service on stop",
    "doctor": "examine this host, or another root directory",
    "explain": "print what dropexec would do, without doing it",
    "lint": "find the service definitions in which su stands in the way",
    "man": "show a manual page where man(1) cannot",
    "schema": "print the JSON Schema of a format",
    "translate": "a line of su, sudo, gosu or the like in dropexec's words",
    "watch": "tell who sends a signal to a process, and who ended it",
}


class _Lazy(click.Group):
    """A group whose subcommands are imported only when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _SUBCOMMANDS:
            return None
        module = importlib.import_module(f"dropexec.ctl.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_SUBCOMMANDS.items()))


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="dropexecctl")
@click.pass_context
def main(context: click.Context) -> None:
    """Explain and examine how services give up root.

    \b
      dropexecctl compat here
      dropexecctl lint
      dropexecctl translate -- su -s /bin/sh kafka -c 'exec kafka-server-start.sh'
      dropexecctl watch --unit kafka
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    # https://no-color.org; a pipe or a file gets no colours anyway.
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        context.color = False
