"""``dropexecctl lint``: the service definitions in which su stands in the way, and how to mend them."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropexec.ctl import standard_input
from dropexec.lint import image
from dropexec.lint.finding import Severity
from dropexec.lint.rules import UnknownRuleError
from dropexec.lint.settings import Settings, select

if TYPE_CHECKING:
    from dropexec.lint.run import Report


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@click.option("--fix", "fixes", is_flag=True, help="Apply the safe fixes.")
@click.option("--diff", is_flag=True, help="Print what --fix would do, and change nothing.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: those too that change something.")
@click.option(
    "--root",
    metavar="DIR",
    type=click.Path(),
    help="Lint another root or an image's archive, its accounts too.",
)
@click.option("--distro", metavar="ID[:RELEASE]", help="The distribution that the files are for.")
@click.option("--launcher", metavar="PATH", help="dropexec's path in replacements.")
@click.option("--assume-shell", metavar="SHELL", help="The login shell of accounts that are not known.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="Of the report.",
)
@click.option("--select", "only", help="Only these rules.", metavar="RULE", multiple=True)
@click.option("--extend-select", "more", help="These rules besides.", metavar="RULE", multiple=True)
@click.option("--ignore", "less", help="Not these rules.", metavar="RULE", multiple=True)
@click.option(
    "--min-severity",
    type=click.Choice([level.value for level in Severity]),
    default=Severity.NOTE.value,
    show_default=True,
    help="Report nothing below.",
)
@click.option("--exit-zero", is_flag=True, help="End with status 0 in spite of findings.")
@click.option("--no-ignores", is_flag=True, help="Disobey the comments that ignore findings.")
@click.option("--stdin-filename", metavar="NAME", help="The file that standard input (-) is.")
@click.option("--explain", metavar="RULE", help="Print a rule's page.")
@click.option("--list-rules", is_flag=True, help="List the rules; those marked - are off by default.")
def command(
    paths: tuple[str, ...],
    fixes: bool,
    diff: bool,
    unsafe_fixes: bool,
    root: str | None,
    distro: str | None,
    launcher: str | None,
    assume_shell: str | None,
    kind: str,
    only: tuple[str, ...],
    more: tuple[str, ...],
    less: tuple[str, ...],
    min_severity: str,
    exit_zero: bool,
    no_ignores: bool,
    stdin_filename: str | None,
    explain: str | None,
    list_rules: bool,
) -> None:
    """Find service definitions in which su, sudo or runuser stands between the supervisor and the service.

    Reads systemd units, Upstart jobs, Dockerfiles, shell scripts, supervisord, cron, monit, Procfiles,
    Compose, Kubernetes and Ansible files and their templates; a directory is walked.
    Without PATH: the places where this machine, or the root, keeps such files. PATH - is standard input.

    Exit status: 0 nothing found; 1 findings; 2 something could not be read or written, or a wrong option.

    \b
      dropexecctl lint
      dropexecctl lint --diff /etc/systemd/system
      dropexecctl lint --distro centos:6 --format sarif packaging/
      dropexecctl lint --explain stop-timeout-ignored
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    if list_rules or explain is not None:
        _page(explain)
        return
    try:
        selection = select(only, more, less, Severity(min_severity), not no_ignores)
    except UnknownRuleError as error:
        raise click.UsageError(str(error)) from error
    _check(fixes, diff, paths, root, stdin_filename)
    _check_distribution(distro)
    settings = Settings(root or "/", selection, distro, launcher, assume_shell, unsafe_fixes)
    if paths == ("-",):
        report = _stdin(settings, stdin_filename or "-", fixes, diff, kind)
    elif root is not None and image.is_image(root):
        report = _image(settings, paths, diff, kind)
    else:
        report = _files(settings, paths, fixes, diff, kind)
    status = report.status or int(diff and bool(report.mended))
    sys.exit(0 if exit_zero and status == 1 else status)


def _page(name: str | None) -> None:
    """Print a rule's page, or the list of the rules."""
    from dropexec.lint import manual
    from dropexec.lint.rules import rule

    try:
        lines = manual.listing() if name is None else manual.explain(rule(name))
    except UnknownRuleError as error:
        raise click.UsageError(str(error)) from error
    for line in lines:
        click.echo(line)


