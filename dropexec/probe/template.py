"""Argv templates: how a tool is told which user to become and what to run."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.probe.errors import ProbeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The places of a template. The first four carry the command; a template must have one of them.
PLACES = ("argv", "shell_command", "program", "arguments", "user", "uid", "gid", "shell", "scratch")
_COMMAND = PLACES[:3]
_PLACE = re.compile(r"\{(\w*)\}")

#: How the shell is given the command. The shell's choice to fork or not depends on it.
FORMS = {
    "exec": "exec {command}",
    "plain": "{command}",
    "redirect": "{command} >{file}",
}


@dataclass(frozen=True)
class Values:
    """The values that replace a template's placeholders in one run."""

    user: str
    uid: int
    gid: int
    shell: str
    form: str
    argv: tuple[str, ...]
    scratch: str

    @property
    def shell_command(self) -> str:
        """Return the command as one string for ``sh -c``, in the order's form."""
        file = shlex.quote(f"{self.scratch}/output")
        return FORMS[self.form].format(command=shlex.join(self.argv), file=file)


def places(template: Sequence[str]) -> set[str]:
    """Return the places that ``template`` has."""
    return {name for word in template for name in _PLACE.findall(word)}


def check(template: Sequence[str]) -> None:
    """Raise ProbeError unless ``template`` names only known places, and the command among them."""
    if not template:
        raise ProbeError("cannot probe an empty template: give the tool's argv, with {user} and {argv} in it")
    found = places(template)
    for name in sorted(found - set(PLACES)):
        known = ", ".join(f"{{{place}}}" for place in PLACES)
        raise ProbeError(f"cannot read the template: {{{name}}} is not one of {known}")
    if not found.intersection(_COMMAND):
        raise ProbeError(
            "cannot read the template: it does not say where the command goes, "
            "as {argv} (words) or {shell_command} (one string for a shell)"
        )


def _substitute(word: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda match: values[match[1]], word)


def expand(template: Sequence[str], order: Values) -> list[str]:
    """Return ``template`` with its places filled; ``{argv}`` and ``{arguments}`` may become many words."""
    values = {
        "user": order.user,
        "uid": str(order.uid),
        "gid": str(order.gid),
        "shell": order.shell,
        "shell_command": order.shell_command,
        "program": order.argv[0],
        "argv": shlex.join(order.argv),
        "arguments": shlex.join(order.argv[1:]),
        "scratch": order.scratch,
    }
    words: list[str] = []
    for word in template:
        if word == "{argv}":
            words += order.argv
        elif word == "{arguments}":
            words += order.argv[1:]
        else:
            words.append(_substitute(word, values))
    return words


def displayed(template: Sequence[str], *, user: str, shell: str, form: str) -> list[str]:
    """Return ``template`` as a recording shows it: with user and shell filled in, and not the command."""
    command = FORMS[form].format(command="{argv}", file="FILE")
    values = {name: f"{{{name}}}" for name in PLACES}
    values.update(user=user, shell=shell, shell_command=command)
    return [_substitute(word, values) for word in template]
