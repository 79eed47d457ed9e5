"""Where reports go: words or JSON on a stream, and the system's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dropexec.watch import document, line

if TYPE_CHECKING:
    from typing import TextIO

    from dropexec.watch.report import EndReport, SignalReport
    from dropexec.watch.syslog import Syslog


class Output(Protocol):
    """Takes reports."""

    def signal(self, report: SignalReport) -> None:
        """Write a signal."""

    def end(self, report: EndReport) -> None:
        """Write an end."""

    def flush(self) -> None:
        """Hand on what has been written."""


class Words:
    """A line of text each; what the stream's encoding lacks shows as an escape."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._encoding = stream.encoding or "ascii"

    def signal(self, report: SignalReport) -> None:
        """Write a signal."""
        self._write(line.signal_line(report))

    def end(self, report: EndReport) -> None:
        """Write an end."""
        self._write(line.end_line(report))

    def _write(self, text: str) -> None:
        shown = text.encode(self._encoding, "backslashreplace").decode(self._encoding)
        self._stream.write(f"{shown}\n")

    def flush(self) -> None:
        """Hand on what has been written."""
        self._stream.flush()


class JsonLines:
    """A line of JSON each."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def signal(self, report: SignalReport) -> None:
        """Write a signal."""
        self._stream.write(f"{document.signal_line(report)}\n")

    def end(self, report: EndReport) -> None:
        """Write an end."""
        self._stream.write(f"{document.end_line(report)}\n")

    def flush(self) -> None:
        """Hand on what has been written."""
        self._stream.flush()


class Log:
    """The system's log: without command lines, which may hold secrets, unless `argv`."""

    def __init__(self, log: Syslog, *, argv: bool) -> None:
        self._log = log
        self._argv = argv

    def signal(self, report: SignalReport) -> None:
        """Write a signal."""
        self._log.write(line.signal_line(report, time=False, argv=self._argv))

    def end(self, report: EndReport) -> None:
        """Write an end."""
        self._log.write(line.end_line(report, time=False))

    def flush(self) -> None:
        """Do nothing: each line is a message of its own."""
