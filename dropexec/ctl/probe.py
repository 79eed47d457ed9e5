"""``dropexecctl compat probe``: run what is installed here and see what it does on a stop."""

from __future__ import annotations

import inspect
import os
import shutil
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from dropexec.ctl.new_file import write_new
from dropexec.ctl.probe_output import Output
from dropexec.probe import subject
from dropexec.probe.errors import ProbeError
from dropexec.probe.experiment import Setup
from dropexec.probe.template import FORMS
from dropexec.recording import svg
from dropexec.recording.printable import printable
from dropexec.recording.scenario import SCENARIOS, USUAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from dropexec.probe.subject import Subject
    from dropexec.recording.document import Recording
    from dropexec.recording.scenario import Scenario

# Exit statuses; 2 is click's own for a command line that is wrong.
AGREED = 0
DISAGREED = 1
FAILED = 125
INTERRUPTED = 130

_ENDING = (signal.SIGTERM, signal.SIGHUP)


class _Terminated(BaseException):
    """A signal that ends this process once it has cleaned up."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


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


def _save(directory: str, name: str, text: str) -> str:
    try:
        return write_new(directory, name, text)
    except OSError as error:
        raise ProbeError(f"cannot write {error.filename or directory}: {error.strerror}") from None


def _complain(text: str) -> None:
    click.echo(f"dropexecctl: {printable(text)}", err=True)


def _on_signal(number: int, _: FrameType | None) -> NoReturn:
    raise _Terminated(number)


def _take_signals() -> None:
    """Clean up before the end that a supervisor or a lost terminal asks for, and see children end."""
    for number in _ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup(1) has it ignored
            signal.signal(number, _on_signal)
    # Inherited ignored, it would have the kernel reap every child unseen (wait(2)).
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def _leave_signals() -> None:
    """Give them their default action back: there is nothing to clean up any more."""
    for number in _ENDING:
        if signal.getsignal(number) is _on_signal:
            signal.signal(number, signal.SIG_DFL)


class _Run:
    """One call of the command: what is probed, in which scenarios, and what becomes of the recordings."""

    def __init__(self, output: Output, record: str | None, pictures: str | None, *, check: bool) -> None:
        self.output, self.record, self.pictures, self.check = output, record, pictures, check
        self.skipped: dict[str, str] = {}
        self.done = 0
        self.failed = self.disagreed = False

    def probe(self, setup: Setup, subjects: Sequence[Subject], scenarios: Sequence[Scenario]) -> None:
        """Probe each subject in each scenario; one that cannot be probed keeps no other from being so."""
        for one in subjects:
            for scenario in scenarios:
                try:
                    recording = setup.probe(one, scenario)
                except ProbeError as error:
                    self.skipped[one.name] = str(error)
                    break  # what does not start for one scenario starts for none
                self.done += 1
                self._keep(one, recording)

    def _keep(self, one: Subject, recording: Recording) -> None:
        name = recording.file_name(one.implementation)
        self.output.add(recording, show=self.record is None)
        if self.record is not None:
            path = _save(self.record, name, recording.text())
            self.output.note(f"{path}: {recording.outcome}")
        if self.pictures is not None:
            _save(self.pictures, name.removesuffix(".json") + ".svg", svg.draw(recording))
        if self.check:
            self.disagreed |= self.output.compare(recording)


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
    "--json",
    "as_json",
    is_flag=True,
    help="Print one array of recordings, each as it is made, and nothing else on stdout.",
)
@click.option("--record", metavar="DIR", help="Write each recording to a new file of its own in DIR.")
@click.option("--svg", "pictures", metavar="DIR", help="Write each timeline as SVG to a new file in DIR.")
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
      125  a probe could not be carried out: not root, no such tool, a
           password prompt, a locked account; with --tool all, a tool that
           cannot be probed here is skipped, and 125 means that none could be
      130  interrupted
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    if template and tools:
        raise click.UsageError("--tool and a template after -- exclude one another.")
    width = min(110, shutil.get_terminal_size((100, 24)).columns)
    output = Output(width, as_json=as_json)
    run = _Run(output, record, pictures, check=check)
    try:
        try:
            _take_signals()
            with output:
                setup = Setup.prepare(user, shell, form, attempts, temporary=os.environ.get("TMPDIR"))
                run.probe(setup, _subjects(tools, template), _scenarios(names))
                output.summarize(run.skipped)
        except ProbeError as error:
            _complain(str(error))
            sys.exit(FAILED)
        except KeyboardInterrupt:
            _complain("interrupted; what had been started is ended")
            sys.exit(INTERRUPTED)
        finally:
            _leave_signals()
    except _Terminated as end:
        signal.signal(end.number, signal.SIG_DFL)
        os.kill(os.getpid(), end.number)
    everything = "all" in tools
    for text in run.skipped.values():
        _complain(f"skipped: {text}" if everything else text)
    # Of all that is installed, what cannot be started here is no failure; of what was named, it is.
    if run.skipped and not (everything and run.done):
        sys.exit(FAILED)
    sys.exit(DISAGREED if run.disagreed else AGREED)


command.help = inspect.cleandoc(command.help or "").replace(
    "SCENARIOS", "\n".join(f"  {scenario.name:<9} {scenario.summary}" for scenario in SCENARIOS.values())
)
