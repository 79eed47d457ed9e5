"""What ``dropexecctl compat probe`` prints: recordings for a person, or as JSON, each as it is made."""

from __future__ import annotations

import json
import sys
import textwrap
from typing import TYPE_CHECKING

import click

from dropexec.recording import picture
from dropexec.recording.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from typing_extensions import Self

    from dropexec.recording.document import Recording

_ROW = "  {:<18} {:<14} {:<10} {}"


def _line(text: str, *, err: bool = False, bold: bool = False) -> None:
    """Print ``text``; much of it comes from a tool, and none of that acts on the terminal."""
    click.secho(printable(text), err=err, bold=bold or None)


class Output:
    """Standard output of one run, ``width`` columns wide; a context manager, at whose end it is complete.

    As JSON it is one array, to which each recording is added at once and which is closed whatever happens, so
    that a run that is interrupted leaves a document too.
    """

    def __init__(self, width: int, *, as_json: bool) -> None:
        self._width, self._as_json = width, as_json
        self._rows: list[str] = []
        self._ascii = "utf" not in (sys.stdout.encoding or "").lower()

    def __enter__(self) -> Self:
        if self._as_json:
            click.echo("[", nl=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._as_json:
            click.echo("\n]" if self._rows else "]")

    def add(self, recording: Recording, *, show: bool) -> None:
        """Print ``recording`` as JSON, or for a person where ``show``, and keep a row for the summary."""
        tool = recording.tool
        if self._as_json:
            click.echo(",\n" if self._rows else "\n", nl=False)
            # ASCII only: a control character of a tool's reaches no terminal.
            click.echo(json.dumps(recording.to_json(), indent=1), nl=False)
            sys.stdout.flush()
        elif show:
            self.show(recording)
        row = _ROW.format(str(tool["name"]), tool["version"] or "?", recording.scenario, recording.outcome)
        self._rows.append(row)

    def note(self, text: str) -> None:
        """Print a line about what is done."""
        _line(text, err=self._as_json)

    def summarize(self, skipped: Mapping[str, str]) -> None:
        """Print a table of all results where there is more than one; ``skipped`` is by tool."""
        if self._as_json or len(self._rows) + len(skipped) < 2:
            return
        click.echo(_ROW.format("tool", "version", "scenario", "outcome").rstrip())
        for row in self._rows:
            _line(row)
        for name in skipped:
            _line(_ROW.format(name, "", "", "skipped"))

    def compare(self, recording: Recording) -> bool:
        """Print what the catalogue says to ``recording`` and return whether it disagrees."""
        from dropexec.compat.compare import DISAGREE, check_recording

        found = check_recording(recording.to_json())
        err = self._as_json
        _line(f"{recording.tool['name']} {recording.scenario}: catalogue and recording", err=err)
        for one in found:
            detail = f"claimed {json.dumps(one.claimed)}, observed {json.dumps(one.observed)}"
            _line(f"  {one.verdict:<12} {one.behaviour}: {one.reason or detail}", err=err)
        if not found:
            _line("  inconclusive  the catalogue claims nothing for this release", err=err)
        return any(one.verdict == DISAGREE for one in found)

    def show(self, recording: Recording) -> None:
        """Print ``recording`` for a person: outcome, consequence, and its timeline."""
        tool = recording.tool
        origin = f" ({tool['path']}, {tool['package']})" if tool["package"] else f" ({tool['path']})"
        version = f" {tool['version']}" if tool["version"] else ""
        heading = f"{tool['name']}{version}, {recording.scenario}: {recording.outcome}"
        _line(heading, bold=True)
        for text in (f"{recording.consequence}.", f"{' '.join(recording.argv)}{origin}"):
            # Wrapped as it is shown: an escape is longer than what it stands for.
            for line in textwrap.wrap(
                printable(text), self._width, initial_indent="  ", subsequent_indent="  "
            ):
                _line(line)
        _line("")
        _line(picture.draw(recording, self._width, ascii_only=self._ascii))
