"""``dropexecctl translate``: another tool's command line in dropexec's words."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropexec.compat.lookup import UnknownNameError
from dropexec.ctl import standard_input
from dropexec.translate import Circumstances, Fix, Translation, Word, shellline, translate
from dropexec.translate.accounts import AccountsOf
from dropexec.translate.surroundings import of_distribution, of_root

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = "dropexec-translate/1"

NO_TRANSLATION = 1
"""The exit status where there is no line that does the same."""

_LONGEST = 131072
"""As long as one word of a command line can be (execve(2), MAX_ARG_STRLEN)."""


@click.command(
    name="translate",
    context_settings={"help_option_names": ["-h", "--help"], "allow_interspersed_args": False},
    options_metavar="[OPTION]...",
)
@click.option(
    "--distro",
    metavar="ID[:RELEASE]",
    help="The distribution whose su, runuser and sudo are meant. Without --root its accounts are not known.",
)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Take the tools, accounts and limits of this root directory, not this machine's.",
)
@click.option("--assume-shell", metavar="SH", help="The login shell of accounts that are not known.")
@click.option(
    "--launcher",
    metavar="PATH",
    default=Circumstances.launcher,
    show_default=True,
    help="The launcher in the new line.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[--] [COMMAND LINE]")
@click.pass_context
def command(
    ctx: click.Context,
    distro: str | None,
    root: Path | None,
    assume_shell: str | None,
    launcher: str,
    as_json: bool,
    words: tuple[str, ...],
) -> None:
    """Translate a line of su, sudo, runuser, gosu or the like for dropexec.

    Without a command line, one line of a shell is read from standard input. The new line goes to standard
    output; what changes, and what the line rests on, to standard error.

    Exit status: 0 for a translation, safe or unsafe; 1 where there is none; 2 for a wrong command line.

    \b
      dropexecctl translate -- su -s /bin/sh kafka -c 'exec kafka-server-start.sh'
      dropexecctl translate --distro centos:6 --json -- runuser -u kafka id
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    base = Circumstances(assumed_shell=assume_shell, launcher=launcher)
    try:
        circumstances = _circumstances(base, distro, root)
    except UnknownNameError as error:
        raise click.UsageError(f"cannot use --distro {distro}: {error}") from error
    result = translate(_command(words), circumstances)
    if as_json:
        click.echo(json.dumps(as_object(result), indent=2))
    else:
        _print(result)
    ctx.exit(NO_TRANSLATION if result.fix is Fix.NONE else 0)


def _circumstances(base: Circumstances, distro: str | None, root: Path | None) -> Circumstances:
    """Return what is known: the tools of the distribution, and the accounts of the root or this machine.

    A distribution that is named without a root is another machine, with accounts of its own.
    """
    if root is None and distro is not None:
        return of_distribution(distro, base)
    place = Path("/") if root is None else root.resolve()
    accounts = AccountsOf(place)
    known = replace(of_root(place, base), accounts=accounts if accounts.known else None)
    return known if distro is None else of_distribution(distro, known)


def _command(words: tuple[str, ...]) -> Sequence[Word] | str:
    if not words:
        return _line()
    if len(words) == 1 and any(blank in words[0] for blank in " \t"):
        return words[0]
    return [Word.of(word) for word in words]


def _line() -> str:
    """Return the line on standard input, line breaks within its quotes included."""
    given = standard_input.read(_LONGEST + 1)
    if len(given) > _LONGEST or b"\0" in given:
        what = "is longer than a command line can be" if len(given) > _LONGEST else "is not text"
        raise click.UsageError(f"cannot translate standard input: it {what}")
    line = given.decode("utf-8", "surrogateescape").strip("\r\n")
    if not line.strip():
        raise click.UsageError(
            "cannot translate nothing: give a command line after --, or one line on standard input"
        )
    return line


def as_object(result: Translation) -> dict[str, object]:
    """Return the JSON object of a translation (dropexec/schemas/translate.json)."""
    return {
        "format": FORMAT,
        "original": result.original,
        "replacement": result.replacement,
        "fix": result.fix.value,
        "changes": list(result.changes),
        "assumes": list(result.assumes),
        "why": result.why,
    }


def _print(result: Translation) -> None:
    if result.replacement is None:
        _say(f"dropexecctl: cannot translate {_short(result.original)}: {result.why}")
        return
    sys.stdout.buffer.write(result.replacement.encode("utf-8", "surrogateescape") + b"\n")
    sys.stdout.flush()
    _say(f"{result.fix.value}:")
    for change in result.changes:
        _say(f"  {'!' if change in result.unsafe else '-'} {change}")
    for assumption in result.assumes:
        _say(f"  ? assumes that {assumption}")


def _say(text: str) -> None:
    """Print a line on standard error; what is not printable in it as an escape."""
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    click.echo(shown.encode(sys.stderr.encoding or "ascii", "backslashreplace"), err=True)


def _short(line: str) -> str:
    """Return a line for a message: quoted, and cut where it is long."""
    return shellline.literal(line if len(line) <= 60 else f"{line[:57]}...")