def _check(fixes: bool, diff: bool, paths: tuple[str, ...], root: str | None, name: str | None) -> None:
    """Raise UsageError for what does not go together."""
    if fixes and diff:
        raise click.UsageError("--fix and --diff are mutually exclusive")
    if "-" in paths and (len(paths) > 1 or name is None):
        raise click.UsageError("standard input (-) is linted by itself, and needs --stdin-filename")
    if root is not None and not (os.path.isdir(root) or os.path.isfile(root)):
        raise click.UsageError(f"cannot lint {root}: it is neither a directory nor an image")
    if root is not None and fixes and image.is_image(root):
        raise click.UsageError(f"cannot mend {root}: it is an image; mend what it is built from")


def _check_distribution(name: str | None) -> None:
    """Raise UsageError for a distribution that the catalogue does not know."""
    if name is None:
        return
    from dropexec.compat.load import catalogue
    from dropexec.compat.lookup import UnknownNameError, find

    try:
        find(catalogue(), name)
    except UnknownNameError as error:
        raise click.UsageError(f"cannot use --distro {name}: {error}") from error


def _files(settings: Settings, paths: tuple[str, ...], fixes: bool, diff: bool, kind: str) -> Report:
    from dropexec.lint import run
    from dropexec.lint.places import existing

    given = [(path, path) for path in paths] or existing(Path(settings.root))
    progress = _progress if sys.stderr.isatty() else None
    report = run.run(given, settings, fixes or diff, progress)
    if progress is not None:
        click.echo("\r\033[K", err=True, nl=False)
    if fixes:
        run.write(report, settings.root)
    _show(report, kind, diff)
    return report


def _image(settings: Settings, paths: tuple[str, ...], diff: bool, kind: str) -> Report:
    """Lint an image: what its configuration starts, as the lines of a Dockerfile, and its files."""
    from dropexec.lint import run
    from dropexec.lint.documents.document import Unreadable
    from dropexec.lint.layers import ImageError
    from dropexec.lint.linter import Linter
    from dropexec.lint.source import Source

    name = settings.root
    try:
        with image.unpacked(name) as found:
            inner = replace(settings, root=str(found.root))
            report = run.run(image.files(found, name, paths), inner, diff)
            source = Source(f"{name}:config.Dockerfile", found.dockerfile().encode("utf-8", "surrogatepass"))
            run.take(report, run.judge(Linter(inner), source, None, diff, settings.unsafe), diff)
            report.findings.sort(key=lambda item: item.source is not source)
    except (ImageError, OSError) as error:
        report = run.Report()
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        report.unreadable.append(Unreadable(name, 0, 0, said))
    _show(report, kind, diff)
    return report


def _stdin(settings: Settings, name: str, fixes: bool, diff: bool, kind: str) -> Report:
    """Lint standard input as the file ``name``; with --fix the mended text is printed, as editors want it."""
    from dropexec.lint import run, walk
    from dropexec.lint.linter import Linter
    from dropexec.lint.source import Source

    data = standard_input.read(walk.LARGEST + 1)
    report = run.Report(files=1)
    found = walk.judge(walk.Target(name, name, True), data)
    if isinstance(found, walk.Candidate):
        path = name if os.path.lexists(name) else None
        mended = run.judge(Linter(settings), Source(name, data), path, fixes or diff, settings.unsafe)
        run.take(report, mended, fixes or diff)
        data = mended.after.data
    elif found is not None:
        report.unreadable.append(found)
    if fixes and kind == "text":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    _show(report, kind, diff, to_stderr=fixes)
    return report


def _show(report: Report, kind: str, diff: bool, to_stderr: bool = False) -> None:
    from dropexec.lint.formats import diff as patch
    from dropexec.lint.formats import github, json, sarif, text

    if kind in ("json", "sarif"):
        click.echo({"json": json, "sarif": sarif}[kind].render(report))
        return
    if kind == "github":
        for line in github.render(report, os.environ):
            click.echo(line)
        return
    if diff:
        for mended in report.mended:
            sys.stdout.buffer.write(patch.render(mended))
        sys.stdout.buffer.flush()
        report.fixed = []
    for line in text.render(report):
        click.echo(line, err=to_stderr)
    for item in report.unreadable:
        click.echo(text.unreadable(item), err=True)


def _progress(done: int, of: int) -> None:
    """Say on the terminal how far the run is."""
    click.echo(
        f"\r\033[K{done} of {of} files judged" if of else f"\r\033[K{done} files looked at",
        err=True,
        nl=False,
    )
