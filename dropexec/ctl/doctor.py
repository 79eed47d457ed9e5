"""``dropexecctl doctor``: examine this host, or another root directory."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import click

from dropexec.doctor import auditrules, report, systemd
from dropexec.doctor.checks import CHECKS, NAMES
from dropexec.doctor.host import Host
from dropexec.machine import regularfile
from dropexec.machine.executable import inside, resolve
from dropexec.version import VERSION

_COLOURS = {"pass": "green", "warn": "yellow", "unknown": "magenta", "fail": "red"}
_STANDARD_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@click.command(name="doctor", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--check",
    "names",
    multiple=True,
    metavar="NAME",
    type=click.Choice(NAMES),
    help="Make this check alone; repeatable.",
)
@click.option("--list", "listed", is_flag=True, help="List the checks, each with the fault that it finds.")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Examine another root directory, as files alone.",
)
@click.option(
    "--probe", is_flag=True, help="Run su over a witness, and compare it with the catalogue (root)."
)
@click.option(
    "--candidate",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Judge this launcher in the place of the one on PATH; without --check, nothing else.",
)
@click.pass_context
def command(
    ctx: click.Context,
    as_json: bool,
    names: tuple[str, ...],
    listed: bool,
    root: Path | None,
    probe: bool,
    candidate: str | None,
) -> None:
    """Examine this host before it is handed over: each check passes, warns or fails, and says what to do.

    Nothing is changed. Exit status: 0 no check fails; 1 a check fails; 2 none fails, but one could not look,
    or the command line is wrong.

    \b
      dropexecctl doctor
      dropexecctl doctor --check su --probe
      dropexecctl doctor --candidate ./dropexec-linux-x86_64
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    if listed:
        click.echo(_listing(as_json), nl=False)
        return
    for option, given in (("--probe", probe), ("--candidate", candidate)):
        if root and given:
            raise click.UsageError(f"{option} runs a program, and --root runs none; leave one of them out.")
    wanted = names or (("launcher",) if candidate else NAMES)
    checks = [check for check in CHECKS if check.name in wanted]
    host = _other(root) if root else _this(probe, candidate)
    results = report.examine(checks, host)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    made = report.Report(host.name, now, VERSION, results)
    if as_json:
        click.echo(json.dumps(made.to_json(), indent=2))
    else:
        _print(report.page(made, min(shutil.get_terminal_size((80, 24)).columns, 110), _painter()))
    ctx.exit(made.status(named=bool(names)))


def _this(probe: bool, candidate: str | None) -> Host:
    root = Path("/")
    return Host(
        name=os.uname().nodename,
        uid=os.geteuid(),
        pid=os.getpid(),
        path=os.environ.get("PATH", _STANDARD_PATH),
        services=systemd.services if systemd.booted(root) else (lambda: None),
        engines=_engines,
        audit_rules=auditrules.read,
        contained=_contained,
        probe=_recordings if probe else None,
        candidate=os.path.abspath(candidate) if candidate else None,
    )


def _other(root: Path) -> Host:
    try:
        place = inside(root, resolve(root, "/etc/hostname") or "/etc/hostname")
        name = regularfile.read(place).decode("utf-8", "replace").strip().partition("\n")[0]
    except OSError:
        name = ""
    return Host(
        name=name or str(root),
        uid=os.geteuid(),
        pid=os.getpid(),
        path=_STANDARD_PATH,
        root=root,
        running=False,
    )


def _recordings() -> list[dict[str, Any]]:
    from dropexec.doctor.probing import recordings

    return recordings()


def _engines() -> dict[str, str | None]:
    from dropexec.doctor.engines import attempt

    return attempt()


def _contained() -> bool:
    from dropexec.doctor.engines import contained

    return contained()


def _listing(as_json: bool) -> str:
    if as_json:
        return json.dumps([{"name": check.name, "fault": check.fault} for check in CHECKS], indent=2) + "\n"
    texts = [(check.name, textwrap.indent(textwrap.fill(check.fault, 75), "    ")) for check in CHECKS]
    return "".join(f"{name}\n{fault}\n" for name, fault in texts)


def _painter() -> Any:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return lambda _, text: text
    return lambda status, text: click.style(text, fg=_COLOURS[status], bold=status == "fail")


def _print(text: str) -> None:
    # A locale that lacks a letter shows its escape.
    click.echo(text.encode(sys.stdout.encoding or "ascii", "backslashreplace"), nl=False)
