"""``dropexecctl compat probe``: run what is installed here and see what it does on a stop."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from dropexec.probe import subject
from dropexec.probe.errors import ProbeError
from dropexec.probe.experiment import Setup
from dropexec.probe.template import FORMS
from dropexec.recording import picture, svg
from dropexec.recording.scenario import SCENARIOS, USUAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dropexec.probe.subject import Subject
    from dropexec.recording.document import Recording
    from dropexec.recording.scenario import Scenario

# Exit statuses; 2 is click's own for a command line that is wrong.
AGREED = 0
DISAGREED = 1
FAILED = 125
INTERRUPTED = 130


def _complain(text: str) -> None:
    click.echo(f"dropexecctl: {text}", err=True)


def _scenarios(names: Sequence[str]) -> list[Scenario]:
    if "all" in names:
        return list(SCENARIOS.values())
    return [SCENARIOS[name] for name in dict.fromkeys(names or USUAL)]


def _subjects(names: Sequence[str], template: Sequence[str]) -> list[Subject]:
    if template:
        return [subject.from_template(template)]
    if "all" in names:
        return subject.installed()
    return [subject.named(name) for name in dict.fromkeys(names or ("su",))]


def _write(directory: str, name: str, text: str) -> None:
    try:
        os.makedirs(directory, exist_ok=True)
        with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ProbeError(f"cannot write {error.filename}: {error.strerror}") from None


def _show(recording: Recording) -> None:
    tool = recording.tool
    origin = f" ({tool['path']}, {tool['package']})" if tool["package"] else f" ({tool['path']})"
    version = f" {tool['version']}" if tool["version"] else ""
    click.secho(f"{tool['name']}{version}, {recording.scenario}: {recording.outcome}", bold=True)
    click.echo(f"  {recording.consequence}.")
    click.echo(f"  {' '.join(recording.argv)}{origin}\n")
    ascii_only = "utf" not in (sys.stdout.encoding or "").lower()
    click.echo(
        picture.draw(recording, min(110, shutil.get_terminal_size((100, 24)).columns), ascii_only=ascii_only)
    )


def _check(recording: Recording, *, err: bool) -> bool:
    """Print what the catalogue says to `recording` and return whether it disagrees."""
    try:
        from dropexec.compat.compare import check_recording
    except ImportError as error:
        raise ProbeError(f"cannot check: the catalogue is not installed ({error})") from None
    found = check_recording(recording.to_json())
    click.echo(f"{recording.tool['name']} {recording.scenario}: catalogue and recording", err=err)
    for one in found:
        detail = f"claimed {json.dumps(one.claimed)}, observed {json.dumps(one.observed)}"
        click.echo(f"  {one.verdict:<12} {one.behaviour}: {one.reason or detail}", err=err)
    if not found:
        click.echo(
            "  inconclusive  the catalogue claims nothing for this implementation and release", err=err
        )
    return any(one.verdict == "disagree" for one in found)


def _probe(setup: Setup, one: Subject, scenario: Scenario) -> Recording | None:
    """Return the recording, or None, having said why, where the tool cannot be probed."""
    try:
        return setup.probe(one, scenario)
    except ProbeError as error:
        _complain(str(error))
        return None


def _run(
    setup: Setup, subjects: Sequence[Subject], scenarios: Sequence[Scenario]
) -> Iterator[tuple[Subject, Recording | None]]:
    for one in subjects:
        for scenario in scenarios:
            recording = _probe(setup, one, scenario)
            yield one, recording
            if recording is None:
                break  # what does not start for one scenario starts for none


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("template", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--tool",
    "tools",
    multiple=True,
    metavar="NAME",
    help="A tool that is installed here, or all of them; repeatable. Default: su.",
)
@click.option(
    "--scenario",
    "names",
    multiple=True,
    metavar="NAME",
    type=click.Choice([*SCENARIOS, "all"], case_sensitive=False),
    help=f"What the target does and what is sent; repeatable. Default: {' and '.join(USUAL)}.",
)
@click.option("--user", default="nobody", show_default=True, help="The user to become.")
@click.option(
    "--shell",
    default="/bin/sh",
    show_default=True,
    help="The shell for tools that need one, an absolute path.",
)
@click.option(
    "--form",
    type=click.Choice(list(FORMS)),
    default="exec",
    show_default=True,
    help="How the shell is given the command: exec CMD, CMD, or CMD >FILE.",
)
@click.option(
    "--attempts", type=click.IntRange(1), default=100, show_default=True, help="Starts in the scenario race."
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one array of recordings and nothing else on stdout."
)
@click.option("--record", metavar="DIR", help="Write each recording to a file of its own in DIR.")
@click.option("--svg", "pictures", metavar="DIR", help="Write each timeline as SVG to a file in DIR.")
@click.option(
    "--check", is_flag=True, help="Compare with the catalogue's claims for this implementation and release."
)
def command(
    template: tuple[str, ...],
    tools: tuple[str, ...],
    names: tuple[str, ...],
    user: str,
    shell: str,
    form: str,
    attempts: int,
    as_json: bool,
    record: str | None,
    pictures: str | None,
    check: bool,
) -> None:
    """Run a real su over a target that watches itself, stop it, and see what happens.

    The tool is started as a supervisor starts a service, and the signal goes to the PID that a supervisor
    knows. Needs root. TEMPLATE, after --, is the argv of a tool that --tool does not know, or another way to
    call one; in it {user}, {uid}, {gid} and {shell} stand for the user and the shell, {argv} for the command
    in words, {shell_command} for the command as one string.

    \b
      dropexecctl compat probe --scenario slow --shell /bin/bash
      dropexecctl compat probe -- su -P {user} -s {shell} -c {shell_command}

    \b
    Scenarios:
    SCENARIOS

    \b
    Exit status:
      0    probed; with --check, nothing in the catalogue disagrees
      1    --check: the catalogue says something else
      2    the command line is wrong
      125  a probe could not be carried out: not root, no such tool, a password prompt, a locked account
      130  interrupted
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    if template and tools:
        raise click.UsageError("--tool and a template after -- exclude one another.")
    failed = disagreed = False
    done: list[Recording] = []
    try:
        setup = Setup.prepare(user, shell, form, attempts)
        for one, recording in _run(setup, _subjects(tools, template), _scenarios(names)):
            if recording is None:
                failed = True
                continue
            done.append(recording)
            name = recording.file_name(one.implementation)
            if record is not None:
                _write(record, name, recording.text())
                click.echo(f"{os.path.join(record, name)}: {recording.outcome}", err=as_json)
            if pictures is not None:
                _write(pictures, name.removesuffix(".json") + ".svg", svg.draw(recording))
            if not as_json and record is None:
                _show(recording)
            disagreed |= check and _check(recording, err=as_json)
    except ProbeError as error:
        _complain(str(error))
        sys.exit(FAILED)
    except KeyboardInterrupt:
        _complain("interrupted; what had been started is ended")
        sys.exit(INTERRUPTED)
    if as_json:
        click.echo(json.dumps([recording.to_json() for recording in done], indent=1))
    sys.exit(FAILED if failed else DISAGREED if disagreed else AGREED)


command.help = inspect.cleandoc(command.help or "").replace(
    "SCENARIOS", "\n".join(f"  {scenario.name:<9} {scenario.summary}" for scenario in SCENARIOS.values())
)
