"""The text of --help and --version, made from the option table."""

import sys

from dropexec.launcher.exitstatus import MEANINGS
from dropexec.launcher.options import OPTIONS, USAGE, Option
from dropexec.version import VERSION

_COLUMN = 28
_WIDTH = 79


def version_text() -> str:
    """Return the line of --version: the version and the build."""
    release = ".".join(str(part) for part in sys.version_info[:3])
    return f"dropexec {VERSION} (Python {release})\n"


def help_text() -> str:
    """Return the text of --help."""
    lines = [
        f"Usage: {USAGE}",
        "Become USER in this same process, without a fork, and exec COMMAND.",
        "",
        "USER and GROUP are names or decimal ids. The environment is reset by default.",
        "",
        "Options:",
    ]
    for option in OPTIONS:
        lines.extend(_entry(_spelling(option), option.help))
    lines += ["", "Exit status:"]
    for status, meaning in MEANINGS.items():
        lines.append(f"  {status}  {meaning}")
    lines += ["  Anything else is the command's own.", "", "Full documentation: man dropexec", ""]
    return "\n".join(lines)


def _spelling(option: Option) -> str:
    short = f"-{option.short}, " if option.short else "    "
    argument = ""
    if option.argument is not None:
        argument = f"[={option.argument}]" if option.optional else f" {option.argument}"
    return f"  {short}--{option.name}{argument}"


def _entry(spelling: str, text: str) -> "list[str]":
    lines = [spelling.ljust(_COLUMN)] if len(spelling) < _COLUMN - 1 else [spelling, " " * _COLUMN]
    for word in text.split():
        if len(lines[-1].rstrip()) + 1 + len(word) > _WIDTH and lines[-1].strip():
            lines.append(" " * _COLUMN)
        lines[-1] += word if len(lines[-1]) == _COLUMN else " " + word
    return lines
