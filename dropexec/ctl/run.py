"""Run the command line and say with which status the process ends."""

from __future__ import annotations

import sys

import click

from dropexec.ctl import complaint, main

INTERRUPTED = 130


def run() -> int:
    """Run dropexecctl with the process's own arguments and return the exit status.

    What is wrong with the command line has been printed then. Raises OSError where standard output cannot be
    written.
    """
    try:
        # Not main(): that one makes status 1 of a closed pipe.
        with main.make_context("dropexecctl", sys.argv[1:]) as context:
            result = main.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        for line in complaint.lines(error):
            click.echo(line, err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return result if isinstance(result, int) else 0
