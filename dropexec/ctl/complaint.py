"""What is wrong with a command line, in the one style of this project: a line, and a hint where to look."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def lines(error: click.ClickException) -> Iterator[str]:
    """Yield the lines for an error: ``dropexecctl: MESSAGE``, and for a wrong command line where help is."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    said = _message(error).rstrip(".")
    hint = _nearest(error, context) if context is not None else ""
    yield f"dropexecctl: {said[:1].lower()}{said[1:]}{hint}"
    if context is not None:
        yield f"Try '{context.command_path} --help'."


def _message(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"no such option: {error.option_name}"
    if isinstance(error, click.BadParameter) and error.ctx is not None and not error.param_hint:
        # "Invalid value for '--format': 'x' is not one of ..." names the whole choice twice for an argument.
        name = error.param.opts[0] if isinstance(error.param, click.Option) else ""
        if not isinstance(error, click.MissingParameter):
            return f"{name}: {error.message}" if name else error.message
    said = error.format_message()
    for addition in (" Did you mean", " (Did you mean", " Choose from:"):  # the last on lines of its own
        said = said.partition(addition)[0]
    return said


def _nearest(error: click.ClickException, context: click.Context) -> str:
    """Return a hint at the option or the subcommand that is nearest to an unknown one, or ""."""
    if isinstance(error, click.NoSuchOption):
        known = [name for parameter in context.command.params for name in parameter.opts]
        return _did_you_mean(error.option_name, known)
    if isinstance(context.command, click.Group) and "No such command" in error.format_message():
        named = error.format_message().split("'")[1:2]
        return _did_you_mean(named[0] if named else "", context.command.list_commands(context))
    return ""


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean {found[0]}?" if found else ""
